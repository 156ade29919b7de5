"""Notes written on several devices at once: laws, and what is kept in the database."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.common import clock
from terakoya.portal.learning.models import Note
from terakoya.portal.learning.notes import MOST_PAGES, Version, copy_uuid, next_clock, united
from terakoya.portal.learning.services.notes import MOST_NOTES
from tests.factories import make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .kept import again, kept_learner
from .learners import OPENED, Learner, after, make_learner, signed_in

__all__ = ["kept_learner"]

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

pytestmark = pytest.mark.once  # pages, and both databases keep the same

PHONE, OFFICE = "a" * 12, "b" * 12


# -- laws -----------------------------------------------------------------------------------------


@st.composite
def histories(draw: st.DrawFn) -> list[Version]:
    """Changes of three pages, each knowing some of what was written before."""
    made: list[Version] = []
    for number in range(draw(st.integers(1, 7))):
        page = draw(st.sampled_from([PHONE, OFFICE, "c" * 12]))
        own = [one for one in made if page in one.clock]
        seen = draw(st.sampled_from([None, *made]))
        known: dict[str, int] = {}
        for one in [*own, *([seen] if seen else [])]:
            known = {p: max(known.get(p, 0), one.clock.get(p, 0)) for p in [*known, *one.clock]}
        is_deleted = draw(st.integers(0, 5)) == 0
        text = "" if is_deleted else f"<{number}>"
        made.append(Version(text, float(number), next_clock(known, page), is_deleted))
    return made


def arrive(versions: list[Version]) -> tuple[Version, set[str]]:
    """What is stored when these arrive in this order, and the texts that were set aside."""
    stored, aside = None, set()
    for version in versions:
        stored, loser = united(stored, version)
        if loser is not None:
            aside.add(loser.text)
    assert stored is not None
    return stored, aside


@given(histories(), st.data())
def test_no_words_are_lost_in_any_order(made: list[Version], data: st.DataObject) -> None:
    arriving = data.draw(st.permutations(made + data.draw(st.lists(st.sampled_from(made)))))
    stored, aside = arrive(arriving)
    last = [one for one in made if not any(o.knows(one) and o != one for o in made)]
    assert {one.text for one in last if not one.is_deleted} <= {stored.text} | aside


@given(histories(), st.data())
def test_the_last_words_stay_whatever_the_order(made: list[Version], data: st.DataObject) -> None:
    live = [one for one in made if not one.is_deleted]
    if len(live) < len(made):
        return  # with deletions it depends on what had arrived when it was deleted
    stored, _aside = arrive(data.draw(st.permutations(made)))
    assert stored.text == made[-1].text


@given(histories())
def test_arriving_twice_is_arriving_once(made: list[Version]) -> None:
    stored, _aside = arrive(made)
    for version in made:
        again, loser = united(stored, version)
        assert (again, loser) == (stored, None)


@given(st.lists(st.text(max_size=5), min_size=1, max_size=8), st.data())
def test_one_page_alone_never_makes_copies(texts: list[str], data: st.DataObject) -> None:
    made = [Version(text, float(n), {PHONE: n + 1}) for n, text in enumerate(texts)]
    stored, aside = arrive(data.draw(st.permutations(made)))
    assert (stored.text, aside) == (texts[-1], set())


def test_united_keeps_both_texts_as_in_the_document() -> None:
    first = Version("受付番号を控える", 10, {PHONE: 1})
    phone = Version("受付番号を控える。5分で区切る", 20, {PHONE: 2})
    office = Version("受付番号と名前を控える", 30, {PHONE: 1, OFFICE: 1})
    stored, loser = united(united(first, phone)[0], office)
    assert (stored.text, stored.clock) == (office.text, {PHONE: 2, OFFICE: 1})
    assert loser == phone
    assert united(stored, phone) == (stored, None)


def test_united_lets_words_outlive_a_deletion_that_did_not_know_them() -> None:
    first = Version("メモ", 10, {PHONE: 1})
    edited = Version("メモ、続き", 20, {PHONE: 2})
    deleted = Version("", 30, {PHONE: 1, OFFICE: 1}, is_deleted=True)
    for order in ([first, edited, deleted], [first, deleted, edited]):
        assert arrive(order)[0].text == "メモ、続き"
    knowing = Version("", 40, {PHONE: 2, OFFICE: 2}, is_deleted=True)
    assert arrive([first, edited, knowing])[0].is_deleted


def test_united_makes_no_copy_of_what_the_winner_says_too() -> None:
    one, two = Version("あ", 1, {PHONE: 1}), Version("あいう", 2, {OFFICE: 1})
    assert united(one, two)[1] is None


def test_united_forgets_old_pages_without_losing_words() -> None:
    version = Version("", 0, {})
    for number in range(3 * MOST_PAGES):
        clock_now = next_clock(version.clock, f"{number:012x}")
        stored, loser = united(version, Version(str(number), number, clock_now))
        assert (stored.text, loser) == (str(number), None)
        version = stored
    assert len(version.clock) == MOST_PAGES


def test_copy_uuid_does_not_depend_on_the_order_of_pages() -> None:
    note = uuid.uuid4()
    one, two = Version("", 1, {PHONE: 1, OFFICE: 2}), Version("", 1, {OFFICE: 2, PHONE: 1})
    assert copy_uuid(note, one) == copy_uuid(note, two) != copy_uuid(uuid.uuid4(), one)


# -- what the player sends ------------------------------------------------------------------------


@pytest.fixture
def learner(kept_learner: Learner, db: None) -> Learner:
    """Somebody who has just begun the course."""
    return again(kept_learner)


def note(learner: Learner, text: str = "受付番号を控える", **changes: Any) -> dict[str, Any]:
    """A note as a page sends it, on the first slide."""
    return {
        "uuid": str(uuid.uuid4()),
        "slide": learner.text.slides[0].id,
        "text": text,
        "at": after(10).isoformat(),
        "clock": {PHONE: 1},
        **changes,
    }


def send(learner: Learner, body: Any, **headers: str) -> TestResponse:
    """Post notes as the player does."""
    return learner.client.post(
        f"/learn/{learner.enrolment.uuid}/notes/",
        body if isinstance(body, str) else json.dumps(body),
        "application/json",
        headers={"accept": "application/json", **headers},
    )


def values_of(html: str) -> dict[str, Any]:
    """What the page tells its script."""
    found = re.search(r'<script id="player-values" type="application/json">(.*?)</script>', html)
    assert found is not None
    values: dict[str, Any] = json.loads(found[1])
    return values


def texts() -> list[str]:
    return list(Note.objects.filter(is_deleted=False).order_by("id").values_list("text", flat=True))


def test_notes_are_kept_and_answered(learner: Learner) -> None:
    one = note(learner)
    with clock.fixed_at(after(60)):
        answer = send(learner, {"notes": [one, note(learner, "2つめ")]}).json()
    assert answer["saved"][0] == one["uuid"]
    assert [(n["text"], n["slide"]) for n in answer["notes"]] == [
        ("受付番号を控える", one["slide"]),
        ("2つめ", one["slide"]),
    ]
    kept = Note.objects.get(uuid=one["uuid"])
    assert (kept.member, kept.course) == (learner.member, learner.enrolment.assignment.course)
    assert (kept.slide_title, kept.written_at) == (learner.text.slides[0].title, after(10))


def test_notes_sent_twice_or_late_are_one_note(learner: Learner) -> None:
    one = note(learner, "はじめ")
    two = {**one, "text": "あと", "clock": {PHONE: 2}, "at": after(20).isoformat()}
    with clock.fixed_at(after(60)):
        for batch in ([one], [one, two], [two], [one]):
            assert send(learner, {"notes": batch}).json()["refused"] == []
    assert texts() == ["あと"]


def test_notes_of_two_devices_are_both_kept(learner: Learner) -> None:
    one = note(learner, "はじめ")
    phone = {**one, "text": "電話で", "clock": {PHONE: 2}, "at": after(20).isoformat()}
    office = {**one, "text": "会社で", "clock": {PHONE: 1, OFFICE: 1}, "at": after(30).isoformat()}
    with clock.fixed_at(after(60)):
        for batch in ([one], [office], [phone], [phone], [office]):
            answer = send(learner, {"notes": batch}).json()
    assert [(n["text"], n["copy"]) for n in answer["notes"]] == [
        ("会社で", False),
        ("電話で", True),
    ]
    assert {n["slide"] for n in answer["notes"]} == {one["slide"]}


def test_notes_of_a_clock_that_runs_ahead_do_not_win_for_ever(learner: Learner) -> None:
    ahead = note(learner, "未来", at="2099-01-01T00:00:00Z")
    with clock.fixed_at(after(60)):
        send(learner, {"notes": [ahead]})
    later = {**ahead, "text": "今", "at": after(90).isoformat(), "clock": {OFFICE: 1}}
    with clock.fixed_at(after(100)):
        send(learner, {"notes": [later]})
    assert texts() == ["今", "未来"]


def test_a_deleted_note_leaves_no_words_and_does_not_come_back(learner: Learner) -> None:
    one = note(learner)
    gone = {**one, "deleted": True, "clock": {PHONE: 2}}
    with clock.fixed_at(after(60)):
        for batch in ([one], [gone], [one]):
            answer = send(learner, {"notes": batch}).json()
    assert (answer["notes"], Note.objects.get().text) == ([], "")


def test_bookmarks_follow_the_last_word(learner: Learner) -> None:
    slide = learner.text.slides[1].id

    def mark(on: bool, at: float) -> list[str]:
        bookmark = {"slide": slide, "on": on, "at": after(at).isoformat()}
        answer = send(learner, {"bookmarks": [bookmark]}).json()
        marked: list[str] = answer["bookmarks"]
        return marked

    with clock.fixed_at(after(60)):
        assert [mark(True, 10), mark(False, 20), mark(True, 15), mark(True, 30)] == [
            [slide],
            [],
            [],
            [slide],
        ]
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"uuid": "no uuid"},
        {"text": "あ" * 2001},
        {"text": "\x00"},
        {"text": "\ud800"},
        {"text": 5},
        {"at": "gestern"},
        {"clock": {}},
        {"clock": {"x": 1}},
        {"clock": {PHONE: 0}},
        {"clock": {PHONE: True}},
        {"slide": "no-such-slide"},
    ],
)
def test_notes_that_cannot_be_are_refused_beside_one_that_can(
    learner: Learner, change: dict[str, Any]
) -> None:
    good = note(learner, "よい")
    answer = send(learner, {"notes": [{**note(learner), **change}, good]}).json()
    assert (answer["saved"], len(answer["refused"])) == ([good["uuid"]], 1)
    assert answer["refused"][0]["message"].endswith("ください。")
    assert texts() == ["よい"]


@pytest.mark.parametrize("body", ["{", "[]", '{"notes": 5}', "null", '{"bookmarks": {}}'])
def test_notes_that_are_no_batch_are_a_400(learner: Learner, body: str) -> None:
    answer = send(learner, body)
    assert answer.status_code == 400
    assert "形のJSONで送ってください。" in answer.json()["error"]["message"]


def test_more_notes_than_a_batch_or_a_course_takes_are_refused(learner: Learner) -> None:
    assert send(learner, {"notes": [note(learner)] * 101}).status_code == 413
    for _batch in range(MOST_NOTES // 100):
        send(learner, {"notes": [note(learner) for _ in range(100)]})
    answer = send(learner, {"notes": [note(learner)]}).json()
    assert "200件までです" in answer["refused"][0]["message"]
    assert Note.objects.count() == MOST_NOTES


def test_notes_of_another_are_not_there(learner: Learner) -> None:
    one = note(learner)
    send(learner, {"notes": [one]})
    colleague = make_learner(make_member(learner.member.organisation, "同僚 次郎"))
    assert send(colleague, {"notes": []}).json()["notes"] == []
    taken = send(colleague, {"notes": [{**one, "text": "のっとり", "clock": {OFFICE: 9}}]}).json()
    assert (taken["saved"], len(taken["refused"])) == ([], 1)
    officer = make_owner(learner.member.organisation, "担当 一郎")
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")
    for other in (colleague.client, signed_in(officer), signed_in(stranger)):
        answer = other.post(
            f"/learn/{learner.enrolment.uuid}/notes/",
            "{}",
            "application/json",
            headers={"accept": "application/json"},
        )
        assert answer.status_code == 404
    assert texts() == [one["text"]]


def test_notes_want_a_session(learner: Learner) -> None:
    learner.client.logout()
    assert send(learner, {"notes": [note(learner)]}).status_code == 401
    assert Note.objects.count() == 0


def test_notes_cost_the_same_for_one_and_for_a_hundred(learner: Learner) -> None:
    first = note(learner, "はじめ")
    send(learner, {"notes": [first]})
    costs = []
    for size in (1, 99):
        batch = [note(learner, str(number)) for number in range(size)]
        changed = {**first, "text": f"{size}", "clock": {PHONE: 1 + size}}
        with counted_statements() as statements:
            answer = send(learner, {"notes": [*batch, changed]}).json()
        assert len(answer["saved"]) == size + 1
        costs.append(len(statements))
    assert costs[0] == costs[1] <= 8


def test_notes_end_with_their_member(learner: Learner) -> None:
    other = make_member(learner.member.organisation, "退職 三郎")
    Note.objects.create(
        organisation=other.organisation,
        member=other,
        course=learner.enrolment.assignment.course,
        kind="note",
        slide_id="opening",
        slide_title="はじめに",
        text="わたしのメモ",
        written_at=clock.now(),
    )
    send(learner, {"notes": [note(learner)]})
    other.delete()
    assert texts() == ["受付番号を控える"]


def test_player_page_carries_the_notes_for_at_most_eight_statements(learner: Learner) -> None:
    with clock.fixed_at(after(60)):
        page = learner.url(learner.text.slides[0].id)
        learner.client.get(page)
        costs = []
        for number in range(3):
            bookmark = {"slide": learner.text.slides[number].id, "on": True, "at": str(after(5))}
            send(learner, {"notes": [note(learner)], "bookmarks": [bookmark]})
            with counted_statements() as statements:
                html = learner.client.get(page).content.decode()
            costs.append(len(statements))
    assert len(values_of(html)["notes"]) == len(values_of(html)["bookmarks"]) == 3
    assert costs[0] == costs[2] <= 8


def test_notes_are_tied_to_the_slide_not_to_the_revision(learner: Learner) -> None:
    """A note of a former revision is on the same slide of the next one, or says that it is gone."""
    send(learner, {"notes": [note(learner)]})
    Note.objects.create(
        organisation=learner.member.organisation,
        member=learner.member,
        course=learner.enrolment.assignment.course,
        kind="note",
        slide_id="slide-of-last-year",
        slide_title="去年のスライド",
        text="去年のメモ",
        written_at=OPENED - dt.timedelta(days=300),
    )
    page = learner.client.get("/my/notes/stop-customer-harassment/").content.decode()
    first = learner.text.slides[0]
    assert f'<a href="{learner.url(first.id)}"><span class="num">1.</span> {first.title}' in page
    gone = page.index("去年のスライド")
    assert page.index("受付番号を控える") < gone < page.index("今の版にはないスライド")
    assert page.index("今の版にはないスライド") < page.index("去年のメモ")
