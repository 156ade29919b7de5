"""The page of an own course: its file, its pages beside what was made of them, what is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from django.db.models.functions import Length
from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.inline import plain
from terakoya.courseware.model import AnySlide, Course, Question, Voice
from terakoya.courseware.text.alternative_text import is_written
from terakoya.courseware.times import course_times

from ...catalogue.selectors import narration_keys, recorded_among
from ...common.languages import current_language
from ...editions.choices import UploadKind, UploadState
from ...editions.models import Edition
from ...editions.own_test import with_whole_test
from ...editions.readiness import Reason
from ...editions.selectors.base import preview_html
from ...editions.storage import content_of
from ..choices import PageState
from ..deck import KEPT_AS_PICTURE, SHOWN_IN_PICTURE, UNTIL_DESCRIBED
from ..models import DeckPage, OwnCourse
from ..page_slides import is_described, is_page, words_of

SHOWN_AT_FIRST = 12
TOLD = ("picture", "thumb")


@dataclass(frozen=True)
class Told:
    """What the reader says of a page, and how to mend it."""

    message: str
    mend: str


@dataclass(frozen=True)
class PageRow:
    """A page of the file beside the slide that was made of it; `row` is None for a further slide.

    `html` is the slide as learners see it; empty where the page is not shown in the list.
    """

    row: DeckPage | None
    slide: AnySlide
    is_hidden: bool
    open_notices: tuple[Told, ...]
    other_notices: tuple[Told, ...]
    html: str = ""

    @property
    def number(self) -> int | None:
        """The number of the page in the file."""
        return self.row.number if self.row else None

    @property
    def key(self) -> int | None:
        """What its address says; `None` for a further slide."""
        return self.row.page if self.row else None

    @property
    def has_picture(self) -> bool:
        """Whether the page was drawn; asked of rows of the course's page alone."""
        return bool(getattr(self.row, "drawn", 0))

    @property
    def origin(self) -> str:
        """Where its picture comes from, below it."""
        if self.row is None:
            return _("あとから入れたページ")
        if self.number is None:
            return _("前のPowerPointのページ")
        return _("もとのPowerPoint")

    @property
    def is_picture(self) -> bool:
        """Whether it is shown as the picture of the page."""
        return is_page(self.slide)

    @property
    def alt(self) -> str:
        """What describes its picture; empty where nothing does, or there is none."""
        picture = getattr(self.slide, "picture", None)
        text = plain(picture.alt) if picture is not None else ""
        return text if is_written(text) else ""

    @property
    def lacks_description(self) -> bool:
        """Whether it has a picture that neither a description nor words stand for."""
        has_words = bool(getattr(self.slide, "text", ())) and self.is_picture
        return getattr(self.slide, "picture", None) is not None and not (self.alt or has_words)

    @property
    def state(self) -> PageState:
        """The chip."""
        if not self.is_hidden and (self.open_notices or self.lacks_description):
            return PageState.OPEN
        return PageState.PICTURE if self.is_picture else PageState.WORDS

    @property
    def title(self) -> str:
        """The slide's title."""
        return plain(self.slide.title)

    @property
    def holds(self) -> str:
        """How much is on it and how much is said."""
        count = len(list(words_of(self.slide)))
        said = sum(len(plain(text)) for text in self.slide.narration)
        if self.is_picture:
            words = _("ページを絵で残しました。")
        else:
            words = _("文字%(n)dか所") % {"n": count}
        note = _("ノートの文 %(n)d字") % {"n": said} if said else _("ノートの文はありません")
        return f"{words}　{note}"


@dataclass(frozen=True)
class QuestionRow:
    """A question of the test in the list."""

    id: str
    text: str
    right: str
    page: str
    is_explained: bool


@dataclass(frozen=True)
class DeckFile:
    """The file that the course was read from, or that was taken last."""

    name: str
    pages: int
    size: int


@dataclass(frozen=True)
class DraftPage:
    """Everything that the page of an own course shows."""

    own_course: OwnCourse
    state: Content
    rows: tuple[PageRow, ...]
    language: str
    file: DeckFile

    @property
    def course(self) -> Course:
        """The draft's course."""
        return self.state.course

    @property
    def title(self) -> str:
        """The course's title."""
        return self.course.meta.title[self.language]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many pages are in each state."""
        found = {"all": len(self.rows), **{one.value: 0 for one in PageState}}
        for row in self.rows:
            found[row.state.value] += 1
        return found

    @property
    def open(self) -> int:
        """How many pages somebody has to look at."""
        return self.counts[PageState.OPEN.value]

    @property
    def first_open(self) -> PageRow | None:
        """The first of them."""
        return next((row for row in self.rows if row.state is PageState.OPEN), None)

    @property
    def noted(self) -> int:
        """How many pages have a text to be said."""
        return sum(bool(row.slide.narration) for row in self.rows)

    @property
    def minutes(self) -> int:
        """The minutes of the course as they are set, the test included."""
        return self.course.meta.minutes.total

    @property
    def estimate(self) -> int:
        """The minutes that its pages take, as they are estimated."""
        return max(1, ceil(course_times(self.course, self.language).main / 60))

    @property
    def test_minutes(self) -> int:
        """The minutes that its questions take."""
        return with_whole_test(self.course).meta.minutes.test

    @property
    def pass_mark(self) -> int:
        """How many percent pass the test."""
        return self.course.meta.pass_mark

    @property
    def goals(self) -> str:
        """What learners can do afterwards, one a line."""
        return "\n".join(goal.text[self.language] for goal in self.course.meta.goals)

    @cached_property
    def questions(self) -> tuple[QuestionRow, ...]:
        """The questions of the test."""
        pages = {row.slide.id: row.number for row in self.rows}
        return tuple(_question_row(one, pages) for one in self.course.source.test.questions)

    @property
    def right_needed(self) -> int:
        """How many right answers pass."""
        return -(-self.pass_mark * len(self.questions) // 100)

    @cached_property
    def voiced(self) -> int:
        """How many pages have a recording of what they say; one statement."""
        noted = (row.slide for row in self.rows if row.slide.narration)
        said = [set(narration_keys(self.course, self.language, one).values()) for one in noted]
        known = recorded_among(set[str]().union(*said))
        return sum(bool(keys) and keys <= known for keys in said)

    @property
    def voice(self) -> Voice | None:
        """Who says the notes; `None` for nobody."""
        return self.course.meta.voices.get(self.language)

    @property
    def noted_slides(self) -> list[tuple[str, str]]:
        """The pages that have notes, with what they are called in a list."""
        return [
            (row.slide.id, f"{row.number}　{row.title}" if row.number else row.title)
            for row in self.rows
            if row.slide.narration
        ]

    @property
    def notices(self) -> tuple[Told, ...]:
        """What concerns the whole file."""
        return tuple(_told(self.own_course.notices))

    @property
    def seconds_read(self) -> int:
        """How long the reading took."""
        own = self.own_course
        if own.read_at is None or own.started_at is None:
            return 0
        return max(1, round((own.read_at - own.started_at).total_seconds()))


def draft_page(
    own_course: OwnCourse, *, only: str = "", everything: bool = False
) -> tuple[DraftPage, tuple[PageRow, ...]]:
    """The page of an own course, and those of its rows that are shown; three statements.

    `only` is a state to show alone. At first what is open and the first pages are shown, since a
    file has up to 300.
    """
    assert own_course.edition is not None
    state = content_of(own_course.edition.draft)
    rows = _rows(own_course, state)
    file = _file_of(own_course, own_course.edition, len(rows))
    page = DraftPage(own_course, state, rows, state.course.source.language, file)
    wanted = [row for row in page.rows if only in ("", row.state.value)]
    shown = (
        wanted
        if everything
        else [
            row
            for at, row in enumerate(wanted)
            if at < SHOWN_AT_FIRST or row.state is PageState.OPEN
        ]
    )
    return page, tuple(_with_html(row, state) for row in shown)


def _file_of(own_course: OwnCourse, edition: Edition, slides: int) -> DeckFile:
    taken = edition.uploads.filter(kind=UploadKind.DECK, state=UploadState.TAKEN)
    last = taken.values_list("name", "total", "size").first()
    if last is not None:
        return DeckFile(*last)
    return DeckFile(own_course.name, own_course.total or slides, own_course.size)


def undecided_reasons(edition: Edition, state: Content) -> list[Reason]:
    """Why an own course cannot be published yet: pages that somebody has to look at."""
    own = OwnCourse.objects.filter(edition=edition).first() if edition.course.is_own else None
    if own is None:
        return []
    return [
        Reason(
            _("%(page)sページ「%(title)s」に、確かめるところがあります。%(what)s")
            % {
                "page": row.number or "–",
                "title": row.title or "—",
                "what": row.open_notices[0].message,
            },
            slide=row.slide.id,
        )
        for row in _rows(own, state)
        if row.open_notices and not row.is_hidden
    ]


def open_count(state: Content, pages: Sequence[DeckPage]) -> int:
    """How many pages of a draft somebody has to look at."""
    return sum(row.state is PageState.OPEN for row in _joined(pages, state))


def _rows(own_course: OwnCourse, state: Content) -> tuple[PageRow, ...]:
    drawn = own_course.pages.defer(*TOLD, "kept").annotate(drawn=Length("thumb"))
    return _joined(list(drawn), state)


def _joined(pages: Sequence[DeckPage], state: Content) -> tuple[PageRow, ...]:
    by_slide = {one.slide_id: one for one in pages if one.slide_id}
    return tuple(
        _row(by_slide.get(slide.id), slide, is_hidden=state.settings.hides(slide.id))
        for _chapter, slide in state.course.source.slides()
    )


def _row(page: DeckPage | None, slide: AnySlide, *, is_hidden: bool) -> PageRow:
    notices = page.notices if page else []
    settled = SHOWN_IN_PICTURE if is_page(slide) else KEPT_AS_PICTURE
    settled |= UNTIL_DESCRIBED if is_described(slide) else frozenset()
    left = [one for one in notices if one["code"] not in settled]
    asking = [one for one in left if one["asks"] and page is not None and not page.is_accepted]
    others = [one for one in left if one not in asking]
    return PageRow(page, slide, is_hidden, tuple(_told(asking)), tuple(_told(others)))


def _told(notices: Sequence[dict[str, Any]]) -> list[Told]:
    language = current_language()
    return [Told(*one.get(language, one["ja"])) for one in notices]


def _with_html(row: PageRow, state: Content) -> PageRow:
    html = preview_html(state.course, state.course.source.language, row.slide.id, {})
    return PageRow(row.row, row.slide, row.is_hidden, row.open_notices, row.other_notices, html)


def _question_row(question: Question, pages: dict[str, int | None]) -> QuestionRow:
    numbers = [str(pages[one]) for one in question.slides if pages.get(one)]
    return QuestionRow(
        id=question.id,
        text=plain(question.text),
        right="、".join(plain(one.text) for one in question.choices if one.correct),
        page=", ".join(numbers) or "—",
        is_explained=bool(question.explanation.strip()),
    )
