"""Every text that the course format promises to hold fits, and a longer one is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import LAYOUTS, AnySlide, Course, CourseText
from terakoya.courseware.sheets.fit import FitExcess, check_fit
from terakoya.courseware.variables import values_of

CORPUS = Path(__file__).parents[1] / "corpus" / "every-layout"
Place = tuple[str | int, ...]

# slide, field, lines and characters a line, as docs/course-format.md §3 promises them
PROMISED: list[tuple[str, Place, int, int]] = [
    ("opening", ("subtitle",), 1, 15),
    ("opening", ("lead", 0), 1, 18),
    ("opening", ("meta",), 1, 20),
    ("three-elements", ("title",), 1, 26),
    ("three-elements", ("kicker",), 1, 24),
    ("three-elements", ("point",), 1, 30),
    ("three-elements", ("items", 2, "head"), 1, 20),
    ("three-elements", ("items", 2, "text"), 1, 24),
    ("same-wish", ("left", "head"), 1, 13),
    ("same-wish", ("left", "quote"), 3, 12),
    ("same-wish", ("right", "points", 0), 2, 17),
    ("ordinance-and-law", ("rows", 1, "cells", 1), 2, 15),
    ("two-axes", ("cells", 3, "result"), 1, 11),
    ("two-axes", ("cells", 3, "text"), 3, 12),
    ("two-axes", ("cells", 3, "example"), 1, 16),
    ("five-steps", ("alarm",), 2, 33),
    ("five-steps", ("steps", 4, "who"), 1, 4),
    ("five-steps", ("steps", 4, "name"), 1, 8),
    ("five-steps", ("steps", 4, "text"), 2, 22),
    ("ordinance-text", ("quote",), 4, 26),
    ("ordinance-text", ("glosses", 1, "term"), 1, 12),
    ("ordinance-text", ("glosses", 1, "text"), 3, 13),
    ("same-day", ("title",), 2, 8),
    ("case-kettle", ("title",), 1, 14),
    ("case-kettle", ("demand",), 2, 15),
    ("case-kettle", ("harm",), 2, 15),
    ("case-kettle", ("bubble",), 3, 14),
    ("case-kettle", ("question",), 1, 15),
    ("case-kettle", ("choices", 1, "text"), 2, 16),
    ("case-kettle", ("choices", 1, "why"), 1, 18),
    ("case-kettle", ("verdict", 1, "reason"), 2, 11),
    ("case-kettle", ("action",), 3, 19),
    ("case-kettle", ("source",), 2, 20),
    ("case-kettle", ("answer_title",), 1, 26),
    ("check-duty", ("premise",), 1, 40),
    ("check-duty", ("choices", 2, "text"), 3, 9),
    ("check-duty", ("choices", 2, "why"), 4, 11),
    ("where-to-ask", ("promises", 1), 1, 22),
    ("three-to-do", ("groups", 0, "head"), 1, 9),
    ("three-to-do", ("groups", 0, "text"), 3, 11),
]
IDS = [f"{slide}-{'.'.join(map(str, place))}" for slide, place, _, _ in PROMISED]


@pytest.fixture(scope="module")
def course() -> Course:
    return read_folder(CORPUS).course


def _slide(course: Course, slide_id: str) -> AnySlide:
    (found,) = [slide for _, slide in course.source.slides() if slide.id == slide_id]
    return found


def _with(slide: AnySlide, *changes: tuple[Place, object]) -> AnySlide:
    value: dict[str, Any] = slide.model_dump()
    for place, new in changes:
        inner: Any = value
        for step in place[:-1]:
            if isinstance(inner[step], tuple):
                inner[step] = list(inner[step])
            inner = inner[step]
        inner[place[-1]] = new
    return LAYOUTS[slide.layout].model_validate(value)


def _excesses(
    course: Course, slide: AnySlide, values: dict[str, str] | None = None
) -> list[FitExcess]:
    chapter = course.source.chapters[0].model_copy(update={"slides": (slide,)})
    text: CourseText = course.source.model_copy(update={"chapters": (chapter,)})
    return check_fit(text, values_of(course, "ja", values))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_fit_finds_nothing_in_a_course_that_keeps_the_limits(course: Course, language: str) -> None:
    assert check_fit(course.text(language), values_of(course, language)) == []


@pytest.mark.parametrize(("slide_id", "place", "lines", "chars"), PROMISED, ids=IDS)
def test_fit_allows_what_is_promised_and_names_what_is_longer(
    course: Course, slide_id: str, place: Place, lines: int, chars: int
) -> None:
    slide = _slide(course, slide_id)
    assert _excesses(course, _with(slide, (place, "あ" * lines * chars))) == []
    (excess,) = _excesses(course, _with(slide, (place, "あ" * (lines * (chars + 4) + 1))))
    assert (excess.slide, excess.path, excess.allowed) == (slide_id, place, lines)
    cut = _with(slide, (place, "あ" * (lines * (chars + 4) + 1 - excess.cut)))
    assert _excesses(course, cut) == []


@pytest.mark.parametrize(("chars", "allowed"), [(63, None), (64, None), (104, None), (106, 4)])
def test_quote_may_fill_three_large_lines_or_four_small_ones(
    course: Course, chars: int, allowed: int | None
) -> None:
    slide = _with(_slide(course, "ordinance-text"), (("quote",), "あ" * chars), (("point",), ""))
    found = [one.allowed for one in _excesses(course, slide)]
    assert found == ([] if allowed is None else [allowed])


@pytest.mark.parametrize("slide_id", sorted({slide for slide, _, _, _ in PROMISED}))
def test_fit_allows_all_that_is_promised_of_a_slide_at_once(course: Course, slide_id: str) -> None:
    changes = [
        (place, "あ" * lines * chars)
        for slide, place, lines, chars in PROMISED
        if slide == slide_id
    ]
    assert _excesses(course, _with(_slide(course, slide_id), *changes)) == []


def test_fit_says_where_how_much_and_what_to_do(course: Course) -> None:
    slide = _with(_slide(course, "three-elements"), (("items", 0, "text"), "あ" * 27))
    (excess,) = _excesses(course, slide)
    assert excess == FitExcess("three-elements", ("items", 0, "text"), 2, 1, 24.5, 3)
    assert (excess.field, excess.message, excess.mend) == (
        "items[0].text",
        "`items[0].text` fills 2 lines of 24.5 full-width characters, 1 is allowed",
        "cut 3 characters, or move a part into the narration",
    )


def test_fit_measures_what_is_shown_and_not_the_marks(course: Course) -> None:
    text = "{顧客等|こきゃくとう}は**買い物客のほか**、取引先や施設の人です。"  # 24 characters
    assert (
        _excesses(course, _with(_slide(course, "three-elements"), (("items", 0, "text"), text)))
        == []
    )


def test_fit_measures_a_variable_with_the_companys_value(course: Course) -> None:
    changes = ((("subtitle",), "{company.name}の研修"), (("meta",), ""))
    slide = _with(_slide(course, "opening"), *changes)
    assert _excesses(course, slide) == []
    (excess,) = _excesses(course, slide, {"company.name": "みほん商事ホールディングス株式会社"})
    assert (excess.path, excess.lines, excess.cut) == (("subtitle",), 2, 5)


def test_fit_forgets_a_line_whose_variable_is_empty(course: Course) -> None:
    promise = "{desk.name}が、" + "あ" * 30
    slide = _with(_slide(course, "where-to-ask"), (("promises", 0), promise))
    assert _excesses(course, slide) == []
    assert [one.path for one in _excesses(course, slide, {"desk.name": "窓口"})] == [
        ("promises", 0)
    ]


def test_fit_measures_the_desk_on_the_contact_slide(course: Course) -> None:
    slide = _slide(course, "where-to-ask")
    desk = {"desk.name": "カスハラ相談窓口", "desk.extension": "1234"}
    assert _excesses(course, slide, desk) == []
    long = desk | {"desk.extension": "03-1234-5678（内線1234）"}
    assert [one.path for one in _excesses(course, slide, long)] == [("desk.extension",)]


def test_fit_measures_the_chapters_title_where_a_slide_has_no_kicker(course: Course) -> None:
    slide = _with(_slide(course, "two-axes"), (("kicker",), ""))
    text = course.source.model_copy(
        update={
            "chapters": (
                course.source.chapters[0].model_copy(
                    update={"title": "第" * 25, "slides": (slide,)}
                ),
            )
        }
    )
    (excess,) = check_fit(text, values_of(course, "ja"))
    assert (excess.field, excess.cut) == ("kicker", 1)


def test_fit_reads_the_line_breaks_of_the_opening_title(course: Course) -> None:
    opening = _slide(course, "opening")
    assert _excesses(course, _with(opening, (("title",), "／".join(["あ" * 8] * 3)))) == []
    for title in ("／".join(["あ" * 8] * 4), "あ" * 9 + "／い／う"):
        (excess,) = _excesses(course, _with(opening, (("title",), title)))
        assert (excess.path, excess.lines, excess.allowed) == (("title",), 4, 3)


def test_fit_gives_the_opening_sheet_no_takeaway(course: Course) -> None:
    (excess,) = _excesses(course, _with(_slide(course, "opening"), (("point",), "要点です。")))
    assert (excess.message, excess.mend) == (
        "`point` has no place on this slide",
        "leave it out, or say it in the narration",
    )


def test_fit_allows_two_long_points_or_three_short_ones(course: Course) -> None:
    slide = _slide(course, "same-wish")
    long, short = "あ" * 34, "あ" * 17
    assert _excesses(course, _with(slide, (("left", "points"), [long, long]))) == []
    assert _excesses(course, _with(slide, (("left", "points"), [short] * 3))) == []
    (excess,) = _excesses(course, _with(slide, (("left", "points"), [short, long, short])))
    assert (excess.field, excess.lines, excess.allowed) == ("left.points[1]", 2, 1)


def test_fit_counts_eight_row_lines_in_a_table(course: Course) -> None:
    slide = _slide(course, "ordinance-and-law")
    rows = [{"head": "行", "cells": ["あ" * 30, "短い"]} for _ in range(4)]
    assert _excesses(course, _with(slide, (("rows",), rows))) == []
    rows += [{"head": "行", "cells": ["短い", "短い"]}]
    (excess,) = _excesses(course, _with(slide, (("rows",), rows)))
    assert (excess.lines, excess.allowed) == (2, 1)
    assert excess.path[:3] == ("rows", excess.path[1], "cells")


def test_fit_takes_the_room_of_a_takeaway_from_the_texts(course: Course) -> None:
    slide = _with(_slide(course, "two-axes"), (("cells", 2, "text"), "あ" * 36))
    assert _excesses(course, slide) == []
    (excess,) = _excesses(course, _with(slide, (("point",), "要点です。")))
    assert (excess.field, excess.lines, excess.allowed) == ("cells[2].text", 3, 2)
    assert excess.cut == 36 - 30
    steps = _with(_slide(course, "five-steps"), (("steps", 0, "text"), "あ" * 44))
    assert _excesses(course, steps) == []
    (excess,) = _excesses(course, _with(steps, (("point",), "要点です。")))
    assert (excess.field, excess.allowed) == ("steps[0].text", 1)


def test_fit_holds_both_paragraphs_of_a_picture_to_sixty_characters(course: Course) -> None:
    slide = _slide(course, "same-day")
    assert _excesses(course, _with(slide, (("text",), ["あ" * 40, "い" * 20]))) == []
    (excess,) = _excesses(course, _with(slide, (("text",), ["あ" * 40, "い" * 25])))
    assert (excess.field, excess.cut) == ("text[0]", 5)
    assert excess.message == "`text[0]` is too long, though it fills only 4 lines"
    assert _excesses(course, _with(slide, (("text",), ["あ" * 60]))) == []


def test_fit_holds_a_field_of_the_matrix_to_its_sum(course: Course) -> None:
    slide = _with(_slide(course, "two-axes"), (("cells", 1, "text"), "あ" * 40))
    (excess,) = _excesses(course, slide)
    assert (excess.field, excess.lines, excess.allowed, excess.cut) == ("cells[1].text", 3, 3, 4)


def test_fit_gives_four_choices_less_room(course: Course) -> None:
    def choices(*texts: str) -> list[dict[str, object]]:
        letters = "abcd"[: len(texts)]
        return [
            {"id": letter, "text": text, "why": "理由です。", "correct": letter == "a"}
            for letter, text in zip(letters, texts, strict=True)
        ]

    case = _slide(course, "case-kettle")
    assert _excesses(course, _with(case, (("choices",), choices(*["あ" * 32] * 3)))) == []
    assert _excesses(course, _with(case, (("choices",), choices(*["あ" * 17] * 4)))) == []
    (excess,) = _excesses(course, _with(case, (("choices",), choices("あ" * 18, "い", "う", "え"))))
    assert (excess.field, excess.lines, excess.allowed) == ("choices[0].text", 2, 1)


def test_fit_breaks_english_between_words(course: Course) -> None:
    text = course.text("en")
    slides = {slide.id: slide for _, slide in text.slides()}
    # 3 lines of 9.3 em hold 15 letters each; the words break after Only and institutions
    slide = _with(
        slides["check-duty"], (("choices", 0, "text"), "Only institutions with more employees")
    )
    chapter = text.chapters[0].model_copy(update={"slides": (slide,)})
    found = check_fit(text.model_copy(update={"chapters": (chapter,)}), values_of(course, "en"))
    assert [(one.field, one.lines, one.allowed) for one in found] == [("choices[0].text", 4, 3)]
