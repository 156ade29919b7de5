"""What a player sends while somebody reads (docs/algorithms/progress.md §9).

Pure: no Django, no clock. The demo's past and the bench's journeys are both made of this.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

REPORT_SECONDS: Final = 30.0
ANSWER_AFTER: Final = 0.6  # the part of a slide's time after which a learner chooses


@dataclass(frozen=True)
class Visit:
    """One slide as somebody reads it: for how long, and what they choose (empty: nothing)."""

    slide: str
    slide_hash: str
    seconds: float
    answer: str = ""


@dataclass(frozen=True)
class Sending:
    """A batch and when it leaves, in seconds since 1970."""

    at: float
    events: tuple[dict[str, Any], ...]

    def as_json(self) -> dict[str, Any]:
        """The body of the post."""
        return {"events": list(self.events)}


def sendings(
    visits: Sequence[Visit], *, start: float, language: str, rng: Random, finishes: bool = True
) -> Iterator[Sending]:
    """The batches of a reading, in order; the last slide is left only if it `finishes`."""
    page = _Page(language, rng, start)
    for visit in visits:
        page.open(visit)
        yield page.send()
        yield from page.stay(visit)
    if visits and finishes:
        page.report(visits[-1])
        yield page.send()


class _Page:
    """A player's page: its clock, what it has not sent yet, and since when it has read."""

    def __init__(self, language: str, rng: Random, now: float) -> None:
        self._language, self._rng = language, rng
        self._now, self._since = now, now
        self._events: list[dict[str, Any]] = []
        self._seq = 0
        self._previous: Visit | None = None

    def open(self, visit: Visit) -> None:
        """Leave the slide before, if there is one, and show the next."""
        if self._previous is not None:
            self.report(self._previous)
        self._previous = visit
        self._add(visit, "seen")

    def stay(self, visit: Visit) -> Iterator[Sending]:
        """Read a slide to its end: a report every 30 s, and at once with an answer."""
        end = self._now + visit.seconds
        answers_at = self._now + ANSWER_AFTER * visit.seconds if visit.answer else None
        while True:
            due = self._since + REPORT_SECONDS
            is_answer = answers_at is not None and answers_at <= min(due, end)
            if answers_at is not None and is_answer:
                self._now = answers_at
            elif due <= end:
                self._now = due
            else:
                self._now = end
                return
            self.report(visit)
            if is_answer:
                answers_at = None
                self._add(visit, "answered", answer=visit.answer)
            yield self.send()

    def report(self, visit: Visit) -> None:
        """Tell since when the slide has been visible."""
        if self._now > self._since:
            self._add(visit, "read", ranges=[[round(self._since, 3), round(self._now, 3)]])
        self._since = self._now

    def send(self) -> Sending:
        """The batch that leaves now."""
        sending = Sending(self._now, tuple(self._events))
        self._events = []
        self._since = self._now
        return sending

    def _add(self, visit: Visit, kind: str, **more: Any) -> None:
        moment = dt.datetime.fromtimestamp(self._now, dt.UTC)
        self._events.append(
            {
                "uuid": str(uuid.UUID(int=self._rng.getrandbits(128), version=4)),
                "slide": visit.slide,
                "slide_hash": visit.slide_hash,
                "language": self._language,
                "kind": kind,
                "ranges": [],
                "answer": "",
                "seq": self._seq,
                "client_time": moment.isoformat(timespec="milliseconds"),
                **more,
            }
        )
        self._seq += 1
