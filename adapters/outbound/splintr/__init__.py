"""splintr, the engine for models whose vocabularies are public; they are compiled into it."""
