"""How long threads stay (docs/algorithms/retention.md)."""

from __future__ import annotations

from ..common.retention import (
    INQUIRY_YEARS,
    SPAM_DAYS,
    Rows,
    Rule,
    moment_days_ago,
    moment_years_ago,
)
from .choices import InquiryState
from .models import Inquiry


def old_inquiries() -> Rows:
    """Threads in which nobody has written for a year."""
    return Inquiry.objects.filter(last_at__lt=moment_years_ago(INQUIRY_YEARS))


def old_spam() -> Rows:
    """What lay in the spam folder, and nobody took out."""
    rows = Inquiry.objects.filter(state=InquiryState.SPAM)
    return rows.filter(last_at__lt=moment_days_ago(SPAM_DAYS))


def inquiries_of(organisation_id: int) -> Rows:
    """All of an organisation's members."""
    return Inquiry.objects.filter(organisation_id=organisation_id)


RULES = (
    Rule("old-inquiries", old_inquiries, batch=50),
    Rule("old-spam", old_spam, batch=50),
)
