"""開示・訂正・利用停止の依頼: asked by a member, answered by an officer."""

from __future__ import annotations

from django.db import transaction

from ...common import clock
from ..choices import DataRequestKind, DataRequestOutcome
from ..emails import queue_data_answered, queue_data_requested
from ..errors import AnswerMissing, RequestAnswered, RequestEmpty, TooManyRequests
from ..models import DataRequest, Member, Person
from ..selectors import officers_to_mail
from .base import record_by, record_of

MOST_OPEN = 5
LONGEST = 2000


@transaction.atomic
def request_data_change(*, by: Member, kind: DataRequestKind, text: str) -> DataRequest:
    """Ask the organisation; its officers are mailed, without the words of the request.

    Also open to who has left: what is held about them goes on being held.
    """
    words = _clean(text)
    if not words:
        raise RequestEmpty
    if DataRequest.objects.filter(member=by, outcome="").count() >= MOST_OPEN:
        raise TooManyRequests(most=MOST_OPEN)
    request = DataRequest.objects.create(
        organisation=by.organisation, member=by, kind=kind, text=words, created_at=clock.now()
    )
    for officer in officers_to_mail(by.organisation):
        queue_data_requested(request, officer)
    record_by(by, "data.requested", f"data-request:{request.uuid}", {"kind": kind})
    return request


@transaction.atomic
def answer_data_request(
    *, by: Member, request: DataRequest, outcome: DataRequestOutcome, answer: str
) -> DataRequest:
    """Say what was done, or why it cannot be; once. A proven address is mailed that it is there."""
    words = _clean(answer)
    if outcome is DataRequestOutcome.OPEN or not words:
        raise AnswerMissing
    answered = DataRequest.objects.filter(pk=request.pk, outcome="").update(
        outcome=outcome, answer=words, answered_by=by, answered_at=clock.now()
    )
    if not answered:
        raise RequestAnswered
    request.refresh_from_db()
    person = request.member.person
    if person.email and person.email_confirmed_at:
        queue_data_answered(request, person)
    record_by(by, "data.answered", f"data-request:{request.uuid}", {"outcome": outcome})
    return request


def record_data_download(*, by: Person, form: str) -> None:
    """The person has taken a copy of what is held about them."""
    record_of(by, "data.downloaded", {"form": form})


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\x00", "").strip()
    return lines[:LONGEST]
