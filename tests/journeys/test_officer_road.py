"""The officer's road: roster, survey, result, proposals, training, reminders, change, evidence.

For three companies. With TERAKOYA_PICTURES=FOLDER every stop is kept as a picture at 390 and
1440 px.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.catalogue.selectors import revision_text
from terakoya.portal.learning.scope import scope_of
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.services import move_waves_on, open_due_waves

from .officer import OWN, WEAK, Company
from .officer_road import CASES, DUE, FIRST_DAY, Road

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.deep,
    pytest.mark.database,
    pytest.mark.once_on_postgres,
]
TEST, EMPHASIS = "の出題を増やす", "のスライドを重点にする"
JUDGEMENT, KNOWLEDGE = "「見分け」", "「知識」"
READINESS = "「起きたときの対応」"
BIG = Company(
    {OWN: 24, WEAK: 84, "物流センター": 61, "お客様相談室": 46, "情報システム室": 27, "秘書室": 4},
    {WEAK: ("judgement", "knowledge"), "": ("readiness",)},
    ((READINESS + TEST, "全社"), (JUDGEMENT + CASES, WEAK)),
)
SMALL = Company(
    {OWN: 5, WEAK: 7},
    {WEAK: ("knowledge", "readiness"), OWN: ("knowledge", "readiness")},
    ((KNOWLEDGE + EMPHASIS, "全社"),),
)
MIDDLE = Company(
    {OWN: 10, WEAK: 12, "物流センター": 8},
    {WEAK: ("judgement", "knowledge")},
    ((JUDGEMENT + CASES, WEAK), (KNOWLEDGE + EMPHASIS, WEAK)),
)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Closes windows and puts the clock back."""
    with ExitStack() as found:
        yield found


@pytest.mark.parametrize("company", [BIG, MIDDLE, SMALL], ids=lambda one: str(one.people))
def test_officer_road(
    chromium: Browser,
    live_server: LiveServer,
    transactional_db: None,
    stack: ExitStack,
    company: Company,
) -> None:
    road = Road(chromium, live_server, company, stack)
    road.send_roster()
    road.assign()
    everybody = road.members
    before = road.answer_wave("before", everybody)
    road.come_back(FIRST_DAY + dt.timedelta(days=4))
    road.close(before)
    check_first_result(road)
    road.accept(before)
    on_time = len(everybody) - max(2, len(everybody) // 8)
    road.come_back(FIRST_DAY + dt.timedelta(days=7))
    road.train(everybody[:on_time])
    check_served(road)
    road.come_back(DUE + dt.timedelta(days=3))
    road.remind()
    assert open_due_waves() == 1
    assert move_waves_on() == 1
    after = road.answer_wave("after", [one.member for one in road.runs])
    road.close(after)
    check_change(road, before)
    road.make_pack()
    assert road.faults == []


def check_first_result(road: Road) -> None:
    """What must be seen of this headcount, and what must not."""
    heat = road.page.locator("main")
    if road.company is SMALL:
        expect(heat).not_to_contain_text(WEAK)
        expect(heat).to_contain_text("20名")
        return
    expect(heat).to_contain_text(WEAK)
    expect(heat).to_contain_text("匿名の調査です。")
    expect(heat).not_to_contain_text("秘書室")  # 4 people are counted among others
    if road.company is MIDDLE:
        expect(heat).to_contain_text("目安")


def check_served(road: Road) -> None:
    """Slides and questions of the two learners really differ as was accepted."""
    runs = road.two_of_them()
    slides = {
        name: {one.id for one in revision_text(run.enrolment.revision_id, "ja").slides}
        for name, run in runs.items()
    }
    tags = {
        name: {part.tag for part in scope_of(run.enrolment).blueprint(run.enrolment.revision)}
        for name, run in runs.items()
    }
    if road.company is SMALL:
        assert slides["weak"] == slides["other"]
        return
    added = slides["weak"] - slides["other"]
    assert any(one.startswith("case-") for one in added), added
    if road.company is BIG:
        assert "focus-readiness" in tags["other"] - tags["weak"]


def check_change(road: Road, before: Wave) -> None:
    """Result and proposals tell what moved, and only where a margin allows it."""
    page = road.page
    if road.company is not SMALL:
        expect(page.locator("main")).to_contain_text("ポイント")
    page.goto(f"/manage/surveys/{before.uuid}/proposals/")
    expect(page.get_by_text("事後").first).to_be_visible()
    road.stop("proposals-outcome")
    page.goto("/manage/")
    road.stop("home-end")
