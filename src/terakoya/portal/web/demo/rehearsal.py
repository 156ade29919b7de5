"""An organisation for `make bench` and the kill proof, and all that a client must know of it."""

from __future__ import annotations

import datetime as dt
from random import Random
from typing import Any, Final

from ...accounts.models import Member
from ...catalogue.models import Course, Revision
from ...catalogue.selectors import languages_of, latest_revision, revision_text, test_pool
from ...common import clock
from ...learning.models import Assignment
from ...learning.selectors.progress import choices_of
from ...learning.services import open_enrolment
from ...surveys.choices import WaveKind
from ...surveys.selectors import survey_of
from ...surveys.services import open_wave, prepare_wave
from .names import draw_people
from .organisation import (
    apply_for_course,
    join_by_mail,
    join_with_password,
    officer_email,
    put_on_roster,
)
from .passwords import new_password

DOMAIN: Final = "rehearsal.example"
# Long enough for the 20 minutes of reading to be plausible when they are told at once.
OPENED_BEFORE: Final = dt.timedelta(minutes=40)


def rehearse(*, course: Course, learners: int) -> dict[str, Any]:
    """Build the organisation; everybody has a password and an enrolment opened 40 minutes ago.

    Call inside a transaction. The answer holds passwords: keep it to yourself.
    """
    opened = clock.now() - OPENED_BEFORE
    revision = latest_revision(course)
    with clock.fixed_at(opened - dt.timedelta(hours=1)):
        officer, assignment = apply_for_course(
            course=course,
            seats=learners + 1,
            email=officer_email(DOMAIN),
            password=new_password(),
        )
        colleagues = put_on_roster(
            officer=officer,
            people=draw_people(learners, rng=Random(1), domain=DOMAIN),  # noqa: S311 - no secret
        )
        wave = open_wave(by=officer, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
        prepare_wave(wave)
    with clock.fixed_at(opened):
        people = [_ready(officer, assignment, one.member) for one in colleagues]
    return {
        "code": officer.organisation.code,
        "assignment": str(assignment.uuid),
        "wave": str(wave.uuid),
        "opened": opened.timestamp(),
        "learners": people,
        **_knowledge(revision),
    }


def _ready(officer: Member, assignment: Assignment, member: Member) -> dict[str, str]:
    password = new_password()
    if member.email is None:
        join_with_password(officer=officer, member=member, password=password)
    else:
        join_by_mail(member=member, password=password)
    enrolment = open_enrolment(member=member, assignment=assignment, language="ja")
    return {
        "number": member.employee_number or "",
        "password": password,
        "enrolment": str(enrolment.uuid),
    }


def _knowledge(revision: Revision) -> dict[str, Any]:
    """What a learner knows or reads off the page: slides, survey options, right answers."""
    languages = languages_of(revision.pk)
    survey = survey_of(revision.pk, languages[0])
    return {
        "slides": {
            language: [
                {
                    "id": slide.id,
                    "hash": slide.hash,
                    "seconds": slide.seconds,
                    "read": slide.read,
                    "choices": sorted(choices_of(revision.pk, language, slide.id)),
                }
                for slide in revision_text(revision.pk, language).slides
            ]
            for language in languages
        },
        "survey": {
            item.id: [option.id for option in survey.options_of(item)] for item in survey.items
        },
        "right": {
            question.id: [choice.id for choice in question.choices if choice.correct]
            for question in test_pool(revision.pk, languages[0]).questions
        },
    }
