"""The outbox, job leases and gapless counters.

Owns what must leave the process (OutboxMessage), who runs a job (JobLease) and number series
(Counter). Does not own the words of a mail: each app writes its own and queues them here.
"""
