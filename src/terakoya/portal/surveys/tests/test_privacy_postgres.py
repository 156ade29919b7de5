"""The same attacker on PostgreSQL: transaction ids (xmin) and physical places (ctid)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.services import close_wave, submit_answers

from .conftest import Setting, build_setting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def answered() -> Iterator[Setting]:
    """13 people have answered, in an order that is not that of their ids."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set TERAKOYA_DATABASE")
    setting = build_setting()
    item = next(i for i in survey_of(setting.wave.revision_id, "ja").items if i.kind == "scale")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS naive_apart (answers text)")
        cursor.execute("TRUNCATE naive_apart")
    for number, member in enumerate(reversed(setting.members)):
        option = survey_of(setting.wave.revision_id, "ja").scale[number % 5].id
        _answer(setting, member.pk, {item.id: option})
    yield setting
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE naive_apart")


def _answer(setting: Setting, member_id: int, answers: dict[str, str]) -> None:
    member = next(one for one in setting.members if one.pk == member_id)
    with transaction.atomic():
        submit_answers(by=member, wave=setting.wave, enrolment=None, answers=answers)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO naive_apart VALUES (%s)", [str(sorted(answers.items()))])


def joined(other: str) -> int:
    """How many participations stand beside a row of another table by transaction id.

    A savepoint has an id of its own, after that of its transaction: near neighbours count too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM surveys_participation p WHERE EXISTS "
            f"(SELECT 1 FROM {other} o "
            "WHERE abs(p.xmin::text::bigint - o.xmin::text::bigint) <= 3)"
        )
        return int(cursor.fetchone()[0])


def test_attacker_joins_a_naive_table_by_transaction(answered: Setting) -> None:
    assert joined("naive_apart") == len(answered.members)


def test_open_wave_tells_by_transaction_who_answered_and_nothing_of_the_answers(
    answered: Setting,
) -> None:
    # Each cell stands beside its last answers, and holds them encrypted.
    assert joined("surveys_countingcell") >= 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT ciphertexts, ballots FROM surveys_countingcell")
        cells = [(bytes(data), ballots) for data, ballots in cursor.fetchall()]
    option = survey_of(answered.wave.revision_id, "ja").scale[0].id
    assert sorted(ballots for _data, ballots in cells) == [6, 7]
    assert not any(option.encode() in data for data, _ballots in cells)


def test_closed_wave_carries_the_transaction_and_order_of_the_closing_alone(
    answered: Setting,
) -> None:
    close_wave(wave=answered.wave)
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM surveys_participation")
        assert len(cursor.fetchall()) == 1
        cursor.execute("SELECT member_id FROM surveys_participation ORDER BY ctid")
        order = [row[0] for row in cursor.fetchall()]
    assert order == sorted(order)


def test_closed_wave_leaves_no_dead_rows(answered: Setting) -> None:
    with connection.cursor() as cursor:
        # An analysing autovacuum worker would hold old rows back for a moment.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE backend_type = 'autovacuum worker'"
        )
    close_wave(wave=answered.wave)
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pgstattuple")
        for table in ("surveys_participation", "surveys_countingcell", "surveys_blobpage"):
            cursor.execute("SELECT dead_tuple_count FROM pgstattuple(%s)", [table])
            assert cursor.fetchone()[0] == 0
