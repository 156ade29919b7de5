"""How often somebody may do what mails, signs in or takes codes.

Owns Usage, one row for each limit and whom it counts, and all the numbers (`rules.py`). Does not
own what is limited: each app asks before it acts. Rules: `docs/algorithms/limits.md`.
"""
