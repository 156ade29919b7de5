"""A course made from somebody's deck takes questions, and gives a test workbook."""

from __future__ import annotations

import pytest

from terakoya.courseware.edition import EditionSettings
from terakoya.courseware.formats import format_named
from terakoya.courseware.formats.pptx.reading import import_new_deck
from terakoya.courseware.formats.xlsx.reading import import_test
from terakoya.courseware.formats.xlsx.writing.confirmation.plan import NothingToAsk
from terakoya.courseware.imports.sheets import import_sheets
from terakoya.courseware.model import Material

from .foreign_decks import foreign, words

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
