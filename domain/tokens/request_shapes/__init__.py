"""Readers of the request bodies of providers."""
