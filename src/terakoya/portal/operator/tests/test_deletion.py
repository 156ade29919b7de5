"""An organisation's data go on request: told of before, broken off and gone on with, certified."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.test import Client

from terakoya.portal.accounts.choices import Right, Role
from terakoya.portal.accounts.models import CustomerNotice, Member, Organisation, Person
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.audit.selectors import entries_of, payload_of, verify_chain
from terakoya.portal.billing.tests.contracts import make_contract, priced_course, signed_in
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.documents.choices import DocumentKind
from terakoya.portal.documents.tests.examples import issue
from terakoya.portal.learning.services import take_seat
from terakoya.portal.operator.deletion_kinds import FILES, KINDS, counted
from terakoya.portal.operator.errors import (
    AskedLater,
    BackupsGone,
    CodeDiffers,
    DeletionAsked,
    DeletionNotOpen,
    DeletionNotYet,
    DeletionTooSoon,
    NobodyToTell,
    OrdersWait,
)
from terakoya.portal.operator.models import Deletion
from terakoya.portal.operator.organisation_data import rules_of
from terakoya.portal.operator.services import (
    ask_deletion,
    ask_own_deletion,
    open_deletion,
    run_deletions,
    start_deletion,
    withdraw_deletion,
)
from terakoya.portal.operator.services.deletion_run import carry_out
from terakoya.portal.orders.choices import OrderStatus
from terakoya.portal.orders.models import Contract, Order
from tests.factories import (
    confirm_now,
    make_department,
    make_member,
    make_operator,
    make_organisation,
    make_owner,
)

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 12, 1, 10, 20, tzinfo=clock.TOKYO)
DAY = dt.timedelta(days=1)
FIRST = NOW.date() + 14 * DAY
LATER = NOW + 14 * DAY
BACKUPS = LATER.date() + 30 * DAY
OWN = "/manage/deletion/"


@pytest.fixture(autouse=True)
def _at_ten() -> Iterator[None]:
    with clock.fixed_at(NOW):
        yield


@pytest.fixture
def owner() -> Member:
    """The owner of a customer with an officer, five learners, a contract and an invoice."""
    owner = make_owner(make_organisation("みほん工務店株式会社"), "契約 太郎")
    ours = owner.organisation
    make_member(ours, "担当 次郎", roles=(Role.OFFICER,))
    sales, course = make_department(ours, "営業部"), priced_course()
    make_contract(owner, course, starts_on=NOW.date())
    for number in range(5):
        learner = make_member(ours, f"受講 {number}", department=sales)
        take_seat(member=learner, course=course)
    issue("invoice", kind=DocumentKind.INVOICE, organisation=ours)
    return owner


@pytest.fixture
def operator() -> Person:
    """Somebody with the rights to delete."""
    return make_operator(Right.BILLING, Right.SUPPORT)


def browser_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return confirm_now(client)


def asked(operator: Person, organisation: Organisation, **given: Any) -> Deletion:
    said = {"asked_by": "契約 太郎", "asked_on": NOW.date(), "from_on": FIRST, **given}
    return ask_deletion(by=operator, organisation=organisation, **said)


def begun(operator: Person, organisation: Organisation) -> Deletion:
    """A request of NOW, begun on its day."""
    asked(operator, organisation)
    with clock.fixed_at(LATER):
        return start_deletion(
            by=operator,
            organisation=organisation,
            company_code=organisation.code,
            backups_until=BACKUPS,
        )


def subjects() -> list[str]:
    return [one.payload["subject"] for one in OutboxMessage.objects.order_by("pk")]


def verbs(organisation: Organisation) -> list[str]:
    entries = AuditEntry.objects.filter(
        organisation_uuid=organisation.uuid, verb__startswith="operator."
    )
    return list(entries.order_by("pk").values_list("verb", flat=True))


def test_owners_and_officers_are_told_by_mail_and_on_their_page(
    owner: Member, operator: Person
) -> None:
    ours = owner.organisation
    with pytest.raises(DeletionTooSoon, match="2026年12月15日"):
        asked(operator, ours, from_on=FIRST - DAY)
    with pytest.raises(AskedLater):
        asked(operator, ours, asked_on=NOW.date() + DAY)
    assert not CustomerNotice.objects.exists()
    found = asked(operator, ours)
    with pytest.raises(DeletionAsked):
        asked(operator, ours)
    assert subjects() == ["データの削除の予告"] * 2
    assert verbs(ours) == ["operator.deletion_asked"]
    home = signed_in(owner).get("/manage/").content.decode()
    assert "データの削除の依頼を受け付けました" in home
    assert "2026年12月15日" in home
    stranger = make_owner(make_organisation("例示物産株式会社"))
    assert "データの削除の依頼" not in signed_in(stranger).get("/manage/").content.decode()
    withdraw_deletion(by=operator, organisation=ours)
    assert "データの削除の依頼" not in signed_in(owner).get("/manage/").content.decode()
    assert subjects()[2:] == ["データの削除を取り下げました"] * 2
    found.refresh_from_db()
    assert found.withdrawn_at == NOW
    with pytest.raises(DeletionNotOpen):
        withdraw_deletion(by=operator, organisation=ours)
    assert asked(operator, ours).is_open
    with pytest.raises(NobodyToTell):
        asked(operator, make_organisation("だれもいない株式会社"))


def test_nothing_begins_before_its_day_or_without_the_code(owner: Member, operator: Person) -> None:
    ours = owner.organisation
    said: dict[str, Any] = {"by": operator, "organisation": ours, "company_code": ours.code}
    with pytest.raises(DeletionNotOpen):
        start_deletion(**said, backups_until=BACKUPS)
    asked(operator, ours)
    Contract.objects.filter(organisation=ours).update(renews=True)
    with clock.fixed_at(LATER - DAY), pytest.raises(DeletionNotYet, match="2026年12月15日"):
        start_deletion(**said, backups_until=BACKUPS)
    with clock.fixed_at(LATER):
        with pytest.raises(CodeDiffers):
            start_deletion(**{**said, "company_code": "other"}, backups_until=BACKUPS)
        with pytest.raises(BackupsGone):
            start_deletion(**said, backups_until=LATER.date() - DAY)
        assert run_deletions() == []
        Order.objects.update(status=OrderStatus.WAITING)
        with pytest.raises(OrdersWait):
            start_deletion(**said, backups_until=BACKUPS)
        Order.objects.update(status=OrderStatus.PLACED)
        first = start_deletion(**said, backups_until=BACKUPS)
        assert start_deletion(**said, backups_until=BACKUPS + DAY) == first
        with pytest.raises(DeletionNotOpen):
            withdraw_deletion(by=operator, organisation=ours)
    ours.refresh_from_db()
    assert ours.suspended_at == LATER  # nobody learns while it goes
    assert not Contract.objects.get(organisation=ours).renews
    assert Member.objects.filter(organisation=ours).count() == 7
    assert verbs(ours) == ["operator.deletion_asked", "operator.deletion_started"]


# Each database keeps its keys in its own way while rows go.
@pytest.mark.both
def test_it_goes_on_where_it_was_broken_off_and_counts_all(owner: Member, operator: Person) -> None:
    ours, stranger = owner.organisation, make_owner(make_organisation("例示物産株式会社"))
    make_member(stranger.organisation, "別の 会社")
    found = begun(operator, ours)
    with clock.fixed_at(LATER):
        past, rounds = time.monotonic() - 1, 0
        while not carry_out(Deletion.objects.get(pk=found.pk), past):  # one batch, and cut short
            rounds += 1
        found.refresh_from_db()
    assert rounds >= 4
    assert (found.finished_at, found.number) == (LATER, "D-2026-000001")
    assert {name: found.counts[name] for name in ("members", "departments", "seat-holders")} == {
        "members": 7, "departments": 1, "seat-holders": 5,
    }  # fmt: skip
    assert (found.files, found.addresses) == ([], [])
    assert not Member.objects.filter(organisation=ours).exists()
    assert Member.objects.filter(organisation=stranger.organisation).count() == 2
    assert (Order.objects.count(), Contract.objects.count()) == (1, 1)
    assert [(one["kind"], one["count"], one["until"]) for one in found.kept] == [
        ("documents", 1, "2037-08-31"),
        ("orders", 1, "2037-11-30"),
    ]
    person = Person.objects.get(pk=owner.person_id)
    assert (person.email, person.name) == (None, "契約 太郎")  # who placed the order
    assert not Person.objects.filter(name__startswith="受講").exists()
    assert verify_chain(ours.uuid) is None
    told = payload_of(entries_of(ours.uuid)[0])
    assert told is not None
    assert told.data["members"] == 7
    assert run_deletions() == []


@pytest.mark.both
def test_those_who_asked_get_the_certificate_by_its_code(owner: Member, operator: Person) -> None:
    found = begun(operator, owner.organisation)
    told = sorted(to for to, _language in found.addresses)
    address = f"/deletion/{found.code}/"
    assert Client().get(address).status_code == 404  # not done yet
    with clock.fixed_at(LATER + dt.timedelta(hours=1)):
        assert run_deletions() == ["D-2026-000001"]
        mails = [one for one in OutboxMessage.objects.all() if address in one.payload["text"]]
        assert sorted(one.payload["to"] for one in mails) == told
        assert {one.organisation_uuid for one in mails} == {None}
        assert OutboxMessage.objects.count() == len(mails)
        answer = Client().get(address)
        assert answer.content == Client().get(address).content  # of the row alone
    assert answer["Content-Type"] == "application/pdf"
    assert "noindex" in answer["X-Robots-Tag"]
    text = text_of(answer.content)
    for said in (
        "削除証明書", "D-2026-000001", "みほん工務店株式会社御中", "契約太郎", "運営者",
        "2026年12月15日（火）10:20", "2026年12月15日（火）11:20", "2037年8月31日（月）",
        "2027年1月14日（木）", "メンバー（氏名・社員番号・メールアドレス・役割）7",
        "意識調査と集計の結果0",
    ):  # fmt: skip
        assert said in text, said
    assert "受講0" not in text
    english = Client()
    english.post("/language/", {"language": "en", "next": "/"})
    assert "Certificateofdeletion" in text_of(english.get(address).content)
    assert Client().get(f"/deletion/{'b' * 43}/").status_code == 404


def text_of(pdf: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return re.sub(r"\s", "", "".join(one.get_textpage().get_text_range() for one in pages))


def test_every_rule_of_deletion_is_counted_in_one_kind(owner: Member) -> None:
    known = [rule for kind in KINDS for rule in kind.rules]
    assert len(known) == len(set(known))
    assert set(known) == {rule.name for rule in rules_of(owner.organisation)} | {FILES}
    assert sum(number for _label, number in counted(dict.fromkeys(known, 1))) == len(known)


def test_the_desk_notes_begins_and_shows_the_certificate(owner: Member, operator: Person) -> None:
    ours = owner.organisation
    page = f"/operator/organisations/{ours.uuid}/deletion/"
    client = browser_of(operator)
    said = {"asked_by": "契約 太郎", "asked_on": "2026-12-01", "from_on": "2026-12-15"}
    for wrong in ({"from_on": "2026-12-14"}, {"asked_on": "2026-12-02"}, {"asked_by": " "}):
        answer = client.post(page, {**said, **wrong})
        assert answer.status_code == 422
    assert client.post(page, said)["Location"] == page
    html = client.get(page).content.decode()
    assert "契約が続いています（10枠、" in html
    assert 'value="start"' not in html
    typed = {"do": "start", "company_code": ours.code, "backups_until": BACKUPS.isoformat()}
    answer = client.post(page, typed)
    assert (answer.status_code, Deletion.objects.get().started_at) == (422, None)
    with clock.fixed_at(LATER):
        client = browser_of(operator)
        assert 'value="start"' in client.get(page).content.decode()
        wrong_code = client.post(page, {**typed, "company_code": "x"})
        assert "会社コードが違います" in wrong_code.content.decode()
        assert client.post(page, typed).status_code == 302
        assert "から削除しています" in client.get(page).content.decode()
        run_deletions()
        html = client.get(page).content.decode()
        assert f"/deletion/{Deletion.objects.get().code}/" in html
        assert "予告を送る" not in html  # nobody is left


def test_an_operator_is_asked_again_and_needs_both_rights(owner: Member) -> None:
    page = f"/operator/organisations/{owner.organisation.uuid}/deletion/"
    said = {"asked_by": "契約 太郎", "asked_on": "2026-12-01", "from_on": "2026-12-15"}
    for right in Right:
        client = browser_of(make_operator(right, email=f"{right}@terakoya.example"))
        assert [client.get(page).status_code, client.post(page, said).status_code] == [404, 404]
    late = Client()
    late.force_login(make_operator(Right.BILLING, Right.SUPPORT))
    assert late.post(page, said)["Location"].startswith("/my/confirm/")
    assert not Deletion.objects.exists()


def test_owners_ask_and_withdraw_themselves(owner: Member) -> None:
    ours = owner.organisation
    client = confirm_now(signed_in(owner))
    assert OWN in client.get("/manage/settings/").content.decode()
    said = {"from_on": "2026-12-15", "company_code": ours.code, "has_exports": "on"}
    for wrong in ({"company_code": "x"}, {"has_exports": ""}, {"from_on": "2026-12-02"}):
        assert client.post(OWN, {**said, **wrong}).status_code == 422
    assert client.post(OWN, said)["Location"] == OWN
    found = open_deletion(ours)
    assert found is not None
    assert (found.asked_by, found.asked_on) == ("契約 太郎", NOW.date())
    assert "2026年12月15日" in client.get(OWN).content.decode()
    assert client.post(OWN, {"do": "withdraw"}).status_code == 302
    assert open_deletion(ours) is None
    unasked = signed_in(owner)
    assert unasked.post(OWN, said)["Location"].startswith("/my/confirm/")


def test_nobody_but_owners_opens_their_page(owner: Member) -> None:
    officer = Member.objects.get(name="担当 次郎")
    client = confirm_now(signed_in(officer))
    assert [client.get(OWN).status_code, client.post(OWN, {}).status_code] == [404, 404]
    assert OWN not in client.get("/manage/settings/").content.decode()
    with pytest.raises(CodeDiffers):
        ask_own_deletion(by=owner, company_code="", from_on=FIRST)
    assert not Deletion.objects.exists()
