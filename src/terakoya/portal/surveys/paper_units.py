"""Which unit of a wave a department written on paper belongs to. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SEPARATOR: Final = "／"


@dataclass(frozen=True)
class Place:
    """A department: its id, its name, the department above it."""

    id: int
    name: str
    parent: int | None


class UnitNames:
    """The departments of an organisation by their names, and the units that count them."""

    UNKNOWN: Final = -1

    def __init__(self, places: Iterable[Place], cells: Iterable[int | None]) -> None:
        self._places = {place.id: place for place in places}
        self._cells = set(cells)
        self._by_name: dict[str, int] = {}
        self._add_names()

    def _add_names(self) -> None:
        """A whole path always names one department, its last part only where it is the only one."""
        short: dict[str, list[int]] = {}
        for place in self._places.values():
            short.setdefault(_folded(place.name), []).append(place.id)
            self._by_name[_folded(self.path_of(place.id))] = place.id
        for name, ids in short.items():
            if len(ids) == 1:
                self._by_name.setdefault(name, ids[0])

    def above(self, department: int) -> str:
        """The names from the top down to the department above; empty for one at the top."""
        return self.path_of(self._places[department].parent)

    def path_of(self, department: int | None) -> str:
        """The names from the top down to a department."""
        names: list[str] = []
        at = department
        while at is not None and at in self._places:
            names.append(self._places[at].name)
            at = self._places[at].parent
        return SEPARATOR.join(reversed(names))

    def shown_name(self, department: int) -> str:
        """The shortest name that means this department alone."""
        name = self._places[department].name
        return name if self._by_name.get(_folded(name)) == department else self.path_of(department)

    def find(self, written: str) -> int | None:
        """The department that somebody wrote; `None` where nothing stands, else `UNKNOWN`."""
        if not written.strip():
            return None
        return self._by_name.get(_folded(written), self.UNKNOWN)

    def cell_of(self, department: int | None) -> int | None:
        """The unit that counts a department: its own or one above; `None`: the company's."""
        while department is not None and department != self.UNKNOWN:
            if department in self._cells:
                return department
            place = self._places.get(department)
            department = place.parent if place else None
        return None


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split()).replace("/", SEPARATOR)
