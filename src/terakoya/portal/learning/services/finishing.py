"""Completing a course; one without a confirmation test ends with the last of its slides."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ..choices import EnrolmentKind
from ..errors import access_refusal
from ..models import Certificate, Enrolment
from ..scope import scope_of
from ..selectors.exam import before_test
from ..selectors.progress import is_access_running
from .certificates import add_to_certificate, issue_certificate

WHOLE = 100  # percent; nothing was asked that could be answered wrongly


@transaction.atomic
def finish_without_test(
    *, member: Member, enrolment: Enrolment, language: str
) -> Certificate | None:
    """Complete and certify an enrolment of which every slide is done, once.

    `None` where a test ends it, slides are missing, or it was completed before. Raises
    `AccessEnded` after the contract.
    """
    if scope_of(enrolment).has_test or enrolment.completed_at is not None:
        return None
    if before_test(enrolment).missing:
        return None
    if not is_access_running(enrolment):
        raise access_refusal(enrolment.organisation)
    certificate = complete(
        member=member, enrolment=enrolment, at=clock.now(), percent=WHOLE, language=language
    )
    if certificate is None:
        return None
    record(
        organisation_uuid=member.organisation.uuid,
        actor_uuid=member.person.uuid,
        verb="learning.completed",
        target=str(enrolment.uuid),
        data={"certificate": certificate.number},
    )
    return certificate


def complete(
    *, member: Member, enrolment: Enrolment, at: dt.datetime | None, percent: int, language: str
) -> Certificate | None:
    """Complete an enrolment and certify it, or add a delta to the certificate that is there.

    `None` when it was completed before. The caller writes the audit entry.
    """
    if not Enrolment.objects.filter(pk=enrolment.pk, completed_at=None).update(completed_at=at):
        return None
    enrolment.completed_at = at
    if enrolment.kind == EnrolmentKind.DELTA:
        return add_to_certificate(enrolment=enrolment, percent=percent)
    return issue_certificate(member=member, enrolment=enrolment, percent=percent, language=language)
