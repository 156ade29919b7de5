"""Whose thread; everybody else gets 404. Pages of the desk are let through by
`operator_page(Right.SUPPORT)`."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Member
from .choices import Direction
from .models import AnswerTemplate, Attachment, Inquiry
from .selectors import inquiries_of_officers


def get_inquiry(inquiry_uuid: uuid.UUID) -> Inquiry:
    """Any thread, for the desk; or 404."""
    rows = Inquiry.objects.select_related("assignee", "organisation", "member")
    found = rows.filter(uuid=inquiry_uuid).first()
    if found is None:
        raise Http404
    return found


def get_attachment(inquiry: Inquiry, attachment_uuid: uuid.UUID) -> Attachment:
    """A file of the thread, or 404; notes have none."""
    found = Attachment.objects.filter(message__inquiry=inquiry, uuid=attachment_uuid).first()
    if found is None:
        raise Http404
    return found


def get_inquiry_for(by: Member, inquiry_uuid: uuid.UUID) -> Inquiry:
    """A thread that officers of this organisation began, or 404."""
    found = inquiries_of_officers(by).filter(uuid=inquiry_uuid).first()
    if found is None:
        raise Http404
    return found


def get_attachment_for(
    by: Member, inquiry_uuid: uuid.UUID, attachment_uuid: uuid.UUID
) -> Attachment:
    """A file of a thread that officers of this organisation began, or 404; none of a note."""
    files = Attachment.objects.exclude(message__direction=Direction.NOTE)
    found = files.filter(
        message__inquiry=get_inquiry_for(by, inquiry_uuid), uuid=attachment_uuid
    ).first()
    if found is None:
        raise Http404
    return found


def get_template(template_uuid: uuid.UUID) -> AnswerTemplate:
    """A template of the desk's, or 404."""
    found = AnswerTemplate.objects.filter(uuid=template_uuid).first()
    if found is None:
        raise Http404
    return found
