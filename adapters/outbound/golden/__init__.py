"""The golden gate: a fast engine answers only while nothing shows a difference."""
