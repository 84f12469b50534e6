"""The log of calls: a JSON object a line."""
