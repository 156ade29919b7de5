"""Whose enrolment, whose assignment; strangers get 404."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec

from django.db.models import BigAutoField, Q, QuerySet, UUIDField
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from ..accounts.access import learner_page
from ..accounts.models import Member
from ..catalogue.models import Course, Offer
from ..common.prepared import Given, Prepared
from .choices import NoteKind
from .errors import PolicyUnread
from .models import (
    Assignment,
    Attempt,
    Attendance,
    Certificate,
    Enrolment,
    Group,
    GroupSession,
    Note,
    PolicyVersion,
)
from .models.addressee import PLACES, Addressee
from .selectors.courses import offers_of
from .selectors.policies import version_to_read

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def _own_enrolments() -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(
        member_id=Given("member", BigAutoField()),
        organisation_id=Given("organisation", BigAutoField()),
        uuid=Given("uuid", UUIDField()),
    )


# Every page of the player makes the first, every batch of events the second.
_OWN_ENROLMENT: Final = Prepared(
    lambda: _own_enrolments().select_related("revision", "assignment__course")
)
_LOCKED_ENROLMENT: Final = Prepared(lambda: _own_enrolments().select_for_update())
# Every way into a course makes this.
_MEANT: Final = Prepared(
    lambda: (
        Assignment.objects.select_related("course")
        .meant_for(PLACES)
        .filter(uuid=Given("uuid", UUIDField()))
    )
)
# Every answer of the test that is saved makes this.
_OWN_ATTEMPT: Final = Prepared(
    lambda: (
        Attempt.objects.select_related("enrolment__revision", "enrolment__assignment__course")
        .defer("enrolment__revision__meta")
        .filter(
            organisation_id=Given("organisation", BigAutoField()),
            uuid=Given("uuid", UUIDField()),
            enrolment__uuid=Given("enrolment", UUIDField()),
            enrolment__member_id=Given("member", BigAutoField()),
        )
    )
)


def _whose(member: Member) -> dict[str, int]:
    return {"member": member.pk, "organisation": member.organisation_id}


def get_offer_for(officer: Member, course: Course, offer_uuid: str) -> Offer | None:
    """An edition of the officer's organisation by the course; `None` where none is asked for."""
    if not offer_uuid:
        return None
    try:
        wanted = uuid.UUID(offer_uuid)
    except ValueError:
        raise Http404 from None
    offer = offers_of(officer, course).filter(uuid=wanted).first()
    if offer is None:
        raise Http404
    return offer


def get_enrolment_for(member: Member, enrolment_uuid: uuid.UUID) -> Enrolment:
    """The member's own enrolment with revision and assignment, or 404."""
    enrolment = _OWN_ENROLMENT.first(**_whose(member), uuid=enrolment_uuid)
    if enrolment is None:
        raise Http404
    enrolment.member = member
    return enrolment


def get_enrolment_to_learn(member: Member, enrolment_uuid: uuid.UUID) -> Enrolment:
    """As `get_enrolment_for`, for what shows the course: see `require_policy`."""
    enrolment = get_enrolment_for(member, enrolment_uuid)
    require_policy(enrolment)
    return enrolment


def require_policy(enrolment: Enrolment) -> None:
    """Raise `PolicyUnread` where the policy of a running course is yet to be confirmed.

    One statement where the assignment has a policy, none else; who has completed may look again.
    """
    if enrolment.completed_at is None and version_to_read(enrolment.member, enrolment.assignment):
        raise PolicyUnread(enrolment.assignment)


def course_page(view: View[P]) -> View[P]:
    """A page for members that shows a course: a policy that is yet to be confirmed comes first.

    Pages lead to it, and from there back; a script gets the refusal as any other.
    """

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PolicyUnread as refusal:
            if not request.accepts("text/html"):
                raise
            back = request.get_full_path() if request.method == "GET" else request.path
            read = reverse("learning:policy-read", args=[refusal.details["assignment"].uuid])
            return redirect(f"{read}?{urlencode({'next': back})}")

    return learner_page(page)


def get_assignment_for(member: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """An assignment of the member's organisation that is meant for the member, or 404."""
    assignment = _MEANT.first(**Addressee.of(member).values, uuid=assignment_uuid)
    if assignment is None:
        raise Http404
    return assignment


def get_assignment_to_confirm(member: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """One that is meant for the member, or that they are in the midst of though exempt; or 404."""
    rows = Assignment.objects.select_related("course").filter(
        Q(pk__in=Assignment.objects.meant_for(member).values("pk")) | _begun_by(member),
        organisation_id=member.organisation_id,
        uuid=assignment_uuid,
    )
    assignment = rows.first()
    if assignment is None:
        raise Http404
    return assignment


def _begun_by(member: Member) -> Q:
    begun = Enrolment.objects.filter(member=member, organisation_id=member.organisation_id)
    return Q(pk__in=begun.values("assignment"))


def get_assignment_of_organisation(officer: Member, assignment_uuid: uuid.UUID) -> Assignment:
    """An assignment of the officer's organisation, or 404."""
    assignment = (
        Assignment.objects.select_related("course", "recurrence", "policy")
        .filter(organisation_id=officer.organisation_id, uuid=assignment_uuid)
        .first()
    )
    if assignment is None:
        raise Http404
    return assignment


def get_policy_version_for(member: Member, version_uuid: uuid.UUID) -> PolicyVersion:
    """A version of a policy: for officers of the organisation, and for members who are asked."""
    own = PolicyVersion.objects.select_related("policy").filter(
        organisation_id=member.organisation_id, uuid=version_uuid
    )
    version = own.first()
    if version is None:
        raise Http404
    meant = Assignment.objects.meant_for(member).values("pk")
    asked = Assignment.objects.filter(Q(pk__in=meant) | _begun_by(member), policy=version.policy_id)
    if not member.is_officer and not asked.exists():
        raise Http404
    return version


def get_group_for(officer: Member, group_uuid: uuid.UUID) -> Group:
    """A group of the officer's organisation, or 404."""
    own = Group.objects.filter(organisation_id=officer.organisation_id, uuid=group_uuid)
    group = own.first()
    if group is None:
        raise Http404
    return group


def lock_enrolment_for(member: Member, enrolment_uuid: uuid.UUID) -> Enrolment:
    """The member's own enrolment, locked until the transaction ends, or 404."""
    enrolment = _LOCKED_ENROLMENT.first(**_whose(member), uuid=enrolment_uuid)
    if enrolment is None:
        raise Http404
    return enrolment


def get_attempt_for(member: Member, enrolment_uuid: uuid.UUID, attempt_uuid: uuid.UUID) -> Attempt:
    """The member's own attempt of that enrolment, with revision and course, or 404."""
    attempt = _OWN_ATTEMPT.first(**_whose(member), enrolment=enrolment_uuid, uuid=attempt_uuid)
    if attempt is None:
        raise Http404
    attempt.enrolment.member = member
    return attempt


def get_certificate_for(member: Member, certificate_uuid: uuid.UUID) -> Certificate:
    """The member's own certificate, or for officers any of the organisation; else 404."""
    certificate = (
        Certificate.objects.select_related("enrolment__revision__course")
        .filter(organisation_id=member.organisation_id, uuid=certificate_uuid)
        .first()
    )
    if certificate is None:
        raise Http404
    if certificate.enrolment.member_id != member.pk and not member.is_officer:
        raise Http404
    return certificate


def get_course_enrolment_for(member: Member, slug: str) -> Enrolment:
    """The member's own newest enrolment in a course, with revision and assignment, or 404."""
    enrolment = (
        Enrolment.objects.select_related("revision", "assignment__course")
        .filter(
            member=member,
            organisation_id=member.organisation_id,
            assignment__course__slug=slug,
        )
        .order_by("-id")
        .first()
    )
    if enrolment is None:
        raise Http404
    enrolment.member = member
    return enrolment


def get_note_for(member: Member, enrolment: Enrolment, note_uuid: uuid.UUID) -> Note:
    """A note of the member's own in the course of their enrolment, or 404."""
    note = Note.objects.filter(
        member=member,
        organisation_id=member.organisation_id,
        course_id=enrolment.assignment.course_id,
        kind=NoteKind.NOTE,
        is_deleted=False,
        is_closed=False,
        uuid=note_uuid,
    ).first()
    if note is None:
        raise Http404
    return note


def get_group_session_for(leader: Member, session_uuid: uuid.UUID) -> GroupSession:
    """A session that an officer of the organisation may see, or who leads it; else 404."""
    rows = GroupSession.objects.select_related("assignment__course", "organisation")
    found = rows.filter(organisation_id=leader.organisation_id, uuid=session_uuid).first()
    if found is None or not (leader.is_officer or found.led_by_id == leader.pk):
        raise Http404
    return found


def get_attendance_for(session: GroupSession, key: int) -> Attendance:
    """Somebody who came to a session, or 404."""
    rows = Attendance.objects.select_related("session", "member")
    found = rows.filter(session=session, pk=key).first()
    if found is None:
        raise Http404
    return found


def get_session_by_token(member: Member, token: str) -> GroupSession:
    """The session of the member's organisation whose QR code this is, or 404."""
    rows = GroupSession.objects.select_related("assignment__course", "organisation")
    found = rows.filter(organisation_id=member.organisation_id, token=token).first()
    if found is None:
        raise Http404
    return found
