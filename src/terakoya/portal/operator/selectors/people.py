"""The operators and what each may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...accounts.choices import Right
from ...accounts.models import OperatorRight, Person


@dataclass(frozen=True)
class OperatorRow:
    """An operator with their rights, in the order of the form."""

    person: Person
    rights: tuple[Right, ...]

    @property
    def labels(self) -> Sequence[str]:
        """The rights in words."""
        return [str(one.label) for one in self.rights]


def operator_rows() -> list[OperatorRow]:
    """Every operator by name; two statements."""
    held: dict[int, set[str]] = {}
    for pk, right in OperatorRight.objects.values_list("person", "right"):
        held.setdefault(pk, set()).add(right)
    people = Person.objects.filter(pk__in=held).order_by("name", "pk")
    return [
        OperatorRow(one, tuple(right for right in Right if right in held[one.pk])) for one in people
    ]


def rights_held(person: Person) -> list[str]:
    """What one operator may do."""
    return list(OperatorRight.objects.filter(person=person).values_list("right", flat=True))
