"""tiktoken, the reference for OpenAI's encodings, on packaged vocabularies."""
