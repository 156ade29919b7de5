"""Notices to customers: written for all or for one, shown until read, mailed where wished."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import NoticeReaders, Right
from terakoya.portal.accounts.models import CustomerNotice, Member, NoticeReading, Person
from terakoya.portal.accounts.services import (
    NoticeText,
    end_notice,
    mail_notice,
    publish_notice,
)
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from tests.factories import make_operator

from .conftest import SignedIn

TEXT = NoticeText("点検のお知らせ", "Maintenance", "日曜日に止まります。\n2行目", "Down on Sunday.")
FIRST, LAST = dt.date(2026, 12, 1), dt.date(2026, 12, 10)


def on(day: str, hour: int = 12) -> Any:
    moment = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(hour), clock.TOKYO)
    return clock.fixed_at(moment)


@pytest.fixture
def operator(db: None) -> Person:
    return make_operator(Right.SUPPORT)


def publish(by: Person, **given: Any) -> CustomerNotice:
    values = {"organisation": None, "from_on": FIRST, "until_on": LAST, "with_mail": False}
    with on("2026-11-30"):
        return publish_notice(by=by, text=TEXT, **{**values, **given})


def is_shown(client: Client, day: str) -> bool:
    with on(day):
        return "点検のお知らせ" in client.get("/manage/notices/").content.decode()


def is_on_home(client: Client, day: str) -> bool:
    with on(day):
        return "点検のお知らせ" in client.get("/manage/").content.decode()


def test_notice_is_shown_from_its_day_until_its_day(
    operator: Person, signed_in: SignedIn, owner: Member
) -> None:
    publish(operator)
    client = signed_in(owner)
    days = ("2026-11-30", "2026-12-01", "2026-12-10", "2026-12-11")
    assert [is_shown(client, day) for day in days] == [False, True, True, False]
    assert [is_on_home(client, day) for day in days] == [False, True, True, False]


def test_notice_leaves_the_first_page_once_it_was_read(
    operator: Person, signed_in: SignedIn, owner: Member, colleague: Member
) -> None:
    notice = publish(operator)
    client = signed_in(owner)
    with on("2026-12-01"):
        for _ in range(2):
            done = client.post(f"/manage/notices/{notice.uuid}/read/", {"home": "1"})
            assert done["Location"] == "/manage/"
    assert NoticeReading.objects.count() == 1
    assert not is_on_home(client, "2026-12-02")
    assert is_shown(client, "2026-12-02")
    assert is_on_home(signed_in(colleague), "2026-12-02")


def test_notice_to_one_organisation_is_nobody_elses(
    operator: Person, signed_in: SignedIn, owner: Member, stranger: Member, learner: Member
) -> None:
    notice = publish(operator, organisation=owner.organisation)
    assert is_shown(signed_in(owner), "2026-12-01")
    other = signed_in(stranger)
    assert not is_shown(other, "2026-12-01")
    with on("2026-12-01"):
        assert other.post(f"/manage/notices/{notice.uuid}/read/").status_code == 404
        assert signed_in(learner).get("/manage/notices/").status_code == 404
    assert not NoticeReading.objects.exists()


def test_mails_leave_on_the_first_morning_to_owners_and_officers(
    operator: Person, owner: Member, colleague: Member, learner: Member, stranger: Member
) -> None:
    notice = publish(operator, organisation=owner.organisation, with_mail=True)
    waiting = OutboxMessage.objects.get(kind="notice-news")
    assert waiting.run_after == dt.datetime(2026, 12, 1, 9, 0, tzinfo=clock.TOKYO)
    with on("2026-12-01"):
        mail_notice(notice_uuid=str(notice.uuid), after=0)
    mails = OutboxMessage.objects.filter(kind="mail").order_by("id")
    to = [owner.person.email, colleague.person.email]
    assert [mail.payload["to"] for mail in mails] == to
    assert "日曜日に止まります。" in mails[0].payload["text"]


def test_notice_to_owners_alone_is_read_and_mailed_by_owners(
    operator: Person, signed_in: SignedIn, owner: Member, colleague: Member
) -> None:
    readers = NoticeReaders.OWNERS
    notice = publish(operator, organisation=owner.organisation, with_mail=True, readers=readers)
    assert is_on_home(signed_in(owner), "2026-12-01")
    assert not is_shown(signed_in(colleague), "2026-12-01")
    with on("2026-12-01"):
        answer = signed_in(colleague).post(f"/manage/notices/{notice.uuid}/read/")
        mail_notice(notice_uuid=str(notice.uuid), after=0)
    assert answer.status_code == 404
    mails = OutboxMessage.objects.filter(kind="mail")
    assert [mail.payload["to"] for mail in mails] == [owner.person.email]


def test_withdrawn_notice_is_neither_shown_nor_mailed(
    operator: Person, signed_in: SignedIn, owner: Member
) -> None:
    notice = publish(operator, with_mail=True)
    for _ in range(2):
        end_notice(by=operator, notice=notice)
    with on("2026-12-01"):
        mail_notice(notice_uuid=str(notice.uuid), after=0)
    assert not is_shown(signed_in(owner), "2026-12-01")
    assert not OutboxMessage.objects.filter(kind="mail").exists()


def test_notice_to_several_is_one_of_each(
    operator: Person, owner: Member, stranger: Member
) -> None:
    for code, member in (("KMTR4827", owner), ("WXYZ2345", stranger)):
        member.organisation.code = code
        member.organisation.save()
    client = Client()
    client.force_login(operator)
    with on("2026-12-01"):
        sent = form(company_code="kmtr-4827、WXYZ2345\nKMTR4827")
        assert client.post("/operator/notices/", sent).status_code == 302
        named = client.get("/operator/notices/?company_code=KMTR4827+WXYZ2345").content.decode()
    whom = [one.organisation for one in CustomerNotice.objects.order_by("pk")]
    assert whom == [owner.organisation, stranger.organisation]
    assert "KMTR4827 WXYZ2345</textarea>" in named


def form(**given: str) -> dict[str, str]:
    return {
        "company_code": "",
        "title_ja": "件名",
        "text_ja": "本文",
        "title_en": "Title",
        "text_en": "Text",
        "from_on": "2026-12-01",
        "until_on": "2026-12-10",
        **given,
    }


def test_operator_writes_to_one_organisation_and_ends_it(operator: Person, owner: Member) -> None:
    client = Client()
    client.force_login(operator)
    owner.organisation.code = "KMTR4827"
    owner.organisation.save()
    with on("2026-12-01"):
        sent = form(company_code=" kmtr-4827 ", with_mail="on")
        done = client.post("/operator/notices/", sent)
        assert done["Location"] == "/operator/notices/"
        notice = CustomerNotice.objects.get()
        assert (notice.organisation, notice.with_mail) == (owner.organisation, True)
        page = client.get("/operator/notices/").content.decode()
        assert f"/operator/notices/{notice.uuid}/end/" in page
        client.post(f"/operator/notices/{notice.uuid}/end/")
        assert "取り下げ済み" in client.get("/operator/notices/").content.decode()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"company_code": "XXXX9999"}, "この会社コードの会社・団体はありません：XXXX9999"),
        ({"readers": "learner"}, "選んでください"),
        ({"until_on": "2026-11-30"}, "終わりの日は、始まりの日と今日より前にできません。"),
        ({"from_on": "2026-02-30"}, "日付を、2027-01-31の形で入力してください。"),
        ({"title_en": ""}, "「件名（英語）」を入力してください。"),
    ],
)
def test_what_cannot_be_published_is_said_and_kept(
    operator: Person, given: dict[str, str], sentence: str
) -> None:
    client = Client()
    client.force_login(operator)
    with on("2026-12-01"):
        refused = client.post("/operator/notices/", form(**given))
    assert refused.status_code == 422
    assert sentence in refused.content.decode()
    assert ">本文</textarea>" in refused.content.decode().replace("\n", "")
    assert not CustomerNotice.objects.exists()


def test_other_rights_and_customers_get_404(db: None, owner: Member) -> None:
    for person in (make_operator(Right.BILLING), owner.person):
        client = Client()
        client.force_login(person)
        assert client.get("/operator/notices/").status_code == 404
