"""受験: starting, saving and handing in an attempt at the confirmation test."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import BigAutoField, JSONField
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.errors import CoursewareError
from terakoya.courseware.scoring import AttemptScore, score_attempt

from ...accounts.models import Member
from ...audit.services import record
from ...catalogue.models import Revision
from ...catalogue.selectors import citations, languages_of
from ...common import clock, prepared
from .. import review
from ..draws import Draw, draw_as_json, draw_test, read_draw
from ..errors import AttemptClosed, StrangeAnswer, TestNotOpen, Unanswered, access_refusal
from ..models import Attempt, Certificate, Enrolment
from ..scope import scope_of
from ..selectors.courses import company_values
from ..selectors.exam import asked_before, before_test
from ..selectors.progress import is_access_running
from .finishing import complete, finish_without_test

Answers = Mapping[str, Collection[str]]
Given = dict[str, list[str]]
SEED_BITS = 63
_OF_REVIEW = ("review_from", "review_slides")
_OF_RESULT = ("answers", "submitted_at", "percent", "passed", "result")
# Every answer that is saved makes this.
_UNCHANGED: Final = prepared.PreparedUpdate(
    lambda: Attempt.objects.filter(
        pk=prepared.Given("attempt", BigAutoField()),
        submitted_at=None,
        answers=prepared.Given("known", JSONField()),
    ),
    fields=_OF_RESULT,
)


def begin_or_finish(*, member: Member, enrolment: Enrolment, language: str) -> None:
    """What the button of the test's page does: start an attempt, or complete without a test.

    Raises what `start_attempt` raises.
    """
    if scope_of(enrolment).has_test:
        start_attempt(member=member, enrolment=enrolment)
        return
    if before_test(enrolment).missing:
        raise TestNotOpen(_("まだ終えていないスライドがあります。終えると、修了できます。"))
    finish_without_test(member=member, enrolment=enrolment, language=language)


@transaction.atomic
def start_attempt(*, member: Member, enrolment: Enrolment) -> Attempt:
    """The enrolment's open attempt, or a new one with a draw of its own.

    Raises `TestNotOpen` while slides are missing, `NoAccess` after the contract.
    """
    _lock(enrolment)
    known = Attempt.objects.filter(enrolment=enrolment, submitted_at=None).first()
    if known is not None:
        return known
    _refuse_closed_test(enrolment)
    _end_review(enrolment)
    seed = secrets.randbits(SEED_BITS)
    earlier = asked_before(enrolment)
    attempt = Attempt.objects.create(
        organisation_id=member.organisation_id,
        enrolment=enrolment,
        number=len(earlier) + 1,
        seed=seed,
        draw=draw_as_json(_draw(member, enrolment, seed, earlier)),
        started_at=clock.now(),
    )
    _record(member, attempt, "learning.attempt_started")
    return attempt


def _lock(enrolment: Enrolment) -> None:
    """Lock the enrolment's row, under which its attempts are numbered, and read what they leave."""
    locked = Enrolment.objects.select_for_update().only(*_OF_REVIEW, "completed_at")
    row = locked.get(pk=enrolment.pk)
    for name in (*_OF_REVIEW, "completed_at"):
        setattr(enrolment, name, getattr(row, name))


def _refuse_closed_test(enrolment: Enrolment) -> None:
    if not is_access_running(enrolment):
        raise access_refusal(enrolment.organisation)
    before = before_test(enrolment)
    if before.missing:
        raise TestNotOpen(_("まだ終えていないスライドがあります。終えると、テストを始められます。"))
    if before.review:
        raise TestNotOpen(
            _("まだ見直していないスライドがあります。見直すと、もう一度受けられます。")
        )


def _end_review(enrolment: Enrolment) -> None:
    """The slides were looked at; whether others follow, this attempt will tell."""
    if enrolment.review_from is not None:
        _set_review(enrolment, None, [])


def _begin_review(attempt: Attempt, draw: Draw) -> None:
    """From the third failure on, ask for the slides of the questions answered wrongly."""
    enrolment = attempt.enrolment
    if enrolment.completed_at is not None or attempt.number < review.FAILURES:
        return  # before the completion every attempt handed in has failed
    wrong = {one.id for one in draw.questions} - set(attempt.result["right"])
    slides = sorted({slide for question in wrong for slide in draw.slides[question]})
    if slides:  # questions of own courses may have none
        _set_review(enrolment, attempt.submitted_at, slides)


def _set_review(enrolment: Enrolment, since: dt.datetime | None, slides: list[str]) -> None:
    enrolment.review_from, enrolment.review_slides = since, slides
    enrolment.save(update_fields=_OF_REVIEW)


def _draw(
    member: Member, enrolment: Enrolment, seed: int, earlier: Sequence[frozenset[str]]
) -> Draw:
    revision, scope = enrolment.revision, scope_of(enrolment)
    languages = languages_of(revision.pk)
    company = company_values(member)
    return draw_test(
        {language: scope.pool(language) for language in languages},
        scope.blueprint(revision),
        pass_mark=revision.meta["pass_mark"],
        seed=seed,
        values={language: {**_defaults(revision, language), **company} for language in languages},
        cites={language: citations(revision.pk, language) for language in languages},
        earlier=earlier,
        must=scope.must(revision),
        rules={language: scope.rule_sentences(revision, language) for language in languages},
    )


def _defaults(revision: Revision, language: str) -> dict[str, str]:
    source = revision.meta["languages"][0]
    return {
        variable["key"]: variable["default"].get(language, variable["default"].get(source, ""))
        for variable in revision.meta["variables"]
    }


@transaction.atomic
def save_answers(*, member: Member, attempt: Attempt, answers: Answers) -> dt.datetime:
    """Keep answers of an open attempt and tell when; those not named stay, empty ones go.

    Writes no audit entry: a saved answer decides nothing until the attempt is handed in.
    Raises `StrangeAnswer` or `AttemptClosed`, and then changes nothing.
    """
    _refuse_stranger(member, attempt)
    given = _checked(read_draw(attempt.draw), answers)
    if not _write(attempt, lambda known: {"answers": _merged(known, given)}):
        raise AttemptClosed(_("この受験は提出済みです。結果のページをご覧ください。"))
    return clock.now()


def submit_attempt(
    *,
    member: Member,
    attempt: Attempt,
    answers: Answers,
    language: str,
    accept_unanswered: bool = False,
) -> Attempt:
    """Hand in an attempt: score it and, the first time it passes, complete and certify.

    Handed in twice, it stays as it was the first time. Raises `StrangeAnswer` and changes
    nothing, or `Unanswered` and keeps the answers.
    """
    _refuse_stranger(member, attempt)
    if attempt.submitted_at is not None:
        return attempt
    draw = read_draw(attempt.draw)
    given = _checked(draw, answers)
    merged = _merged(attempt.answers, given)
    missing = [n for n, one in enumerate(draw.questions, 1) if one.id not in merged]
    if missing and not accept_unanswered:
        save_answers(member=member, attempt=attempt, answers=answers)
        raise Unanswered(_("答えていない問題があります。"), numbers=missing)
    _hand_in(member, attempt, draw, given, draw.language_for(language))
    return attempt


@transaction.atomic
def _hand_in(member: Member, attempt: Attempt, draw: Draw, given: Given, language: str) -> None:
    """All that handing in changes, in one block: there is no completion without certificate.

    First the attempt, whose row is the lock; the shared rows (number, audit chain) come last.
    """

    def marked(known: Given) -> dict[str, Any]:
        answers = _merged(known, given)
        score = score_attempt(draw.questions, answers, pass_mark=draw.pass_mark, must=draw.must)
        return {
            "answers": answers,
            "submitted_at": clock.now(),
            "percent": score.percent,
            "passed": score.passed,
            "result": _result(score, language),
        }

    if not _write(attempt, marked):
        return  # handed in by another page meanwhile: that result stands
    if not attempt.passed:
        _begin_review(attempt, draw)
    certificate = _complete(member, attempt, language) if attempt.passed else None
    if certificate is None:
        _record(member, attempt, "learning.attempt_submitted", passed=attempt.passed)
    else:
        _record(member, attempt, "learning.completed", certificate=certificate.number)


def _complete(member: Member, attempt: Attempt, language: str) -> Certificate | None:
    return complete(
        member=member,
        enrolment=attempt.enrolment,
        at=attempt.submitted_at,
        percent=attempt.percent or 0,
        language=language,
    )


def _refuse_stranger(member: Member, attempt: Attempt) -> None:
    if attempt.enrolment.member_id != member.pk:
        raise ValueError("an attempt is written by the member whose it is")


def _checked(draw: Draw, answers: Answers) -> Given:
    """The answers with their choices in the order shown; refuses what was not shown."""
    try:
        score_attempt(draw.questions, answers, pass_mark=draw.pass_mark)
    except CoursewareError as error:
        raise StrangeAnswer(
            _("この受験にない問題か選択肢です。テストのページを開き直して、選び直してください。"),
            field="answers",
        ) from error
    given = {}
    for one in draw.questions:
        if one.id in answers:
            given[one.id] = [choice for choice in one.choices if choice in answers[one.id]]
            if len(given[one.id]) > 1 and one.kind != "multiple":
                raise StrangeAnswer(
                    _("問%(number)sで選べるのは1つです。選び直してください。")
                    % {"number": draw.number_of(one.id)},
                    field="answers",
                )
    return given


def _merged(known: Given, given: Given) -> Given:
    return {key: choices for key, choices in {**known, **given}.items() if choices}


def _write(attempt: Attempt, change: Callable[[Given], dict[str, Any]]) -> bool:
    """Write the columns that `change` makes of the present answers; False: handed in before.

    The first try costs one statement: it succeeds if nobody has written since the attempt was
    read. Otherwise the row is read again under a lock, so that two open pages lose no answer.
    """
    columns = {**_columns_of(attempt), **change(attempt.answers)}
    if not _UNCHANGED.update(columns, attempt=attempt.pk, known=attempt.answers):
        fresh = Attempt.objects.select_for_update().get(pk=attempt.pk)
        if fresh.submitted_at is not None:
            _show(attempt, _columns_of(fresh))
            return False
        columns = change(fresh.answers)
        Attempt.objects.filter(pk=attempt.pk).update(**columns)
    _show(attempt, columns)
    return True


def _columns_of(attempt: Attempt) -> dict[str, Any]:
    return {name: getattr(attempt, name) for name in _OF_RESULT}


def _show(attempt: Attempt, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(attempt, name, value)


def _result(score: AttemptScore, language: str) -> dict[str, Any]:
    result = {
        "language": language,
        "points": score.points,
        "total": score.total,
        "right": sorted(score.right),
        "by_goal": [dataclasses.asdict(tally) for tally in score.by_goal],
        "by_topic": [dataclasses.asdict(tally) for tally in score.by_topic],
    }
    if score.unmet:  # the places of the rules of passing that were not met
        result["unmet"] = [rule.place for rule in score.unmet]
    return result


def _record(member: Member, attempt: Attempt, verb: str, **data: Any) -> None:
    """The audit log tells that and whether, never the score: that is the learner's own."""
    record(
        organisation_uuid=member.organisation.uuid,
        actor_uuid=member.person.uuid,
        verb=verb,
        target=str(attempt.enrolment.uuid),
        data={"attempt": attempt.number, **data},
    )
