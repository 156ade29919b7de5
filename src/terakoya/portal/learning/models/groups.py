"""Groups of members by rule: who fits a group's conditions today is in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ...accounts.models import ConcurrentPost, Department, DepartmentMembership, RoleGrant
from ...common.models import PublicIdModel, TenantModel
from ..choices import GroupKind
from .addressee import Addressee


def _conditions_met(whom: Addressee) -> Q:
    """The conditions that a member fits on their day; for the rows of `GroupCondition`."""
    inside = {
        "member_id": whom.member,
        "until_on": None,
        "department__path__startswith": OuterRef("department__path"),
    }
    works = Exists(DepartmentMembership.objects.filter(**inside))
    works_beside = Exists(ConcurrentPost.objects.filter(**inside))
    roles = RoleGrant.objects.in_force(whom.today).filter(member_id=whom.member).values("role")
    return (
        Q(kind=GroupKind.DEPARTMENT) & (works | works_beside)
        | Q(kind=GroupKind.SITE, text=whom.site)
        | Q(kind=GroupKind.EMPLOYMENT, text=whom.employment)
        | Q(kind=GroupKind.POSITION, text=whom.position)
        | Q(kind=GroupKind.ROLE, text__in=roles)
        | Q(kind=GroupKind.LANGUAGE, text=whom.language)
        | Q(kind=GroupKind.SINCE, since__lte=whom.added_on)
    )


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups by who is in them."""

    def of_member(self, whom: Addressee) -> GroupQuerySet:
        """The groups in which a member is: of every kind one condition fits."""
        met = GroupCondition.objects.filter(
            _conditions_met(whom), group=OuterRef("group"), kind=OuterRef("kind")
        )
        unmet = GroupCondition.objects.filter(~Exists(met), group=OuterRef("pk"))
        return self.filter(~Exists(unmet), organisation_id=whom.organisation)


class Group(PublicIdModel, TenantModel):
    """グループ: a name and conditions; whoever fits them is in it, without a list of members."""

    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    objects = GroupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="group_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="group_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class GroupCondition(TenantModel):
    """One value of a group. Values of one kind are alternatives; of every kind one must fit."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=16, choices=GroupKind.choices)
    text = models.CharField(max_length=100, blank=True, default="")
    department = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="+"
    )
    since = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind=GroupKind.DEPARTMENT, department__isnull=False, since=None, text=""
                )
                | Q(kind=GroupKind.SINCE, since__isnull=False, department=None, text="")
                | (
                    ~Q(kind__in=[GroupKind.DEPARTMENT, GroupKind.SINCE])
                    & Q(since=None, department=None)
                    & ~Q(text="")
                ),
                name="group_condition_has_its_value",
            ),
            models.UniqueConstraint(
                fields=["group", "kind", "text"],
                condition=Q(department=None, since=None),
                name="group_condition_once",
            ),
            models.UniqueConstraint(fields=["group", "department"], name="group_department_once"),
        ]
