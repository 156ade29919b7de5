"""Every page at 390 and 1440 px: two engines (WCAG 2.2), content security policy, 320 px, weight.

In a normal run the first address of each view is opened; in the deep run every one.

One demo organisation is built through services; then a visitor, a learner and an officer look at
everything they may see.
"""

from __future__ import annotations

import gzip
import io
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, cycle, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Error as PlaywrightError

from terakoya.portal.common import clock
from terakoya.portal.web.static_files import without_comments
from tests.accessibility import run_engine, violations
from tests.factories import make_organisation, publish_flagship
from tests.means import NPM, is_present
from tests.selection import IS_DEEP

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request, Response

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]

# Pages of one assignment.
OF_ASSIGNMENT = (
    "learning:assignment",
    "learning:assignment-policy",
    "learning:assignment-repeat",
    "learning:policy-revise",
    "learning:assignment-people",
    "learning:assignment-paper",
    "learning:assignment-end",
    "reminders:remind",
    "reminders:plan",
    "reports:certificates",
)
OF_EACH_LAYOUT = {"learning:slide", "editions:slide-edit"}
HEIGHT, NARROWEST = 900, 320  # pixels
KB = 1024
Widths = tuple[int, ...]
Engines = tuple[Callable[["Page"], list[str]], ...]
Judged = list[tuple[int, Engines]]


@dataclass(frozen=True)
class Budget:
    """Bytes that a first view may weigh, compressed: HTML and CSS, scripts, pictures."""

    text: int
    script: int
    media: int


SLIDES_WINDOW = r"/learn/[^/]+/[^/]+/data/"
STATIC = "/static/"

# Design brief §10.
STOREFRONT = Budget(40 * KB, 5 * KB, 250 * KB)
FORM = Budget(30 * KB, 20 * KB, 20 * KB)
MY = Budget(35 * KB, 20 * KB, 60 * KB)
PLAYER = Budget(40 * KB, 35 * KB, 120 * KB)
ADMIN = Budget(60 * KB, 25 * KB, 60 * KB)
OTHER = Budget(60 * KB, 35 * KB, 250 * KB)
CUSTOMISER = Budget(60 * KB, 35 * KB, 300 * KB)


@dataclass
class Visit:
    """What was found wrong on the pages visited so far, and what they weighed.

    `files` are the compressed bytes of each static file by its address: pages share them.
    """

    faults: list[str] = field(default_factory=list)
    weights: list[str] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """The addresses of everything, and who is signed in where."""

    base: str
    officer: str
    learner: str
    operator: str
    pages: dict[str, list[tuple[str, Budget]]]


@pytest.fixture
def world(live_server: Any, settings: Any, tmp_path: Path) -> World:
    """The demo organisation with running and finished learners, and the addresses of all pages."""
    settings.VAR = tmp_path
    publish_flagship()
    call_command("demo_data", stage="finished", members=12, stdout=io.StringIO())
    wave_on_paper()
    policy_and_session()
    pages = addresses()
    author = operator()
    pages["operator"] = operator_pages(author)
    return World(live_server.url, *people(), session_of(author), pages)


def wave_on_paper() -> None:
    """A survey on paper, of an assignment beside the demo's own."""
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.catalogue.models import Revision
    from terakoya.portal.learning.services import assign_course
    from terakoya.portal.surveys.choices import Medium, WaveKind
    from terakoya.portal.surveys.services import open_wave

    officer = Member.objects.filter(roles__role="officer").order_by("id")[0]
    revision = Revision.objects.order_by("id")[0]
    open_wave(
        by=officer,
        assignment=assign_course(by=officer, course=revision.course, due_on=None),
        revision=revision,
        kind=WaveKind.BEFORE,
        medium=Medium.PAPER,
    )


def policy_and_session() -> None:
    """A policy to confirm and a session of a group, of the assignment beside the demo's own."""
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.learning import services
    from terakoya.portal.learning.models import Assignment

    officer = Member.objects.filter(roles__role=Role.OFFICER).order_by("id")[0]
    assignment = Assignment.objects.order_by("-id")[0]
    document = services.Document(text="# 方針\n\n暴力や脅しには、組織で対応します。")
    policy = services.write_policy(by=officer, title="カスハラ対応方針", document=document)
    services.attach_policy(by=officer, assignment=assignment, policy=policy)
    services.open_group_session(
        by=officer, assignment=assignment, place="本社3階 会議室", language="ja"
    )


def people() -> tuple[str, str]:
    """The sessions of the officer and of a learner who has finished."""
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.learning.models import Certificate

    officer = Member.objects.filter(roles__role="officer").order_by("id").first()
    finished = Certificate.objects.order_by("id").first()
    assert officer is not None
    assert finished is not None
    return session_of(officer), session_of(finished.enrolment.member)


def session_of(member: Any) -> str:
    """The session cookie of somebody who is signed in as a member."""
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client.cookies["sessionid"].value


def addresses() -> dict[str, list[tuple[str, Budget]]]:
    """Every page that can be opened by a link, by who may see it."""
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.catalogue.selectors import revision_text
    from terakoya.portal.learning.models import Assignment, Certificate, GroupSession
    from terakoya.portal.surveys.models import Wave

    certificate = Certificate.objects.select_related("enrolment").order_by("id")[0]
    enrolment = certificate.enrolment
    text = revision_text(enrolment.revision_id, "ja")
    one_of_each = list({slide.layout: slide.id for slide in text.slides}.values())
    on_screen = one_of_each if IS_DEEP else one_of_each[:3]  # the same slides in another frame
    slug = "stop-customer-harassment"
    sample = next(chapter for chapter in text.chapters if chapter.sample)
    attempt = enrolment.attempts.exclude(submitted_at=None).order_by("id")[0]
    member = Member.objects.exclude(roles__role="officer").order_by("id")[0]
    with_policy = Assignment.objects.exclude(policy=None).get()
    session = GroupSession.objects.get()
    to = reverse
    return {
        "visitor": [
            ("/", STOREFRONT),
            (to("orders:course", args=[slug]), STOREFRONT),
            (to("orders:sample-slide", args=[slug, sample.slides[0].id]), OTHER),
            (to("orders:sample-slide", args=[slug, sample.slides[-1].id]), OTHER),
            (to("orders:apply-items"), FORM),
            (to("inquiries:contact"), FORM),
            (to("inquiries:contact-thanks"), FORM),
            (to("inquiries:consulting"), STOREFRONT),
            (to("orders:quote-new"), FORM),
            (quote_made(), FORM),
            (to("accounts:sign-in"), FORM),
            (to("accounts:password-forgotten"), FORM),
            (to("accounts:code-join"), FORM),
            (to("accounts:join-wait", args=[ticket_of_poster()]), FORM),
            (to("learning:verify-form"), FORM),
            (to("learning:verify", args=[certificate.code]), FORM),
            *((to(f"web:{name}"), OTHER) for name in ("help", "terms", "privacy", "commerce")),
            (to("web:accessibility"), OTHER),
        ],
        "learner": [
            (to("learning:my"), MY),
            *((to("learning:slide", args=[enrolment.uuid, s]), PLAYER) for s in one_of_each),
            (to("learning:notes", args=[slug]), OTHER),
            (to("learning:attempt", args=[enrolment.uuid]), PLAYER),
            (to("learning:attempt-result", args=[enrolment.uuid, attempt.uuid]), PLAYER),
            (to("learning:certificate", args=[certificate.uuid]), PLAYER),
            (to("surveys:self-check", args=[enrolment.uuid]), OTHER),
            *((to("surveys:wave-answer", args=[w.uuid]), OTHER) for w in Wave.objects.all()),
            (to("learning:policy-read", args=[with_policy.uuid]), OTHER),
            (to("learning:check-in"), FORM),
            (to("learning:check-in-link", args=[session.token]), FORM),
            (to("reminders:notice-list"), OTHER),
            (to("accounts:account"), FORM),
            (to("accounts:confirm"), FORM),
            (to("accounts:password-change"), FORM),
            (to("accounts:email-change"), FORM),
            (to("accounts:my-data"), OTHER),
            (to("accounts:code-news"), FORM),
        ],
        "officer": [
            (to("reports:home"), ADMIN),
            (to("reports:status"), ADMIN),
            (to("reports:analysis"), ADMIN),
            (to("reports:exports"), ADMIN),
            (to("reports:search") + "?q=1", ADMIN),
            (to("reports:person", args=[enrolment.member.uuid]), ADMIN),
            (to("web:manage-help"), ADMIN),
            (to("inquiries:own-inquiry-list"), ADMIN),
            (own_inquiry_page(), ADMIN),
            (to("web:help-center"), ADMIN),
            (to("web:notice-list"), ADMIN),
            (to("accounts:second-factor"), ADMIN),
            (to("reports:unit"), ADMIN),
            (to("reports:audit-log"), ADMIN),
            *((path, ADMIN) for path in evidence_pages(enrolment.assignment)),
            (to("learning:assignment-list"), ADMIN),
            (to("learning:assignment-new"), ADMIN),
            (to("learning:group-new"), ADMIN),
            *((path, ADMIN) for path in group_pages()),
            (to("learning:group-session-list"), ADMIN),
            (to("learning:group-session", args=[session.uuid]), ADMIN),
            *((to("learning:group-slide", args=[session.uuid, s]), OTHER) for s in on_screen),
            (
                to("learning:assignment-due", args=[Assignment.objects.order_by("id")[0].uuid]),
                ADMIN,
            ),
            (
                to("learning:assignment-rules", args=[Assignment.objects.order_by("id")[0].uuid]),
                ADMIN,
            ),
            *((to(name, args=[enrolment.assignment.uuid]), ADMIN) for name in OF_ASSIGNMENT),
            (to("reminders:reminder-settings"), ADMIN),
            (to("surveys:wave-list"), ADMIN),
            (to("surveys:wave-open", args=[enrolment.assignment.uuid]), ADMIN),
            (to("surveys:own-items", args=[enrolment.assignment.uuid]), ADMIN),
            *((to("surveys:wave-result", args=[w.uuid]), ADMIN) for w in Wave.objects.all()),
            *(
                (to("surveys:wave-paper", args=[w.uuid]), ADMIN)
                for w in Wave.objects.filter(medium="paper")
            ),
            *((to("proposals:proposal-list", args=[w.uuid]), ADMIN) for w in Wave.objects.all()),
            (to("billing:contract-list"), ADMIN),
            (to("billing:billing-address"), ADMIN),
            (to("billing:cost-split"), ADMIN),
            *((path, ADMIN) for path in contract_pages()),
            (to("orders:manuscripts"), ADMIN),
            (to("orders:exports"), ADMIN),
            (to("accounts:member-list"), ADMIN),
            (to("accounts:member-add"), ADMIN),
            (to("accounts:member-edit", args=[member.uuid]), ADMIN),
            (to("accounts:invite"), ADMIN),
            (to("accounts:roster"), ADMIN),
            (to("accounts:slips"), ADMIN),
            (to("accounts:unreachable-list"), ADMIN),
            *((path, ADMIN) for path in roster_pages()),
            (to("accounts:join-request-list"), ADMIN),
            (to("accounts:department-list"), ADMIN),
            (to("accounts:data-request-list"), ADMIN),
            (to("accounts:organisation-settings"), ADMIN),
            (to("operator:own-deletion"), ADMIN),
            (to("operator:own-data-export"), ADMIN),
            (to("editions:edition-list"), ADMIN),
            (to("authoring:own-course-list"), ADMIN),
            *((path, CUSTOMISER) for path in own_course_pages()),
            *((path, CUSTOMISER) for path in edition_pages()),
        ],
    }


def operator() -> Any:
    """Somebody of the seller's, in the place where decks become courses of the catalogue."""
    from terakoya.portal.accounts.services import enter_house
    from tests.factories import make_operator

    return enter_house(by=make_operator())


def quote_made() -> str:
    """The address of a quote for 12 seats."""
    from terakoya.portal.catalogue.models import Course
    from terakoya.portal.orders.services.quotes import issue_quote
    from terakoya.portal.orders.specs import Asker, Selection

    course = Course.objects.filter(is_listed=True).order_by("position", "id")[0]
    selection = Selection(course.slug, 12, 1, with_manuscript=True)
    made = issue_quote(course=course, selection=selection, asker=Asker("株式会社みほん商事"))
    return reverse("orders:quote", args=[made.code])


def operator_pages(author: Any) -> list[tuple[str, Budget]]:
    """The operator's pages, and those of a deck that may go into the catalogue."""
    own, *_rest = own_course_pages(author)
    key = own.removesuffix("exports/").rstrip("/").rpartition("/")[2]
    names = (
        "operator:home",
        "operator:orders",
        "operator:customers",
        "operator:log",
        "operator:people",
        "operator:mails",
        "web:legal-list",
        "web:notice-desk",
        "authoring:catalogue",
        "authoring:own-course-terms",
        "orders:prices",
        "orders:approval-rules",
        "orders:operator-quote-new",
        "reports:law-watch-operator",
        "documents:operator-document-list",
        "documents:received-add",
        "documents:seller",
        "billing:invoice-list",
        "billing:bank",
        "billing:books",
        "billing:rules",
    )
    return [
        *((reverse(name), OTHER) for name in names),
        (reverse("operator:person-rights", args=[author.person.uuid]), OTHER),
        *((path, OTHER) for path in customer_pages(author)),
        *((address, OTHER) for address in billing_pages()),
        *((address, OTHER) for address in inquiry_pages(author)),
        (reverse("authoring:own-course-list"), ADMIN),
        (reverse("authoring:own-course", args=[key]), CUSTOMISER),
        (reverse("authoring:catalogue-publish", args=[key]), ADMIN),
        (reverse("authoring:catalogue-shop", args=["stop-customer-harassment"]), OTHER),
    ]


def customer_pages(author: Any) -> list[str]:
    """A customer's page before a reason was given, and one that was opened."""
    from terakoya.portal.accounts.models import Organisation
    from terakoya.portal.operator.choices import OpeningReason
    from terakoya.portal.operator.services import open_customer

    customers = list(Organisation.objects.filter(is_house=False).order_by("pk"))
    opened = customers[-1]
    closed = customers[0] if len(customers) > 1 else make_organisation("例示工業株式会社")
    open_customer(by=author.person, organisation=opened, reason=OpeningReason.CONTRACT)
    pages = [reverse("operator:customer", args=[one.uuid]) for one in (closed, opened)]
    names = ("operator:suspension", "operator:deletion")
    return [*pages, *(reverse(name, args=[opened.uuid]) for name in names)]


def own_inquiry_page() -> str:
    """A thread that the demo's officer began, with a file."""
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.inquiries.tests.inquiries import attach, make_inquiry

    officer = Member.objects.filter(roles__role="officer").order_by("id")[0]
    inquiry = make_inquiry(organisation=officer.organisation, member=officer)
    attach(inquiry)
    return reverse("inquiries:own-inquiry", args=[inquiry.uuid])


def inquiry_pages(author: Any) -> list[str]:
    """The desk's queue, a thread with a draft that brings a quote, and what the desk sets."""
    from terakoya.portal.catalogue.models import Course
    from terakoya.portal.inquiries.services import quote_inquiry
    from terakoya.portal.inquiries.tests.inquiries import attach, make_inquiry
    from terakoya.portal.orders.specs import Asker, Selection, Units

    inquiry = make_inquiry(seats=180)
    attach(inquiry)
    course = Course.objects.filter(is_listed=True).order_by("position", "id")[0]
    quote_inquiry(
        by=author.person,
        inquiry=inquiry,
        course=course,
        selection=Selection(course.slug, 180, 12),
        asker=Asker(inquiry.company, inquiry.name, inquiry.email),
        units=Units(900, 98_000),
        valid_until=clock.today(),
        note="",
        key=uuid.uuid4(),
    )
    names = ("inquiries:inquiry-list", "inquiries:inquiry-settings", "inquiries:template-new")
    return [
        *(reverse(name) for name in names),
        reverse("inquiries:inquiry", args=[inquiry.uuid]),
        reverse("inquiries:inquiry-quote", args=[inquiry.uuid]),
    ]


def billing_pages() -> list[str]:
    """A month that may be closed, an invoice of the one before, and orders with their terms."""
    from terakoya.portal.billing.choices import PaymentTerms
    from terakoya.portal.billing.services.order_terms import issue_of_delivery
    from terakoya.portal.billing.tests.sold import customer, invoiced, sold
    from terakoya.portal.documents.choices import DocumentKind

    owner = customer("例示物産株式会社")
    invoice = invoiced(owner, "2026-01")
    whole = sold(owner, "2026-01-20")
    reported = sold(owner, "2026-01-20", terms=PaymentTerms.AFTER_ACCEPTANCE)
    kind = DocumentKind.COMPLETION_REPORT
    issue_of_delivery(by=owner.person, order=reported, kind=kind)
    return [
        reverse("billing:month-close", args=["2026-02"]),
        reverse("billing:invoice", args=[invoice.uuid]),
        reverse("billing:refund", args=[invoice.uuid]),
        reverse("billing:operator-annex", args=[invoice.uuid]),
        reverse("billing:order-terms", args=[reported.uuid]),
        reverse("billing:order-terms", args=[whole.uuid]),
        reverse("billing:invoice-change", args=[invoice.uuid, "credited"]),
        reverse("billing:column-set", args=["journal", "freee"]),
    ]


def publish_own_course(officer: Any, key: Any) -> None:
    """An own course as it is after its open page was looked at."""
    from terakoya.portal.authoring import services
    from terakoya.portal.authoring.models import OwnCourse
    from terakoya.portal.editions.services import ReleaseDetails, ask_release

    own = OwnCourse.objects.select_related("edition__course", "edition__offer").get(uuid=key)
    assert own.edition is not None
    services.accept_page(by=officer, own_course=own, page=3)
    ask_release(by=officer, edition=own.edition, version=1, details=ReleaseDetails())


def own_course_pages(officer: Any = None) -> list[str]:
    """An own course as it waits to be read, and one that is read, without an office.

    That of the given officer, else of the demo's; a file of it that takes long is in hand.
    """
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.authoring import services
    from terakoya.portal.authoring.services import reader
    from terakoya.portal.authoring.tests.decks import DrawnPages, small_deck

    officer = officer or Member.objects.filter(roles__role=Role.OFFICER).order_by("id")[0]
    deck = small_deck(with_video=True)
    pages = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "DeckPages", DrawnPages)
        for is_read in (True, False):
            own = services.receive_deck(by=officer, name="研修.pptx", size=len(deck), pieces=[deck])
            if is_read:
                services.read_decks()
                publish_own_course(officer, own.uuid)
                exports = reverse("authoring:own-course-exports", args=[own.uuid])
                pages += [exports, f"{exports}?format=mp4", made_file(officer, own.uuid, exports)]
                pages.append(reverse("authoring:own-course-survey", args=[own.uuid]))
            pages.append(reverse("authoring:own-course", args=[own.uuid]))
    return pages


def made_file(officer: Any, key: Any, back: str) -> str:
    """The page of a file that a worker is to make of an own course."""
    from terakoya.portal.editions.models import EditionRevision
    from terakoya.portal.orders.export_jobs import ask_export
    from terakoya.portal.orders.exports import own_choice

    published = EditionRevision.objects.select_related("revision").get(edition__uuid=key)
    job = ask_export(
        by=officer,
        choice=own_choice(published.revision),
        fmt="pptx",
        licence=None,
        title="研修",
        name="研修.pptx",
        back=back,
    )
    return reverse("orders:export-job", args=[job.uuid])


def ticket_of_poster() -> str:
    """What leads somebody back who asked to be let in by a poster."""
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.accounts.services import create_invite_link
    from terakoya.portal.accounts.services.join_requests import ask_to_join

    officer = Member.objects.filter(roles__role=Role.OFFICER).order_by("id")[0]
    return ask_to_join(
        link=create_invite_link(by=officer, open_join=True, needs_approval=True),
        name="高橋 未来",
        name_kana="タカハシ ミライ",
        employee_number="",
        department=None,
        language="ja",
        network="example",
    )


def group_pages() -> list[str]:
    """A group in the list, and its form."""
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.learning import services
    from terakoya.portal.learning.choices import GroupKind
    from terakoya.portal.learning.models import GroupCondition

    officer = Member.objects.filter(roles__role=Role.OFFICER).order_by("id")[0]
    conditions = [GroupCondition(kind=GroupKind.ROLE, text=Role.OFFICER)]
    group = services.save_group(by=officer, name="担当者", conditions=conditions)
    return [reverse("learning:group-list"), reverse("learning:group-edit", args=[group.uuid])]


def contract_pages() -> list[str]:
    """What more seats of the demo's contract cost, a quote of them, who sits on its seats."""
    from terakoya.portal.learning.models import SeatHolder
    from terakoya.portal.orders.choices import QuotePurpose
    from terakoya.portal.orders.models import Contract
    from terakoya.portal.orders.services.contract_quotes import WantedOfContract, quote_contract
    from terakoya.portal.orders.specs import Asker

    contract = Contract.objects.filter(added_to=None).order_by("id")[0]
    seats = reverse("billing:seats-add", args=[contract.uuid])
    holder = SeatHolder.objects.filter(seat__grant__source=contract.source, until_on=None)[0]
    wanted = WantedOfContract(contract, QuotePurpose.SEATS, 2)
    asker = Asker("株式会社みほん商事")
    quote = quote_contract(wanted=wanted, asker=asker, by=None, key=uuid.uuid4())
    names = ("billing:contract-renew", "billing:contract-cancel", "billing:seat-list")
    return [
        reverse("billing:contract-quote", args=[contract.uuid]),
        reverse("orders:quote", args=[quote.code]),
        f"{seats}?seats=2",
        *(reverse(name, args=[contract.uuid]) for name in names),
        reverse("billing:seat-give-on", args=[contract.uuid, holder.member.uuid]),
        reverse("billing:purchase-order", args=[contract.order_line.order.uuid]),
    ]


def roster_pages() -> list[str]:
    """A list with faults and leavers that waits; a department; ways by which lists come."""
    from terakoya.portal.accounts.models import Department, Member
    from terakoya.portal.accounts.roster import read_text
    from terakoya.portal.accounts.services import Wishes, check_import, receive_table

    officer = Member.objects.filter(roles__role="officer").order_by("id")[0]
    table = read_text("氏名\t社員番号\t部署\n見本 一\t900001\t新部\n\t900002\t\n")
    found = receive_table(by=officer, table=table, wishes=Wishes(covers_all=True))
    check_import(found)
    page = reverse("accounts:roster-import", args=[found.uuid])
    department = Department.objects.filter(organisation=officer.organisation).order_by("id")[0]
    return [
        reverse("accounts:roster-sources"),
        reverse("accounts:department-edit", args=[department.uuid]),
        page,
        f"{page}?kind=left",
    ]


def evidence_pages(assignment: Any) -> list[str]:
    """A pack ready, a measure stated and one withdrawn; the officer leads a unit as well."""
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import Department, Member, RoleGrant
    from terakoya.portal.evidence import services
    from terakoya.portal.evidence.choices import Measure

    officer = Member.objects.filter(roles__role=Role.OFFICER).order_by("id")[0]
    today = clock.today()
    services.ask_for_pack(by=officer, assignment=assignment, as_of=today, language="ja")
    assert services.make_packs() == 1
    for measure in (Measure.RULE, Measure.CARE):
        stated = services.state_measure(
            by=officer, measure=measure, taken_on=today, material="就業規則 第32条"
        )
    services.withdraw_statement(by=officer, statement=stated)
    RoleGrant.objects.create(
        organisation=officer.organisation,
        member=officer,
        role=Role.SUPERVISOR,
        department=Department.objects.filter(organisation=officer.organisation).order_by("id")[0],
    )
    return [reverse("evidence:pack-list"), reverse("evidence:measure-list")]


def edition_pages() -> list[str]:
    """An edition with something of everything, and the addresses of its pages."""
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.editions import services
    from terakoya.portal.editions.editing import edits
    from terakoya.portal.editions.editing.company import new_slide_id
    from terakoya.portal.editions.models import EditionUpdate, Upload
    from terakoya.portal.editions.storage import content_of
    from terakoya.portal.editions.tests.files import edited_deck, remove_page
    from terakoya.portal.editions.tests.vendor import publish_vendor
    from terakoya.portal.learning.models import Assignment

    officer = Member.objects.filter(roles__role=Role.OFFICER).order_by("id")[0]
    edition = services.open_edition(by=officer, course=Assignment.objects.order_by("id")[0].course)
    draft = content_of(edition.draft)
    contact = next(s.id for _c, s in draft.course.source.slides() if s.layout == "contact")
    chapter = draft.course.source.chapters[0]
    asked = {one for question in draft.course.source.test.questions for one in question.slides}
    hidden = next(s.id for _c, s in draft.course.source.slides() if s.id not in asked)
    own = new_slide_id(draft.course)
    for edit in (
        edits.EDIT_SLIDE("ja", contact, {"title": "みほん商事の相談窓口"}),
        edits.HIDE_SLIDE(hidden, "別の研修で学びます"),
        edits.ADD_SLIDE(own, "policy", chapter.id, None),
    ):
        services.apply_edit(by=officer, edition=edition, edit=edit)
    edition.draft.refresh_from_db()
    details = services.ReleaseDetails(note="窓口を入れました")
    release = services.ask_release(
        by=officer, edition=edition, version=edition.draft.version, details=details
    )
    publish_vendor({contact: {"title": "相談窓口と、二次被害の防止"}})
    services.receive_updates()
    deck = edited_deck(lambda deck: remove_page(deck, 2))
    for name, data in (("教材.pptx", deck), ("壊れた教材.pptx", b"PK"), ("待つ教材.pptx", deck)):
        services.receive_upload(
            by=officer, edition=edition, name=name, size=len(data), chunks=[data]
        )
    for upload in (services.upload_reader.claim_next(), services.upload_reader.claim_next()):
        assert upload is not None
        services.upload_reader.read_upload(upload)
    of, to = {"edition": edition.uuid}, reverse
    own_deck = services.ask_own_deck(by=officer, edition=edition, update=None)
    question = draft.course.source.test.questions[0].id
    return [
        to("editions:edition", kwargs=of),
        to("editions:edition-new", args=[edition.course.slug]),
        to("editions:edition-rename", kwargs=of),
        to("editions:edition-variables", kwargs=of),
        to("editions:slide-edit", kwargs={**of, "slide": contact}),
        to("editions:slide-edit", kwargs={**of, "slide": contact}) + "?lang=en",
        to("editions:slide-edit", kwargs={**of, "slide": own}),
        to("editions:slide-edit", kwargs={**of, "slide": hidden}),
        to("editions:slide-add", kwargs=of),
        to("editions:question-list", kwargs=of),
        to("editions:question-edit", kwargs={**of, "question": question}),
        to("editions:question-add", kwargs=of),
        to("editions:edition-preview", kwargs=of),
        to("editions:edition-preview", kwargs=of) + "?width=phone",
        to("editions:edition-publish", kwargs=of),
        to("editions:edition-history", kwargs=of),
        to("editions:release", args=[release.uuid]),
        to("editions:release-preview", args=[release.uuid]),
        to("editions:update", args=[EditionUpdate.objects.get().uuid]),
        to("editions:update", args=[EditionUpdate.objects.get().uuid]) + "?all=1&view=over",
        to("editions:own-deck-list"),
        to("editions:own-deck-ask", kwargs=of),
        to("editions:own-deck", args=[own_deck.uuid]),
        to("editions:upload-list", kwargs=of),
        *(to("editions:upload", args=[one.uuid]) for one in Upload.objects.all()),
    ]


@pytest.fixture
def visit() -> Iterator[Visit]:
    """Faults are gathered over all pages, so that one run names them all."""
    gathered = Visit()
    yield gathered
    print("\n".join(gathered.weights))


def open_context(chromium: Browser, world: World, session: str) -> BrowserContext:
    """A browser window, perhaps signed in."""
    context = chromium.new_context()
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": world.base}])
    return context


def weigh(responses: list[Response], files: dict[str, int]) -> dict[str, dict[str, int]]:
    """Compressed bytes of each answer by kind; scripts as they are collected to be served.

    The budget of the player is that of its shell and first slide: the slides ahead come after
    them, and a slow page alone would count them. So would it what the page before sends as it goes.
    """
    weights: dict[str, dict[str, int]] = {"text": {}, "script": {}, "media": {}}
    for number, response in enumerate(responses):
        if re.search(SLIDES_WINDOW, response.url) or response.request.method != "GET":
            continue
        kind = response.headers.get("content-type", "").split(";")[0]
        name = (
            "script" if "javascript" in kind else "media" if kind.startswith("image/") else "text"
        )
        if response.status == 200:
            path = urlsplit(response.url).path
            is_file = path.startswith(STATIC)
            size = files.get(path) if is_file else None
            if size is None:
                body = body_of(response)
                served = without_comments(body.decode()).encode() if name == "script" else body
                size = len(gzip.compress(served))
            if is_file:
                files[path] = size
            weights[name][f"{number} {path}"] = size
    return weights


def body_of(response: Response) -> bytes:
    """What was answered; asked for again where a busy browser has let go of it meanwhile."""
    try:
        return response.body()
    except PlaywrightError:
        again = response.frame.page.request.get(response.url)
        assert again.status == 200, response.url
        return again.body()


def listen(page: Page, visit: Visit) -> None:
    """Gather what the browser complains of: scripts' faults, policy reports, missing files."""
    page.on(
        "console",
        lambda message: (
            visit.faults.append(f"{page.url}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )
    page.on("pageerror", lambda error: visit.faults.append(f"{page.url}: {error}"))


IBM = """async () => (await new ace.Checker().check(document, ["IBM_Accessibility"])).results
    .filter((one) => one.value.join() === "VIOLATION,FAIL")
    .map((one) => `${one.ruleId}: ${one.message} ${one.snippet.slice(0, 120)}`)"""


def of_axe(page: Page) -> list[str]:
    """What axe finds on the page as it stands."""
    return [f"{one['id']} {one['nodes'][0]['target']}" for one in violations(page)]


def of_second_engine(page: Page) -> list[str]:
    """What the other engine finds on the page as it stands."""
    run_engine(page, "second-engine", engine_source())
    found: list[str] = page.evaluate(IBM)
    return found


@cache
def engine_source() -> str:
    """The script of the second engine."""
    path = NPM / "accessibility-checker-engine@4.0.34/package/ace.js"
    return path.read_text("utf-8")


def opened(pages: list[tuple[str, Budget]]) -> list[tuple[str, Budget]]:
    """The pages of somebody: in a normal run the first address of each view, and every slide."""
    if IS_DEEP:
        return pages
    first: dict[str, tuple[str, Budget]] = {}
    for path, budget in pages:
        view = resolve(urlsplit(path).path).view_name
        first.setdefault(path if view in OF_EACH_LAYOUT else view, (path, budget))
    return list(first.values())


def judges(widths: Widths, every: int = 2) -> Iterator[Judged]:
    """For one page after the other: the widths, and which engines judge it there.

    In a normal run one engine judges one page of so many at one width, and the next one is another
    engine's or another width's, since what pages are built of is the same and engines are most of
    what a page costs. In the deep run, and where there is one width, both judge each at each.
    """
    engines: Engines = (of_axe, of_second_engine) if is_present("npm") else (of_axe,)
    if IS_DEEP or len(widths) == 1:
        return repeat([(width, engines) for width in widths])
    turns = cycle((width, engine) for engine in engines for width in widths)
    unjudged: Judged = [(width, ()) for width in widths]
    return chain.from_iterable(
        ([(width, (engine,) if width == at else ()) for width in widths], *[unjudged] * (every - 1))
        for at, engine in turns
    )


# What a page does when its parts change their sizes comes with the next frame.
DRAWN = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def look(page: Page, base: str, path: str, budget: Budget, visit: Visit, judged: Judged) -> None:
    """Open one page at the first width and gather its faults; then where engines judge it."""
    responses: list[Response] = []

    def keep(response: Response) -> None:
        responses.append(response)

    first = judged[0][0]
    page.set_viewport_size({"width": first, "height": HEIGHT})
    page.on("response", keep)
    with all_answered(page):
        answer = page.goto(base + path, wait_until="load")
    place = f"{first} px {path}"
    if answer is None or answer.status != 200:
        visit.faults.append(f"{place}: status {answer.status if answer else None}")
        return
    weights = weigh(responses, visit.files)
    page.remove_listener("response", keep)
    sums = {kind: sum(parts.values()) for kind, parts in weights.items()}
    visit.weights.append(f"{place}: {sums}")
    visit.faults += [
        f"{place}: {kind} weighs {sums[kind]}, at most {getattr(budget, kind)}: {weights[kind]}"
        for kind in weights
        if sums[kind] > getattr(budget, kind)
    ]
    for width, engines in judged:
        if engines and width != first:
            page.set_viewport_size({"width": width, "height": HEIGHT})
        if engines:
            page.evaluate(DRAWN)
        visit.faults += [f"{width} px {path}: {one}" for of in engines for one in of(page)]
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    if page.evaluate("document.documentElement.scrollWidth") > NARROWEST:
        visit.faults.append(f"{path}: wider than {NARROWEST} px")


@contextmanager
def all_answered(page: Page) -> Iterator[None]:
    """Wait until everything that is asked for meanwhile has its answer."""
    asked: set[Request] = set()

    def goes(request: Request) -> None:
        asked.add(request)

    def comes(request: Request) -> None:
        asked.discard(request)

    handlers = {"request": goes, "requestfinished": comes, "requestfailed": comes}
    for event, handler in handlers.items():
        page.on(event, handler)  # type: ignore[call-overload]
    yield
    until = time.monotonic() + 30
    while asked and time.monotonic() < until:
        page.wait_for_timeout(20)
    for event, handler in handlers.items():
        page.remove_listener(event, handler)
    assert not asked, [request.url for request in asked]


# A page at rest is laid out anew when its window changes, so one load serves both widths; what a
# page decides while it loads is left to the deep run, which loads it wide.
@pytest.mark.parametrize(
    "widths", [(390, 1440), pytest.param((1440,), marks=pytest.mark.deep)], ids=["both", "wide"]
)
def test_every_page_is_accessible_light_and_narrow(
    chromium: Browser, world: World, visit: Visit, widths: Widths
) -> None:
    sessions = {"visitor": "", "learner": world.learner, "officer": world.officer}
    sessions["operator"] = world.operator
    # What officers and operators see is built of the same parts, in one frame.
    turns = {who: judges(widths, 4 if who in {"officer", "operator"} else 2) for who in world.pages}
    for who, pages in world.pages.items():
        with open_context(chromium, world, sessions[who]) as context:
            page = context.new_page()
            listen(page, visit)
            for path, budget in opened(pages):
                look(page, world.base, path, budget, visit, next(turns[who]))
    assert visit.faults == []


def test_every_page_has_every_width_and_engines_and_widths_take_turns() -> None:
    pages = list(islice(judges((390, 1440)), 8))
    assert [[width for width, _engines in page] for page in pages] == [[390, 1440]] * 8
    asked = [[(width, one) for width, engines in page for one in engines] for page in pages]
    if IS_DEEP:
        assert all(set(page) == set(chain.from_iterable(asked)) for page in asked)
        return
    assert asked[1::2] == [[]] * 4
    judged = list(chain.from_iterable(asked))
    if is_present("npm"):
        assert len(set(judged)) == len(judged) == 4
    else:
        assert judged == [(390, of_axe), (1440, of_axe)] * 2


@pytest.mark.npm
def test_second_engine_sees_what_is_wrong(chromium: Browser) -> None:
    """So that its silence says something; without it the visits above ask axe alone."""
    with chromium.new_context() as context:
        page = context.new_page()
        page.set_content('<!doctype html><html lang="ja"><title>絵</title><main><img src="a.png">')
        assert ["img_alt_valid" in one for one in of_second_engine(page)] == [True]
