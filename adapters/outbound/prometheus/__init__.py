"""Prometheus metrics, summed over the processes of one server."""
