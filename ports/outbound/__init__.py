"""What the core needs from outside: one Protocol for each need, its obligations in the docstrings."""
