"""What may be asked of the core (inbound) and what the core asks of the world (outbound)."""
