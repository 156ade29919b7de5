"""What rests only on slides that nobody sees."""

from __future__ import annotations

from terakoya.courseware.edition import Edition
from terakoya.courseware.merge.coverage import Mend, Offer, Rests, gaps
from terakoya.courseware.model import CourseText

from .editions import changed, hidden, removed, small, with_course
from .edits import with_texts


def told(edition: Edition, base: Edition | None = None) -> list[tuple[str, str]]:
    """The gaps by kind and id."""
    found = gaps(edition, base.course if base else None)
    return [(str(gap.kind), gap.id) for gap in found]


def test_a_whole_course_has_no_gap() -> None:
    assert gaps(small()) == ()


def test_a_hidden_slide_leaves_its_question_and_offers_both_mends() -> None:
    (gap,) = gaps(hidden(small(), "same-wish"))
    assert (gap.kind, gap.id, gap.slides) == (Rests.QUESTION, "q-complaint", ("same-wish",))
    assert gap.offers == (Offer(Mend.SHOW, "same-wish"), Offer(Mend.TAKE_OUT, "q-complaint"))
    assert not gap.is_legal


def test_a_question_with_another_slide_is_no_gap() -> None:
    assert ("question", "q-exchange") not in told(hidden(small(), "case-kettle"))
    both = hidden(hidden(small(), "case-kettle"), "two-axes")
    assert ("question", "q-exchange") in told(both)


def test_a_legally_required_slide_is_said_to_be_so() -> None:
    found = gaps(hidden(small(), "three-elements"))
    assert {gap.id: gap.is_legal for gap in found if gap.kind is Rests.QUESTION} == {
        "q-elements": True
    }


def test_a_goal_that_is_taught_nowhere_takes_its_topics_along() -> None:
    edition = small()
    for slide in ("same-wish", "two-axes", "case-kettle"):
        edition = hidden(edition, slide)
    found = gaps(edition)
    goals = [gap for gap in found if gap.kind is Rests.GOAL]
    assert [(gap.id, gap.slides) for gap in goals] == [
        ("judges", ("same-wish", "two-axes", "case-kettle"))
    ]
    assert goals[0].offers[-1] == Offer(Mend.TAKE_OUT, "judges")
    topics = [gap.id for gap in found if gap.kind is Rests.TOPIC]
    served = {t.id for t in edition.course.source.survey.topics if t.goal == "judges"}
    assert topics and set(topics) <= served


def test_a_goal_that_never_had_a_slide_is_no_gap() -> None:
    meta = small().course.meta
    goal = meta.goals[0].model_copy(update={"id": "extra"})
    edition = with_course(small(), meta=meta.model_copy(update={"goals": (*meta.goals, goal)}))
    assert told(hidden(edition, "opening")) == []


def test_a_fact_that_stood_on_the_hidden_slide_alone_is_named_without_taking_it_out() -> None:
    edition = hidden(small(), "five-steps")
    facts = [gap for gap in gaps(edition) if gap.kind is Rests.FACT]
    assert [gap.id for gap in facts] == sorted(
        set(_facts("five-steps")) - _told_without("five-steps")
    )
    assert all(gap.offers == (Offer(Mend.SHOW, "five-steps"),) for gap in facts)
    assert facts


def _facts(slide_id: str) -> tuple[str, ...]:
    return next(s.facts for _, s in small().course.source.slides() if s.id == slide_id)


def _told_without(slide_id: str) -> set[str]:
    text = small().course.source
    told = {fact for _, s in text.slides() if s.id != slide_id for fact in s.facts}
    return told | {
        fact for q in text.test.questions if set(q.slides) != {slide_id} for fact in q.facts
    }


def test_a_removed_slide_is_brought_back_rather_than_shown() -> None:
    edition = removed(small(), "same-wish")
    (gap,) = gaps(edition, small().course)
    assert gap.offers == (
        Offer(Mend.BRING_BACK, "same-wish"),
        Offer(Mend.TAKE_OUT, "q-complaint"),
    )
    (alone,) = gaps(edition)
    assert alone.offers == (Offer(Mend.TAKE_OUT, "q-complaint"),)


def test_a_topic_that_a_question_still_asks_for_is_no_gap() -> None:
    edition = small()
    for slide in ("same-wish", "two-axes", "case-kettle"):
        edition = hidden(edition, slide)
    topic = next(t for t in edition.course.source.survey.topics if t.goal == "judges")
    edition = changed(edition, "q-duty", both={"topic": topic.id})
    assert ("topic", topic.id) not in told(edition)


def test_a_topic_whose_goal_is_still_taught_is_no_gap() -> None:
    edition = hidden(hidden(small(), "same-wish"), "case-kettle")
    assert [kind for kind, _ in told(edition) if kind in ("goal", "topic")] == []


def test_a_topic_that_nobody_asks_for_is_no_gap_while_its_goal_is_taught() -> None:
    edition = hidden(small(), "case-kettle")
    for question in ("q-exchange", "q-complaint"):
        edition = changed(edition, question, both={"topic": "knowledge"})
    assert told(edition) == [("fact", "penal-223")]


def test_a_topic_whose_goal_never_had_a_slide_is_no_gap() -> None:
    def with_topic(text: CourseText) -> CourseText:
        topic = text.survey.topics[0].model_copy(update={"id": "trust", "goal": "trusts"})
        topics = (*text.survey.topics, topic)
        return text.model_copy(update={"survey": text.survey.model_copy(update={"topics": topics})})

    assert told(hidden(with_texts(small(), with_topic), "opening")) == []


def test_a_fact_that_was_taken_off_a_slide_still_seen_is_no_gap() -> None:
    edition = changed(removed(small(), "opening"), "case-kettle", both={"facts": []})
    assert told(edition, small()) == []


def test_goals_topics_and_facts_of_removed_slides_are_named_with_the_slides_to_bring_back() -> None:
    gone = ("five-steps", "same-day", "where-to-ask", "three-to-do")
    edition = removed(small(), *gone)
    found = gaps(edition, small().course)
    goal = next(gap for gap in found if gap.kind is Rests.GOAL)
    assert (goal.id, goal.slides) == ("acts", gone)
    assert goal.offers == (
        *(Offer(Mend.BRING_BACK, slide) for slide in gone),
        Offer(Mend.TAKE_OUT, "acts"),
    )
    facts = {gap.id: gap.slides for gap in found if gap.kind is Rests.FACT}
    assert facts and all(set(slides) <= set(gone) for slides in facts.values())
    assert all(
        gap.offers == tuple(Offer(Mend.BRING_BACK, slide) for slide in gap.slides)
        for gap in found
        if gap.kind is Rests.FACT
    )
    assert not any(kind in ("goal", "fact") for kind, _ in told(edition))


def test_a_fact_that_an_answerable_question_tells_is_no_gap() -> None:
    fact = _facts("five-steps")[0]
    edition = hidden(small(), "five-steps")
    assert ("fact", fact) in told(edition)
    assert ("fact", fact) not in told(changed(edition, "q-duty", both={"facts": [fact]}))


def test_a_fact_names_only_the_hidden_slides_that_told_it() -> None:
    fact = _facts("five-steps")[0]
    edition = hidden(hidden(small(), "five-steps"), "same-wish")
    gap = next(gap for gap in gaps(edition) if gap.id == fact)
    assert gap.slides == ("five-steps",)


def test_gaps_are_json() -> None:
    (gap,) = gaps(hidden(small(), "same-wish"))
    assert gap.as_json() == {
        "kind": "question",
        "id": "q-complaint",
        "slides": ["same-wish"],
        "offers": [
            {"mend": "show", "target": "same-wish"},
            {"mend": "take-out", "target": "q-complaint"},
        ],
        "is_legal": False,
    }
