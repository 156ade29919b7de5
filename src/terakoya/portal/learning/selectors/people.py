"""Members to choose for an assignment: found by words, a page at a time, beside those ticked."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from ...accounts.models import Member, Organisation
from ...accounts.selectors import (
    MemberFilter,
    department_tree,
    members_in_order,
    places_by_member,
)

FIND: Final = "people_page"  # the button that asks for a page of those found
PAGE: Final = 30
MOST_TICKED: Final = 500
MOST_WORDS: Final = 100  # characters


@dataclass(frozen=True)
class Person:
    """A member with what tells two of one name apart."""

    member: Member
    department: str


@dataclass(frozen=True)
class People:
    """What the form shows: who is ticked, and a page of whom else the words find."""

    words: str
    ticked: Sequence[Person]
    found: Sequence[Person]
    page: Page[Member] | None


def ticked_ids(data: Mapping[str, Any]) -> list[uuid.UUID]:
    """The ticks of a form, each once; what is no id of ours names nobody."""
    texts = data.getlist("member") if isinstance(data, QueryDict) else data.get("member", [])
    return list(dict.fromkeys(map(_uuid, texts)))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def present_members(organisation_id: int, wanted: Sequence[uuid.UUID]) -> list[Member]:
    """Those of the organisation who have not left, by reading."""
    members = Member.objects.present().filter(organisation_id=organisation_id, uuid__in=wanted)
    return list(members.order_by("name_kana", "name", "id"))


def people_of(organisation: Organisation, data: QueryDict) -> People:
    """What a form asked for; at most six statements, none before anybody looks for someone."""
    words = data.get("people", "")[:MOST_WORDS]
    wanted = ticked_ids(data)[: 2 * MOST_TICKED]
    ticked = present_members(organisation.pk, wanted) if wanted else []
    page = None
    if FIND in data:
        rows = members_in_order(organisation, MemberFilter(words)).exclude(uuid__in=wanted)
        page = Paginator(rows, PAGE).get_page(data.get(FIND))
    found = list(page.object_list) if page else []
    labels = _labels(organisation, [*ticked, *found])
    return People(
        words,
        [Person(one, labels.get(one.pk, "")) for one in ticked],
        [Person(one, labels.get(one.pk, "")) for one in found],
        page,
    )


def _labels(organisation: Organisation, members: Sequence[Member]) -> dict[int, str]:
    """Member → where they work now."""
    if not members:
        return {}
    tree = department_tree(organisation)
    places = places_by_member([one.pk for one in members])
    return {member: tree.label_of(place) for member, place in places.items()}
