"""The tenant and its tree of departments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ...common.models import PublicIdModel, TenantModel


class Organisation(PublicIdModel):
    """会社・団体, the tenant. `code` is the company code that people type at sign-in.

    `is_house`: the seller's own, in which operators make the catalogue's courses. Whoever is no
    operator (any more) may not act in it (`access.py`).
    `suspended_at`: nobody of it learns since then, while records stay readable.
    """

    name = models.CharField(max_length=200)
    name_kana = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=24, unique=True)
    postal_code = models.CharField(max_length=8, blank=True)
    prefecture = models.CharField(max_length=8, blank=True)
    address = models.CharField(max_length=300, blank=True)
    building = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    variables = models.JSONField(default=dict, blank=True)
    # What new people are written to in; empty: in the language of whoever adds them.
    language = models.CharField(max_length=2, blank=True, default="", db_default="")
    is_house = models.BooleanField(default=False, db_default=False)
    suspended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_house"], condition=Q(is_house=True), name="organisation_one_house"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Department(PublicIdModel, TenantModel):
    """部署, a node of the tree. `path` holds the ids from the root: `/12/40/`."""

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=200, db_index=True, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "parent", "name"], name="department_name_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(parent=None),
                name="department_root_name_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name
