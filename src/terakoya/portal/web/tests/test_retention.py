"""Each thing goes on its day and no earlier."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models
from django.test import Client
from pytest_django.fixtures import Settings

from terakoya.portal.accounts.choices import MemberState
from terakoya.portal.accounts.models import (
    DataRequest,
    InviteLink,
    JoiningCode,
    Member,
    Person,
    TermsAcceptance,
)
from terakoya.portal.accounts.retention import organisations_without_anything
from terakoya.portal.accounts.services import accept_documents, return_member
from terakoya.portal.audit.models import AuditEntry, AuditPayload
from terakoya.portal.audit.selectors import entries_of, payload_of, verify_chain
from terakoya.portal.audit.services import record
from terakoya.portal.catalogue.blobs import keep_blob
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import ContentBlob, Course, Recording, Revision
from terakoya.portal.catalogue.retention import delete_unused_blobs
from terakoya.portal.common import clock
from terakoya.portal.common.retention import Rule
from terakoya.portal.delivery.models import JobLease, OutboxMessage
from terakoya.portal.documents.models import Counterparty, IssuedDocument, ReceivedDocument
from terakoya.portal.inquiries.choices import InquiryState
from terakoya.portal.inquiries.models import Inquiry
from terakoya.portal.inquiries.tests.inquiries import make_inquiry
from terakoya.portal.learning.certificate_codes import new_code, shown_code
from terakoya.portal.learning.choices import NoteKind
from terakoya.portal.learning.models import (
    AccessGrant,
    Assignment,
    Certificate,
    Enrolment,
    Event,
    Note,
    SeatHolder,
    SlideProgress,
)
from terakoya.portal.operator.organisation_data import delete_organisation_data
from terakoya.portal.orders.models import (
    ApplicationDraft,
    Contract,
    ManuscriptLicence,
    Order,
    OrderLine,
    Quote,
)
from terakoya.portal.surveys.models import Participation, PublishedTable, Wave
from terakoya.portal.web.retention.rules import RULES
from terakoya.portal.web.retention.runs import count_due, run_retention
from tests.factories import make_member, make_organisation, make_owner, publish_flagship

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[5]
DOCUMENT = (ROOT / "docs/algorithms/retention.md").read_text(encoding="utf-8")
NOW = dt.datetime(2026, 11, 25, 8, 0, tzinfo=clock.TOKYO)
SECOND = dt.timedelta(seconds=1)


def at(day: str) -> dt.datetime:
    """The first moment of a day in Japan."""
    return dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), clock.TOKYO)


def run_at(moment: dt.datetime) -> dict[str, int]:
    with clock.fixed_at(moment):
        return run_retention(seconds=None)


# -- the document


def own_models() -> list[type[models.Model]]:
    return [
        model
        for app in apps.get_app_configs()
        if app.name.startswith("terakoya.")
        for model in app.get_models()
    ]


def test_every_table_has_its_place_in_the_document() -> None:
    section = DOCUMENT.partition("## Every table")[2]
    missing = [m.__name__ for m in own_models() if not re.search(rf"\b{m.__name__}\b", section)]
    assert missing == []


def test_every_rule_stands_in_the_document_in_its_order() -> None:
    table = DOCUMENT.partition("## Rules")[2].partition("## Edge cases")[0]
    assert re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE) == [rule.name for rule in RULES]


# -- each rule on its day


@pytest.fixture
def shop(db: None) -> Member:
    """The owner of an organisation, on the day on which these tests begin."""
    with clock.fixed_at(NOW):
        return make_owner(make_organisation())


def mail(**fields: Any) -> OutboxMessage:
    return OutboxMessage.objects.create(
        kind="mail", payload={"to": "a@mihon.example"}, created_at=NOW, run_after=NOW, **fields
    )


def leaver(owner: Member, left: str, **fields: Any) -> Member:
    with clock.fixed_at(NOW):
        member = make_member(owner.organisation, "去った人")
        # Held by a record, so that the rules of leavers are seen one by one.
        upload_by(member)
    Member.objects.filter(pk=member.pk).update(left_on=left, **fields)
    return member


def upload_by(member: Member) -> None:
    course, _new = Course.objects.get_or_create(slug="held")
    grant, _new = AccessGrant.objects.get_or_create(
        organisation=member.organisation,
        course=course,
        defaults={"starts_on": "2026-01-01", "ends_on": "2099-12-31", "seats": 9, "source": "held"},
    )
    seat = grant.seat_rows.create(organisation=member.organisation, number=member.pk)
    seat.holders.create(organisation=member.organisation, member=member, from_on="2026-01-01")


def order_of(
    owner: Member, *, ends: str | None = None, updates: str | None = None, placed: dt.datetime = NOW
) -> Order:
    """An order with a contract, a manuscript, or neither."""
    course, _new = Course.objects.get_or_create(slug="ordered")
    own = {"organisation": owner.organisation}
    order = Order.objects.create(
        **own, number=uuid.uuid4().hex, placed_by=owner.person, placed_at=placed,
        subtotal_yen=1, tax_per_mille=100, tax_yen=0, total_yen=1, snapshot={},
    )  # fmt: skip
    line: dict[str, Any] = {"order": order, "course": course, "quantity": 1, "unit_yen": 1}
    if ends:
        made = OrderLine.objects.create(**own, **line, amount_yen=1, item=Item.ONLINE)
        Contract.objects.create(
            **own, order_line=made, course=course, seats=1, starts_on="2026-01-01", ends_on=ends
        )
    if updates:
        made = OrderLine.objects.create(**own, **line, amount_yen=1, item=Item.MANUSCRIPT)
        ManuscriptLicence.objects.create(
            **own, order_line=made, course=course, starts_on="2026-01-01", updates_until=updates
        )
    return order


def payload(owner: Member) -> None:
    with clock.fixed_at(NOW):
        record(organisation_uuid=owner.organisation.uuid, actor_uuid=None, verb="a.b", data={})


def code(owner: Member) -> None:
    JoiningCode.objects.create(
        organisation=owner.organisation,
        member=owner,
        code_hash="x",
        expires_at=NOW,
        created_at=NOW,
    )


def link(owner: Member, **fields: Any) -> None:
    InviteLink.objects.create(
        organisation=owner.organisation, token=uuid.uuid4().hex, created_at=NOW, **fields
    )


def quoted(_owner: Member) -> None:
    course, _new = Course.objects.get_or_create(slug="quoted")
    Quote.objects.create(
        code="c", course=course, company="a", with_online=True, with_manuscript=False, seats=1,
        months=1, online_yen=1, manuscript_yen=1, tax_per_mille=100, total_yen=1, created_at=NOW,
        valid_until=NOW.date(),
    )  # fmt: skip


def attempt(_owner: Member) -> None:
    AccessAttempt.objects.create(
        username="a", ip_address="127.0.0.1", user_agent="", failures_since_start=1
    )
    AccessAttempt.objects.update(attempt_time=NOW)


def nobody(_owner: Member) -> None:
    Person.objects.create(name="どこにもいない人", created_at=NOW)


def request(owner: Member) -> None:
    DataRequest.objects.create(
        organisation=owner.organisation, member=owner, kind="show", text="a", created_at=NOW,
        outcome="done", answered_at=NOW,
    )  # fmt: skip


def document(ends_on: str = "2026-11-25") -> None:
    IssuedDocument.objects.create(
        kind="quote", series="a", serial=1, number="M-1", issued_on=NOW.date(), ends_on=ends_on,
        counterparty=Counterparty.objects.create(compared="a"), total_yen=1, content={},
        seller={}, key="a", sha256="0", created_at=NOW,
    )  # fmt: skip


def received(_owner: Member) -> None:
    ReceivedDocument.objects.create(
        counterparty=Counterparty.objects.create(compared="a"), name="a", dated_on=NOW.date(),
        total_yen=1, file_name="a.pdf", content=b"a", size=1, sha256="0", received_at=NOW,
    )  # fmt: skip


AFTER_30_DAYS = NOW + dt.timedelta(days=30) + SECOND
AFTER_90_DAYS = NOW + dt.timedelta(days=90) + SECOND


@pytest.mark.parametrize(
    ("rule", "make", "gone"),
    [
        ("sent-messages", lambda _o: mail(sent_at=NOW), AFTER_30_DAYS),
        ("given-up-messages", lambda _o: mail(failed_at=NOW), AFTER_90_DAYS),
        (
            "dead-leases",
            lambda _o: JobLease.objects.create(name="x", holder="y", until=NOW),
            AFTER_30_DAYS,
        ),
        ("audit-payloads", payload, at("2031-11-26")),
        ("failed-sign-ins", attempt, AFTER_30_DAYS),
        ("expired-codes", code, AFTER_30_DAYS),
        ("ended-links", lambda o: link(o, expires_at=NOW), at("2027-11-26")),
        ("ended-links", lambda o: link(o, revoked_at=NOW), at("2027-11-26")),
        ("answered-requests", request, at("2031-11-26")),
        ("leavers-addresses", lambda o: leaver(o, "2028-02-29", email="a@x.example"),
         at("2029-03-01")),
        ("leavers-roles", lambda o: leaver(o, "2026-11-25").roles.create(
            organisation=o.organisation, role="auditor"), at("2027-11-26")),
        ("leavers-code-news", lambda o: leaver(o, "2026-11-25").code_issues.create(
            organisation=o.organisation, issued_by_name="見本", issued_at=NOW), at("2027-11-26")),
        ("leavers-sign-ins", lambda o: leaver(o, "2026-11-25"), at("2027-11-26")),
        ("left-drafts", lambda _o: ApplicationDraft.objects.create(updated_at=NOW), AFTER_30_DAYS),
        ("old-inquiries", lambda _o: make_inquiry(at=NOW), at("2027-11-26")),
        ("old-spam", lambda _o: make_inquiry(at=NOW, state=InquiryState.SPAM), AFTER_90_DAYS),
        ("old-quotes", quoted, at("2027-11-26")),
        ("old-orders", lambda o: order_of(o), at("2036-11-26")),
        ("old-orders", lambda o: order_of(o, ends="2028-02-29"), at("2038-03-01")),
        ("old-orders", lambda o: order_of(o, updates="2027-11-24"), at("2037-11-25")),
        ("old-documents", lambda _o: document(), at("2036-11-26")),
        ("old-documents", lambda _o: document(ends_on="2028-02-29"), at("2038-03-01")),
        ("received-documents", received, at("2036-11-26")),
        ("persons-without-places", nobody, AFTER_30_DAYS),
    ],
)  # fmt: skip
def test_rows_go_on_their_day_and_no_earlier(
    shop: Member, rule: str, make: Callable[[Member], object], gone: dt.datetime
) -> None:
    make(shop)
    (found,) = [one for one in RULES if one.name == rule]
    with clock.fixed_at(gone - SECOND):
        assert (found.count(), run_retention(seconds=None, rules=[found])) == (0, {})
    with clock.fixed_at(gone):
        assert found.count() == 1
        assert run_retention(seconds=None, rules=[found]) == {rule: 1}
        assert run_retention(seconds=None, rules=[found]) == {}


@pytest.mark.postgres
def test_what_other_tables_hold_is_asked_without_a_join_each(db: None) -> None:
    """PostgreSQL plans a hundred joins for seconds, and the rule is asked every six hours."""
    plan = organisations_without_anything().explain()
    assert ("SubPlan" in plan, "Anti Join" in plan) == (True, False)


def test_messages_that_wait_and_codes_that_hold_stay(shop: Member) -> None:
    mail()
    link(shop)
    assert run_at(NOW + dt.timedelta(days=400)) == {}
    assert (OutboxMessage.objects.count(), InviteLink.objects.count()) == (1, 1)


# -- learning records


def enrolled(owner: Member, course: Course, ends: str, name: str = "佐藤 美咲") -> Enrolment:
    """A learner with a record of everything, in a course whose access ends on a day."""
    own = {"organisation": owner.organisation}
    revision = Revision.objects.filter(course=course).first() or _revision(course)
    grant = AccessGrant.objects.create(
        **own, course=course, starts_on="2026-01-01", ends_on=ends, seats=5, source=uuid.uuid4().hex
    )
    assignment = Assignment.objects.create(**own, course=course, created_at=NOW)
    member = make_member(owner.organisation, name)
    assignment.chosen.create(**own, member=member)
    seat = grant.seat_rows.create(**own, number=1)
    seat.holders.create(**own, member=member, from_on="2026-01-01")
    enrolment = Enrolment.objects.create(
        **own, assignment=assignment, member=member, revision=revision, language="ja", opened_at=NOW
    )
    Event.objects.create(
        **own, enrolment=enrolment, slide_id="a", slide_hash="b", language="ja", kind="read",
        seq=1, client_time=NOW, received_at=NOW,
    )  # fmt: skip
    SlideProgress.objects.create(**own, enrolment=enrolment, slide_id="a")
    enrolment.attempts.create(**own, number=1, seed=1, draw={}, started_at=NOW)
    _certificate(enrolment, name)
    Note.objects.create(
        **own, member=member, course=course, kind=NoteKind.NOTE, slide_id="a", slide_title="a",
        text="私のメモ", written_at=NOW,
    )  # fmt: skip
    return enrolment


def _revision(course: Course) -> Revision:
    return Revision.objects.create(
        course=course, revision_id="r" * 64, version="1", kind="first", published_at=NOW,
        meta={}, source=keep_blob(course.slug.encode(), "text/plain"),
    )  # fmt: skip


def _certificate(enrolment: Enrolment, name: str) -> Certificate:
    return Certificate.objects.create(
        organisation=enrolment.organisation, enrolment=enrolment, code=uuid.uuid4().hex[:24],
        number=uuid.uuid4().hex, person_name=name, organisation_name="株式会社みほん商事",
        course_title="研修", language="ja", revision_id="r" * 64, version="1", percent=90,
        issued_at=NOW,
    )  # fmt: skip


@pytest.fixture
def course(db: None) -> Course:
    return Course.objects.create(slug="ended")


def test_learning_records_go_five_years_after_the_last_contract_of_the_course(
    shop: Member, course: Course
) -> None:
    other = Course.objects.create(slug="goes-on")
    with clock.fixed_at(NOW):
        enrolled(shop, course, "2026-12-31")
        enrolled(shop, other, "2040-12-31")
        AccessGrant.objects.create(
            organisation=shop.organisation, course=course, starts_on="2027-01-01",
            ends_on="2027-12-31", seats=1, source="later",
        )  # fmt: skip
    assert "learning-records" not in run_at(at("2033-01-01") - SECOND)
    assert Enrolment.objects.count() == 2
    done = run_at(at("2033-01-01"))
    assert {name: done[name] for name in ("learning-records", "notes", "chosen-members")} == {
        "learning-records": 1,
        "notes": 1,
        "chosen-members": 1,
    }
    assert (done["seat-holders"], done["assignments"]) == (1, 1)
    left = Enrolment.objects.get()
    assert left.assignment.course == other
    assert Event.objects.count() == Certificate.objects.count() == Note.objects.count() == 1
    assert SeatHolder.objects.count() == SlideProgress.objects.count() == 1
    assert Member.objects.count() == 3
    told = entries_of(shop.organisation.uuid)[0]
    assert (told.verb, told.target) == ("retention.learning_records_deleted", "ended")
    assert verify_chain(shop.organisation.uuid) is None
    assert run_at(at("2033-01-01")) == {}


def test_a_certificate_is_verified_until_its_last_day(
    shop: Member, course: Course, client: Client
) -> None:
    with clock.fixed_at(NOW):
        revision = publish_flagship()
        enrolment = enrolled(shop, revision.course, "2026-12-31")
        keeper = Course.objects.create(slug="goes-on")
        enrolled(shop, keeper, "2040-12-31")
    code = new_code()
    Certificate.objects.filter(pk=enrolment.certificate.pk).update(
        code=code, revision_id=revision.revision_id
    )
    page = f"/verify/{shown_code(code)}/"
    for moment, is_known in ((at("2032-01-01") - SECOND, True), (at("2032-01-01"), False)):
        run_at(moment)
        with clock.fixed_at(moment):
            html = client.get(page).content.decode()
        assert ("この修了証は、本物です" in html) == is_known


def test_runs_that_continue_one_another_go_together(shop: Member, course: Course) -> None:
    with clock.fixed_at(NOW):
        first = enrolled(shop, course, "2026-12-31")
    first.continued_at = NOW
    first.save()
    other = Revision.objects.create(
        course=course, revision_id="s" * 64, version="2", kind="improvement", published_at=NOW,
        meta={}, source=keep_blob(b"s", "text/plain"),
    )  # fmt: skip
    Enrolment.objects.create(
        organisation=shop.organisation, assignment=first.assignment, member=first.member,
        revision=other, language="ja", opened_at=NOW, continued_from=first,
    )  # fmt: skip
    assert run_at(at("2032-01-01"))["learning-records"] == 2


def test_surveys_of_an_ended_course_keep_their_table_and_forget_who_took_part(
    shop: Member, course: Course
) -> None:
    with clock.fixed_at(NOW):
        enrolment = enrolled(shop, course, "2026-12-31")
        enrolled(shop, Course.objects.create(slug="goes-on"), "2040-12-31")
    own = {"organisation": shop.organisation}
    wave = _wave(enrolment)
    Participation.objects.create(**own, wave=wave, member=enrolment.member)
    PublishedTable.objects.create(**own, wave=wave, table={"n": 1}, computed_at=NOW)
    assert run_at(at("2032-01-01"))["participations"] == 1
    assert (Wave.objects.count(), PublishedTable.objects.count()) == (1, 1)
    assert Assignment.objects.filter(course=course).count() == 1


def _wave(enrolment: Enrolment) -> Wave:
    fields: dict[str, Any] = {
        "organisation": enrolment.organisation,
        "assignment": enrolment.assignment,
        "revision": enrolment.revision,
        "kind": "before",
        "axis": "departments",
        "opened_at": NOW,
        "closed_at": NOW,
        "closes_on": NOW.date(),
        "latest_on": NOW.date(),
        "state": "closed",
    }
    known = {field.name for field in Wave._meta.get_fields()}
    return Wave.objects.create(**{key: value for key, value in fields.items() if key in known})


def test_a_survey_that_is_open_goes_with_its_key(
    shop: Member,
    course: Course,
    settings: Settings,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.SURVEY_KEYS = tmp_path
    with clock.fixed_at(NOW):
        wave = _wave(enrolled(shop, course, "2026-12-31"))
    keys = [tmp_path / f"{one}.key" for one in (wave.uuid, uuid.uuid4())]
    for key in keys:
        key.write_text("key")
    with django_capture_on_commit_callbacks(execute=True):
        delete_organisation_data(shop.organisation, verb="organisation.deleted_on_request")
    assert Wave.objects.count() == 0
    assert [key.exists() for key in keys] == [False, True]


# -- leavers


def test_a_leaver_signs_in_no_more_after_a_year_and_can_return(shop: Member) -> None:
    member = leaver(shop, "2026-11-25")
    member.person.set_password("a-long-password-of-theirs")
    member.person.save()
    run_at(at("2027-11-26"))
    member = Member.objects.select_related("person").get(pk=member.pk)
    assert (member.name, member.person.email, member.person.has_usable_password()) == (
        "去った人",
        None,
        False,
    )
    with clock.fixed_at(at("2027-12-01")):
        back = return_member(by=shop, member=member)
        assert back.state == MemberState.INVITED


def test_a_person_with_another_place_stays_as_they_are(shop: Member, stranger: Member) -> None:
    member = leaver(shop, "2026-11-25")
    Member.objects.create(
        organisation=stranger.organisation, person=member.person, name="同じ人", created_at=NOW
    )
    assert "leavers-sign-ins" not in run_at(at("2027-11-26"))
    member.person.refresh_from_db()
    assert member.person.email is not None


def test_a_leaver_without_records_goes_whole(shop: Member) -> None:
    with clock.fixed_at(NOW):
        member = make_member(shop.organisation, "去った人")
        accept_documents(person=member.person, organisation=shop.organisation)
        Member.objects.filter(pk=member.pk).update(left_on="2026-11-25")
    done = run_at(at("2027-11-26"))
    assert (done["leavers-without-records"], done["persons-without-places"]) == (1, 1)
    assert Person.objects.filter(name="去った人").exists() is False
    assert TermsAcceptance.objects.count() == 0
    assert Member.objects.get() == shop


# -- pictures


def test_pictures_that_nobody_else_shows_go_and_shared_ones_stay(
    shop: Member, course: Course
) -> None:
    own, shared, sound = (keep_blob(one, "image/png") for one in (b"own", b"shared", b"sound"))
    revision = _revision(course)
    revision.media.create(name="a.png", blob=shared)
    Recording.objects.create(key="k" * 64, sound=sound, seconds=1, sentences=[])
    hashes = {own.sha256, shared.sha256, sound.sha256, revision.source_id}
    assert delete_unused_blobs(hashes) == 2
    assert set(ContentBlob.objects.values_list("pk", flat=True)) == {
        shared.sha256,
        revision.source_id,
    }


# -- runs


def test_a_run_is_recorded_with_its_numbers(shop: Member) -> None:
    mail(sent_at=NOW)
    run_at(AFTER_30_DAYS)
    entry = entries_of(None)[0]
    told = payload_of(entry)
    assert told is not None
    assert (entry.verb, told.data) == ("retention.deleted", {"sent-messages": 1})
    run_at(AFTER_30_DAYS)
    assert entries_of(None)[0] == entry


def test_a_run_that_is_out_of_time_goes_on_the_next_time(shop: Member) -> None:
    for _ in range(5):
        mail(sent_at=NOW)
    rule = Rule("sent-messages", OutboxMessage.objects.all, batch=2)
    with clock.fixed_at(AFTER_30_DAYS):
        assert run_retention(seconds=0, rules=[rule]) == {}
        assert rule.run_batch() == 2
        assert run_retention(seconds=None, rules=[rule]) == {"sent-messages": 3}


def test_a_rule_that_fails_stops_no_other(shop: Member) -> None:
    mail(sent_at=NOW)
    order_of(shop)
    held = Rule("held", lambda: Person.objects.filter(pk=shop.person_id))
    messages = Rule("sent-messages", OutboxMessage.objects.all)
    assert run_retention(seconds=None, rules=[held, messages]) == {"sent-messages": 1}
    assert Person.objects.filter(pk=shop.person_id).exists()


def test_who_has_returned_meanwhile_is_left_alone(
    shop: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = leaver(shop, "2026-11-25", email="a@x.example")
    (rule,) = [one for one in RULES if one.name == "leavers-addresses"]
    asked: list[int] = []

    def rows() -> Any:
        if asked:  # between the search and the transaction
            Member.objects.filter(pk=member.pk).update(left_on=None)
        asked.append(1)
        return rule.rows()

    with clock.fixed_at(at("2027-11-26")):
        assert Rule("again", rows, rule.apply).run_batch() == 0
    member.refresh_from_db()
    assert member.email == "a@x.example"


def test_command_counts_first_and_deletes_then(shop: Member) -> None:
    mail(sent_at=NOW)
    make_inquiry(at=NOW)

    def told(*arguments: str) -> str:
        output = io.StringIO()
        with clock.fixed_at(at("2027-11-26")):
            call_command("retention", *arguments, stdout=output)
        return output.getvalue()

    assert told("--dry-run") == "sent-messages: 1 would go\nold-inquiries: 1 would go\n"
    assert json.loads(told("--dry-run", "--json"))["rows"]["sent-messages"] == 1
    assert (OutboxMessage.objects.count(), Inquiry.objects.count()) == (1, 1)
    assert told() == "sent-messages: 1 are deleted\nold-inquiries: 1 are deleted\n"
    assert told() == "Nothing has its time over.\n"
    assert OutboxMessage.objects.count() == 0


def test_nothing_is_due_in_a_new_portal(shop: Member) -> None:
    with clock.fixed_at(NOW):
        assert set(count_due().values()) == {0}


def test_an_organisation_is_deleted_on_request_only_when_its_code_is_said_twice(
    shop: Member, stranger: Member
) -> None:
    def told(*arguments: str) -> str:
        output = io.StringIO()
        call_command("delete_organisation", *arguments, stdout=output)
        return output.getvalue()

    code = shop.organisation.code
    with pytest.raises(CommandError, match="There is no organisation"):
        told("nobody")
    assert "members: 1\n" in told(code)
    with pytest.raises(CommandError, match="names another organisation"):
        told(code, "--confirm", stranger.organisation.code)
    assert Member.objects.count() == 2
    assert "members: 1 are deleted" in told(code, "--confirm", code)
    assert Member.objects.get() == stranger
    entry = entries_of(shop.organisation.uuid)[0]
    assert entry.verb == "organisation.deleted_on_request"


def test_entries_stay_when_their_payloads_have_gone(shop: Member) -> None:
    payload(shop)
    leaver(shop, "2026-11-25")  # in a course that goes on
    run_at(at("2031-11-26"))
    chain = AuditEntry.objects.filter(organisation_uuid=shop.organisation.uuid)
    assert (chain.count(), AuditPayload.objects.filter(entry__in=chain).count()) == (1, 0)
    assert verify_chain(shop.organisation.uuid) is None
