"""A poster with approval: doubles are found, accounts are never taken, a flood stays small."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pypdfium2
import pytest
from django.http import Http404
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.access import get_join_request_for
from terakoya.portal.accounts.choices import JoinRequestState
from terakoya.portal.accounts.errors import (
    EmployeeNumberTaken,
    JoinQueueFull,
    KanaMissing,
    LinkUnusable,
    RequestDecided,
    SignInFirst,
)
from terakoya.portal.accounts.models import InviteLink, JoinRequest, Member
from terakoya.portal.accounts.posters import write_poster
from terakoya.portal.accounts.selectors import join_requests as rule
from terakoya.portal.accounts.selectors.join_requests import request_rows, waiting_requests
from terakoya.portal.accounts.services import (
    add_department,
    add_member,
    create_invite_link,
    revoke_invite_link,
)
from terakoya.portal.accounts.services.join_requests import (
    approve_as_new,
    ask_to_join,
    decline_network,
    decline_request,
    find_by_ticket,
    merge_request,
    set_password_by_request,
)
from terakoya.portal.audit.selectors import entries_of
from terakoya.portal.common import clock
from terakoya.portal.limits.errors import TooOften

from .people import counted_statements, make_member, make_owner, sign_in

NEW = "another horse 9"


@pytest.fixture
def owner(db: None) -> Member:
    return make_owner()


@pytest.fixture
def link(owner: Member) -> InviteLink:
    return create_invite_link(by=owner, open_join=True, needs_approval=True)


def _ask(link: InviteLink, network: str = "n", **changes: Any) -> tuple[JoinRequest, str]:
    said = {"name": "高橋 未来", "name_kana": "たかはし みらい", "employee_number": "", **changes}
    said.setdefault("department", None)
    ticket = ask_to_join(link=link, language="ja", network=network, **said)
    return JoinRequest.objects.latest("id"), ticket


def _waiting(owner: Member, number: str, name: str = "高橋 未来", kana: str = "") -> Member:
    return add_member(by=owner, name=name, name_kana=kana, employee_number=number, with_mail=False)


def test_approved_as_new_sets_a_password_once_on_the_phone(owner: Member, link: InviteLink) -> None:
    sales = add_department(by=owner, parent=None, name="営業部")
    request, ticket = _ask(link, department=sales)
    with pytest.raises(LinkUnusable):
        set_password_by_request(ticket=ticket, password=NEW, terms=True)
    (row,) = request_rows(owner.organisation, [request])
    assert (row.doubles, row.suggested_number) == ([], "P-0001")
    member = approve_as_new(by=owner, request=request, employee_number="P-0001")
    assert (member.name_kana, member.departments.get().department) == ("タカハシ ミライ", sales)
    assert set_password_by_request(ticket=ticket, password=NEW, terms=True) == member
    member.refresh_from_db()
    assert member.joined_at is not None and member.person.check_password(NEW)
    with pytest.raises(LinkUnusable):
        set_password_by_request(ticket=ticket, password="thief horse 1", terms=True)
    with pytest.raises(RequestDecided):
        decline_request(by=owner, request=request)
    verbs = set(entries_of(owner.organisation.uuid).values_list("verb", flat=True))
    assert {"join-request.approved", "member.joined"} <= verbs


def test_likely_doubles_are_found_by_number_reading_and_name(
    owner: Member, link: InviteLink
) -> None:
    number = _waiting(owner, "004128", "別人 太郎")
    reading = _waiting(owner, "2", "髙橋 美来", "タカハシミライ")
    name = _waiting(owner, "3", "高橋未来")
    _waiting(owner, "4", "鈴木 一郎", "スズキ イチロウ")
    first, _ticket = _ask(link, employee_number="００４１２８")
    _ask(link)
    with counted_statements() as statements:
        rows = request_rows(owner.organisation, list(waiting_requests(owner.organisation)))
    assert len(statements()) == 5  # with the requests themselves
    assert {one.member for one in rows[0].doubles} == {number, reading, name}
    assert {one.reason for one in rows[0].doubles} == {
        "社員番号が同じ",
        "フリガナが同じ",
        "氏名が同じ",
    }
    assert (rows[0].alike, rows[0].from_network, rows[0].request) == (1, 2, first)
    with pytest.raises(EmployeeNumberTaken):
        approve_as_new(by=owner, request=first, employee_number="004128")


def test_merging_fills_what_is_empty_and_opens_no_account(owner: Member, link: InviteLink) -> None:
    place = _waiting(owner, "7")
    request, ticket = _ask(link, employee_number="8")
    merge_request(by=owner, request=request, member=place)
    place.refresh_from_db()
    assert (place.name_kana, place.employee_number) == ("タカハシ ミライ", "7")
    assert set_password_by_request(ticket=ticket, password=NEW, terms=True) == place
    joined = make_member(owner, name="中村 一郎", employee_number="9")
    before = joined.person.password
    request, ticket = _ask(link, name="中村 一郎")
    merge_request(by=owner, request=request, member=joined)
    with pytest.raises(SignInFirst):
        set_password_by_request(ticket=ticket, password="thief horse 1", terms=True)
    joined.person.refresh_from_db()
    assert joined.person.password == before


def test_stopped_poster_and_strangers_get_nothing(owner: Member, link: InviteLink) -> None:
    request, ticket = _ask(link)
    other = make_owner(email="o@other.example", organisation="よその会社")
    with pytest.raises(Http404):
        get_join_request_for(other, request.uuid)
    assert list(waiting_requests(other.organisation)) == []
    with pytest.raises(KanaMissing):
        _ask(link, name_kana=" ")
    revoke_invite_link(by=owner, link=link)
    assert Client().get(f"/join/{link.token}/").status_code == 410
    with clock.fixed_at(clock.now() + dt.timedelta(days=15)):
        with pytest.raises(LinkUnusable):
            find_by_ticket(ticket)
        with pytest.raises(RequestDecided):
            approve_as_new(by=owner, request=request, employee_number="1")
        assert list(waiting_requests(owner.organisation)) == []


def test_flood_from_one_network_leaves_room_and_is_declined_at_once(
    owner: Member, link: InviteLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(TooOften):
        for _ in range(51):  # half of the poster's hundred a day
            _ask(link, "flood")
    assert JoinRequest.objects.count() == 50
    _ask(link, "office")
    monkeypatch.setattr(
        "terakoya.portal.accounts.services.join_requests.most_waiting", lambda _organisation: 52
    )
    own, _ticket = _ask(link, "office")
    with pytest.raises(JoinQueueFull):
        _ask(link, "elsewhere")
    assert JoinRequest.objects.count() == 52
    flood = waiting_requests(owner.organisation)[0]
    assert decline_network(by=owner, request=flood) == 50
    assert [one.network == own.network for one in waiting_requests(owner.organisation)] == [
        True,
        True,
    ]
    _ask(link, "elsewhere")
    assert rule.most_waiting(owner.organisation) == 200
    assert JoinRequest.objects.filter(state=JoinRequestState.DECLINED).count() == 50


@pytest.mark.once
def test_pages_lead_from_the_poster_to_the_courses(
    owner: Member, link: InviteLink, client: Client
) -> None:
    sign_in(client, owner)
    phone = Client()
    form = {"name": "高橋 未来", "name_kana": "たかはし みらい", "employee_number": ""}
    assert "参加を依頼する" in phone.get(f"/join/{link.token}/").content.decode()
    assert "パスワードを決める" in phone.get(f"/join/{link.token}/?by=number").content.decode()
    wait = phone.post(f"/join/{link.token}/", form)["Location"]
    request = JoinRequest.objects.get()
    assert wait == reverse("accounts:join-wait", args=[wait.split("/")[-2]])
    assert request.code in phone.get(wait).content.decode()
    address = reverse("accounts:join-request-list")
    assert request.code in client.get(address).content.decode()
    act = reverse("accounts:join-request-act", args=[request.uuid])
    assert client.post(act, {"act": "new", "number": "P-0001"})["Location"] == address
    page = phone.get(wait).content.decode()
    assert "P-0001" in page and owner.organisation.code in page
    assert phone.post(wait, {"password": NEW, "terms": "on"})["Location"] == "/my/"
    assert client.post(act, {"act": "x"}).status_code == 404


@pytest.mark.once
def test_poster_is_one_page_in_two_languages(
    owner: Member, link: InviteLink, client: Client
) -> None:
    pages = pypdfium2.PdfDocument(write_poster(link))
    assert len(pages) == 1
    text = pages[0].get_textpage().get_text_range()
    for words in (owner.organisation.code, "承認を待つ", "wait for approval", link.token[:8]):
        assert words in text.replace("\r\n", "")
    sign_in(client, owner)
    made = client.get(reverse("accounts:poster-pdf", args=[link.uuid]))
    assert made["Content-Type"] == "application/pdf"
