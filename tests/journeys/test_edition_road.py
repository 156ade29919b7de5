"""The manuscript comes back: a deck edited in LibreOffice becomes an edition, and a change of law
is merged into it, while learners go on, begin, and learn what changed.

With TERAKOYA_PICTURES=FOLDER every stop is kept as a picture.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.courseware.formats import format_named
from terakoya.courseware.model import CourseText, Material
from terakoya.courseware.pruning import prune
from terakoya.portal.accounts.models import Member, RoleGrant
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.selectors import revision_material
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from terakoya.portal.editions.services import read_uploads, receive_updates
from terakoya.portal.editions.tests import vendor as vendors
from terakoya.portal.editions.tests.reading_once import read_here
from terakoya.portal.editions.tests.vendor import publish_vendor
from terakoya.portal.learning.models import Certificate, Enrolment
from terakoya.portal.learning.scope import scope_of
from terakoya.portal.learning.services import assign_changes, open_enrolment
from terakoya.portal.learning.tests import learners
from terakoya.portal.learning.tests.exams import (
    Examinee,
    at_the_test,
    make_examinee,
    read_everything,
)
from terakoya.portal.learning.tests.learners import OPENED, Learner, make_learner, signed_in
from tests.courseware.office_session import office_session
from tests.factories import first_edition_material, make_member
from tests.selection import IS_DEEP

pytestmark = [
    pytest.mark.browser,
    pytest.mark.office,
    pytest.mark.uno,
    pytest.mark.slow,
    pytest.mark.database,
    pytest.mark.once_on_postgres,
    pytest.mark.django_db(transaction=True),
]

ELEMENTS, RULES, CONTACT = "three-elements", "two-rules", "who-to-turn-to"
SHORT = {ELEMENTS, "time-and-harm", "three-groups", RULES, "when-it-happens", CONTACT, "own-side"}
JULY = dt.date(2027, 7, 1)


class Officer:
    """The officer's browser; each stop may be kept as a picture."""

    def __init__(self, page: Page) -> None:
        self.page, self.number = page, 0
        self.folder = os.environ.get("TERAKOYA_PICTURES")

    def stop(self, name: str) -> None:
        """Keep a picture of where we are."""
        self.number += 1
        if self.folder:
            place = Path(self.folder) / "edition"
            place.mkdir(parents=True, exist_ok=True)
            path = place / f"{self.number:02d}-{name}.png"
            self.page.screenshot(path=path, full_page=True)

    def click(self, name: str) -> None:
        """Follow a link or press a button by its words."""
        either = self.page.get_by_role("link", name=name).or_(
            self.page.get_by_role("button", name=name)
        )
        either.first.click()

    def open_edition(self) -> None:
        """教材 → 自社版 → 自社版を作る."""
        self.page.goto("/manage/")
        self.page.get_by_role("navigation", name="管理メニュー").get_by_text("教材").click()
        self.stop("list")
        self.click("自社版を作る")
        expect(self.page.get_by_role("heading", name="スライドの一覧")).to_be_visible()
        self.stop("edition")

    def send(self, deck: bytes) -> None:
        """Send an edited deck and take all that it changed."""
        self.click("直したPowerPointやExcelを取り込む")
        file: FilePayload = {
            "name": "みほん商事.pptx",
            "mimeType": "application/octet-stream",
            "buffer": deck,
        }
        self.page.get_by_label("ファイル", exact=True).set_input_files(file)
        self.click("送る")
        expect(self.page.get_by_text("画面を閉じても続きます")).to_be_visible()
        self.stop("waiting")
        assert read_uploads() == 1
        self.page.reload()
        expect(self.page.get_by_role("heading", name="取り込むものを選ぶ")).to_be_visible()
        self.stop("changes")
        self.click("選んだものを下書きに入れる")
        expect(self.page.get_by_text("下書きに入れました。")).to_be_visible()

    def publish(self, note: str) -> None:
        """See the effect in numbers and publish at once."""
        self.page.goto(re.sub(r"/publish/$", "/", self.page.url) + "publish/")
        self.page.get_by_role("textbox", name="メモ").fill(note)
        self.stop("publish")
        self.page.get_by_role("button", name="公開する", exact=True).click()
        expect(self.page.get_by_text("公開しました。")).to_be_visible()
        self.stop("published")

    def merge(self, text: str) -> None:
        """From the warning at home to the merged draft, with a text of one's own."""
        self.page.goto("/manage/")
        expect(self.page.get_by_text("法改正の施行日は2027年7月1日")).to_be_visible()
        self.stop("warned")
        self.click("更新を見る")
        self.stop("merge")
        self.page.get_by_label(re.compile("タイトル：直した文")).fill(text)
        self.page.keyboard.press("Tab")
        expect(self.page.locator("[data-saved]")).to_contain_text("1件中 1件を選びました")
        self.stop("decided")
        self.click("下書きに取り込み、公開の設定へ")
        expect(self.page.get_by_role("heading", name="公開の設定")).to_be_visible()


@cache
def published_material() -> Material:
    """The edition whose slides the office edits name; in a normal run a few of them."""
    whole = first_edition_material()
    if IS_DEEP:
        return whole
    texts = tuple(map(_shortened, whole.course.texts))
    return prune(replace(whole, course=whole.course.model_copy(update={"texts": texts})))


def _shortened(text: CourseText) -> CourseText:
    chapters = [
        one.model_copy(update={"slides": tuple(two for two in one.slides if two.id in SHORT)})
        for one in text.chapters
    ]
    questions = [
        one.model_copy(update={"slides": tuple(two for two in one.slides if two in SHORT)})
        for one in text.test.questions
    ]
    test = text.test.model_copy(update={"questions": tuple(q for q in questions if q.slides)})
    kept = tuple(one for one in chapters if one.slides)
    return text.model_copy(update={"chapters": kept, "bank": (), "test": test})


@pytest.fixture
def graduate(
    chromium: Browser, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> Examinee:
    """C: has completed the vendor's revision.

    In a normal run the file that comes back is read here, and its pages are not drawn: that they
    are is tried by `test_changed_pages_are_shown_as_they_look`.
    """
    if not IS_DEEP:
        monkeypatch.setattr("terakoya.courseware.office.deck_pages.find_office", lambda: None)
        read_here(monkeypatch, "editions.intake")
    monkeypatch.setattr(vendors, "flagship_material", published_material)
    monkeypatch.setattr(
        learners,
        "publish_flagship",
        lambda: publish_material(material=published_material()),
    )
    examinee = make_examinee()
    with at_the_test():
        examinee.start()
        examinee.submit(examinee.answers())
    return examinee


@pytest.fixture
def officer(chromium: Browser, live_server: LiveServer, graduate: Examinee) -> Iterator[Officer]:
    """The officer of C's organisation; a fault of a script fails the journey."""
    faults: list[str] = []
    with ExitStack() as stack:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": 1440, "height": 900}
        )
        stack.callback(context.close)
        session = signed_in(owner_of(graduate)).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        yield Officer(page)
    assert faults == []


def owner_of(graduate: Examinee) -> Member:
    """The owner of the organisation."""
    grant = RoleGrant.objects.filter(organisation=graduate.member.organisation)[0]
    return grant.member


def begin(graduate: Examinee, name: str) -> Learner:
    """A colleague of C's begins the course on what is offered now."""
    with clock.fixed_at(OPENED):
        return make_learner(make_member(graduate.member.organisation, name))


def titles(learner: Learner) -> dict[str, str]:
    """What the slides of a run are called, as its pages are served."""
    return {slide.id: slide.title for slide in learner.text.slides}


def finish(learner: Learner) -> Certificate:
    """Read, be tested, and be certified."""
    with at_the_test():
        read_everything(learner)
        examinee = Examinee(learner.member, learner.enrolment, learner.client)
        examinee.start()
        examinee.submit(examinee.answers())
    return Certificate.objects.get(enrolment=learner.enrolment)


def test_the_manuscript_comes_back_and_the_law_changes(
    officer: Officer, graduate: Examinee
) -> None:
    vendor = graduate.enrolment.revision
    learner_a = begin(graduate, "受講 A")
    deck = format_named("pptx").write(revision_material(vendor), "ja")
    with office_session() as office:
        edited = office.edit(deck, "edit_title", "edit_narration")
    officer.open_edition()
    officer.send(edited)
    officer.publish("LibreOfficeで直しました")
    learner_b = begin(graduate, "受講 B")
    assert titles(learner_b)[ELEMENTS] == "カスハラの3つの要素"
    publish_vendor(
        {
            ELEMENTS: {"title": "カスハラになる3つの条件"},
            RULES: {"title": "改正された2つの決まり"},
            CONTACT: {"title": "相談窓口と、二次被害の防止"},
        },
        kind=RevisionKind.LEGAL,
        legal_on=JULY,
    )
    assert receive_updates() == 1
    officer.merge("カスハラの3つの要素（改正後）")
    officer.publish("法改正に合わせました")

    # A finishes the revision that A has started, B the one before the change of law.
    assert finish(learner_a).revision_id == vendor.revision_id
    assert finish(learner_b).version == f"{vendor.version}-1"
    # D begins on the merged one.
    learner_d = begin(graduate, "受講 D")
    assert learner_d.enrolment.revision.version == "2026.12-2"
    assert {one: titles(learner_d)[one] for one in (ELEMENTS, RULES, CONTACT)} == {
        ELEMENTS: "カスハラの3つの要素（改正後）",
        RULES: "改正された2つの決まり",
        CONTACT: "相談窓口と、二次被害の防止",
    }
    # C is given what changed since, and nothing else.
    delta = assign_changes(by=owner_of(graduate), course=vendor.course, due_on=None)
    with at_the_test():
        run = open_enrolment(member=graduate.member, assignment=delta, language="ja")
    served = {slide.id for slide in scope_of(run).text("ja").slides}
    assert served == {ELEMENTS, RULES, CONTACT, "time-and-harm"}
    asked = {question.id for question in scope_of(run).pool("ja").questions}
    assert asked < {question.id for question in scope_of(learner_d.enrolment).pool("ja").questions}
    for slide in sorted(served):
        page = graduate.client.get(f"/learn/{run.uuid}/{slide}/", follow=True)
        assert page.status_code == 200
    assert Enrolment.objects.filter(member=graduate.member).count() == 2
    assert Enrolment.objects.get(pk=run.pk).opened_at > OPENED
