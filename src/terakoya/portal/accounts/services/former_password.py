"""After a joining code: the person reads of it, and opens or gives up what closed.

Only the password chosen before the code opens it. A mailbox does not: who came by the code could
have entered their own.
"""

from __future__ import annotations

from django.contrib.auth.hashers import check_password
from django.db import transaction
from django.db.models import QuerySet

from ...common import clock
from ...limits.rules import PASSWORD_FAILURES
from ...limits.services import failures_counted
from ..errors import FormerPasswordWrong, StillClosed
from ..models import CodeIssue, Member, Person
from ..signals import private_deleted, private_opened
from .base import record_of


def open_by_former_password(*, by: Person, former: str) -> Person:
    """Open what closed, by the password from before the code. Wrong ones are limited."""
    limit = PASSWORD_FAILURES.by("former", by.uuid)
    with failures_counted(limit, kinds=(FormerPasswordWrong,)):
        if not by.former_password or not check_password(former, by.former_password):
            raise FormerPasswordWrong
    with transaction.atomic():
        for member in _memberships(by):
            private_opened.send(sender=Member, member=member)
        _finish(by)
        record_of(by, "code.former-password-shown")
    return by


@transaction.atomic
def delete_what_closed(*, by: Person) -> Person:
    """Give up what closed, for good; the audit log says that it was done."""
    for member in _memberships(by):
        private_deleted.send(sender=Member, member=member)
    _finish(by)
    record_of(by, "code.closed-deleted")
    return by


@transaction.atomic
def read_code_news(*, by: Person) -> Person:
    """The person has read who issued a code; while something is closed, that is not enough."""
    if by.former_password:
        raise StillClosed
    _finish(by)
    return by


def _memberships(person: Person) -> QuerySet[Member]:
    return Member.objects.filter(person=person)


def _finish(person: Person) -> None:
    person.former_password, person.has_code_news = "", False
    person.save(update_fields=["former_password", "has_code_news"])
    CodeIssue.objects.about(person).filter(read_at=None).update(read_at=clock.now())
