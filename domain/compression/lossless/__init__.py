"""Writing shorter without loss."""
