"""The reconstructed vocabularies of Claude, counted by our own reading of their rules."""
