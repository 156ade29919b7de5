"""Addresses move from persons to rosters, and back; nobody's account is shared any more."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.accounts.services import add_member

from .people import make_member, make_owner

migration = import_module("terakoya.portal.accounts.migrations.0004_fill_roster_addresses")


def _as_before(member: Member, person: Person) -> None:
    """The row as the version before wrote it: an invited place hangs on whoever has the address."""
    Member.objects.filter(pk=member.pk).update(person=person, email=None)


def test_places_nobody_has_taken_part_from_accounts_and_go_back(db: None) -> None:
    a, b = make_owner(), make_owner(email="b@yoso.example", organisation="株式会社よそ")
    joined = make_member(a, email="joined@mihon.example", employee_number="1")
    at_b = add_member(by=b, name="高橋", email="joined@mihon.example", with_mail=False)
    alone = add_member(by=a, name="中村", email="alone@mihon.example", with_mail=False)
    alone_person = alone.person
    _as_before(at_b, joined.person)
    Person.objects.filter(pk=alone_person.pk).update(email="alone@mihon.example")
    Member.objects.update(email=None)

    migration.forwards(apps, None)
    addresses = set(Member.objects.values_list("email", "person__email"))
    assert addresses == {
        ("yamada@mihon.example", "yamada@mihon.example"),
        ("b@yoso.example", "b@yoso.example"),
        ("joined@mihon.example", "joined@mihon.example"),
        ("joined@mihon.example", None),
        ("alone@mihon.example", None),
    }
    at_b.refresh_from_db()
    assert (at_b.person == joined.person, at_b.person.has_usable_password()) == (False, False)

    migration.forwards(apps, None)  # once more does no harm
    assert set(Member.objects.values_list("email", "person__email")) == addresses
    migration.backwards(apps, None)
    at_b.refresh_from_db()
    alone_person.refresh_from_db()
    assert (at_b.person, alone_person.email) == (joined.person, "alone@mihon.example")
