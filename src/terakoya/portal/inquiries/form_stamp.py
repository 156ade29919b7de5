"""What a page of ours carries to show when it was opened, and which inquiry it will make.

The same page sent twice makes one inquiry.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Final

from django.core import signing

from ..common import clock

_SALT: Final = "terakoya.portal.inquiries.form"


@dataclass(frozen=True, slots=True)
class FormStamp:
    """The key of the inquiry to be, and when its page was opened."""

    key: uuid.UUID
    opened: dt.datetime


def new_stamp() -> str:
    """A stamp of this moment, signed."""
    return signing.dumps([uuid.uuid4().hex, clock.now().timestamp()], salt=_SALT)


def read_stamp(text: str) -> FormStamp | None:
    """The stamp of a page of ours; `None` where it is none."""
    try:
        key, opened = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return FormStamp(uuid.UUID(key), dt.datetime.fromtimestamp(opened, tz=dt.UTC))
