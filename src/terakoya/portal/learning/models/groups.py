"""Groups of members by rule: who fits a group's conditions today is in it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from ...accounts.models import (
    ConcurrentPost,
    Department,
    DepartmentMembership,
    Member,
    Person,
    RoleGrant,
)
from ...common import clock
from ...common.models import PublicIdModel, TenantModel
from ..choices import GroupKind


def _conditions_met(member: Member) -> Q:
    """The conditions that a member fits today; for the rows of `GroupCondition`."""
    inside = {
        "member": member,
        "until_on": None,
        "department__path__startswith": OuterRef("department__path"),
    }
    works = Exists(DepartmentMembership.objects.filter(**inside))
    works_beside = Exists(ConcurrentPost.objects.filter(**inside))
    roles = RoleGrant.objects.in_force().filter(member=member).values("role")
    language: Any = member.language
    if not language:
        language = Subquery(Person.objects.filter(pk=member.person_id).values("language"))
    return (
        Q(kind=GroupKind.DEPARTMENT) & (works | works_beside)
        | Q(kind=GroupKind.SITE, text=member.site)
        | Q(kind=GroupKind.EMPLOYMENT, text=member.employment)
        | Q(kind=GroupKind.POSITION, text=member.position)
        | Q(kind=GroupKind.ROLE, text__in=roles)
        | Q(kind=GroupKind.LANGUAGE, text=language)
        | Q(kind=GroupKind.SINCE, since__lte=added_on(member))
    )


def added_on(member: Member) -> Any:
    """The day on which a member was put on the roster."""
    return member.created_at.astimezone(clock.TOKYO).date()


class GroupQuerySet(models.QuerySet["Group"]):
    """Groups by who is in them."""

    def of_member(self, member: Member) -> GroupQuerySet:
        """The groups in which a member is today: of every kind one condition fits."""
        met = GroupCondition.objects.filter(
            _conditions_met(member), group=OuterRef("group"), kind=OuterRef("kind")
        )
        unmet = GroupCondition.objects.filter(~Exists(met), group=OuterRef("pk"))
        return self.filter(~Exists(unmet), organisation_id=member.organisation_id)


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
