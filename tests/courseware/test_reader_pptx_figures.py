"""Figures that a deck changed: the fact and the test say another one still, and that is told."""

from __future__ import annotations

from terakoya.courseware.formats.pptx.reading import Imported, Loss, import_deck
from terakoya.courseware.formats.pptx.reading.figures import numbers_in
from terakoya.courseware.model import Material
from tests.courseware.deck_editing import Edit, edited, retype
from tests.courseware.deck_reading import corpus, corpus_deck, sheet_named, with_variant

DUTY = "2026年10月1日から、カスハラ対策が事業主の措置義務になりました。"


def told(result: Imported, *losses: Loss) -> list[tuple[int | None, dict[str, str]]]:
    notices = [one for one in result.report.notices if one.loss in losses]
    return [(one.page, dict(one.values)) for one in notices]


def imported(*edits: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), *edits), corpus())


def premise(text: str) -> tuple[Edit, Edit]:
    return (
        retype("check-duty", "premise", text),
        retype("check-duty:answer", "answer-premise", text),
    )


def test_a_figure_of_a_fact_that_was_changed_is_told() -> None:
    text = DUTY.replace("2026", "２０２７")
    cite = next(one for one in corpus().course.facts if one.id == "law-33-1").cite["ja"]
    values = {"text": text, "was": "2026", "cite": cite}
    assert told(imported(*premise(text)), Loss.FIGURE_CHANGED) == [(5, values)]


def test_other_words_around_the_same_figure_are_no_news() -> None:
    result = imported(*premise(DUTY.replace("2026", "２０２６").replace("事業主", "会社")))
    assert told(result, Loss.FIGURE_CHANGED) == []


def test_a_page_that_was_written_anew_still_rests_on_its_facts_and_that_is_told() -> None:
    slide = next(one for _, one in corpus().course.source.slides() if one.id == "case-kettle")
    facts = [one for one in corpus().course.facts if one.id in slide.facts]
    assert facts
    anew = [
        retype(page, name, f"荷物{n}の受け取り")
        for page in (slide.id, f"{slide.id}:answer")
        for n, shape in enumerate(sheet_named(corpus_deck("ja"), page).shapes)
        if (name := shape.name.removeprefix(f"cw:{slide.id}:")) != shape.name
        and shape.has_text_frame
        and shape.text_frame.text
    ]
    (told_of,) = told(imported(*anew), Loss.FACTS_KEPT)
    assert facts[0].cite["ja"][:8] in told_of[1]["cites"]
    assert told(imported(retype(slide.id, "title", "荷物の受け取り")), Loss.FACTS_KEPT) == []


def test_a_number_that_names_a_part_of_rules_is_no_changed_figure() -> None:
    result = imported(*premise("根拠：労働施策総合推進法、当社の規程集 第12編"))
    assert told(result, Loss.FIGURE_CHANGED) == []


def test_an_article_in_the_place_of_another_is_told() -> None:
    articles = "労働施策総合推進法の第33条により、カスハラ対策が事業主の措置義務です。"
    base = with_variant(corpus(), "check-duty", premise=articles)
    facts = [
        one.model_copy(update={"statement": {**one.statement, "ja": articles}})
        if one.id == "law-33-1"
        else one
        for one in base.course.facts
    ]
    base = Material(base.course.model_copy(update={"facts": tuple(facts)}), base.media)
    edits = premise(articles.replace("33", "34"))
    result = import_deck(edited(corpus_deck("ja"), *edits), base)
    assert [one["was"] for _, one in told(result, Loss.FIGURE_CHANGED)] == ["33"]


def test_a_figure_that_no_fact_names_may_change() -> None:
    result = imported(retype("same-wish", "left-quote", "おつりが900円少ないです。"))
    assert told(result, Loss.FIGURE_CHANGED) == []


def test_a_single_digit_is_a_figure_where_its_unit_stands_behind_it() -> None:
    assert numbers_in("208: 3 years or fine") == ["208", "3"]
    assert numbers_in("２年以下、6か月、第3条、4つ") == ["2", "6"]


def test_a_page_that_the_law_asks_for_is_told_as_such_and_once() -> None:
    base = with_variant(corpus(), "check-duty", required="legal")
    deck = edited(corpus_deck("ja"), *premise(DUTY.replace("2026", "2027")))
    losses = Loss.FIGURE_CHANGED, Loss.LEGAL_CHANGED
    assert [page for page, _ in told(import_deck(deck, base), *losses)] == [5]


def test_a_number_of_questions_that_the_test_does_not_ask_is_told() -> None:
    text = "このあと、確認テストです（15問、約10分）。"
    found = told(imported(retype("three-to-do", "point", text)), Loss.TEST_COUNT)
    assert found == [(14, {"text": text, "count": "3"})]


def test_the_number_that_the_test_asks_and_the_name_of_a_question_are_no_news() -> None:
    for text in ("このあと、確認テストです（3問）。", "第15問に気を付けてください。"):
        result = imported(retype("three-to-do", "point", text))
        assert told(result, Loss.TEST_COUNT) == []
