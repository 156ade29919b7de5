"""Whose rows an operator may open."""

from __future__ import annotations

import uuid

from django.http import Http404

from ..accounts.models import Person


def get_operator(person_uuid: uuid.UUID) -> Person:
    """One of the seller's people, or 404."""
    found = Person.objects.filter(uuid=person_uuid, is_operator=True).first()
    if found is None:
        raise Http404
    return found
