"""Whose document; strangers get 404."""

from __future__ import annotations

import uuid

from django.shortcuts import get_object_or_404

from ..accounts.models import Member
from .models import IssuedDocument, ReceivedDocument


def get_document_for(officer: Member, document: uuid.UUID) -> IssuedDocument:
    """A document of the officer's organisation, or 404."""
    return get_object_or_404(IssuedDocument, organisation_id=officer.organisation_id, uuid=document)


def get_document(document: uuid.UUID) -> IssuedDocument:
    """Any document, for operators, or 404."""
    return get_object_or_404(IssuedDocument, uuid=document)


def get_received(document: uuid.UUID) -> ReceivedDocument:
    """What a customer sent, for operators, or 404."""
    return get_object_or_404(ReceivedDocument, uuid=document)
