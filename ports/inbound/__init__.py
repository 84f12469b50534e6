"""What callers may ask: one Protocol for each context."""
