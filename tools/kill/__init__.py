"""The kill proof: what the portal calls saved is on disk, however its server ends.

`python -m tools.kill` plays journeys against the real server and kills it meanwhile with SIGKILL,
a worker or all of it; `docs/bench.md` says what is compared and what was found.
"""
