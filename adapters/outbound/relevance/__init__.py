"""How much each part of a text bears on a question."""
