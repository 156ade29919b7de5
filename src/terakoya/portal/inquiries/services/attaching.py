"""Files that come with a message: kept beside it, or named with the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Sum

from ..attached import MailedFile
from ..choices import InquiryState, LeftOut
from ..models import Attachment, Message

# So much lies in the spam folder at most: whoever fills it fills nothing else.
MOST_SPAM_BYTES: Final = 200_000_000


def attach_files(message: Message, files: Sequence[MailedFile]) -> None:
    """Keep files with a message; `attached.sort_files` has looked at them."""
    for one in files:
        Attachment.objects.create(
            message=message,
            name=one.name,
            content_type=one.content_type,
            size=len(one.content),
            content=one.content,
        )


def attach_doubtful(message: Message, files: Sequence[MailedFile]) -> None:
    """Keep the files of what is taken for spam while its folder has room; name the others."""
    spam = Attachment.objects.filter(message__inquiry__state=InquiryState.SPAM)
    left = MOST_SPAM_BYTES - (spam.aggregate(size=Sum("size"))["size"] or 0)
    kept = []
    for one in files:
        if len(one.content) <= left:
            left -= len(one.content)
            kept.append(one)
        else:
            message.left_out.append([one.name, str(LeftOut.ROOM)])
    attach_files(message, kept)
    message.save(update_fields=["left_out"])
