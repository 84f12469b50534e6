"""Compression: what of a prompt is kept when not all of it fits."""
