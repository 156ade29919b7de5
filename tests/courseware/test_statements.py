"""Statements of law and figures, and the facts on which they rest."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Course
from terakoya.courseware.statements import statements, states_law, table

ROOT = Path(__file__).parents[2]
FLAGSHIP = ROOT / "courses" / "stop-customer-harassment"


@pytest.fixture(scope="module")
def course() -> Course:
    return read_folder(FLAGSHIP).course


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_statement_of_the_flagship_rests_on_a_fact(course: Course, language: str) -> None:
    found = list(statements(course, language))
    assert [(one.part, one.sentence) for one in found if not one.facts] == []
    assert len(found) > 300
    assert {fact.mark for one in found for fact in one.facts} == {"A", "B"}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_fact_table_in_the_documents_is_the_present_one(course: Course, language: str) -> None:
    """Else: terakoya facts courses/stop-customer-harassment --lang … > docs/fact-table/….md"""
    written = (ROOT / "docs" / "fact-table" / f"{language}.md").read_text("utf-8")
    assert written == table(course, language, list(statements(course, language))) + "\n"


def test_likeliest_fact_stands_first(course: Course) -> None:
    found = {
        (one.part, one.field): one.facts[0].id
        for one in statements(course, "ja")
        if one.part in {"tokyo-article-4", "impact-people"}
    }
    assert found["tokyo-article-4", "title"] == "tokyo-art-4"
    assert found["impact-people", "figure"] == "mhlw-fy2023-three-kinds"


def test_scenes_are_told_and_claim_nothing(course: Course) -> None:
    fields = {one.field.split(".")[0] for one in statements(course, "ja")}
    assert fields.isdisjoint({"bubble", "demand", "manner", "frequency", "harm", "scene"})


def test_statement_without_a_fact_is_named(
    course: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    first, *others = course.texts
    chapter = first.chapters[0]
    bare = [slide.model_copy(update={"facts": ()}) for slide in chapter.slides]
    changed = chapter.model_copy(update={"slides": tuple(bare)})
    text = first.model_copy(update={"chapters": (changed, *first.chapters[1:])})
    without = course.model_copy(update={"texts": (text, *others)})
    assert "**none**" in table(without, "ja", list(statements(without, "ja")))
    assert {one.part for one in statements(without, "ja") if not one.facts} >= {"three-elements"}
    assert main(["facts", str(FLAGSHIP), "--lang", "en"]) == 0
    assert capsys.readouterr().out.startswith("# STOP! Customer Harassment: statements and facts")
    assert main(["facts", str(FLAGSHIP), "--lang", "fr"]) == 2


@pytest.mark.parametrize(
    ("sentence", "language"),
    [("損害は1,250.件でした。", "ja"), ("1.5％です。", "ja"), ("It was 12.5 %.", "en")],
)
def test_a_figure_is_known_by_its_last_digit_and_its_unit(sentence: str, language: str) -> None:
    assert states_law(sentence, language)
    assert not states_law(sentence.replace("件", "").replace("％", "").replace("%", ""), language)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("number", ["1.", "1,", "1", "1 "])
def test_a_number_without_end_is_gone_through_once(number: str, language: str) -> None:
    begun = time.process_time()
    assert not states_law(number * 40_000, language)
    assert time.process_time() - begun < 1
