"""Workbooks as they were handed out before the answer sheets to print: still read as ever.

The files in the corpus are of version 2026.11 of the program, filled in by some people.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from terakoya.courseware.formats.xlsx.reading import import_survey, import_test
from terakoya.courseware.formats.xlsx.reading.answers import read_answers
from terakoya.courseware.formats.xlsx.reading.results import read_results
from terakoya.courseware.model import Material
from terakoya.courseware.revision import read_revision

FOLDER = Path(__file__).parent.parent / "corpus" / "old-workbooks"


@pytest.fixture(scope="module")
def base() -> Material:
    return Material(read_revision((FOLDER / "REVISION.json").read_bytes()))


def test_an_old_survey_workbook_is_its_survey_and_nothing_of_it_is_told(base: Material) -> None:
    read = import_survey((FOLDER / "survey.xlsx").read_bytes(), base)
    assert read.survey == base.course.text("ja").survey
    assert [(one.remark.value, one.place) for one in read.notices] == [("departments", "回答用紙")]


def test_the_answers_in_an_old_survey_workbook_are_counted(base: Material) -> None:
    read = read_answers((FOLDER / "survey.xlsx").read_bytes(), base)
    first = read.survey.items[0]
    options = [option.id for option in read.survey.options_of(first)]
    assert (read.wave, read.departments, read.notices) == ("w-1", ("営業部",), ())
    assert [(one.department, one.answers[first.id]) for one in read.respondents] == [
        *(("営業部", option) for option in options[:4]),
        ("", options[4]),
        ("", None),
    ]


def test_an_old_test_workbook_is_its_pool_and_nothing_of_it_is_told(base: Material) -> None:
    read = import_test((FOLDER / "test.xlsx").read_bytes(), base)
    assert read.test == base.course.text("ja").test
    assert read.notices == ()


def test_the_results_in_an_old_test_workbook_are_read(base: Material) -> None:
    found = read_results((FOLDER / "test.xlsx").read_bytes(), base)
    assert found.paper is not None
    assert (found.paper.name, found.paper.score.percent) == ("見本　花子", 100)
    assert [(one.number, one.name, one.day, one.points) for one in found.rows] == [
        ("0001", "見本　二郎", dt.date(2026, 11, 24), 2.0)
    ]
    assert found.notices == ()
