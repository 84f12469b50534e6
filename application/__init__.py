"""The use cases: one module for each context, inbound ports implemented over outbound ports."""
