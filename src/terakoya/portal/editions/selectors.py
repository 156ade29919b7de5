"""What pages show of editions; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.field_names import field_label
from terakoya.courseware.inline import plain, variables_in
from terakoya.courseware.model import AnySlide, Chapter, Course, Question
from terakoya.courseware.revision import part_hash
from terakoya.courseware.texts import texts_of
from terakoya.courseware.writers.web import slide_html, slide_title, transcript_html

from ..accounts.models import Member
from ..catalogue.models import Revision
from ..catalogue.selectors import (
    latest_revision_ids,
    media_url,
    revision_source,
    revision_text,
)
from ..common import clock
from ..learning.selectors import assignable_courses, company_values
from .choices import OPEN_RELEASES, SlideState, UpdateState
from .coverage_words import hiding_costs, open_gaps
from .editing.finding import place_of, question_in, slide_in
from .editing.texts import TextField, text_fields
from .models import Draft, Edition, EditionRevision, EditionUpdate, Release
from .readiness import Reason, reasons_against
from .states import (
    SlideStanding,
    changed_fields,
    is_question_stale,
    question_state,
    questions_of,
    removed_questions,
    slide_standings,
)
from .storage import content_of

LINE = 26  # characters on a line of an input, beside the preview

# -- lists ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CourseRow:
    """A course of the organisation in the list of 自社版."""

    slug: str
    title: str
    edition: Edition | None
    offered: EditionRevision | None
    vendor_version: str


def course_rows(officer: Member, language: str) -> list[CourseRow]:
    """The courses that the organisation may run or has an edition of; six statements."""
    editions = {
        one.course_id: one
        for one in Edition.objects.filter(organisation_id=officer.organisation_id).select_related(
            "course", "base"
        )
    }
    courses = {one.pk: one for one in assignable_courses(officer)}
    courses |= {pk: one.course for pk, one in editions.items()}
    newest = latest_revision_ids(courses)
    vendor = Revision.objects.in_bulk(newest.values())
    offered = offered_of([one.pk for one in editions.values()])
    return [
        CourseRow(
            slug=course.slug,
            title=revision_text(newest[pk], language).title,
            edition=editions.get(pk),
            offered=offered.get(editions[pk].pk) if pk in editions else None,
            vendor_version=vendor[newest[pk]].version,
        )
        for pk, course in sorted(courses.items())
        if pk in newest
    ]


def offered_of(edition_pks: list[int]) -> dict[int, EditionRevision]:
    """Edition → what its new learners start on; those that offer nothing are left out."""
    rows = (
        EditionRevision.objects.filter(edition__in=edition_pks, revision__offered_at__isnull=False)
        .select_related("revision")
        .defer("content")
        .order_by("revision__offered_at", "revision_id")
    )
    return {row.edition_id: row for row in rows}


def base_content(edition: Edition) -> Content:
    """The vendor's state that the draft is derived from."""
    return Content(course=revision_source(edition.base_id))


# -- the outline ------------------------------------------------------------------------------


@dataclass(frozen=True)
class SlideRow:
    """A slide in the outline. `number` counts what learners see; hidden slides have none."""

    id: str
    title: str
    number: int | None
    layout: str
    is_required: bool
    reason: str
    standing: SlideStanding
    at: int
    is_first: bool
    is_last: bool

    @property
    def state(self) -> SlideState:
        """The chip."""
        return self.standing.state

    @property
    def is_changed(self) -> bool:
        """Whether the list of changes names it."""
        return self.state != SlideState.SAME or self.standing.is_moved


@dataclass(frozen=True)
class ChapterRow:
    """A chapter in the outline."""

    id: str
    title: str
    slides: tuple[SlideRow, ...]


@dataclass(frozen=True)
class Outline:
    """The whole draft at a glance."""

    title: str
    chapters: tuple[ChapterRow, ...]
    question_count: int
    question_changes: int
    reasons: tuple[Reason, ...]
    gaps: tuple[str, ...]

    @property
    def slides(self) -> list[SlideRow]:
        """All slides in order."""
        return [slide for chapter in self.chapters for slide in chapter.slides]

    @property
    def shown(self) -> int:
        """How many slides learners see."""
        return sum(slide.number is not None for slide in self.slides)

    @property
    def changed(self) -> int:
        """How many slides are not as the vendor's."""
        return sum(slide.is_changed for slide in self.slides)

    @property
    def stale(self) -> int:
        """How many slides have a translation that is 要翻訳."""
        return sum(bool(slide.standing.stale) for slide in self.slides)


def outline_of(edition: Edition, language: str) -> Outline:
    """The draft as a list; the base is kept in memory, so one statement at most."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    standings = slide_standings(base, state)
    reasons = {one.slide: one.reason for one in state.settings.hidden}
    number = 0
    chapters = []
    for chapter in state.course.text(shown).chapters:
        rows = []
        for at, slide in enumerate(chapter.slides):
            standing = standings[slide.id]
            is_shown = standing.state != SlideState.HIDDEN
            number += is_shown
            rows.append(
                SlideRow(
                    id=slide.id,
                    title=slide_title(slide, course=state.course, language=shown),
                    number=number if is_shown else None,
                    layout=slide.layout,
                    is_required=slide.required == "legal",
                    reason=reasons.get(slide.id, ""),
                    standing=standing,
                    at=at,
                    is_first=at == 0,
                    is_last=at == len(chapter.slides) - 1,
                )
            )
        chapters.append(ChapterRow(chapter.id, chapter.title, tuple(rows)))
    return Outline(
        title=state.course.meta.title[shown],
        chapters=tuple(chapters),
        question_count=len(state.course.source.test.questions),
        question_changes=question_changes(base, state),
        reasons=tuple(reasons_against(state)),
        gaps=tuple(open_gaps(base, state, shown)),
    )


def question_changes(base: Content, state: Content) -> int:
    """How many questions are edited, added or taken out."""
    present = state.course.source.test.questions
    changed = sum(question_state(base, state, one) != SlideState.SAME for one in present)
    return changed + len(removed_questions(base, state))


def spoken(course: Course, language: str) -> str:
    """A language that the course speaks: the one asked for, else its source language."""
    known = [text.language for text in course.texts]
    return language if language in known else known[0]


# -- one slide --------------------------------------------------------------------------------


@dataclass(frozen=True)
class FieldRow:
    """A field of a slide or question as its form shows it; `before` is what the base says."""

    field: TextField
    label: str
    is_changed: bool
    before: str | None

    @property
    def name(self) -> str:
        """The name of the input."""
        return f"t-{self.field.path}"

    @property
    def dom_id(self) -> str:
        """The id of the input."""
        return "f-" + self.field.path.replace(".", "-")

    @property
    def rows(self) -> int:
        """How high the input is."""
        lines = self.field.value.split("\n")
        return min(14, sum(len(line) // LINE + 1 for line in lines))


@dataclass(frozen=True)
class SlideForm:
    """A slide to be edited in one language."""

    slide: AnySlide
    chapter: Chapter
    language: str
    languages: tuple[str, ...]
    standing: SlideStanding
    is_from_bank: bool
    reason: str
    fields: tuple[FieldRow, ...]
    html: str
    transcript: str
    previous: str
    next: str
    coverage: tuple[str, ...]

    @property
    def title(self) -> str:
        """The slide's title without marks."""
        return plain(self.slide.title)

    @property
    def is_required(self) -> bool:
        """法令上必須."""
        return self.slide.required == "legal"

    @property
    def is_stale(self) -> bool:
        """Whether this translation is 要翻訳."""
        return self.language in self.standing.stale


def slide_form(
    edition: Edition, officer: Member, slide_id: str, language: str, interface: str
) -> SlideForm | None:
    """A slide of the draft for its form; `None` when no chapter has it."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    place = place_of(state.course.text(shown), slide_id)
    if place is None or place.in_bank:
        return None
    base_language = shown if shown in base.course.meta.languages else base.course.source.language
    original = slide_in(base.course.text(base_language), slide_id)
    order = [slide.id for _chapter, slide in state.course.source.slides()]
    at = order.index(slide_id)
    values = company_values(officer)
    standing = slide_standings(base, state)[slide_id]
    return SlideForm(
        slide=place.slide,
        chapter=place.chapter,
        language=shown,
        languages=tuple(text.language for text in state.course.texts),
        standing=standing,
        is_from_bank=standing.is_from_bank,
        reason=next((one.reason for one in state.settings.hidden if one.slide == slide_id), ""),
        fields=field_rows(place.slide, original, interface),
        html=preview_html(state.course, shown, slide_id, values),
        transcript=preview_transcript(state.course, shown, slide_id, values),
        previous=order[at - 1] if at else "",
        next=order[at + 1] if at + 1 < len(order) else "",
        coverage=tuple(hiding_costs(base, state, slide_id, shown)),
    )


def has_slide(edition: Edition, slide_id: str) -> bool:
    """Whether a chapter of the draft has a slide now, whatever was read of it before."""
    course = content_of(Draft.objects.get(edition=edition)).course
    return any(one.id == slide_id for _chapter, one in course.source.slides())


@dataclass(frozen=True)
class BankRow:
    """A slide of the bank that may be taken; `suit` is the trade or prefecture it is for."""

    id: str
    title: str
    kicker: str
    suit: str
    html: str


@dataclass(frozen=True)
class AddPage:
    """Where a slide may go, and what may be taken: bank chapters with their slides."""

    chapters: tuple[ChapterRow, ...]
    bank: tuple[tuple[str, tuple[BankRow, ...]], ...]


def add_page(edition: Edition, officer: Member, language: str) -> AddPage:
    """The chapters of the draft, and the slides of the bank that are not yet in one."""
    state = content_of(edition.draft)
    course, shown = state.course, spoken(state.course, language)
    values = company_values(officer)
    suits = {suit.id: suit.name[shown] for suit in course.meta.suits}
    return AddPage(
        chapters=outline_of(edition, language).chapters,
        bank=tuple(
            (
                chapter.title,
                tuple(
                    BankRow(
                        id=slide.id,
                        title=slide_title(slide, course=course, language=shown),
                        kicker=slide.kicker,
                        suit=suits.get(slide.suits or "", ""),
                        html=preview_html(course, shown, slide.id, values),
                    )
                    for slide in chapter.slides
                ),
            )
            for chapter in course.text(shown).bank
            if chapter.slides
        ),
    )


def field_rows(
    present: AnySlide | Question, original: AnySlide | Question | None, interface: str
) -> tuple[FieldRow, ...]:
    """The fields of a part beside those of the base."""
    before = {one.path: one.value for one in text_fields(original)} if original else {}
    changed = changed_fields(original, present)
    return tuple(
        FieldRow(
            field=one,
            label=field_label(one.path, interface),
            is_changed=original is not None and one.path in changed,
            before=before.get(one.path),
        )
        for one in text_fields(present)
    )


def preview_html(course: Course, language: str, slide_id: str, values: Mapping[str, str]) -> str:
    """A slide as learners of the organisation will see it."""
    place = place_of(course.text(language), slide_id)
    if place is None:
        return ""
    return slide_html(
        place.slide,
        place.chapter,
        course=course,
        language=language,
        values=values,
        media_url=lambda name: media_url(course.media[name], name),
    )


def preview_transcript(
    course: Course, language: str, slide_id: str, values: Mapping[str, str]
) -> str:
    """The narration of a slide as learners will read it."""
    slide = slide_in(course.text(language), slide_id)
    if slide is None:
        return ""
    return transcript_html(slide, course=course, language=language, values=values)


# -- company variables ------------------------------------------------------------------------


def variable_uses(course: Course) -> dict[str, int]:
    """Company variable → on how many slides of the source language it stands."""
    uses: dict[str, int] = {}
    for _chapter, slide in course.source.slides():
        keys = {key for _path, words in texts_of(slide) for key in variables_in(words)}
        if slide.layout == "contact":
            keys |= {
                key for key in (v.key for v in course.meta.variables) if key.startswith("desk.")
            }
        for key in keys:
            uses[key] = uses.get(key, 0) + 1
    return uses


# -- questions --------------------------------------------------------------------------------


@dataclass(frozen=True)
class QuestionRow:
    """A question of the pool in the list."""

    question: Question
    state: SlideState
    slides: tuple[str, ...]
    has_shown_slide: bool

    @property
    def text(self) -> str:
        """The question without marks."""
        return plain(self.question.text)


@dataclass(frozen=True)
class QuestionList:
    """The pool by goal, and what was taken out."""

    goals: tuple[tuple[str, tuple[QuestionRow, ...]], ...]
    removed: tuple[tuple[str, str], ...]  # id, text without marks
    drawn: int
    reasons: tuple[Reason, ...]


def pool_of(edition: Edition, language: str) -> QuestionList:
    """The questions of the draft, those of one goal together."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    text = state.course.text(shown)
    titles = {slide.id: plain(slide.title) for _chapter, slide in text.every_slide()}
    in_course = {slide.id for _chapter, slide in text.slides()}
    visible = {one for one in in_course if not state.settings.hides(one)}
    rows = [
        QuestionRow(
            question=question,
            state=question_state(base, state, question),
            slides=tuple(titles[one] for one in question.slides if one in titles),
            has_shown_slide=bool(visible & set(question.slides)),
        )
        for question in text.test.questions
    ]
    return QuestionList(
        goals=tuple(
            (goal.text[shown], found)
            for goal in state.course.meta.goals
            if (found := tuple(row for row in rows if row.question.goal == goal.id))
        ),
        removed=tuple(
            (one.id, plain(questions_of(base.course)[one.id].get(shown, one).text))
            for one in removed_questions(base, state)
        ),
        drawn=sum(part.take for part in state.course.meta.blueprint),
        reasons=tuple(one for one in reasons_against(state) if not one.slide),
    )


@dataclass(frozen=True)
class QuestionForm:
    """A question to be edited in one language."""

    question: Question
    language: str
    languages: tuple[str, ...]
    state: SlideState
    is_stale: bool
    fields: tuple[FieldRow, ...]
    slides: tuple[str, ...]
    seen: str

    @property
    def is_multiple(self) -> bool:
        """Whether several choices may be right."""
        return self.question.kind == "multiple"


def question_form(
    edition: Edition, question_id: str, language: str, interface: str
) -> QuestionForm | None:
    """A question of the draft for its form; `None` when the pool has it not."""
    state, base = content_of(edition.draft), base_content(edition)
    shown = spoken(state.course, language)
    text = state.course.text(shown)
    question = question_in(text, question_id)
    if question is None:
        return None
    original = questions_of(base.course).get(question_id, {}).get(shown)
    titles = {slide.id: plain(slide.title) for _chapter, slide in text.every_slide()}
    return QuestionForm(
        question=question,
        language=shown,
        languages=tuple(one.language for one in state.course.texts),
        state=question_state(base, state, question),
        is_stale=is_question_stale(state.course, question, shown),
        fields=field_rows(question, original, interface),
        slides=tuple(titles[one] for one in question.slides if one in titles),
        seen=part_hash(question)[:16],
    )


# -- updates of the vendor ----------------------------------------------------------------------


def newest_update_of(edition: Edition) -> EditionUpdate | None:
    """The update that is open or was kept out, as long as no later one has come."""
    newest = edition.updates.select_related("revision").first()
    if newest is not None and newest.state in (UpdateState.OPEN, UpdateState.KEPT):
        return newest
    return None


@dataclass(frozen=True)
class UpdateNews:
    """An update on the officer's home: which course, and what it asks."""

    update: EditionUpdate
    title: str

    @property
    def warns(self) -> bool:
        """Whether the law asks for it, and its date has not passed or it is still open."""
        return self.update.legal_on is not None


def update_news(officer: Member, language: str) -> list[UpdateNews]:
    """The updates that officers should know of: open ones, and legal ones kept out until their
    date; one statement when the courses were shown before."""
    later = EditionUpdate.objects.filter(edition=OuterRef("edition"), pk__gt=OuterRef("pk"))
    kept = Q(state=UpdateState.KEPT, legal_on__gt=clock.today())
    found = (
        EditionUpdate.objects.filter(organisation_id=officer.organisation_id)
        .filter(Q(state=UpdateState.OPEN) | kept)
        .exclude(Exists(later))
        .select_related("revision")
        .order_by(F("legal_on").asc(nulls_last=True), "pk")
    )
    return [UpdateNews(one, revision_text(one.revision_id, language).title) for one in found]


# -- publishing -------------------------------------------------------------------------------


def open_release_of(edition: Edition) -> Release | None:
    """The release that is waiting or dated, or `None`."""
    return (
        edition.releases.filter(state__in=OPEN_RELEASES)
        .select_related("approver", "author")
        .defer("content")
        .first()
    )


def releases_of(edition: Edition) -> list[Release]:
    """What was published or given back, newest first; two statements."""
    return list(
        edition.releases.select_related("author", "approver", "base", "published__revision").defer(
            "content", "published__content"
        )
    )


def changed_slides(release: Release, language: str) -> list[tuple[str, SlideState]]:
    """The slides of a release that are not the vendor's, by title."""
    state = content_of(release)
    base = Content(course=revision_source(release.base_id))
    text = state.course.text(spoken(state.course, language))
    standings = slide_standings(base, state)
    return [
        (slide_title(slide, course=state.course, language=text.language), standing.state)
        for _chapter, slide in text.slides()
        if (standing := standings[slide.id]).state != SlideState.SAME
    ]


def has_unpublished_changes(edition: Edition, offered: EditionRevision | None) -> bool:
    """Whether the draft says something else than what learners have."""
    state = content_of(edition.draft)
    if offered is None:
        return state.course != base_content(edition).course or bool(state.settings.hidden)
    known = content_of(EditionRevision.objects.get(pk=offered.pk))
    return known.course != state.course or known.settings.hidden != state.settings.hidden
