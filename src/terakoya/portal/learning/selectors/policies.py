"""Which policy a member has to confirm, and who has confirmed which version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ..extensions import Note
from ..models import Acknowledgement, Assignment, Policy, PolicyFile, PolicyVersion
from .standing import members_with_runs


def _newest_asked(policy: str) -> Any:
    """The number of the newest version of a policy that everybody has to confirm."""
    asked = PolicyVersion.objects.filter(policy=OuterRef(policy), asks_again=True)
    return Subquery(asked.order_by("-number").values("number")[:1])


def newest_version(policy: Policy | int) -> PolicyVersion | None:
    """The version that is read from now on; one statement."""
    return PolicyVersion.objects.filter(policy=policy).order_by("-number").first()


def versions_to_read(member: Member, policies: Iterable[int]) -> dict[int, PolicyVersion]:
    """Of some policies the newest versions that a member has yet to confirm; one statement.

    A confirmation of an older version counts as long as no later one asks again.
    """
    confirmed = Acknowledgement.objects.filter(
        member=member,
        version__policy=OuterRef("policy"),
        version__number__gte=OuterRef("asked"),
    )
    later = PolicyVersion.objects.filter(policy=OuterRef("policy"), number__gt=OuterRef("number"))
    rows = (
        PolicyVersion.objects.filter(
            policy__in=list(policies), organisation_id=member.organisation_id
        )
        .annotate(asked=_newest_asked("policy"))
        .filter(~Exists(confirmed), ~Exists(later))
    )
    return {one.policy_id: one for one in rows.select_related("policy")}


def version_to_read(member: Member, assignment: Assignment) -> PolicyVersion | None:
    """What a member has to confirm before a course; one statement, none without a policy."""
    if assignment.policy_id is None:
        return None
    found = versions_to_read(member, [assignment.policy_id])
    return found.get(assignment.policy_id)


def policy_notes(member: Member, assignments: Iterable[Assignment]) -> list[Note]:
    """What マイ研修 says of policies to confirm; one statement where an assignment has one."""
    asking = [one for one in assignments if one.policy_id is not None]
    if not asking:
        return []
    waiting = versions_to_read(member, {one.policy_id for one in asking if one.policy_id})
    return [
        Note(
            one.pk,
            _("「%(title)s」を読んで、確認してください") % {"title": version.policy.title},
            reverse("learning:policy-read", args=[one.uuid]),
        )
        for one in asking
        if (version := waiting.get(one.policy_id or 0)) is not None
    ]


def content_of(version: PolicyVersion) -> bytes:
    """The bytes that its hash is of; one statement for a PDF."""
    if not version.is_pdf:
        return version.text.encode()
    return bytes(PolicyFile.objects.values_list("content", flat=True).get(version=version))


def policy_versions(assignment: Assignment) -> list[PolicyVersion]:
    """The versions of its policy, newest first; none without one."""
    if assignment.policy_id is None:
        return []
    rows = PolicyVersion.objects.filter(policy=assignment.policy_id).select_related("policy")
    return list(rows.order_by("-number"))


# -- for the officer ----------------------------------------------------------------------------


@dataclass(frozen=True)
class PolicyStanding:
    """How far an assignment's policy is confirmed."""

    policy: Policy
    version: PolicyVersion
    versions: tuple[PolicyVersion, ...]
    all: int
    confirmed: int

    @property
    def text(self) -> str:
        """Its title with the version, and how many have confirmed what is asked for."""
        return _("「%(title)s」第%(n)d版：%(confirmed)d / %(all)d名が確認") % {
            "title": self.policy.title,
            "n": self.version.number,
            "confirmed": self.confirmed,
            "all": self.all,
        }


def confirmed_by(assignment: Assignment) -> Q:
    """Members who have confirmed a version of its policy that counts."""
    newest = PolicyVersion.objects.filter(policy=assignment.policy_id, asks_again=True)
    asked = newest.order_by("-number").values("number")[:1]
    counting = Acknowledgement.objects.filter(
        member=OuterRef("pk"),
        version__policy=assignment.policy_id,
        version__number__gte=Subquery(asked),
    )
    return Q(Exists(counting))


def policy_standing(assignment: Assignment) -> PolicyStanding | None:
    """Four statements; `None` without a policy."""
    if assignment.policy is None:
        return None
    versions = tuple(assignment.policy.versions.order_by("-number"))
    counts = members_with_runs(assignment).aggregate(
        all=Count("id"), confirmed=Count("id", filter=confirmed_by(assignment))
    )
    return PolicyStanding(assignment.policy, versions[0], versions, **counts)


def members_to_confirm(assignment: Assignment) -> QuerySet[Any, Any]:
    """Who of an assignment has not confirmed its policy, in the order of lists."""
    members = members_with_runs(assignment).exclude(confirmed_by(assignment))
    return members.select_related("person").order_by("name_kana", "name", "id")


def policies_of(officer: Member) -> QuerySet[Policy]:
    """The organisation's policies."""
    return Policy.objects.filter(organisation_id=officer.organisation_id).order_by("title")


@dataclass(frozen=True)
class Confirmation:
    """The newest version of a policy that a member has confirmed."""

    number: int
    sha256: str
    at: dt.datetime


def confirmations_of(assignment: Assignment, until: dt.datetime) -> Mapping[int, Confirmation]:
    """Member → what of the assignment's policy they confirmed last before a moment."""
    rows = Acknowledgement.objects.filter(
        organisation_id=assignment.organisation_id,
        version__policy=assignment.policy_id,
        at__lt=until,
    ).order_by("version__number")
    columns = ("member_id", "version__number", "version__sha256", "at")
    return {
        member: Confirmation(number, sha256, at)
        for member, number, sha256, at in rows.values_list(*columns)
    }


def policies_told(organisation_id: int) -> list[dict[str, Any]]:
    """Each policy with how many present members confirmed it, and when last; one statement."""
    present = Q(versions__acknowledgements__member__in=Member.objects.present())
    counted = "versions__acknowledgements"
    rows = Policy.objects.filter(organisation_id=organisation_id).annotate(
        people=Count(f"{counted}__member", filter=present, distinct=True),
        last=Max(f"{counted}__at", filter=present),
    )
    told = rows.filter(people__gt=0).order_by("title")
    return [{"title": one.title, "people": one.people, "last": one.last} for one in told]
