"""The demo organisation 株式会社みほん商事, built at a chosen stage through services only.

Owns its names and its story; the command is `manage.py demo_data`. What happened in the past is
told under `clock.fixed_at`, so that every row carries the moment at which it would have come.
"""
