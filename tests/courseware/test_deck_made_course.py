"""A course made from somebody's deck takes questions, and gives a test workbook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.cli.importing import write_folder
from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats import format_named
from terakoya.courseware.formats.pptx.reading import import_new_deck
from terakoya.courseware.formats.xlsx.reading import import_test
from terakoya.courseware.formats.xlsx.writing.confirmation.plan import NothingToAsk
from terakoya.courseware.imports.sheets import import_sheets
from terakoya.courseware.model import Material

from .foreign_decks import foreign, words
from .moodle_reading import Backup, text

GIFT = "避難口はどこですか。{=北の階段 ~地下の倉庫}\n\n日本の首都は？{=東京 ~大阪}\n"


def made(title: str = "避難口") -> Material:
    deck = foreign((1, words(title, "避難口は北の階段です。", "倉庫は使いません。")))
    return import_new_deck(deck).material


def with_questions() -> Material:
    read = import_sheets([], [("x.gift", GIFT.encode())], (made(), EditionSettings()))
    return read.material


def test_questions_of_a_course_without_survey_have_its_goal_for_a_topic() -> None:
    first, second = with_questions().course.source.test.questions
    assert (first.goal, first.topic, len(first.slides)) == ("learn", "learn", 1)
    assert (second.goal, second.topic, second.slides) == ("learn", "learn", ())


def test_test_workbook_without_a_blueprint_asks_the_whole_pool_and_comes_back() -> None:
    material = with_questions()
    workbook = format_named("test-xlsx").write(material, "ja")
    back = import_test(workbook, material)
    assert (back.test, back.notices) == (material.course.source.test, ())


def test_test_workbook_without_questions_is_refused_with_a_mend() -> None:
    with pytest.raises(NothingToAsk, match=" → "):
        format_named("test-xlsx").write(made(), "ja")


def test_half_of_a_letter_is_a_mark_and_two_halves_are_the_letter() -> None:
    material = made("壊_xD800_れ_xD83D__xDE00_た_x0041_")
    assert material.course.source.chapters[0].slides[0].title == "壊\ufffdれ😀たA"


def folder_of(material: Material, path: Path) -> str:
    write_folder(path, material, EditionSettings())
    return str(path)


def test_formats_of_a_test_are_told_and_the_others_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = folder_of(made(), tmp_path / "course")
    tests = "test-xlsx,question-table,gift,moodle-xml"
    built = "scorm12,scorm2004,scorm2004-3,moodle"
    out = tmp_path / "out"
    assert main(["build", course, "--to", f"{tests},{built}", "--out", str(out), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["without_test"] == [[one, "ja"] for one in tests.split(",")]
    assert len(answer["written"]) == len(list(out.iterdir())) == 4
    assert main(["build", course, "--to", f"{tests},moodle", "--out", str(out)]) == 0
    identity = made().course.meta.id
    assert capsys.readouterr().out.splitlines()[-1] == (
        f"{identity} has no test in `ja`, so there is no `test-xlsx`, `question-table`, `gift`,"
        " `moodle-xml`. → For a test, write questions, or bring a file of them in with `terakoya"
        " import --test`."
    )


def test_formats_of_a_test_alone_are_refused_where_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course, out = folder_of(made(), tmp_path / "course"), tmp_path / "out"
    assert main(["build", course, "--to", "test-xlsx", "--out", str(out)]) == 2
    assert capsys.readouterr().err.startswith(f"{made().course.meta.id} has no test in `ja`")
    assert not out.exists()
    course = folder_of(with_questions(), tmp_path / "tested")
    assert main(["build", course, "--to", "test-xlsx", "--out", str(out)]) == 0


def test_a_moodle_course_without_a_test_is_graded_by_what_was_completed() -> None:
    backup = Backup.of(format_named("moodle").write(made(), "ja"))
    assert [kind for _, kind, _ in backup.listed] == ["book", "scorm"]
    assert len(backup.xml("questions.xml")) == 0
    folder = backup.activity("scorm")
    [item] = backup.xml(f"{folder}/grades.xml").iterfind("grade_items/grade_item")
    assert (text(item, "grademax"), text(item, "gradepass")) == ("1.00000", "1.00000")
    assert text(backup.xml(f"{folder}/scorm.xml"), "scorm/grademethod") == "0"
    [criterion] = backup.xml("completion.xml").iterfind("course_completion_criteria")
    assert text(criterion, "module") == "book"
