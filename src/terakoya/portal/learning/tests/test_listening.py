"""Sound in the player's pages: what a slide with recordings tells, wants and counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from terakoya.portal.catalogue.models import ContentBlob
from terakoya.portal.catalogue.pages import TocSlide
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment, Event
from terakoya.portal.learning.selectors.progress import needs_of, standing_of
from tests.courses import flagship_material
from tests.made_once import made_once_by
from tests.recordings import recorded

from .kept import again
from .learners import OPENED, Learner, after, make_learner
from .test_player import values_of

# Dear: recordings, and both databases keep the same.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def make_listener() -> Learner:
    """A learner who has just begun a recorded course."""
    with clock.fixed_at(OPENED):
        publish_material(material=recorded(flagship_material()))
        return make_learner()


kept_listener = made_once_by(make_listener)


@pytest.fixture
def learner(kept_listener: Learner, db: None) -> Iterator[Learner]:
    """A learner ten minutes after the opening of a recorded course."""
    with clock.fixed_at(after(600)):
        yield again(kept_listener)


def check_of(learner: Learner) -> TocSlide:
    """The first slide with a question, all before it done."""
    before = [slide.layout for slide in learner.text.slides].index("check")
    learner.finish(before)
    return learner.text.slides[before]


def met(learner: Learner, seconds: float = 600) -> frozenset[str]:
    with clock.fixed_at(after(seconds)):
        return standing_of(Enrolment.objects.get()).met


def test_page_and_data_tell_the_sound_and_what_was_heard(learner: Learner) -> None:
    one, two = learner.text.slides[:2]
    learner.post(learner.event("heard", one.id, 9, ranges=[[0, 4], [3, 5.5]]))
    html = learner.client.get(learner.url(one.id)).content.decode()
    values = values_of(html)
    (sheet,) = values["sound"]
    sha256 = ContentBlob.objects.get(content_type="audio/mp4").sha256
    assert (sheet["part"], sheet["url"]) == ("main", f"/media/audio/{sha256}.m4a")
    assert len(sheet["sentences"]) == html.count('class="s" data-i=')
    assert (values["heard"], values["topSpeed"]) == ({one.id: [[0, 5.5]]}, 2.0)
    assert [slide["listen"] for slide in values["slides"]][:2] == [12, 12]
    assert "聞くか読むと進めます" in html
    assert f'<audio controls preload="none" src="{sheet["url"]}">' in html
    data = learner.client.get(f"{learner.url(one.id)}data/").json()["slides"]
    assert data[0]["sound"] == [sheet]
    exercise = next(n for n, slide in enumerate(learner.text.slides) if slide.asks)
    assert [one["part"] for one in data[exercise]["sound"]] == ["main", "answer"]
    assert two.id == data[1]["id"]


def test_heard_seconds_of_a_language_that_the_page_does_not_show_are_not_told(
    learner: Learner,
) -> None:
    one = learner.text.slides[0].id
    learner.post(learner.event("heard", one, 9, ranges=[[0, 4]], language="en"))
    html = learner.client.get(learner.url(one)).content.decode()
    assert values_of(html)["heard"] == {}


def test_slide_is_met_by_hearing_95_percent_of_its_recording(learner: Learner) -> None:
    one = learner.text.slides[0].id
    learner.post(learner.event("heard", one, 9, ranges=[[0, 11.2]]))
    assert met(learner) == frozenset()
    learner.post(learner.event("heard", one, 10, ranges=[[11.2, 11.4]]))
    assert met(learner) == {one}


def test_check_wants_its_answer_heard_too(learner: Learner) -> None:
    check = check_of(learner)
    learner.post(
        learner.event("heard", check.id, 300, ranges=[[0, 12.06]]),
        learner.event("answered", check.id, 301, answer="a"),
    )
    assert (check.listen, check.id in met(learner)) == (24, False)
    learner.post(learner.event("heard", check.id, 320, ranges=[[12.06, 23]]))
    assert check.id in met(learner)


def test_text_path_is_never_longer_than_the_recording(learner: Learner) -> None:
    needs = needs_of(learner.enrolment.revision_id)
    assert all(need.read <= min(need.listen.values()) for need in needs)


@pytest.mark.parametrize("tells_when", [True, False])
def test_hearing_counts_at_twofold_speed_and_no_faster(learner: Learner, tells_when: bool) -> None:
    """Also of a player that does not tell when: then it was right before the report."""
    one = learner.text.slides[0].id
    fast = learner.heard(one, 0, [0, 12], speed=4)
    if not tells_when:
        fast = learner.event("heard", one, 0.3, ranges=[[0, 12]])
    with clock.fixed_at(after(3)):
        assert learner.post(fast).json()["met"] == []
    whole = learner.heard(one, 4, [0, 12], speed=2)
    if not tells_when:
        whole = learner.event("heard", one, 10, ranges=[[0, 12]])
    with clock.fixed_at(after(10)):
        assert learner.post(whole).json()["met"] == [one]


def test_player_that_does_not_tell_when_loses_nothing(learner: Learner) -> None:
    """Events of a page from before, half a minute each, as its database kept them."""
    reports, at = [], 0.0
    for slide in learner.text.slides[:3]:
        for begin in range(0, int(slide.listen), 6):
            at += 3
            ranges = [[begin, min(begin + 6, slide.listen)]]
            reports.append(learner.event("heard", slide.id, at, ranges=ranges))
            if slide.asks:
                reports.append(learner.event("answered", slide.id, at, answer="a"))
    with clock.fixed_at(after(at)):
        assert learner.post(*reversed(reports)).json()["met"] == [
            slide.id for slide in learner.text.slides[:3]
        ]
    assert [row.moments for row in Event.objects.order_by("seq")][:2] == [
        [[OPENED.timestamp() + start, OPENED.timestamp() + start + 3]] for start in (0, 3)
    ]


def test_harsh_case_is_veiled_from_the_first_moment(learner: Learner) -> None:
    harsh = [slide.skippable for slide in learner.text.slides].index(True)
    with clock.fixed_at(after(0) + dt.timedelta(hours=2)):
        learner.finish(harsh)
        pages = [
            learner.client.get(learner.url(slide.id)).content.decode()
            for slide in learner.text.slides[harsh - 1 : harsh + 1]
        ]
    assert ["is-veiled" in html for html in pages] == [False, True]
    assert ["data-show" in html for html in pages] == [False, True]
