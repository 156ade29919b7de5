"""Saving answers: kept as they are chosen, refused in words, never lost between two pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from terakoya.courseware.draw import DrawnQuestion
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.learning.access import get_attempt_for
from terakoya.portal.learning.errors import AttemptClosed
from terakoya.portal.learning.models import Attempt
from terakoya.portal.learning.services import save_answers
from tests.factories import make_member, publish_short
from tests.made_once import made_once_by
from tests.statements import counted_statements

from .exams import Examinee, at_the_test, make_examinee
from .kept import again

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same


def started() -> Examinee:
    """A learner whose first attempt is open."""
    learner = make_examinee(publish=publish_short)
    with at_the_test():
        learner.start()
    return learner


kept_started = made_once_by(started)


@pytest.fixture
def learner(kept_started: Examinee, db: None) -> Examinee:
    """The same, with rows and a browser of their own."""
    return again(kept_started)


def drawn_one(learner: Examinee, is_wanted: Callable[[str], bool]) -> DrawnQuestion:
    """A question of a kind: chance may draw none, and then the learner begins again."""
    with at_the_test():
        for _attempt in range(20):
            if found := [one for one in learner.draw.questions if is_wanted(one.kind)]:
                return found[0]
            learner.submit(learner.answers())
            learner.start()
    raise AssertionError("twenty draws held no such question")


def refusal_of(response: Any) -> tuple[int, str]:
    """Status and code of a refusal, which is also a sentence."""
    error = response.json()["error"]
    assert error["message"].endswith("。")
    return response.status_code, error["code"]


def test_answer_is_saved_as_it_is_chosen_in_three_statements(learner: Examinee) -> None:
    answers = learner.answers()
    one, two = list(answers)[:2]
    url, entries = learner.url_of(learner.attempt, "answer/"), AuditEntry.objects.count()
    with at_the_test(), counted_statements() as statements:
        response = learner.client.post(
            url, {f"q-{one}": answers[one]}, HTTP_ACCEPT="application/json"
        )
    assert (response.status_code, response.json()) == (
        200,
        {"saved_at": "2026-11-24T02:00:00+00:00", "message": "保存しました 11:00"},
    )
    assert len(statements) == 3
    learner.save({two: answers[two]})
    assert learner.attempt.answers == {one: answers[one], two: answers[two]}
    assert AuditEntry.objects.count() == entries


def test_answer_is_changed_and_taken_back(learner: Examinee) -> None:
    question = learner.draw.questions[0]
    first, last = question.choices[0], question.choices[-1]
    learner.save({question.id: [first]})
    learner.save({question.id: [last]})
    assert learner.attempt.answers == {question.id: [last]}
    learner.client.post(
        learner.url_of(learner.attempt, "answer/"),
        {"clear": question.id},
        HTTP_ACCEPT="application/json",
    )
    assert learner.attempt.answers == {}


def test_answer_with_several_choices_keeps_the_order_shown(learner: Examinee) -> None:
    question = drawn_one(learner, lambda kind: kind == "multiple")
    learner.save({question.id: list(reversed(question.choices))})
    assert learner.attempt.answers == {question.id: list(question.choices)}


def test_answers_from_the_page_without_script_lead_back_to_it(learner: Examinee) -> None:
    answers = learner.answers()
    response = learner.client.post(
        learner.url_of(learner.attempt, "answer/"),
        {f"q-{question}": choices for question, choices in answers.items()},
        HTTP_ACCEPT="text/html,application/xhtml+xml,*/*;q=0.8",
    )
    assert (response.status_code, response["Location"]) == (302, learner.test_url)
    assert learner.attempt.answers == answers


def test_answer_that_was_not_shown_changes_nothing(learner: Examinee) -> None:
    single = drawn_one(learner, lambda kind: kind != "multiple")
    first, second = learner.draw.questions[:2]
    learner.save({first.id: [first.choices[0]]})
    before = learner.attempt.answers
    for strange in (
        {"q-of-no-course": ["a"]},
        {first.id: ["z"]},
        {second.id: [second.choices[0]], "nothing": ["a"]},
        {single.id: list(single.choices)},
        {first.id: [""]},
        {first.id: ["'; --"]},
    ):
        assert refusal_of(learner.save(strange)) == (422, "strange-answer")
    assert refusal_of(learner.save({first.id: ["\x00"]})) == (400, "bad-input")
    assert learner.attempt.answers == before
    assert learner.save({second.id: [second.choices[0]]}).status_code == 200


def test_answer_to_another_draw_changes_nothing(learner: Examinee) -> None:
    with at_the_test():
        old = learner.draw
        learner.submit(learner.answers(right=0))
        learner.start()
        gone = next(
            one for one in old.questions if one.id not in {q.id for q in learner.draw.questions}
        )
        assert refusal_of(learner.save({gone.id: [gone.choices[0]]})) == (422, "strange-answer")
    assert learner.attempt.answers == {}


def test_answer_after_handing_in_changes_nothing(learner: Examinee) -> None:
    answers = learner.answers(right=9)
    with at_the_test():
        learner.submit(answers)
        attempt = learner.attempt
        assert refusal_of(learner.save(learner.answers())) == (409, "attempt-closed")
        page = learner.client.post(learner.url_of(attempt, "answer/"), {}, HTTP_ACCEPT="text/html")
    assert (page.status_code, page["Location"]) == (302, learner.url_of(attempt))
    assert (learner.attempt.answers, learner.attempt.percent) == (answers, 90)


def test_answers_of_two_open_pages_are_both_kept(learner: Examinee) -> None:
    answers = learner.answers()
    one, two, three = list(answers)[:3]
    member, uuids = learner.member, (learner.enrolment.uuid, learner.attempt.uuid)
    here, there = get_attempt_for(member, *uuids), get_attempt_for(member, *uuids)
    save_answers(member=member, attempt=here, answers={one: answers[one]})
    with counted_statements() as statements:
        save_answers(member=member, attempt=there, answers={two: answers[two]})
    assert len(statements) == 3  # tried, read under the lock, written
    assert there.answers == {one: answers[one], two: answers[two]}
    save_answers(member=member, attempt=there, answers={three: answers[three]})
    assert learner.attempt.answers == {key: answers[key] for key in (one, two, three)}


def test_answers_of_a_page_that_was_left_open_do_not_reopen_the_attempt(learner: Examinee) -> None:
    uuids = (learner.enrolment.uuid, learner.attempt.uuid)
    stale = get_attempt_for(learner.member, *uuids)
    with at_the_test():
        learner.submit(learner.answers(right=3))
    with pytest.raises(AttemptClosed):
        save_answers(member=learner.member, attempt=stale, answers=learner.answers())
    assert (learner.attempt.percent, stale.percent) == (30, 30)
    assert Attempt.objects.filter(submitted_at=None).count() == 0


def test_save_answers_is_for_the_member_of_the_attempt(learner: Examinee) -> None:
    attempt = get_attempt_for(learner.member, learner.enrolment.uuid, learner.attempt.uuid)
    other = make_member(learner.member.organisation, "同僚 次郎")
    with pytest.raises(ValueError, match="by the member"):
        save_answers(member=other, attempt=attempt, answers=learner.answers())
    assert learner.attempt.answers == {}
