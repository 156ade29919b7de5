"""What belongs to a session is stored nowhere; what is everybody's may be."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import ContentBlob
from tests.addresses import EVERYBODYS, patterns
from tests.drawing import drawn_once
from tests.factories import give_course, publish_flagship

from .conftest import SignedIn

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from pytest_django.live_server_helper import LiveServer

pytestmark = pytest.mark.once  # pages, and both databases keep the same

PRIVATE = "private, no-store"


# Deep: tests/test_who_may.py looks at the same of every address, asked with the ids of real rows.
@pytest.mark.deep
@pytest.mark.django_db
def test_every_answer_to_a_session_is_stored_nowhere(owner: Member, signed_in: SignedIn) -> None:
    publish_flagship()
    client = signed_in(owner)
    with drawn_once():  # what stands on the pages is not asked
        told = {
            (pattern.name, method): client.generic(method, pattern.filled()).get("Cache-Control")
            for pattern in patterns()
            if pattern.name not in EVERYBODYS and pattern.name != "accounts:sign-out"
            for method in ("GET", "POST")
        }
    assert {key: value for key, value in told.items() if value != PRIVATE} == {}


@pytest.mark.django_db
def test_json_files_and_failures_are_private_too(owner: Member, signed_in: SignedIn) -> None:
    give_course(owner, publish_flagship().course)
    client = signed_in(owner)
    answers = [
        client.get("/manage/status/exports/file/?kind=list&form=csv"),
        client.get("/manage/members/export.csv"),
        client.get("/nowhere/", headers={"accept": "application/json"}),
        client.get("/nowhere/"),
        client.get("/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404, 200]
    assert {answer["Cache-Control"] for answer in answers} == {PRIVATE}


@pytest.mark.django_db
def test_answer_that_begins_or_ends_a_session_is_private(owner: Member) -> None:
    publish_flagship()
    client = Client()
    first = client.post("/apply/", {"with_online": "on", "seats": "1", "months": "1"})
    assert (first.status_code, first["Cache-Control"]) == (302, PRIVATE)
    client.force_login(owner.person)
    assert client.post("/sign-out/")["Cache-Control"] == PRIVATE


@pytest.mark.django_db
def test_visitors_and_pictures_are_not_kept_from_caches(
    owner: Member, signed_in: SignedIn, client: Client
) -> None:
    publish_flagship()
    assert [client.get(address).get("Cache-Control") for address in ("/", "/help/")] == [None] * 2
    blob = ContentBlob.objects.filter(content_type="image/svg+xml").first()
    assert blob is not None
    picture = signed_in(owner).get(f"/media/{blob.sha256}.svg")
    assert picture["Cache-Control"] == "public, max-age=31536000, immutable"


def test_patterns_are_found() -> None:
    assert len(patterns()) > 120
    places = (("enrolment", "UUIDConverter"), ("slide", "SlugConverter"))
    assert ("learning:slide", places) in [(one.name, one.places) for one in patterns()]


@pytest.mark.browser
@pytest.mark.slow
def test_back_button_shows_nothing_after_signing_out(
    transactional_db: None, live_server: LiveServer, chromium: Browser
) -> None:
    from playwright.sync_api import TimeoutError as PlaywrightTimeout  # beside the browser alone

    from tests.factories import make_organisation, make_owner
    from tests.means import SWITCHES, find_chromium

    owner = make_owner(make_organisation())
    address = owner.person.email or ""
    client = Client()
    client.force_login(owner.person)
    session = client.cookies["sessionid"].value
    # Playwright switches off what keeps a page alive for the back button, and Debian's
    # headless shell is built without it.
    browser = chromium.browser_type.launch(
        executable_path=shutil.which("chromium") or find_chromium(),
        args=list(SWITCHES),
        ignore_default_args=["--disable-back-forward-cache"],
    )
    # Without scripts: ours load such a page anew, which a browser need not let them do.
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.goto("/my/account/")
    assert address in page.content()
    page.goto("/help/")
    page.evaluate("document.querySelector('form[action=\"/sign-out/\"]').submit()")
    page.wait_for_url("**/sign-in/")
    with suppress(PlaywrightTimeout):  # of a page that is kept alive no load is told
        page.evaluate("history.go(-2)")
        page.wait_for_url("**/sign-in/?next=*", timeout=5_000)
    shown = page.evaluate("document.documentElement.outerHTML")
    browser.close()
    assert address not in shown
