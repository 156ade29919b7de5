"""The bank of the flagship course: a case for every trade, a slide for every place.

It is read from the real course folder, since a company chooses from exactly this.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from terakoya.courseware.checks import check_folder
from terakoya.courseware.formats.folder.reading import load_folder
from terakoya.courseware.model import AnySlide, CaseSlide, CourseText, Material, TableSlide

FOLDER = Path(__file__).parents[2] / "courses" / "stop-customer-harassment"
LANGUAGES = ["ja", "en"]

TRADES = [
    "retail",
    "drugstore",
    "restaurant",
    "call-centre",
    "hotel",
    "care",
    "clinic",
    "transport",
    "public-counter",
    "finance",
    "b2b-sales",
    "it-support",
    "delivery",
    "school",
]
PLACES = [
    "hokkaido",
    "gunma",
    "aichi",
    "shizuoka",
    "saitama",
    "nagaizumi",
    "tsumagoi",
    "kuwana",
]
# Cases by their slide: those of the trades, and two that the first edition had among its chapters.
MOVED = {"hotel-room": "hotel", "home-number": "call-centre"}
VERDICTS = {
    "retail": ("unfair", "fair"),
    "drugstore": ("unfair", "unfair"),
    "restaurant": ("fair", "fair"),
    "call-centre": ("unfair", "unfair"),
    "hotel": ("unfair", "fair"),
    "care": ("unfair", "may"),
    "clinic": ("fair", "fair"),
    "transport": ("may", "unfair"),
    "public-counter": ("fair", "unfair"),
    "finance": ("fair", "fair"),
    "b2b-sales": ("unfair", "may"),
    "it-support": ("fair", "unfair"),
    "delivery": ("may", "unfair"),
    "school": ("fair", "fair"),
    "hotel-room": ("fair", "fair"),
    "home-number": ("unfair", "unfair"),
}


@pytest.fixture(scope="module")
def material() -> Material:
    material = load_folder(FOLDER).material
    assert material is not None
    return material


def _text(material: Material, language: str) -> CourseText:
    return next(text for text in material.course.texts if text.language == language)


def _slides(material: Material, language: str, chapter: str) -> list[AnySlide]:
    return [s for c, s in _text(material, language).bank_slides() if c.id == chapter]


def test_the_course_declares_its_trades_and_places(material: Material) -> None:
    suits = [(suit.id, suit.kind) for suit in material.course.meta.suits]
    assert suits == [(name, "trade") for name in TRADES] + [(name, "prefecture") for name in PLACES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_trade_has_its_case(material: Material, language: str) -> None:
    cases = _slides(material, language, "cases-by-trade")
    assert [(s.suits, s.id, s.layout) for s in cases] == [
        *((name, f"case-{name}", "case") for name in TRADES),
        *((name, f"case-{slide}", "case") for slide, name in MOVED.items()),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_has_its_slide(material: Material, language: str) -> None:
    slides = _slides(material, language, "other-ordinances")
    assert sorted((s.suits, s.id) for s in slides) == sorted(
        (name, f"rules-{name}") for name in PLACES
    )
    assert all(isinstance(slide, TableSlide) and slide.source for slide in slides)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_bank_holds_nothing_else(material: Material, language: str) -> None:
    text = _text(material, language)
    assert len(list(text.bank_slides())) == len(VERDICTS) + len(PLACES) == 24
    assert not {s.id for _, s in text.bank_slides()} & {s.id for _, s in text.slides()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_cases_end_in_different_verdicts(material: Material, language: str) -> None:
    """Not every case is harassment: whoever answers that everywhere is wrong at least 5 times."""
    cases = _cases(material, language)
    found = {c.id.removeprefix("case-"): tuple(v.judgement for v in c.verdict) for c in cases}
    assert found == VERDICTS
    kinds = Counter(VERDICTS.values())
    assert kinds["fair", "fair"] == 5
    assert kinds["fair", "unfair"] == 2
    assert kinds["unfair", "fair"] == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_case_gives_a_ground_for_every_choice(material: Material, language: str) -> None:
    for case in _cases(material, language):
        assert len(case.choices) == 3
        assert sum(choice.correct for choice in case.choices) == 1
        grounds = [choice.why for choice in case.choices]
        assert all(grounds) and len(set(grounds)) == 3
        assert case.source and case.action and case.harm


def test_the_right_answer_is_not_always_at_one_place(material: Material) -> None:
    right = Counter(
        choice.id for case in _cases(material, "ja") for choice in case.choices if choice.correct
    )
    assert set(right) == {"a", "b", "c"} and max(right.values()) <= 6


@pytest.mark.parametrize("language", LANGUAGES)
def test_harsh_scenes_announce_themselves(material: Material, language: str) -> None:
    harsh = {case.id.removeprefix("case-") for case in _cases(material, language) if case.harsh}
    always = {"drugstore", "call-centre", "transport", "it-support", "delivery"}
    assert harsh == {*always, "home-number"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scene_is_told_in_the_narration(material: Material, language: str) -> None:
    """The words of the bubble are spoken too, for those who only hear the course."""
    for case in _cases(material, language):
        assert case.bubble[:8] in "".join(case.narration), case.id


def test_the_bank_has_no_finding() -> None:
    found = check_folder(FOLDER, on=dt.date(2026, 11, 26))
    assert [str(one) for one in found if "/bank/" in one.file or "suit" in one.code] == []


def _cases(material: Material, language: str) -> list[CaseSlide]:
    slides = _slides(material, language, "cases-by-trade")
    cases = [slide for slide in slides if isinstance(slide, CaseSlide)]
    assert len(cases) == len(slides)
    return cases
