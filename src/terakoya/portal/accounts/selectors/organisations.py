"""An organisation's settings, links and members as a person sees them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, QuerySet

from ...common import clock
from ..choices import VARIABLES, Role
from ..models import (
    CodeIssue,
    DataRequest,
    InviteLink,
    Member,
    MemberQuerySet,
    Organisation,
    Person,
    RoleGrant,
)

REQUESTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Variable:
    """A company variable as the settings form shows it."""

    key: str
    label: str
    hint: str
    value: str

    @property
    def field(self) -> str:
        """The name of its form field."""
        return "var-" + self.key.replace(".", "-")


@dataclass(frozen=True, slots=True)
class InviteRow:
    """An invite link as the officer sees it."""

    link: InviteLink
    is_usable: bool

    @property
    def is_expired(self) -> bool:
        """Ran out by itself."""
        return not self.is_usable and self.link.revoked_at is None


def memberships_of(person: Person) -> MemberQuerySet:
    """Where the person has joined and not left, by name."""
    return (
        Member.objects.present()
        .allowed()
        .select_related("organisation")
        .filter(person=person, joined_at__isnull=False)
        .order_by("organisation__name", "id")
    )


def code_issues_of(person: Person) -> list[CodeIssue]:
    """The joining codes issued for somebody after they had joined, newest first, at most 20."""
    rows = CodeIssue.objects.about(person).select_related("organisation")
    return list(rows.order_by("-id")[:20])


def holder_of(email: str) -> Person | None:
    """The person whose own address it is, proven or not."""
    return Person.objects.filter(email=email).first()


def memberships_by_email(email: str) -> list[Member]:
    """Where the person with this address has joined; one statement, whether somebody has it."""
    return list(
        Member.objects.present()
        .select_related("organisation", "person")
        .filter(person__email=email, joined_at__isnull=False)[:2]
    )


def pending_memberships_of(person: Person) -> QuerySet[Member]:
    """Where the person's proven address is invited; nothing for an address not proven."""
    rows = Member.objects.present().select_related("organisation", "person")
    if person.email is None or person.email_confirmed_at is None:
        return rows.none()
    return rows.filter(email=person.email, joined_at=None, invited_at__isnull=False).order_by(
        "organisation__name", "id"
    )


def organisation_variables(organisation: Organisation) -> dict[str, str]:
    """What the organisation has filled in, for courses and the help card; `company.name` too."""
    filled = {key: organisation.variables.get(key, "") for key in VARIABLES}
    return {"company.name": organisation.name, **{k: v for k, v in filled.items() if v}}


def variables_for_form(organisation: Organisation) -> list[Variable]:
    """Every variable, filled in or not."""
    return [
        Variable(key, str(label), str(hint), organisation.variables.get(key, ""))
        for key, (label, hint) in VARIABLES.items()
    ]


def invite_rows(organisation: Organisation) -> list[InviteRow]:
    """The links of an organisation: usable ones first, newest first, at most 50."""
    links = (
        InviteLink.objects.select_related("department", "created_by")
        .filter(organisation=organisation)
        .order_by("-created_at", "-id")[:50]
    )
    rows = [InviteRow(link, is_invite_usable(link)) for link in links]
    return sorted(rows, key=lambda row: not row.is_usable)


def is_invite_usable(link: InviteLink) -> bool:
    """Neither stopped nor run out."""
    return link.revoked_at is None and (link.expires_at is None or link.expires_at > clock.now())


def has_invited(organisation: Organisation) -> bool:
    """Whether anybody beside the first owner is on the roster, or a link is open."""
    return (
        Member.objects.filter(organisation=organisation)[1:2].exists()
        or InviteLink.objects.filter(organisation=organisation, revoked_at=None).exists()
    )


def officers_to_mail(organisation: Organisation) -> list[Member]:
    """Owners and officers with a proven address of their own, at most 20."""
    roles = (Role.OWNER, Role.OFFICER)
    held = RoleGrant.objects.in_force().filter(member=OuterRef("pk"), role__in=roles)
    rows = Member.objects.present().select_related("person", "organisation")
    proven = rows.filter(
        Exists(held),
        organisation=organisation,
        joined_at__isnull=False,
        person__email_confirmed_at__isnull=False,
    )
    return list(proven.order_by("id")[:20])


def data_requests_of(organisation: Organisation, page: int) -> Page[DataRequest]:
    """開示・訂正などの依頼: open ones first, newest first, 50 a page."""
    rows = DataRequest.objects.filter(organisation=organisation).select_related("member")
    return Paginator(rows.order_by("outcome", "-id"), REQUESTS_SHOWN).get_page(page)


def own_data_requests(person: Person) -> list[DataRequest]:
    """The person's own, newest first, at most 50."""
    rows = DataRequest.objects.filter(member__person=person).select_related("organisation")
    return list(rows.order_by("-id")[:REQUESTS_SHOWN])


def organisations_to_ask(person: Person) -> list[Member]:
    """Where the person has joined, also where they have left."""
    rows = Member.objects.filter(person=person, joined_at__isnull=False)
    return list(rows.select_related("organisation", "person").order_by("id"))
