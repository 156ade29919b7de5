"""The backup proof: taken while learners write, brought back elsewhere, nothing is missing.

`python -m tools.backup` plays journeys against the real server, runs `manage.py backup` meanwhile,
restores each backup into a place of its own, and compares it with what had been called saved
before that backup began. The last one, taken at rest, is compared row by row.
"""
