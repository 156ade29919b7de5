"""Django's sqlite3 connection with marks."""

from __future__ import annotations

from django.db.backends.sqlite3 import base

from ..tracing import Traced


class DatabaseWrapper(Traced, base.DatabaseWrapper):
    """The connection that Django makes for this engine."""
