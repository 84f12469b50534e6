"""Data: JSON, tables and diffs."""
