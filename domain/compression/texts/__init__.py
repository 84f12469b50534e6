"""Running text: prose, dialogue, Markdown and HTML."""
