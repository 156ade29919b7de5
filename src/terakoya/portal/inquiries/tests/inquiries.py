"""Threads for tests."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.choices import Item
from terakoya.portal.catalogue.models import Course
from terakoya.portal.common import clock
from terakoya.portal.inquiries.choices import Channel, Direction, InquiryKind, InquiryState
from terakoya.portal.inquiries.models import Attachment, Inquiry, Message
from terakoya.portal.orders.models import Contract, Order, OrderLine

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


def make_contract(owner: Member, course: Course) -> Contract:
    """Ten seats from September 2026 for a year."""
    own, number = {"organisation": owner.organisation}, uuid.uuid4().hex[:8]
    order = Order.objects.create(
        **own, number=f"2026-{number}", placed_by=owner.person, placed_at=clock.now(),
        subtotal_yen=120_000, tax_per_mille=100, tax_yen=12_000, total_yen=132_000, snapshot={},
    )  # fmt: skip
    line = OrderLine.objects.create(
        **own, order=order, course=course, item=Item.ONLINE, quantity=10, months=12,
        unit_yen=1_000, amount_yen=120_000,
    )  # fmt: skip
    return Contract.objects.create(
        **own, number=f"K-{number}", order_line=line, course=course, seats=10,
        starts_on=dt.date(2026, 9, 1), ends_on=dt.date(2027, 8, 31),
    )  # fmt: skip
