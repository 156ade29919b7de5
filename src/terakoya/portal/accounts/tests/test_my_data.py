"""自分の情報: shown whole to its person and to nobody else, corrected on request."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import DataRequestKind, DataRequestOutcome, Role
from terakoya.portal.accounts.errors import AnswerMissing, RequestAnswered, TooManyRequests
from terakoya.portal.accounts.models import DataRequest, Member
from terakoya.portal.accounts.personal_data import in_words
from terakoya.portal.accounts.services import (
    add_department,
    answer_data_request,
    grant_role,
    leave_member,
    open_organisation,
    request_data_change,
)
from terakoya.portal.accounts.services.departments import place_in_department
from terakoya.portal.accounts.services.sign_up import OrganisationDetails
from terakoya.portal.audit.selectors import entries_of, payload_of
from terakoya.portal.audit.services import append_waiting
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage

from .people import counted_statements, make_member, make_owner, sign_in

pytestmark = pytest.mark.once  # dear: pages, and both databases keep the same

WISH = "フリガナがちがいます。\n「タカハシ」に直してください。"


def _ask(member: Member, text: str = WISH) -> DataRequest:
    return request_data_change(by=member, kind=DataRequestKind.CORRECTION, text=text)


def _data_of(client: Client) -> dict[str, Any]:
    answer = client.get("/my/data/data.json")
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    found: dict[str, Any] = json.loads(answer.content)
    return found


def test_my_data_shows_everything_that_accounts_hold(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, name="高橋 未来", employee_number="004128", email="t@mihon.example")
    place_in_department(
        member=member, department=add_department(by=owner, parent=None, name="営業部")
    )
    grant_role(by=owner, member=member, role=Role.OFFICER)
    open_organisation(
        person=member.person, name="高橋", details=OrganisationDetails(name="合同会社べつ")
    )
    _ask(member)
    client = sign_in(Client(), member)
    append_waiting()
    page = client.get("/my/data/").content.decode()
    for words in ("004128", "t@mihon.example", "営業部", "研修担当者", "合同会社べつ", "ログイン"):
        assert words in page
    found = _data_of(client)
    sections = found["sections"]
    assert (found["schema"], found["person"]) == (1, str(member.person.uuid))
    assert [one["employee_number"] for one in sections["memberships"]] == ["004128", None]
    assert [one["department"] for one in sections["departments"]] == ["営業部"]
    assert [one["text"] for one in sections["requests"]] == [WISH]
    verbs = [(one["verb"], one["by_oneself"]) for one in sections["log"]]
    assert ("sign-in.done", True) in verbs
    assert ("member.added", False) in verbs
    assert "password" not in json.dumps(found["sections"]["person"]).replace("has_password", "")


def test_my_data_is_ones_own_and_in_the_language_one_reads(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, name="高橋 未来", employee_number="004128")
    _ask(member)
    for address in ("/my/data/", "/my/data/data.json", "/my/data/data.html"):
        assert Client().get(address)["Location"].startswith("/sign-in/")
        shown = sign_in(Client(), owner).get(address).content.decode()
        assert ("004128" in shown, "タカハシ" in shown) == (False, False)
    client = sign_in(Client(), member)
    client.cookies["language"] = "en"
    file = client.get("/my/data/data.html")
    assert file["Content-Disposition"].endswith('.html"')
    assert "Employee number" in file.content.decode()
    assert "<style" not in file.content.decode()


def test_downloads_are_audited(db: None) -> None:
    client = sign_in(Client(), make_owner())
    client.get("/my/data/data.json")
    client.get("/my/data/data.html")
    said = [payload.data for entry in entries_of(None)[:2] if (payload := payload_of(entry))]
    assert said == [{"form": "html"}, {"form": "json"}]


def test_my_data_costs_the_same_for_one_and_for_many_rows(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    client = sign_in(Client(), member)
    costs = []
    for number in range(3):
        department = add_department(by=owner, parent=None, name=f"部{number}")
        with clock.fixed_at(clock.now() + dt.timedelta(days=number)):
            place_in_department(member=member, department=department)
        _ask(member)
        append_waiting()
        client.get("/my/data/")
        with counted_statements() as statements:
            client.get("/my/data/")
        costs.append(len(statements()))
    assert costs[0] == costs[1] == costs[2] <= 30, costs


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (True, "はい"),
        (dt.date(2026, 11, 24), "2026年11月24日（火）"),
        (dt.datetime(2026, 11, 24, 5, 32, tzinfo=dt.UTC), "2026年11月24日（火） 14:32"),
        ({"ja": 3}, "ja: 3"),
        (["a", "b"], "a、b"),
        ([[0, 5]], "[0, 5]"),
        (0, "0"),
        ({}, "–"),
    ],
)
def test_values_read_as_words(value: Any, words: str) -> None:
    assert in_words(value) == words


# -- requests


def test_request_reaches_the_officers_by_mail_without_its_words(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, name="高橋 未来", employee_number="7")
    client = sign_in(Client(), member)
    form = {"member": str(member.uuid), "kind": "correction", "text": WISH}
    before = OutboxMessage.objects.count()
    assert client.post("/my/data/requests/", {**form, "text": " "}).status_code == 422
    assert client.post("/my/data/requests/", form)["Location"] == "/my/data/"
    (mail,) = OutboxMessage.objects.order_by("id")[before:]
    assert mail.payload["to"] == "yamada@mihon.example"
    assert "高橋 未来さんから" in mail.payload["text"]
    assert "タカハシ" not in mail.payload["text"]
    request = DataRequest.objects.get()
    assert f"/manage/members/requests/{request.uuid}/" in mail.payload["text"]
    entry = entries_of(owner.organisation.uuid)[0]
    payload = payload_of(entry)
    assert payload is not None
    assert (entry.verb, payload.data) == ("data.requested", {"kind": "correction"})


def test_officer_answers_once_and_the_person_reads_it(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, name="高橋 未来", employee_number="7")
    request = _ask(member)
    officer = sign_in(Client(), owner)
    page = officer.get("/manage/members/requests/").content.decode()
    assert ("高橋 未来" in page, "対応中" in page) == (True, True)
    address = f"/manage/members/requests/{request.uuid}/"
    assert "「タカハシ」に直してください。" in officer.get(address).content.decode()
    form = {"outcome": "done", "answer": "直しました。"}
    assert officer.post(address, {**form, "answer": ""}).status_code == 422
    assert officer.post(address, form)["Location"] == "/manage/members/requests/"
    again = officer.post(address, {**form, "answer": "二度目の答え"})
    assert "すでに回答しています。" in again.content.decode()
    shown = sign_in(Client(), member).get("/my/data/").content.decode()
    assert ("直しました。" in shown, "二度目の答え" in shown) == (True, False)
    assert entries_of(owner.organisation.uuid)[0].verb == "data.answered"
    with pytest.raises(RequestAnswered):
        answer_data_request(
            by=owner, request=request, outcome=DataRequestOutcome.DONE, answer="また"
        )


def test_answer_is_mailed_to_a_proven_address_alone(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, employee_number="7")
    for by in (member, owner):
        request = _ask(by)
        before = OutboxMessage.objects.count()
        with pytest.raises(AnswerMissing):
            answer_data_request(
                by=owner, request=request, outcome=DataRequestOutcome.OPEN, answer="はい"
            )
        answer_data_request(
            by=owner, request=request, outcome=DataRequestOutcome.DECLINED, answer="できません。"
        )
        sent = [one.payload["to"] for one in OutboxMessage.objects.order_by("id")[before:]]
        assert sent == ([] if by == member else ["yamada@mihon.example"])


def test_requests_of_strangers_and_learners_are_refused(db: None) -> None:
    owner, stranger = make_owner(), make_owner(email="b@yoso.example", organisation="株式会社よそ")
    member = make_member(owner, employee_number="7")
    request = _ask(member)
    address = reverse("accounts:data-request", kwargs={"data_request": request.uuid})
    form = {"outcome": "done", "answer": "直しました。"}
    for one in (stranger, member):
        client = sign_in(Client(), one)
        assert (client.get(address).status_code, client.post(address, form).status_code) == (
            404,
            404,
        )
    asked = sign_in(Client(), stranger).post(
        "/my/data/requests/", {"member": str(member.uuid), "kind": "correction", "text": WISH}
    )
    assert asked.status_code == 422  # not one of theirs
    assert sign_in(Client(), owner).get(address).status_code == 200
    assert (
        "依頼はまだありません"
        in sign_in(Client(), stranger).get("/manage/members/requests/").content.decode()
    )


def test_who_has_left_may_still_ask(db: None) -> None:
    owner = make_owner()
    member = make_member(owner, email="t@mihon.example")
    open_organisation(
        person=member.person, name="高橋", details=OrganisationDetails(name="合同会社べつ")
    )
    leave_member(by=owner, member=member, left_on=clock.today())
    client = sign_in(Client(), member)
    client.post(
        "/my/data/requests/",
        {"member": str(member.uuid), "kind": "deletion", "text": "消してほしい"},
    )
    assert DataRequest.objects.get().organisation == owner.organisation


def test_more_than_five_open_requests_are_refused_in_words(db: None) -> None:
    member = make_member(make_owner(), employee_number="7")
    for _ in range(5):
        _ask(member)
    with pytest.raises(TooManyRequests, match="対応中の依頼が5件あります。"):
        _ask(member)
