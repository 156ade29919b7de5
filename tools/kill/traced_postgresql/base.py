"""Django's postgresql connection with marks."""

from __future__ import annotations

from django.db.backends.postgresql import base

from ..tracing import Traced


class DatabaseWrapper(Traced, base.DatabaseWrapper):
    """The connection that Django makes for this engine."""
