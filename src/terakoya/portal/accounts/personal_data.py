"""What the portal holds about a person, as sections that each app adds (開示).

An app registers a source in its `apps.py`: a function that reads for a person, in the language of
the moment, a fixed number of statements each. What is nobody else's business (notes) is given to
the person alone, since only the person's own page asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from ..common import clock
from ..common.dates import full_day, full_moment
from .models import Person

SCHEMA: Final = 1
Value = str | int | bool | dt.date | Sequence[str] | Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Section:
    """A table: its columns by key, with the words over them, and its rows."""

    key: str
    title: str
    columns: dict[str, str]
    rows: list[dict[str, Any]]  # what they hold: Value
    note: str = ""

    @property
    def cells(self) -> list[list[str]]:
        """The rows in words, in the order of the columns."""
        return [[in_words(row.get(key)) for key in self.columns] for row in self.rows]

    @property
    def only_row(self) -> list[tuple[str, str]]:
        """The words of each column of the first row; for a section that has one."""
        return list(zip(self.columns.values(), self.cells[0], strict=True))


Source = Callable[[Person], list[Section]]
_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Add a source; the same name again replaces it. Sections come in the order of the apps."""
    _sources[name] = source


def sections_of(person: Person) -> list[Section]:
    """Everything that is held about the person."""
    return [section for source in _sources.values() for section in source(person)]


def as_json(person: Person, sections: list[Section]) -> dict[str, Any]:
    """The same for programs: days and moments in ISO 8601, in UTC."""
    return {
        "schema": SCHEMA,
        "made_at": clock.now().isoformat(),
        "person": str(person.uuid),
        "sections": {
            section.key: [
                {key: _plain(value) for key, value in row.items()} for row in section.rows
            ]
            for section in sections
        },
    }


def in_words(value: Value) -> str:
    """A value as people read it; a dash where there is none."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(value, dt.datetime):
        return full_moment(value)
    if isinstance(value, dt.date):
        return full_day(value)
    if isinstance(value, Mapping):
        return enumerated(f"{key}: {in_words(one)}" for key, one in value.items()) or "–"
    if isinstance(value, str | int):
        return str(value)
    return enumerated(map(str, value)) or "–"


def enumerated(words: Iterable[str]) -> str:
    """Words one after the other, with what stands between them in this language."""
    return _("、").join(words)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
