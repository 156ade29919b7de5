"""修了証: issued once, with its own copy of the names."""

from __future__ import annotations

from ...accounts.models import Member
from ...catalogue.selectors import revision_text
from ...common import clock
from ...delivery.services import next_number
from ..certificate_codes import new_code
from ..models import Certificate, CertificateAddendum, Enrolment
from ..selectors.exam import certificate_before


def issue_certificate(
    *, member: Member, enrolment: Enrolment, percent: int, language: str
) -> Certificate:
    """Issue the certificate of an enrolment; call it in the transaction that completes it.

    The audit entry is the caller's, since the certificate is part of what completing means.
    The year's series of numbers is locked until that transaction ends.
    """
    moment = enrolment.completed_at or clock.now()
    text = revision_text(enrolment.revision_id, language)
    return Certificate.objects.create(
        organisation_id=enrolment.organisation_id,
        enrolment=enrolment,
        code=new_code(),
        number=_next_number(moment.astimezone(clock.TOKYO).year),
        person_name=member.name,
        organisation_name=member.organisation.name,
        course_title=text.title,
        language=text.language,
        revision_id=enrolment.revision.revision_id,
        version=enrolment.revision.version,
        percent=percent,
        issued_at=moment,
    )


def add_to_certificate(*, enrolment: Enrolment, percent: int) -> Certificate:
    """Note a completed delta on the certificate of the course; in the completing transaction."""
    certificate = certificate_before(enrolment)
    CertificateAddendum.objects.create(
        organisation_id=enrolment.organisation_id,
        certificate=certificate,
        enrolment=enrolment,
        revision_id=enrolment.revision.revision_id,
        version=enrolment.revision.version,
        percent=percent,
        added_at=enrolment.completed_at or clock.now(),
    )
    return certificate


def _next_number(year: int) -> str:
    """T-2026-000123: without gaps within a year, by the calendar of Japan."""
    return f"T-{year}-{next_number(f'certificate-{year}'):06d}"
