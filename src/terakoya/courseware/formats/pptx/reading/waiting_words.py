"""Words of a deck that an update could not replace: old ones, not its author's wish.

Where the patch cannot put new words in (a box became a picture, a table was typed anew), the old
ones stay on the page and are listed for a person. Until somebody puts the new ones in, a property
of the file says by their hashes that they wait, so that reading the deck again does not take them
for a change back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ....fields import Leaf, fields_of, with_fields
from ....model import AnySlide
from ....revision import sha256
from ....text.alignment import folded
from ...marked_text.restorer import MarkupRestorer
from .notices import Loss, Notice

PROPERTY = "terakoya:waiting"
_LENGTH = 16  # hexadecimal digits


def mark_of(words: str) -> str:
    """What the property says of some words."""
    return sha256(folded(words).encode())[:_LENGTH]


def property_of(waiting: Mapping[str, Collection[str]]) -> str:
    """The property for the words that wait, by slide; empty where none does."""
    marks = {slide: sorted(map(mark_of, words)) for slide, words in waiting.items() if words}
    return json.dumps(marks, separators=(",", ":"), sort_keys=True) if marks else ""


def waiting_in(properties: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The marks by slide that a deck says; none where somebody wrote something else there."""
    try:
        said = json.loads(properties.get(PROPERTY, "") or "{}")
        return {str(slide): frozenset(map(str, marks)) for slide, marks in said.items()}
    except (ValueError, AttributeError, TypeError):
        return {}


@dataclass
class WaitingWords:
    """Puts the words of the base where a page still says what waits."""

    marks: Mapping[str, frozenset[str]]
    markup: MarkupRestorer
    notices: list[Notice] = field(default_factory=list)

    def settled(self, read: AnySlide, base: AnySlide, page: int) -> AnySlide:
        """The slide as it was read, with the base's words in place of those that wait."""
        stale = self._stale(read, base)
        if not stale or type(read) is not type(base):
            return read
        mine, theirs = fields_of(read), fields_of(base)
        values: dict[str, Leaf] = {}
        whole: dict[str, object] = {}
        for path, words in stale.items():
            top = path.split(".")[0]
            if _below(mine, top) == _below(theirs, top):
                values[path] = theirs[path]
            else:
                whole[top] = self._list(getattr(read, top), getattr(base, top), stale)
            said = theirs.get(path)
            new = self.markup.shown(said) if isinstance(said, str) else ""
            told = {"text": words[:80], "title": new[:80]}
            self.notices.append(Notice(Loss.WAITING, page, told))
        settled: AnySlide = with_fields(read, values)
        return settled.model_copy(update=whole)

    def _list(self, read: object, base: object, stale: Mapping[str, str]) -> object:
        """A list whose elements came or went: paragraphs one by one, what has parts as a whole."""
        if not isinstance(read, tuple) or not isinstance(base, tuple):
            return base
        if not all(isinstance(one, str) for one in (*read, *base)):
            return base
        here = {self.markup.shown(one) for one in read}
        rest = iter([one for one in base if self.markup.shown(one) not in here])
        waiting = set(stale.values())
        made = [next(rest, "") if self.markup.shown(one) in waiting else one for one in read]
        return tuple(one for one in made if one)

    def _stale(self, read: AnySlide, base: AnySlide) -> dict[str, str]:
        """The fields whose words wait, with those words."""
        marks = self.marks.get(base.id)
        if not marks:
            return {}
        known = {self.markup.shown(text) for text in _texts(base).values()}
        shown = {path: self.markup.shown(text) for path, text in _texts(read).items()}
        return {
            path: words
            for path, words in shown.items()
            if words and words not in known and mark_of(words) in marks
        }


def _texts(slide: AnySlide) -> dict[str, str]:
    return {path: value for path, value in fields_of(slide).items() if isinstance(value, str)}


def _below(fields: Mapping[str, Leaf], top: str) -> set[str]:
    return {path for path in fields if path.split(".")[0] == top}
