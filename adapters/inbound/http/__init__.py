"""The HTTP port for operators: metrics, liveness, readiness."""
