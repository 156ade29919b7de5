"""Delta training as officer and learner meet it: from the notice to the addition on paper.

With TERAKOYA_PICTURES=FOLDER every page is kept as a picture at 390 and 1440 px.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.learning.models import Assignment, Enrolment
from terakoya.portal.learning.tests.exams import Examinee, at_the_test, make_examinee
from terakoya.portal.learning.tests.learners import Learner, signed_in
from terakoya.portal.learning.tests.test_delta import law_revision
from tests.factories import make_owner

from .conftest import sign_in
from .player import Player

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.once_on_postgres,
]
SLIDE = "impact-people"


@pytest.fixture
def graduate(chromium: Browser, transactional_db: None) -> Examinee:
    """Somebody who completed the course before one slide changed."""
    examinee = make_examinee()
    with at_the_test():
        examinee.start()
        examinee.submit(examinee.answers())
    law_revision(SLIDE)
    return examinee


@pytest.fixture
def windows(chromium: Browser, live_server: LiveServer) -> Iterator[tuple[ExitStack, object]]:
    """Opens browser windows for people."""
    with ExitStack() as stack:

        def open_for(learner: Learner, width: int) -> Page:
            context = chromium.new_context(
                viewport={"width": width, "height": 900}, base_url=live_server.url
            )
            stack.callback(context.close)
            sign_in(context, learner, live_server)
            return context.new_page()

        yield stack, open_for


def test_delta_from_the_notice_to_the_certificate(
    graduate: Examinee, windows: tuple[ExitStack, object]
) -> None:
    stack, open_for = windows
    assert callable(open_for)
    owner = make_owner(graduate.member.organisation)
    officer: Page = open_for(Learner(owner, graduate.enrolment, signed_in(owner)), 1440)
    officer.goto("/manage/assignments/")
    _picture(officer, "list")
    officer.get_by_role("link", name="変わったところを割り当てる").click()
    expect(officer.get_by_text("1名", exact=True)).to_be_visible()
    officer.get_by_text("変わったスライドを見る").click()
    _picture(officer, "changes")
    officer.get_by_label("期限").fill("2027-01-31")
    officer.get_by_role("button", name="割り当てる").click()
    expect(officer.get_by_text("変わったところを割り当てました。")).to_be_visible()
    _picture(officer, "assigned")

    page: Page = open_for(graduate, 390)
    page.goto("/my/")
    _picture(page, "my")
    assignment = Assignment.objects.get(kind="delta")
    page.locator(f'form[action*="{assignment.uuid}"] button').click()
    expect(page.locator("#stage > h1")).to_contain_text("改正された")
    run = Enrolment.objects.get(kind="delta")
    player = Player(page, f"/learn/{run.uuid}/", stack)
    player.open(SLIDE)
    _picture(page, "slide")
    learner = Examinee(graduate.member, run, graduate.client)
    (slide,) = (one for one in learner.text.slides if one.id == SLIDE)
    player.finish_slide(slide.read, asks=False)
    player.wait_until_saved()
    player.next.click()
    page.get_by_role("button", name="始める").click()
    for question, choices in learner.answers().items():
        for choice in choices:
            page.locator(f'[name="q-{question}"][value="{choice}"]').check()
        _picture(page, "test")
        page.locator("[data-forward]").click()
    page.get_by_role("button", name="提出して結果を見る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("研修を修了しました")
    _picture(page, "result")
    page.goto(f"/my/certificates/{graduate.enrolment.certificate.uuid}/")
    expect(page.get_by_text("追記")).to_be_visible()
    _picture(page, "certificate")
    page.goto(f"/verify/{graduate.enrolment.certificate.code}/")
    expect(page.get_by_text("変わったところを修了")).to_be_visible()
    _picture(page, "verify")
    officer.goto(f"/manage/status/?assignment={assignment.uuid}")
    _picture(officer, "status")


def _picture(page: Page, name: str) -> None:
    """Keep the page as both widths show it, where somebody wants to see it."""
    if folder := os.environ.get("TERAKOYA_PICTURES"):
        before = page.viewport_size
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"delta-{name}-{width}.png", full_page=True)
        if before:
            page.set_viewport_size(before)
