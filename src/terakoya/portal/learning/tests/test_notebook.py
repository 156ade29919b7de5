"""マイノート: one's own notes of a course, read, written, deleted and taken along as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from django.contrib.messages import get_messages

from terakoya.portal.common import clock
from terakoya.portal.learning.models import Note
from tests.factories import make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .kept import again, kept_learner
from .learners import Learner, after, make_learner, signed_in

__all__ = ["kept_learner"]

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as TestResponse

SLUG = "stop-customer-harassment"
NOTEBOOK = f"/my/notes/{SLUG}/"


@pytest.fixture
def learner(kept_learner: Learner, db: None) -> Learner:
    """Somebody who has just begun the course."""
    return again(kept_learner)


def add(learner: Learner, text: str, number: int = 0) -> TestResponse:
    slide = learner.text.slides[number].id
    return learner.client.post(f"/my/notes/{SLUG}/add/", {"slide": slide, "text": text})


def page_of(learner: Learner) -> str:
    return learner.client.get(NOTEBOOK).content.decode()


def words(response: TestResponse) -> list[str]:
    return [str(one) for one in get_messages(response.wsgi_request)]


def test_notebook_is_empty_and_says_how_to_begin(learner: Learner) -> None:
    page = page_of(learner)
    assert "メモとしおりは、まだありません" in page
    assert "あなたにだけ見えます" in page


def test_note_is_added_edited_and_deleted_by_forms(learner: Learner) -> None:
    with clock.fixed_at(after(60)):
        assert words(add(learner, "  受付番号を控える\r\n名前も  ")) == ["メモを保存しました。"]
        note = Note.objects.get()
        assert note.text == "受付番号を控える\n名前も"
        address = f"/my/notes/{SLUG}/{note.uuid}/"
        known = json.dumps(note.clock)
        learner.client.post(address, {"text": "受付番号だけ", "known": known})
        note.refresh_from_db()
        assert (note.text, Note.objects.count()) == ("受付番号だけ", 1)
        known = json.dumps(note.clock)
        deleted = learner.client.post(f"/my/notes/{SLUG}/{note.uuid}/delete/", {"known": known})
    assert words(deleted)[-1] == "メモを消しました。"
    note.refresh_from_db()
    assert (note.is_deleted, note.text) == (True, "")
    assert learner.client.post(address, {"text": "もう一度"}).status_code == 404


def test_note_edited_by_a_form_that_is_out_of_date_loses_nothing(learner: Learner) -> None:
    add(learner, "はじめ")
    note = Note.objects.get()
    address, known = f"/my/notes/{SLUG}/{note.uuid}/", json.dumps(note.clock)
    learner.client.post(address, {"text": "電話で", "known": known})
    learner.client.post(address, {"text": "会社で", "known": known})
    assert sorted(Note.objects.values_list("text", "is_copy")) == [
        ("会社で", False),
        ("電話で", True),
    ]
    learner.client.post(f"/my/notes/{SLUG}/{note.uuid}/delete/", {"known": known})
    assert Note.objects.filter(is_deleted=True).count() == 0  # it did not know the last words
    assert "両方を残しました" in page_of(learner)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n ", "メモを書いてから保存してください。"),
        ("あ" * 2001, "メモは2,000字までです。"),
    ],
)
def test_note_that_cannot_be_is_refused(learner: Learner, text: str, sentence: str) -> None:
    answer = add(learner, text)
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)
    assert add(learner, "よい").status_code == 302
    assert Note.objects.count() == 1


def test_note_on_a_slide_that_is_not_there_is_refused(learner: Learner) -> None:
    answer = learner.client.post(f"/my/notes/{SLUG}/add/", {"slide": "nowhere", "text": "あ"})
    assert (answer.status_code, Note.objects.count()) == (422, 0)


def test_bookmark_is_shown_and_removed(learner: Learner) -> None:
    slide = learner.text.slides[2]
    body = json.dumps({"bookmarks": [{"slide": slide.id, "on": True, "at": str(after(5))}]})
    address = f"/learn/{learner.enrolment.uuid}/notes/"
    learner.client.post(address, body, "application/json")
    assert "メモ 0件・しおり 1件" in page_of(learner)
    removed = learner.client.post(f"/my/notes/{SLUG}/bookmarks/{slide.id}/remove/")
    assert words(removed) == ["しおりを外しました。"]
    assert "メモ 0件・しおり 0件" in page_of(learner)
    assert learner.client.post(f"/my/notes/{SLUG}/bookmarks/{slide.id}/remove/").status_code == 302


def test_notebook_is_a_file_too(learner: Learner) -> None:
    with clock.fixed_at(after(60)):
        add(learner, "2枚目に\n# 見出しではない", 1)
        add(learner, "1枚目に")
        answer = learner.client.get(f"/my/notes/{SLUG}/notes.md")
    first, second = learner.text.slides[:2]
    assert answer.content.decode() == (
        f"# マイノート：{learner.text.title}\n\n"
        "書き出した日：2026年11月24日（火）\n\n"
        f"## 1. {first.title}\n\n2026年11月24日（火） 10:01\n\n> 1枚目に\n\n"
        f"## 2. {second.title}\n\n2026年11月24日（火） 10:01\n\n> 2枚目に\n> # 見出しではない\n"
    )
    assert answer["Content-Type"] == "text/markdown; charset=utf-8"
    name = "stop-customer-harassment-notes-2026-11-24.md"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_notebook_speaks_english(learner: Learner) -> None:
    learner.client.cookies["language"] = "en"
    add(learner, "Write down the number")
    text = learner.client.get(f"/my/notes/{SLUG}/notes.md").content.decode()
    assert text.startswith("# My notes: STOP! Customer Harassment\n")


def test_notebook_is_ones_own_alone(learner: Learner) -> None:
    add(learner, "わたしだけのメモ")
    note = Note.objects.get()
    organisation = learner.member.organisation
    colleague = make_learner(make_member(organisation, "同僚 次郎")).client
    officer = signed_in(make_owner(organisation, "担当 一郎"))
    stranger = signed_in(make_member(make_organisation("株式会社よその商店"), "他社 太郎"))
    assert "わたしだけのメモ" in page_of(learner)
    assert "わたしだけのメモ" not in colleague.get(NOTEBOOK).content.decode()
    assert "わたしだけのメモ" not in colleague.get(f"/my/notes/{SLUG}/notes.md").content.decode()
    for other in (officer, stranger):
        assert other.get(NOTEBOOK).status_code == 404
        assert other.get(f"/my/notes/{SLUG}/notes.md").status_code == 404
    for other in (colleague, officer, stranger):
        changes = [
            other.post(f"/my/notes/{SLUG}/{note.uuid}/", {"text": "のっとり"}),
            other.post(f"/my/notes/{SLUG}/{note.uuid}/delete/"),
        ]
        assert [one.status_code for one in changes] == [404, 404]
    assert Note.objects.get().text == "わたしだけのメモ"


def test_officers_pages_never_hold_a_note(learner: Learner) -> None:
    add(learner, "だれにも見せないメモ")
    officer = signed_in(make_owner(learner.member.organisation, "担当 一郎"))
    member = f"/manage/members/{learner.member.uuid}/"
    table = "/manage/status/exports/file/?kind=list&form=csv"
    for address in ("/manage/", "/manage/status/", table, member):
        answer = officer.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        assert (answer.status_code, "見せないメモ" in body.decode()) == (200, False)


def test_notebook_costs_the_same_for_one_and_for_three_notes(learner: Learner) -> None:
    costs = []
    for number in range(3):
        add(learner, f"メモ{number}", number)
        with counted_statements() as statements:
            page_of(learner)
        costs.append(len(statements))
    assert costs[0] == costs[-1] <= 4


def test_my_page_leads_to_the_notebook_of_a_course_that_was_begun(learner: Learner) -> None:
    assert f'href="{NOTEBOOK}"' in learner.client.get("/my/").content.decode()
    other = signed_in(make_member(learner.member.organisation, "これから 四郎"))
    assert f'href="{NOTEBOOK}"' not in other.get("/my/").content.decode()
