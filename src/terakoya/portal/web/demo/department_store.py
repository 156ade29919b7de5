"""The second organisation: a department store of 300 people, a course later than みほん商事.

Told before the newest revision of the flagship is published, so that this one arrives at its
edition as the vendor's update. In a database without any revision an earlier one is published
first, derived from the present course.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Material, Part

from ...accounts.choices import LegalDocument, Role
from ...accounts.models import Member, Organisation, Person
from ...accounts.selectors import versions_in_force
from ...accounts.services import confirm_email, grant_role
from ...accounts.tokens import email_token
from ...billing.models import Invoice
from ...billing.portions import month_of
from ...billing.services.closing import ask_closing, close_month
from ...billing.services.payments import record_payment
from ...catalogue.models import Course
from ...catalogue.services import publish_material
from ...common import clock
from ...editions.editing import edits, slides, texts
from ...editions.models import Edition
from ...editions.services import ReleaseDetails, apply_edit, ask_release, open_edition
from ...editions.storage import content_of
from ...learning.models import Assignment
from ...orders.choices import OrderStatus
from ...orders.pricing import month_end
from ...orders.selectors.pricing import price_selection
from ...orders.selectors.quotes import selection_now, units_of
from ...orders.services.applying import Placed, apply_by_quote, place_order, start_draft
from ...orders.services.approvals import approve_order
from ...orders.services.quotes import issue_quote
from ...orders.specs import Application, Asker, Customer, Selection, Units
from .diary import Diary
from .names import STORE_PLACES, draw_people
from .organisation import (
    Colleague,
    Staff,
    customer_of,
    fill_in_company,
    join_by_mail,
    officer_email,
    put_on_roster,
)
from .passwords import new_password
from .plots import Fate, Plot
from .seller_desk import OperatorSignIn, fill_desk, open_desk
from .story import SPARE_SEATS, Passwords, Story

NAME: Final = "株式会社みほん百貨店"
DOMAIN: Final = "mihon-store.example"
MEMBERS: Final = 300
OFFICER: Final = ("長谷川 恵", "ハセガワ メグミ")
PUBLISHED_DAY: Final = 150
MANUSCRIPT_DAY: Final = 110  # its invoice is of an earlier month than the seats' one, and late
MONTHS: Final = 12
SEAT_YEN: Final = 900
SUPERVISOR_PLACE: Final = STORE_PLACES[2]
AUDITOR_PLACE: Final = STORE_PLACES[0]
OFFICERS: Final = r"^officer@mihon(\d*|-store)\.example$"
# What the company says beside the vendor's words, where the law speaks of employers and danger.
OWN_WORDS: Final = {
    "employer-duties": "みほん百貨店では、人事総務部が窓口と研修を受け持ちます。",
    "when-it-happens": "売場では、まず警備員室（内線110）にも知らせます。",
}
VARIABLES: Final = {
    "desk.name": "人事総務部 相談窓口",
    "desk.person": "長谷川 恵",
    "desk.extension": "内線 5678",
    "desk.hours": "10:00〜19:00（休館日を除く）",
    "supervisor.rule": "15分を超えたら、売場責任者に代わります。",
    "policy.url": "https://intra.mihon-store.example/policy",
}
PLOT: Final = Plot(
    first_day=75,
    last_day=48,
    fates={
        Fate.INVITED: 2,
        Fate.JOINED: 3,
        Fate.SURVEYED: 4,
        Fate.BEGUN: 4,
        Fate.HALFWAY: 5,
        Fate.FAILED: 2,
        Fate.COMPLETED: 80,
    },
    learner=Fate.HALFWAY,
    officer=Fate.COMPLETED,
    before_closed=46,
    after_closed=38,
)


@dataclass(frozen=True)
class StoreSignIns:
    """Who signs in, with which password."""

    staff: Staff
    passwords: Passwords
    supervisor: tuple[Member, str]
    auditor: tuple[Member, str]
    operator: OperatorSignIn


def is_demo_only() -> bool:
    """Whether nobody real works here: no organisation but the demo's, and no operator."""
    if Person.objects.filter(is_operator=True).exists():
        return False
    of_demo = Member.objects.filter(person__email__iregex=OFFICERS).values("organisation")
    return not Organisation.objects.filter(is_house=False).exclude(pk__in=of_demo).exists()


def earlier_revision(material: Material) -> Material:
    """The course before its last legal changes: their narrations lack the last sentence."""
    course = material.course
    changed = {
        one.slide
        for one in course.changes
        if one.kind == "legal" and one.slide and str(one.field).startswith("narration")
    }
    state = Content(course=course)
    for text in course.texts:
        for _chapter, slide in text.slides():
            if slide.id in changed:
                values = {"narration": _without_end(narration_of(slide))}
                state = slides.edit_slide(state, text.language, slide.id, values)
    year, month = map(int, course.meta.version.split(".")[:2])
    version = f"{year - (month == 1)}.{(month - 2) % 12 + 1:02d}"
    meta = state.course.meta.model_copy(update={"version": version})
    return replace(material, course=state.course.model_copy(update={"meta": meta, "changes": ()}))


def narration_of(slide: Part) -> str:
    """The narration of a slide as its form shows it."""
    return next(one.value for one in texts.text_fields(slide) if one.path == "narration")


def _without_end(narration: str) -> str:
    """Without its last sentence; of one that is its whole last line, without that line."""
    sentences = re.split(r"(?<=[。.])\s*(?=[^\n])", narration)
    cut = len(sentences[-1]) if len(sentences) > 1 else 0
    return narration[: len(narration) - cut].rstrip()


def tell_store_story(*, folder: Path, seed: int, members: int = MEMBERS) -> StoreSignIns:
    """Build the store; call inside a transaction, so that it is there whole or not.

    `folder` is that of the course, of which an earlier revision is published where none is known.
    """
    diary = Diary(clock.now())
    course = Course.objects.filter(slug=folder.name, revisions__organisation=None).first()
    if course is None:
        with clock.fixed_at(diary.ago(PUBLISHED_DAY, 9)):
            course = publish_material(material=earlier_revision(read_folder(folder))).course
    operator = open_desk(diary, PUBLISHED_DAY)
    signed = _StoreStory(PLOT, f"{seed}/store").tell(course, operator, members)
    fill_desk(diary, operator.person, course)
    return signed


class _StoreStory(Story):
    def tell(self, course: Course, seller: OperatorSignIn, members: int) -> StoreSignIns:
        operator = seller.person
        passwords = Passwords(new_password(), new_password())
        with clock.fixed_at(self._diary.ago(MANUSCRIPT_DAY, 10, 20)):
            owner = _buy_manuscript(course, passwords.officer)
        with clock.fixed_at(self._diary.ago(PLOT.first_day + 1, 15, 0)):
            assignment = _buy_seats(owner, course, operator, members + SPARE_SEATS)
        with clock.fixed_at(self._diary.ago(PLOT.first_day, 9, 40)):
            staff = self._enrol(owner, assignment, members)
            edition = open_edition(by=owner, course=course)
            _put_in_own_words(owner, edition)
            signed = StoreSignIns(staff, passwords, *self._give_roles(staff), seller)
        self._note_bills(operator, owner.organisation)
        self.live(staff, passwords.learner)
        return signed

    def _fill_in(self, officer: Member) -> None:
        fill_in_company(officer, "カブシキガイシャミホンヒャッカテン", VARIABLES)

    def _enrol(self, owner: Member, assignment: Assignment, members: int) -> Staff:
        people = draw_people(
            members - 1,
            rng=self._rng,
            domain=DOMAIN,
            places=STORE_PLACES,
            learner=("田村 結衣", "タムラ ユイ"),
        )
        return Staff(owner, assignment, put_on_roster(officer=owner, people=people))

    def _give_roles(self, staff: Staff) -> tuple[tuple[Member, str], tuple[Member, str]]:
        """A supervisor for each department and an auditor; those of them who sign in."""
        leaders = {}
        for place in STORE_PLACES:
            first = next(one for one in staff.colleagues[1:] if one.person.place == place)
            unit = first.member.departments.get(until_on=None).department
            grant_role(by=staff.officer, member=first.member, role=Role.SUPERVISOR, department=unit)
            leaders[place] = first
        auditor = [one for one in staff.colleagues if one.person.place == AUDITOR_PLACE][1]
        until = clock.today() + dt.timedelta(days=360)
        grant_role(by=staff.officer, member=auditor.member, role=Role.AUDITOR, until_on=until)
        return self._sign_in(leaders[SUPERVISOR_PLACE]), self._sign_in(auditor)

    def _sign_in(self, one: Colleague) -> tuple[Member, str]:
        password = new_password()
        join_by_mail(member=one.member, password=password)
        return one.member, password

    def _note_bills(self, operator: Person, organisation: Organisation) -> None:
        """The months are closed on the first of the next; the seats were paid, and only they."""
        month, today = month_of(self._diary.ago(MANUSCRIPT_DAY, 12).date()), clock.today()
        while (after := month_end(month) + dt.timedelta(days=1)) <= today:
            at = dt.datetime.combine(after, dt.time(8), clock.TOKYO)
            if at < clock.now():
                self._diary.note(at, partial(_close, month))
            month = after
        ordered = month_of(self._diary.ago(PLOT.first_day + 1, 12).date())
        paid_on = month_end(ordered) + dt.timedelta(days=20)
        if paid_on < today:
            at = dt.datetime.combine(paid_on, dt.time(11), clock.TOKYO)
            self._diary.note(at, lambda: _pay(operator, organisation, ordered))


def _close(month: dt.date) -> None:
    ask_closing(by=None, month=month)
    close_month(month=month)


def _pay(operator: Person, organisation: Organisation, month: dt.date) -> None:
    invoice = Invoice.objects.get(organisation=organisation, month=month)
    record_payment(
        by=operator,
        invoice=invoice,
        received_on=clock.today(),
        amount_yen=invoice.total_yen,
        key=uuid.uuid4(),
        payer="ｶ)ﾐﾎﾝﾋﾔﾂｶﾃﾝ",
    )


def _buy_manuscript(course: Course, password: str) -> Member:
    selection = Selection(course.slug, 0, 0, with_online=False, with_manuscript=True)
    email = officer_email(DOMAIN)
    customer = customer_of(NAME, email, OFFICER, STORE_PLACES[0].path)
    application = _application(course, selection, customer)
    owner = place_order(
        draft=start_draft(), course=course, application=application, password=password
    ).owner
    owner.person = confirm_email(token=email_token(owner.person, email), by=owner.person)
    return owner


def _buy_seats(owner: Member, course: Course, operator: Person, seats: int) -> Assignment:
    """Order by the seller's quote, as from 101 seats; what a rule holds is approved."""
    quote = issue_quote(
        course=course,
        selection=Selection(course.slug, seats, MONTHS),
        asker=Asker(NAME, owner.name, owner.person.email or ""),
        by=operator,
        organisation=owner.organisation,
        units=Units(SEAT_YEN, 98_000),
    )
    customer = customer_of(NAME, quote.email, OFFICER, STORE_PLACES[0].path)
    placed: Placed = place_order(
        draft=apply_by_quote(draft=None, quote=quote),
        course=course,
        application=_application(course, selection_now(quote), customer, units_of(quote)),
        quote=quote,
        by=owner,
    )
    if placed.order.status == OrderStatus.WAITING:
        approve_order(order=placed.order, by=operator)
    return Assignment.objects.get(organisation=owner.organisation, course=course)


def _application(
    course: Course, selection: Selection, customer: Customer, units: Units | None = None
) -> Application:
    terms = versions_in_force(LegalDocument.TERMS)[LegalDocument.TERMS]
    total = price_selection(course, selection, units=units).sums.total_yen
    return Application(selection, customer, total, terms, again=True)


def _put_in_own_words(owner: Member, edition: Edition) -> None:
    """The company's own words on some slides, published as its first version."""
    source = content_of(edition.draft).course.source
    known = {slide.id: slide for _chapter, slide in source.slides()}
    contact = next(one.id for one in known.values() if one.layout == "contact")
    changes = {contact: {"title": "みほん百貨店の相談窓口"}}
    changes |= {
        slide: {"narration": f"{narration_of(known[slide])}{words}"}
        for slide, words in OWN_WORDS.items()
        if slide in known
    }
    for slide, values in changes.items():
        apply_edit(by=owner, edition=edition, edit=edits.EDIT_SLIDE("ja", slide, values))
        apply_edit(by=owner, edition=edition, edit=edits.CONFIRM_SLIDE("en", slide))
    edition.draft.refresh_from_db()
    details = ReleaseDetails(note="相談窓口と、当社の決まりを入れました。")
    ask_release(by=owner, edition=edition, version=edition.draft.version, details=details)
