"""Joining by a poster with approval: asking, deciding, and setting the first password."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from ...common import clock
from ...limits.rules import JOIN_REQUESTS, join_requests_a_day, join_requests_from_one
from ...limits.services import spend
from ..choices import JoinRequestState
from ..errors import (
    JoinQueueFull,
    KanaMissing,
    LinkUnusable,
    MemberHasLeft,
    RequestDecided,
    SignInFirst,
    TermsNotAccepted,
)
from ..models import Department, InviteLink, JoinRequest, Member
from ..names import clean_employee_number, clean_kana, clean_name
from ..seats import seats_of
from ..selectors import department_of
from ..selectors.join_requests import most_waiting, waiting_counts, waiting_requests
from ..tokens import CODE_DIGITS, CODE_LETTERS
from .base import check_password_strength, member_target, record_by
from .departments import place_in_department
from .joining import finish_joining
from .members import add_member, check_may_touch

WAITS: Final = dt.timedelta(days=14)
_APPROVED: Final = JoinRequestState.APPROVED
_DECLINED: Final = JoinRequestState.DECLINED


@transaction.atomic
def ask_to_join(
    *,
    link: InviteLink,
    name: str,
    name_kana: str,
    employee_number: str,
    department: Department | None,
    language: str,
    network: str,
) -> str:
    """Ask an officer to be let in; answers the ticket that leads back to the request.

    A flood stays small: limits by network and poster, a bounded number that waits, and half of it
    at most from one network.
    """
    cleaned, kana = clean_name(name), clean_kana(name_kana)
    if not kana:
        raise KanaMissing
    number = clean_employee_number(employee_number) or ""
    seats, mark = seats_of(link.organisation), network_mark(link, network)
    spend(
        JOIN_REQUESTS.by(network),
        join_requests_from_one(seats).by(link.pk, network),
        join_requests_a_day(seats).by(link.pk),
    )
    waiting, here = waiting_counts(link, mark)
    most = most_waiting(link.organisation)
    if waiting >= most or here >= most // 2:
        raise JoinQueueFull
    moment, ticket = clock.now(), secrets.token_urlsafe(24)
    JoinRequest.objects.create(
        organisation=link.organisation,
        link=link,
        name=cleaned,
        name_kana=kana,
        employee_number=number,
        department=department,
        language=language,
        ticket_hash=_hash(ticket),
        code="".join(secrets.choice(CODE_LETTERS + CODE_DIGITS) for _ in range(4)),
        network=mark,
        created_at=moment,
        expires_at=moment + WAITS,
    )
    return ticket


def find_by_ticket(ticket: str) -> JoinRequest:
    """The request that a ticket leads to, or a refusal once it is over."""
    rows = JoinRequest.objects.select_related("organisation", "member__person", "link")
    found = rows.filter(ticket_hash=_hash(ticket), expires_at__gt=clock.now()).first()
    if found is None:
        raise LinkUnusable
    return found


@transaction.atomic
def approve_as_new(*, by: Member, request: JoinRequest, employee_number: str) -> Member:
    """A new member with this number, who may set a password on their phone."""
    request = _lock(request)
    member = add_member(
        by=by,
        name=request.name,
        name_kana=request.name_kana,
        employee_number=employee_number,
        department=request.department,
        with_mail=False,
    )
    member.person.language = request.language
    member.person.save(update_fields=["language"])
    _decide(by, request, _APPROVED, member, "join-request.approved")
    return member


@transaction.atomic
def merge_request(*, by: Member, request: JoinRequest, member: Member) -> Member:
    """The request is this member's: what the roster lacks is filled in, nothing is replaced.

    Who has a password is told to sign in; a poster never opens an account that somebody has.
    """
    request = _lock(request)
    check_may_touch(by, member)
    if member.state == "left":
        raise MemberHasLeft(field="")
    changed = []
    if request.name_kana and not member.name_kana:
        member.name_kana = request.name_kana
        changed.append("name_kana")
    is_free = not Member.objects.filter(
        organisation=by.organisation, employee_number=request.employee_number
    ).exists()
    if request.employee_number and not member.employee_number and is_free:
        member.employee_number = request.employee_number
        changed.append("employee_number")
    if changed:
        member.save(update_fields=changed)
    if request.department is not None and department_of(member) is None:
        place_in_department(member=member, department=request.department)
    _decide(by, request, _APPROVED, member, "join-request.merged")
    return member


@transaction.atomic
def decline_request(*, by: Member, request: JoinRequest) -> None:
    """The person reads on their phone that they are to ask in person."""
    _decide(by, _lock(request), _DECLINED, None, "join-request.declined")


@transaction.atomic
def decline_network(*, by: Member, request: JoinRequest) -> int:
    """Decline all that wait from the network of one: the answer to a flood. How many."""
    rows = waiting_requests(by.organisation).order_by().filter(network=request.network)
    count = rows.update(state=_DECLINED, decided_at=clock.now())
    record_by(by, "join-request.flood-declined", f"join-request:{request.uuid}", {"count": count})
    return count


@transaction.atomic
def set_password_by_request(*, ticket: str, password: str, terms: bool) -> Member:
    """Set the first password of who was approved, once."""
    if not terms:
        raise TermsNotAccepted
    found = find_by_ticket(ticket)
    request = JoinRequest.objects.select_for_update().get(pk=found.pk)
    member = found.member
    if request.state != _APPROVED or member is None:
        raise LinkUnusable
    if member.state == "left":
        raise MemberHasLeft(field="")
    if has_password(member):
        raise SignInFirst(field="")
    check_password_strength(password, member.person)
    member.person.set_password(password)
    member.person.save(update_fields=["password"])
    finish_joining(member)
    request.expires_at = clock.now()  # the ticket is used
    request.save(update_fields=["expires_at"])
    return member


def has_password(member: Member) -> bool:
    """Whether somebody can sign in as the member already, or is to do so by their mailbox."""
    person = member.person
    return member.joined_at is not None or person.has_usable_password() or bool(person.email)


def network_mark(link: InviteLink, network: str) -> str:
    """What is kept of a network: enough to see that two requests came from one."""
    value = f"{link.organisation_id}/{network}"
    return salted_hmac(f"{__name__}.network", value, algorithm="sha256").hexdigest()[:40]


def _hash(ticket: str) -> str:
    return salted_hmac(f"{__name__}.ticket", ticket, algorithm="sha256").hexdigest()


def _lock(request: JoinRequest) -> JoinRequest:
    rows = JoinRequest.objects.select_for_update(of=("self",)).select_related("department")
    locked = rows.get(pk=request.pk)
    if locked.state != JoinRequestState.WAITING or locked.expires_at <= clock.now():
        raise RequestDecided
    return locked


def _decide(
    by: Member, request: JoinRequest, state: JoinRequestState, member: Member | None, verb: str
) -> None:
    moment = clock.now()
    request.state, request.member = state, member
    request.decided_at, request.expires_at = moment, moment + WAITS
    request.save(update_fields=["state", "member", "decided_at", "expires_at"])
    target = member_target(member) if member else f"join-request:{request.uuid}"
    record_by(by, verb, target, {"request": str(request.uuid)})
