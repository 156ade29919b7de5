"""Who did what and when: a chain of salted commitments with deletable payloads."""
