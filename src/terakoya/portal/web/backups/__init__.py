"""Backups: one file with database and files, verified, without any key; and coming back from it.

`snapshot.py` makes one, `archive.py` is the file, `restoration.py` brings it back; `sqlite.py` and
`postgresql.py` know their database. `manage.py backup` and `manage.py restore` are the way in.
"""
