"""The player's pages: what opens, what it costs, and reading without a script."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from terakoya.portal.common import clock
from terakoya.portal.learning.choices import Gate
from terakoya.portal.learning.models import AccessGrant, Enrolment, Event, SeatHolder
from terakoya.portal.learning.selectors.progress import standing_of
from terakoya.portal.learning.services import grant_access
from terakoya.portal.learning.services.reading import shown_now
from tests.factories import make_member, make_organisation

from .kept import again, kept_whole_learner
from .learners import OPENED, Learner, Statements, after, make_learner, signed_in

__all__ = ["kept_whole_learner"]

# Dear: pages, and both databases keep the same.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
MODULES = (
    *("player", "course", "keys", "queue", "reading", "slides", "status", "view"),
    *("listening", "sound", "captions", "notebook", "notepad", "session", "tabs", "phone"),
)
PORTAL = Path(__file__).resolve().parents[2]
SLIDE_FILES = PORTAL.parent / "courseware/formats/web/static/terakoya"


@pytest.fixture
def learner(kept_whole_learner: Learner, db: None) -> Iterator[Learner]:
    """A learner ten minutes after the opening."""
    with clock.fixed_at(after(600)):
        yield again(kept_whole_learner)


def values_of(html: str) -> dict[str, Any]:
    """What the page tells its script."""
    found = re.search(r'<script id="player-values" type="application/json">(.*?)</script>', html)
    assert found
    values: dict[str, Any] = json.loads(found[1])
    return values


def words(response: Any) -> list[str]:
    """What a redirect says on the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]


# -- opening ------------------------------------------------------------------------------------


def test_enrolment_leads_to_the_slide_opened_last(learner: Learner) -> None:
    one, two = (slide.id for slide in learner.text.slides[:2])
    address = f"/learn/{learner.enrolment.uuid}/"
    assert learner.client.get(address)["Location"] == learner.url(one)
    learner.finish(1)
    learner.post(learner.event("seen", two, 60))
    assert learner.client.get(address)["Location"] == learner.url(two)


def test_slide_shows_place_rail_and_gate(learner: Learner) -> None:
    learner.finish(1)
    two = learner.text.slides[1]
    html = learner.client.get(learner.url(two.id)).content.decode()
    count = len(learner.text.slides)
    assert f"スライド2：{two.title}" in html
    assert f'<b class="strong num" data-fill="place">2 / {count}</b>' in html
    states = re.findall(r'data-slide="([^"]+)" data-state="(\w+)"', html)
    assert [state for _, state in states] == ["done", "open", *["locked"] * (count - 2)]
    assert f"あと 0:{two.read:02d}" in html
    assert "読むと進めます" in html
    assert 'data-go="next" aria-describedby="gate" role="link" aria-disabled="true"' in html


def test_slide_counts_on_from_what_was_read(learner: Learner) -> None:
    one = learner.text.slides[0]
    learner.post(learner.event("seen", one.id), learner.read(one.id, 0, one.read - 7))
    html = learner.client.get(learner.url(one.id)).content.decode()
    assert "あと 0:07" in html
    assert values_of(html)["read"] == {one.id: one.read - 7}


def test_slide_that_is_met_leads_on(learner: Learner) -> None:
    learner.finish(1)
    one, two = learner.text.slides[:2]
    html = learner.client.get(learner.url(one.id)).content.decode()
    assert f'data-go="next" aria-describedby="gate" href="{learner.url(two.id)}"' in html
    assert "次へ進めます" in html


def test_last_slide_leads_to_the_test(learner: Learner) -> None:
    with clock.fixed_at(after(3600)):
        learner.finish(len(learner.text.slides))
        html = learner.client.get(learner.url(learner.text.slides[-1].id)).content.decode()
    href = f"/learn/{learner.enrolment.uuid}/test/"
    assert f'data-go="next" aria-describedby="gate" href="{href}"' in html


def test_last_slide_names_what_is_missing(learner: Learner) -> None:
    last = learner.text.slides[-1]
    learner.post(learner.event("seen", last.id), learner.read(last.id, 0, last.read))
    html = learner.client.get(learner.url(last.id)).content.decode()
    first = learner.text.slides[0]
    assert f'<a href="{learner.url(first.id)}" data-slide-link>{first.title}</a>' in html


def test_locked_slide_leads_to_the_one_to_be_done_first(learner: Learner) -> None:
    learner.finish(2)
    third, fifth = learner.text.slides[2], learner.text.slides[4]
    response = learner.client.get(learner.url(fifth.id))
    assert (response.status_code, response["Location"]) == (302, learner.url(third.id))
    assert words(response) == ["先に、このスライドを終えてください。終えると次が開きます。"]
    learner.post(learner.event("seen", fifth.id, 90))
    refused = learner.client.get(learner.url(fifth.id))
    assert refused["Location"] == learner.url(third.id)  # what is said does not open it
    assert learner.client.get(learner.url(third.id)).status_code == 200


def test_locked_slides_are_open_where_the_rules_say_free(learner: Learner) -> None:
    last = learner.url(learner.text.slides[-1].id)
    assert learner.client.get(last).status_code == 302
    Enrolment.objects.update(gate=Gate.FREE)
    assert learner.client.get(last).status_code == 200
    assert standing_of(Enrolment.objects.get()).may_take_test


def test_locked_slides_are_open_after_the_completion(learner: Learner) -> None:
    Enrolment.objects.update(completed_at=after(500))
    assert learner.client.get(learner.url(learner.text.slides[-1].id)).status_code == 200


def test_slide_speaks_the_language_of_the_page(learner: Learner) -> None:
    learner.client.cookies["language"] = "en"
    html = learner.client.get(learner.url(learner.text.slides[0].id)).content.decode()
    assert '<html lang="en">' in html
    assert values_of(html)["language"] == "en"
    assert not re.search(r"[ぁ-ん]", html.replace(learner.member.organisation.name, ""))


def test_slide_of_anothers_enrolment_is_not_found(learner: Learner) -> None:
    slide = learner.text.slides[0].id
    addresses = [
        f"/learn/{learner.enrolment.uuid}/",
        learner.url(slide),
        f"{learner.url(slide)}data/",
    ]
    colleague = make_member(learner.member.organisation, "見本 次郎")
    stranger = make_member(make_organisation("株式会社ほか"), "他社 一郎")
    for other in (colleague, stranger):
        client = signed_in(other)
        assert [client.get(one).status_code for one in addresses] == [404, 404, 404]
        assert client.post(f"{learner.url(slide)}read/").status_code == 404
    assert [learner.client.get(one).status_code for one in addresses] == [302, 200, 200]
    anonymous = Client().get(learner.url(slide))
    assert anonymous["Location"].startswith("/sign-in/?next=")


def test_slide_that_the_revision_does_not_have_is_not_found(learner: Learner) -> None:
    assert learner.client.get(learner.url("somewhere-else")).status_code == 404
    assert learner.client.get(f"{learner.url('somewhere-else')}data/").status_code == 404
    assert learner.client.get(f"/learn/{uuid.uuid4()}/opening/").status_code == 404


def test_slides_close_with_the_contract_and_say_so(learner: Learner) -> None:
    slide = learner.text.slides[0].id
    with clock.fixed_at(OPENED + dt.timedelta(days=400)):
        response = learner.client.get(learner.url(slide))
        assert (response.status_code, response["Location"]) == (302, "/my/")
        assert len(words(response)) == 1
        assert learner.client.get(f"{learner.url(slide)}data/").status_code == 404
    SeatHolder.objects.update(until_on=OPENED.date())
    assert learner.client.get(learner.url(slide)).status_code == 302


def test_next_term_of_the_contract_throws_nobody_out(learner: Learner) -> None:
    slide = learner.text.slides[0].id
    old = AccessGrant.objects.get()
    with clock.fixed_at(OPENED + dt.timedelta(days=400)):
        grant_access(
            organisation=learner.member.organisation,
            course=old.course,
            seats=1,
            starts_on=old.ends_on + dt.timedelta(days=1),
            ends_on=old.ends_on + dt.timedelta(days=90),
            source="test:next",
        )
        assert learner.client.get(learner.url(slide)).status_code == 200
        assert SeatHolder.objects.filter(seat__grant__source="test:next").count() == 1
        Enrolment.objects.update(completed_at=clock.now())
        SeatHolder.objects.filter(seat__grant__source="test:next").delete()
        assert learner.client.get(learner.url(slide)).status_code == 302


# -- cost ---------------------------------------------------------------------------------------


def test_slide_costs_eight_statements_at_most(learner: Learner) -> None:
    learner.finish(3)
    address = learner.url(learner.text.slides[3].id)
    learner.client.get(address)
    with Statements() as statements:
        assert learner.client.get(address).status_code == 200
    assert len(statements.texts) == 5, statements.texts
    Enrolment.objects.update(completed_at=after(500))
    with Statements() as completed:
        learner.client.get(address)
    assert len(completed.texts) == 6


def test_slide_data_costs_three_statements(learner: Learner) -> None:
    address = f"{learner.url(learner.text.slides[0].id)}data/"
    learner.client.get(address)
    with Statements() as statements:
        learner.client.get(address)
    assert len(statements.texts) == 3, statements.texts


def packed(*contents: bytes) -> int:
    """Bytes on the wire."""
    return sum(len(gzip.compress(one, 6)) for one in contents)


def test_player_weighs_no_more_than_its_budget(learner: Learner) -> None:
    """40 KB of HTML and CSS, 35 KB of script, compressed, for the heaviest slide."""
    with clock.fixed_at(after(3600)):
        learner.finish(len(learner.text.slides))
        pages = [learner.client.get(learner.url(slide.id)).content for slide in learner.text.slides]
    styles = [
        PORTAL / "web/static/portal/portal.css",
        PORTAL / "learning/static/learning/player.css",
        SLIDE_FILES / "tokens.css",
        SLIDE_FILES / "slides.css",
    ]
    scripts = [
        PORTAL / "web/static/portal/portal.js",
        SLIDE_FILES / "slide.js",
        *(PORTAL / f"learning/static/learning/{name}.js" for name in MODULES),
    ]
    assert max(map(packed, pages)) + packed(*(one.read_bytes() for one in styles)) < 40_000
    assert packed(*(one.read_bytes() for one in scripts)) < 35_000


def test_player_imports_its_modules_by_hash(tmp_path: Path, settings: Settings) -> None:
    """Otherwise a browser could mix modules of two releases."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "terakoya.portal.web.static_files.PortalStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    served = next(tmp_path.glob("learning/player.*.js"))
    imported = re.findall(r'from "\./(.*?)";', served.read_text("utf-8"))
    assert len(imported) == 13
    for name in imported:
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (tmp_path / "learning" / name).exists()


# -- slides for the script -------------------------------------------------------------------------


def test_slide_data_holds_the_slide_and_those_after_it(learner: Learner) -> None:
    slides = learner.text.slides
    answer = learner.client.get(f"{learner.url(slides[2].id)}data/").json()
    assert [one["id"] for one in answer["slides"]] == [one.id for one in slides[2:10]]
    assert answer["slides"][0]["title"] == slides[2].title
    assert f'data-slide="{slides[2].id}" lang="ja"' in answer["slides"][0]["html"]
    last = learner.client.get(f"{learner.url(slides[-1].id)}data/").json()
    assert [one["id"] for one in last["slides"]] == [slides[-1].id]


def test_slide_data_speaks_the_asked_language(learner: Learner) -> None:
    address = f"{learner.url(learner.text.slides[0].id)}data/"
    answers = [
        learner.client.get(address, {"language": language}).json()
        for language in ("en", "ja", "fr")
    ]
    assert [one["language"] for one in answers] == ["en", "ja", "ja"]
    assert 'lang="en"' in answers[0]["slides"][0]["html"]


def test_slide_shows_the_companys_words(learner: Learner) -> None:
    contact = next(slide for slide in learner.text.slides if slide.layout == "contact")
    organisation = learner.member.organisation
    organisation.variables = {"desk.name": "<b>みほん相談室</b>"}
    organisation.save()
    answer = learner.client.get(f"{learner.url(contact.id)}data/").json()
    assert "&lt;b&gt;みほん相談室&lt;/b&gt;" in answer["slides"][0]["html"]


# -- without a script ---------------------------------------------------------------------------


def by_hand(learner: Learner, slide: str, note: str, **fields: str) -> Any:
    return learner.client.post(f"{learner.url(slide)}read/", {"shown": note, **fields})


def test_slide_read_saves_the_time_and_goes_on(learner: Learner) -> None:
    one, two = learner.text.slides[:2]
    note = shown_now(enrolment=learner.enrolment, slide_id=one.id)
    with clock.fixed_at(after(600 + one.read)):
        assert by_hand(learner, one.id, note)["Location"] == learner.url(two.id)
        assert by_hand(learner, one.id, note)["Location"] == learner.url(two.id)
    start = after(600).timestamp()
    events = sorted(Event.objects.values_list("kind", "ranges"))
    assert events == [("read", [[start, start + one.read]]), ("seen", [])]


def test_slide_read_too_early_says_what_is_missing_and_keeps_the_time(learner: Learner) -> None:
    one, two = learner.text.slides[:2]
    note = shown_now(enrolment=learner.enrolment, slide_id=one.id)
    with clock.fixed_at(after(605)):
        response = by_hand(learner, one.id, note)
        assert response["Location"] == learner.url(one.id)
        assert words(response) == [
            f"あと{one.read - 5}秒、読んでください。読んだ時間は保存しました。"
        ]
        note = shown_now(enrolment=learner.enrolment, slide_id=one.id)
    with clock.fixed_at(after(600 + one.read)):
        assert by_hand(learner, one.id, note)["Location"] == learner.url(two.id)


def test_slide_read_of_pages_opened_at_once_counts_the_time_once(learner: Learner) -> None:
    """Three pages stand open for the time of the first two, and all are said to be read."""
    slides = learner.text.slides[:3]
    notes = [shown_now(enrolment=learner.enrolment, slide_id=one.id) for one in slides]
    with clock.fixed_at(clock.now() + dt.timedelta(seconds=60)):
        for slide, note in zip(slides, notes, strict=True):
            by_hand(learner, slide.id, note)
    run = Enrolment.objects.get()
    longest = max(slide.read for slide in slides)
    assert (len(standing_of(run).met), run.seconds_spent) == (1, longest)


def test_slide_read_wants_an_answer_where_the_slide_asks(learner: Learner) -> None:
    asks = next(n for n, slide in enumerate(learner.text.slides) if slide.asks)
    start = learner.finish(asks)
    check, following = learner.text.slides[asks : asks + 2]
    with clock.fixed_at(after(start)):
        note = shown_now(enrolment=learner.enrolment, slide_id=check.id)
    with clock.fixed_at(after(start + check.read)):
        response = by_hand(learner, check.id, note)
        assert words(response) == ["答えを1つ選んでください。読んだ時間は保存しました。"]
        assert by_hand(learner, check.id, note, answer="b")["Location"] == learner.url(following.id)
    assert Event.objects.get(kind="answered", slide_id=check.id, answer="b").language == "ja"


def test_slide_read_skips_a_harsh_case(learner: Learner) -> None:
    harsh = next(n for n, slide in enumerate(learner.text.slides) if slide.skippable)
    with clock.fixed_at(after(3600)):
        learner.finish(harsh)
        case, following = learner.text.slides[harsh : harsh + 2]
        response = by_hand(learner, case.id, "", skip="1")
    assert response["Location"] == learner.url(following.id)


@pytest.mark.parametrize("forge", ["other-slide", "other-enrolment", "none"])
def test_slide_read_does_not_believe_another_note(learner: Learner, forge: str) -> None:
    one, two = learner.text.slides[:2]
    with clock.fixed_at(OPENED):
        colleague = make_learner(make_member(learner.member.organisation, "見本 次郎"))
        notes = {
            "other-slide": shown_now(enrolment=learner.enrolment, slide_id=two.id),
            "other-enrolment": shown_now(enrolment=colleague.enrolment, slide_id=one.id),
            "none": "",
        }
    assert by_hand(learner, one.id, notes[forge])["Location"] == learner.url(one.id)
    assert Event.objects.count() == 0


def test_page_without_recordings_is_as_ever(learner: Learner) -> None:
    html = learner.client.get(learner.url(learner.text.slides[0].id)).content.decode()
    assert values_of(html)["sound"] == []
    assert "読むと進めます" in html and "聞くか" not in html
    assert "<audio" not in html and "has-sound" not in html
