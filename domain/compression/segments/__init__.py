"""What the stretches of a text are."""
