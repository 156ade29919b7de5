"""The stops of the officer's road, and the pictures that are kept of them."""

from __future__ import annotations

import datetime as dt
import os
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.evidence.services import make_packs
from terakoya.portal.learning.models import Assignment, Certificate
from terakoya.portal.learning.services import grant_access
from terakoya.portal.learning.tests.exams import Examinee
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.reminders.services import queue_unfinished
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.selectors import survey_of_wave
from terakoya.portal.surveys.services import move_waves_on
from tests.factories import make_department, make_member, make_organisation, publish_flagship
from tests.waiting import expect_read

from .officer import (
    HEADER,
    OWN,
    WEAK,
    Calendar,
    Company,
    answer,
    answers_of,
    begin,
    join,
    learn,
    place_of,
    roster_lines,
    with_faults,
)

CASES = "を、業種の事例で練習する"
# The page, or answers whose words do not fit into their frame.
TOO_WIDE = """[document.documentElement, ...document.querySelectorAll('label.choice')]
    .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.outerHTML.slice(0, 200))"""
FIRST_DAY = dt.date(2031, 6, 2)  # a Monday without holidays until the end of the road
DUE = dt.date(2031, 6, 27)


class Road:
    """The officer's browser and the people of the company."""

    def __init__(self, browser: Browser, server: LiveServer, company: Company, stack: ExitStack):
        self.browser, self.server, self.company, self.stack = browser, server, company, stack
        self.days = Calendar(stack)
        self.days.go_to(FIRST_DAY)
        self.faults: list[str] = []
        self.number = 0
        revision = publish_flagship()
        organisation = make_organisation()
        own = make_department(organisation, OWN)
        roles = (Role.OWNER, Role.OFFICER)
        self.officer = make_member(organisation, "見本 太郎", roles=roles, department=own)
        grant_access(
            organisation=organisation,
            course=revision.course,
            seats=300,
            starts_on=FIRST_DAY,
            ends_on=FIRST_DAY + dt.timedelta(days=365),
            source="example:road",
        )
        self.page = self.open_for(self.officer)
        self.assignment: Assignment
        self.runs: list[Examinee] = []

    # -- windows and pictures

    def open_for(self, member: Member) -> Page:
        """A window in which somebody is signed in."""
        context = self.browser.new_context(
            viewport={"width": 1440, "height": 900}, base_url=self.server.url
        )
        self.stack.callback(context.close)
        value = signed_in(member).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": value, "url": self.server.url}])
        page = context.new_page()
        page.set_default_timeout(12_000)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page

    def come_back(self, day: dt.date) -> None:
        """Another day on which the officer signs in anew."""
        self.days.go_to(day)
        self.page = self.open_for(self.officer)

    def stop(self, name: str, page: Page | None = None) -> None:
        """Keep a picture of where we are, at both widths."""
        self.number += 1
        shown = page or self.page
        folder = os.environ.get("TERAKOYA_PICTURES")
        for width in (390, 1440):
            shown.set_viewport_size({"width": width, "height": 900})
            expect_read(lambda: shown.evaluate(TOO_WIDE), [])
            if folder:
                place = Path(folder) / str(self.company.people) / str(width)
                place.mkdir(parents=True, exist_ok=True)
                shown.screenshot(path=place / f"{self.number:02d}-{name}.png", full_page=True)

    def sees(self, words: str) -> None:
        """The officer's page says so."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    @property
    def members(self) -> list[Member]:
        """Everybody, the officer first."""
        return list(Member.objects.select_related("person", "organisation").order_by("id"))

    # -- the stops

    def send_roster(self) -> None:
        """A CP932 file with three wrong rows; looked through, mended in the page, imported."""
        page, lines = self.page, roster_lines(self.company)
        page.goto("/manage/members/roster/")
        page.get_by_label("またはファイル").set_input_files(
            {
                "name": "meibo.csv",
                "mimeType": "text/csv",
                "buffer": "\r\n".join([HEADER, *with_faults(lines)]).encode("cp932"),
            }
        )
        page.get_by_role("button", name="内容を確かめる").click()
        self.sees("直すところが3件（3行）あります。")
        assert Member.objects.count() == 1
        self.stop("roster-problems")
        page.get_by_label("Excelからコピーした一覧").fill("\n".join([HEADER, *lines]))
        page.get_by_role("button", name="内容を確かめる").click()
        self.stop("roster-checked")
        page.get_by_role("button", name=f"{len(lines)}件を登録する").click()
        self.sees("名簿に登録し")
        self.stop("roster-imported")
        assert Member.objects.count() == self.company.people
        for number, member in enumerate(self.members[1:]):
            join(member, number)

    def assign(self) -> None:
        """The course for everyone, and the survey looked at before it opens."""
        page = self.page
        page.goto("/manage/assignments/new/")
        page.locator("#id_due_on").fill(DUE.isoformat())
        self.stop("assignment-new")
        page.get_by_role("button", name="割り当てる").click()
        self.sees("研修を割り当てました。")
        self.stop("assignment")
        self.assignment = Assignment.objects.get()
        page.goto("/manage/surveys/")
        self.stop("surveys-unopened")
        page.get_by_role("link", name="の意識調査を下見する").click()
        self.sees(f"対象は{self.company.people}名です。")
        self.stop("survey-preview")
        page.get_by_role("button", name="この内容で開く").click()
        self.sees("意識調査を開きました。")
        assert move_waves_on() == 1

    def answer_wave(self, kind: str, members: list[Member]) -> Wave:
        """Everybody who may answers, one of them in a browser."""
        wave, learned = Wave.objects.get(kind=kind), kind != "before"
        for number, member in enumerate(members):
            place = place_of(member)
            given = answers_of(wave, self.company, place, number, learned=learned)
            if number == 1:
                self.answer_in_browser(member, wave, given)
            else:
                answer(member, wave, given)
        return wave

    def answer_in_browser(self, member: Member, wave: Wave, given: dict[str, str]) -> None:
        """Three items a page, to the thanks."""
        page = self.open_for(member)
        page.goto("/my/")
        self.stop(f"my-{wave.kind}", page)
        page.goto(f"/survey/{wave.uuid}/")
        for number, item in enumerate(survey_of_wave(wave, "ja").items):
            if number and number % 3 == 0:
                page.locator("[data-forward]").click()
            if item.kind == "comment":
                page.locator(f'textarea[name="item-{item.id}"]').fill(given.get(item.id, ""))
            else:
                page.locator(f'[name="item-{item.id}"][value="{given[item.id]}"]').check()
            if number in (0, 11):
                self.stop(f"answering-{number}-{wave.kind}", page)
        page.get_by_role("button", name="回答を送る").click()
        expect(page).to_have_url(f"{self.server.url}/survey/{wave.uuid}/thanks/")
        self.stop(f"thanks-{wave.kind}", page)

    def close(self, wave: Wave) -> None:
        """By the button, the worker's job, and the result page."""
        page = self.page
        page.goto("/manage/surveys/")
        self.stop(f"surveys-{wave.kind}")
        row = page.get_by_role("row").filter(has_text=wave.get_kind_display())
        row.get_by_text("締め切る", exact=False).first.click()
        row.get_by_role("button", name="今すぐ締め切る").click()
        self.sees("締め切りました。集計は、まもなく終わります。")
        self.stop(f"closing-{wave.kind}")
        assert move_waves_on() == 1
        page.goto(f"/manage/surveys/{wave.uuid}/result/")
        self.stop(f"result-{wave.kind}")

    def accept(self, wave: Wave) -> None:
        """The proposals, in one click each: for those who have not begun."""
        page = self.page
        page.goto(f"/manage/surveys/{wave.uuid}/proposals/")
        self.stop("proposals")
        for title, place in self.company.accepted:
            card = self.card(title, place)
            card.locator("summary").first.click()
            if CASES in title:
                card.get_by_role("checkbox").first.check()
            card.get_by_role("button", name="公開して、今の割り当てで使う").click()
            self.sees("自社版を公開しました。")
        self.stop("proposals-accepted")

    def card(self, title: str, place: str) -> Locator:
        """The card of a proposal."""
        return self.page.get_by_role("region", name=title).filter(
            has=self.page.locator(".chip", has_text=place)
        )

    def train(self, members: list[Member]) -> None:
        """All of them learn; the first two of different departments in the page, too."""
        self.runs = [begin(one, self.assignment.uuid) for one in members]
        shown = self.two_of_them()
        for name, run in shown.items():
            page = self.open_for(run.member)
            page.goto(f"/learn/{run.enrolment.uuid}/")
            expect(page.locator("#stage > h1")).to_be_visible()
            self.stop(f"slide-{name}", page)
            page.close()
        learn([one for one in self.runs if one not in shown.values()], self.days)
        learn(list(shown.values()), self.days)
        for name, run in shown.items():
            page = self.open_for(run.member)
            page.goto(run.url_of(run.attempt))
            self.stop(f"passed-{name}", page)
        assert Certificate.objects.count() == len(members)

    def two_of_them(self) -> dict[str, Examinee]:
        """One of the weak department, and one of another."""
        places = [place_of(one.member) for one in self.runs]
        other = next(n for n, place in enumerate(places) if place != WEAK)
        return {"weak": self.runs[places.index(WEAK)], "other": self.runs[other]}

    def remind(self) -> None:
        """受講状況 with who is late, the sheet, the outbox."""
        page = self.page
        page.goto("/manage/")
        self.stop("home-late")
        page.goto(f"/manage/status/?assignment={self.assignment.uuid}")
        self.stop("status")
        page.goto(f"/manage/status/?assignment={self.assignment.uuid}&state=late")
        late = self.company.people - len(self.runs)
        self.stop("status-late")
        page.get_by_role("link", name=f"しぼり込んだ{late}名に送る").click()
        expect(page.get_by_role("button", name=f"{late}名に送る")).to_be_enabled()
        self.stop("reminder-sheet")
        page.get_by_role("button", name=f"{late}名に送る").click()
        self.sees("案内を受け付けました。")
        queue_unfinished()
        before = OutboxMessage.objects.filter(sent_at__isnull=False).count()
        send_waiting()
        page.reload()
        self.stop("reminder-run")
        assert OutboxMessage.objects.filter(sent_at__isnull=False).count() >= before + late

    def make_pack(self) -> None:
        """受講記録一式."""
        page = self.page
        page.goto("/manage/evidence/")
        page.get_by_role("button", name="一式を作る").click()
        expect(page.get_by_role("heading", name="作成した一式")).to_be_visible()
        make_packs()
        page.goto("/manage/evidence/")
        expect(page.get_by_role("link", name="ダウンロードする")).to_be_visible()
        self.stop("evidence")
