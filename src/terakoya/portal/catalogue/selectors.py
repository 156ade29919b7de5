"""What others read of the catalogue.

Revisions never change, so what is read of one is kept in the memory of the process, bounded:
a page that was shown before costs no statement here. Publishing empties these caches, because
a database that is replaced under the process (tests do that) gives a key out twice.
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import _lru_cache_wrapper, lru_cache
from typing import Any, Final, NamedTuple, TypeVar

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.http import Http404
from django.urls import reverse

from terakoya.courseware.formats.web import answers_of, slide_html, slide_title, transcript_html
from terakoya.courseware.kit import Kit
from terakoya.courseware.model import (
    TWO_SHEETS,
    AnySlide,
    BlueprintPart,
    Change,
    Chapter,
    Fact,
    Material,
    PassRule,
    TestPool,
    Voice,
)
from terakoya.courseware.model import Course as CourseSource
from terakoya.courseware.must_pass import rule_sentences
from terakoya.courseware.narration import slide_narrations
from terakoya.courseware.pictures import CONTENT_TYPES, ending_of
from terakoya.courseware.revision import read_revision
from terakoya.courseware.variables import filled, values_of

from ..common import clock
from ..common.prepared import Given, Prepared
from .choices import OwnCourseAccess
from .models import (
    ContentBlob,
    Course,
    CourseKit,
    OwnCourseTerms,
    Price,
    Recording,
    Revision,
    RevisionMedia,
    RevisionSlide,
    RevisionTest,
    RevisionText,
    TaxRate,
)
from .pages import (
    CourseCard,
    FactWords,
    RevisionFacts,
    RevisionTextView,
    SampleChapter,
    ShopWords,
    SlidePage,
    SoundSheet,
    Term,
    TocChapter,
    TocSlide,
    with_sample,
)

T = TypeVar("T")
AUDIO_TYPE: Final = "audio/mp4"
NEWEST_VOICES: Final = 20
Values = tuple[tuple[str, str], ...]


def media_url(sha256: str, name: str) -> str:
    """The address of a picture by its hash; its name in the course says what kind it is."""
    return reverse("catalogue:media", kwargs={"sha256": sha256, "ending": ending_of(name)})


_PICTURES: Final = Prepared(
    lambda: ContentBlob.objects.filter(
        sha256=Given("sha256", CharField()), content_type=Given("content_type", CharField())
    )
)


def picture(sha256: str, ending: str) -> ContentBlob:
    """A published picture by its hash, or 404; a page of the player asks for a dozen."""
    blob = _PICTURES.first(sha256=sha256, content_type=CONTENT_TYPES[ending])
    if blob is None:
        raise Http404
    return blob


@lru_cache(maxsize=256)
def compressed_picture(sha256: str) -> bytes:
    """The bytes of a published drawing, compressed once; or 404.

    An address names its content for ever, so nothing that is kept here can grow old.
    """
    return gzip.compress(bytes(picture(sha256, "svg").content), mtime=0)


def audio_url(sha256: str) -> str:
    """The address of a recording by its hash."""
    return reverse("catalogue:audio", kwargs={"sha256": sha256})


_SOUNDS: Final = Prepared(
    lambda: ContentBlob.objects.filter(sha256=Given("sha256", CharField()), content_type=AUDIO_TYPE)
)


def recorded_sound(sha256: str) -> ContentBlob:
    """A published recording by its hash, or 404."""
    blob = _SOUNDS.first(sha256=sha256)
    if blob is None:
        raise Http404
    return blob


# -- revisions --------------------------------------------------------------------------------


def latest_revision(
    course: Course, organisation_id: int | None = None, offer_id: int | None = None
) -> Revision:
    """What new learners of an organisation start on: its edition's revision, else the newest.

    That is the edition of the offer, where it offers something, else the default one. Without an
    organisation the catalogue's own newest one. 404 when nothing was published.
    """
    found = offered_revisions(Value(organisation_id), Value(offer_id))
    offered = found.filter(course=course).first()
    if offered is None:
        raise Http404
    return offered


def offered_revisions(organisation: Combinable, offer: Combinable) -> QuerySet[Revision]:
    """What is offered to an organisation, in the order in which it counts.

    The revisions of one edition first, then of the default one, then those of the catalogue; of
    each the newest first. `NULL` stands for no organisation and for no choice of an edition.
    """
    of_default = Q(organisation=organisation) & (Q(offer=None) | Q(offer__is_default=True))
    of_offer = Q(organisation=organisation, offer=offer)
    # Of further editions only the chosen one is among them.
    rank = Case(
        When(offer__is_default=False, then=0), When(organisation__isnull=False, then=1), default=2
    )
    offered = Revision.objects.filter(
        Q(organisation=None) | of_default | of_offer, offered_at__isnull=False
    )
    return offered.order_by(rank, "-offered_at", "-id")


def general_revisions() -> QuerySet[Revision]:
    """What the catalogue offers to everybody, the newest first."""
    return offered_revisions(Value(None), Value(None))


def own_revisions(course_ids: Collection[int], organisation_id: int) -> list[Revision]:
    """Of each edition what its new learners start on, of the default one first; one statement."""
    offered = Revision.objects.filter(
        course_id__in=course_ids, organisation_id=organisation_id, offered_at__isnull=False
    ).select_related("offer")
    newest = {
        (one.course_id, None if one.is_usual else one.offer_id): one
        for one in offered.order_by("offered_at", "id")
    }
    return sorted(newest.values(), key=lambda one: (not one.is_usual, one.offer_id or 0))


def revision_until(course: Course, day: dt.date) -> Revision:
    """The catalogue's newest revision of a day or before it; 404 when there is none."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), clock.TOKYO)
    own = course.revisions.filter(organisation=None, published_at__lt=end)
    revision = own.order_by("-id").first()
    if revision is None:
        raise Http404
    return revision


def latest_revision_ids(
    course_ids: Collection[int], organisation_id: int | None = None
) -> dict[int, int]:
    """Course → its `latest_revision`; courses without one are left out. One statement."""
    if not course_ids:
        return {}
    offered = offered_revisions(Value(organisation_id), Value(None)).filter(course=OuterRef("pk"))
    newest = Subquery(offered.values("pk")[:1])
    found = Course.objects.filter(pk__in=course_ids).annotate(newest=newest)
    return dict(found.exclude(newest=None).values_list("pk", "newest"))


@lru_cache(maxsize=512)
def revision_text(revision_pk: int, language: str) -> RevisionTextView:
    """One language of a revision; the source language when it does not speak it."""
    rows = {
        row.language: row
        for row in RevisionText.objects.filter(revision_id=revision_pk).defer("survey", "glossary")
    }
    row = rows.get(language) or rows["ja" if "ja" in rows else min(rows)]
    return RevisionTextView(
        revision_id=revision_pk,
        language=row.language,
        title=row.title,
        subtitle=row.subtitle,
        chapters=_chapters(row.toc),
    )


def _chapters(toc: list[dict[str, Any]]) -> tuple[TocChapter, ...]:
    return tuple(
        TocChapter(
            id=chapter["id"],
            title=chapter["title"],
            sample=chapter["sample"],
            slides=tuple(TocSlide(**slide) for slide in chapter["slides"]),
        )
        for chapter in toc
    )


@lru_cache(maxsize=256)
def glossary_of(revision_pk: int, language: str) -> tuple[Term, ...]:
    """The words of a revision with their meaning, in a language it speaks."""
    rows = RevisionText.objects.values_list("glossary", flat=True)
    terms = rows.get(revision_id=revision_pk, language=language)
    return tuple(Term(one["term"], one["text"]) for one in terms)


@lru_cache(maxsize=256)
def languages_of(revision_pk: int) -> tuple[str, ...]:
    """The languages of a revision, the source language first."""
    meta: dict[str, Any] = Revision.objects.values_list("meta", flat=True).get(pk=revision_pk)
    return tuple(meta["languages"])


@lru_cache(maxsize=256)
def revision_facts(revision_pk: int) -> RevisionFacts:
    """What a revision promises, and the picture of its title slide."""
    meta: dict[str, Any]
    meta = Revision.objects.values_list("meta", flat=True).get(pk=revision_pk)
    hero_url, _alt = _hero(revision_pk, meta["languages"][0])
    return RevisionFacts(
        minutes=meta["minutes"],
        is_stated=meta.get("origin") == "deck",
        question_count=sum(part["take"] for part in meta["blueprint"]),
        pass_mark=meta["pass_mark"],
        picture_url=hero_url,
        has_rules=bool(meta.get("must")),
    )


@lru_cache(maxsize=128)
def test_pool(revision_pk: int, language: str) -> TestPool:
    """The question pool of a revision in one language."""
    pool = RevisionTest.objects.values_list("pool", flat=True).get(
        revision_id=revision_pk, language=language
    )
    return TestPool.model_validate(pool)


test_pool.__test__ = False  # type: ignore[attr-defined]  # not a test case, whatever its name


def blueprint_of(revision: Revision) -> tuple[BlueprintPart, ...]:
    """How an attempt at the test of a revision is drawn."""
    return tuple(BlueprintPart.model_validate(part) for part in revision.meta["blueprint"])


def rules_of(revision: Revision) -> tuple[PassRule, ...]:
    """What an attempt must hold and get right to pass, beside the pass mark."""
    return tuple(PassRule.model_validate(rule) for rule in revision.meta.get("must", ()))


@lru_cache(maxsize=256)
def citations(revision_pk: int, language: str) -> Mapping[str, str]:
    """The short citations of the facts of a revision in one language, by the fact's id."""
    source = _source(revision_pk)
    first = source.meta.languages[0]
    return {fact.id: fact.cite.get(language, fact.cite[first]) for fact in source.facts}


@lru_cache(maxsize=16)
def _read(content: bytes, version: str) -> CourseSource:
    """A course as its bytes hold it: not read again because another one was published."""
    return read_revision(content, version=version)


@lru_cache(maxsize=16)
def _source(revision_pk: int) -> CourseSource:
    revision = Revision.objects.select_related("source").get(pk=revision_pk)
    source = _read(bytes(revision.source.content), revision.version)
    voices = {key: Voice(**one) for key, one in revision.meta.get("voices", {}).items()}
    meta = source.meta.model_copy(update={"voices": voices})
    return source.model_copy(update={"meta": meta})


def facts_of(revision_pk: int, language: str) -> dict[str, FactWords]:
    """The facts of a revision in one language, by id."""
    source = _source(revision_pk)
    return fact_words(source.facts, language, source.meta.languages[0])


def fact_words(facts: Iterable[Fact], language: str, first: str) -> dict[str, FactWords]:
    """Facts in one language, by id; in the first one where they do not speak it."""
    return {
        fact.id: FactWords(
            statement=fact.statement.get(language, fact.statement[first]),
            cite=fact.cite.get(language, fact.cite[first]),
            source=fact.source,
            url=fact.url,
            valid_from=fact.valid_from,
        )
        for fact in facts
    }


def revision_source(revision_pk: int) -> CourseSource:
    """The whole course of a revision, without the bytes of its pictures; kept in memory."""
    return _source(revision_pk)


def changes_of(revision_pk: int) -> tuple[Change, ...]:
    """What a revision of the vendor changed against the one before it; kept in memory.

    A course goes on telling what its earlier versions changed, for those who hold one of these.
    """
    return _changes_of(revision_pk)


@lru_cache(maxsize=64)
def _changes_of(revision_pk: int) -> tuple[Change, ...]:
    course_id = Revision.objects.values_list("course_id", flat=True).get(pk=revision_pk)
    earlier = Revision.objects.filter(course_id=course_id, organisation=None, pk__lt=revision_pk)
    before = earlier.order_by("-pk").values_list("pk", flat=True).first()
    changed = revision_source(revision_pk)
    return changed.changes if before is None else changed.changes_since(revision_source(before))


def revision_material(revision: Revision) -> Material:
    """The whole course of a revision with its pictures, for the writers."""
    media = {
        row.name: bytes(row.blob.content)
        for row in RevisionMedia.objects.filter(revision=revision).select_related("blob")
    }
    return Material(_source(revision.pk), media)


def course_material(source: CourseSource) -> Material:
    """A course with the bytes of its pictures, as far as they were published; one statement."""
    blobs = ContentBlob.objects.in_bulk(list(set(source.media.values())))
    return Material(
        source,
        {name: bytes(blobs[key].content) for name, key in source.media.items() if key in blobs},
    )


@lru_cache(maxsize=16)
def _kit(sha256: str) -> Kit:
    """A kit by the hash of its bytes, which names them for ever."""
    return Kit.model_validate_json(bytes(ContentBlob.objects.get(pk=sha256).content))


def kits_of(course_ids: Collection[int]) -> dict[int, Kit]:
    """Course → the documents beside it; courses without any are left out. One statement, and one
    for each that is not in memory yet."""
    rows = CourseKit.objects.filter(course_id__in=course_ids)
    return {one.course_id: _kit(one.content_id) for one in rows}


# -- slides -----------------------------------------------------------------------------------


def slide_page(
    revision_pk: int, language: str, slide_id: str, values: Mapping[str, str] | None = None
) -> SlidePage:
    """A slide as shown to one organisation; 404 when the revision has no such slide.

    At most one statement, none when the slide is in memory.
    """
    published = _published_slide(revision_pk, language, slide_id)
    if not (values and published.has_variables):
        return published.page
    company = tuple(sorted(values.items()))
    return _filled_slide(revision_pk, published.language, slide_id, company)


class _Published(NamedTuple):
    """A slide as it was published, with the course's own defaults."""

    page: SlidePage
    language: str
    has_variables: bool


@lru_cache(maxsize=4096)
def _published_slide(revision_pk: int, language: str, slide_id: str) -> _Published:
    text = revision_text(revision_pk, language)
    entry = text.slide(slide_id)
    row = RevisionSlide.objects.filter(
        revision_id=revision_pk, language=text.language, slide_id=slide_id
    ).first()
    if entry is None or row is None:
        raise Http404
    page = SlidePage(
        slide_id,
        entry.title,
        row.slide_hash,
        row.html,
        row.transcript,
        row.answers,
        tuple(_sound_sheet(**one) for one in row.sound),
    )
    return _Published(page, text.language, row.fillable is not None)


@lru_cache(maxsize=2048)
def _filled_slide(revision_pk: int, language: str, slide_id: str, values: Values) -> SlidePage:
    """Render a slide with an organisation's values (under a millisecond)."""
    course = _source(revision_pk)
    chapter, slide = _slide_of(course, language, slide_id)
    company = dict(values)
    return SlidePage(
        slide_id,
        slide_title(slide, course=course, language=language, values=company),
        _published_slide(revision_pk, language, slide_id).page.hash,
        slide_html(
            slide,
            chapter,
            course=course,
            language=language,
            values=company,
            media_url=lambda name: media_url(course.media[name], name),
        ),
        transcript_html(slide, course=course, language=language, values=company),
        answers_of(slide, course=course, language=language, values=company),
        _sound_of(revision_pk, language, slide, company),
    )


def _sound_of(
    revision_pk: int, language: str, slide: AnySlide, company: Mapping[str, str]
) -> tuple[SoundSheet, ...]:
    """The sound of a slide in an organisation's words: none where they were not recorded."""
    course = _source(revision_pk)
    if _said(slide, values_of(course, language, company)) == _said(
        slide, values_of(course, language)
    ):
        return _published_slide(revision_pk, language, slide.id).page.sound
    parts = narration_keys(course, language, slide, company)
    known = Recording.objects.in_bulk(list(parts.values()))
    return tuple(_sound_sheet(**one) for one in sound_of(parts, known))


def _said(slide: AnySlide, values: Mapping[str, str]) -> list[str]:
    answer = slide.answer_narration if isinstance(slide, TWO_SHEETS) else ()
    return [filled(text, values) for text in (*slide.narration, *answer)]


def narration_keys(
    course: CourseSource,
    language: str,
    slide: AnySlide,
    values: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Part → the key of its recording, for the narrated sheets of a slide."""
    said = slide_narrations(course, language, slide, values)
    return {one.part.value: one.key for one in said}


def recordings_of(parts: Mapping[str, str]) -> list[dict[str, Any]]:
    """The sound of narrations by part → key, as it is recorded now; empty unless all are."""
    return sound_of(parts, Recording.objects.in_bulk(list(parts.values())))


def recorded_among(keys: Collection[str]) -> set[str]:
    """Which of some narrations are recorded, by their keys."""
    return set(Recording.objects.filter(key__in=keys).values_list("key", flat=True))


def sound_of(parts: Mapping[str, str], known: Mapping[str, Recording]) -> list[dict[str, Any]]:
    """Part → key, as `RevisionSlide.sound`; empty unless every sheet is recorded."""
    if not set(parts.values()) <= known.keys():
        return []
    return [
        {
            "part": part,
            "sha256": known[key].sound_id,
            "seconds": known[key].seconds,
            "sentences": known[key].sentences,
        }
        for part, key in parts.items()
    ]


def _sound_sheet(
    part: str, sha256: str, seconds: float, sentences: list[tuple[float, float]]
) -> SoundSheet:
    times = tuple((start, end) for start, end in sentences)
    return SoundSheet(part, audio_url(sha256), seconds, times)


def _slide_of(course: CourseSource, language: str, slide_id: str) -> tuple[Chapter, AnySlide]:
    return next(
        (chapter, slide)
        for chapter, slide in course.text(language).slides()
        if slide.id == slide_id
    )


def sample_chapter(slug: str, language: str) -> SampleChapter | None:
    """The sample chapter of a listed course, or `None`."""
    course = Course.objects.filter(slug=slug, is_listed=True).first()
    revision = general_revisions().filter(course=course).first() if course else None
    if course is None or revision is None:
        return None
    text = revision_text(revision.pk, language)
    for chapter in with_sample(text.chapters, course.sample_chapter):
        if chapter.sample:
            slides = tuple(slide_page(revision.pk, language, one.id) for one in chapter.slides)
            return SampleChapter(chapter.title, slides)
    return None


# -- storefront -------------------------------------------------------------------------------


def listed_courses(language: str) -> list[CourseCard]:
    """The courses on the storefront, in order. Three statements when they were shown before."""
    courses = list(_on_storefront().order_by("position", "id"))
    newest = latest_revision_ids([course.pk for course in courses])
    return [
        _shop_card(course, newest[course.pk], language) for course in courses if course.pk in newest
    ]


def course_card(slug: str, language: str) -> CourseCard | None:
    """One listed course, or `None`."""
    course = _on_storefront().filter(slug=slug).first()
    revision = general_revisions().filter(course=course).only("pk").first() if course else None
    return _shop_card(course, revision.pk, language) if course and revision else None


def _on_storefront() -> QuerySet[Course]:
    return Course.objects.filter(is_listed=True).prefetch_related("shop_texts")


def shop_words(course: Course) -> dict[str, ShopWords]:
    """Language → what an operator has the storefront say of a course."""
    rows = course.shop_texts.all()
    return {one.language: ShopWords(one.description, one.audience) for one in rows}


def source_words(revision: Revision) -> dict[str, ShopWords]:
    """Language → what the source of a revision says of its course."""
    meta = revision.meta
    return {
        language: ShopWords(meta["description"][language], meta["audience"][language])
        for language in meta["languages"]
    }


def _shop_card(course: Course, revision_pk: int, language: str) -> CourseCard:
    """The card of a course, with what an operator says of it.

    That may change at any time, in another process too: it is read anew and never kept.
    """
    card = _card(course, revision_pk, language)
    said = shop_words(course)
    # A course without a translation is told in its source language, so its words are, too.
    spoken = (language, revision_text(revision_pk, language).language)
    words = [said[one] for one in spoken if one in said]
    return replace(
        card,
        course=course,
        description=next(filter(None, (one.description for one in words)), card.description),
        audience=next(filter(None, (one.audience for one in words)), card.audience),
        toc=with_sample(card.toc, course.sample_chapter),
    )


@lru_cache(maxsize=128)
def _card(course: Course, revision_pk: int, language: str) -> CourseCard:
    revision = Revision.objects.get(pk=revision_pk)
    text = revision_text(revision_pk, language)
    meta = revision.meta
    slides = text.slides
    hero_url, alt = _hero(revision_pk, text.language)
    return CourseCard(
        course=course,
        revision_pk=revision_pk,
        version=revision.version,
        title=text.title,
        subtitle=text.subtitle,
        description=meta["description"][text.language],
        audience=meta["audience"][text.language],
        goals=tuple(goal["text"][text.language] for goal in meta["goals"]),
        minutes=meta["minutes"],
        pass_mark=meta["pass_mark"],
        effective_on=revision.effective_on,
        toc=text.chapters,
        slide_count=len(slides),
        case_count=sum(slide.layout == "case" for slide in slides),
        question_count=sum(part["take"] for part in meta["blueprint"]),
        hero_url=hero_url,
        hero_alt=alt,
        rules=_rules_told(revision.pk, text.language) if meta.get("must") else (),
    )


def _rules_told(revision_pk: int, language: str) -> tuple[str, ...]:
    return rule_sentences(_source(revision_pk), language)


def _hero(revision_pk: int, language: str) -> tuple[str, str]:
    """The picture of the title slide: its address and alternative text."""
    source = _source(revision_pk)
    for _, slide in source.text(language).slides():
        if slide.layout == "title":
            file = slide.picture.file
            return media_url(source.media[file], file), slide.picture.alt
    return "", ""


# -- prices -----------------------------------------------------------------------------------


def price_of(course: Course, item: str, on: dt.date | None = None) -> int:
    """The price of an item of a course as `prices_of` gives it; 404 where it is not sold."""
    prices = prices_of(course, on)
    if item not in prices:
        raise Http404
    return prices[item]


def prices_of(course: Course, on: dt.date | None = None) -> dict[str, int]:
    """The price of each item in whole yen without tax: the course's own, else the general one.

    One statement.
    """
    valid = Price.objects.filter(valid_from__lte=on or clock.today())
    offered = valid.filter(Q(course=course) | Q(course=None))
    # What comes later takes the place of what came before.
    rows = offered.order_by(F("course").asc(nulls_first=True), "valid_from", "id")
    return dict(rows.values_list("item", "yen"))


def tax_rate(on: dt.date | None = None) -> int:
    """The consumption tax in per mille on a day."""
    rates = TaxRate.objects.filter(valid_from__lte=on or clock.today()).order_by("-valid_from")
    rate = rates.values_list("per_mille", flat=True).first()
    if rate is None:
        raise Http404
    return rate


def house_voice(language: str) -> Voice | None:
    """Who says own courses in a language: the voice of the catalogue's newest course that has one.

    Its readings and its other voices are that course's own matter. `None` where nobody speaks it.
    """
    for meta in general_revisions().values_list("meta", flat=True)[:NEWEST_VOICES]:
        if (said := meta.get("voices", {}).get(language)) is not None:
            return Voice(engine=said["engine"], name=said["name"], speed=said["speed"])
    return None


def surveyed_course(slug: str) -> CourseSource | None:
    """A course of the catalogue with an awareness survey: that one, or the newest for no slug."""
    rows = general_revisions().values_list("pk", "course__slug")
    for pk, name in rows[:NEWEST_VOICES]:
        if slug in ("", name) and (course := _source(pk)).source.survey.items:
            return course
    return None


def has_survey(course: Course) -> bool:
    """Whether a course asks an awareness survey, as it is offered now."""
    return course.pk not in without_survey([course])


def without_survey(courses: Iterable[Course]) -> set[int]:
    """Which courses have no survey: of those that decks became, whose newest asks nothing.

    One statement where there are such courses, and none where there are none.
    """
    own = {one.pk for one in courses if one.is_own or one.is_from_deck}
    if not own:
        return set()
    offered = Revision.objects.filter(course__in=own, offered_at__isnull=False)
    rows = offered.order_by("offered_at", "id").values_list("course_id", "pk")
    newest: dict[int, int] = dict(rows)
    return {pk for pk in own if pk not in newest or not _source(newest[pk]).source.survey.items}


def own_course_access(on: dt.date | None = None) -> OwnCourseAccess:
    """Who may take own courses on a day; without a row of the operator whoever holds a seat."""
    rows = OwnCourseTerms.objects.filter(valid_from__lte=on or clock.today())
    access = rows.order_by("-valid_from").values_list("access", flat=True).first()
    return OwnCourseAccess(access) if access else OwnCourseAccess.SEAT


def own_course_terms() -> QuerySet[OwnCourseTerms]:
    """What was said of who may take own courses, the latest day first."""
    return OwnCourseTerms.objects.order_by("-valid_from")


# -- memory -----------------------------------------------------------------------------------

_KEPT: Final[list[_lru_cache_wrapper[Any]]] = [
    revision_text,
    languages_of,
    glossary_of,
    revision_facts,
    citations,
    test_pool,
    _source,
    _changes_of,
    _published_slide,
    _filled_slide,
    _card,
    compressed_picture,
]


def kept_with_published(kept: _lru_cache_wrapper[T]) -> _lru_cache_wrapper[T]:
    """Let what another app keeps of published content be forgotten with it."""
    _KEPT.append(kept)
    return kept


def forget_published() -> None:
    """Empty what is kept in memory."""
    for kept in _KEPT:
        kept.cache_clear()
