"""Sending again, in a browser: pauses that grow, nothing lost (docs/algorithms/sending.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import pairwise, product
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.common import clock
from tests.waiting import expect_read

from .exams import HOUR, Examinee, make_examinee
from .learners import after
from .test_attempt_browser import answer, opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]
POST = "**/answer/"
NO_NETWORK = "() => { window.real = fetch; window.fetch = () => Promise.reject(new TypeError()); }"


@pytest.fixture
def learner(transactional_db: None) -> Iterator[Examinee]:
    """A learner whose attempt is open."""
    made = make_examinee()
    with clock.shifted_by(after(HOUR) - clock.now()):
        made.start()
        yield made


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, learner: Examinee) -> Iterator[Page]:
    """The test's page, whose clock stands until it is moved; script errors fail the test."""
    context = opened(chromium, live_server, learner)
    found = context.new_page()
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    found.clock.install()
    found.goto(learner.test_url)
    expect(found.locator("[data-count]")).to_be_visible()
    found.clock.pause_at(found.evaluate("Date.now()") + 1000)
    yield found
    context.close()
    assert errors == []


class Server:
    """Stands between the page and the server, answers posts of answers, and keeps their times."""

    def __init__(self, page: Page) -> None:
        self.page, self.passed, self.under_way = page, 0, 0
        self.posts: list[tuple[int, str]] = []
        page.route(POST, self._take)
        self.behave: Any = lambda route: route.abort()

    def _take(self, route: Route) -> None:
        self.posts.append((self.passed, route.request.post_data or ""))
        self.behave(route)

    @property
    def times(self) -> list[int]:
        """The second of each post."""
        return [second for second, _body in self.posts]

    def pass_time(self, seconds: int, step: int = 1) -> None:
        """Let the page's clock run; posts get their answers within their step."""
        for _step in range(0, seconds, step):
            self.passed += step
            self.page.clock.run_for(1000 * step)
            expect(saved_line(self.page)).not_to_have_text("保存しています")


def saved_line(page: Page) -> Any:
    """What the page says of saving."""
    return page.locator("[data-saved]")


def gaps(times: list[int]) -> list[int]:
    """The pauses between posts."""
    return [later - earlier for earlier, later in pairwise(times)]


# -- answers of the test ------------------------------------------------------------------------


# Deep: test_whatever_is_sent_is_sent_again_after_pauses holds the rule.
@pytest.mark.deep
def test_answers_that_are_rejected_are_sent_again_after_growing_pauses(
    page: Page, learner: Examinee
) -> None:
    server = Server(page)
    answer(page, learner, 1)
    expect(saved_line(page)).to_contain_text("未送信 1問。答えはこの端末に残っています。")
    for number in range(2, 6):
        page.get_by_role("button", name="次の問題へ").click()
        answer(page, learner, number)
    expect(saved_line(page)).to_contain_text("未送信 5問。")
    assert len(server.posts) == 1
    server.pass_time(240)
    found = gaps(server.times)
    assert 6 <= len(server.posts) <= 9
    assert found[:5] == sorted(set(found[:5]))
    assert min(found) >= 2
    assert found[4] >= 32
    assert max(found) <= 76
    assert learner.attempt.answers == {}
    server.behave = lambda route: route.continue_()
    server.pass_time(76)
    expect(saved_line(page)).to_contain_text("保存しました")
    assert learner.attempt.answers == dict(list(learner.answers().items())[:5])
    posts = len(server.posts)
    server.pass_time(120, step=10)
    assert len(server.posts) == posts  # and then it rests


# `test_attempt_by_keyboard_one_question_a_page` has a real network come back.
@pytest.mark.deep
def test_answers_are_sent_at_once_when_the_network_is_back(page: Page, learner: Examinee) -> None:
    server = Server(page)
    answer(page, learner, 1)
    server.pass_time(100)
    refused = len(server.posts)
    server.behave = lambda route: route.continue_()
    page.evaluate("() => { dispatchEvent(new Event('online')); }")
    expect(saved_line(page)).to_contain_text("保存しました")
    assert len(server.posts) == refused + 1
    assert learner.attempt.answers == dict(list(learner.answers().items())[:1])


def test_answers_go_one_post_after_another_and_the_last_one_wins(
    page: Page, learner: Examinee
) -> None:
    """They wait as long as a busy server asks."""
    server = Server(page)
    held: list[Route] = []
    server.behave = held.append
    question = learner.draw.questions[0]
    inputs = page.locator(f'[name="q-{question.id}"]')
    first, last = question.choices[0], question.choices[-1]
    inputs.first.check()
    expect_read(lambda: (page.evaluate("1"), len(held)), (1, 1))  # asked, the page lives on
    for choice in (question.choices[1], last):
        page.locator(f'[name="q-{question.id}"][value="{choice}"]').check()
    page.wait_for_timeout(50)
    assert len(held) == 1
    server.behave = lambda route: route.continue_()
    held[0].continue_()
    expect(saved_line(page)).to_contain_text("保存しました")
    bodies = [body for _second, body in server.posts]
    several = [
        choice for choice in question.choices if choice in (first, question.choices[1], last)
    ]
    expected = several if question.kind == "multiple" else [last]
    assert bodies[0] == f"q-{question.id}={first}"
    assert bodies[1:] == ["&".join(f"q-{question.id}={choice}" for choice in expected)]
    assert learner.attempt.answers == {question.id: expected}
    posts = len(server.posts)
    server.behave = lambda route: route.fulfill(status=503, headers={"Retry-After": "100"})
    page.get_by_role("button", name="次の問題へ").click()
    answer(page, learner, 2)
    expect(saved_line(page)).to_contain_text("自動でもう一度送ります。")
    server.pass_time(50)
    page.get_by_role("button", name="次の問題へ").click()
    answer(page, learner, 3)
    page.evaluate("() => { dispatchEvent(new Event('online')); }")
    server.pass_time(49)
    assert len(server.posts) == posts + 1
    server.behave = lambda route: route.continue_()
    server.pass_time(27)
    expect(saved_line(page)).to_contain_text("保存しました")
    others = dict(list(learner.answers().items())[1:3])
    assert learner.attempt.answers == {question.id: expected} | others


def test_answers_after_the_session_ended_wait_on_the_device_for_the_sign_in(
    page: Page, learner: Examinee, live_server: LiveServer
) -> None:
    page.context.clear_cookies(name="sessionid")
    answer(page, learner, 1)
    expect(saved_line(page)).to_contain_text("未送信 1問。ログインの期限が切れました。")
    page.get_by_role("button", name="次の問題へ").click()
    answer(page, learner, 2)
    expect(saved_line(page)).to_contain_text("未送信 2問。")
    link = page.get_by_role("link", name="ログインする")
    expect(link).to_have_attribute(
        "href", f"/sign-in/?next=%2Flearn%2F{learner.enrolment.uuid}%2Ftest%2F"
    )
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ログイン")
    assert learner.attempt.answers == {}
    session = learner.client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(learner.test_url)
    expect(saved_line(page)).to_contain_text("保存しました")
    assert learner.attempt.answers == dict(list(learner.answers().items())[:2])


# After the end of a session, above, a second page sends what the first has left as well.
@pytest.mark.deep
def test_answers_of_a_page_that_was_closed_are_there_again(page: Page, learner: Examinee) -> None:
    page.evaluate(NO_NETWORK)
    answer(page, learner, 1)
    expect(saved_line(page)).to_contain_text("未送信 1問。")
    page.goto("about:blank")
    assert learner.attempt.answers == {}
    server = Server(page)
    page.goto(learner.test_url)
    question = learner.draw.questions[0]
    for choice in question.correct:
        expect(page.locator(f'[name="q-{question.id}"][value="{choice}"]')).to_be_checked()
    expect(page.get_by_role("link", name="問1 回答済み")).to_be_visible()
    expect(saved_line(page)).to_contain_text("未送信 1問。")
    server.behave = lambda route: route.continue_()
    server.pass_time(3)
    expect(saved_line(page)).to_contain_text("保存しました")
    assert learner.attempt.answers == dict(list(learner.answers().items())[:1])


def test_answer_that_is_refused_is_not_sent_again_and_holds_no_other_back(
    page: Page, learner: Examinee
) -> None:
    """An answer to an attempt that was handed in elsewhere leads to its result."""
    one, two = learner.draw.questions[:2]
    page.evaluate(NO_NETWORK)
    page.locator(f'[name="q-{one.id}"]').first.evaluate("input => { input.value = 'z'; }")
    page.locator(f'[name="q-{one.id}"]').first.check()
    page.get_by_role("button", name="次の問題へ").click()
    answer(page, learner, 2)
    expect(saved_line(page)).to_contain_text("未送信 2問。")
    server = Server(page)
    server.behave = lambda route: route.continue_()
    page.evaluate("() => { window.fetch = window.real; }")
    server.pass_time(3)
    expect(saved_line(page)).to_contain_text("保存しました")
    assert learner.attempt.answers == {two.id: learner.answers()[two.id]}
    assert len(server.posts) == 3  # both, then each alone
    server.pass_time(100, step=10)
    assert len(server.posts) == 3
    attempt = learner.attempt
    learner.submit({}, accept_unanswered="yes")
    page.get_by_role("button", name="次の問題へ").click()
    answer(page, learner, 3)
    link = saved_line(page).get_by_role("link")
    expect(link).to_have_attribute("href", learner.url_of(attempt))
    posts = len(server.posts)
    server.pass_time(100, step=10)
    assert len(server.posts) == posts


def test_answers_not_sent_yet_are_sent_before_signing_out(page: Page, learner: Examinee) -> None:
    page.evaluate(NO_NETWORK)
    answer(page, learner, 1)
    expect(saved_line(page)).to_contain_text("未送信 1問。")
    page.goto("/my/")
    Server(page)
    page.locator("details.menu summary").last.press("Enter")
    page.get_by_role("button", name="ログアウト", exact=True).press("Enter")
    dialog = page.locator("#leaving")
    expect(dialog).to_contain_text("未送信の記録が1件あります（受講、テストの答え、メモ）。")
    page.unroute(POST)
    dialog.get_by_role("button", name="送ってからログアウトする").press("Enter")
    page.wait_for_url("**/sign-in/")
    assert learner.attempt.answers == dict(list(learner.answers().items())[:1])


# -- one piece of code for all ------------------------------------------------------------------

# Each makes a sender for an address: how something is added to it, and how much of it waits.
OBJECTS = {
    "queue": """async (at) => {
      const { Queue } = await import("/static/learning/queue.js");
      const sender = new Queue({ owner: "o", enrolment: at, eventsUrl: at });
      const more = () => { sender.add({ uuid: crypto.randomUUID() }); sender.flush(); };
      return { sender, more, left: () => sender.count };
    }""",
    "notebook": """async (at) => {
      const { Notebook } = await import("/static/learning/notebook.js");
      const clock = { iso: () => new Date().toISOString() };
      const sender = new Notebook(
        { owner: "o", enrolment: at, notesUrl: at, notes: [], bookmarks: [] }, clock);
      const more = () => { sender.mark(crypto.randomUUID(), true); sender.send(); };
      return { sender, more, left: () => sender.unsaved.length };
    }""",
    "answers": """async (at) => {
      const { Answers } = await import("/static/learning/answers.js");
      const sender = new Answers({ owner: "o", enrolment: at, url: at });
      const more = () => sender.keep(crypto.randomUUID(), ["a"]);
      return { sender, more, left: () => sender.count };
    }""",
}
FAILURES = {
    "offline": "Promise.reject(new TypeError())",
    "retrying": "Promise.resolve(new Response('', { status: 500 }))",
    "signin": "Promise.resolve(new Response('{}', { status: 401 }))",
    "stranger": "Promise.resolve(new Response('', { status: 404 }))",
}
BUSY = "Promise.resolve(new Response('', {{ status: 429, headers: {{ 'Retry-After': {} }} }}))"


class Senders:
    """Of each kind one for each answer, all in one page: their addresses answer each in its way."""

    def __init__(self, page: Page, answers: Mapping[str, str], kinds: Iterable[str]) -> None:
        self.page, self.answers = page, {}
        page.evaluate(
            """() => {
              window.senders ??= {};
              window.fetch = (at) => {
                senders[at].posts.push(Date.now());
                return senders[at].answer();
              };
            }"""
        )
        for kind, (name, given) in product(kinds, answers.items()):
            self.answers[f"/{kind}/{name}/"] = name
            page.evaluate(
                f"""async (at) => {{
                  const made = await ({OBJECTS[kind]})(at);
                  const said = new Set(), states = () => [...said].sort();
                  made.sender.addEventListener("state", ({{ detail }}) => said.add(detail.state));
                  senders[at] = {{ ...made, states, posts: [], answer: () => {given} }};
                }}""",
                f"/{kind}/{name}/",
            )

    def add(self) -> None:
        """Let each have something more to send."""
        self.page.evaluate("() => { Object.values(senders).forEach((one) => one.more()); }")

    def told(self, at: str, what: str) -> Any:
        """The posts of one, its states, or how much it has left."""
        return self.page.evaluate(f"at => senders[at].{what}", at)


def test_whatever_is_sent_is_sent_again_after_pauses(page: Page) -> None:
    """And after the time that a busy server names, whatever the device tells of its network."""
    senders = Senders(page, FAILURES, OBJECTS)
    for second in range(200):
        if second % 20 == 0:
            senders.add()
        page.clock.run_for(1000)
    assert len(senders.answers) == len(OBJECTS) * len(FAILURES)
    for at, reason in senders.answers.items():
        posts = senders.told(at, "posts")
        pauses = [pause / 1000 for pause in gaps(posts)]
        assert 5 <= len(posts) <= 9, at
        growing = enumerate(pauses[:4], 1)
        assert all(2**n <= pause <= 2**n * 1.25 + 1 for n, pause in growing), (at, pauses)
        expect_read(partial(senders.told, at, "left()"), 10)
        expect_read(partial(senders.told, at, "states()"), sorted(["saving", reason]))
    told = {"number": "'40'", "date": "new Date(Date.now() + 40_000).toUTCString()"}
    busy = {name: BUSY.format(value) for name, value in told.items()}
    waiting = Senders(page, busy, ["queue"])
    waiting.add()
    for _second in range(60):
        page.evaluate("() => { dispatchEvent(new Event('online')); }")
        page.clock.run_for(1000)
    assert len(waiting.answers) == 2
    for at in waiting.answers:
        first, second = waiting.told(at, "posts")
        assert 39 <= (second - first) / 1000 <= 51, at
