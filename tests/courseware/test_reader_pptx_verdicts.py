"""The word of a verdict and its judgement never contradict each other in silence."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.model import CaseSlide, Judgement
from tests.courseware.deck_editing import Edit, edited, page_of, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck


def reword(row: int, word: str) -> Edit:
    """Type another word into a row of the verdict; its reason stays."""

    def edit(presentation: Any) -> None:
        table = shape_of(page_of(presentation, "case-kettle:answer"), "verdict").table
        paragraph = table.cell(row, 1).text_frame.paragraphs[0]
        paragraph.runs[0].text = word

    return edit


def imported(word: str, language: str = "ja") -> Imported:
    return import_deck(edited(corpus_deck(language), reword(0, word)), corpus())


def demand_in(result: Imported, language: str) -> tuple[Judgement, str]:
    slides = result.material.course.text(language).every_slide()
    case = next(slide for _, slide in slides if slide.id == "case-kettle")
    assert isinstance(case, CaseSlide)
    return case.verdict[0].judgement, case.verdict[0].word


@pytest.mark.parametrize(
    ("word", "judgement"),
    [
        ("妥当でない", Judgement.UNFAIR),
        ("相当でない", Judgement.UNFAIR),  # the base's own word, of the other axis
        ("内容しだい", Judgement.DEPENDS),
    ],
)
def test_a_known_word_of_another_judgement_changes_the_judgement(
    word: str, judgement: Judgement
) -> None:
    result = imported(word)
    assert demand_in(result, "ja") == (judgement, word)
    assert demand_in(result, "en")[0] == judgement
    assert [(one.loss, one.page, dict(one.values)) for one in result.report.notices] == [
        (Loss.OTHER_JUDGEMENT, None, {"language": "en", "pages": "10"}),
        (Loss.REASON_KEPT, 10, {"text": "買って3日の故障。"}),
    ]


def test_another_word_of_the_same_judgement_is_no_news() -> None:
    result = imported("相当")
    assert demand_in(result, "ja") == (Judgement.FAIR, "相当")
    assert result.report.notices == ()


@pytest.mark.parametrize(
    ("word", "judgement"),
    [
        ("カスタマーハラスメントになりうる", Judgement.MAY),
        ("カスタマー・ハラスメントではありません。", Judgement.FAIR),
        ("カスタマーハラスメント", Judgement.UNFAIR),
    ],
)
def test_the_long_name_of_harassment_says_what_the_short_one_does(
    word: str, judgement: Judgement
) -> None:
    result = imported(word)
    assert demand_in(result, "ja") == (judgement, word)
    assert Loss.JUDGEMENT_KEPT not in {one.loss for one in result.report.notices}


def test_an_english_word_is_known_in_an_english_deck() -> None:
    assert demand_in(imported("Unjustified", "en"), "en") == (Judgement.UNFAIR, "Unjustified")


def test_a_word_that_nobody_knows_keeps_the_judgement_and_is_told() -> None:
    result = imported("言いすぎ")
    assert demand_in(result, "ja") == (Judgement.FAIR, "言いすぎ")
    assert [(one.loss, dict(one.values)) for one in result.report.notices] == [
        (Loss.JUDGEMENT_KEPT, {"text": "言いすぎ", "was": "妥当"})
    ]
