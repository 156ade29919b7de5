"""Who did what and when: a chain of salted commitments with deletable payloads.

Owns AuditEntry, AuditPayload and WaitingEntry. Does not own what the verbs mean: each app records
its own.
"""
