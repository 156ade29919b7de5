"""A wave on paper: read, told, counted once, and nothing kept but the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.common import clock
from terakoya.portal.surveys.choices import Medium, WaveKind, WaveState
from terakoya.portal.surveys.errors import (
    CountsOutdated,
    SheetsUnreadable,
    WaveAnswered,
    WaveClosed,
    WaveCounted,
    WaveNotOnPaper,
    WaveNotOpen,
)
from terakoya.portal.surveys.models import BallotKey, Participation, PublishedTable, Wave
from terakoya.portal.surveys.paper_sheets import Findings, SentFile
from terakoya.portal.surveys.selectors_paper import answer_workbook, paper_units
from terakoya.portal.surveys.services import (
    ask_to_close,
    check_sheets,
    close_due_waves,
    count_sheets,
    end_uncounted_waves,
    finish_closings,
    prepare_waves,
    sealed,
    submit_answers,
    turn_to_paper,
    watch_keys,
)
from terakoya.portal.surveys.services.keys import key_folder
from tests.courseware.workbook_edits import sheet_of
from tests.made_once import made_once

from .conftest import Setting, answers_for, build_setting
from .paper import answers_in_words, build_paper_setting, sheet

# What is read of workbooks is the same whatever keeps it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def texts(found: Findings) -> list[str]:
    return [line.text for line in found.problems]


def twenty_one(wave: Wave, **more: object) -> SentFile:
    rows = [("店舗", answers_in_words(wave))] * 12
    rows += [("お客様相談室", answers_in_words(wave, 1))] * 9
    return sheet(wave, rows, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def kept_paper(django_db_setup: None, django_db_blocker: Any) -> Iterator[Setting]:
    """The wave on paper that most tests begin with; it has no key, which closing would end."""
    with made_once(django_db_blocker, build_paper_setting) as made:
        yield made


@pytest.fixture
def paper(kept_paper: Setting, db: None) -> Setting:
    return deepcopy(kept_paper)


def test_sheets_are_looked_through_without_a_trace_and_counted_once(paper: Setting) -> None:
    wave, owner = paper.wave, paper.owner
    found = check_sheets(wave=wave, files=[twenty_one(wave)])
    assert (texts(found), found.unmarked) == ([], [])
    assert not PublishedTable.objects.exists()
    field = sealed(wave, found.counted)
    table = count_sheets(by=owner, wave=wave, field=field).table
    assert (wave.state, wave.key_gone_at, table["answered"], table["loss"]) == (
        WaveState.CLOSED,
        None,
        "21",
        "",
    )
    assert {name: table["groups"][unit]["n"] for unit, name in table["names"].items()} == {
        "店舗": "10-19",
        "お客様相談室": "5-9",
    }
    for again in ([twenty_one(wave)], [sheet(wave, [("店舗", answers_in_words(wave))])]):
        with pytest.raises(WaveCounted):
            check_sheets(wave=wave, files=again)
    with pytest.raises(WaveCounted):
        count_sheets(by=owner, wave=wave, field=field)
    assert PublishedTable.objects.count() == 1


def test_under_the_least_numbers_nothing_is_shown(paper: Setting) -> None:
    wave = paper.wave
    found = check_sheets(wave=wave, files=[sheet(wave, [("店舗", answers_in_words(wave))] * 4)])
    table = count_sheets(by=paper.owner, wave=wave, field=sealed(wave, found.counted)).table
    assert (table["answered"], table["company"], table["groups"]) == (None, None, {})


def test_nothing_of_the_sheets_is_left_in_database_or_on_disk(paper: Setting) -> None:
    wave = paper.wave
    secret, name, author = "ひみつの自由記述", "だれかの名前.xlsx", "作成した人"

    def write(book: object) -> None:
        sheet_of(book, "自由記述")["B4"] = secret  # type: ignore[arg-type]
        book.properties.creator = author  # type: ignore[attr-defined]

    file = sheet(wave, [("店舗", answers_in_words(wave))] * 4, name=name, change=write)
    found = check_sheets(wave=wave, files=[file])
    assert list(found.counted.comments.values()) == [[secret]]
    count_sheets(by=paper.owner, wave=wave, field=sealed(wave, found.counted))
    kept = _whole_database() + "".join(
        path.read_bytes().decode("utf-8", "ignore")
        for path in Path(settings.VAR).rglob("*")
        if path.is_file() and not path.name.startswith("test")
    )
    assert str(wave.uuid).replace("-", "") in kept.replace("-", "")
    for trace in (secret, name, author):
        assert trace not in kept
    assert not BallotKey.objects.exists() and not Participation.objects.exists()
    assert {bytes(cell.ciphertexts) for cell in wave.cells.all()} == {b""}
    # Not even how many answered.
    payloads = AuditPayload.objects.filter(entry__verb__startswith="surveys.paper")
    assert [one.data for one in payloads] == [{}]


def _whole_database() -> str:
    rows: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [repr(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_sheets_of_another_wave_twice_or_changed_are_refused(paper: Setting) -> None:
    wave = paper.wave
    file, other = twenty_one(wave), twenty_one(wave, mark="b4b4a0a8-0000", name="他社.xlsx")
    saved_again = twenty_one(wave, name="写し.xlsx", change=lambda book: None)

    def ask_otherwise(book: object) -> None:
        sheet_of(book, "回答用紙")["C8"] = "朝は何時に起きますか"  # type: ignore[arg-type]

    changed = twenty_one(wave, name="別の問い.xlsx", change=ask_otherwise)
    text = SentFile("メモ.txt", b"hello")
    files = [file, other, file, saved_again, changed, text]
    found = check_sheets(wave=wave, files=files)
    assert [(line.file, line.text[:15]) for line in found.problems] == [
        ("他社.xlsx", "ほかの回、またはほかの会社の用紙"[:15]),
        ("回答.xlsx", "「回答.xlsx」と同じ内容で"[:15]),
        ("写し.xlsx", "「回答.xlsx」と同じ内容で"[:15]),
        ("別の問い.xlsx", "問い「朝は何時に起きますか」が"[:15]),
        ("メモ.txt", found.problems[-1].text[:15]),
    ]
    assert found.counted.answered == 21


def test_more_answers_than_people_and_no_answers_are_refused(paper: Setting) -> None:
    wave = paper.wave
    many = sheet(wave, [("店舗", answers_in_words(wave))] * 30)
    assert "30名分" in texts(check_sheets(wave=wave, files=[many]))[0]
    assert "1つもありません" in texts(check_sheets(wave=wave, files=[sheet(wave, [])]))[0]
    with pytest.raises(SheetsUnreadable):
        check_sheets(wave=wave, files=[])
    with pytest.raises(SheetsUnreadable):
        check_sheets(wave=wave, files=[many] * 61)


def test_what_cannot_be_read_is_told_with_its_cell_and_the_rest_is_counted(paper: Setting) -> None:
    wave = paper.wave
    right = answers_in_words(wave)
    strange = right | {next(iter(right)): "たぶん"}
    half = dict(list(right.items())[:2])
    rows = [("店舗", right), ("宇宙部", strange), ("", half), ("店舗", right)]
    found = check_sheets(wave=wave, files=[sheet(wave, rows)])
    told = [line.text for line in found.remarks]
    assert len(told) == 2
    assert told[0].startswith("集計シート!C6") and "「たぶん」" in told[0]
    assert "部署「宇宙部」は、部署の一覧にありません（1名分）" in told[1]
    counted = {unit: one.answered for unit, one in found.counted.units.items()}
    assert sorted(counted.values()) == [2, 2] and None in counted
    assert found.incomplete == 4  # the flagship asks more than the scale's items


def test_sheets_without_the_mark_of_a_wave_need_the_officers_word(paper: Setting) -> None:
    wave = paper.wave
    found = check_sheets(wave=wave, files=[twenty_one(wave, mark="")])
    assert found.unmarked == ["回答.xlsx"] and not found.problems
    field = sealed(wave, found.counted)
    with pytest.raises(SheetsUnreadable):
        count_sheets(by=paper.owner, wave=wave, field=field)
    count_sheets(by=paper.owner, wave=wave, field=field, is_confirmed=True)
    assert wave.state == WaveState.CLOSED


def test_counts_of_another_wave_or_of_yesterday_are_refused(paper: Setting) -> None:
    wave = paper.wave
    field = sealed(wave, check_sheets(wave=wave, files=[twenty_one(wave)]).counted)
    with pytest.raises(CountsOutdated):
        count_sheets(by=paper.owner, wave=wave, field=field[:-8] + "AAAAAAA=")
    with pytest.raises(CountsOutdated):
        count_sheets(by=paper.owner, wave=wave, field="")
    with (
        clock.fixed_at(clock.now() + dt.timedelta(hours=13)),
        pytest.raises(CountsOutdated),
    ):
        count_sheets(by=paper.owner, wave=wave, field=field)
    with clock.fixed_at(clock.now() - dt.timedelta(days=400)):  # a clock that went back
        count_sheets(by=paper.owner, wave=wave, field=field)
    assert wave.state == WaveState.CLOSED


def test_a_wave_on_paper_takes_no_ballot_and_has_no_key(paper: Setting) -> None:
    wave = paper.wave
    assert (prepare_waves(), watch_keys(), close_due_waves(), finish_closings()) == (0, 0, 0, 0)
    with pytest.raises(WaveNotOpen):
        submit_answers(by=paper.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    with pytest.raises(WaveNotOnPaper):
        ask_to_close(wave=wave)
    assert not key_folder().has(wave.uuid)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wave.objects.filter(pk=wave.pk).update(state=WaveState.PREPARING)


def test_an_online_wave_turns_to_paper_while_nobody_has_answered() -> None:
    setting = build_setting(others=4)
    wave = setting.wave
    with pytest.raises(WaveNotOnPaper):
        check_sheets(wave=wave, files=[SentFile("a", b"")])
    submitted = Wave.objects.get(pk=wave.pk)  # as a page that was opened before holds it
    turn_to_paper(by=setting.owner, wave=wave)
    assert (wave.medium, wave.state) == (Medium.PAPER, WaveState.OPEN)
    assert not BallotKey.objects.exists()
    assert {unit.name: unit.headcount for unit in paper_units(wave)} == {
        "店舗": 7,
        "お客様相談室": 6,
    }
    with pytest.raises(WaveClosed):
        submit_answers(
            by=setting.members[0], wave=submitted, enrolment=None, answers=answers_for(wave)
        )


def test_an_answered_wave_stays_online() -> None:
    setting = build_setting(others=4)
    wave = setting.wave
    submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    with pytest.raises(WaveAnswered):
        turn_to_paper(by=setting.owner, wave=wave)
    submit_answers(by=setting.members[1], wave=wave, enrolment=None, answers=answers_for(wave))
    assert Wave.objects.get(pk=wave.pk).medium == Medium.ONLINE


def test_sheets_that_are_never_sent_end_the_wave_after_thirty_days(paper: Setting) -> None:
    wave = paper.wave
    over = dt.datetime.combine(wave.closes_on, dt.time(12), clock.TOKYO)
    with clock.fixed_at(over + dt.timedelta(days=30)):
        assert end_uncounted_waves() == 0
    with clock.fixed_at(over + dt.timedelta(days=31)):
        assert end_uncounted_waves() == 1
    assert PublishedTable.objects.get(wave=wave).table["loss"] == "unsent"


def test_the_workbook_that_is_handed_out_comes_back_as_of_its_wave(paper: Setting) -> None:
    wave = paper.wave
    blank = answer_workbook(wave, "ja", paper_units(wave))
    found = check_sheets(wave=wave, files=[SentFile("白紙.xlsx", blank)])
    assert ([line.text for line in found.remarks], found.unmarked) == (
        ["回答がありません。このファイルは数えません。"],
        [],
    )
    assert wave.kind == WaveKind.BEFORE
