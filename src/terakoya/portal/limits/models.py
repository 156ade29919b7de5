"""What somebody has used of a limit."""

from __future__ import annotations

from django.db import models


class Usage(models.Model):
    """Until when what was used has grown back, in milliseconds since 1970.

    `key` is the limit's name and a keyed hash of whom it counts: no address, no name.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used_until = models.BigIntegerField(db_index=True)
