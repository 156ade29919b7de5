"""Law watch on pages: what of a course rests on a fact that ends or has changed."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terakoya.courseware.inline import plain
from terakoya.courseware.kit import Kit, said
from terakoya.courseware.law_watch import (
    AHEAD,
    Concern,
    FactUse,
    Watched,
    kit_fact_uses,
    watched,
)

from ..accounts.models import Member
from ..catalogue.models import Course, Revision, RevisionFact
from ..catalogue.pages import FactWords, RevisionTextView
from ..catalogue.selectors import (
    fact_words,
    facts_of,
    general_revisions,
    kits_of,
    latest_revision,
    latest_revision_ids,
    own_revisions,
    revision_source,
    revision_text,
    slide_page,
)
from ..common import clock
from ..common.dates import full_day
from ..learning.access import get_offer_for
from ..learning.selectors.courses import company_values, contracted_courses

VALID: Final = "valid"  # the state of a fact that needs nobody's eye
MOST_EDITIONS: Final = 200  # on one page of the operator's


def folded(text: str) -> str:
    """A text as it is searched: width and case make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True)
class PartLink:
    """A slide or question that rests on a fact; `url` is empty where it cannot be shown."""

    title: str
    url: str


@dataclass(frozen=True)
class FactRow:
    """A fact of a course in words; `now` is what the newest revision states where that differs.

    `concern` is `None` while the fact holds.
    """

    concern: Concern | None
    words: FactWords
    now: FactWords | None
    valid_until: dt.date | None
    checked_on: dt.date | None
    slides: tuple[PartLink, ...]
    questions: tuple[PartLink, ...]
    documents: tuple[PartLink, ...] = ()  # of the kit beside the course

    @property
    def state(self) -> str:
        """How it stands, as the filter names it."""
        return str(self.concern or VALID)

    @property
    def state_text(self) -> str:
        """How it stands, in words."""
        return str(state_words()[self.state])

    @property
    def chip(self) -> str:
        """The look of that."""
        looks = {VALID: "chip-ok", str(Concern.ENDING): "chip-info"}
        return looks.get(self.state, "chip-warn")

    @property
    def dates(self) -> str:
        """When its source was looked at, and how long it holds."""
        checked = full_day(self.checked_on) if self.checked_on else _("記録なし")
        return _("確認日：%(checked)s　有効な期間：%(period)s") % {
            "checked": checked,
            "period": self.period,
        }

    @property
    def period(self) -> str:
        """From when to when it holds."""
        start, end = self.words.valid_from, self.valid_until
        if start and end:
            return _("%(start)sから%(end)sまで") % {"start": full_day(start), "end": full_day(end)}
        if start:
            return _("%(start)sから（終わりの定めなし）") % {"start": full_day(start)}
        if end:
            return _("%(end)sまで") % {"end": full_day(end)}
        return _("定めなし")

    def says(self, query: str) -> bool:
        """Whether a text stands in the fact, its source, or what rests on it."""
        titles = (one.title for one in (*self.slides, *self.questions))
        text = " ".join((self.words.statement, self.words.cite, self.words.source, *titles))
        return folded(query) in folded(text)


@dataclass(frozen=True)
class WatchedRevision:
    """A revision with its facts, those that need somebody's eye first.

    `holder` is empty for the catalogue's own, `slug` where nothing is linked.
    """

    revision: Revision
    title: str
    holder: str
    slug: str
    facts: tuple[FactRow, ...]

    @property
    def concerns(self) -> tuple[FactRow, ...]:
        """The facts that need somebody's eye."""
        return tuple(one for one in self.facts if one.concern is not None)

    def narrowed(self, state: str, query: str) -> WatchedRevision:
        """With only the facts in a state that say a text; empty ones ask for nothing."""
        kept = (one for one in self.facts if not state or one.state == state)
        return replace(self, facts=tuple(one for one in kept if one.says(query)))


@dataclass(frozen=True)
class WatchedKit:
    """The documents beside a course, with those of their facts that need somebody's eye."""

    title: str
    course_title: str
    facts: tuple[FactRow, ...]


def state_words() -> dict[str, Promise]:
    """The states of a fact, in the order of the filter."""
    return {
        str(Concern.ENDED): gettext_lazy("有効な期間が終わりました"),
        str(Concern.ENDING): gettext_lazy("有効な期間がまもなく終わります"),
        str(Concern.CHANGED): gettext_lazy("新しい版で変わりました"),
        str(Concern.GONE): gettext_lazy("新しい版にはありません"),
        VALID: gettext_lazy("有効"),
    }


def watch_of_organisation(officer: Member, language: str) -> list[WatchedRevision]:
    """What the organisation's learners start on, course by course, with its concerns.

    Further editions come after the courses. Three statements and those for contents that are not
    in memory yet, whatever the number of facts.
    """
    slugs = {course.pk: course.slug for course in contracted_courses(officer)}
    newest, own = latest_revision_ids(slugs), own_revisions(slugs, officer.organisation_id)
    uses = _uses({*newest.values(), *(one.pk for one in own)})
    has_own = {one.course_id for one in own if one.is_usual}
    general = Revision.objects.filter(
        pk__in=[pk for course, pk in newest.items() if course not in has_own]
    )
    usual = [*general, *(one for one in own if one.is_usual)]
    further = [one for one in own if not one.is_usual]
    return [
        _watched(one, newest.get(one.course_id), uses, language, slug=slugs[one.course_id])
        for one in (*sorted(usual, key=lambda one: one.course_id), *further)
    ]


def concerns_of_organisation(officer: Member) -> int:
    """How many facts of the organisation's courses need somebody's eye."""
    courses = [course.pk for course in contracted_courses(officer)]
    newest, own = latest_revision_ids(courses), own_revisions(courses, officer.organisation_id)
    usual = newest | {one.course_id: one.pk for one in own if one.is_usual}
    started = [*usual.items(), *((one.course_id, one.pk) for one in own if not one.is_usual)]
    uses = _uses({*newest.values(), *(pk for _course, pk in started)})
    of_courses = sum(len(_concerns(pk, newest.get(course), uses)) for course, pk in started)
    return of_courses + sum(len(_kit_concerns(kit)) for kit in kits_of(courses).values())


def watched_kits(rows: Iterable[WatchedRevision], language: str) -> list[WatchedKit]:
    """The documents beside the courses of some revisions, with their concerns. One statement."""
    titles: dict[int, str] = {}
    for row in rows:  # a further edition, with its own title, comes later
        titles.setdefault(row.revision.course_id, row.title)
    return [
        WatchedKit(
            title=said(kit.title, language),
            course_title=titles[course],
            facts=tuple(_kit_row(kit, one, language) for one in _kit_concerns(kit)),
        )
        for course, kit in kits_of(titles).items()
    ]


def _kit_concerns(kit: Kit) -> tuple[Watched, ...]:
    return watched(kit_fact_uses(kit), on=clock.today())


def _kit_row(kit: Kit, one: Watched, language: str) -> FactRow:
    documents = {document.id: said(document.name, language) for document in kit.documents}
    # What stands outside the documents, such as the ordinances, goes into several.
    names = dict.fromkeys(
        documents.get(part, said(kit.title, language)) for part in one.use.documents
    )
    [fact] = [fact for fact in kit.facts if fact.id == one.use.fact]
    return FactRow(
        concern=one.concern,
        words=fact_words([fact], language, next(iter(fact.statement)))[fact.id],
        now=None,
        valid_until=fact.valid_until,
        checked_on=fact.checked_on,
        slides=(),
        questions=(),
        documents=tuple(PartLink(name, "") for name in names),
    )


def watch_of_catalogue(language: str) -> list[WatchedRevision]:
    """The newest revision of every course, with its concerns."""
    newest = latest_revision_ids(Course.objects.values_list("pk", flat=True))
    revisions = Revision.objects.in_bulk(newest.values())
    uses = _uses(revisions)
    return [_watched(revisions[pk], None, uses, language) for pk in newest.values()]


def catalogue_facts_to_check() -> QuerySet[RevisionFact]:
    """The rows behind the concerns of `watch_of_catalogue`: facts that end soon or have ended."""
    newest = general_revisions().filter(course=OuterRef("pk")).values("pk")[:1]
    courses = Course.objects.filter(owner=None).annotate(newest=Subquery(newest))
    return RevisionFact.objects.filter(
        revision__in=courses.values("newest"), valid_until__lte=clock.today() + AHEAD
    )


def editions_concerned(language: str) -> list[WatchedRevision]:
    """Editions on offer that have concerns, the holder named; at most `MOST_EDITIONS`."""
    newest = latest_revision_ids(Course.objects.values_list("pk", flat=True))
    offered = (
        Revision.objects.filter(organisation__isnull=False, offered_at__isnull=False)
        .select_related("organisation", "course", "offer")
        .order_by("organisation__name", "course_id", "offer_id", "-offered_at")
    )
    found: list[WatchedRevision] = []
    for part in _parts(_first_of_each(offered.iterator(chunk_size=500))):
        uses = _uses({*(one.pk for one in part), *newest.values()})
        for one in part:
            if _concerns(one.pk, newest.get(one.course_id), uses):
                holder = one.organisation.name if one.organisation else ""
                found.append(
                    _watched(one, newest.get(one.course_id), uses, language, holder=holder)
                )
                if len(found) == MOST_EDITIONS:
                    return found
    return found


def _first_of_each(revisions: Iterable[Revision]) -> Iterator[Revision]:
    """Of each holder's editions the revision that new learners start on: the newest offered."""
    before = None
    for one in revisions:
        if (one.organisation_id, one.course_id, one.offer_id) != before:
            yield one
        before = (one.organisation_id, one.course_id, one.offer_id)


def _parts(revisions: Iterator[Revision], size: int = 500) -> Iterator[list[Revision]]:
    part: list[Revision] = []
    for one in revisions:
        part.append(one)
        if len(part) == size:
            yield part
            part = []
    if part:
        yield part


@dataclass(frozen=True)
class Uses:
    """The facts that revisions rest on, and when their sources were looked at."""

    facts: Mapping[int, list[FactUse]]
    checked: Mapping[tuple[str, str], dt.date]  # fact and what it states → the latest day


def _uses(revision_ids: Iterable[int]) -> Uses:
    """Revision → the facts it rests on; one statement."""
    facts: dict[int, list[FactUse]] = {pk: [] for pk in revision_ids}
    checked: dict[tuple[str, str], dt.date] = {}
    for row in RevisionFact.objects.filter(revision_id__in=facts):
        slides, questions = tuple(row.slides), tuple(row.questions)
        use = FactUse(row.fact_id, row.stated, row.valid_until, slides, questions)
        facts[row.revision_id].append(use)
        key = (row.fact_id, row.stated)
        if row.checked_on is not None:
            checked[key] = max(row.checked_on, checked.get(key, row.checked_on))
    return Uses(facts, checked)


def _concerns(revision_pk: int, newest_pk: int | None, uses: Uses) -> tuple[Watched, ...]:
    newest = None if newest_pk is None else uses.facts[newest_pk]
    return watched(uses.facts[revision_pk], on=clock.today(), newest=newest)


def _watched(
    revision: Revision,
    newest_pk: int | None,
    uses: Uses,
    language: str,
    *,
    holder: str = "",
    slug: str = "",
) -> WatchedRevision:
    """All facts of a revision; with a course's slug, what rests on them is linked."""
    concerns = {one.use.fact: one.concern for one in _concerns(revision.pk, newest_pk, uses)}
    text = revision_text(revision.pk, language)
    offer = None if revision.is_usual else revision.offer
    parts = _parts_of(revision.pk, text, slug, f"?edition={offer.uuid}" if offer else "")
    words = facts_of(revision.pk, text.language)
    now = facts_of(newest_pk, text.language) if concerns and newest_pk is not None else {}
    rows = [
        FactRow(
            concern=(concern := concerns.get(use.fact)),
            words=words[use.fact],
            now=now.get(use.fact) if concern == Concern.CHANGED else None,
            valid_until=use.valid_until,
            checked_on=uses.checked.get((use.fact, use.stated)),
            slides=tuple(parts[one] for one in use.slides if one in parts),
            questions=tuple(parts[one] for one in use.questions if one in parts),
        )
        for use in _in_order(uses.facts[revision.pk], list(concerns))
    ]
    return WatchedRevision(
        revision=revision,
        title=f"{text.title}｜{offer.name}" if offer else text.title,
        holder=holder,
        slug=slug,
        facts=tuple(rows),
    )


def _in_order(uses: list[FactUse], concerned: list[str]) -> list[FactUse]:
    """Those that need somebody's eye first, in their order; then the others by id."""
    rank = {fact: n for n, fact in enumerate(concerned)}
    return sorted(uses, key=lambda use: (rank.get(use.fact, len(rank)), use.fact))


def _parts_of(
    revision_pk: int, text: RevisionTextView, slug: str, query: str
) -> dict[str, PartLink]:
    """The slides and questions of a revision, by id."""
    questions = revision_source(revision_pk).text(text.language).test.questions
    titles = {slide.id: slide.title for slide in text.slides}
    titles |= {one.id: plain(one.text) for one in questions}
    return {
        one: PartLink(
            title, reverse("reports:law-watch-part", args=[slug, one]) + query if slug else ""
        )
        for one, title in titles.items()
    }


@dataclass(frozen=True)
class ShownPart:
    """A slide or a question of what the organisation's learners start on.

    A slide has `html`, a question `choices`: text, and whether it is right.
    """

    title: str
    course_title: str
    html: str
    choices: tuple[tuple[str, bool], ...]


def shown_part(
    officer: Member, slug: str, part: str, language: str, edition: str = ""
) -> ShownPart | None:
    """A part of the organisation's state of a course; `None` where there is no such one.

    `edition` is the id of a further edition's offer.
    """
    course = contracted_courses(officer).filter(slug=slug).first()
    if course is None:
        return None
    offer = get_offer_for(officer, course, edition)
    revision_pk = latest_revision(course, officer.organisation_id, offer.pk if offer else None).pk
    text = revision_text(revision_pk, language)
    if text.slide(part) is not None:
        page = slide_page(revision_pk, text.language, part, company_values(officer))
        return ShownPart(page.title, text.title, page.html, ())
    questions = revision_source(revision_pk).text(text.language).test.questions
    question = next((one for one in questions if one.id == part), None)
    if question is None:
        return None
    choices = tuple((plain(one.text), one.correct) for one in question.choices)
    return ShownPart(plain(question.text), text.title, "", choices)


def ahead_days() -> int:
    """How many days before its end a fact is named."""
    return AHEAD.days
