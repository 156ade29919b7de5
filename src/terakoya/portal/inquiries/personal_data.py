"""What inquiries hold about a person: what they asked and were answered."""

from __future__ import annotations

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from ..accounts.models import Person
from ..accounts.personal_data import Section
from .choices import Direction
from .models import Attachment, Message


def inquiry_sections(person: Person) -> list[Section]:
    """Two statements; without signing in by a proven address alone, since anybody may type one.

    The seller's own notes are not the person's words, and not given.
    """
    columns = {
        "number": _("受付番号"),
        "company": _("会社名"),
        "author": _("書いた人"),
        "text": _("内容"),
        "files": _("添付ファイル"),
        "at": _("日時"),
    }
    address = person.email if person.email_confirmed_at else None
    own = Q(inquiry__member__person=person) | Q(inquiry__member=None, inquiry__email=address or "")
    rows = Message.objects.filter(own).exclude(direction=Direction.NOTE)
    found = rows.order_by("inquiry_id", "id").select_related("inquiry").defer("quoted")
    files = Attachment.objects.defer("content")
    found = found.prefetch_related(Prefetch("attachments", files))
    return [
        Section(
            "inquiries",
            _("お問い合わせ"),
            columns,
            [
                {
                    "number": one.inquiry.number,
                    "company": one.inquiry.company,
                    "author": one.author,
                    "text": one.text,
                    "files": "\n".join(file.name for file in one.attachments.all()),
                    "at": one.at,
                }
                for one in found
            ],
        )
    ]
