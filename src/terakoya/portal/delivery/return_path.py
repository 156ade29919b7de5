"""The address a mail comes back to: it names the message, so that the bounce says which (VERP).

`bounces@example.jp` becomes `bounces+<message>-<mark>@example.jp`; without the setting mails come
back to the address they are from.
"""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_TAG = re.compile(r"\+([0-9a-f]{32})-([0-9a-f]{12})@", re.IGNORECASE)


def return_path(message: uuid.UUID) -> str:
    """Where this message comes back to; empty: nowhere of its own."""
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{message.hex}-{_mark(message)}@{domain}" if local else ""


def message_of(addresses: str) -> uuid.UUID | None:
    """The message that an address of ours names; `None` for any other, and for a forged one."""
    found = _TAG.search(addresses)
    if found is None:
        return None
    message = uuid.UUID(found[1])
    return message if constant_time_compare(_mark(message), found[2].lower()) else None


def _mark(message: uuid.UUID) -> str:
    return salted_hmac(f"{__name__}.mark", message.hex, algorithm="sha256").hexdigest()[:12]
