"""The road of a manuscript: out, changed in an office, back, and merged with a legal update.

An officer edits the deck in LibreOffice, uploads it and publishes. The vendor publishes a legal
update of the same title and of two more slides; the officer merges. One learner finishes on the
revision they began, another begins on the new one, a third learns only what changed.

With TERAKOYA_PICTURES=FOLDER every page is kept as a picture at 390 and 1440 px.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.courseware.inline import plain
from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.selectors import latest_revision, revision_text
from terakoya.portal.common import clock
from terakoya.portal.editions.models import EditionUpdate
from terakoya.portal.editions.services import read_uploads, receive_updates
from terakoya.portal.editions.tests.files import flagship_file
from terakoya.portal.editions.tests.officers import Desk, make_desk
from terakoya.portal.editions.tests.vendor import publish_vendor
from terakoya.portal.learning.models import Assignment, Enrolment
from terakoya.portal.learning.scope import scope_of
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.learning.tests.exams import HOUR, Examinee, read_everything, to_examinee
from terakoya.portal.learning.tests.learners import Learner, signed_in
from tests.courseware.office_session import office_session
from tests.factories import make_member

pytestmark = [
    pytest.mark.browser,
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.uno,
]
LAW, TITLE, CELL = "three-elements", "カスハラの3つの要素", "直したセル"
LAST_MONTH = dt.timedelta(days=30)


class Windows:
    """A browser window for each person."""

    def __init__(self, chromium: Browser, server: LiveServer, stack: ExitStack) -> None:
        self.chromium, self.server, self.stack = chromium, server, stack

    def open(self, member: Member) -> Page:
        """A page in which the member is signed in."""
        context: BrowserContext = self.chromium.new_context(
            viewport={"width": 1440, "height": 900}, base_url=self.server.url
        )
        self.stack.callback(context.close)
        value = signed_in(member).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": self.server.url}])
        return context.new_page()


@pytest.fixture
def desk(chromium: Browser, transactional_db: None) -> Desk:
    """An officer with an edition that says what the vendor's says."""
    with clock.shifted_by(-LAST_MONTH):
        return make_desk()


@pytest.fixture
def windows(chromium: Browser, live_server: LiveServer) -> Iterator[Windows]:
    """Opens windows and closes them."""
    with ExitStack() as stack:
        yield Windows(chromium, live_server, stack)


def test_a_manuscript_goes_out_comes_back_and_meets_a_legal_update(
    desk: Desk, windows: Windows
) -> None:
    slow, late, done = (
        make_member(desk.officer.organisation, name)
        for name in ("途中 葵", "未開始 文", "修了 千代")
    )
    begun = begin(slow, desk)
    graduate = complete(done, desk)
    officer = windows.open(desk.officer)
    upload_the_edited_deck(officer, desk)
    publish(officer, desk, "first")
    first = revision_text(desk_revision(desk), "ja").slide(LAW)
    assert first is not None
    assert first.title == TITLE

    publish_vendor(
        {
            LAW: {"title": "法律が定める3つの要素"},
            "time-and-harm": {"title": "時間と回数、職場への影響"},
            "employer-duties": {"title": "会社の対策には、5つの柱があります"},
        },
        kind=RevisionKind.LEGAL,
        legal_on=clock.today() + dt.timedelta(days=60),
    )
    assert receive_updates() == 1
    merge(officer, desk)
    publish(officer, desk, "second")
    newest = desk_revision(desk)

    a_page = windows.open(slow)
    a_page.goto(f"/learn/{begun.uuid}/{LAW}/")
    expect(a_page.locator("#stage > h1")).not_to_contain_text("法律が定める")
    picture(a_page, "a-old-revision")
    begun.refresh_from_db()
    assert begun.revision == desk.base

    b_page = windows.open(late)
    b_page.goto("/my/")
    b_page.locator(f'form[action*="{desk.assignment.uuid}"] button').click()
    expect(b_page.locator("#stage > h1")).to_contain_text("1")
    run = Enrolment.objects.get(member=late)
    assert run.revision_id == newest
    titles = {one.id: one.title for one in revision_text(newest, "ja").slides}
    assert titles[LAW] == "法律が定める3つの要素（当社の言い方）"
    assert titles["time-and-harm"] == "時間と回数、職場への影響"
    picture(b_page, "b-new-revision")

    officer.goto(f"/manage/assignments/changes/{desk.base.course.slug}/")
    officer.get_by_role("button", name="割り当てる").click()
    delta = Assignment.objects.get(kind="delta")
    c_page = windows.open(done)
    c_page.goto("/my/")
    c_page.locator(f'form[action*="{delta.uuid}"] button').click()
    changed = [one.id for one in scope_of(Enrolment.objects.get(kind="delta")).text("ja").slides]
    assert {LAW, "time-and-harm", "employer-duties", "two-rules"} <= set(changed)
    assert "crimes" not in changed
    expect(c_page.locator(".rail [data-slide]")).to_have_count(len(changed))
    picture(c_page, "c-delta")
    assert graduate.enrolment.completed_at is not None


def begin(member: Member, desk: Desk) -> Enrolment:
    """Somebody who began on the vendor's revision, before there was another."""
    with clock.shifted_by(-LAST_MONTH):
        return open_enrolment(member=member, assignment=desk.assignment, language="ja")


def complete(member: Member, desk: Desk) -> Examinee:
    """Somebody who completed it."""
    run = begin(member, desk)
    learner = to_examinee(Learner(member, run, signed_in(member)))
    with clock.shifted_by(dt.timedelta(seconds=HOUR) - LAST_MONTH):
        read_everything(learner)
        learner.start()
        learner.submit(learner.answers())
    run.refresh_from_db()
    return learner


def upload_the_edited_deck(officer: Page, desk: Desk) -> None:
    """Five edits in LibreOffice, sent, read, chosen."""
    with office_session() as office:
        deck = office.edit(
            flagship_file("pptx"), "edit_title", "edit_table_cell", "delete", "replace_contact"
        )
    officer.goto(f"/manage/editions/{desk.edition.uuid}/uploads/")
    picture(officer, "upload-form")
    file = {"name": "みほん商事.pptx", "mimeType": "application/octet-stream", "buffer": deck}
    officer.locator('input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    officer.get_by_role("button", name="送る").click()
    expect(officer.get_by_role("heading", name="みほん商事.pptx")).to_be_visible()
    picture(officer, "upload-reading")
    assert read_uploads() == 1
    officer.reload()
    picture(officer, "upload-choose")
    for word in ("変更", "削除"):
        expect(officer.get_by_text(word, exact=True).first).to_be_visible()
    officer.get_by_role("button", name="えらんだものを下書きに入れる").click()
    assert plain(desk.slide(LAW).title) == TITLE
    assert desk.state.settings.hides("judgement-matrix")
    picture(officer, "edition")
    mend_what_locks_publishing(officer, desk)


def mend_what_locks_publishing(officer: Page, desk: Desk) -> None:
    """A slide that the law requires was deleted: say why, and take its questions out."""
    address = f"/manage/editions/{desk.edition.uuid}/publish/"
    officer.goto(address)
    picture(officer, "publish-locked")
    publish_it = officer.get_by_role("button", name="公開する")
    expect(publish_it).to_have_attribute("aria-disabled", "true")
    officer.get_by_role("link", name="非表示にした理由").click()
    officer.get_by_label("理由").fill("別の研修で毎年学んでいるため")
    officer.get_by_role("button", name="理由を保存").click()
    officer.goto(address)
    while officer.get_by_role("button", name="この問題を外す").count():
        officer.get_by_role("button", name="この問題を外す").first.click()
        officer.wait_for_load_state()
        officer.goto(address)
    expect(publish_it).not_to_have_attribute("aria-disabled", "true")


def publish(officer: Page, desk: Desk, name: str) -> None:
    """See the effect, and publish at once."""
    officer.goto(f"/manage/editions/{desk.edition.uuid}/publish/")
    picture(officer, f"publish-{name}")
    officer.get_by_role("button", name="公開する").click()
    officer.wait_for_load_state()
    picture(officer, f"published-{name}")


def merge(officer: Page, desk: Desk) -> None:
    """One conflict, answered with words of one's own."""
    update = EditionUpdate.objects.get(edition=desk.edition)
    officer.goto(f"/manage/editions/updates/{update.uuid}/")
    take = officer.get_by_role("button", name="下書きに取り込み、公開の設定へ")
    expect(take).to_have_attribute("aria-disabled", "true")
    picture(officer, "merge-open")
    while officer.locator(".ed-pick").count():
        pick = officer.locator(".ed-pick").first
        if pick.locator('input[value="text"]').count():
            pick.locator('input[value="text"]').check()
            pick.locator("textarea").fill("法律が定める3つの要素（当社の言い方）")
        else:
            pick.locator('input[value="theirs"]').check()
        pick.get_by_role("button", name="これに決める").click()
        officer.wait_for_load_state()
        if take.get_attribute("aria-disabled") != "true":
            break
    picture(officer, "merge-decided")
    take.click()
    officer.wait_for_load_state()


def desk_revision(desk: Desk) -> int:
    """What new learners of the organisation start on."""
    return latest_revision(desk.base.course, desk.officer.organisation_id).pk


def picture(page: Page, name: str) -> None:
    """Keep the page as both widths show it, where somebody wants to see it."""
    if folder := os.environ.get("TERAKOYA_PICTURES"):
        for width in (390, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"round-{name}-{width}.png", full_page=True)
