"""Source code: definitions, signatures, statements, and traces of calls."""
