"""The demo organisations and their seller, built through services only.

株式会社みほん商事 stands at a chosen stage; 株式会社みほん百貨店 shows everything that is sold.

Owns its names and its story; the command is `manage.py demo_data`. What happened in the past is
told under `clock.fixed_at`, so that every row carries the moment at which it would have come.
"""
