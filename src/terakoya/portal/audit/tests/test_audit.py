"""The chain: whole after deletion by rule, broken by every other change."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from terakoya.portal.audit.models import AuditEntry, AuditPayload, WaitingEntry
from terakoya.portal.audit.retention import payloads_of
from terakoya.portal.audit.selectors import entries_of, payload_of, verify_chain
from terakoya.portal.audit.services import append_waiting, record, record_soon
from terakoya.portal.common import clock
from tests.statements import counted_statements

pytestmark = pytest.mark.both

HERE, THERE, ACTOR = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
NINE = dt.datetime(2026, 11, 24, 0, 0, tzinfo=dt.UTC)


def _three_entries() -> None:
    with clock.fixed_at(NINE):
        for number in (1, 2, 3):
            record(
                organisation_uuid=HERE,
                actor_uuid=ACTOR,
                verb="member.added",
                target=f"member:{number}",
                data={"name": "山田 花子", "number": number, "share": 0.5},
            )


def test_record_counts_each_organisation_by_itself(db: None) -> None:
    _three_entries()
    record(organisation_uuid=THERE, actor_uuid=None, verb="organisation.opened", data={})
    record(organisation_uuid=None, actor_uuid=None, verb="course.published", data={})
    assert [(e.organisation_uuid, e.sequence) for e in AuditEntry.objects.order_by("id")] == [
        (HERE, 1),
        (HERE, 2),
        (HERE, 3),
        (THERE, 1),
        (None, 1),
    ]
    assert [verify_chain(one) for one in (HERE, THERE, None, uuid.UUID(int=9))] == [None] * 4


def test_record_keeps_what_was_said(db: None) -> None:
    _three_entries()
    entry = entries_of(HERE)[0]
    payload = payload_of(entry)
    assert (entry.verb, entry.target, entry.actor_uuid, entry.created_at) == (
        "member.added",
        "member:3",
        ACTOR,
        NINE,
    )
    assert payload is not None
    assert payload.data == {"name": "山田 花子", "number": 3, "share": 0.5}


def test_chain_without_its_payloads_is_whole(db: None) -> None:
    _three_entries()
    assert payloads_of(HERE).delete()[0] == 3
    assert [payload_of(entry) for entry in entries_of(HERE)] == [None, None, None]
    assert verify_chain(HERE) is None


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "member.left"},
        {"target": "member:9"},
        {"actor_uuid": uuid.UUID(int=7)},
        {"created_at": NINE + dt.timedelta(microseconds=1)},
        {"commitment": "0" * 64},
        {"previous": "0" * 64},
        {"entry_hash": "0" * 64},
        {"sequence": 20},
    ],
    ids=lambda change: next(iter(change)),
)
def test_verify_chain_finds_a_changed_entry(db: None, change: dict[str, object]) -> None:
    _three_entries()
    AuditEntry.objects.filter(sequence=2).update(**change)
    assert verify_chain(HERE) == 2


def test_verify_chain_finds_a_changed_payload(db: None) -> None:
    _three_entries()
    AuditPayload.objects.filter(entry__sequence=3).update(data={"name": "山田 太郎"})
    assert verify_chain(HERE) == 3


def test_verify_chain_finds_a_removed_entry(db: None) -> None:
    _three_entries()
    AuditEntry.objects.filter(sequence=2).delete()
    assert verify_chain(HERE) == 2


def test_verify_chain_refuses_an_entry_moved_to_another_chain(db: None) -> None:
    _three_entries()
    AuditEntry.objects.filter(sequence=1).update(organisation_uuid=THERE)
    assert (verify_chain(HERE), verify_chain(THERE)) == (1, 1)


# -- entries that wait


def test_waiting_entries_get_their_place_in_the_order_they_came(db: None) -> None:
    for number, organisation in enumerate((HERE, THERE, HERE, None), start=1):
        with clock.fixed_at(NINE + dt.timedelta(seconds=number)):
            record_soon(
                organisation_uuid=organisation,
                actor_uuid=ACTOR,
                verb="sign-in.done",
                target=f"member:{number}",
                data={"way": "number"},
            )
    record(organisation_uuid=HERE, actor_uuid=None, verb="member.added")
    assert (WaitingEntry.objects.count(), append_waiting(), append_waiting()) == (4, 4, 0)
    assert [
        (one.sequence, one.target, one.created_at.second, _said_of(one))
        for one in entries_of(HERE).order_by("sequence")
        if one.verb == "sign-in.done"
    ] == [(2, "member:1", 1, {"way": "number"}), (3, "member:3", 3, {"way": "number"})]
    assert [one.target for one in (*entries_of(THERE), *entries_of(None))] == [
        "member:2",
        "member:4",
    ]
    assert [verify_chain(one) for one in (HERE, THERE, None)] == [None] * 3
    assert not WaitingEntry.objects.exists()


def test_writing_down_costs_one_statement_and_appending_as_many_for_3_as_for_1(db: None) -> None:
    costs = []
    record(organisation_uuid=HERE, actor_uuid=None, verb="organisation.opened")
    for count in (1, 3):
        with counted_statements() as written:
            for _ in range(count):
                record_soon(organisation_uuid=HERE, actor_uuid=ACTOR, verb="sign-in.done")
        with counted_statements() as appended:
            append_waiting()
        costs.append((len(written), len(appended)))
    assert costs[0][0] == 1
    assert costs[1][0] == 3
    assert costs[0][1] == costs[1][1]


def _said_of(entry: AuditEntry) -> object:
    payload = payload_of(entry)
    return payload.data if payload else None
