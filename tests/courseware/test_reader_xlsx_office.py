"""Workbooks that somebody changed in LibreOffice itself: rows inserted, deleted, moved, copied."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.formats.xlsx.reading import import_survey, import_test
from terakoya.courseware.formats.xlsx.reading.notices import Remark
from terakoya.courseware.formats.xlsx.writing import write_survey_workbook, write_test_workbook
from terakoya.courseware.inline import plain
from tests.courseware.office_session import Session, office_session
from tests.means import office_python

from ..factories import first_edition_material
from .test_reader_xlsx import ITEMS, POOL, codes, height

EDITS = Path(__file__).with_name("office_sheet_edits.py")
pytestmark = [
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.uno,
]


@pytest.fixture(scope="module")
def office() -> Iterator[Session]:
    with office_session() as session:
        yield session


def edited(office: Session, workbook: bytes, *edits: list[Any]) -> bytes:
    """The workbook after edits, saved by the office."""
    before, after = office.folder / "book.xlsx", office.folder / "book-out.xlsx"
    before.write_bytes(workbook)
    command = [str(office_python()), str(EDITS), str(office.port), str(before), str(after)]
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [*command, json.dumps(edits)],
        env=kept,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return after.read_bytes()


# Deep: workbooks that LibreOffice saved are read by test_reader_xlsx.py.
@pytest.mark.deep
def test_a_survey_changed_in_the_office_comes_back_as_exactly_that(office: Session) -> None:
    material = first_edition_material()
    survey = material.course.source.survey
    said = [item.text for item in survey.items]
    workbook = edited(
        office,
        write_survey_workbook(material, "ja"),
        ["write", ITEMS, [said[0], 0], 2, "自社の言葉で説明できる。"],
        ["delete", ITEMS, [said[3], 0], 2],
        ["move", ITEMS, [said[6], 0], 2, [said[1], 0]],
        ["copy", ITEMS, [said[2], 0], 2, [said[4], 0]],
        ["write", ITEMS, [said[2], 2], 2, "忙しいときも、責任者を呼べる。"],
        ["write", ITEMS, [said[12], 1], 2, "10名以上のときだけ数えます。"],
    )
    read = import_survey(workbook, material)
    items = {item.id: item for item in survey.items}
    first, moved, second, third = (survey.items[n] for n in (0, 6, 1, 2))
    expected = [
        first.model_copy(update={"text": "自社の言葉で説明できる。"}),
        moved,
        second,
        third,
        third.model_copy(update={"id": "sv-new-1", "text": "忙しいときも、責任者を呼べる。"}),
        *(survey.items[n] for n in (4, 5, 7, 8, 9, 10, 11)),
        items["sv-seen"].model_copy(update={"help": "10名以上のときだけ数えます。"}),
        survey.items[13],
    ]
    assert read.survey == survey.model_copy(update={"items": tuple(expected)})
    # The first item says something else now, and nobody knows whether it still counts that way.
    assert codes(read.notices) == [Remark.NEW_ITEM, Remark.MAY_HAVE_TURNED]


def test_a_test_changed_in_the_office_comes_back_as_exactly_that(office: Session) -> None:
    material = first_edition_material()
    pool = material.course.source.test
    asked = [one.scene or one.text for one in pool.questions]
    rows = [height(number) + 1 for number in range(6)]
    workbook = edited(
        office,
        write_test_workbook(material, "ja"),
        ["write", POOL, [asked[1], 1], 4, "順番が逆です。"],
        ["write", POOL, [asked[1], 2], 3, ""],
        ["write", POOL, [asked[1], 3], 3, "○"],
        ["delete", POOL, [asked[2], -1], rows[2]],
        ["move", POOL, [asked[5], -1], rows[5], [asked[1], -1]],
        ["copy", POOL, [asked[3], -1], rows[3], [asked[4], -1]],
        ["write", POOL, [asked[3], rows[3]], 2, "新しい問題です。"],
        ["delete", POOL, [asked[4], 4], 1],
    )
    read = import_test(workbook, material)
    a, b, c, d = pool.questions[1].choices
    changed = pool.questions[1].model_copy(
        update={
            "choices": (
                a.model_copy(update={"why": "順番が逆です。"}),
                b.model_copy(update={"correct": False}),
                c.model_copy(update={"correct": True}),
                d,
            )
        }
    )
    fourth, fifth = pool.questions[3], pool.questions[4]
    expected = [
        pool.questions[0],
        pool.questions[5],
        changed,
        fourth,
        fifth.model_copy(update={"choices": fifth.choices[:3]}),
        *pool.questions[6:],
    ]
    new = read.test.questions[4]
    others = [question for question in read.test.questions if question is not new]
    assert others == expected
    serves = ("kind", "goal", "topic", "slides", "facts")
    assert (new.id, new.text) == ("q-new-1", "新しい問題です。")
    assert [getattr(new, name) for name in serves] == [getattr(fourth, name) for name in serves]
    assert [(one.text, one.correct) for one in new.choices] == [
        (plain(one.text), one.correct) for one in fourth.choices
    ]
    assert codes(read.notices) == [Remark.LEGAL_TURNED]  # its reasons say the former answer
