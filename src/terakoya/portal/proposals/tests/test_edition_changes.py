"""What a proposal changes in the flagship, in both languages."""

from __future__ import annotations

import pytest

from terakoya.courseware.draw import draw_questions
from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import AnySlide
from terakoya.courseware.revision import part_hash, slide_hash
from terakoya.portal.editions.editing.finding import with_each_text, with_slide
from terakoya.portal.editions.editing.questions import remove_question
from terakoya.portal.editions.editing.slides import hide_slide
from terakoya.portal.editions.readiness import reasons_against
from terakoya.portal.proposals.edition_changes import add_cases, emphasise, weight_test
from terakoya.portal.proposals.errors import NothingToChange
from terakoya.portal.proposals.teaching import teaching_of
from tests.courses import flagship_material


@pytest.fixture
def state() -> Content:
    """The flagship as it is."""
    return Content(course=flagship_material().course)


def slides_of(state: Content, language: str) -> dict[str, AnySlide]:
    return {slide.id: slide for _chapter, slide in state.course.text(language).slides()}


def test_the_course_holds_slides_cases_and_questions_of_each_topic(state: Content) -> None:
    teaching = teaching_of(state.course)
    assert {topic: one.questions for topic, one in teaching.items()} == {
        "knowledge": 15,
        "judgement": 13,
        "prevention": 6,
        "readiness": 21,
        "reporting": 3,
        "support": 0,
        "own-conduct": 7,
    }
    assert teaching["knowledge"].slides == (
        "three-elements",
        "two-rules",
        "employer-duties",
        "case-b2b",
    )
    assert "chapter-prevention" not in teaching["support"].slides  # a divider
    assert all(one.slides for one in teaching.values())
    assert "case-retail" in teaching["judgement"].cases


@pytest.mark.parametrize("language", ["ja", "en"])
def test_emphasised_slides_are_marked_and_announced(state: Content, language: str) -> None:
    hidden = hide_slide(state, "impact-people", "別の研修で学びます")
    after = emphasise(hidden, "knowledge", ("two-rules", "impact-people"))
    before, slides = slides_of(state, language), slides_of(after, language)
    (made,) = slides.keys() - before.keys()
    mark = {"ja": "重点", "en": "Focus"}[language]
    changed = {one for one in before if before[one] != slides[one]}
    assert changed == {"two-rules", "impact-people"}
    assert all(slides[one].kicker.startswith(mark) for one in (*changed, made))
    order = list(slides)
    assert order[order.index(made) + 1] == "impact-people"
    assert not after.settings.hides("impact-people")
    assert not reasons_against(after)


def test_a_fresh_translation_stays_fresh_and_a_stale_one_stale(state: Content) -> None:
    english = slides_of(state, "en")
    stale = state.course.text("en")
    assert english["two-rules"].source_hash == slide_hash(slides_of(state, "ja")["two-rules"])
    after = emphasise(state, "knowledge", ("two-rules",))
    source = slides_of(after, "ja")["two-rules"]
    assert slides_of(after, "en")["two-rules"].source_hash == slide_hash(source)

    old = english["two-rules"].model_copy(update={"source_hash": "0" * 64})
    aged = with_each_text(state, lambda text: with_slide(text, old), stale.language)
    again = emphasise(aged, "knowledge", ("two-rules",))
    assert slides_of(again, "en")["two-rules"].source_hash == "0" * 64


def test_cases_leave_the_bank_for_the_chapter_of_their_goal(state: Content) -> None:
    after = add_cases(state, ("case-retail", "case-hotel"), "recognises")
    for language in ("ja", "en"):
        order = list(slides_of(after, language))
        at = order.index("case-retail")
        assert order[at - 1].startswith("case-")
        assert order[at + 1] == "case-hotel"
        bank = {slide.id for _chapter, slide in after.course.text(language).bank_slides()}
        assert not bank & {"case-retail", "case-hotel"}
    assert not reasons_against(after)


@pytest.mark.parametrize("topic", ["knowledge", "judgement", "readiness", "own-conduct"])
def test_a_weighted_test_asks_the_topic_in_every_attempt(state: Content, topic: str) -> None:
    after = weight_test(state, topic)
    text, blueprint = after.course.source, after.course.meta.blueprint
    for seed in range(20):
        drawn = draw_questions(text.test, blueprint, seed)
        assert len(drawn) == 10
        assert sum(one.topic == topic for one in drawn) >= 3
    questions = {one.id: one for one in after.course.source.test.questions}
    for one in after.course.text("en").test.questions:
        assert one.source_hash == part_hash(questions[one.id])
    assert after.course.meta.pass_mark == state.course.meta.pass_mark
    assert not reasons_against(after)


def test_a_small_pool_is_asked_as_far_as_it_goes(state: Content) -> None:
    known = [one.id for one in state.course.source.test.questions if one.topic == "reporting"]
    after = weight_test(remove_question(state, known[0]), "reporting")
    drawn = draw_questions(after.course.source.test, after.course.meta.blueprint, 1)
    assert sum(one.topic == "reporting" for one in drawn) == len(known) - 1 == 2


def test_what_changes_nothing_is_refused(state: Content) -> None:
    with pytest.raises(NothingToChange):
        emphasise(state, "knowledge", ("gone",))
    with pytest.raises(NothingToChange):
        add_cases(state, (), "recognises")
    with pytest.raises(NothingToChange):
        add_cases(state, ("case-kettle",), "recognises")  # in the course already
    with pytest.raises(NothingToChange):
        weight_test(state, "support")
    with pytest.raises(NothingToChange):
        weight_test(weight_test(state, "knowledge"), "knowledge")
