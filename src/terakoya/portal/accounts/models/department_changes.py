"""What became of departments: the names and places that they had before."""

from __future__ import annotations

from django.db import models

from ...common.models import TenantModel
from ..choices import DepartmentChangeKind
from .organisations import Department


class DepartmentChange(TenantModel):
    """A rename, a move, a merge, a closing: before and after, from a day on.

    A rename has names, a move and a merge have paths such as 営業部/第一課.
    """

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=DepartmentChangeKind.choices)
    before = models.CharField(max_length=900, blank=True)
    after = models.CharField(max_length=900, blank=True)
    by_name = models.CharField(max_length=200)
    on = models.DateField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["department", "-id"], name="department_change_list"),
            models.Index(fields=["organisation", "kind"], name="department_change_kind"),
        ]
