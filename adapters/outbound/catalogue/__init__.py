"""The packaged model catalogue."""
