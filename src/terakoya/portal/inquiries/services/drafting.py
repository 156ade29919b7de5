"""What the desk has written and not sent yet: kept for who writes it, and gone with the answer."""

from __future__ import annotations

import uuid

from django.db import transaction

from ...accounts.models import Person
from ...common import clock
from ..models import AnswerDraft, Inquiry


def save_draft(*, by: Person, inquiry: Inquiry, text: str, key: uuid.UUID) -> bool:
    """Keep the words of an answer to be; whether they are kept. Nothing leaves by this.

    No words keep nothing. What comes late, after the answer of this `key` was sent, is let go, so
    that no draft stands up again.
    """
    with transaction.atomic():
        inquiry = Inquiry.objects.select_for_update().get(pk=inquiry.pk)
        own = AnswerDraft.objects.filter(inquiry=inquiry, by=by)
        if inquiry.messages.filter(uuid=key).exists():
            return False
        if not text.strip():
            own.delete()
            return False
        words = {"key": key, "text": text, "at": clock.now()}
        AnswerDraft.objects.update_or_create(inquiry=inquiry, by=by, defaults=words)
    return True


def drop_draft(by: Person, inquiry: Inquiry) -> None:
    """Let go what was written, since it has been sent."""
    AnswerDraft.objects.filter(inquiry=inquiry, by=by).delete()
