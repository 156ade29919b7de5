"""`make bench`: complete learners' journeys against a running server, and what they cost it.

`journey.py` is the request list; `docs/bench.md` says what is counted and how.
"""
