"""toktok-rs, the fast engine for OpenAI's encodings; its vocabularies are compiled in."""
