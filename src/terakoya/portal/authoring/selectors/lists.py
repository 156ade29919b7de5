"""The list of own courses: cards with state, progress of reading and of learners."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content

from ...accounts.models import Member
from ...common import clock
from ...editions.models import EditionRevision
from ...editions.selectors.base import preview_html
from ...editions.storage import content_of
from ...learning.models import Assignment
from ...learning.selectors.standing import numbers_of, people_of
from ..choices import CourseState, DeckState, Order
from ..models import DeckPage, OwnCourse
from .draft import open_count
from .present import own_courses_of

MOST_SHOWN = 60


@dataclass(frozen=True)
class Card:
    """An own course in the list. `number` counts its published revisions; 0: none yet."""

    own_course: OwnCourse
    title: str
    number: int
    published_at: dt.datetime | None
    open: int
    html: str
    slides: int
    minutes: int
    languages: tuple[str, ...]
    completed: int
    everyone: int
    has_changes: bool

    @property
    def states(self) -> frozenset[str]:
        """The filters under which it stands."""
        if self.own_course.is_running:
            return frozenset({CourseState.READING.value})
        if self.is_failed:
            return frozenset({CourseState.FAILED.value})
        found = {(CourseState.PUBLISHED if self.number else CourseState.DRAFT).value}
        return frozenset(found | ({CourseState.OPEN.value} if self.open else set()))

    @property
    def is_failed(self) -> bool:
        """Whether its file could not be read."""
        return self.own_course.state == DeckState.FAILED

    @property
    def changed_at(self) -> dt.datetime:
        """When somebody last worked on it."""
        edition = self.own_course.edition
        return edition.draft.saved_at if edition else self.own_course.created_at

    @property
    def changed_by(self) -> str:
        """Who did."""
        edition = self.own_course.edition
        by = edition.draft.saved_by if edition else self.own_course.by
        return by.name if by else ""

    @property
    def percent(self) -> int:
        """How many percent of the learners have completed it."""
        return self.completed * 100 // self.everyone if self.everyone else 0

    @property
    def read_text(self) -> str:
        """How far the reading is."""
        own = self.own_course
        if own.state == DeckState.READING and own.total:
            return _("%(total)dページ中 %(done)dページまで") % {
                "total": own.total,
                "done": own.done,
            }
        return str(own.get_state_display())

    @property
    def left_text(self) -> str:
        """How long the reading will still take, and that nobody has to wait for it."""
        own = self.own_course
        if own.state == DeckState.READING and own.total and own.done and own.started_at:
            spent = (clock.now() - own.started_at).total_seconds()
            left = max(1, ceil(spent / own.done * (own.total - own.done) / 10)) * 10
            return _("あと約%(n)d秒です。画面を離れても続きます。") % {"n": left}
        return _("画面を離れても続きます。")


@dataclass(frozen=True)
class CourseList:
    """The cards that are shown, and how many there are in each state."""

    cards: tuple[Card, ...]
    counts: dict[str, int]
    more: int

    @property
    def is_reading(self) -> bool:
        """Whether a file is still on its way."""
        return any(card.own_course.is_running for card in self.cards)


def course_list(officer: Member, *, only: str = "", order: str = Order.CHANGED) -> CourseList:
    """The own courses of the organisation; eight statements, and those of the assignments."""
    rows = own_courses_of(officer).select_related(
        "by", "edition__course", "edition__draft__saved_by"
    )
    courses = list(rows)
    cards = _cards(officer, courses)
    counts = {"all": len(cards)}
    for state in CourseState:
        counts[state.value] = sum(state.value in card.states for card in cards)
    chosen = sorted((card for card in cards if not only or only in card.states), **_sorting(order))
    return CourseList(tuple(chosen[:MOST_SHOWN]), counts, len(chosen[MOST_SHOWN:]))


def _sorting(order: str) -> dict[str, Any]:
    if order == Order.NAME:
        return {"key": lambda card: card.title}
    if order == Order.MADE:
        return {"key": lambda card: card.own_course.created_at, "reverse": True}
    return {"key": lambda card: card.changed_at, "reverse": True}


def _cards(officer: Member, courses: Sequence[OwnCourse]) -> list[Card]:
    editions = [one.edition_id for one in courses if one.edition_id]
    published = {
        row["edition"]: row
        for row in EditionRevision.objects.filter(edition__in=editions)
        .order_by()
        .values("edition")
        .annotate(number=Max("number"), at=Max("revision__published_at"))
    }
    latest = _latest_contents(published)
    pages: dict[int, list[DeckPage]] = defaultdict(list)
    for page in DeckPage.objects.filter(own_course__in=courses).defer("picture", "thumb", "kept"):
        pages[page.own_course_id].append(page)
    numbers = _numbers(officer, courses)
    return [_card(one, published, latest, pages[one.pk], numbers) for one in courses]


def _latest_contents(published: dict[int, Any]) -> dict[int, bytes]:
    """Edition → the content of what was published last, to tell whether the draft is another."""
    newest = EditionRevision.objects.filter(edition=OuterRef("edition")).order_by("-number")
    rows = EditionRevision.objects.filter(
        edition__in=published, pk=Subquery(newest.values("pk")[:1])
    ).order_by()
    return {key: bytes(content) for key, content in rows.values_list("edition", "content")}


def _numbers(officer: Member, courses: Sequence[OwnCourse]) -> dict[int, tuple[int, int]]:
    """Course → how many have completed it and how many it is for, over what has not ended.

    Nobody counts twice. One statement for all courses of one assignment, one more for each other.
    """
    keys = [one.edition.course_id for one in courses if one.edition]
    going = Assignment.objects.going(clock.today()).filter(
        organisation_id=officer.organisation_id, course__in=keys
    )
    by_course: dict[int, list[Assignment]] = defaultdict(list)
    for one in going:
        by_course[one.course_id].append(one)
    single = [found[0] for found in by_course.values() if len(found) == 1]
    numbers = numbers_of(single) if single else {}
    return {
        key: (numbers[found[0].pk]["completed"], numbers[found[0].pk]["all"])
        if len(found) == 1
        else people_of(found)
        for key, found in by_course.items()
    }


def _card(
    own_course: OwnCourse,
    published: dict[int, Any],
    latest: dict[int, bytes],
    pages: Sequence[DeckPage],
    numbers: dict[int, tuple[int, int]],
) -> Card:
    edition = own_course.edition
    if edition is None:
        title = own_course.name.rpartition(".")[0]
        return Card(own_course, title, 0, None, 0, "", 0, 0, (), 0, 0, has_changes=False)
    state = content_of(edition.draft)
    row = published.get(edition.pk)
    completed, everyone = numbers.get(edition.course_id, (0, 0))
    course = state.course
    before = latest.get(edition.pk)
    return Card(
        own_course,
        course.meta.title[course.source.language],
        row["number"] if row else 0,
        row["at"] if row else None,
        open_count(state, pages),
        _first_slide(state),
        sum(not state.settings.hides(one.id) for _chapter, one in course.source.slides()),
        course.meta.minutes.total,
        course.meta.languages,
        completed,
        everyone,
        has_changes=before is not None and before != bytes(edition.draft.content),
    )


def _first_slide(state: Content) -> str:
    language = state.course.source.language
    shown = (
        slide.id
        for _chapter, slide in state.course.source.slides()
        if not state.settings.hides(slide.id)
    )
    first = next(shown, "")
    return preview_html(state.course, language, first, {}) if first else ""
