"""Which questions of a test want mending, and at which slides people stop; never who."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F
from django.utils.translation import gettext as _

from terakoya.courseware.inline import plain
from terakoya.courseware.model import Question
from terakoya.courseware.variables import filled

from ..accounts.models import Member
from ..catalogue.models import Revision
from ..catalogue.selectors import revision_text, test_pool
from ..common import clock
from ..common.languages import current_language
from ..learning.models import Assignment, Attempt, Enrolment
from ..learning.selectors.courses import company_values
from ..learning.starting_revision import starting_revision
from .item_statistics import (
    FEWEST_FOR_DISCRIMINATION,
    AnsweredQuestion,
    ItemStatistics,
    item_statistics,
)

MOST_ATTEMPTS: Final = 5000  # the newest; more would change no figure that is shown
RESTING_DAYS: Final = 7
MOST_SLIDES: Final = 8
EASY, HARD, WEAK = 0.95, 0.4, 0.1


@dataclass(frozen=True)
class ChoiceRow:
    """A choice, and how many percent of those who were asked have chosen it."""

    text: str
    is_right: bool
    percent: int


@dataclass(frozen=True)
class ItemRow:
    """A question with its figures; `advice` says what to mend, empty where nothing is."""

    text: str
    asked: int
    percent: int
    discrimination: str
    choices: tuple[ChoiceRow, ...]
    advice: str


@dataclass(frozen=True)
class StopRow:
    """A slide at which people have rested for a week and more."""

    number: int
    title: str
    people: int


@dataclass(frozen=True)
class ItemAnalysis:
    """What the page shows: questions by what wants mending most, and where people stop."""

    people: int
    items: list[ItemRow]
    too_few: int
    stops: list[StopRow]


def analyse_items(reader: Member, assignment: Assignment, as_of: dt.date) -> ItemAnalysis:
    """The analysis at the end of a day, in the words that the organisation's people read."""
    until = dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(), tzinfo=clock.TOKYO)
    attempts = list(_first_attempts(assignment, until))
    found = item_statistics(attempts)
    revision = starting_revision(assignment)
    pool = test_pool(revision.pk, _language(revision))
    values = company_values(reader)
    rows = [
        _item_row(question, found[question.id], values)
        for question in pool.questions
        if question.id in found and found[question.id].is_shown
    ]
    return ItemAnalysis(
        people=len(attempts),
        items=sorted(rows, key=lambda row: (not row.advice, row.percent)),
        too_few=sum(not one.is_shown for one in found.values()),
        stops=_stops(assignment, revision, until),
    )


def _language(revision: Revision) -> str:
    wanted = current_language()
    languages: list[str] = revision.meta["languages"]
    return wanted if wanted in languages else languages[0]


def _first_attempts(
    assignment: Assignment, until: dt.datetime
) -> Iterator[tuple[AnsweredQuestion, ...]]:
    """What each person answered the first time, when the explanations were not known yet."""
    rows = Attempt.objects.filter(
        enrolment__assignment=assignment, number=1, submitted_at__lt=until
    ).order_by("-submitted_at")
    values = rows.values_list(F("draw__questions"), "answers")[:MOST_ATTEMPTS]
    for drawn, answers in values.iterator():
        yield tuple(_answered(one, answers) for one in drawn)


def _answered(drawn: dict[str, Any], answers: dict[str, list[str]]) -> AnsweredQuestion:
    return AnsweredQuestion(
        drawn["id"], frozenset(drawn["correct"]), frozenset(answers.get(drawn["id"], ()))
    )


def _item_row(question: Question, found: ItemStatistics, values: Mapping[str, str]) -> ItemRow:
    choices = tuple(
        ChoiceRow(
            plain(filled(one.text, values)),
            one.correct,
            _percent(found.chosen[one.id], found.asked),
        )
        for one in question.choices
    )
    measure = found.discrimination
    return ItemRow(
        text=plain(filled(question.text, values)),
        asked=found.asked,
        percent=_percent(found.right, found.asked),
        discrimination="–" if measure is None else f"{measure:.2f}",
        choices=choices,
        advice=_advice(found, choices),
    )


def _percent(part: int, whole: int) -> int:
    return round(part * 100 / whole)


def _advice(found: ItemStatistics, choices: tuple[ChoiceRow, ...]) -> str:
    """The first thing to mend, the gravest first."""
    right = max((one.percent for one in choices if one.is_right), default=0)
    wrong = [one for one in choices if not one.is_right]
    lure = max(wrong, key=lambda one: one.percent, default=None)
    if lure is not None and lure.percent > right:
        return _(
            "正解より「%(choice)s」を選ぶ人のほうが多い問題です。"
            "正解の設定と、選択肢の表現を見直してください。"
        ) % {"choice": lure.text}
    if found.facility < HARD:
        return _("正解した人が4割未満です。問題文と、根拠のスライドを見直してください。")
    measure = found.discrimination
    if measure is not None and measure < WEAK:
        return _(
            "ほかの問題の正解が多い人でも、この問題に正解しやすいとは言えません。選択肢の表現を見直してください。"
        )
    if found.asked >= FEWEST_FOR_DISCRIMINATION and found.facility >= EASY:
        return _(
            "ほとんどの人が正解しています。もう少し迷う選択肢に変えると、理解の差が分かります。"
        )
    return ""


def _stops(assignment: Assignment, revision: Revision, until: dt.datetime) -> list[StopRow]:
    """Slides at which people who have begun were last, a week ago or longer."""
    resting = Enrolment.objects.filter(
        assignment=assignment,
        completed_at=None,
        continued_at=None,
        last_at__lt=until - dt.timedelta(days=RESTING_DAYS),
    )
    counts = Counter(resting.exclude(last_slide="").values_list("last_slide", flat=True))
    text = revision_text(revision.pk, _language(revision))
    rows = [
        StopRow(number, slide.title, counts[slide.id])
        for number, slide in enumerate(text.slides, start=1)
        if counts[slide.id]
    ]
    return sorted(rows, key=lambda row: -row.people)[:MOST_SLIDES]
