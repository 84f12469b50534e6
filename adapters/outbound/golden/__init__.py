"""The golden gate: a fast engine answers only while nothing shows that it differs from the reference."""
