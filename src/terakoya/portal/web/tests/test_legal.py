"""Legal pages have versions: published from a day, all readable, the terms accepted by owners."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.accounts.choices import LegalDocument, Right, Role
from terakoya.portal.accounts.errors import LegalDayTaken, LegalDayTooEarly, LegalTextHolds
from terakoya.portal.accounts.legal import earliest_day, version_on
from terakoya.portal.accounts.models import LegalText, Member, Person, TermsAcceptance
from terakoya.portal.accounts.selectors import versions_in_force
from terakoya.portal.accounts.services import (
    accept_documents,
    accept_terms,
    publish_legal_text,
    withdraw_legal_text,
)
from terakoya.portal.catalogue.errors import TermsInThePast
from terakoya.portal.common import clock
from terakoya.portal.common.plain_markup import html_of, text_of
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.sending import send_message
from terakoya.portal.orders.cancelling import set_free_days
from tests.factories import make_member, make_operator, make_organisation, make_owner

from .conftest import SignedIn

NOW = dt.datetime(2026, 12, 1, 9, 0, tzinfo=clock.TOKYO)
DAY = dt.date(2027, 1, 1)


def on(day: str) -> Any:
    moment = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), clock.TOKYO)
    return clock.fixed_at(moment)


@pytest.fixture
def operator(db: None) -> Person:
    return make_operator(Right.CONTENT)


def publish(by: Person, day: dt.date = DAY, document: str = "terms") -> LegalText:
    with clock.fixed_at(NOW):
        return publish_legal_text(
            by=by,
            document=LegalDocument(document),
            valid_from=day,
            text_ja="## 1. はじめに\n\n新しい規約です。",
            text_en="## 1. Beginning\n\nNew terms.",
        )


def work() -> None:
    """A worker does what waits, but sends no mail."""
    while (one := OutboxMessage.objects.filter(kind="terms-news").first()) is not None:
        send_message(one)
        one.delete()


# -- versions by day


def test_version_holds_from_its_day_and_older_ones_stay_readable(
    operator: Person, client: Client
) -> None:
    publish(operator)
    with on("2026-12-31"):
        before = client.get("/terms/").content.decode()
        coming = client.get("/legal/terms/2027-01-01/").content.decode()
    assert "新しい規約です。" not in before
    assert "/legal/terms/2027-01-01/" in before
    assert "この版は、2027-01-01から有効になります。" in coming
    with on("2027-01-01"):
        now = client.get("/terms/").content.decode()
        first = client.get(f"/legal/terms/{settings.TERMS_VERSION}/").content.decode()
    assert "<h2>1. はじめに</h2>" in now
    assert "2027-01-01版" in now
    assert f"/legal/terms/{settings.TERMS_VERSION}/" in now
    assert "申し込みと契約の成立" in first
    assert "今は新しい版が有効です" in first
    client.cookies["language"] = "en"
    with on("2027-01-01"):
        assert "New terms." in client.get("/terms/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/legal/terms/2026-01-01/", "/legal/contact/2026-11-24/", "/legal/x/y/"]
)
def test_there_is_no_other_version(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_sellers_details_stand_above_what_was_written_of_commerce(
    operator: Person, client: Client
) -> None:
    publish(operator, dt.date(2026, 12, 1), "commerce")
    with on("2026-12-01"):
        html = client.get("/commerce/").content.decode()
    assert settings.SELLER_ADDRESS in html
    assert "新しい規約です。" in html


@given(
    st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1))),
    st.dates(dt.date(2026, 1, 1), dt.date(2030, 1, 1)),
)
def test_version_of_a_day_is_the_newest_begun(days: list[dt.date], today: dt.date) -> None:
    found = version_on(days, "first", today)
    begun = [day for day in days if day <= today]
    assert found == (max(begun).isoformat() if begun else "first")


@given(st.dates(dt.date(2026, 1, 1), dt.date(2040, 1, 1)))
def test_terms_begin_a_month_later_at_least(today: dt.date) -> None:
    assert earliest_day("privacy", today) == today
    found = earliest_day("terms", today)
    assert 28 <= (found - today).days <= 31
    assert found.day <= today.day


# -- publishing


def test_terms_are_told_a_month_before(operator: Person) -> None:
    with pytest.raises(LegalDayTooEarly, match="2027年1月1日"):
        publish(operator, dt.date(2026, 12, 31))
    publish(operator)
    with pytest.raises(LegalDayTaken):
        publish(operator)
    with pytest.raises(LegalDayTooEarly):
        publish(operator, dt.date(2026, 11, 30), "privacy")
    publish(operator, dt.date(2026, 12, 1), "privacy")


def test_only_what_does_not_hold_and_nobody_accepted_is_withdrawn(
    operator: Person, owner: Member
) -> None:
    text, other = publish(operator), publish(operator, dt.date(2027, 2, 1))
    accept_terms(by=owner, text=other)
    with on("2027-01-01"):
        for held in (text, other):
            with pytest.raises(LegalTextHolds):
                withdraw_legal_text(by=operator, text=held)
    with on("2026-12-31"):
        for _ in range(2):
            withdraw_legal_text(by=operator, text=text)
    assert list(LegalText.objects.all()) == [other]


def test_operator_looks_then_publishes(operator: Person) -> None:
    client = Client()
    client.force_login(operator)
    with clock.fixed_at(NOW):
        page = client.get("/operator/legal/new/terms/").content.decode()
        assert "## 2. 申し込みと契約の成立" in page
        assert "- 契約者：本サービスに申し込んだ会社・団体、または個人" in page
        assert "## 2. " in page.partition('name="text_en"')[2]
        form = {"valid_from": "2027-01-01", "text_ja": "- <b>一</b>", "text_en": "- one"}
        shown = client.post("/operator/legal/new/terms/", {**form, "preview": "1"})
        assert "<li>&lt;b&gt;一&lt;/b&gt;</li>" in shown.content.decode()
        assert not LegalText.objects.exists()
        early = {**form, "valid_from": "2026-12-02", "publish": "1"}
        refused = client.post("/operator/legal/new/terms/", early)
        assert refused.status_code == 422
        assert "1か月以上前" in refused.content.decode()
        assert "&lt;b&gt;一&lt;/b&gt;" in refused.content.decode()
        done = client.post("/operator/legal/new/terms/", {**form, "publish": "1"})
        assert done["Location"] == "/operator/legal/"
        text = LegalText.objects.get()
        listed = client.get("/operator/legal/").content.decode()
        assert f"/operator/legal/{text.uuid}/withdraw/" in listed
        client.post(f"/operator/legal/{text.uuid}/withdraw/")
    assert not LegalText.objects.exists()


def test_operators_without_the_right_and_others_get_404(db: None, owner: Member) -> None:
    for person in (make_operator(Right.SUPPORT), owner.person):
        client = Client()
        client.force_login(person)
        for address in ("/operator/legal/", "/operator/legal/new/terms/"):
            assert client.get(address).status_code == 404
    client.force_login(make_operator(Right.CONTENT, email="c@terakoya.example"))
    assert client.get("/operator/legal/new/contact/").status_code == 404


# -- accepting


def test_owners_are_mailed_and_learners_are_not(operator: Person, owner: Member) -> None:
    make_member(owner.organisation, "佐藤 美咲")
    make_member(owner.organisation, "同僚", roles=(Role.OFFICER,))
    other = make_owner(make_organisation("例示物産株式会社"), "他社 三郎")
    publish(operator)
    work()
    mails = OutboxMessage.objects.filter(kind="mail").order_by("id")
    assert [mail.payload["to"] for mail in mails] == [owner.person.email, other.person.email]
    assert "2027年1月1日（金）から、利用規約の新しい版" in mails[0].payload["text"]


def test_withdrawn_terms_are_told_to_nobody(operator: Person, owner: Member) -> None:
    text = publish(operator)
    with clock.fixed_at(NOW):
        withdraw_legal_text(by=operator, text=text)
    work()
    assert not OutboxMessage.objects.filter(kind="mail").exists()


def test_owner_is_asked_at_the_next_sign_in_until_they_accept(
    operator: Person, owner: Member
) -> None:
    owner.person.set_password("correct horse 7")
    owner.person.save()
    form = {"by": "email", "email": owner.person.email, "password": "correct horse 7"}
    assert Client().post("/sign-in/", form)["Location"] == "/manage/"
    text = publish(operator)
    client = Client()
    address = client.post("/sign-in/", form)["Location"]
    assert address == "/my/terms/?next=%2Fmanage%2F"
    assert "新しい規約です。" in client.get(address).content.decode()
    old = client.post(address, {"version": "2026-11-24"})
    assert (old.status_code, TermsAcceptance.objects.exists()) == (200, False)
    for _ in range(2):
        assert client.post(address, {"version": text.version})["Location"] == "/manage/"
    kept = TermsAcceptance.objects.get()
    assert (kept.person, kept.organisation, kept.document, kept.version) == (
        owner.person,
        owner.organisation,
        "terms",
        "2027-01-01",
    )
    assert Client().post("/sign-in/", form)["Location"] == "/manage/"


def test_learners_and_officers_are_not_asked(
    operator: Person, signed_in: SignedIn, owner: Member, learner: Member, colleague: Member
) -> None:
    publish(operator)
    for member in (learner, colleague):
        assert signed_in(member).get("/my/terms/").status_code == 404
    assert signed_in(owner).get("/my/terms/").status_code == 200


def test_who_joins_accepts_the_version_of_the_day(operator: Person, learner: Member) -> None:
    publish(operator)
    for day, version in (("2026-12-31", settings.TERMS_VERSION), ("2027-01-01", "2027-01-01")):
        with on(day):
            accept_documents(person=learner.person, organisation=None)
            assert versions_in_force(LegalDocument.TERMS) == {"terms": version}
        newest = TermsAcceptance.objects.filter(document="terms").latest("id")
        assert newest.version == version


# -- the markup


def test_markup_has_headings_lists_paragraphs_and_links() -> None:
    text = "## 一\n本文\n続き\n\n- 甲\n- 乙 [規約](/terms/)\n### 小\n[x](javascript:alert) [y](//e)"
    assert html_of(text) == (
        "<h2>一</h2>\n<p>本文<br>続き</p>\n"
        '<ul><li>甲</li><li>乙 <a href="/terms/">規約</a></li></ul>\n'
        "<h3>小</h3>\n<p>[x](javascript:alert) [y](//e)</p>"
    )


@given(st.text(alphabet="ab<>&\"'[]()/#- \n:", max_size=80))
def test_nothing_typed_becomes_markup(text: str) -> None:
    import re

    tags = set(re.findall(r"<[^>]*>", html_of(text)))
    allowed = {"<p>", "</p>", "<br>", "<ul>", "</ul>", "<li>", "</li>", "<h2>", "</h2>"}
    allowed |= {"<h3>", "</h3>", "</a>"}
    assert all(tag in allowed or re.fullmatch(r'<a href="/[^"<>]*">', tag) for tag in tags)


def test_page_of_ours_becomes_text_to_begin_with() -> None:
    html = '<h1>規約</h1><p>一&amp;二</p><h2>1. 見出し</h2><ul><li>甲<a href="/a/">乙</a></li></ul>'
    assert text_of(html) == "一&二\n\n## 1. 見出し\n\n- 甲[乙](/a/)\n"


def test_next_version_begins_without_the_line_of_the_former_one(
    operator: Person, client: Client
) -> None:
    client.force_login(operator)
    form = client.get("/operator/legal/new/terms/").context["form"]
    japanese, english = form.initial["text_ja"], form.initial["text_en"]
    assert japanese.startswith("この規約は、")
    assert "- 契約者：本サービスに" in japanese
    assert english.startswith("This is a translation for your convenience. The Japanese text")
    assert "- Customer: The company" in english
    assert "：" not in english


# -- the days of free cancelling


def decide(days: int, day: str) -> None:
    with on("2026-11-25"):
        seller = make_operator(Right.BILLING, email=f"{day}@terakoya.example")
        set_free_days(by=seller, days=days, valid_from=dt.date.fromisoformat(day))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/terms/", "/commerce/"])
def test_pages_say_the_operators_days_of_free_cancelling(client: Client, address: str) -> None:
    decide(14, "2026-12-10")
    decide(0, "2027-02-01")
    said = {"2026-12-01": "申し込みから7日以内は無料", "2026-12-10": "申し込みから14日以内は無料"}
    for day, sentence in {**said, "2027-02-01": "無料の取り消しはありません。"}.items():
        with on(day):
            assert sentence in client.get(address).content.decode(), day
    client.cookies["language"] = "en"
    with on("2026-12-10"):
        assert "within 14 days of ordering" in client.get(address).content.decode()


def test_a_published_text_has_a_place_for_them_and_begins_with_it(
    operator: Person,
) -> None:
    browser = Client()
    browser.force_login(operator)
    with on("2026-12-01"):
        form = browser.get("/operator/legal/new/terms/").context["form"]
        for name in ("text_ja", "text_en"):
            assert form[name].value().count("- {free-cancelling}\n") == 1
        sent = {
            "valid_from": "2027-01-01",
            "text_ja": "- {free-cancelling}",
            "text_en": "- {free-cancelling}",
            "preview": "1",
        }
        shown = browser.post("/operator/legal/new/terms/", sent).content.decode()
        assert "申し込みから7日以内は無料で取り消せます。</li>" in shown
        assert "within 7 days of ordering.</li>" in shown
        browser.post("/operator/legal/new/terms/", {**sent, "publish": "1"})
    decide(14, "2027-01-10")
    for day, number in (("2027-01-01", 7), ("2027-01-10", 14)):
        with on(day):
            html = Client().get("/terms/").content.decode()
            assert f"申し込みから{number}日以内は無料で取り消せます。</li>" in html


@pytest.mark.django_db
def test_what_was_accepted_stays_as_it_was_for_those_who_did() -> None:
    with on("2026-12-01"):
        owner = make_owner(make_organisation("株式会社みほん商事"))
        accept_documents(person=owner.person, organisation=owner.organisation)
        other = make_owner(make_organisation("例示物産株式会社"))
    decide(14, "2026-12-10")
    with on("2026-12-20"):
        ours, theirs = (Client() for _who in range(2))
        ours.force_login(owner.person)
        theirs.force_login(other.person)
        address = f"/legal/terms/{settings.TERMS_VERSION}/"
        kept = ours.get(address).content.decode()
        assert "申し込みから7日以内は無料" in kept
        assert "2026年12月1日（火）に、この内容に同意しました。" in kept
        for client in (theirs, Client()):
            html = client.get(address).content.decode()
            assert "申し込みから14日以内は無料" in html
            assert "同意しました" not in html


@pytest.mark.django_db
def test_a_former_version_says_what_it_said_last(operator: Person) -> None:
    decide(14, "2027-01-10")
    publish(operator)
    with on("2027-02-01"):
        html = Client().get(f"/legal/terms/{settings.TERMS_VERSION}/").content.decode()
    assert "申し込みから7日以内は無料" in html


@pytest.mark.django_db
def test_days_do_not_change_on_a_day_on_which_terms_were_accepted() -> None:
    seller = make_operator(Right.BILLING)
    with on("2026-12-01"):
        today = clock.today()
        owner = make_owner(make_organisation())
        accept_documents(person=owner.person, organisation=owner.organisation)
        with pytest.raises(TermsInThePast):
            set_free_days(by=seller, days=3, valid_from=today)
        set_free_days(by=seller, days=3, valid_from=today + dt.timedelta(days=1))
    with on("2026-12-03"):
        set_free_days(by=seller, days=5, valid_from=clock.today())  # nobody did today
