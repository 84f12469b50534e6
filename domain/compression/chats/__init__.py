"""Chat requests: which of their texts may be shortened, and which messages may go."""
