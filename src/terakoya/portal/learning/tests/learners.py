"""A learner in a running course, signed in, and the events of their player."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.pages import RevisionTextView
from terakoya.portal.catalogue.selectors import revision_text
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.progress import SlideState
from terakoya.portal.learning.services import open_enrolment
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

OPENED = dt.datetime(2026, 11, 24, 1, 0, tzinfo=dt.UTC)
CONTROL = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")


def after(seconds: float) -> dt.datetime:
    """So many seconds after the enrolments of these tests were opened."""
    return OPENED + dt.timedelta(seconds=seconds)


def signed_in(member: Member, **options: Any) -> Client:
    """A browser in which the member is signed in."""
    client = Client(**options)
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
    return client


@dataclass
class Learner:
    """A member with an enrolment, a browser, and a player that counts its events."""

    member: Member
    enrolment: Enrolment
    client: Client
    numbers: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def text(self) -> RevisionTextView:
        """The Japanese contents list."""
        return revision_text(self.enrolment.revision_id, "ja")

    @property
    def events_url(self) -> str:
        """Where batches go."""
        return f"/learn/{self.enrolment.uuid}/events/"

    def moment(self, seconds: float) -> dt.datetime:
        """So many seconds after the opening."""
        return self.enrolment.opened_at + dt.timedelta(seconds=seconds)

    def begun_before(self, period: dt.timedelta) -> None:
        """Let the enrolment have been opened some time ago."""
        self.enrolment.opened_at = clock.now() - period
        self.enrolment.save(update_fields=["opened_at"])

    def url(self, slide: str) -> str:
        """A slide's page."""
        return f"/learn/{self.enrolment.uuid}/{slide}/"

    def event(self, kind: str, slide: str, at: float = 0, **changes: Any) -> dict[str, Any]:
        """An event as the player makes it, `at` seconds after the opening."""
        language = changes.pop("language", "ja")
        entry = revision_text(self.enrolment.revision_id, language).slide(slide)
        return {
            "uuid": str(uuid.uuid4()),
            "slide": slide,
            "slide_hash": entry.hash if entry else "0" * 64,
            "language": language,
            "kind": kind,
            "ranges": [],
            "answer": "",
            "seq": next(self.numbers),
            "client_time": self.moment(at).isoformat(),
            **changes,
        }

    def read(self, slide: str, start: float, end: float, **changes: Any) -> dict[str, Any]:
        """A slide was visible between two seconds after the opening."""
        ranges = [[self.moment(start).timestamp(), self.moment(end).timestamp()]]
        return self.event("read", slide, end, ranges=ranges, **changes)

    def heard(self, slide: str, start: float, *ranges: list[float], speed: float = 1) -> Any:
        """Seconds of its narration were heard from a moment on, at a speed."""
        end = start + sum(to - begin for begin, to in ranges) / speed
        moments = [[self.moment(start).timestamp(), self.moment(end).timestamp()]]
        return self.event("heard", slide, end, ranges=list(ranges), moments=moments)

    def post(self, *events: dict[str, Any]) -> TestResponse:
        """Send a batch."""
        return self.post_body(json.dumps({"events": list(events)}))

    def post_body(self, body: str | bytes) -> TestResponse:
        """Send any body as a batch."""
        return self.client.post(
            self.events_url, body, "application/json", headers={"accept": "application/json"}
        )

    def finish(self, upto: int, start: float = 0) -> float:
        """Read the first slides to the end, answers included; tells the second it ends."""
        for slide in self.text.slides[:upto]:
            end = start + slide.read
            events = [self.event("seen", slide.id, start), self.read(slide.id, start, end)]
            if slide.asks:
                events.append(self.event("answered", slide.id, end, answer="a"))
            assert self.post(*events).json()["refused"] == []
            start = end
        return start


def make_learner(
    member: Member | None = None,
    *,
    language: str = "ja",
    publish: Callable[[], Revision] | None = None,
) -> Learner:
    """A learner who has just begun the flagship course, or what `publish` publishes.

    Call inside `clock.fixed_at(OPENED)`.
    """
    if member is None:
        revision = (publish or publish_flagship)()
        owner = make_owner(make_organisation())
        member = make_member(owner.organisation, "見本 花子")
        assignment = give_course(owner, revision.course)
    else:
        assignment = Enrolment.objects.filter(organisation=member.organisation)[0].assignment
    enrolment = open_enrolment(member=member, assignment=assignment, language=language)
    return Learner(member, enrolment, signed_in(member))


def claims(slides: Mapping[str, SlideState]) -> dict[str, SlideState]:
    """What the events of an enrolment say, without what its slides keep."""
    return {slide: replace(one, kept=()) for slide, one in slides.items()}


class Statements(CaptureQueriesContext):
    """The statements of a block, transaction control left out."""

    def __init__(self) -> None:
        super().__init__(connection)

    @property
    def texts(self) -> list[str]:
        """The SQL of each."""
        return [one["sql"] for one in self.captured_queries if not one["sql"].startswith(CONTROL)]
