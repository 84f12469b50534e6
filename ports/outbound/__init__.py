"""What the core needs from outside: one Protocol for each need, with its obligations."""
