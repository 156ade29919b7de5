"""What the player shows: one slide, the rail around it, and what its script needs to know."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...catalogue.pages import RevisionTextView, SlidePage, Term, TocSlide
from ...catalogue.selectors import glossary_of, slide_page
from ..gate import SLACK, Need
from ..gate_words import Gate, gate_of, gate_words, still_missing
from ..models import Enrolment, Note
from ..player_words import player_words
from ..progress import SlideState
from ..scope import scope_of
from .courses import company_values
from .exam import certificate_of
from .notes import notes_as_json, own_notes
from .progress import Standing, standing_of, text_of
from .rail import RailChapter, RailEnd, RailSlide, rail_certificate, rail_test
from .review import ReviewNote, review_note

WINDOW = 8
MOST_SEGMENTS = 40


@dataclass(frozen=True)
class PlayerPage:
    """One slide of an enrolment with everything around it."""

    enrolment: Enrolment
    text: RevisionTextView
    standing: Standing
    slide: TocSlide
    page: SlidePage
    certificate: uuid.UUID | None = None
    notes: tuple[Note, ...] = ()

    def look(self, *, has_furigana: bool) -> str:
        """The classes of the player, until its script takes over."""
        looks = {
            "no-ruby": not has_furigana,
            "has-sound": bool(self.page.sound),
            "is-veiled": self.slide.skippable,
        }
        return " ".join(name for name, holds in looks.items() if holds)

    @property
    def number(self) -> int:
        """The slide's number, from 1."""
        return self.text.slides.index(self.slide) + 1

    @property
    def count(self) -> int:
        """How many slides there are."""
        return len(self.text.slides)

    @property
    def done(self) -> int:
        """How many slides are done."""
        return len(self.standing.met)

    @property
    def is_met(self) -> bool:
        """Whether this slide is done."""
        return self.slide.id in self.standing.met

    @property
    def minutes_left(self) -> int:
        """The promised minutes of what is not done, the test included; 0 when all is."""
        if self.enrolment.completed_at:
            return 0
        slides = self.text.slides
        rest = [one for one in slides if one.id not in self.standing.met]
        facts = scope_of(self.enrolment).facts()
        return max(1, facts.minutes_of(rest, slides) + facts.minutes["test"])

    @property
    def test_minutes(self) -> int:
        """The promised minutes of the test."""
        return scope_of(self.enrolment).facts().minutes["test"]

    @property
    def _stated_minutes(self) -> int | None:
        """The typed minutes of all slides; `None` where they are the sum of their seconds."""
        facts = scope_of(self.enrolment).facts()
        return facts.minutes["main"] if facts.is_stated else None

    @property
    def test_questions(self) -> int:
        """How many questions the test asks."""
        return scope_of(self.enrolment).facts().question_count

    @property
    def previous_url(self) -> str:
        """The slide before; empty on the first."""
        at = self.number - 1
        return self.url_of(self.text.slides[at - 1].id) if at else ""

    @property
    def next_url(self) -> str:
        """Where 次へ leads: the next slide to review or in order, after the last one the test."""
        if self.review and self.review.onward:
            return self.review.onward
        if self.number < self.count:
            return self.url_of(self.text.slides[self.number].id)
        return self.test_url

    @property
    def may_go_on(self) -> bool:
        """Whether 次へ may be followed."""
        if self.review and self.review.onward:
            return True
        if self.number == self.count:
            return self.standing.may_take_test
        return self.text.slides[self.number].id in self.standing.open

    @property
    def is_last(self) -> bool:
        """Whether the test follows."""
        return self.next_url == self.test_url

    @property
    def missing(self) -> TocSlide | None:
        """On the last slide, when it is done: the first slide that is not."""
        if self.is_last and self.is_met and not self.standing.may_take_test:
            return self.text.slide(self.standing.unmet[0])
        return None

    @property
    def missing_url(self) -> str:
        """Where the missing slide is."""
        return self.url_of(self.missing.id) if self.missing else ""

    @cached_property
    def review(self) -> ReviewNote | None:
        """What to look at again before another attempt; `None` where nothing is."""
        left = self.standing.review
        if left is None:
            return None
        return review_note(left, self.text, self.slide.id, self.url_of, self.test_url)

    @property
    def test_url(self) -> str:
        """The confirmation test."""
        return reverse("learning:attempt", args=(self.enrolment.uuid,))

    @property
    def course_slug(self) -> str:
        """The course, in the address of its notes."""
        return self.enrolment.assignment.course.slug

    @property
    def has_closed_notes(self) -> bool:
        """Whether a joining code has closed what was written before."""
        return bool(self.enrolment.member.person.former_password)

    @property
    def glossary(self) -> tuple[Term, ...]:
        """The words of the course."""
        return glossary_of(self.enrolment.revision_id, self.text.language)

    @property
    def certificate_url(self) -> str:
        """The certificate; empty before the completion."""
        if self.certificate is None:
            return ""
        return reverse("learning:certificate", args=(self.certificate,))

    def url_of(self, slide_id: str) -> str:
        """The address of a slide."""
        return self._address_pattern.replace("SLIDE", slide_id)

    @cached_property
    def _address_pattern(self) -> str:
        return reverse("learning:slide", args=(self.enrolment.uuid, "SLIDE"))

    @cached_property
    def need(self) -> Need:
        """What this slide asks for."""
        return self.standing.needs[self.number - 1]

    @property
    def state(self) -> SlideState:
        """What is known of this slide."""
        return self.standing.slides.get(self.slide.id, SlideState())

    @property
    def seconds_left(self) -> int:
        """How long this slide is still to be read; 0 when it is met."""
        if self.is_met:
            return 0
        return max(0, ceil(self.need.read - self._read.get(self.slide.id, 0) - SLACK))

    @property
    def lacks_answer(self) -> bool:
        """Whether this slide still waits for an answer."""
        return self.need.asks and not self.state.answers

    @property
    def gate(self) -> Gate | None:
        """How it stands with going on; `None` where there is nothing to say."""
        return gate_of(
            is_missing=self.missing is not None,
            may_go_on=self.may_go_on,
            is_last=self.is_last,
            seconds_left=self.seconds_left,
            lacks_answer=self.lacks_answer,
            has_sound=bool(self.page.sound),
        )

    @property
    def gate_text(self) -> str:
        """The sentence of that; the name of a missing slide follows it as a link."""
        return gate_words(has_test=self.test_questions > 0)[self.gate] if self.gate else ""

    @property
    def left_text(self) -> str:
        """How long is still to be read; empty when 次へ may be followed."""
        if self.may_go_on or not self.seconds_left:
            return ""
        return _("あと %(time)s") % {"time": clock_words(self.seconds_left)}

    @property
    def still_missing(self) -> str:
        """What 読みました still asks for; empty when one may go on."""
        if self.review and not self.review.url:
            return self.review.text
        missing = self.missing.title if self.missing else ""
        return still_missing(self.gate, seconds_left=self.seconds_left, missing=missing)

    @property
    def minutes_text(self) -> str:
        """The minutes that remain, or that all is done."""
        if not self.minutes_left:
            return _("完了")
        return _("残り 約%(minutes)d分") % {"minutes": self.minutes_left}

    @property
    def next_text(self) -> str:
        """What leads on says."""
        if not self.is_last:
            return _("次へ")
        return _("確認テストへ") if self.test_questions else _("修了へ進む")

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The choices of the slide, for the form without a script."""
        choices: list[dict[str, Any]] = self.page.answers.get("choices", [])
        return choices

    @cached_property
    def chapters(self) -> tuple[RailChapter, ...]:
        """The rail."""
        return tuple(
            RailChapter(chapter.title, tuple(self._rail_slide(one) for one in chapter.slides))
            for chapter in self.text.chapters
        )

    @property
    def rail_ends(self) -> tuple[RailEnd, RailEnd]:
        """What follows the chapters: the test and the certificate."""
        test = rail_test(
            self.test_url,
            is_completed=self.enrolment.completed_at is not None,
            may_take=self.standing.may_take_test,
        )
        return test, rail_certificate(self.certificate_url, has_test=self.test_questions > 0)

    @property
    def segments(self) -> list[str]:
        """The slides as the phone's segments: done, current or nothing; none for long courses."""
        if self.count > MOST_SEGMENTS:
            return []
        return [
            "c" if one.is_current else "d" if one.state == "done" else ""
            for chapter in self.chapters
            for one in chapter.slides
        ]

    def script_values(self) -> dict[str, Any]:
        """What the player's script needs to know; its words are those of the page's language."""
        standing = self.standing
        return {
            "owner": str(self.enrolment.member.person.uuid),
            "enrolment": str(self.enrolment.uuid),
            "language": self.text.language,
            "now": standing.now,
            "free": standing.is_free,
            "topSpeed": self.enrolment.top_speed / 100,
            "minSeconds": self.enrolment.min_seconds,
            "countsHidden": self.enrolment.counts_hidden,
            "slide": self.slide.id,
            "slideUrl": self._address_pattern,
            "dataUrl": reverse("learning:slide-data", args=(self.enrolment.uuid, "SLIDE")),
            "eventsUrl": reverse("learning:events", args=(self.enrolment.uuid,)),
            "testUrl": self.test_url,
            "statedMinutes": self._stated_minutes,
            "testMinutes": None if self.enrolment.completed_at else self.test_minutes,
            "slides": [
                {
                    "id": slide.id,
                    "hash": slide.hash,
                    "read": need.read,
                    "listen": slide.listen,
                    "seconds": slide.seconds,
                    "asks": need.asks,
                }
                for slide, need in zip(self.text.slides, standing.needs, strict=True)
            ],
            "sound": sound_values(self.page),
            "heard": self._heard,
            "seen": sorted(standing.open & standing.slides.keys()),
            "met": sorted(standing.met),
            "read": dict(self._read),
            "review": standing.review,
            "answered": sorted(one for one, state in standing.slides.items() if state.answers),
            "notesUrl": reverse("learning:notes-sync", args=(self.enrolment.uuid,)),
            **notes_as_json(self.notes),
            "words": player_words(has_test=self.test_questions > 0),
        }

    @property
    def _read(self) -> Mapping[str, float]:
        return self.standing.judgement.read

    @property
    def _heard(self) -> dict[str, list[list[float]]]:
        """What was heard in the page's language of the slides that are not done."""
        return {
            slide: [list(one) for one in state.heard[self.text.language]]
            for slide, state in self.standing.slides.items()
            if slide not in self.standing.met and self.text.language in state.heard
        }

    def _rail_slide(self, slide: TocSlide) -> RailSlide:
        if slide.id in self.standing.met:
            state = "done"
        else:
            state = "open" if slide.id in self.standing.open else "locked"
        return RailSlide(
            id=slide.id,
            title=slide.title,
            url=self.url_of(slide.id),
            state=state,
            is_current=slide.id == self.slide.id,
            time=_time_words(slide),
        )


def player_page(
    member: Member, enrolment: Enrolment, slide_id: str, language: str
) -> PlayerPage | None:
    """The player at one slide; `None` when the revision has no such slide.

    Two statements, three after the completion, and one more where the slide is not in memory.
    """
    text = text_of(enrolment, language)
    slide = text.slide(slide_id)
    if slide is None:
        return None
    return PlayerPage(
        enrolment=enrolment,
        text=text,
        standing=standing_of(enrolment),
        slide=slide,
        page=slide_page(enrolment.revision_id, language, slide_id, company_values(member)),
        certificate=_certificate_of(enrolment),
        notes=tuple(own_notes(enrolment)),
    )


def slide_window(
    member: Member, enrolment: Enrolment, slide_id: str, language: str
) -> list[dict[str, Any]] | None:
    """A slide and those after it, for the script; `None` when there is no such slide."""
    text = text_of(enrolment, language)
    slide = text.slide(slide_id)
    if slide is None:
        return None
    at = text.slides.index(slide)
    values: Mapping[str, str] = company_values(member)
    pages = [
        slide_page(enrolment.revision_id, language, one.id, values)
        for one in text.slides[at : at + WINDOW]
    ]
    return [
        {
            "id": one.slide_id,
            "title": one.title,
            "html": one.html,
            "transcript": one.transcript,
            "sound": sound_values(one),
        }
        for one in pages
    ]


def sound_values(page: SlidePage) -> list[dict[str, Any]]:
    """The recordings of a slide as the script knows them; empty where there is none."""
    return [
        {
            "part": one.part,
            "url": one.url,
            "seconds": one.seconds,
            "sentences": one.sentences,
        }
        for one in page.sound
    ]


def _certificate_of(enrolment: Enrolment) -> uuid.UUID | None:
    if not enrolment.completed_at:
        return None
    certificate = certificate_of(enrolment)
    return None if certificate is None else certificate.uuid


def clock_words(seconds: float) -> str:
    """Minutes and seconds: 0:12."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _time_words(slide: TocSlide) -> str:
    if slide.layout == "case":
        return _("事例")
    if slide.layout == "check":
        return _("確認")
    return clock_words(slide.seconds)
