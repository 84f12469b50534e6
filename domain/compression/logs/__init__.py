"""Logs: what happened, each thing told once before anything is told twice."""
