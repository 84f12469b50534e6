"""The composition root: the only place that reads the environment and knows which adapter runs."""
