"""Handing in: scored once, completed once, certified in the same breath."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from terakoya.portal.accounts.models import Person
from terakoya.portal.audit.models import AuditEntry, AuditPayload
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import Counter
from terakoya.portal.learning.models import Attempt, Certificate, Enrolment
from tests.statements import counted_statements

from .exams import HOUR, Examinee, at_the_test
from .kept import again, kept_examinee
from .learners import after

__all__ = ["kept_examinee"]


@pytest.fixture
def learner(kept_examinee: Examinee, db: None) -> Iterator[Examinee]:
    """A learner whose first attempt is open; the clock stands at the hour of the test."""
    made = again(kept_examinee)
    with at_the_test():
        made.start()
        yield made


def stored() -> dict[str, Any]:
    """Everything that handing in may change."""
    return {
        "attempts": list(
            Attempt.objects.order_by("id").values_list("answers", "submitted_at", "percent")
        ),
        "completed": list(Enrolment.objects.values_list("completed_at", flat=True)),
        "certificates": list(Certificate.objects.values_list("number", "code")),
        "counter": list(Counter.objects.order_by("name").values_list("name", "value")),
        "audit": AuditEntry.objects.count(),
    }


# -- passing and not passing --------------------------------------------------------------------


def test_submit_that_passes_completes_and_certifies(learner: Examinee) -> None:
    Person.objects.update(name="本名は別")  # the organisation's name for the member counts
    answers = learner.answers(right=8)
    response = learner.submit(answers)
    attempt, enrolment = learner.attempt, Enrolment.objects.get()
    assert (response.status_code, response["Location"]) == (302, learner.url_of(attempt))
    assert (attempt.answers, attempt.percent, attempt.passed) == (answers, 80, True)
    assert attempt.submitted_at == enrolment.completed_at == after(HOUR)
    right = sorted(one.id for one in learner.draw.questions[:8])
    assert {key: attempt.result[key] for key in ("language", "points", "total", "right")} == {
        "language": "ja",
        "points": 8,
        "total": 10,
        "right": right,
    }
    assert sum(tally["total"] for tally in attempt.result["by_goal"]) == 10
    certificate = Certificate.objects.get()
    assert certificate.enrolment == enrolment
    assert (certificate.number, certificate.percent) == ("T-2026-000001", 80)
    assert (certificate.person_name, certificate.organisation_name) == (
        "見本 花子",
        "株式会社みほん商事",
    )
    assert (certificate.course_title, certificate.language) == (
        "STOP! カスタマーハラスメント",
        "ja",
    )
    revision = enrolment.revision
    assert (certificate.revision_id, certificate.version) == (
        revision.revision_id,
        revision.version,
    )
    assert certificate.issued_at == after(HOUR)


def test_submit_writes_what_happened_without_the_score(learner: Examinee) -> None:
    learner.submit(learner.answers(right=7))
    learner.start()
    learner.submit(learner.answers())
    entries = AuditEntry.objects.filter(verb__startswith="learning.").order_by("id")
    told = [(entry.verb, AuditPayload.objects.get(entry=entry).data) for entry in entries]
    assert told[-4:] == [
        ("learning.attempt_started", {"attempt": 1}),
        ("learning.attempt_submitted", {"attempt": 1, "passed": False}),
        ("learning.attempt_started", {"attempt": 2}),
        ("learning.completed", {"attempt": 2, "certificate": "T-2026-000001"}),
    ]


def test_submit_that_does_not_pass_changes_the_attempt_alone(learner: Examinee) -> None:
    learner.submit(learner.answers(right=7))
    assert (learner.attempt.percent, learner.attempt.passed) == (70, False)
    assert (Enrolment.objects.get().completed_at, Certificate.objects.count()) == (None, 0)
    assert Counter.objects.count() == 0


def test_submit_in_english_certifies_in_english(learner: Examinee) -> None:
    learner.client.cookies["language"] = "en"
    learner.submit(learner.answers())
    certificate = Certificate.objects.get()
    assert (certificate.language, certificate.course_title) == ("en", "STOP! Customer Harassment")


def test_submit_once_more_after_passing_keeps_the_certificate(learner: Examinee) -> None:
    learner.submit(learner.answers(right=8))
    first = (Enrolment.objects.get().completed_at, Certificate.objects.values().get())
    for right in (10, 0):
        with clock.fixed_at(after(2 * HOUR)):
            learner.start()
            learner.submit(learner.answers(right=right))
    assert (Enrolment.objects.get().completed_at, Certificate.objects.values().get()) == first
    assert [one.percent for one in Attempt.objects.order_by("number")] == [80, 100, 0]
    assert Counter.objects.get().value == 1


def test_submit_takes_the_saved_answers_of_questions_the_form_does_not_name(
    learner: Examinee,
) -> None:
    answers = learner.answers()
    first = dict(list(answers.items())[:6])
    learner.save(first)
    learner.submit({key: choices for key, choices in answers.items() if key not in first})
    assert (learner.attempt.answers, learner.attempt.percent) == (answers, 100)


# -- refusals -----------------------------------------------------------------------------------


def test_submit_twice_shows_the_same_result(learner: Examinee) -> None:
    attempt = learner.attempt
    learner.submit(learner.answers(right=3))
    before = stored()
    for sent in (learner.answers(), {}, {"no-question": ["a"]}):
        response = learner.client.post(
            learner.url_of(attempt, "submit/"), {f"q-{key}": one for key, one in sent.items()}
        )
        assert (response.status_code, response["Location"]) == (302, learner.url_of(attempt))
    assert stored() == before


def test_submit_with_answers_that_were_not_shown_changes_nothing(learner: Examinee) -> None:
    right = learner.answers()
    first = learner.draw.questions[0]
    before = stored()
    for strange in ({"of-another-draw": ["a"]}, {first.id: ["z"]}):
        response = learner.submit({**right, **strange})
        assert response.status_code == 422
        assert "この受験にない問題か選択肢です。" in response.content.decode()
    assert stored() == before
    learner.submit(right)
    assert stored() != before


def test_submit_names_the_unanswered_questions_and_keeps_the_others(learner: Examinee) -> None:
    answers = learner.answers()
    given = {key: one for n, (key, one) in enumerate(answers.items(), 1) if n not in (4, 9)}
    response = learner.submit(given)
    page = response.content.decode()
    summary = page[page.index("data-error-summary") : page.index("exam-questions")]
    assert response.status_code == 422
    assert "答えていない問題が2問あります。" in summary
    assert re.findall(r'href="(#[^"]+)"', summary) == ["#q4", "#q9"]
    assert 'name="accept_unanswered"' in page
    attempt = learner.attempt
    assert (attempt.answers, attempt.submitted_at) == (given, None)
    learner.submit(given, accept_unanswered="yes")
    assert (learner.attempt.percent, learner.attempt.passed) == (80, True)


def test_submit_costs_at_most_twelve_statements(learner: Examinee) -> None:
    url, attempt = learner.url_of(learner.attempt, "submit/"), learner.attempt
    passing = {f"q-{key}": one for key, one in learner.answers().items()}
    with counted_statements() as statements:
        learner.client.post(url, passing)
    with counted_statements() as again:
        learner.client.post(url, passing)
    with counted_statements() as result:
        learner.client.get(learner.url_of(attempt))
    locks = 1 if connection.vendor == "postgresql" else 0
    assert (len(statements), len(again), len(result)) == (10 + locks, 2, 4)
