"""After a joining code: notes are closed to whoever came by it, until they show who they are."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from terakoya.portal.accounts.errors import FormerPasswordWrong, StillClosed
from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.accounts.services import (
    change_email,
    change_password,
    delete_what_closed,
    issue_joining_code,
    join_by_code,
    open_by_former_password,
    read_code_news,
)
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.common import clock
from terakoya.portal.common.errors import PortalError
from terakoya.portal.learning.models import Note
from tests.factories import make_owner

from .kept import again, kept_learner
from .learners import Learner, after

__all__ = ["kept_learner"]

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

SLUG = "stop-customer-harassment"
OWN, SET = "my own words 3", "set by the code 4"
SECRET = "店長にはまだ言えない"


@pytest.fixture
def learner(kept_learner: Learner, db: None) -> Learner:
    """Somebody without an own address who has written a note and set a bookmark."""
    learner = again(kept_learner)
    person, organisation = learner.member.person, learner.member.organisation
    organisation.code = "KMTR4827"
    organisation.save()
    Person.objects.filter(pk=person.pk).update(email=None, password=make_password(OWN))
    _sign_in(learner, OWN)
    slides = [slide.id for slide in learner.text.slides[:2]]
    with clock.fixed_at(after(60)):
        _sync(learner, [_note(slides[0], SECRET)], [{"slide": slides[1], "on": True}])
    return learner


def _sign_in(learner: Learner, password: str) -> str:
    form = {"company_code": learner.member.organisation.code, "password": password}
    form |= {"by": "number", "employee_number": learner.member.employee_number or ""}
    learner.client = Client()
    answer = learner.client.post("/sign-in/", form)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def _note(slide: str, text: str, **change: Any) -> dict[str, Any]:
    return {
        "uuid": str(uuid.uuid4()),
        "slide": slide,
        "text": text,
        "clock": {"a" * 12: 1},
        "deleted": False,
        **change,
    }


def _sync(
    learner: Learner, notes: list[dict[str, Any]], bookmarks: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    at = clock.now().isoformat()
    body = {
        "notes": [{"at": at, **one} for one in notes],
        "bookmarks": [{"at": at, **one} for one in bookmarks or []],
    }
    address = f"/learn/{learner.enrolment.uuid}/notes/"
    answer = learner.client.post(address, json.dumps(body), "application/json")
    assert answer.status_code == 200, answer.content.decode()
    found: dict[str, Any] = answer.json()
    return found


def _come_by_code(learner: Learner, password: str = SET) -> Person:
    """An officer issues a code and uses it."""
    officer = make_owner(learner.member.organisation, "担当 一郎")
    member = Member.objects.select_related("person", "organisation").get(pk=learner.member.pk)
    join_by_code(
        company_code=member.organisation.code,
        employee_number=member.employee_number or "",
        code=issue_joining_code(by=officer, member=member),
        password=password,
        terms=True,
    )
    return Person.objects.get(pk=member.person_id)


def _everything_shown(learner: Learner) -> str:
    """Every page and answer that could hold a note."""
    player = learner.client.get(learner.url(learner.text.slides[0].id)).content.decode()
    notebook = learner.client.get(f"/my/notes/{SLUG}/").content.decode()
    export = learner.client.get(f"/my/notes/{SLUG}/notes.md").content.decode()
    return player + notebook + export + json.dumps(_sync(learner, []), ensure_ascii=False)


def _bookmarks(learner: Learner) -> list[str]:
    found: list[str] = _sync(learner, [])["bookmarks"]
    return found


def test_notes_are_shown_before_a_code_and_closed_after(learner: Learner) -> None:
    assert _everything_shown(learner).count(SECRET) >= 4
    assert len(_bookmarks(learner)) == 1
    _come_by_code(learner)
    assert _sign_in(learner, SET).startswith("/my/code/?next=")
    assert SECRET not in _everything_shown(learner)
    assert _bookmarks(learner) == []
    page = learner.client.get(f"/my/notes/{SLUG}/").content.decode()
    assert "前のメモとしおりは閉じています。" in page
    note = Note.objects.get(text=SECRET)
    for act in ("", "delete/"):
        address = f"/my/notes/{SLUG}/{note.uuid}/{act}"
        assert learner.client.post(address, {"text": "x"}).status_code == 404


def test_code_page_names_the_officer_and_opens_by_the_former_password(learner: Learner) -> None:
    _come_by_code(learner)
    address = _sign_in(learner, SET)
    page = learner.client.get(address).content.decode()
    assert ("担当 一郎" in page, "に使われました。" in page) == (True, True)
    assert learner.client.post("/my/code/read/").status_code == 409
    wrong = learner.client.post("/my/code/", {"former": SET})
    assert (wrong.status_code, "前のパスワードと違います。" in wrong.content.decode()) == (
        422,
        True,
    )
    assert SECRET not in _everything_shown(learner)
    right = learner.client.post("/my/code/", {"former": OWN, "next": "/my/account/"})
    assert right["Location"] == "/my/account/"
    assert _everything_shown(learner).count(SECRET) >= 4
    assert len(_bookmarks(learner)) == 1
    assert _sign_in(learner, SET) == "/my/"


def test_closed_notes_are_deleted_on_request_and_stay_deleted(learner: Learner) -> None:
    person = _come_by_code(learner)
    _sign_in(learner, SET)
    learner.client.post("/my/code/delete/", {"next": "/my/"})
    assert SECRET not in _everything_shown(learner) + str(list(Note.objects.values()))
    person.refresh_from_db()
    assert (person.former_password, person.must_read_code_news) == ("", False)
    assert entries_of(None)[0].verb == "code.closed-deleted"


@pytest.mark.parametrize("way", ["second code", "password changed", "both"])
def test_only_the_password_that_the_person_chose_opens(learner: Learner, way: str) -> None:
    person = _come_by_code(learner)
    if way != "password changed":
        person = _come_by_code(learner, "second code 5")
    if way != "second code":
        present = SET if way == "password changed" else "second code 5"
        person = change_password(by=person, present=present, password="third word 6")
    for password in (SET, "second code 5", "third word 6"):
        with pytest.raises(FormerPasswordWrong):
            open_by_former_password(by=person, former=password)
    with pytest.raises(StillClosed):
        read_code_news(by=person)
    assert Note.objects.filter(is_closed=True).count() == 2
    open_by_former_password(by=person, former=OWN)
    assert Note.objects.filter(is_closed=True).count() == 0


def test_wrong_former_passwords_are_limited(learner: Learner) -> None:
    person = _come_by_code(learner)
    kinds = []
    for number in range(12):
        with pytest.raises(PortalError) as refusal:
            open_by_former_password(by=person, former=f"guess {number}")
        kinds.append(refusal.value.code)
    assert kinds == ["former-password-wrong"] * 10 + ["too-often"] * 2


def test_who_came_by_a_code_binds_the_account_to_no_mailbox(learner: Learner) -> None:
    person = _come_by_code(learner)
    with pytest.raises(PortalError, match="参加コードを使ったため"):
        change_email(by=person, email="officer@yoso.example", present=SET)
    open_by_former_password(by=person, former=OWN)
    assert change_email(by=person, email="own@mihon.example", present=SET) == "own@mihon.example"


def test_new_notes_are_written_and_read_while_the_old_ones_are_closed(learner: Learner) -> None:
    slides = [slide.id for slide in learner.text.slides[:2]]
    person = _come_by_code(learner)
    _sign_in(learner, SET)
    with clock.fixed_at(after(120)):
        answer = _sync(learner, [_note(slides[0], "あたらしいメモ")])
    assert [one["text"] for one in answer["notes"]] == ["あたらしいメモ"]
    open_by_former_password(by=person, former=OWN)
    texts = [one["text"] for one in _sync(learner, [])["notes"]]
    assert texts == [SECRET, "あたらしいメモ"]


def test_device_that_was_away_saves_into_closed_notes_and_reads_nothing(learner: Learner) -> None:
    known = Note.objects.get(text=SECRET)
    slides = [slide.id for slide in learner.text.slides[:2]]
    _come_by_code(learner)
    _sign_in(learner, SET)
    change = _note(
        slides[0], "電車の中で直した", uuid=str(known.uuid), clock={**known.clock, "b" * 12: 1}
    )
    beside = _note(slides[0], "知らずに書いた", uuid=str(known.uuid), clock={"c" * 12: 1})
    with clock.fixed_at(after(120)):
        answer = _sync(learner, [change, beside])
    assert answer["saved"] == [str(known.uuid)] * 2
    assert (answer["notes"], answer["refused"]) == ([], [])
    assert set(Note.objects.filter(kind="note").values_list("text", "is_closed")) == {
        ("電車の中で直した", True),
        ("知らずに書いた", True),
    }


def test_bookmark_set_anew_shows_and_a_closed_one_is_not_taken_away(learner: Learner) -> None:
    slide = learner.text.slides[1].id
    person = _come_by_code(learner)
    _sign_in(learner, SET)
    with clock.fixed_at(after(120)):
        assert _sync(learner, [], [{"slide": slide, "on": False}])["bookmarks"] == []
    open_by_former_password(by=person, former=OWN)
    assert _bookmarks(learner) == [slide]
    _come_by_code(learner, "second code 5")
    _sign_in(learner, "second code 5")
    with clock.fixed_at(after(180)):
        assert _sync(learner, [], [{"slide": slide, "on": True}])["bookmarks"] == [slide]


def test_code_for_who_has_written_nothing_closes_nothing(learner: Learner) -> None:
    Note.objects.all().delete()
    person = _come_by_code(learner)
    assert (person.former_password, person.has_code_news) == ("", True)
    assert read_code_news(by=person).has_code_news is False


def test_person_without_a_former_password_is_offered_the_other_way_alone(learner: Learner) -> None:
    Person.objects.filter(pk=learner.member.person_id).update(password=make_password(None))
    person = _come_by_code(learner)
    _sign_in(learner, SET)
    page = learner.client.get("/my/code/").content.decode()
    assert ('name="former"' in page, "閉じたメモとしおりを消す" in page) == (False, True)
    with pytest.raises(FormerPasswordWrong):
        open_by_former_password(by=person, former="")
    delete_what_closed(by=person)
    assert not Note.objects.filter(is_closed=True).exists()
