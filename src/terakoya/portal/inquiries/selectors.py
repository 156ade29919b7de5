"""Reading threads: the desk's queue, one thread, and what waits for an answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Subquery

from ..accounts.choices import Right, Role
from ..accounts.models import Member, Organisation, Person, RoleGrant
from ..common import clock
from .choices import Direction, InquiryState
from .models import (
    AnswerDraft,
    AnswerTemplate,
    Attachment,
    Inquiry,
    InquiryQuote,
    Message,
    Route,
)

NOBODY = "nobody"
OFFICERS = (Role.OWNER, Role.OFFICER)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for an answer, how many of them too long, and since when the first does."""

    count: int
    overdue: int
    oldest: dt.datetime | None


def waiting_threads() -> QuerySet[Inquiry]:
    """The threads that wait for an answer of the seller's."""
    return Inquiry.objects.filter(state=InquiryState.UNANSWERED)


def unanswered() -> Waiting:
    """What waits for an answer of the seller's; one statement."""
    late = Q(due_at__lt=clock.now())
    found = waiting_threads().aggregate(
        count=Count("pk"), overdue=Count("pk", filter=late), oldest=Min("last_at")
    )
    return Waiting(**found)


def inquiries_matching(
    *, text: str = "", state: str = "", kind: str = "", assignee: str = ""
) -> QuerySet[Inquiry]:
    """The threads that fit, with `first`, what was asked; without a state all but spam."""
    rows = Inquiry.objects.select_related("assignee").annotate(first=_first_words())
    rows = rows.filter(state=state) if state else rows.exclude(state=InquiryState.SPAM)
    if kind:
        rows = rows.filter(kind=kind)
    if assignee == NOBODY:
        rows = rows.filter(assignee=None)
    elif assignee:
        rows = rows.filter(assignee__uuid=assignee)
    for word in text.split():
        rows = rows.filter(_has(word))
    return rows


def thread_of(inquiry: Inquiry) -> QuerySet[Message]:
    """The messages of a thread and its notes, in their order, with what came with them."""
    files = Attachment.objects.defer("content")
    return inquiry.messages.prefetch_related(Prefetch("attachments", files))


def inquiries_of_officers(by: Member) -> QuerySet[Inquiry]:
    """What officers of the organisation asked, with the first words; what others ask is theirs."""
    officers = RoleGrant.objects.filter(member=OuterRef("member"), role__in=OFFICERS)
    rows = Inquiry.objects.filter(Exists(officers), organisation=by.organisation_id)
    shown = rows.exclude(state=InquiryState.SPAM)
    return shown.select_related("organisation", "assignee").annotate(first=_first_words())


def threads_of_customer(organisation: Organisation) -> QuerySet[Inquiry]:
    """The threads of an organisation, and those that it surely began without an account.

    Those are known by a quote that it ordered by, or by the confirmed address of an owner who is
    nowhere else. Whoever typed another's address is shown to the seller's people alone.
    """
    owners = RoleGrant.objects.in_force().filter(organisation=organisation, role=Role.OWNER)
    elsewhere = Member.objects.filter(person=OuterRef("pk")).exclude(organisation=organisation)
    sure = Person.objects.filter(
        email_confirmed_at__isnull=False, pk__in=owners.values("member__person")
    )
    addresses = sure.exclude(Exists(elsewhere)).values("email")
    ordered = InquiryQuote.objects.filter(quote__order__organisation=organisation)
    began = Q(email__in=addresses) | Q(pk__in=ordered.values("inquiry"))
    theirs = Q(organisation=organisation) | Q(began, organisation=None)
    return Inquiry.objects.filter(theirs).exclude(state=InquiryState.SPAM)


def shown_to_customer(inquiry: Inquiry) -> QuerySet[Message]:
    """The messages of a thread without the seller's notes."""
    return thread_of(inquiry).exclude(direction=Direction.NOTE)


def quotes_of(inquiry: Inquiry) -> QuerySet[InquiryQuote]:
    """The quotes that a thread became, while their documents are kept; one statement."""
    rows = InquiryQuote.objects.filter(inquiry=inquiry).exclude(quote__document=None)
    return rows.select_related("quote__document", "quote__order")


def drafts_of(inquiry: Inquiry) -> list[AnswerDraft]:
    """What people at the desk are writing to who asked, the latest last; one statement."""
    return list(AnswerDraft.objects.filter(inquiry=inquiry).select_related("by").order_by("at"))


def routes() -> dict[str, Route]:
    """Who takes what, by the kind; a kind without a row is left out."""
    return {one.kind: one for one in Route.objects.select_related("assignee")}


def answer_templates() -> QuerySet[AnswerTemplate]:
    """Words that answers begin with, by name."""
    return AnswerTemplate.objects.all()


def words_from_template(inquiry: Inquiry, wanted: str) -> str:
    """A template with the name and number of an inquiry in it; empty for one that is none."""
    found = next((one for one in answer_templates() if str(one.uuid) == wanted), None)
    text = found.text if found else ""
    return text.replace("{name}", inquiry.name).replace("{number}", inquiry.number)


def operators() -> QuerySet[Person]:
    """The seller's people who may take threads."""
    return Person.objects.filter(operator_rights__right=Right.SUPPORT).order_by("name", "id")


def _has(word: str) -> Q:
    said = Message.objects.filter(inquiry=OuterRef("pk"), text__icontains=word)
    fields = ("number", "company", "name", "email")
    found = Q(Exists(said))
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def _first_words() -> Subquery:
    first = Message.objects.filter(inquiry=OuterRef("pk"), direction=Direction.IN)
    return Subquery(first.order_by("id").values("text")[:1])
