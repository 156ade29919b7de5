"""Access, seats, and what is assigned to whom until when."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from ...accounts.models import ConcurrentPost, Department, DepartmentMembership, Member
from ...catalogue.models import Course, Offer
from ...common.models import PublicIdModel, TenantModel
from ..choices import Audience, EnrolmentKind, Gate, TopSpeed
from ..rules import MOST_SECONDS, TOP_SPEED, Rules
from .addressee import Addressee
from .groups import Group
from .policies import Policy
from .recurrence import Recurrence


class AccessGrant(PublicIdModel, TenantModel):
    """The right of an organisation to run one course from a day until a day (both included)."""

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    seats = models.PositiveIntegerField()
    source = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="access_grant_forward"
            ),
            models.UniqueConstraint(fields=["source"], name="access_grant_source_once"),
        ]


class Seat(TenantModel):
    """受講枠: one of the seats of a grant; its row is made when the seat is first taken."""

    grant = models.ForeignKey(AccessGrant, on_delete=models.CASCADE, related_name="seat_rows")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grant", "number"], name="seat_once")]


class SeatHolder(TenantModel):
    """Who sits on a seat, from a day until a day (null: still)."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="holders")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(until_on=None), name="seat_one_holder_now"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                name="seat_holder_forward",
            ),
        ]


class RulesModel(models.Model):
    """A row with the officer's rules (`rules.py`)."""

    gate = models.CharField(max_length=8, choices=Gate.choices, default=Gate.GATE)
    top_speed = models.PositiveSmallIntegerField(choices=TopSpeed.choices, default=TOP_SPEED)
    min_seconds = models.PositiveSmallIntegerField(default=0)
    counts_hidden = models.BooleanField(default=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(top_speed__in=TopSpeed.values), name="%(class)s_top_speed_known"
            ),
            models.CheckConstraint(
                condition=Q(min_seconds__lte=MOST_SECONDS), name="%(class)s_min_seconds_possible"
            ),
        ]

    @property
    def rules(self) -> Rules:
        """The rules of this row."""
        return Rules(Gate(self.gate), self.top_speed, self.min_seconds, self.counts_hidden)


def all_runs() -> models.QuerySet[Any]:
    """Enrolments; the model is declared after this one."""
    return apps.get_model("learning", "Enrolment")._default_manager.all()


def _departments_of(whom: Addressee) -> models.QuerySet[Any]:
    """Of an assignment the departments in or below which the member works now, 兼務 too."""
    inside = {
        "member_id": whom.member,
        "until_on": None,
        "department__path__startswith": OuterRef("department__path"),
    }
    works = Exists(DepartmentMembership.objects.filter(**inside))
    works_beside = Exists(ConcurrentPost.objects.filter(**inside))
    return AssignmentDepartment.objects.filter(works | works_beside, assignment=OuterRef("pk"))


def _groups_of(whom: Addressee) -> models.QuerySet[Any]:
    """Of an assignment the groups in which the member is now."""
    groups = Group.objects.of_member(whom)
    return AssignmentGroup.objects.filter(group__in=groups, assignment=OuterRef("pk"))


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Assignments by whom they are for.

    What many pages ask is built once with the places of an addressee (`PLACES`); to build it
    takes longer than to answer it.
    """

    def meant_for(self, member: Member | Addressee) -> AssignmentQuerySet:
        """Those of the member's organisation that are for everyone or for this member, by now.

        Who has begun finishes, whatever department or group they are in by then. What has not
        started yet is left out; what has ended, or the member is exempt from, too, unless it was
        completed before.
        """
        whom = Addressee.of(member) if isinstance(member, Member) else member
        here = {"assignment": OuterRef("pk"), "member_id": whom.member}
        chosen = AssignmentMember.objects.filter(**here)
        exempt = Exemption.objects.filter(**here)
        begun = all_runs().filter(**here)
        completed = Exists(begun.filter(completed_at__isnull=False))
        has_ended = Q(ended_on__isnull=False, ended_on__lte=whom.today)
        return self.filter(
            Q(audience=Audience.EVERYONE)
            | Exists(chosen)
            | Q(audience=Audience.DEPARTMENTS) & Exists(_departments_of(whom))
            | Q(audience=Audience.GROUPS) & Exists(_groups_of(whom))
            | Exists(begun),
            Q(starts_on=None) | Q(starts_on__lte=whom.today),
            (~Exists(exempt) & ~has_ended) | completed,
            organisation_id=whom.organisation,
        )

    def going(self, on: dt.date) -> AssignmentQuerySet:
        """Those that have not ended by a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=on))

    def with_due_date(self, member: Member | Addressee) -> models.QuerySet[Any]:
        """With `member_due_on`: the member's own due date where it was extended."""
        whom = Addressee.of(member) if isinstance(member, Member) else member
        extended = Extension.objects.filter(assignment=OuterRef("pk"), member_id=whom.member)
        own = Subquery(extended.values("due_on")[:1])
        return self.annotate(member_due_on=Coalesce(own, F("due_on")))


class Assignment(PublicIdModel, TenantModel, RulesModel):
    """割り当て: a course given to people with a due date, perhaps with surveys around it.

    Its rules are for those who begin from now on; who has begun has a copy (Enrolment). One of
    the kind delta gives those who have completed the course what changed since, or (`legal_only`)
    what the law changed. `offer` is the edition that was chosen for it; null: the organisation's
    default one, else the catalogue's revision.
    """

    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=8, choices=EnrolmentKind.choices, default=EnrolmentKind.NORMAL
    )
    audience = models.CharField(max_length=16, choices=Audience.choices, default=Audience.EVERYONE)
    legal_only = models.BooleanField(default=False, db_default=False)
    name = models.CharField(max_length=100, blank=True, default="", db_default="")
    starts_on = models.DateField(null=True)  # null: from the moment it was given
    due_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)  # from this day on nobody is asked any more
    # Who is meant later has so many days from then on; null: the common due date.
    arrival_days = models.PositiveSmallIntegerField(null=True)
    arrivals_since = models.DateTimeField(null=True)  # when the worker looked for the first time
    # Mails say that the course is taken during working hours.
    in_working_hours = models.BooleanField(default=True, db_default=True)
    with_survey = models.BooleanField(default=False)
    policy = models.ForeignKey(
        Policy, null=True, on_delete=models.PROTECT, related_name="assignments"
    )
    recurrence = models.ForeignKey(
        Recurrence, null=True, on_delete=models.PROTECT, related_name="rounds"
    )
    round = models.PositiveSmallIntegerField(default=1, db_default=1)  # which of its recurrence
    created_at = models.DateTimeField()

    objects = AssignmentQuerySet.as_manager()

    class Meta(RulesModel.Meta):
        constraints = [
            *RulesModel.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind=EnrolmentKind.DELTA) | Q(legal_only=False),
                name="assignment_legal_delta",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="assignment_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(arrival_days=None) | Q(arrival_days__gte=1, arrival_days__lte=365),
                name="assignment_arrival_days_possible",
            ),
            models.UniqueConstraint(fields=["recurrence", "round"], name="assignment_round_once"),
        ]

    def is_over(self, on: dt.date) -> bool:
        """Whether nobody is asked any more on a day."""
        return self.ended_on is not None and self.ended_on <= on


class AssignmentDepartment(TenantModel):
    """A department whose members, those below it and those who come later, take the course."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="departments")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "department"], name="assignment_department_once"
            )
        ]


class AssignmentGroup(TenantModel):
    """A group whose members, and those who come later, take the course."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="groups")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="assignments")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "group"], name="assignment_group_once")
        ]


class AssignmentEdition(TenantModel):
    """An edition on which a department, and those below it, begin instead of the assignment's."""

    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, related_name="unit_editions"
    )
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "department"], name="assignment_edition_once"
            )
        ]


class AssignmentMember(TenantModel):
    """A member chosen for an assignment whose audience is `chosen`."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="chosen")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "member"], name="assignment_member_once")
        ]


class Exemption(TenantModel):
    """免除: a member who need not take an assigned course, and why."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="exemptions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "member"], name="exemption_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="exemption_has_reason"),
        ]


class Extension(TenantModel):
    """期限の延長: another due date for one member of an assignment."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="extensions")
    due_on = models.DateField()
    by_arrival = models.BooleanField(default=False, db_default=False)  # by rule, by nobody's hand
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "member"], name="extension_once")
        ]


class Arrival(TenantModel):
    """Since when a member is meant by an assignment whose later members have their own due date.

    Whoever is there when the worker looks for the first time has the common due date.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="arrivals")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    arrived_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "member"], name="arrival_once")
        ]


class DueDateChange(TenantModel):
    """When a due date was moved, from which day to which."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="+")
    before = models.DateField(null=True)
    after = models.DateField(null=True)
    changed_at = models.DateTimeField()
