"""Abstract bases. Every tenant's row names its organisation; public ids are UUIDs."""

from __future__ import annotations

import uuid

from django.db import models


class PublicIdModel(models.Model):
    """A row that the outside knows by a UUID."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        abstract = True


class TenantModel(models.Model):
    """A row of one organisation."""

    organisation = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class FilePiece(TenantModel):
    """A piece of an organisation's file; `file_pieces.py` writes and joins them."""

    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        abstract = True
        ordering = ["number"]
