"""Reading without a script: the page's own signed time stands for the player's report."""

from __future__ import annotations

import uuid

from django.core import signing

from ...accounts.models import Member
from ...catalogue.pages import TocSlide
from ...common import clock
from ..batch import ReportedEvent
from ..choices import EventKind
from ..models import Enrolment
from ..ranges import Ranges
from ..review import SECONDS as REVIEW_SECONDS
from ..selectors.progress import needs_for, text_of
from .events import Receipt, record_events

SALT = "learning.slide-shown"


def shown_now(*, enrolment: Enrolment, slide_id: str) -> str:
    """A signed note that a slide is shown to an enrolment at this moment."""
    shown = [str(enrolment.uuid), slide_id, round(clock.now().timestamp(), 3)]
    return signing.dumps(shown, salt=SALT)


def record_reading(
    *, member: Member, enrolment: Enrolment, slide: TocSlide, language: str, note: str, answer: str
) -> Receipt | None:
    """Save that a slide was read since it was shown, and the choice; twice is once.

    `None` when the note is not ours or belongs to another slide.
    """
    shown_at = _shown_at(enrolment, slide.id, note)
    if shown_at is None:
        return None
    need = next(one for one in needs_for(enrolment) if one.slide == slide.id)
    longest = max(need.read, REVIEW_SECONDS)  # it may be looked at again before another attempt
    until = min(round(clock.now().timestamp(), 3), shown_at + longest)
    report = _Reporter(slide, text_of(enrolment, language).language, note)
    events = [report.event(EventKind.SEEN)]
    if until > shown_at:
        events.append(report.event(EventKind.READ, ranges=((shown_at, until),)))
    if answer:
        events.append(report.event(EventKind.ANSWERED, answer=answer))
    return record_events(member=member, enrolment=enrolment.uuid, events=events)


def record_skip(
    *, member: Member, enrolment: Enrolment, slide: TocSlide, language: str, note: str
) -> Receipt:
    """Save that a slide that announces a harsh scene was skipped."""
    report = _Reporter(slide, text_of(enrolment, language).language, note)
    events = [report.event(EventKind.SEEN), report.event(EventKind.SKIPPED)]
    return record_events(member=member, enrolment=enrolment.uuid, events=events)


def _shown_at(enrolment: Enrolment, slide_id: str, note: str) -> float | None:
    try:
        of_enrolment, of_slide, at = signing.loads(note, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return float(at) if (of_enrolment, of_slide) == (str(enrolment.uuid), slide_id) else None


class _Reporter:
    """Makes the events of one form; their uuids follow from the note, the kind and the choice."""

    def __init__(self, slide: TocSlide, language: str, note: str) -> None:
        self.slide, self.language, self.note = slide, language, note
        self.made = 0

    def event(self, kind: EventKind, *, ranges: Ranges = (), answer: str = "") -> ReportedEvent:
        self.made += 1
        return ReportedEvent(
            uuid=uuid.uuid5(uuid.NAMESPACE_URL, f"{SALT}:{self.note}:{kind}:{answer}"),
            slide=self.slide.id,
            slide_hash=self.slide.hash,
            language=self.language,
            kind=kind,
            seq=self.made,
            client_time=clock.now(),
            ranges=ranges,
            answer=answer,
        )
