"""Rows for tests, made in one line each. Examples of the services' own use are in demo_data."""

from __future__ import annotations

import datetime as dt
import itertools
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.test import Client

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material
from terakoya.portal.accounts.access import CONFIRMED_KEY
from terakoya.portal.accounts.choices import Right, Role
from terakoya.portal.accounts.models import (
    Department,
    DepartmentMembership,
    Member,
    OperatorRight,
    Organisation,
    Person,
    RoleGrant,
)
from terakoya.portal.catalogue.models import Course, Offer, Revision
from terakoya.portal.catalogue.selectors import forget_published
from terakoya.portal.catalogue.services import publish_material, record_publishing
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Assignment
from terakoya.portal.learning.services import assign_course, grant_access

from . import published_rows
from .courses import flagship_material, short_material

ROOT = Path(__file__).resolve().parents[1]
FIRST_EDITION = ROOT / "tests" / "corpus" / "first-edition"
_numbers = itertools.count(1)


def make_organisation(name: str = "株式会社みほん商事") -> Organisation:
    """An organisation with a company code of its own."""
    return Organisation.objects.create(
        name=name, code=f"test-{next(_numbers)}", created_at=clock.now()
    )


def default_offer(organisation: Organisation, course: Course) -> Offer:
    """What an organisation offers of a course where no edition is chosen."""
    offer, _is_new = Offer.objects.get_or_create(
        organisation=organisation, course=course, is_default=True, defaults={"name": "自社版"}
    )
    return offer


def make_member(
    organisation: Organisation,
    name: str = "見本 花子",
    *,
    roles: tuple[Role, ...] = (),
    department: Department | None = None,
    email: str | None = None,
) -> Member:
    """A joined member; with an e-mail address of their own unless one is given."""
    number = next(_numbers)
    person = Person.objects.create(
        name=name,
        email=email or f"member{number}@mihon.example",
        email_confirmed_at=clock.now(),
        created_at=clock.now(),
    )
    member = Member.objects.create(
        organisation=organisation,
        person=person,
        email=person.email,
        name=name,
        employee_number=f"{number:06d}",
        joined_at=clock.now(),
        created_at=clock.now(),
    )
    for role in roles:
        RoleGrant.objects.create(organisation=organisation, member=member, role=role)
    if department is not None:
        DepartmentMembership.objects.create(
            organisation=organisation,
            member=member,
            department=department,
            from_on=clock.today(),
        )
    return member


def make_owner(organisation: Organisation, name: str = "見本 太郎") -> Member:
    """The owner and officer of an organisation."""
    return make_member(organisation, name, roles=(Role.OWNER, Role.OFFICER))


def make_operator(*rights: Right, email: str = "seller@terakoya.example") -> Person:
    """One of the seller's people with these rights; all of them when none is named."""
    moment = clock.now()
    person = Person(name="運営 者", email=email, email_confirmed_at=moment, created_at=moment)
    person.save()
    return as_operator(person, *rights)


def as_operator(person: Person, *rights: Right) -> Person:
    """Somebody who has become an operator with these rights; with all when none is named."""
    person.is_operator = True
    person.has_second_factor = True  # without one no page of the seller's opens
    person.save(update_fields=["is_operator", "has_second_factor"])
    OperatorRight.objects.bulk_create(
        OperatorRight(person=person, right=right) for right in rights or Right
    )
    return person


def confirm_now(client: Client) -> Client:
    """Let a signed-in browser of a test have been asked just now who sits there."""
    session = client.session
    session[CONFIRMED_KEY] = clock.now().timestamp()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)
    return client


def make_department(
    organisation: Organisation, name: str, parent: Department | None = None
) -> Department:
    """A department with its path."""
    department = Department.objects.create(organisation=organisation, name=name, parent=parent)
    department.path = f"{parent.path if parent else '/'}{department.pk}/"
    department.save(update_fields=["path"])
    return department


@cache
def first_edition_material() -> Material:
    """The first edition of the real course, 2026.11, which never changes any more.

    For what is said about single items, questions and words; and as the base of merges.
    """
    return read_folder(FIRST_EDITION)


@cache
def slide_count() -> int:
    """How many slides the real course has."""
    return len(list(flagship_material().course.source.slides()))


def publish_flagship() -> Revision:
    """The real course, published: rendered once a process, its rows written anew for each test.

    Where something of the catalogue is there already, the course is published in earnest.
    """
    if any(model._default_manager.exists() for model in published_rows.PUBLISHED[:5]):
        return publish_material(material=flagship_material())
    if published_rows.are_kept():
        return _publish_again()
    revision = publish_material(material=flagship_material())
    published_rows.keep()
    return revision


def publish_short() -> Revision:
    """The shortened flagship, published."""
    return publish_material(material=short_material())


@transaction.atomic
def _publish_again() -> Revision:
    forget_published()
    published_rows.write()
    revision = Revision.objects.get()
    revision.published_at = revision.offered_at = clock.now()
    revision.save(update_fields=["published_at", "offered_at"])
    record_publishing(revision)
    return revision


def give_course(owner: Member, course: Course, *, seats: int = 100) -> Assignment:
    """Access for a year, and an assignment to everyone that is due in 30 days."""
    grant_access(
        organisation=owner.organisation,
        course=course,
        seats=seats,
        starts_on=clock.today(),
        ends_on=clock.today() + dt.timedelta(days=365),
        source=f"test:{next(_numbers)}",
    )
    return assign_course(by=owner, course=course, due_on=clock.today() + dt.timedelta(days=30))
