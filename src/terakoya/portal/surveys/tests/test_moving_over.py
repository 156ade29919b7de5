"""Waves that were open under plain counters move over by the migrations, one way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps as current
from django.core.management import call_command
from django.db import connection
from django.db.migrations.exceptions import IrreversibleError
from django.db.migrations.executor import MigrationExecutor

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.audit.selectors import verify_chain
from terakoya.portal.audit.services import record
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Assignment
from terakoya.portal.surveys import comments
from terakoya.portal.surveys.models import BallotKey, BlobPage, CellMember, Wave
from terakoya.portal.surveys.services import close_wave, submit_answers
from terakoya.portal.surveys.services.keys import key_folder
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)

from .conftest import answers_for, comment_item, counted, scale_items

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

PLAIN = ("surveys", "0001_waves_cells_participations")
MARK = "MARK-OF-A-COMMENT"


@pytest.fixture
def old() -> Iterator[Any]:
    """The tables as they were; afterwards they are again what they are."""
    executor = MigrationExecutor(connection)
    executor.migrate([PLAIN])
    yield executor.loader.project_state([PLAIN]).apps
    call_command("migrate", verbosity=0)


class Old:
    """An organisation with an open wave of before, in the old tables."""

    def __init__(self, old: Any) -> None:
        revision = publish_flagship()
        self.owner = make_owner(make_organisation())
        shop = make_department(self.owner.organisation, "店舗")
        self.members = [make_member(self.owner.organisation, f"{n}") for n in range(6)]
        self.assignment = give_course(self.owner, revision.course)
        self.models = {name: old.get_model("surveys", name) for name in (
            "Wave", "CountingCell", "CellMember", "Participation", "CommentPage", "PublishedTable",
        )}  # fmt: skip
        self.wave = self.add_wave("before", self.assignment)
        self.company = self.add("CountingCell", name="", headcount=7, department_id=None)
        self.shop = self.add("CountingCell", name="店舗", headcount=5, department_id=shop.pk)

    def add(self, model: str, wave: Any = None, **values: Any) -> Any:
        return self.models[model].objects.create(
            organisation_id=self.owner.organisation_id, wave=wave or self.wave, **values
        )

    def add_wave(self, kind: str, assignment: Assignment, **values: Any) -> Any:
        return self.models["Wave"].objects.create(
            organisation_id=self.owner.organisation_id,
            assignment_id=assignment.pk,
            revision_id=self.latest(),
            kind=kind,
            axis="departments",
            opened_at=clock.now(),
            **values,
        )

    def latest(self) -> int:
        return current.get_model("catalogue", "Revision").objects.get().pk

    def answer(self, cell: Any, member: Member, counts: dict[str, dict[str, int]]) -> None:
        cell.counts, cell.answered = counts, cell.answered + 1
        cell.save()
        self.add("Participation", member_id=member.pk)


@pytest.fixture
def before(old: Any) -> Old:
    """Two people have answered, one of them with a comment."""
    made = Old(old)
    wave = Wave(revision_id=made.latest())
    item, text = scale_items(wave)[0], comment_item(wave)
    made.answer(made.company, made.members[0], {item: {"agree": 1}})
    made.answer(made.company, made.members[1], {item: {"agree": 1, "neither": 1}})
    made.add("CommentPage", item_id=text, comments=[MARK])
    return made


def migrate() -> None:
    call_command("migrate", verbosity=0)


# Deep: these migrations change no more; what the portal of today leaves in files is tried by
# test_attack.py.
@pytest.mark.deep
@pytest.mark.once  # all migrations there and back; what each database erases: `test_attack.py`
def test_open_wave_goes_on_under_a_key_and_no_file_keeps_what_was_plain(before: Old) -> None:
    """Rows, dead rows, free pages and the log of SQLite; on PostgreSQL the files of the tables."""
    item = scale_items(Wave(revision_id=before.latest()))[0]
    plain = f'{item}": {{"agree": 1'.encode()
    held = stored()
    assert (MARK.encode() in held, plain in held) == (True, connection.vendor == "sqlite")
    migrate()
    held = stored()
    assert (MARK.encode() in held, plain in held, b'"agree": 1' in held) == (False, False, False)
    wave = Wave.objects.get()
    assert counted(wave) == {"": (2, {item: {"agree": 1, "neither": 1}}), "店舗": (0, {})}
    assert (wave.state, wave.uuid) == ("open", before.wave.uuid)
    blobs = comments.blobs_of(bytes(BlobPage.objects.get().blobs), 1)
    private = key_folder().read(wave.uuid).comments
    assert sorted(comments.open_comments(private, one)[0] for one in blobs) == ["", MARK]
    for member in before.members[2:]:
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    assert close_wave(wave=wave).table["answered"] == "5-9"


@pytest.mark.deep  # rows alone, by migrations that are never changed again
def test_wave_of_the_past_is_its_table_and_later_ones_are_left_to_their_rule(
    before: Old,
) -> None:
    before.add_wave("after", before.assignment)
    answered = before.add_wave("day90", before.assignment)
    before.add("CountingCell", wave=answered, name="", headcount=7, department_id=None)
    before.add("Participation", wave=answered, member_id=before.owner.pk)
    moment = clock.now()
    other = before.add_wave("before", give_course(before.owner, before.assignment.course))
    other.closed_at = moment
    other.save()
    cell = before.add("CountingCell", wave=other, name="", headcount=7, answered=6)
    before.add("CellMember", wave=other, member_id=before.owner.pk, cell=cell)
    before.add("PublishedTable", wave=other, table={"answered": "5-9"}, computed_at=moment)
    told = {"answered": 6}
    uuid = before.owner.organisation.uuid
    record(organisation_uuid=uuid, actor_uuid=None, verb="surveys.wave_closed", data=told)
    migrate()
    closed = Wave.objects.get(pk=other.pk)
    assert (closed.state, closed.key_gone_at) == ("closed", moment)
    assert (closed.cells.get().ballots, bytes(closed.cells.get().ciphertexts)) == (0, b"")
    assert not CellMember.objects.filter(wave=closed).exists()
    assert not BallotKey.objects.filter(wave=closed).exists()
    assert not AuditPayload.objects.filter(entry__verb="surveys.wave_closed").exists()
    assert verify_chain(uuid) is None
    running = Wave.objects.exclude(pk=closed.pk).order_by("id")
    assert list(running.values_list("kind", "state")) == [("before", "open"), ("day90", "open")]


@pytest.mark.deep  # three ways through all migrations
def test_encrypted_waves_do_not_become_plain_again(before: Old) -> None:
    migrate()
    with pytest.raises(IrreversibleError, match="Close them first"):
        call_command("migrate", *PLAIN, verbosity=0)
    migrate()
    close_wave(wave=Wave.objects.get(pk=before.wave.pk))
    call_command("migrate", *PLAIN, verbosity=0)


def stored() -> bytes:
    """Every byte that the database keeps of surveys."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return b"".join(
            file.read_bytes() for file in path.parent.glob(f"{path.name}*") if file.exists()
        )
    with closing(connection.cursor()) as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 't') "
            "AND (relname LIKE 'surveys%%' OR oid IN (SELECT reltoastrelid FROM pg_class "
            "WHERE relname LIKE 'surveys%%') OR relname = 'pg_statistic')"
        )
        paths = [row[0] for row in cursor.fetchall()]
        found = b""
        for path in paths:
            cursor.execute("SELECT pg_read_binary_file(%s)", [path])
            found += bytes(cursor.fetchone()[0])
        return found
