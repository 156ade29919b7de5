"""The audit log of signing in: every session, every lock once, and nothing that was typed."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.accounts.services import open_organisation
from terakoya.portal.accounts.services.sign_up import OrganisationDetails
from terakoya.portal.audit.models import AuditEntry, WaitingEntry
from terakoya.portal.audit.selectors import payload_of, verify_chain
from terakoya.portal.audit.services import append_waiting
from terakoya.portal.common import clock

from .people import PASSWORD, counted_statements, make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # dear: many requests, and both databases keep the same


def _log() -> list[tuple[uuid.UUID | None, uuid.UUID | None, str, str, object]]:
    """Organisation, actor, verb, target and payload of what concerns signing in and out."""
    append_waiting()
    entries = AuditEntry.objects.filter(verb__startswith="sign-").order_by("created_at")
    return [
        (one.organisation_uuid, one.actor_uuid, one.verb, one.target, payload.data)
        for one in entries
        if (payload := payload_of(one))
    ]


def _second_membership(member: Member) -> Member:
    return open_organisation(
        person=member.person, name=member.name, details=OrganisationDetails(name="合同会社べつ")
    )


def test_sign_in_and_out_stand_in_the_organisations_chain(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    for one in (owner, member):
        sign_in(Client(), one).post("/sign-out/")
    here = owner.organisation.uuid
    assert _log() == [
        (here, one.person.uuid, verb, f"member:{one.uuid}", data)
        for one, way in ((owner, "email"), (member, "number"))
        for verb, data in (("sign-in.done", {"way": way}), ("sign-out.done", {}))
    ]
    assert verify_chain(here) is None


def test_sign_in_to_two_organisations_stands_in_the_chain_of_neither(db: None) -> None:
    owner = make_owner()
    elsewhere = _second_membership(owner)
    client = sign_in(Client(), owner)
    client.post(f"/my/organisations/{elsewhere.uuid}/")
    with clock.shifted_by(dt.timedelta(seconds=1)):
        client.post("/sign-out/")
    person = owner.person.uuid
    assert _log() == [
        (None, person, "sign-in.done", "", {"way": "email"}),
        (elsewhere.organisation.uuid, person, "sign-out.done", f"member:{elsewhere.uuid}", {}),
    ]


def test_lock_is_recorded_once_and_says_nothing_that_was_typed(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    code = owner.organisation.code
    attempts = [
        {"by": "email", "email": "yamada@mihon.example", "password": "my secret 1"},
        {"by": "email", "email": "my secret 2", "password": "wrong"},
        {"by": "number", "company_code": code, "employee_number": "7", "password": "my secret 3"},
        {"by": "number", "company_code": code, "employee_number": "8", "password": "my secret 4"},
    ]
    for form in attempts:
        for _ in range(10):
            Client().post("/sign-in/", form)
    here = owner.organisation.uuid
    verb = "sign-in.locked"
    assert sorted(_log(), key=str) == sorted(
        [
            (here, None, verb, f"person:{owner.person.uuid}", {"way": "email"}),
            (None, None, verb, "", {"way": "email"}),
            (here, None, verb, f"person:{member.person.uuid}", {"way": "number"}),
            (None, None, verb, "", {"way": "number"}),
        ],
        key=str,
    )


def test_lock_of_who_works_in_two_places_tells_neither(db: None) -> None:
    owner = make_owner()
    _second_membership(owner)
    for _ in range(8):
        form = {"by": "email", "email": "yamada@mihon.example", "password": "wrong"}
        Client().post("/sign-in/", form)
    person = f"person:{owner.person.uuid}"
    assert _log() == [(None, None, "sign-in.locked", person, {"way": "email"})]


def test_failed_attempts_below_the_lock_write_nothing(db: None) -> None:
    make_owner()
    for _ in range(7):
        form = {"by": "email", "email": "yamada@mihon.example", "password": "wrong"}
        Client().post("/sign-in/", form)
    assert not WaitingEntry.objects.exists()


def test_sign_in_costs_6_statements_by_number_7_by_email_and_waits_for_no_chain(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    entries = AuditEntry.objects.count()
    for one, cost in ((member, 6), (owner, 7)):
        with counted_statements() as statements:
            sign_in(Client(), one)
        assert len(statements()) == cost, statements()
    assert AuditEntry.objects.count() == entries
    assert PASSWORD not in str(list(WaitingEntry.objects.values()))


def test_failed_sign_in_costs_the_same_whether_somebody_exists(db: None) -> None:
    owner = make_owner()
    costs: dict[str, list[int]] = {}
    for number, email in enumerate(("yamada@mihon.example", "nobody@mihon.example")):
        costs[email] = []
        for _ in range(9):  # the eighth locks, the ninth is locked
            form = {"by": "email", "email": email, "password": "wrong"}
            with counted_statements() as statements:
                Client().post("/sign-in/", form, REMOTE_ADDR=f"192.0.2.{number}")
            costs[email].append(len(statements()))
    assert costs[owner.person.email or ""] == costs["nobody@mihon.example"]
