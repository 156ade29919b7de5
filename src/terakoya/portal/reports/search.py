"""Search across people and courses of an organisation."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from ..accounts.models import Member
from ..accounts.names import katakana
from ..accounts.selectors import DepartmentTree
from ..accounts.selectors.members import places_by_member
from ..learning.models import Assignment
from ..learning.selectors.assignments import titled_assignments

MOST: Final = 20
MOST_WORDS: Final = 5


@dataclass(frozen=True)
class FoundPerson:
    """A person with where they work."""

    member: Member
    department: str


@dataclass(frozen=True)
class Found:
    """What a search has found; `more` says that there are more people than are shown."""

    people: Sequence[FoundPerson]
    more: bool
    courses: Sequence[tuple[Assignment, str]]

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not self.people and not self.courses


def words_of_search(text: str) -> list[str]:
    """The words that all have to be found; full-width ones as they are kept."""
    return unicodedata.normalize("NFKC", text).split()[:MOST_WORDS]


def search(reader: Member, text: str, tree: DepartmentTree, language: str) -> Found:
    """Everybody of the organisation, who has left too, and its assignments; four statements."""
    words = words_of_search(text)
    people = Member.objects.filter(organisation_id=reader.organisation_id)
    for word in words:
        people = people.filter(
            Q(name__icontains=word)
            | Q(name_kana__icontains=katakana(word))
            | Q(employee_number__icontains=word)
            | Q(email__icontains=word)
        )
    members = list(people.order_by("name_kana", "name", "id")[: MOST + 1])
    places = places_by_member([one.pk for one in members[:MOST]])
    titled = titled_assignments(reader, language)
    return Found(
        people=[FoundPerson(one, tree.label_of(places.get(one.pk))) for one in members[:MOST]],
        more=len(members) > MOST,
        courses=[(one, title) for one, title in titled if _has(f"{one.name} {title}", words)],
    )


def _has(text: str, words: Sequence[str]) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return all(word.casefold() in plain for word in words)
