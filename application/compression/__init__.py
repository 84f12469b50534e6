"""The use cases of the compression context."""
