"""Threads for tests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from terakoya.portal.common import clock
from terakoya.portal.inquiries.choices import Channel, Direction, InquiryKind, InquiryState
from terakoya.portal.inquiries.models import Attachment, Inquiry, Message

EMAIL = "inoue@mihonkai.example"


def make_inquiry(
    *, at: dt.datetime | None = None, text: str = "180名で使いたいです。", **fields: Any
) -> Inquiry:
    """A thread with its first message."""
    moment = at or clock.now()
    values = {
        "number": f"T-2026-{uuid.uuid4().hex[:6]}",
        "kind": InquiryKind.QUOTE,
        "state": InquiryState.UNANSWERED,
        "company": "医療法人みほん会",
        "name": "井上 恵",
        "email": EMAIL,
        "language": "ja",
    }
    found = Inquiry.objects.create(**{**values, **fields}, created_at=moment, last_at=moment)
    Message.objects.create(
        inquiry=found,
        direction=Direction.IN,
        channel=Channel.FORM,
        author=found.name,
        text=text,
        at=moment,
    )
    return found


def attach(inquiry: Inquiry, name: str = "規程.pdf", content: bytes = b"%PDF-1.7") -> Attachment:
    """A file of the thread's first message."""
    return Attachment.objects.create(
        message=inquiry.messages.order_by("id")[0],
        name=name,
        content_type="application/pdf",
        size=len(content),
        content=content,
    )
