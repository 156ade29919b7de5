"""Narrations said by a voice: engines, clauses, captions, loudness, encoding.

Needs the optional part `[voice]` (`make voice`); no other module of this package does. Imported
only when something must be recorded; to find and read recordings takes none of it.
"""
