"""An organisation that has applied, with everybody on its roster: the first stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ...accounts.choices import LegalDocument
from ...accounts.models import Member, Person
from ...accounts.selectors import versions_in_force
from ...accounts.services import (
    OrganisationDetails,
    accept_documents,
    accept_invitation,
    confirm_email,
    edit_organisation,
    import_roster,
    issue_joining_code,
    join_by_code,
)
from ...accounts.services.joining import mark_joined
from ...accounts.tokens import email_token, invitation_token
from ...catalogue.models import Course
from ...common import clock
from ...learning.models import Assignment
from ...learning.services import grant_access
from ...orders.pricing import MOST_SEATS, term_end
from ...orders.selectors.pricing import price_selection
from ...orders.services.applying import place_order, start_draft
from ...orders.specs import Application, Customer, Selection
from .names import OFFICER_PLACE, DemoPerson

NAME: Final = "株式会社みほん商事"
DOMAIN: Final = "mihon.example"
MONTHS: Final = 3
ROSTER_ROWS: Final = 2000
VARIABLES: Final[Mapping[str, str]] = {
    "desk.name": "人事部 相談窓口",
    "desk.person": "山田 由紀子",
    "desk.extension": "内線 1234",
    "desk.hours": "平日 9:00〜17:30",
    "supervisor.rule": "長引くとき、迷うときは、その日の責任者に代わります。",
    "policy.url": "https://intra.mihon.example/policy",
}


@dataclass(frozen=True)
class Colleague:
    """A person of the story and the member that stands for them."""

    person: DemoPerson
    member: Member


@dataclass(frozen=True)
class Staff:
    """The organisation: who runs the course, who learns, and the learner that signs in."""

    officer: Member
    assignment: Assignment
    colleagues: list[Colleague]

    @property
    def learner(self) -> Member:
        """The one without e-mail whose password is printed."""
        return self.colleagues[0].member

    @property
    def code(self) -> str:
        """The company code that people type."""
        return self.officer.organisation.code


def officer_email(domain: str) -> str:
    """The address of the demo's officer."""
    return f"officer@{domain}"


def apply_for_course(
    *, course: Course, seats: int, email: str, password: str, name: str = NAME
) -> tuple[Member, Assignment]:
    """Apply as the four steps would, and confirm the address; seats beyond an order are granted."""
    selection = Selection(
        course.slug, min(seats, MOST_SEATS), MONTHS, with_online=True, with_manuscript=True
    )
    customer = customer_of(name, email)
    total = price_selection(course, selection).sums.total_yen
    placed = place_order(
        draft=start_draft(),
        course=course,
        application=Application(
            selection,
            customer,
            total,
            versions_in_force(LegalDocument.TERMS)[LegalDocument.TERMS],
            again=True,  # a second demo orders what the first one did
        ),
        password=password,
    )
    assert placed.assignment is not None, "online seats were ordered"
    owner = placed.owner
    owner.person = confirm_email(token=email_token(owner.person, email), by=owner.person)
    if seats > MOST_SEATS:  # what an accepted quote will write
        grant_access(
            organisation=owner.organisation,
            course=course,
            seats=seats - MOST_SEATS,
            starts_on=clock.today(),
            ends_on=term_end(clock.today(), MONTHS),
            source=f"quote:{placed.order.uuid}",
        )
    return owner, placed.assignment


def customer_of(
    name: str,
    email: str,
    person: tuple[str, str] = ("山田 由紀子", "ヤマダ ユキコ"),
    department: str = OFFICER_PLACE.path,
) -> Customer:
    """Who applies, as step 2 asks."""
    return Customer(
        organisation_name=name,
        postal_code="100-0001",
        prefecture="東京都",
        address="千代田区見本町1-2-3",
        building="みほんビル 4階",
        phone="03-0000-0000",
        person_name=person[0],
        person_kana=person[1],
        department=department,
        email=email,
    )


def put_on_roster(*, officer: Member, people: list[DemoPerson]) -> list[Colleague]:
    """Paste the roster of all but the officer; nobody has joined yet."""
    colleagues = []
    for first in range(0, len(people), ROSTER_ROWS):
        part = people[first : first + ROSTER_ROWS]
        header = "氏名\tフリガナ\t社員番号\tメール\t部署"
        text = "\n".join([header, *(one.roster_row() for one in part)])
        result = import_roster(by=officer, text=text, with_mail=False)
        colleagues += [Colleague(*pair) for pair in zip(part, result.members, strict=True)]
    return colleagues


def join_with_password(*, officer: Member, member: Member, password: str) -> None:
    """Join somebody without e-mail by the code that the officer hands over."""
    code = issue_joining_code(by=officer, member=member)
    joined = join_by_code(
        company_code=officer.organisation.code,
        employee_number=member.employee_number or "",
        code=code,
        password=password,
        terms=True,
    )
    member.person, member.joined_at = joined.person, joined.joined_at


def join_by_mail(*, member: Member, password: str) -> None:
    """Join somebody by the link of the invitation mail."""
    token = invitation_token(member)
    joined = accept_invitation(token=token, password=password, terms=True)
    member.person, member.joined_at = joined.person, joined.joined_at


def join_without_password(member: Member) -> None:
    """Join somebody whom nobody will sign in as: their password stays unusable."""
    if member.joined_at is not None:  # by a password that is printed
        return
    accept_documents(person=member.person, organisation=member.organisation)
    mark_joined(member)


def fill_in_company(
    officer: Member,
    name_kana: str = "カブシキガイシャミホンショウジ",
    variables: Mapping[str, str] = VARIABLES,
) -> None:
    """Fill in the company's variables, as the setup checklist asks."""
    organisation = officer.organisation
    details = OrganisationDetails(
        name=organisation.name,
        name_kana=name_kana,
        postal_code=organisation.postal_code,
        prefecture=organisation.prefecture,
        address=organisation.address,
        building=organisation.building,
        phone=organisation.phone,
    )
    officer.organisation = edit_organisation(by=officer, details=details, variables=variables)


def free_domain() -> str:
    """The first of mihon.example, mihon2.example, … without a demo organisation."""
    domain, number = DOMAIN, 1
    while is_built(domain):
        number += 1
        domain = DOMAIN.replace(".", f"{number}.")
    return domain


def is_built(domain: str) -> bool:
    """Whether there is a demo organisation with this domain."""
    return Person.objects.filter(email=officer_email(domain)).exists()
