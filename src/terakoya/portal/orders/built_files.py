"""Files as they were built, kept a few days: the same file again is read, not built."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.db import transaction

from ..accounts.models import Member
from ..common import clock
from .models import BuiltFile

KEPT: Final = dt.timedelta(days=7)


def kept_file(by: Member, key: str, build: Callable[[], bytes]) -> bytes:
    """The file that an organisation has under a key, or the one that is built now and kept."""
    known = BuiltFile.objects.filter(organisation=by.organisation, key=key).first()
    if known is not None:
        return bytes(known.content)
    content = build()
    _keep(by, key, content)
    return content


@transaction.atomic
def _keep(by: Member, key: str, content: bytes) -> None:
    """Keep a built file; who builds the same at the same time keeps it once."""
    built = BuiltFile(organisation=by.organisation, key=key, content=content, built_at=clock.now())
    BuiltFile.objects.bulk_create([built], ignore_conflicts=True)


def forget_built_files() -> int:
    """Let go of files that were built long ago; how many."""
    return BuiltFile.objects.filter(built_at__lt=clock.now() - KEPT).delete()[0]
