"""The address that leads an answer back into its thread: it names the thread, with a keyed mark.

`inquiry@example.jp` becomes `inquiry+<thread>-<mark>@example.jp`; without the setting, answers go
to the seller's own address, and no thread sees them.
"""

from __future__ import annotations

import re
import uuid
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from ..common.seller_names import seller_names

_TAG: Final = re.compile(r"\+([0-9a-f]{32})-([0-9a-f]{16})@", re.IGNORECASE)


def reply_address(inquiry: uuid.UUID) -> str:
    """Where an answer to this thread goes."""
    local, _at, domain = settings.INQUIRY_ADDRESS.rpartition("@")
    if not local:
        return seller_names().email
    return f"{local}+{inquiry.hex}-{_mark(inquiry)}@{domain}"


def inquiry_named_by(addresses: str) -> uuid.UUID | None:
    """The thread that an address of ours names; `None` for any other, and for a forged one."""
    for thread, mark in _TAG.findall(addresses):
        inquiry = uuid.UUID(thread)
        if constant_time_compare(_mark(inquiry), mark.lower()):
            return inquiry
    return None


def _mark(inquiry: uuid.UUID) -> str:
    return salted_hmac(f"{__name__}.mark", inquiry.hex, algorithm="sha256").hexdigest()[:16]
