"""Access grants, seats, assignments, enrolments, events, attempts, certificates."""
