"""What officers write into a thread of theirs on their own pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ..attached import MailedFile
from ..choices import Channel, Direction
from ..errors import NothingWritten
from ..models import Inquiry, Message
from .attaching import attach_files
from .incoming import wake


def write_back(
    *,
    by: Member,
    inquiry: Inquiry,
    text: str,
    key: uuid.UUID,
    files: Sequence[MailedFile] = (),
) -> Message:
    """Answer the seller; the thread waits for them again. The same page sent twice is once.

    `files` have been looked at (`attached.sort_files`).
    """
    before = Message.objects.filter(uuid=key, inquiry=inquiry).first()
    if before is not None:
        return before
    if not text.strip():
        raise NothingWritten(_("本文を入力してください。"), field="text")
    with transaction.atomic():
        message = Message.objects.create(
            uuid=key,
            inquiry=inquiry,
            direction=Direction.IN,
            channel=Channel.PORTAL,
            author=by.name,
            by=by.person,
            text=text.strip(),
            at=clock.now(),
        )
        attach_files(message, files)
        wake(inquiry, message)
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="inquiry.written-back",
            target=inquiry.number,
        )
    return message
