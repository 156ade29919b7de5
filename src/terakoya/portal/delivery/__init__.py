"""The outbox, job leases and gapless counters."""
