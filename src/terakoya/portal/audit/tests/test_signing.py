"""Heads of chains are signed; whatever somebody with SQL alone does to the log is found."""

from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from pytest_django.fixtures import Settings

from terakoya.evidence.chain import entry_hash_of
from terakoya.evidence.signatures import Head, is_signed, root_of, sign, statement_of
from terakoya.portal.audit.key_folder import KeyFolder, KeyUnreadable
from terakoya.portal.audit.models import AuditEntry, AuditPayload, SignedHead
from terakoya.portal.audit.retention import payloads_of
from terakoya.portal.audit.selectors import (
    entries_of,
    key_folder,
    signed_head_of,
    signing_fingerprint,
    verify_chain,
)
from terakoya.portal.audit.services import record
from terakoya.portal.audit.services_signing import sign_heads
from terakoya.portal.audit.verification import Fault, Found, verify_log
from terakoya.portal.common import clock
from tests.statements import counted_statements

pytestmark = [pytest.mark.django_db, pytest.mark.both]
HERE, THERE = uuid.UUID(int=1), uuid.UUID(int=2)
DAY = dt.datetime(2026, 11, 27, 18, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> KeyFolder:
    settings.AUDIT_KEY = tmp_path / "audit-key"
    return key_folder()


def write(organisation: uuid.UUID | None, count: int) -> None:
    for _ in range(count):
        record(organisation_uuid=organisation, actor_uuid=None, verb="member.added", data={"a": 1})


def days(count: int) -> dt.datetime:
    return DAY + dt.timedelta(days=count)


def two_days() -> None:
    """The worked example of docs/algorithms/audit.md: A has 5, then 7 entries, B has 2."""
    with clock.fixed_at(DAY):
        write(HERE, 5)
        write(THERE, 2)
        sign_heads()
    with clock.fixed_at(days(1)):
        write(HERE, 2)
        sign_heads()


def faults(moment: dt.datetime | None = None) -> list[Found]:
    with clock.fixed_at(moment or days(2)):
        return list(verify_log(key_folder()).found)


def heads() -> list[tuple[int, uuid.UUID | None, int]]:
    return [
        (row.run, row.organisation_uuid, row.sequence) for row in SignedHead.objects.order_by("id")
    ]


# -- signing


def test_only_chains_that_have_grown_are_signed(folder: KeyFolder) -> None:
    two_days()
    # The portal's own chain begins with the making of the key.
    assert heads() == [(1, HERE, 5), (1, THERE, 2), (1, None, 1), (2, HERE, 7)]
    assert [(run.number, run.heads) for run in folder.journal.runs()] == [(1, 3), (2, 1)]
    with clock.fixed_at(days(2)):
        assert sign_heads() == 0
    assert faults() == []


def test_a_signed_head_holds_without_the_database(folder: KeyFolder) -> None:
    two_days()
    row = signed_head_of(HERE)
    assert row is not None
    last = entries_of(HERE)[0]
    statement = statement_of(Head(HERE, 7, last.entry_hash), run=2, signed_at=days(1))
    public = folder.public_key()
    assert public is not None
    assert is_signed(statement, row.signature, public.hex())
    other = statement_of(Head(HERE, 7, "0" * 64), run=2, signed_at=days(1))
    assert not is_signed(other, row.signature, public.hex())
    assert b'"organisation":"00000000-0000-0000-0000-000000000001"' in statement
    assert b'"signed_at":"2026-11-28T18:00:00.000000+00:00"' in statement


@pytest.mark.parametrize("chains", [1, 30])
def test_heads_of_many_chains_are_read_in_few_statements(chains: int) -> None:
    with clock.fixed_at(DAY):
        write(HERE, 3)
        sign_heads()
        for number in range(10, 10 + chains):
            write(uuid.UUID(int=number), 1)
        with counted_statements() as statements:
            assert sign_heads() == chains
    assert len(statements) == 8


def test_payloads_deleted_by_rule_leave_everything_verifiable() -> None:
    two_days()
    payloads_of(HERE).delete()
    assert faults() == []


def test_signed_by_a_run_of_two_workers_only_once() -> None:
    two_days()
    row = SignedHead.objects.get(run=2)
    row.pk = None
    with pytest.raises(Exception, match=r"(?i)unique"):
        row.save(force_insert=True)


# -- what somebody with SQL alone does


def test_a_changed_entry_breaks_the_chain_at_its_number() -> None:
    two_days()
    AuditEntry.objects.filter(organisation_uuid=HERE, sequence=4).update(verb="member.left")
    assert faults() == [Found(Fault.ENTRY, HERE, 4)]


def test_a_changed_payload_breaks_the_chain_at_its_number() -> None:
    two_days()
    AuditPayload.objects.filter(entry__organisation_uuid=THERE, entry__sequence=2).update(data={})
    assert faults() == [Found(Fault.ENTRY, THERE, 2)]


def test_a_removed_entry_breaks_the_chain_at_its_number() -> None:
    two_days()
    AuditEntry.objects.get(organisation_uuid=HERE, sequence=3).delete()
    assert faults() == [Found(Fault.ENTRY, HERE, 3)]


def recompute(organisation: uuid.UUID) -> None:
    """Give a changed chain hashes that hold, as anybody can who knows this program."""
    previous = ""
    for entry in entries_of(organisation).order_by("sequence"):
        entry.previous = previous
        entry.entry_hash = previous = entry_hash_of(
            organisation_uuid=entry.organisation_uuid,
            actor_uuid=entry.actor_uuid,
            sequence=entry.sequence,
            verb=entry.verb,
            target=entry.target,
            created_at=entry.created_at,
            commitment=entry.commitment,
            previous=entry.previous,
        )
        entry.save()


def rewrite() -> None:
    AuditEntry.objects.filter(organisation_uuid=HERE, sequence=4).update(verb="member.left")
    recompute(HERE)
    assert verify_chain(HERE) is None


def test_a_chain_computed_anew_is_not_what_was_signed() -> None:
    two_days()
    rewrite()
    assert faults() == [Found(Fault.HEAD, HERE, 5), Found(Fault.HEAD, HERE, 7)]


def test_a_chain_signed_with_another_key_is_refused(folder: KeyFolder) -> None:
    two_days()
    rewrite()
    strange = SigningKey.generate()
    for row in SignedHead.objects.filter(organisation_uuid=HERE):
        row.head = entries_of(HERE).get(sequence=row.sequence).entry_hash
        statement = statement_of(
            Head(HERE, row.sequence, row.head), run=row.run, signed_at=row.signed_at
        )
        row.public_key = bytes(strange.verify_key).hex()
        row.signature = sign(strange, statement)
        row.save()
    found = faults()
    assert [one.fault for one in found] == [Fault.KEY, Fault.KEY, Fault.RUN, Fault.RUN]
    SignedHead.objects.filter(organisation_uuid=HERE).update(
        public_key=(folder.public_key() or b"").hex()
    )
    assert [one.fault for one in faults()][:2] == [Fault.SIGNATURE, Fault.SIGNATURE]


@pytest.mark.parametrize("said", ["", "zz", "00" * 31, "ff" * 32])
def test_a_signature_or_key_that_is_none_is_refused(said: str) -> None:
    two_days()
    SignedHead.objects.filter(run=2).update(public_key=said)
    assert faults()[0] == Found(Fault.SIGNATURE, HERE, 7)
    SignedHead.objects.filter(run=2).update(signature=said)
    assert faults()[0] == Found(Fault.SIGNATURE, HERE, 7)


def test_removed_heads_are_missed_by_the_journal() -> None:
    two_days()
    SignedHead.objects.filter(organisation_uuid=HERE).delete()
    rewrite()
    AuditEntry.objects.filter(organisation_uuid=HERE).update(created_at=days(2))
    recompute(HERE)
    with clock.fixed_at(days(2)):
        sign_heads()
    assert faults() == [
        Found(Fault.RUN, None, 1, "2 of 3"),
        Found(Fault.RUN, None, 2, "0 of 1"),
    ]


def test_entries_that_nobody_has_signed_for_days_are_told() -> None:
    two_days()
    with clock.fixed_at(days(2)):
        write(HERE, 2)
    assert faults(days(5)) == []
    assert faults(days(5) + dt.timedelta(seconds=1)) == [Found(Fault.UNSIGNED, HERE, 8, "9")]


def test_a_chain_of_signed_heads_without_entries_is_told() -> None:
    two_days()
    AuditEntry.objects.filter(organisation_uuid=THERE).delete()
    assert faults() == [Found(Fault.HEAD, THERE, 2)]


# -- the folder


def test_key_is_made_once_for_its_owner_alone(folder: KeyFolder) -> None:
    assert (folder.public_key(), signing_fingerprint()) == (None, "")
    first = folder.key()
    assert folder.key() == first
    assert len(signing_fingerprint()) == 64
    two_days()
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.path.iterdir()}
    assert modes == {"ed25519": 0o600, "public": 0o600, "signed.jsonl": 0o600}
    assert folder.path.stat().st_mode & 0o777 == 0o700


def test_a_new_key_is_recorded_and_former_heads_need_its_fingerprint(folder: KeyFolder) -> None:
    two_days()
    former = signing_fingerprint()
    (folder.path / "ed25519").unlink()
    with clock.fixed_at(days(2)):
        write(HERE, 1)
        sign_heads()
    assert signing_fingerprint() != former
    made = AuditEntry.objects.filter(organisation_uuid=None, verb="portal.signing_key_made")
    assert [one.payload.data["fingerprint"] for one in made.order_by("id")] == [
        former,
        signing_fingerprint(),
    ]
    assert {one.fault for one in faults()} == {Fault.KEY}
    with clock.fixed_at(days(2)):
        assert verify_log(folder, [former]).found == ()


@pytest.mark.parametrize("text", ["", "zz", "00" * 31, "é"])
def test_a_file_that_holds_no_key_is_refused_and_stays(folder: KeyFolder, text: str) -> None:
    folder.path.mkdir()
    (folder.path / "ed25519").write_text(text, encoding="utf-8")
    with pytest.raises(KeyUnreadable, match="holds no key"):
        sign_heads()
    assert (folder.path / "ed25519").read_text(encoding="utf-8") == text
    assert SignedHead.objects.count() == 0


def test_a_line_that_was_cut_short_is_written_anew(folder: KeyFolder) -> None:
    two_days()
    journal = folder.path / "signed.jsonl"
    whole = journal.read_text()
    journal.write_text(whole + '{"run": 3, "hea')
    with clock.fixed_at(days(2)):
        write(HERE, 1)
        sign_heads()
    assert journal.read_text().startswith(whole)
    assert [run.number for run in folder.journal.runs()] == [1, 2, 3]
    assert faults() == []


def test_a_run_whose_worker_was_killed_gets_its_line_with_the_next_run(folder: KeyFolder) -> None:
    two_days()
    journal = folder.path / "signed.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text(lines[0])
    with clock.fixed_at(days(2)):
        write(THERE, 1)
        sign_heads()
    assert [run.number for run in folder.journal.runs()] == [1, 2, 3]
    assert faults() == []


def test_rows_of_a_strange_key_get_no_line(folder: KeyFolder) -> None:
    two_days()
    journal = folder.path / "signed.jsonl"
    journal.write_text(journal.read_text().splitlines(keepends=True)[0])
    SignedHead.objects.filter(run=2).update(
        public_key=bytes(SigningKey.generate().verify_key).hex()
    )
    with clock.fixed_at(days(2)):
        write(THERE, 1)
        sign_heads()
    assert [run.number for run in folder.journal.runs()] == [1, 3]


def test_a_changed_or_removed_line_is_told(folder: KeyFolder) -> None:
    two_days()
    journal = folder.path / "signed.jsonl"
    lines = journal.read_text().splitlines(keepends=True)
    journal.write_text(lines[0].replace('"heads": 3', '"heads": 2') + lines[1])
    assert Found(Fault.JOURNAL, None, 2) in faults()
    journal.write_text(lines[1])
    assert Found(Fault.JOURNAL, None, 1) in faults()


def test_runs_before_a_restore_are_not_missed(folder: KeyFolder) -> None:
    two_days()
    SignedHead.objects.filter(run=2).delete()
    AuditEntry.objects.filter(organisation_uuid=HERE, sequence__gt=5).delete()
    assert [one.fault for one in faults()] == [Fault.RUN]
    folder.journal.add_restore(1, days(2))
    assert faults() == []
    with clock.fixed_at(days(2)):
        write(HERE, 1)
        sign_heads()
    assert [run.number for run in folder.journal.runs()] == [1, 3]
    assert faults() == []


def test_root_stands_for_heads_in_any_order() -> None:
    one, two = Head(HERE, 1, "a" * 64), Head(None, 2, "b" * 64)
    assert root_of([one, two]) == root_of([two, one]) != root_of([one])
