"""The test in a real browser: by keyboard, without network for a while, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.common import clock
from terakoya.portal.learning.certificate_codes import shown_code
from terakoya.portal.learning.models import Certificate
from terakoya.portal.learning.selectors.exam import attempt_page
from tests.accessibility import violations
from tests.selection import IS_DEEP, deep
from tests.waiting import expect_read

from .exams import HOUR, Examinee, make_examinee
from .learners import after

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SAVED = re.compile(r"^保存しました 11:0\d$")  # the server's clock goes on from 11:00
BEYOND = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const box = element.getBoundingClientRect();
  const scrolls = ".sitehead nav, dialog, .visually-hidden";
  return box.width && box.right > innerWidth + 1 && !element.closest(scrolls);
}).map((element) => element.outerHTML.slice(0, 80))"""


@pytest.fixture
def learner(transactional_db: None) -> Iterator[Examinee]:
    """A learner before the test, with the clock of the whole process at that hour."""
    made = make_examinee()
    with clock.shifted_by(after(HOUR) - clock.now()):
        yield made


def opened(
    chromium: Browser, server: LiveServer, learner: Examinee, *, scripts: bool = True
) -> BrowserContext:
    """A phone on which the learner is signed in."""
    context = chromium.new_context(
        base_url=server.url,
        viewport={"width": 390, "height": 844},
        java_script_enabled=scripts,
    )
    session = learner.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
    return context


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, learner: Examinee) -> Iterator[Page]:
    """The learner's page, whose script errors and CSP reports fail the test."""
    context = opened(chromium, live_server, learner)
    found = context.new_page()
    told: list[str] = []
    found.on("console", lambda message: told.append(message.text))
    found.on("pageerror", lambda error: told.append(str(error)))
    yield found
    context.close()
    assert [text for text in told if not re.search("DISCONNECTED|404", text)] == []


def answer(page: Page, learner: Examinee, number: int) -> None:
    """Choose what is right on the question that is shown."""
    question = learner.draw.questions[number - 1]
    for choice in question.correct:
        page.locator(f'[name="q-{question.id}"][value="{choice}"]').check()


def test_attempt_by_keyboard_one_question_a_page(page: Page, learner: Examinee) -> None:
    """What is answered without a network is saved when it is back."""
    page.goto(learner.test_url)
    page.get_by_role("button", name="テストを始める").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-count]")).to_have_text("1 / 10問")
    questions = learner.draw.questions
    expect(page.locator("[data-question]:visible")).to_have_count(1)
    first = page.locator(f'[name="q-{questions[0].id}"]').first
    first.focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert learner.attempt.answers == {questions[0].id: [questions[0].choices[0]]}
    page.keyboard.press("Enter")  # goes on, and does not hand in
    expect(page.locator("[data-count]")).to_have_text("2 / 10問")
    expect(page.locator("#q2")).to_be_focused()
    page.get_by_role("button", name="前へ").click()
    expect(page.locator("#q1")).to_be_visible()
    expect(page.get_by_role("link", name="問1 回答済み")).to_have_attribute("aria-current", "step")
    page.get_by_role("link", name="提出", exact=True).click()
    expect(page.locator("[data-count]")).to_have_text("提出の前に")
    jumps = page.locator("#finish .jumps a")
    expect(jumps).to_have_text([f"問{number}" for number in range(2, 11)])
    jumps.first.click()
    expect(page.locator("#q2")).to_be_focused()
    known = learner.attempt.answers
    page.context.set_offline(True)
    answer(page, learner, 2)
    expect(page.locator("[data-saved]")).to_contain_text("未送信 1問。")
    page.get_by_role("button", name="次の問題へ").click()
    answer(page, learner, 3)
    assert learner.attempt.answers == known
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert learner.attempt.answers == known | dict(list(learner.answers().items())[1:3])


def test_answer_given_before_the_script_runs_is_saved_and_stays_in_sight(
    page: Page, learner: Examinee
) -> None:
    learner.start()
    held: list[Route] = []
    page.route("**/exam*.js", lambda route: held.append(route))
    page.goto(learner.test_url, wait_until="commit")
    answer(page, learner, 1)
    expect_read(lambda: (page.evaluate("1"), len(held)), (1, 1))  # asked, the page lives on
    held[0].continue_()
    expect(page.locator("[data-count]")).to_have_text("1 / 10問")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    assert learner.attempt.answers == dict(list(learner.answers().items())[:1])


def test_attempt_is_resumed_where_it_was_left_and_handed_in(page: Page, learner: Examinee) -> None:
    """Whether readings are shown is kept on the device as well."""
    learner.start()
    learner.put_reading()
    assert attempt_page(learner.attempt, "ja").has_readings
    page.goto(learner.test_url)
    reading = page.locator("rt").first
    expect(reading).to_have_css("display", "none")
    page.get_by_role("button", name="ふりがな：オフ").click()
    expect(reading).not_to_have_css("display", "none")
    for number in range(1, 5):
        answer(page, learner, number)
        page.get_by_role("button", name="次の問題へ").click()
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.goto("/my/")
    page.goto(learner.test_url)
    expect(page.locator("[data-count]")).to_have_text("5 / 10問")
    expect(page.get_by_role("button", name="ふりがな：オン")).to_be_visible()
    page.locator("details.menu summary").first.click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("[data-count]")).to_have_text("Question 5 of 10")
    for number in range(5, 11):
        answer(page, learner, number)
        name = "Go to hand in" if number == 10 else "Next question"
        page.get_by_role("button", name=name).click()
    expect(page.locator("[data-all]")).to_have_text("You have answered every question.")
    page.get_by_role("button", name="Hand in and see the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have completed the course")
    assert learner.attempt.percent == 100
    assert Certificate.objects.get().language == "en"


def test_attempt_works_without_scripts(
    chromium: Browser, live_server: LiveServer, learner: Examinee
) -> None:
    context = opened(chromium, live_server, learner, scripts=False)
    page = context.new_page()
    page.goto(learner.test_url)
    page.get_by_role("button", name="テストを始める").click()
    expect(page.locator("[data-question]:visible")).to_have_count(10)
    for number in range(1, 9):
        answer(page, learner, number)
    page.get_by_role("button", name="ここまでの答えを保存する").click()
    expect_read(lambda: len(learner.attempt.answers), 8)
    page.get_by_role("button", name="提出して結果を見る").click()
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("答えていない問題が2問あります。")
    expect(summary.get_by_role("link")).to_have_text(["問9", "問10"])
    page.get_by_role("button", name="答えずに残して提出する").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("研修を修了しました")
    page.get_by_role("link", name="修了証をひらく").click()
    expect(page.locator(".cname")).to_contain_text("見本 花子")
    context.close()


@pytest.mark.parametrize("language", ["ja", *deep("en")])
def test_pages_of_the_test_have_no_fault_at_any_width(
    page: Page, learner: Examinee, language: str
) -> None:
    page.context.add_cookies(
        [{"name": "language", "value": language, "domain": "localhost", "path": "/"}]
    )
    learner.client.cookies["language"] = language
    widths = (1440, 390) if IS_DEEP and language == "ja" else (390,)
    failed = learner.start()
    learner.take_time()
    learner.submit(learner.answers(right=2))
    hurried = learner.start()
    learner.submit(learner.answers(right=2))
    faults = {}
    for name, attempt in (("failed", failed), ("hurried", hurried)):
        faults[name] = _faults(page, learner.url_of(attempt), widths)
    passed = learner.start()
    learner.submit(learner.answers(right=9))
    found = Certificate.objects.get()
    addresses = {
        "intro": learner.test_url,
        "after passing": learner.url_of(failed),
        "passed": learner.url_of(passed),
        "unknown": "/verify/ABCD-EFGH/",
        "certificate": f"/my/certificates/{found.uuid}/",
        "form": "/verify/?code=",
    }
    if IS_DEEP:  # the page of a code that nobody has is judged in every run
        addresses["verify"] = f"/verify/{shown_code(found.code)}/"
    for name, address in addresses.items():
        faults[name] = _faults(page, address, widths)
    learner.start()
    faults["attempt"] = _faults(page, learner.test_url, widths)
    page.goto("about:blank")  # the place in the page is read while it loads
    faults["finish"] = _faults(page, f"{learner.test_url}#finish", widths)
    assert faults == {name: [] for name in faults}


def _faults(page: Page, address: str, widths: tuple[int, ...]) -> list[str]:
    faults = []
    page.goto(address)
    for details in page.locator("main details").all():
        details.evaluate("one => { one.open = true; }")
    for width in (*widths, 320):
        page.set_viewport_size({"width": width, "height": 900})
        faults += [f"{width} {element}" for element in page.evaluate(BEYOND)]
        if width in widths:
            faults += [
                f"{width} {one['id']} {one['nodes'][0]['html'][:100]}" for one in violations(page)
            ]
    return faults


def test_certificate_prints_on_one_landscape_page(page: Page, learner: Examinee) -> None:
    learner.start()
    learner.submit(learner.answers())
    for name in ("見本 花子", "寿限無" * 66 + "太郎"):
        Certificate.objects.update(person_name=name, organisation_name=name)
        found = Certificate.objects.get()
        page.goto(f"/my/certificates/{found.uuid}/")
        document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
        sizes = [[round(side) for side in sheet.get_size()] for sheet in document]
        words = document[0].get_textpage().get_text_bounded()
        document.close()
        assert sizes == [[842, 595]]
        assert shown_code(found.code) in words
        assert found.revision_id[-8:] in words
