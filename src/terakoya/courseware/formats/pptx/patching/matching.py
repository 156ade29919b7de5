"""Which shape of somebody's own page is which of our drawing: the reader's naming, used again.

The reader knows the boxes of a page that lost its names by our drawing of its slide
(`reading/naming.py`). The patch asks the same of the edition that was read, so that it finds every
box whose words the reader took.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace

from lxml import etree

from ....edition import EditionSettings
from ....layouts.identity import Part
from ....model import Material
from ....text.alignment import folded
from ....variables import values_of
from ..reading.furniture import cleared
from ..reading.identity import HEADS, name_of
from ..reading.naming import Namer, is_named
from ..reading.shapes import TITLES, Block, blocks_in
from ..reading.sheets import DeckSource, SheetSource
from ..reading.xml import MC, P

_BLOCKS = (f"{P}*", f"{MC}AlternateContent")  # among these are the elements of blocks
_FOOTERS = ("sldNum", "dt", "ftr")
_PLACE = re.compile(r"^(?P<stem>.*-(?:\d+|[a-z]))(?P<rest>-.*)?$")
Blocks = dict[str, Block]


@dataclass(frozen=True)
class PageMatch:
    """A page of the deck: its tree, our blocks on it by name, and whether names are on it."""

    root: etree._Element
    blocks: Blocks
    is_named: bool

    @property
    def tree(self) -> etree._Element:
        """The shapes of the page."""
        found = self.root.find(f"{P}cSld/{P}spTree")
        assert found is not None, "a page without shapes was refused when it was read"
        return found


@dataclass
class Matching:
    """Finds them for an edition that was read from the deck."""

    deck: DeckSource
    material: Material
    settings: EditionSettings
    language: str
    _found: dict[tuple[str, str, Part], PageMatch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        said = self.settings.values(self.language)
        values = values_of(self.material.course, self.language, said)
        self.namer = Namer(self.material, self.language, values)
        deck, _ = cleared(self.deck, self.namer.is_drawn)
        self._sheets = {sheet.part: sheet for sheet in deck.sheets}

    def page(self, part: str, slide: str, sheet: Part) -> PageMatch:
        """What stands on a page that shows a sheet of a slide; asked once for each page."""
        key = part, slide, sheet
        if key not in self._found:
            source = self._sheets[part]
            blocks = self.namer.named(source, slide, sheet).blocks
            read = self._root(source)
            root = deepcopy(read)  # it is patched, and what was read belongs to all its readers
            self._found[key] = PageMatch(root, _by_name(read, root, blocks), is_named(source))
        return self._found[key]

    def _root(self, source: SheetSource) -> etree._Element:
        for block in source.blocks:
            if block.element is not None:
                return block.element.getroottree().getroot()
        return self.deck.package.xml(source.part)


def _by_name(read: etree._Element, root: etree._Element, named: tuple[Block, ...]) -> Blocks:
    """The blocks of a page by the names given, at their places in the copy of what was read."""
    copied = dict(zip(read.iter(*_BLOCKS), root.iter(*_BLOCKS), strict=True))
    given = {copied[one.element]: one for one in named if one.element in copied}
    tree = root.find(f"{P}cSld/{P}spTree")
    blocks = []
    for block in [] if tree is None else blocks_in(tree):
        told = None if block.element is None else given.get(block.element)
        if told is not None:
            blocks.append(replace(block, name=told.name, kind=told.kind))
    return named_blocks(blocks)


def named_blocks(blocks: list[Block]) -> Blocks:
    """The shapes of a page by block; the title by its role, the hidden box as `box`."""
    found: Blocks = {}
    for block in blocks:
        said = name_of(block)
        if block.kind in TITLES:
            found.setdefault("title", block)
        elif said is not None and block.kind not in _FOOTERS:
            found.setdefault(said[1] or "box", block)
    return found


def drawn_blocks(page: etree._Element) -> Blocks:
    """The same of a page as we draw it."""
    tree = page.find(f"{P}cSld/{P}spTree")
    return named_blocks([] if tree is None else blocks_in(tree))


def by_words(drawn: Blocks, theirs: Blocks) -> Blocks:
    """Their blocks by the names that we draw them under now.

    Where its author took the second of four items out, our third is their fourth: a block that
    says something else than we draw gives way to the one block of that sort that says it.
    """
    moved = dict(_moved(drawn, theirs))
    if not moved:
        return theirs
    found = {name: block for name, block in theirs.items() if name not in moved}
    taken = set(moved.values())
    for name in [name for name in found if name in taken]:
        del found[name]
    stems = {_stem(new): _stem(old) for new, old in moved.items() if _stem(new) and _stem(old)}
    for name in drawn:
        place = _PLACE.match(name)
        if name in moved:
            found[name] = theirs[moved[name]]
        elif place is not None and (stem := stems.get(place["stem"])):
            other = theirs.get(f"{stem}{place['rest'] or ''}")
            if other is not None:
                found[name] = other
    return found


def _moved(drawn: Blocks, theirs: Blocks) -> Iterator[tuple[str, str]]:
    settled = {name for name in drawn if name in theirs and _says_same(drawn[name], theirs[name])}
    for name, block in drawn.items():
        if name in settled or block.kind in HEADS or not block.text.strip():
            continue
        same = [
            other
            for other, candidate in theirs.items()
            if other not in settled and _says_same(block, candidate)
        ]
        if len(same) == 1 and same[0] != name:
            yield name, same[0]


def _says_same(one: Block, other: Block) -> bool:
    return one.sort == other.sort and folded(one.text) == folded(other.text)


def _stem(name: str) -> str:
    found = _PLACE.match(name)
    return "" if found is None else str(found["stem"])
