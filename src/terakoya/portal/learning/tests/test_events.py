"""Batches of events: saved once, united, refused in words."""

from __future__ import annotations

import datetime as dt
import functools
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from terakoya.portal.common import clock
from terakoya.portal.common.prepared import PreparedInsert
from terakoya.portal.learning.batch import LARGEST_BODY
from terakoya.portal.learning.choices import Counting
from terakoya.portal.learning.gate import seconds_spent
from terakoya.portal.learning.models import Enrolment, Event, SlideProgress
from terakoya.portal.learning.progress import Report, State, merge, moments_before
from terakoya.portal.learning.selectors.progress import (
    needs_for,
    standing_of,
    stored_state,
    union_of_events,
)
from tests.courseware.laws import examples
from tests.factories import make_member, make_organisation

from .kept import again, kept_whole_learner
from .learners import OPENED, Learner, Statements, after, claims, make_learner, signed_in

__all__ = ["kept_whole_learner"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(kept_whole_learner: Learner, db: None) -> Iterator[Learner]:
    """A learner two minutes after the opening."""
    with clock.fixed_at(after(120)):
        yield again(kept_whole_learner)


def first(learner: Learner, layout: str = "", *, skippable: bool | None = None) -> str:
    """The first slide, or the first of a layout."""
    return next(
        slide.id
        for slide in learner.text.slides
        if layout in ("", slide.layout) and skippable in (None, slide.skippable)
    )


def stored(learner: Learner) -> dict[str, Any]:
    """Everything that a batch may change."""
    enrolment = Enrolment.objects.get(pk=learner.enrolment.pk)
    return {
        "events": sorted(Event.objects.values_list("uuid", "kind", "slide_id")),
        "slides": stored_state(enrolment),
        "place": (enrolment.last_slide, enrolment.last_at),
        "seen": (enrolment.slides_seen, enrolment.slides_met, enrolment.first_slide_at),
        "spent": enrolment.seconds_spent,
    }


# -- saving -------------------------------------------------------------------------------------


def test_events_are_saved_and_answered_with_what_is_met(learner: Learner) -> None:
    slide = learner.text.slides[0]
    batch = [learner.event("seen", slide.id), learner.read(slide.id, 0, slide.read)]
    response = learner.post(*batch)
    assert (response.status_code, response.json()) == (
        200,
        {
            "saved": [one["uuid"] for one in batch],
            "refused": [],
            "notes": [],
            "at": after(120).isoformat(timespec="milliseconds"),
            "met": [slide.id],
            "read": {},
            "screen": "",
        },
    )
    enrolment = Enrolment.objects.get()
    assert (enrolment.last_slide, enrolment.last_at) == (slide.id, OPENED)
    assert (enrolment.slides_seen, enrolment.slides_met) == (1, 1)
    assert enrolment.first_slide_at == after(120)
    assert enrolment.seconds_spent == slide.read
    event = Event.objects.get(kind="read")
    assert (event.slide_hash, event.language, event.received_at) == (slide.hash, "ja", after(120))


def test_slides_that_were_only_opened_are_no_progress(learner: Learner) -> None:
    """All are said to be opened in one batch; what is met is counted, and no locked one opens."""
    slides = [slide.id for slide in learner.text.slides]
    learner.post(*[learner.event("seen", slide) for slide in slides])
    enrolment = Enrolment.objects.get()
    assert (enrolment.slides_seen, enrolment.slides_met) == (len(slides), 0)
    with clock.fixed_at(after(120)):
        assert standing_of(enrolment).open == {slides[0]}
        assert standing_of(enrolment).resume_slide == slides[0]
        learner.finish(2)
        enrolment.refresh_from_db()
        assert enrolment.slides_met == 2
        assert standing_of(enrolment).open == set(slides[:3])


def test_a_slide_left_open_is_no_time_learned(learner: Learner) -> None:
    """Five minutes on a slide of some seconds count as the one minute that it may take."""
    slide = learner.text.slides[0]
    assert slide.read <= 20
    with clock.fixed_at(after(400)):
        learner.post(learner.read(slide.id, 0, 330))
        assert Enrolment.objects.get().seconds_spent == 60
        learner.post(learner.read(learner.text.slides[1].id, 330, 350))
    assert Enrolment.objects.get().seconds_spent == 80


def test_events_cost_six_statements_at_most(learner: Learner) -> None:
    one, two = learner.text.slides[:2]
    assert learner.post(learner.event("seen", one.id)).status_code == 200
    with Statements() as statements:
        learner.post(learner.read(one.id, 0, 30), learner.event("seen", two.id, 31))
    assert len(statements.texts) == 6, statements.texts
    batch = [learner.read(one.id, 30, 60), learner.heard(one.id, 40, [0, 8])]
    with Statements() as more:
        learner.post(*batch)
    assert len(more.texts) == 6  # the place stays, the time spent grows
    with Statements() as again:
        learner.post(*batch)
    assert len(again.texts) == 5  # whose they are is asked; nothing is written


def test_events_sent_twice_change_nothing(learner: Learner) -> None:
    slide = first(learner)
    batch = [learner.event("seen", slide), learner.read(slide, 0, 30)]
    learner.post(*batch)
    before = stored(learner)
    response = learner.post(*batch, *batch).json()
    assert (response["saved"], response["refused"]) == ([one["uuid"] for one in batch], [])
    assert stored(learner) == before


def test_events_with_a_known_uuid_and_other_content_change_nothing(learner: Learner) -> None:
    event = learner.read(first(learner), 0, 5)
    learner.post(event)
    before = stored(learner)
    longer = {**event, "ranges": [[OPENED.timestamp(), OPENED.timestamp() + 90]]}
    assert learner.post(longer).json()["saved"] == [event["uuid"]]
    assert stored(learner) == before


def test_events_note_the_first_slide_once(learner: Learner) -> None:
    learner.post(learner.read(first(learner), 0, 5))
    assert Enrolment.objects.get().first_slide_at is None
    with clock.fixed_at(after(20)):
        learner.post(learner.event("seen", first(learner)))
    with clock.fixed_at(after(30)):
        learner.post(learner.event("seen", learner.text.slides[1].id, 9))
    assert Enrolment.objects.get().first_slide_at == after(20)


def test_events_keep_the_slide_opened_last_whatever_the_order(learner: Learner) -> None:
    one, two, three = (slide.id for slide in learner.text.slides[:3])
    learner.post(learner.event("seen", two, 50), learner.event("seen", three, 40))
    learner.post(learner.event("seen", one, 30))
    enrolment = Enrolment.objects.get()
    assert (enrolment.last_slide, enrolment.last_at) == (two, after(50))


def test_events_of_a_fast_clock_do_not_hold_the_place_for_ever(learner: Learner) -> None:
    one, two = (slide.id for slide in learner.text.slides[:2])
    learner.post(learner.event("seen", one, 3600))
    with clock.fixed_at(after(200)):
        learner.post(learner.event("seen", two, 199))
    assert Enrolment.objects.get().last_slide == two


def test_event_of_two_senders_at_once_is_to_be_sent_again(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collide(*_args: Any, **_options: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(PreparedInsert, "insert", collide)
    before = stored(learner)
    response = learner.post(learner.event("seen", first(learner)))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "save-again")
    assert stored(learner) == before


# -- laws on the database -----------------------------------------------------------------------


@hypothesis_settings(
    max_examples=examples(25),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_events_in_any_order_and_batches_end_in_the_union_of_all(
    learner: Learner, data: st.DataObject
) -> None:
    """Loss and redelivery: a batch that was lost on the way back is sent again, cut otherwise."""
    Event.objects.all().delete()
    SlideProgress.objects.all().delete()
    Enrolment.objects.update(
        last_slide="", last_at=None, slides_seen=0, first_slide_at=None, seconds_spent=None
    )
    Enrolment.objects.update(slides_met=0)
    slides = [first(learner), first(learner, "check"), first(learner, "case", skippable=True)]
    made = data.draw(st.lists(_moves(slides), max_size=8, unique_by=lambda one: one[2]))
    events = [_made(learner, *move) for move in made]
    again = data.draw(st.lists(st.sampled_from(events), max_size=5)) if events else []
    rest = list(data.draw(st.permutations(events + again)))
    while rest:
        size = data.draw(st.integers(1, len(rest)))
        assert learner.post(*rest[:size]).json()["refused"] == []
        rest = rest[size:]
    expected = merge(State(), [_report(one) for one in events])
    enrolment = Enrolment.objects.get()
    assert claims(stored_state(enrolment)) == expected.slides
    assert union_of_events(enrolment) == expected
    assert (enrolment.seconds_spent or 0) == seconds_spent(needs_for(enrolment), expected)
    place = expected.position
    assert enrolment.last_slide == (place.slide if place else "")
    assert enrolment.slides_seen == len(expected.slides)
    with clock.fixed_at(after(120)):
        assert enrolment.slides_met == len(standing_of(enrolment).met)


def _moves(slides: list[str]) -> st.SearchStrategy[tuple[str, str, int, int]]:
    kinds = st.sampled_from(["seen", "read", "heard", "answered", "skipped"])
    return st.tuples(kinds, st.sampled_from(slides), st.integers(1, 119), st.integers(1, 40))


def _made(learner: Learner, kind: str, slide: str, at: int, length: int) -> dict[str, Any]:
    entry = learner.text.slide(slide)
    assert entry is not None
    if kind == "read" or (kind == "answered" and not entry.asks):
        return learner.read(slide, at, at + length)
    if kind == "heard":
        ranges = [at / 2, at / 2 + length]
        told = learner.heard(slide, at, ranges)
        return told if at % 2 else learner.event("heard", slide, at, ranges=[ranges])
    if kind == "skipped" and not entry.skippable:
        kind = "seen"
    return learner.event(kind, slide, at, answer="ab"[at % 2] if kind == "answered" else "")


def _report(event: dict[str, Any]) -> Report:
    ranges = tuple((float(start), float(end)) for start, end in event["ranges"])
    at = dt.datetime.fromisoformat(event["client_time"]).timestamp()
    opened, received = OPENED.timestamp(), after(120).timestamp()
    moments = tuple((start, end) for start, end in event.get("moments", ()))
    if event["kind"] == "heard" and not moments:
        moments = moments_before(at, ranges, 2.0)
    place = min(at, received)
    report = Report(event["slide"], event["kind"], "ja", place, ranges, event["answer"], moments)
    return report.cut(opened=opened, received=received)


# -- refusals, each beside a good event -----------------------------------------------------------


def refused(learner: Learner, event: dict[str, Any]) -> str:
    """The reason for which an event is refused while the one beside it is saved."""
    good = learner.event("seen", first(learner))
    answer = learner.post(event, good).json()
    assert answer["saved"] == [good["uuid"]]
    assert [one["uuid"] for one in answer["refused"]] == [event.get("uuid", "")]
    assert answer["refused"][0]["message"].endswith("。")
    assert Event.objects.count() == 1
    reason: str = answer["refused"][0]["reason"]
    return reason


def test_event_for_a_slide_not_in_the_revision_is_refused(learner: Learner) -> None:
    assert refused(learner, learner.event("seen", "somewhere-else")) == "slide"


def test_event_for_other_content_is_refused(learner: Learner) -> None:
    event = learner.event("seen", first(learner), slide_hash="f" * 64)
    assert refused(learner, event) == "content"


def test_event_in_a_language_the_course_does_not_speak_is_refused(learner: Learner) -> None:
    event = {**learner.event("seen", first(learner)), "language": "fr"}
    assert refused(learner, event) == "language"


@pytest.mark.parametrize(
    "ranges",
    [
        [],
        [[5, 5]],
        [[9, 5]],
        [[-1, 5]],
        [[0, 3601]],
        [[0, 1e400]],
        [["0", "5"]],
        [[0, True]],
        [[0]],
        [0, 5],
        "0-5",
        [[n, n + 0.5] for n in range(101)],
    ],
)
def test_event_with_ranges_that_make_no_sense_is_refused(learner: Learner, ranges: Any) -> None:
    event = {**learner.event("heard", first(learner)), "ranges": ranges}
    assert refused(learner, event) == "ranges"


@pytest.mark.parametrize("kind", ["seen", "read"])
@pytest.mark.parametrize("name", ["ranges", "moments"])
def test_event_with_ranges_where_none_belong_is_refused(
    learner: Learner, kind: str, name: str
) -> None:
    event = {**learner.event(kind, first(learner)), name: [[0, 5]]}
    if (kind, name) == ("read", "ranges"):
        assert learner.post(event).json()["saved"] == [event["uuid"]]
        return
    assert refused(learner, event) == "ranges"


@pytest.mark.parametrize("moments", [[[5, 5]], [[9, 5]], [[0, 3601]], ["now"], 5, [[0, 1]] * 101])
def test_event_heard_at_moments_that_make_no_sense_is_refused(
    learner: Learner, moments: Any
) -> None:
    event = learner.event("heard", first(learner), ranges=[[0, 5]], moments=moments)
    assert refused(learner, event) == "ranges"


def test_event_reading_longer_than_an_hour_at_a_time_is_refused(learner: Learner) -> None:
    start = OPENED.timestamp()
    event = learner.event("read", first(learner), ranges=[[start, start + 3601]])
    assert refused(learner, event) == "ranges"


@pytest.mark.parametrize("answer", ["", "z", "A"])
def test_event_with_an_unknown_choice_is_refused(learner: Learner, answer: str) -> None:
    event = learner.event("answered", first(learner, "check"), answer=answer)
    assert refused(learner, event) == "answer"


def test_event_answering_a_slide_that_asks_nothing_is_refused(learner: Learner) -> None:
    event = learner.event("answered", first(learner, "title"), answer="a")
    assert refused(learner, event) == "answer"


def test_event_skipping_is_taken_for_harsh_cases_only(learner: Learner) -> None:
    assert refused(learner, learner.event("skipped", first(learner, "check"))) == "skip"
    harsh = first(learner, "case", skippable=True)
    assert learner.post(learner.event("skipped", harsh)).json()["met"] == [harsh]


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "no-uuid"},
        {"uuid": 7},
        {"kind": "slept"},
        {"seq": -1},
        {"seq": 1.5},
        {"seq": 2**40},
        {"slide": None},
        {"slide": "x" * 65},
        {"client_time": "2026-11-24T01:00:00"},
        {"client_time": "yesterday"},
        {"client_time": "1969-12-31T23:59:59+00:00"},
        {"client_time": "2200-01-01T00:00:00+00:00"},
        {"client_time": 1764000000},
    ],
)
def test_event_of_the_wrong_shape_is_refused(learner: Learner, change: dict[str, Any]) -> None:
    event = {**learner.event("seen", first(learner)), **change}
    if not isinstance(event["uuid"], str):
        assert learner.post(event).json()["refused"][0]["reason"] == "shape"
        return
    assert refused(learner, event) == "shape"


@pytest.mark.parametrize("entry", [None, 7, "seen", [], {}])
def test_event_that_is_no_object_is_refused(learner: Learner, entry: Any) -> None:
    body = json.dumps({"events": [entry]})
    assert learner.post_body(body).json()["refused"][0]["reason"] == "shape"
    assert Event.objects.count() == 0


def test_event_with_the_uuid_of_anothers_is_refused_without_saying_whose(
    learner: Learner,
) -> None:
    theirs = learner.read(first(learner), 0, 30)
    learner.post(theirs)
    with clock.fixed_at(OPENED):
        colleague = make_learner(make_member(learner.member.organisation, "見本 次郎"))
    answer = colleague.post(theirs).json()
    assert (answer["saved"], answer["met"]) == ([], [])
    assert [(one["uuid"], one["reason"]) for one in answer["refused"]] == [(theirs["uuid"], "uuid")]
    assert str(learner.enrolment.uuid) not in json.dumps(answer)
    assert not SlideProgress.objects.filter(enrolment=colleague.enrolment).exists()


def test_event_beyond_2000_separate_ranges_is_refused(learner: Learner) -> None:
    slide = first(learner)
    for batch in range(20):
        ranges = [[batch * 100 + n, batch * 100 + n + 0.5] for n in range(100)]
        assert learner.post(learner.event("heard", slide, ranges=ranges)).json()["refused"] == []
    before = stored(learner)
    more = learner.event("heard", slide, ranges=[[2100, 2100.5]])
    assert learner.post(more).json()["refused"][0]["reason"] == "ranges"
    assert stored(learner) == before
    inside = learner.event("heard", slide, ranges=[[0, 100]])
    assert learner.post(inside).json()["saved"] == [inside["uuid"]]


def test_event_beyond_6000_separate_ranges_in_all_is_refused(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terakoya.portal.learning.services.events.MOST_PIECES_IN_ALL", 30)
    for slide in learner.text.slides[:2]:
        ranges = [[OPENED.timestamp() + n, OPENED.timestamp() + n + 0.5] for n in range(15)]
        assert learner.post(learner.event("read", slide.id, ranges=ranges)).json()["refused"] == []
    before = stored(learner)
    more = learner.read(learner.text.slides[2].id, 60, 61)
    assert learner.post(more).json()["refused"][0]["reason"] == "ranges"
    assert stored(learner) == before
    inside = learner.read(learner.text.slides[1].id, 0, 15)
    assert learner.post(inside).json()["saved"] == [inside["uuid"]]


def test_events_are_answered_with_what_was_read_of_slides_not_met(learner: Learner) -> None:
    one, two = (slide.id for slide in learner.text.slides[:2])
    learner.post(learner.read(one, 0, 4.5), learner.read(one, 10, 12))
    answer = learner.post(learner.event("seen", two, 20)).json()
    assert (answer["met"], answer["read"]) == ([], {one: 6.5, two: 0})


# -- clocks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [1970, 2099])
def test_event_of_a_wrong_clock_is_saved_and_told_and_does_not_count(
    learner: Learner, year: int
) -> None:
    slide = learner.text.slides[0]
    start = dt.datetime(year, 1, 2, tzinfo=dt.UTC)
    event = learner.event(
        "read",
        slide.id,
        ranges=[[start.timestamp(), start.timestamp() + 600]],
        client_time=start.isoformat(),
    )
    answer = learner.post(event).json()
    assert (answer["saved"], answer["refused"], answer["met"]) == ([event["uuid"]], [], [])
    assert [(one["uuid"], one["note"]) for one in answer["notes"]] == [(event["uuid"], "clock")]
    assert Event.objects.get().client_time == start
    assert learner.post(learner.read(slide.id, 0, slide.read)).json()["met"] == [slide.id]


def test_events_claiming_what_has_not_come_yet_are_cut_at_their_first_arrival(
    learner: Learner,
) -> None:
    one, two = learner.text.slides[:2]
    claims = [learner.read(one.id, 0, 3000), learner.read(two.id, -600, 3000)]
    with clock.fixed_at(after(one.read + two.read - 6)):
        assert learner.post(*claims).json()["met"] == [one.id]
    with clock.fixed_at(after(3600)):
        answer = learner.post(*claims).json()  # sent again: the first arrival counts
        assert (answer["met"], answer["read"]) == ([one.id], {two.id: two.read - 1})
        assert learner.post(learner.read(two.id, 100, 101)).json()["met"] == [one.id, two.id]
    assert Enrolment.objects.get().seconds_spent == one.read + two.read


def test_events_of_an_enrolment_that_began_by_the_first_rule_wait_until_their_time_has_come(
    learner: Learner,
) -> None:
    Enrolment.objects.update(counting=Counting.SECONDS)
    one, two = learner.text.slides[:2]
    claims = [learner.read(one.id, 0, 3000), learner.read(two.id, 0, 3000)]
    with clock.fixed_at(after(one.read)):
        assert learner.post(*claims).json()["met"] == [one.id]
    enrolment = Enrolment.objects.get()
    with clock.fixed_at(after(one.read + two.read)):
        assert standing_of(enrolment).met == {one.id, two.id}
    assert enrolment.seconds_spent is None


def test_event_whose_moments_cannot_be_true_is_saved_and_told(learner: Learner) -> None:
    """A clock ahead by an hour: nothing of it counts, and the learner reads why."""
    slide = learner.text.slides[0].id
    ahead = [learner.read(slide, 3600, 3630), learner.heard(slide, 3600, [0, 30])]
    good = learner.read(slide, 100, 105)
    answer = learner.post(*ahead, good).json()
    assert answer["saved"] == [one["uuid"] for one in (*ahead, good)]
    assert [one["uuid"] for one in answer["notes"]] == [one["uuid"] for one in ahead]
    assert answer["read"] == {slide: 5}
    assert learner.post(*ahead).json()["notes"] == []  # told once


def test_event_of_a_kind_that_only_the_server_writes_is_refused(learner: Learner) -> None:
    event = {**learner.read(first(learner), 0, 30), "kind": "present"}
    assert refused(learner, event) == "shape"


# -- who, and how much -----------------------------------------------------------------------------


def test_events_of_anothers_enrolment_are_not_found(learner: Learner) -> None:
    body = json.dumps({"events": [learner.event("seen", first(learner))]})
    stranger = make_member(make_organisation("株式会社ほか"), "他社 一郎")
    colleague = make_member(learner.member.organisation, "見本 次郎")
    for other in (stranger, colleague):
        response = signed_in(other).post(learner.events_url, body, content_type="application/json")
        assert response.status_code == 404
    assert Event.objects.count() == 0
    assert learner.post_body(body).status_code == 200


def test_events_of_an_unknown_enrolment_are_not_found(learner: Learner) -> None:
    address = f"/learn/{uuid.uuid4()}/events/"
    response = learner.client.post(address, '{"events": []}', content_type="application/json")
    assert response.status_code == 404


def test_events_after_the_session_has_ended_ask_to_sign_in(learner: Learner) -> None:
    response = Client().post(
        learner.events_url,
        json.dumps({"events": [learner.event("seen", first(learner))]}),
        content_type="application/json",
        HTTP_ACCEPT="application/json",
    )
    assert (response.status_code, response.json()["code"]) == (401, "sign-in-needed")
    assert Event.objects.count() == 0


def test_events_without_the_forms_proof_are_refused(learner: Learner) -> None:
    strict = signed_in(learner.member, enforce_csrf_checks=True)
    body = json.dumps({"events": [learner.event("seen", first(learner))]})
    send = functools.partial(strict.post, learner.events_url, body, "application/json")
    assert send(headers={"accept": "application/json"}).status_code == 403
    strict.get(learner.url(first(learner)))
    token = strict.cookies["csrftoken"].value
    assert send(headers={"x-csrftoken": token}).status_code == 200


def test_events_beyond_200_are_refused_as_a_whole(learner: Learner) -> None:
    events = [learner.event("seen", first(learner), n / 10) for n in range(201)]
    response = learner.post(*events)
    assert (response.status_code, response.json()["error"]["code"]) == (413, "batch-too-large")
    assert Event.objects.count() == 0
    assert len(learner.post(*events[:200]).json()["saved"]) == 200


def test_events_of_a_megabyte_are_refused(learner: Learner) -> None:
    event = json.dumps({"events": [learner.event("seen", first(learner))]})
    padded = event + " " * (LARGEST_BODY - len(event))
    for body in (event + " " * 1024 * 1024, padded + " "):
        response = learner.post_body(body)
        assert (response.status_code, response.json()["error"]["code"]) == (413, "batch-too-large")
    assert Event.objects.count() == 0
    assert learner.post_body(padded).status_code == 200


@pytest.mark.parametrize(
    "body",
    [b"", b"seen", b"[]", b"{}", b'{"events": {}}', b"\xff\xfe", b'{"events":' + b"[" * 9999],
)
def test_events_that_are_no_json_are_refused_in_words(learner: Learner, body: bytes) -> None:
    response = learner.post_body(body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, "unreadable-batch")
    assert "JSON" in response.json()["error"]["message"]


def test_events_want_post(learner: Learner) -> None:
    assert learner.client.get(learner.events_url).status_code == 405


# -- which screen counts --------------------------------------------------------------------------

OFFICE, PHONE = "0" * 12, "1" * 12


def from_screen(learner: Learner, screen: object, **more: Any) -> Any:
    """Send one event from a page."""
    event = learner.event("seen", first(learner), 5)
    return learner.post_body(json.dumps({"events": [event], "screen": screen, **more}))


def test_screen_that_takes_over_counts_and_the_other_is_told(learner: Learner) -> None:
    with clock.fixed_at(after(60)):
        told = [
            from_screen(learner, OFFICE, takes_over=True).json()["screen"],
            from_screen(learner, OFFICE).json()["screen"],
            from_screen(learner, PHONE, takes_over=True).json()["screen"],
            from_screen(learner, OFFICE).json()["screen"],
            from_screen(learner, "").json()["screen"],
            from_screen(learner, OFFICE, takes_over=True).json()["screen"],
        ]
    assert told == [OFFICE, OFFICE, PHONE, PHONE, PHONE, OFFICE]


def test_screen_that_does_not_count_loses_nothing(learner: Learner) -> None:
    with clock.fixed_at(after(60)):
        from_screen(learner, PHONE, takes_over=True)
        body = {"events": [learner.read(first(learner), 0, 30)], "screen": OFFICE}
        answer = learner.post_body(json.dumps(body)).json()
    assert (answer["met"], answer["screen"]) == ([first(learner)], PHONE)


def test_screen_costs_no_statement_more_than_a_seen_slide(learner: Learner) -> None:
    with clock.fixed_at(after(60)):
        from_screen(learner, OFFICE, takes_over=True)
        costs: list[int] = []
        for screen, takes_over in ((OFFICE, False), (PHONE, True), (PHONE, True)):
            second = learner.text.slides[1].id
            event = learner.event("seen", second, 10 + len(costs))
            body = {"events": [event], "screen": screen, "takes_over": takes_over}
            with Statements() as statements:
                learner.post_body(json.dumps(body))
            costs.append(len(statements.texts))
    assert costs == [6, 5, 5]  # the first one also makes the slide's row


@pytest.mark.parametrize("screen", [5, ["a"], "x" * 12, "0" * 37, "0", {"id": "0" * 12}])
def test_screen_that_is_none_is_a_400(learner: Learner, screen: object) -> None:
    answer = from_screen(learner, screen, takes_over=True)
    assert (answer.status_code, answer.json()["error"]["field"]) == (400, "screen")
    assert Event.objects.count() == 0
