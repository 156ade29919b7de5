"""Notes, bookmarks, tabs, second screens, ended sessions: what makes learning comfortable."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from terakoya.portal.common import clock
from terakoya.portal.learning.choices import NoteKind
from terakoya.portal.learning.models import Enrolment, Event, Note
from terakoya.portal.learning.selectors.progress import standing_of, stored_state
from terakoya.portal.learning.tests.learners import Learner, make_learner, signed_in
from tests.accessibility import violations
from tests.factories import make_member
from tests.waiting import expect_read, read_until, text_of

from .conftest import Open, sign_in
from .player import Player

pytestmark = pytest.mark.browser
WRITTEN = "受付番号を控える"
WRITTEN_WITH_KEYS = f"{WRITTEN}。N、B、?と→は文字です"


def note_fields(player: Player) -> Locator:
    """The notes on the slide that is shown."""
    return player.page.locator("[data-notes] textarea")


def notes_saved(player: Player) -> None:
    """Until the notes are on the server; typing rests for a second before they leave."""
    player.page.clock.run_for(1500)
    expect(player.page.locator("[data-notes-state]")).to_have_attribute("data-state", "saved")


def stored() -> list[tuple[str, str]]:
    """Slide and text of what is kept."""
    notes = Note.objects.filter(kind=NoteKind.NOTE, is_deleted=False).order_by("id")
    return list(notes.values_list("slide_id", "text"))


# -- notes and bookmarks --------------------------------------------------------------------------


def test_note_is_written_kept_and_found_again_by_keyboard(
    open_player: Open, learner: Learner
) -> None:
    """Notes are named for those who listen, keep to their slide, and may be brought back.

    A bookmark is set by a key and removed by its button.
    """
    player = open_player()
    first = learner.text.slides[0]
    mark_by_key(player)
    player.press("n")
    expect(note_fields(player)).to_be_focused()
    player.page.keyboard.type(WRITTEN_WITH_KEYS, delay=2)
    player.press("ArrowRight")  # in a field this moves no slide
    expect(player.heading).to_contain_text(first.title)
    notes_saved(player)
    assert stored() == [(first.id, WRITTEN_WITH_KEYS)]
    expect(player.page.locator("#tab-notes")).to_have_text("メモ（1）")
    player.press("Escape")
    expect(player.page.locator('[data-note-act="add"]')).to_be_focused()
    player.press("Enter")
    expect(player.page.get_by_role("tab", name="メモ（1）", selected=True)).to_be_visible()
    expect(player.page.get_by_role("textbox", name="メモ1")).to_have_value(WRITTEN_WITH_KEYS)
    expect(player.page.get_by_role("textbox", name="メモ2")).to_be_focused()
    expect(player.page.get_by_role("button", name=re.compile("消す ?（メモ1）"))).to_be_visible()
    player.page.reload()
    remove_mark(player)
    expect(player.page.locator("#tab-notes")).to_have_text("メモ（1）")
    player.page.locator("#tab-script").focus()
    player.press("ArrowRight")
    expect(player.page.locator("#tab-notes")).to_be_focused()
    expect(note_fields(player)).to_have_value(WRITTEN_WITH_KEYS)
    expect(player.page.locator("#panel-script")).to_be_hidden()
    player.finish_slide(first.read, asks=False)
    player.page.locator("#stage > h1").focus()
    player.press("ArrowRight")
    expect(player.heading).to_contain_text(learner.text.slides[1].title)
    expect(note_fields(player)).to_have_count(0)
    expect(player.page.locator("#tab-notes")).to_have_text("メモ")
    player.press("ArrowLeft")
    expect(note_fields(player)).to_have_value(WRITTEN_WITH_KEYS)
    menu = player.page.locator("#player-top details.menu")
    menu.locator("summary").click()
    menu.locator('button[value="en"]').click()
    expect(player.page.locator("#tab-notes")).to_have_text("Notes (1)")
    expect(note_fields(player)).to_have_value(WRITTEN_WITH_KEYS)
    delete_and_bring_back(player)
    assert stored() == [(first.id, WRITTEN_WITH_KEYS)]
    found = faults_on_a_phone(player, "notes")
    player.page.set_viewport_size({"width": 390, "height": 900})
    player.page.goto(notebook(learner))
    assert found + faults_of_notebook(player.page) == []


def bookmark(player: Player) -> Locator:
    """The button that bears it."""
    return player.page.locator('.marks [data-note-act="mark"]')


def mark_by_key(player: Player) -> None:
    expect(player.page.get_by_role("button", name="しおり", pressed=False)).to_be_visible()
    player.press("b")
    expect(bookmark(player)).to_have_attribute("aria-pressed", "true")
    expect(player.page.locator("[data-say]")).to_have_text("しおりを付けました。")
    notes_saved(player)
    assert Note.objects.get().kind == NoteKind.BOOKMARK


def remove_mark(player: Player) -> None:
    """By its button, on a page that was loaded with it."""
    expect(bookmark(player)).to_have_attribute("aria-pressed", "true")
    bookmark(player).focus()
    player.press("Enter")
    expect(bookmark(player)).to_have_attribute("aria-pressed", "false")
    notes_saved(player)
    assert Note.objects.get(kind=NoteKind.BOOKMARK).is_deleted


def delete_and_bring_back(player: Player) -> None:
    """The only note; the focus goes to what undoes it."""
    text = read_until(note_fields(player).input_value, bool)
    player.page.locator('[data-note-act="remove"]').press("Enter")
    undo = player.page.locator('[data-note-act="undo"]')
    expect(undo).to_be_focused()
    expect(note_fields(player)).to_have_count(0)
    notes_saved(player)
    assert stored() == []
    undo.press("Enter")
    expect(note_fields(player)).to_have_value(text)
    notes_saved(player)


# Of the tests below, what one has left unsent is a note and a bookmark as well.
@pytest.mark.deep
def test_note_written_without_a_network_is_sent_later(open_player: Open, learner: Learner) -> None:
    player = open_player()
    player.wait_until_saved()
    player.context.set_offline(True)
    player.press("n")
    player.page.keyboard.type(WRITTEN)
    player.press("Escape")
    player.press("b")
    player.page.clock.run_for(2000)
    expect(player.page.locator("[data-notes-state]")).to_contain_text("未送信 2件")
    # Being offline is emulated for the page alone, not for what it sends while it closes.
    player.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    player.page.goto("about:blank")
    assert stored() == []
    player.context.set_offline(False)
    player.open()
    notes_saved(player)
    assert [text for _slide, text in stored()] == [WRITTEN]
    assert Note.objects.filter(kind=NoteKind.BOOKMARK, is_deleted=False).count() == 1
    expect(player.page.locator("#tab-notes")).to_have_text("メモ（1）")


# `test_notes_of_two_devices_are_both_kept` of the server's tests holds the union.
@pytest.mark.deep
def test_notes_of_two_devices_are_both_there(open_player: Open, learner: Learner) -> None:
    office, phone = open_player(), open_player(width=390)
    office.press("n")
    office.page.keyboard.type("会社で")
    notes_saved(office)
    phone.page.reload()
    phone.page.locator('.marks [data-note-act="open"]').click()
    expect(note_fields(phone)).to_have_count(2)  # the one of the office, and a new one
    first = note_fields(phone).first
    expect(first).to_have_value("会社で")
    office.page.keyboard.type("と受付で")
    notes_saved(office)
    first.fill("会社で、電話で")
    notes_saved(phone)
    assert sorted(text for _slide, text in stored()) == ["会社で、電話で", "会社でと受付で"]


# -- a second screen ------------------------------------------------------------------------------


def second(player: Player) -> Locator:
    """The notice that another screen counts."""
    return player.page.locator("[data-second]")


def seconds_read(learner: Learner) -> float:
    """How long the first slide was read, by what is stored."""
    read = stored_state(learner.enrolment)[learner.text.slides[0].id].read
    return sum(end - start for start, end in read)


def test_second_tab_takes_over_and_gives_back(open_player: Open, learner: Learner) -> None:
    older = open_player()
    older.pass_time(4)
    page = older.context.new_page()
    newer = Player(page, older.address, older.stack)
    newer.open()
    expect(second(older)).to_contain_text("別の画面で受講中です")
    assert faults_on_a_phone(older, "words") == []
    expect(second(newer)).to_be_hidden()
    older.wait_until_saved()
    assert seconds_read(learner) >= 3.5  # what was read before is not lost
    left, sent = text_of(older.page.locator("[data-left]")), read_of(older)
    newer.pass_time(31)  # the clock is that of the window: both pages have lived on
    assert read_until(lambda: seconds_read(learner), lambda seconds: seconds >= 34) >= 34
    expect(older.page.locator("[data-left]")).to_have_text(left)
    assert sent == []
    second(older).get_by_role("button").press("Enter")
    expect(second(older)).to_be_hidden()
    expect(older.heading).to_be_focused()
    expect(second(newer)).to_be_visible()
    older.pass_time(31)
    assert len(sent) == 1


def read_of(player: Player) -> list[dict[str, Any]]:
    """The reading that a page sends from now on."""
    sent: list[dict[str, Any]] = []

    def look(request: Request) -> None:
        if request.url.endswith("/events/"):
            events = json.loads(request.post_data or "{}")["events"]
            sent.extend(event for event in events if event["kind"] == "read")

    player.page.on("request", look)
    return sent


# Below, a device without a network hears of another that has taken over; tabs above give back.
@pytest.mark.deep
def test_second_device_takes_over_and_gives_back(open_player: Open, learner: Learner) -> None:
    office = open_player()
    office.pass_time(3)
    phone = open_player(width=390)
    expect(second(phone)).to_be_hidden()
    expect(second(office)).to_be_hidden()  # it has not heard of it yet
    office.pass_time(31)
    expect(second(office)).to_be_visible()
    expect(office.page.locator("[data-say]")).to_contain_text("別の画面で受講中です")
    second(office).get_by_role("button").click()
    expect(second(office)).to_be_hidden()
    office.wait_until_saved()
    phone.pass_time(31)
    expect(second(phone)).to_be_visible()
    office.pass_time(1)
    expect(second(office)).to_be_hidden()


def test_second_screen_without_a_network_loses_nothing(open_player: Open, learner: Learner) -> None:
    first = learner.text.slides[0]
    train = open_player()
    train.wait_until_saved()
    train.context.set_offline(True)
    train.finish_slide(first.read, asks=False)
    office = open_player()
    office.pass_time(2)
    train.context.set_offline(False)
    train.page.evaluate("window.dispatchEvent(new Event('online'))")
    train.pass_time(31)
    expect(second(train)).to_be_visible()
    train.wait_until_saved()
    assert first.id in standing_of(Enrolment.objects.get()).met


# -- ended sessions and shared computers ----------------------------------------------------------


def leave_something_unsent(player: Player, learner: Learner) -> None:
    """Read, note and mark something that cannot be sent; then the page is closed."""
    player.wait_until_saved()
    player.context.set_offline(True)
    player.press("n")
    player.page.keyboard.type(WRITTEN)
    player.press("Escape")
    player.press("b")
    player.finish_slide(learner.text.slides[0].read, asks=False)
    player.pass_time(30)
    expect(player.saved).to_contain_text("未送信")
    expect(player.page.locator("[data-notes-state]")).to_contain_text("未送信 2件")
    # Being offline is emulated for the page alone, not for what it sends while it closes.
    player.page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError()); }")
    player.page.goto("about:blank")
    player.context.set_offline(False)


def met(learner: Learner) -> set[str]:
    return set(standing_of(Enrolment.objects.get(pk=learner.enrolment.pk)).met)


def test_records_of_one_are_not_sent_by_another_and_wait_for_their_owner(
    open_player: Open, learner: Learner, live_server: LiveServer
) -> None:
    first = learner.text.slides[0].id
    colleague = make_learner(make_member(learner.member.organisation, "同僚 次郎"))
    # What a page sends while it closes goes out under whichever cookie is there by then.
    player = open_player(may_say="404 (Not Found)")
    leave_something_unsent(player, learner)
    sign_in(player.context, colleague, live_server)
    player.page.goto(f"/learn/{colleague.enrolment.uuid}/")
    player.wait_until_saved()
    player.pass_time(5)
    assert (met(learner), met(colleague), Note.objects.count()) == (set(), set(), 0)
    assert Event.objects.filter(enrolment=colleague.enrolment).exclude(kind="seen").count() == 0
    player.page.goto("about:blank")
    sign_in(player.context, learner, live_server)
    player.open()
    player.wait_until_saved()
    notes_saved(player)
    assert (met(learner), stored()) == ({first}, [(first, WRITTEN)])
    assert Note.objects.filter(kind=NoteKind.BOOKMARK, is_deleted=False).count() == 1
    expect(player.page.locator("#tab-notes")).to_have_text("メモ（1）")


def test_page_left_open_says_that_somebody_else_is_signed_in(
    open_player: Open, learner: Learner, live_server: LiveServer
) -> None:
    """An ended session leads to signing in and back to the slide."""
    person, (first, two) = learner.member.person, learner.text.slides[:2]
    person.set_password("korekara-manabu-24")
    person.save()
    learner.client = signed_in(learner.member)
    colleague = make_learner(make_member(learner.member.organisation, "同僚 次郎"))
    player = open_player(may_say="404 (Not Found)")
    player.wait_until_saved()
    sign_in(player.context, colleague, live_server)
    player.finish_slide(first.read, asks=False)
    player.pass_time(30)
    expect(player.notice).to_contain_text("今は別の人がログインしています")
    assert met(learner) == met(colleague) == set()
    sign_in(player.context, learner, live_server)
    player.pass_time(60)
    player.wait_until_saved()
    expect(player.notice).to_be_hidden()
    assert met(learner) == {first.id}
    player.press("ArrowRight")
    expect(player.heading).to_contain_text(two.title)
    player.wait_until_saved()
    player.context.clear_cookies(name="sessionid")
    player.press("n")
    player.page.keyboard.type(WRITTEN)
    player.press("Escape")
    player.finish_slide(two.read, asks=False)
    player.pass_time(30)
    expect(player.notice).to_contain_text("ログインの期限が切れました")
    assert (met(learner), stored()) == ({first.id}, [])
    player.notice.get_by_role("link").press("Enter")
    player.page.get_by_label("メールアドレス").fill(str(person.email))
    player.page.get_by_label("パスワード").fill("korekara-manabu-24")
    player.press("Enter")
    player.page.wait_for_url(f"**/learn/{learner.enrolment.uuid}/{two.id}/")
    player.wait_until_saved()
    notes_saved(player)
    assert (met(learner), stored()) == ({first.id, two.id}, [(two.id, WRITTEN)])


def sign_out(player: Player) -> Locator:
    """Ask to sign out by keyboard; what is asked back is returned."""
    player.page.goto("/my/")
    player.page.locator("details.menu summary").last.press("Enter")
    player.page.get_by_role("button", name="ログアウト", exact=True).press("Enter")
    return player.page.locator("#leaving")


# `test_answers_not_sent_yet_are_sent_before_signing_out` asks by the same dialog and sends as well.
@pytest.mark.deep
def test_signing_out_sends_first_and_asks_where_it_cannot(
    open_player: Open, learner: Learner
) -> None:
    first = learner.text.slides[0].id
    player = open_player(may_say="net::ERR_FAILED")
    leave_something_unsent(player, learner)
    player.page.route("**/learn/**", lambda route: route.abort())
    dialog = sign_out(player)
    expect(dialog).to_contain_text(re.compile(r"未送信の記録が[2-9]件あります"))
    dialog.get_by_role("button", name="やめる").press("Enter")
    expect(dialog).to_be_hidden()
    dialog = sign_out(player)
    dialog.get_by_role("button", name="送ってからログアウトする").press("Enter")
    expect(dialog).to_contain_text("送れませんでした")
    player.page.unroute("**/learn/**")
    dialog.get_by_role("button", name="送ってからログアウトする").press("Enter")
    player.page.wait_for_url("**/sign-in/")
    assert (met(learner), stored()) == ({first}, [(first, WRITTEN)])


def test_signing_out_all_the_same_leaves_nothing_on_the_device(
    open_player: Open, learner: Learner, live_server: LiveServer
) -> None:
    player = open_player(may_say="net::ERR_FAILED")
    leave_something_unsent(player, learner)
    player.page.route("**/learn/**", lambda route: route.abort())
    dialog = sign_out(player)
    dialog.get_by_role("button", name="消してログアウトする").press("Enter")
    player.page.wait_for_url("**/sign-in/")
    player.page.unroute("**/learn/**")
    learner.member.person.refresh_from_db()  # signing out has ended the session before
    learner.client = signed_in(learner.member)
    sign_in(player.context, learner, live_server)
    player.open()
    player.wait_until_saved()
    expect(player.page.locator("#tab-notes")).to_have_text("メモ")
    assert (met(learner), stored()) == (set(), [])


# `test_answers_not_sent_yet_are_sent_before_signing_out`, once more.
@pytest.mark.deep
def test_signing_out_asks_nothing_where_everything_can_be_sent(
    open_player: Open, learner: Learner
) -> None:
    first = learner.text.slides[0].id
    player = open_player()
    leave_something_unsent(player, learner)
    sign_out(player)
    player.page.wait_for_url("**/sign-in/")
    assert (met(learner), stored()) == ({first}, [(first, WRITTEN)])


# -- five minutes without a network ---------------------------------------------------------------


# `test_player_loses_nothing_in_five_minutes_without_a_network` is in the normal run; the note
# without a network, above, is sent later as well.
@pytest.mark.deep
def test_five_minutes_without_a_network_lose_and_double_nothing(
    open_player: Open, learner: Learner
) -> None:
    player = open_player()
    player.load_ahead(learner.text.slides[24].id)  # the slides ahead come in four parts of eight
    player.wait_until_saved()
    known = set(Event.objects.values_list("uuid", flat=True))
    player.context.set_offline(True)
    slides, spent, walked = learner.text.slides, 0.0, []
    player.press("n")
    player.page.keyboard.type(WRITTEN)
    player.press("Escape")
    for slide in slides:
        if spent + slide.read + 1 > 290:
            break
        player.press("b")
        player.finish_slide(slide.read, asks=slide.asks)
        walked.append(slide)
        spent += slide.read + 1
        player.page.locator("#stage > h1").focus()
        player.press("ArrowRight")
        expect(player.heading).to_contain_text(slides[len(walked)].title)
    player.pass_time(300 - spent)
    assert {"case", "check"} <= {slide.layout for slide in walked}
    assert (set(Event.objects.values_list("uuid", flat=True)), stored()) == (known, [])
    player.context.set_offline(False)
    player.page.evaluate("window.dispatchEvent(new Event('online'))")
    player.wait_until_saved()
    notes_saved(player)
    assert met(learner) == {slide.id for slide in walked}
    progress = stored_state(learner.enrolment)
    read = [end - start for one in progress.values() for start, end in one.read]
    passed = (clock.now() - learner.enrolment.opened_at).total_seconds()
    assert 290 <= sum(read) <= passed
    asked = {slide.id for slide in walked if slide.asks}
    assert {slide for slide, one in progress.items() if one.answers == {"a"}} == asked
    bookmarks = Note.objects.filter(kind=NoteKind.BOOKMARK, is_deleted=False)
    assert len(bookmarks) == len(walked)
    assert stored() == [(slides[0].id, WRITTEN)]


# -- by keyboard, and for those who listen --------------------------------------------------------

WIDE = "document.documentElement.scrollWidth > innerWidth"
FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex='0']"


def test_everything_a_mouse_reaches_the_tab_key_reaches(
    open_player: Open, learner: Learner
) -> None:
    """Tabs are one stop, and arrows go on from there; what is in a closed menu is not there yet."""
    player = open_player()
    player.press("n")
    player.page.keyboard.type(WRITTEN)
    player.page.locator(".skip").focus()
    wanted = player.page.evaluate(
        """(selector) => {
            const all = [...document.querySelectorAll(selector)].filter((one) => (
                one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0
            ));
            all.forEach((one, n) => { one.dataset.stop = n; });
            return all.map((one) => Number(one.dataset.stop));
        }""",
        FOCUSABLE,
    )
    reached = set()
    for _stop in range(2 * len(wanted)):
        stop = player.page.evaluate("() => document.activeElement.dataset.stop ?? ''")
        if stop:
            reached.add(int(stop))
        player.press("Tab")
    assert reached == set(wanted)
    player.page.locator("#tab-notes").focus()
    for key, tab in (("ArrowRight", "words"), ("ArrowRight", "script"), ("End", "words")):
        player.press(key)
        expect(player.page.locator(f"#tab-{tab}")).to_be_focused()
        expect(player.page.locator(f"#panel-{tab}")).to_be_visible()
    player.press("Tab")
    expect(player.page.locator("#panel-words")).to_be_focused()


# In a normal run a phone is judged above: notes, the notebook, and words beneath the notice.
@pytest.mark.deep
@pytest.mark.parametrize("width", [390, 1440])
def test_comforts_pass_axe(open_player: Open, learner: Learner, width: int) -> None:
    player = open_player(width=width)
    player.page.locator('.marks [data-note-act="open"]').click()
    player.page.keyboard.type(WRITTEN)
    player.press("Escape")
    player.press("b")
    notes_saved(player)
    found = []
    other = Player(player.context.new_page(), player.address, player.stack)
    other.open()
    expect(second(player)).to_be_visible()
    player.page.bring_to_front()
    for tab in ("notes", "words", "script"):
        player.page.locator(f"#tab-{tab}").click()
        found += violations(player.page)
    for address in (notebook(learner), "/my/"):
        other.page.goto(address)
        found += faults_of_notebook(other.page)
    assert found == []


def faults_on_a_phone(player: Player, tab: str) -> list[dict[str, Any]]:
    """Of accessibility, with a tab in front."""
    usual = player.page.viewport_size
    assert usual is not None
    player.page.set_viewport_size({"width": 390, "height": 900})
    player.page.locator(f"#tab-{tab}").click()
    found = violations(player.page)
    player.page.set_viewport_size(usual)
    return found


def notebook(learner: Learner) -> str:
    """The page with all notes on the course."""
    return f"/my/notes/{learner.enrolment.assignment.course.slug}/"


def faults_of_notebook(page: Page) -> list[dict[str, Any]]:
    """Of accessibility, with what can be done to each note; it is no wider than its window."""
    for summary in page.locator(".noteacts summary").all():
        summary.click()
    expect_read(lambda: page.evaluate(WIDE), False)
    return violations(page)
