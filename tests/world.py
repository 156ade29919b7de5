"""One organisation in which everything exists once, and people of every kind around it.

For tests that ask every address: who may, and what becomes of bad input.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from django.test import Client

from terakoya.portal.accounts.choices import LegalDocument, Role, RosterOrigin
from terakoya.portal.accounts.models import JoinRequest, Member, Organisation, Person, RoleGrant
from terakoya.portal.accounts.roster import read_text
from terakoya.portal.accounts.services import (
    NoticeText,
    Wishes,
    add_member,
    check_import,
    create_invite_link,
    create_roster_source,
    leave_member,
    publish_legal_text,
    publish_notice,
    receive_table,
)
from terakoya.portal.accounts.services.join_requests import ask_to_join
from terakoya.portal.accounts.tokens import email_token, invitation_token, password_token
from terakoya.portal.authoring.services import read_decks, receive_deck
from terakoya.portal.authoring.tests.decks import DrawnPages, small_deck
from terakoya.portal.billing.tests.contracts import make_contract
from terakoya.portal.billing.tests.sold import invoiced
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import ContentBlob, Course, Revision
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.services import queue_mail
from terakoya.portal.documents.services import keep_received
from terakoya.portal.documents.tests.examples import issue
from terakoya.portal.editions.choices import PatchState, UpdateState, UploadState
from terakoya.portal.editions.models import (
    Draft,
    Edition,
    EditionRevision,
    EditionUpdate,
    PatchedDeck,
    PatchedDeckChunk,
    Release,
    Upload,
    UploadPage,
)
from terakoya.portal.editions.services import (
    ReleaseDetails,
    ask_release,
    open_edition,
    read_uploads,
    receive_upload,
)
from terakoya.portal.editions.tests.short_course import course_file
from terakoya.portal.evidence.choices import Measure
from terakoya.portal.evidence.services import ask_for_pack, make_packs, state_measure
from terakoya.portal.inquiries.models import AnswerTemplate
from terakoya.portal.inquiries.tests.inquiries import attach, make_inquiry
from terakoya.portal.learning.choices import CheckInWay, GroupKind
from terakoya.portal.learning.models import (
    AccessGrant,
    Assignment,
    Certificate,
    GroupCondition,
    Note,
    Seat,
    SeatHolder,
)
from terakoya.portal.learning.services import (
    Document,
    attach_policy,
    check_in,
    open_enrolment,
    open_group_session,
    save_group,
    write_policy,
)
from terakoya.portal.learning.services.notes import write_note
from terakoya.portal.learning.tests.exams import HOUR, at_the_test, read_everything, to_examinee
from terakoya.portal.learning.tests.learners import OPENED, Learner, after, signed_in
from terakoya.portal.operator.models import DataExport, Deletion
from terakoya.portal.orders.choices import ExportState
from terakoya.portal.orders.models import (
    ExportJob,
    ManuscriptLicence,
    Order,
    OrderLine,
    SampleArchive,
)
from terakoya.portal.orders.services.quotes import issue_quote
from terakoya.portal.orders.specs import Asker, Selection
from terakoya.portal.reminders.choices import Channel, RunKind
from terakoya.portal.reminders.models import Reminder, ReminderRun
from terakoya.portal.surveys.choices import Medium, WaveKind
from terakoya.portal.surveys.models import OwnItem, Wave
from terakoya.portal.surveys.services import open_wave, prepare_wave

from .courses import short_material
from .factories import (
    give_course,
    make_department,
    make_member,
    make_operator,
    make_organisation,
    make_owner,
    publish_short,
)

NOW: Final = after(2 * HOUR)
PIXEL: Final = b"\x89PNG\r\n\x1a\n"


@dataclass
class World:
    """The people by their role, and what fills the places of addresses.

    `values` are the organisation's own; `special` says for an address what it needs instead.
    """

    people: dict[str, Member] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    special: dict[str, dict[str, Any]] = field(default_factory=dict)
    operator: Person | None = None

    def values_for(self, name: str) -> Mapping[str, Any]:
        """What fills the places of an address."""
        return {**self.values, **self.special.get(name, {})}

    def browser(self, role: str) -> Client:
        """A browser of somebody; `visitor` is signed in as nobody."""
        if role == "visitor":
            return Client()
        if role == "operator":
            client = Client()
            assert self.operator is not None
            client.force_login(self.operator)
            return client
        return signed_in(self.people[role])


def make_world() -> World:
    """Everything, made in the hours before NOW; takes a few seconds."""
    with clock.fixed_at(OPENED):
        return _make()


def _make() -> World:
    world = World()
    revision = publish_short()
    course = revision.course
    owner = _people(world)
    organisation = owner.organisation
    assignment = give_course(owner, course)
    world.values |= {"course": course.slug, "slug": course.slug, "assignment": assignment.uuid}
    _learning(world, assignment)
    _groups(world, owner)
    _policy(world, owner, assignment)
    _survey(world, owner, assignment, revision)
    _edition(world, owner, course, revision)
    _own_course(world, owner)
    _evidence(world, owner, assignment)
    _order(world, owner, course)
    _reminder(world, owner, assignment)
    inquiry = make_inquiry(organisation=organisation, member=owner)
    world.values |= {"inquiry": inquiry.uuid, "attachment": attach(inquiry).uuid}
    template = AnswerTemplate.objects.create(name="お礼", language="ja", text="様")
    world.special["inquiries:template-edit"] = {"template": template.uuid}
    _group_session(world, owner, assignment)
    _ways_in(world, owner, organisation)
    _documents(world, organisation)
    blob = ContentBlob.objects.filter(content_type="image/svg+xml")[0]
    world.values |= {"sha256": blob.sha256, "ending": "svg"}
    world.special["accounts:organisation-choose"] = {"member": world.people["learner"].uuid}
    return world


def _documents(world: World, organisation: Organisation) -> None:
    """An invoice, and a purchase order that was received."""
    day = clock.today() - dt.timedelta(days=40)
    with clock.fixed_at(dt.datetime.combine(day, dt.time(12), clock.TOKYO)):
        invoice = issue("world", organisation=organisation)
        assert world.operator is not None
        received = keep_received(
            by=world.operator, name="株式会社みほん商事", dated_on=day, total_yen=1, number="",
            file_name="order.pdf", content=b"%PDF-1.7 order",
        )  # fmt: skip
    world.values["document"] = invoice.uuid
    done = Deletion.objects.create(
        organisation=organisation, asked_by="見本 太郎", asked_on=day, noticed_at=clock.now(),
        from_on=day, started_at=clock.now(), started_by_name="運営 者", backups_until=day,
        finished_at=clock.now(), number="D-2026-000001", code="a" * 43,
        seller={"name": "株式会社みほん教育"}, name="株式会社みほん商事",
    )  # fmt: skip
    world.special["operator:deletion-certificate"] = {"code": done.code}
    message = queue_mail(
        organisation_uuid=None, to="a@mihon.example", subject="a", text="a", language="ja"
    )
    OutboxMessage.objects.filter(pk=message.pk).update(failed_at=clock.now())
    world.special["operator:mail-again"] = {"message": message.uuid}
    world.special["documents:received-file"] = {"document": received.uuid}


def _people(world: World) -> Member:
    """Everybody of the organisation and of another one; all have joined but one."""
    organisation = make_organisation()
    owner = make_owner(organisation)
    sales = make_department(organisation, "営業部")
    people = world.people
    people |= {
        "owner": owner,
        "officer": make_member(organisation, "同僚 次郎", roles=(Role.OFFICER,)),
        "learner": make_member(organisation, "佐藤 美咲", department=sales),
        "colleague": make_member(organisation, "鈴木 一郎", department=sales),
        "supervisor": make_member(organisation, "所属 長子", department=sales),
        "auditor": make_member(organisation, "監査 明"),
        "leaver": make_member(organisation, "退職 済"),
    }
    for number in range(5):  # so that a survey has a cell
        make_member(organisation, f"同僚 {number}", department=sales)
    grant = RoleGrant.objects.create(
        organisation=organisation,
        member=people["supervisor"],
        role=Role.SUPERVISOR,
        department=sales,
    )
    RoleGrant.objects.create(
        organisation=organisation,
        member=people["auditor"],
        role=Role.AUDITOR,
        until_on=clock.today() + dt.timedelta(days=30),
    )
    leave_member(by=owner, member=people["leaver"], left_on=clock.today())
    elsewhere = make_organisation("例示物産株式会社")
    people["stranger-owner"] = make_owner(elsewhere, "他社 三郎")
    people["stranger"] = make_member(elsewhere, "他社 四郎")
    world.operator = make_operator(email="operator@mihon.example")
    world.special["operator:person-rights"] = {"person": world.operator.uuid}
    world.values["organisation"] = organisation.uuid
    world.values |= {"member": people["colleague"].uuid, "department": sales.uuid}
    world.values["grant"] = grant.key
    return owner


def _learning(world: World, assignment: Assignment) -> None:
    """The learner has read everything, written a note and passed."""
    member = world.people["learner"]
    enrolment = open_enrolment(member=member, assignment=assignment, language="ja")
    examinee = to_examinee(Learner(member, enrolment, signed_in(member)))
    with at_the_test():
        read_everything(examinee)
        examinee.start()
        examinee.submit(examinee.answers())
    slide = examinee.text.slides[0].id
    write_note(enrolment=examinee.enrolment, slide=slide, text="受付番号を控える", language="ja")
    world.values |= {
        "enrolment": examinee.enrolment.uuid,
        "slide": slide,
        "part": slide,
        "attempt": examinee.attempt.uuid,
        "certificate": Certificate.objects.get().uuid,
        "code": Certificate.objects.get().code,
        "note": Note.objects.get().uuid,
    }


def _groups(world: World, owner: Member) -> None:
    conditions = [GroupCondition(kind=GroupKind.ROLE, text=Role.OFFICER)]
    group = save_group(by=owner, name="担当者", conditions=conditions)
    world.values["group"] = group.uuid


def _policy(world: World, owner: Member, assignment: Assignment) -> None:
    policy = write_policy(by=owner, title="対応方針", document=Document(text="組織で対応します。"))
    attach_policy(by=owner, assignment=assignment, policy=policy)
    world.special["learning:policy-file"] = {"version": policy.versions.get().uuid}


def _survey(world: World, owner: Member, assignment: Assignment, revision: Revision) -> None:
    wave = open_wave(by=owner, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
    prepare_wave(wave)
    world.values["wave"] = Wave.objects.get(pk=wave.pk).uuid
    paper = open_wave(
        by=owner,
        assignment=assignment,
        revision=revision,
        kind=WaveKind.AFTER,
        medium=Medium.PAPER,
    )
    own = OwnItem.objects.create(
        organisation=owner.organisation,
        assignment=assignment,
        topic="knowledge",
        text_ja="困ったときに相談できる",
    )
    world.values["own_item"] = own.uuid
    world.values |= {"paper_wave": paper.uuid, "sheet_language": "ja", "sheet_list": 1}


def _edition(world: World, owner: Member, course: Course, revision: Revision) -> None:
    """An edition that was published once, with a release, an update and a file on their way."""
    edition = open_edition(by=owner, course=course)
    _release(owner, edition, ReleaseDetails())
    _release(owner, edition, ReleaseDetails(approver=world.people["officer"]))
    update = EditionUpdate.objects.create(
        organisation=owner.organisation,
        edition=edition,
        revision=revision,
        state=UpdateState.OPEN,
        kind=revision.kind,
        arrived_at=clock.now(),
    )
    upload = _upload(owner, edition)
    question = short_material().course.text("ja").test.questions[0].id
    world.values |= {
        "edition": edition.uuid,
        "release": Release.objects.order_by("-id")[0].uuid,
        "number": EditionRevision.objects.get(edition=edition).number,
        "update": update.uuid,
        "upload": upload.uuid,
        "deck": _patched_deck(owner, edition).uuid,
        "kind": "deck",
        "page": 1,
        "question": question,
    }


def _own_course(world: World, owner: Member) -> None:
    """An own course, read without an office."""
    deck = small_deck()
    own = receive_deck(by=owner, name="研修.pptx", size=len(deck), pieces=[deck])
    with _read_here("terakoya.portal.authoring.deck") as patch:
        patch.setattr("terakoya.portal.authoring.services.reader.DeckPages", DrawnPages)
        read_decks()
    world.values["own_course"] = own.uuid


@contextmanager
def _read_here(module: str) -> Iterator[pytest.MonkeyPatch]:
    """Read files in this process: one of its own costs more, and comes late on a busy machine."""

    def read_at_once(read: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return read(*arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(f"{module}.within_limits", read_at_once)
        yield patch


def _release(owner: Member, edition: Edition, details: ReleaseDetails) -> None:
    version = Draft.objects.get(edition=edition).version
    ask_release(by=owner, edition=edition, version=version, details=details)


def _upload(owner: Member, edition: Edition) -> Upload:
    data = course_file("test-xlsx")
    upload = receive_upload(
        by=owner, edition=edition, name="確認テスト.xlsx", size=len(data), chunks=[data]
    )
    with _read_here("terakoya.portal.editions.intake"):
        read_uploads()
    UploadPage.objects.create(organisation=owner.organisation, upload=upload, page=1, picture=PIXEL)
    upload.refresh_from_db()
    assert upload.state == UploadState.READY
    return upload


def _patched_deck(owner: Member, edition: Edition) -> PatchedDeck:
    """A deck of their own that has come out with an update in it."""
    draft = Draft.objects.get(edition=edition)
    deck = PatchedDeck.objects.create(
        organisation=owner.organisation,
        edition=edition,
        name="自社.pptx",
        names="0" * 64,
        content=draft.content,
        settings=draft.settings,
        state=PatchState.READY,
        by=owner,
        created_at=clock.now(),
    )
    PatchedDeckChunk.objects.create(
        organisation=owner.organisation, deck=deck, number=0, content=PIXEL
    )
    return deck


def _evidence(world: World, owner: Member, assignment: Assignment) -> None:
    """A pack that can be taken away, and a measure that was stated."""
    today = clock.today()
    pack = ask_for_pack(by=owner, assignment=assignment, as_of=today, language="ja")
    assert make_packs() == 1
    stated = state_measure(by=owner, measure=Measure.CARE, taken_on=today, material="手順書")
    world.values |= {"pack": pack.uuid, "statement": stated.uuid}


def _order(world: World, owner: Member, course: Course) -> None:
    order = Order.objects.create(
        organisation=owner.organisation,
        number="2026-000001",
        placed_by=owner.person,
        placed_at=clock.now(),
        subtotal_yen=98_000,
        tax_per_mille=100,
        tax_yen=9_800,
        total_yen=107_800,
        snapshot={},
    )
    selection = Selection(course.slug, 12, 1)
    asker = Asker("株式会社みほん商事", "見本 太郎")
    quoted = {"code": issue_quote(course=course, selection=selection, asker=asker).code}
    world.special |= dict.fromkeys(("orders:quote", "orders:quote-pdf", "orders:quote-act"), quoted)
    line = OrderLine.objects.create(
        organisation=owner.organisation,
        order=order,
        course=course,
        item=Item.MANUSCRIPT,
        quantity=1,
        unit_yen=98_000,
        amount_yen=98_000,
    )
    invoice = invoiced(owner, "2026-01")
    world.values |= {"invoice": invoice.uuid, "month": "2026-02", "order": order.uuid}
    world.special["billing:invoice-change"] = {"kind": "credited"}
    world.special["billing:column-set"] = {"purpose": "bank", "key": "bank"}
    licence = ManuscriptLicence.objects.create(
        organisation=owner.organisation,
        order_line=line,
        course=course,
        starts_on=clock.today(),
        updates_until=clock.today() + dt.timedelta(days=365),
    )
    SampleArchive.objects.create(
        revision=course.revisions.get(organisation=None), content=b"PK", size=2
    )
    contract = make_contract(owner, course, starts_on=clock.today())
    world.values["contract"] = contract.uuid
    grant = AccessGrant.objects.get(source=contract.source)
    seat = Seat.objects.create(organisation=owner.organisation, grant=grant, number=1)
    SeatHolder.objects.create(
        organisation=owner.organisation,
        seat=seat,
        member=world.people["colleague"],
        from_on=clock.today(),
    )
    made = ExportJob.objects.create(
        organisation=owner.organisation,
        licence=licence,
        revision=course.revisions.get(organisation=None),
        format="pptx-audio",
        language="ja",
        has_sound=True,
        has_survey=False,
        key="0" * 64,
        title="研修",
        name="研修.pptx",
        back="/manage/exports/",
        state=ExportState.READY,
        by=owner,
        created_at=clock.now(),
    )
    world.values["job"] = made.uuid
    everything = DataExport.objects.create(
        organisation=owner.organisation,
        owner=owner,
        is_by_operator=False,
        language="ja",
        state=ExportState.READY,
        created_at=clock.now(),
    )
    world.values["export"] = everything.uuid
    world.values |= {"licence": licence.uuid, "language": "ja", "fmt": "test-xlsx"}
    newest = course.revisions.get(organisation=None)
    world.special["orders:manuscript-past"] = {"revision": newest.uuid}


def _reminder(world: World, owner: Member, assignment: Assignment) -> None:
    """A notice on the learner's page."""
    run = ReminderRun.objects.create(
        organisation=owner.organisation,
        assignment=assignment,
        kind=RunKind.BY_HAND,
        by=owner,
        created_at=clock.now(),
        send_at=clock.now(),
        queued_at=clock.now(),
        number=1,
    )
    reminder = Reminder.objects.create(
        organisation=owner.organisation,
        run=run,
        member=world.people["learner"],
        on=clock.today(),
        channel=Channel.PAGE,
    )
    world.values |= {"run": run.uuid, "reminder": reminder.uuid}


def _told(world: World, owner: Member) -> None:
    """A notice of the operator, and a next version of a legal page."""
    assert world.operator is not None
    today = clock.today()
    words = NoticeText("件名", "Title", "本文", "Text")
    notice = publish_notice(
        by=world.operator,
        text=words,
        organisation=owner.organisation,
        from_on=today,
        until_on=today + dt.timedelta(days=10),
        with_mail=False,
    )
    text = publish_legal_text(
        by=world.operator,
        document=LegalDocument.ACCESSIBILITY,
        valid_from=today + dt.timedelta(days=30),
        text_ja="本文",
        text_en="Text",
    )
    world.special |= {
        "web:notice-read": {"notice": notice.uuid},
        "web:notice-end": {"notice": notice.uuid},
        "web:legal-withdraw": {"text": text.uuid},
        "web:legal-new": {"document": "terms"},
        "web:document-version": {"document": text.document, "version": text.version},
    }


def _rosters(world: World, owner: Member) -> None:
    """A list that waits for a decision, and a way by which others come in."""
    table = read_text("氏名\t社員番号\n見本 一\t900001\n")
    found = receive_table(by=owner, table=table, wishes=Wishes())
    check_import(found)
    source, _token = create_roster_source(by=owner, origin=RosterOrigin.ADDRESS)
    world.values |= {
        "roster_import": found.uuid,
        "source": source.uuid,
        "file_name": "roster.csv",
    }
    world.special["accounts:roster-template"] = {"fmt": "csv"}


def _group_session(world: World, owner: Member, assignment: Assignment) -> None:
    """A session that the owner leads, with the learner in it."""
    session = open_group_session(by=owner, assignment=assignment, place="本社", language="ja")
    attendance = check_in(member=world.people["learner"], session=session, way=CheckInWay.QR)
    world.values |= {"session": session.uuid, "attendance": attendance.pk}
    world.special["learning:check-in-link"] = {"token": session.token}


def _ways_in(world: World, owner: Member, organisation: Organisation) -> None:
    """Somebody invited, an open link, and the links of mails."""
    invited = add_member(by=owner, name="高橋 未来", email="new@mihon.example")
    link = create_invite_link(by=owner, open_join=True)
    world.values |= {"link": link.uuid, "token": link.token}
    _told(world, owner)
    _rosters(world, owner)
    asking = create_invite_link(by=owner, open_join=False, needs_approval=True)
    ticket = ask_to_join(
        link=asking,
        name="高橋 未来",
        name_kana="タカハシ ミライ",
        employee_number="",
        department=None,
        language="ja",
        network="n",
    )
    waiting = JoinRequest.objects.latest("id")
    world.values |= {"ticket": ticket, "join_request": waiting.uuid}
    colleague = world.people["colleague"].person
    world.special |= {
        "accounts:email-confirm": {"token": email_token(colleague, colleague.email or "")},
        "accounts:password-set": {"token": password_token(colleague)},
        "accounts:invitation": {"token": invitation_token(invited)},
        "accounts:member-uninvite": {"member": invited.uuid},
        "accounts:member-return": {"member": world.people["leaver"].uuid},
    }
    assert invited.organisation == organisation
