"""One customer at a glance: contracts, use, documents, what was done about the contract.

Counts of people, never names of learners, and nothing of surveys.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from ...accounts.choices import Role
from ...accounts.models import Member, Organisation, Person, RoleGrant
from ...audit.selectors import entries_of, payload_of
from ...documents.models import IssuedDocument
from ...inquiries.models import Inquiry
from ...inquiries.selectors import threads_of_customer
from ...learning.selectors.grants import taken_seats
from ...orders.models import Contract, ManuscriptLicence
from ...orders.selectors.contracts import contract_state, course_titles
from ...reports.audit_words import details_of, words_of
from ..words import CONTRACT_CHIPS
from .home import Learning, learning_of

MOST: Final = 30
FEW: Final = 5
# What of a customer's log the seller reads: what is about the contract.
OF_CONTRACTS: Final = ("orders.", "operator.", "documents.", "billing.", "organisation.")
NOT_OF_CONTRACTS: Final = ("organisation.variables_filled", "organisation.language_set")


@dataclass(frozen=True)
class ContractRow:
    """A contract with what its seats are used for."""

    contract: Contract
    title: str
    taken: int
    chip: str
    tone: str


@dataclass(frozen=True)
class LogLine:
    """An entry of the customer's log about the contract."""

    at: dt.datetime
    who: str
    what: str
    details: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Customer:
    """Everything on the page."""

    organisation: Organisation
    contacts: Sequence[Member]
    contracts: Sequence[ContractRow]
    licences: Sequence[tuple[ManuscriptLicence, str]]
    members: int
    learning: Learning
    documents: Sequence[IssuedDocument]
    log: Sequence[LogLine]
    inquiries: Sequence[Inquiry]


def customer_page(organisation: Organisation, language: str) -> Customer:
    """The page of a customer; the same statements however much there is."""
    contracts = list(
        Contract.objects.filter(organisation=organisation)
        .select_related("order_line__order")
        .order_by("-starts_on", "-pk")[:MOST]
    )
    licences = list(ManuscriptLicence.objects.filter(organisation=organisation).order_by("pk"))
    courses = {one.course_id for one in contracts} | {one.course_id for one in licences}
    titles = course_titles(courses, language)
    return Customer(
        organisation=organisation,
        contacts=_contacts(organisation),
        contracts=_contract_rows(organisation, contracts, titles),
        licences=[(one, titles.get(one.course_id, "")) for one in licences],
        members=Member.objects.present().filter(organisation=organisation).count(),
        learning=learning_of([organisation.pk]).get(organisation.pk, Learning()),
        documents=list(
            IssuedDocument.objects.filter(organisation=organisation).defer("content", "seller")[
                :MOST
            ]
        ),
        log=_log(organisation),
        inquiries=list(threads_of_customer(organisation)[:FEW]),
    )


def _contacts(organisation: Organisation) -> list[Member]:
    """Who speaks for the organisation: its owners."""
    owners = RoleGrant.objects.in_force().filter(organisation=organisation, role=Role.OWNER)
    return list(
        Member.objects.present()
        .filter(pk__in=owners.values("member"))
        .select_related("person")
        .order_by("pk")
    )


def _contract_rows(
    organisation: Organisation, contracts: Sequence[Contract], titles: dict[int, str]
) -> list[ContractRow]:
    taken = taken_seats(organisation.pk, [one.source for one in contracts])
    return [
        ContractRow(
            one,
            titles.get(one.course_id, ""),
            taken.get(one.source, 0),
            *CONTRACT_CHIPS[contract_state(one)],
        )
        for one in contracts
    ]


def _log(organisation: Organisation) -> list[LogLine]:
    about = Q()
    for beginning in OF_CONTRACTS:
        about |= Q(verb__startswith=beginning)
    entries = list(
        entries_of(organisation.uuid).filter(about).exclude(verb__in=NOT_OF_CONTRACTS)[:MOST]
    )
    names = _names({one.actor_uuid for one in entries if one.actor_uuid})
    lines = []
    for one in entries:
        payload = payload_of(one)
        who = names.get(one.actor_uuid, _("お客様")) if one.actor_uuid else _("システム")
        data = payload.data if payload else {}
        lines.append(LogLine(one.created_at, who, words_of(one.verb), details_of(one.verb, data)))
    return lines


def _names(actors: set[Any]) -> dict[Any, str]:
    """The operators among some people; whoever else did it is called the customer."""
    return dict(
        Person.objects.filter(uuid__in=actors, is_operator=True).values_list("uuid", "name")
    )
