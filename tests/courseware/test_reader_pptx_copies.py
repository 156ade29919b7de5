"""Copied slides of two sheets are joined by what they say, in whatever order the pages stand."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.model import AnySlide, CaseSlide, CheckSlide
from terakoya.courseware.readers.pptx import Imported, Loss, State, import_deck
from terakoya.courseware.readers.pptx.aligning import assign
from tests.courseware.deck_editing import Edit, duplicate, edited, retype, shape_of
from tests.courseware.deck_reading import corpus, corpus_deck, opened

BASE = corpus()
CHOICES = {"a": "一人で抱える", "b": "上司に相談する", "c": "怒鳴り返す"}
WHYS = {"a": "長引くほど傷つきます。", "b": "組織で応じます。", "c": "事が大きくなります。"}


def pages_of(presentation: Any, slide: str) -> list[Any]:
    return [one for one in presentation.slides if one.name.split(":")[1] == slide]


def rewrite(page: Any, title: str, blocks: Mapping[str, tuple[str, ...]], notes: str) -> None:
    page.shapes.title.text_frame.text = title
    page.notes_slide.notes_text_frame.text = notes
    for block, texts in blocks.items():
        shape_of(page, block).text_frame.text = "\n".join(texts)


def write_another_check(question: int, answer: int) -> Edit:
    """Make a question of one's own of two of the pages."""

    def edit(presentation: Any) -> None:
        pages = pages_of(presentation, "check-duty")
        asked = {f"choice-{key}": (text,) for key, text in CHOICES.items()}
        told = {f"answer-choice-{key}": (text, WHYS[key]) for key, text in CHOICES.items()}
        rewrite(pages[question], "閉店後も居座る人には？", asked, "考えてみましょう。")
        rewrite(pages[answer], "上司に相談し、警察も呼べます", told, "答えはBです。")

    return edit


def doubled(slide: str, order: str) -> tuple[Edit, ...]:
    """Two copies of a slide's pages: `QQAA` as office programs copy page by page, or `QAQA`."""
    at = [one.name for one in opened(corpus_deck("ja")).slides].index(f"cw:{slide}")
    if order == "QQAA":
        return duplicate(slide, at + 1), duplicate(f"{slide}:answer", at + 3)
    return duplicate(slide, at + 2), duplicate(f"{slide}:answer", at + 3)


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), BASE)


def by_id(result: Imported) -> dict[str, AnySlide]:
    return {one.id: one for _, one in result.material.course.text("ja").every_slide()}


def copy_in(result: Imported) -> AnySlide:
    (copy,) = (one for one in result.report.slides if State.COPIED in one.states)
    return by_id(result)[copy.slide]


@pytest.mark.parametrize(
    ("order", "question", "answer"),
    [("QQAA", 1, 3), ("QQAA", 0, 2), ("QAQA", 2, 3), ("QQAA", 1, 2)],
)
def test_a_copied_question_keeps_to_its_own_answer(order: str, question: int, answer: int) -> None:
    result = imported(*doubled("check-duty", order), write_another_check(question, answer))
    original = next(
        one for _, one in BASE.course.text("ja").every_slide() if one.id == "check-duty"
    )
    assert by_id(result)["check-duty"] == original
    copy = copy_in(result)
    assert isinstance(copy, CheckSlide)
    assert copy.title == "閉店後も居座る人には？"
    assert copy.answer_title == "上司に相談し、警察も呼べます"
    assert {one.id: one.text for one in copy.choices} == CHOICES
    assert {one.id: one.why for one in copy.choices} == WHYS
    assert copy.answer_narration == ("答えはBです。",)
    assert result.report.notices == ()


def test_a_rewritten_copy_of_a_case_leaves_the_original_whole() -> None:
    def edit(presentation: Any) -> None:
        pages = pages_of(presentation, "case-kettle")
        rewrite(pages[1], "駐車場で", {"question": ("どう応じますか？",)}, "駐車場の事例です。")
        told = {"choice-a": ("車を動かす", "動かす義務はない。"), "action": ("警備員を呼ぶ。",)}
        rewrite(pages[3], "駐車場の答え", told, "警備員を呼びます。")

    result = imported(*doubled("case-kettle", "QQAA"), edit)
    original = next(
        one for _, one in BASE.course.text("ja").every_slide() if one.id == "case-kettle"
    )
    assert by_id(result)["case-kettle"] == original
    copy = copy_in(result)
    assert isinstance(copy, CaseSlide)
    assert (copy.title, copy.answer_title) == ("駐車場で", "駐車場の答え")
    assert (copy.question, copy.action) == ("どう応じますか？", "警備員を呼ぶ。")


def test_untouched_copies_of_a_question_are_whole_in_either_order() -> None:
    for order in ("QQAA", "QAQA"):
        result = imported(*doubled("check-duty", order))
        copy = copy_in(result)
        assert copy.model_copy(update={"id": "check-duty"}) == by_id(result)["check-duty"]
        assert result.report.of(copy.id).states == (State.COPIED,)
        pages = [one.pages for one in result.report.slides if "check-duty" in one.slide]
        first = pages[0][0]
        steps = (0, 2, 1, 3) if order == "QQAA" else (0, 1, 2, 3)
        assert [page - first for pair in pages for page in pair] == list(steps)


def choice_text(result: Imported, key: str) -> str:
    slide = by_id(result)["check-duty"]
    assert isinstance(slide, CheckSlide)
    return next(one.text for one in slide.choices if one.id == key)


def test_a_text_changed_on_one_page_alone_is_the_new_text() -> None:
    why = "人数による区切りはありません。"
    asked = imported(retype("check-duty", "choice-a", "50人以上の企業"))
    told = imported(retype("check-duty:answer", "answer-choice-a", "50人以上の企業", why))
    assert choice_text(asked, "a") == choice_text(told, "a") == "50人以上の企業"
    assert asked.report.notices == told.report.notices == ()


def test_of_two_changed_texts_the_question_page_wins_and_the_other_is_told() -> None:
    why = "人数による区切りはありません。"
    result = imported(
        retype("check-duty", "choice-a", "50人以上の企業"),
        retype("check-duty:answer", "answer-choice-a", "30人以上の企業", why),
    )
    assert choice_text(result, "a") == "50人以上の企業"
    assert [(one.loss, dict(one.values)) for one in result.report.notices] == [
        (Loss.TWO_TEXTS, {"text": "50人以上の企業", "other": "30人以上の企業"})
    ]


scores = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 9).map(float), min_size=columns, max_size=columns),
        min_size=1,
        max_size=5,
    )
)


@given(scores)
def test_pairs_are_the_best_that_there_are(table: list[list[float]]) -> None:
    rows, columns = len(table), len(table[0])
    given_ = assign(table)
    taken = [column for column in given_ if column is not None]
    assert len(given_) == rows and len(set(taken)) == len(taken) == min(rows, columns)
    size = max(rows, columns)
    padded = [[*row, *[0.0] * (size - columns)] for row in table]
    padded += [[0.0] * size for _ in range(size - rows)]
    best = max(
        sum(padded[row][column] for row, column in enumerate(way))
        for way in permutations(range(size))
    )
    assert sum(table[row][c] for row, c in enumerate(given_) if c is not None) == best
