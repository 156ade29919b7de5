"""Chapters of a deck's author: a run of own pages under a section or a line of its own.

Somebody puts 「第7章　当社の場合」 above the titles of five new pages, or gathers them in a section
of the file. That is a chapter of the course, and the line is no sentence of the pages. A run in
the middle of a chapter divides none: there the pages stay in the chapter around them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ....layouts.frames import TITLE_BOX
from ....layouts.units import EMU
from ....revision import sha256
from ....text.alignment import folded
from .identity import name_of
from .instances import Instance
from .shapes import TITLES, Block
from .sheets import SheetSource

OWN_CHAPTER = "own-chapter-"
_LONGEST = 40  # characters of a line above a title
_NUMBERED = re.compile(
    r"^(?:第\s*[0-9０-９一二三四五六七八九十]{1,3}\s*[章部]|(?:chapter|part)\s*\d{1,2})",
    re.IGNORECASE,
)
_LINE = 8 * EMU  # so far a line may reach into the place of the title below it


@dataclass
class OwnChapters:
    """The chapters that a deck's author made: by id their titles, and by slide their ids."""

    titles: dict[str, str] = field(default_factory=dict)
    of_slide: dict[str, str] = field(default_factory=dict)

    @classmethod
    def found(
        cls,
        instances: Sequence[Instance],
        homes: Mapping[str, str],
        titles: Collection[str],
    ) -> OwnChapters:
        """Those of the pages of a deck; `titles` are the shown ones of the chapters it has."""
        made = cls()
        known = {folded(title) for title in titles}
        sections = _own_sections(instances)
        places = range(len(instances))
        for home, run in groupby(places, lambda n: homes.get(instances[n].base, "")):
            numbers = list(run)
            if home or _is_inside(numbers, instances, homes):
                continue
            name_of_page = [_name(instances[n], sections, known) for n in numbers]
            rows = zip(name_of_page, numbers, strict=True)
            for name, part in groupby(rows, lambda row: row[0]):
                pages = [instances[n] for _, n in part]
                if name and (len(pages) > 1 or _NUMBERED.match(name) or name in sections):
                    made._add(name, pages)
        return made

    def _add(self, title: str, pages: Sequence[Instance]) -> None:
        chapter = f"{OWN_CHAPTER}{sha256(folded(title).encode())[:6]}"
        self.titles[chapter] = title
        self.of_slide.update({one.id: chapter for one in pages})


def _own_sections(instances: Sequence[Instance]) -> set[str]:
    """The sections of the file in which nothing but own pages stand."""
    shared = {one.first.section for one in instances if one.base}
    return {one.first.section for one in instances} - shared - {""}


def _is_inside(
    numbers: Sequence[int], instances: Sequence[Instance], homes: Mapping[str, str]
) -> bool:
    """Whether a run divides a chapter: the same one stands before and behind it."""
    first, last = numbers[0], numbers[-1]
    if first == 0 or last == len(instances) - 1:
        return False
    before, after = (homes.get(instances[n].base, "") for n in (first - 1, last + 1))
    return before == after


def _name(one: Instance, sections: Collection[str], known: Collection[str]) -> str:
    """What the chapter of an own page is called by its section or its line; empty: by nothing."""
    if one.first.section in sections:
        return "" if folded(one.first.section) in known else one.first.section
    block = line_above(one.first)
    words = "" if block is None else block.text.strip()
    return "" if folded(words) in known else words


def line_above(sheet: SheetSource) -> Block | None:
    """The one short line above the title of a page, or `None`."""
    titles = [block for block in sheet.blocks if block.kind in TITLES and block.lines]
    top = min((block.y for block in titles if block.h), default=TITLE_BOX.y * EMU)
    found = [block for block in sheet.blocks if _is_line(block, top)]
    return found[0] if len(found) == 1 else None


def _is_line(block: Block, top: float) -> bool:
    if block.kind or block.hidden or block.sort != "text" or len(block.lines) != 1:
        return False
    said = name_of(block)
    is_kicker = said is not None and said[1] == "kicker"
    return is_kicker or (len(block.text) <= _LONGEST and 0 < block.y + block.h <= top + _LINE)


def without_line(sheet: SheetSource, titles: Collection[str]) -> SheetSource:
    """The sheet without the line above its title, where that is the title of a chapter."""
    block = line_above(sheet)
    if block is None or folded(block.text.strip()) not in {folded(one) for one in titles}:
        return sheet
    return replace(sheet, blocks=tuple(one for one in sheet.blocks if one is not block))
