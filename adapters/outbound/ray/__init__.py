"""Corpus work on a Ray cluster."""
