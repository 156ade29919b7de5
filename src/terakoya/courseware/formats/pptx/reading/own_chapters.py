"""Chapters of a deck's author: a run of own pages under a section or a line of its own.

Somebody puts 「第7章　当社の場合」 above the titles of five new pages, or gathers them in a section
of the file. That is a chapter of the course, and the line is no sentence of the pages. So are
pages that were copied from ours and got such a line. A run in the middle of a chapter divides
none: there the pages stay in the chapter around them, which is told where they name another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ....layouts.frames import TITLE_BOX
from ....layouts.units import EMU
from ....revision import sha256
from ....text.alignment import folded
from ...marked_text.letters import as_letters
from ...marked_text.line import joined
from .chapter_names import ChapterName, ChapterNames, begins_with_number
from .identity import name_of
from .instances import Instance
from .notices import Loss, Notice, page_ranges
from .shapes import TITLES, Block
from .sheets import SheetSource

OWN_CHAPTER = "own-chapter-"
_LONGEST = 40  # characters of a line above a title
_LABELS = ("", "body", "subTitle")  # placeholders that a line may stand in, and none
_LINE = 8 * EMU  # so far a line may reach into the place of the title below it


@dataclass
class OwnChapters:
    """The chapters that a deck's author made: by id their titles, and by slide their ids.

    `inside` are pages in the middle of a chapter by the name of the chapter that they name.
    """

    titles: dict[str, str] = field(default_factory=dict)
    of_slide: dict[str, str] = field(default_factory=dict)
    inside: dict[str, list[Instance]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def found(
        cls,
        instances: Sequence[Instance],
        homes: Mapping[str, str],
        titles: Iterable[str],
    ) -> OwnChapters:
        """Those of the pages of a deck; `titles` are the shown ones of the chapters it has.

        `homes` are the chapters of the base by its slides; a copy of one is a page of the author's.
        """
        made = cls()
        known = ChapterNames.of(titles)
        sections = _own_sections(instances, homes)
        places = range(len(instances))
        for home, run in groupby(places, lambda n: homes.get(instances[n].id, "")):
            if home:
                continue
            numbers = list(run)
            pages = [instances[n] for n in numbers]
            names = [_name(one, sections, known) for one in pages]
            before, after = _around(numbers, instances, homes)
            if before and before == after:
                made._add_inside(names, pages, sections)
                continue
            returns = [homes.get(one.base) == after for one in pages]
            titles_of_run = _followed(_titles(_opened(names, pages), sections), returns)
            for title, one in zip(titles_of_run, pages, strict=True):
                made._add(title, one)
        return made

    def notices(self, titles: Mapping[str, str]) -> Iterator[Notice]:
        """Pages that name another chapter than the one they are in; `titles` are those by id."""
        for name, pages in self.inside.items():
            around = "、".join(dict.fromkeys(titles[one.chapter] for one in pages if one.chapter))
            values = {"text": name, "title": around, "pages": page_ranges([p.page for p in pages])}
            yield Notice(Loss.CHAPTER_INSIDE, None, values)

    def _add(self, title: str, one: Instance) -> None:
        if title:
            chapter = f"{OWN_CHAPTER}{sha256(folded(title).encode())[:6]}"
            self.titles[chapter] = as_letters(title)
            self.of_slide[one.id] = chapter

    def _add_inside(
        self, names: Sequence[str], pages: Sequence[Instance], sections: Collection[str]
    ) -> None:
        """Note pages whose line names a chapter; of a section it is told anyway."""
        for name, one in zip(names, pages, strict=True):
            if ChapterName.of(name) is not None and name not in sections:
                self.inside[name].append(one)


def _own_sections(instances: Sequence[Instance], homes: Collection[str]) -> set[str]:
    """The sections of the file in which nothing but own pages stand."""
    shared = {one.first.section for one in instances if one.id in homes}
    return {one.first.section for one in instances} - shared - {""}


def _around(
    numbers: Sequence[int], instances: Sequence[Instance], homes: Mapping[str, str]
) -> tuple[str, str]:
    """The chapters before and behind a run; empty at an end of the deck."""
    places = (numbers[0] - 1, numbers[-1] + 1)
    before, after = (
        homes.get(instances[n].id, "") if 0 <= n < len(instances) else "" for n in places
    )
    return before, after


def _name(one: Instance, sections: Collection[str], known: ChapterNames) -> str:
    """What the chapter of an own page is called by its section or its line; empty: by nothing.

    The line of a page that was copied from ours is its kicker, unless it names a chapter.
    """
    if one.first.section in sections:
        return "" if known.has(one.first.section) else one.first.section
    lines = [line.text for line in named_lines(one.first)]
    if one.base and lines and not ChapterName.has_title(lines[0]):
        # The number may be left as it was on a copy of the page that opens a chapter.
        lines = [_with_title(lines[0], one)] if known.has(lines[0]) else lines
    new = [line for line in lines if not known.has(line)]
    if new or lines:
        return new[0] if new else ""
    block = line_above(one.first)
    words = "" if block is None else block.text.strip()
    return "" if known.has(words) or one.base else words


def _with_title(number: str, one: Instance) -> str:
    """The number of a chapter with the title of the page that opens it."""
    return "　".join((number, *joined(one.first.title).text.split())).strip()


def _opened(names: Sequence[str], pages: Sequence[Instance]) -> list[str]:
    """The names of pages; a number that one page alone says has that page's title behind it."""
    found: list[str] = []
    at = 0
    for name, group in groupby(names):
        count = len(list(group))
        is_number = ChapterName.of(name) is not None and not ChapterName.has_title(name)
        found += [_with_title(name, pages[at])] if is_number and count == 1 else [name] * count
        at += count
    return found


def _titles(names: Sequence[str], sections: Collection[str]) -> list[str]:
    """The names of pages that are enough for a chapter; empty for the others."""
    found: list[str] = []
    for name, group in groupby(names):
        count = len(list(group))
        is_enough = count > 1 or begins_with_number(name) or name in sections
        found += [name if is_enough else ""] * count
    return found


def _followed(titles: Sequence[str], returns: Sequence[bool]) -> list[str]:
    """The chapters of a run's pages by title: those without one are in that of the page before.

    `returns` says which pages are copies from the chapter behind the run: there they belong, and
    what follows them, once no more titles come.
    """
    found: list[str] = []
    for title in titles:
        found.append(title or (found[-1] if found else ""))
    rest = max((n for n, title in enumerate(titles, 1) if title), default=0)
    end = next((n for n in range(rest, len(titles)) if returns[n]), len(titles))
    return [*found[:end], *[""] * (len(titles) - end)]


@dataclass(frozen=True)
class NamedLine:
    """A line of a page that names a chapter by a number: its words, and its shape without them."""

    text: str
    block: Block
    rest: Block | None


def named_lines(sheet: SheetSource) -> list[NamedLine]:
    """The lines that name the chapter of a page, those with a title first.

    Each begins its shape. Empty where the page names several, as a list of chapters does.
    """
    shapes = [one for one in sheet.blocks if one.kind in (*_LABELS, *TITLES) and not one.hidden]
    found = [line for one in shapes if one.sort == "text" and (line := _named(one))]
    said = [
        name for one in shapes for part in one.text.split("\n") if (name := ChapterName.of(part))
    ]
    titles = {name.title for name in said if name.title}
    if len(titles) > 1 or len({one.number for one in said}) > max(1, len(found)):
        return []
    return sorted(found, key=lambda one: (not ChapterName.has_title(one.text), one.block.y))


def _named(block: Block) -> NamedLine | None:
    first, *others = block.text.strip().split("\n")
    if ChapterName.of(first) is None or len(first) > _LONGEST:
        return None
    if block.kind in TITLES:
        if not others:
            return NamedLine(first.strip(), block, block)
        if not ChapterName.has_title(first):
            return NamedLine("　".join((first.strip(), *others)), block, block)
    elif not others or (len(others) == 1 and not ChapterName.has_title(first)):
        return NamedLine("　".join((first.strip(), *others)), block, None)
    return NamedLine(first.strip(), block, _without_first(block, len(first)))


def _without_first(block: Block, length: int) -> Block:
    line, *lines = block.lines
    if line.text.strip() != line.text[:length].strip():
        return replace(block, lines=(line.part(length).stripped(), *lines))
    return replace(block, lines=tuple(lines), levels=block.levels[1:])


def line_above(sheet: SheetSource) -> Block | None:
    """The one short line above the title of a page; `None` where there is none, or more."""
    top = _top(sheet.blocks)
    found = [block for block in sheet.blocks if not block.kind and _is_line(block, top)]
    return found[0] if len(found) == 1 else None


def _top(blocks: Sequence[Block]) -> float:
    """Where the title of a page begins."""
    titles = [block for block in blocks if block.kind in TITLES and block.lines]
    return min((block.y for block in titles if block.h), default=TITLE_BOX.y * EMU)


def _is_line(block: Block, top: float) -> bool:
    if block.hidden or block.sort != "text" or len(block.lines) != 1:
        return False
    said = name_of(block)
    is_kicker = said is not None and said[1] == "kicker"
    return is_kicker or (len(block.text) <= _LONGEST and 0 < block.y + block.h <= top + _LINE)


def without_line(sheet: SheetSource, titles: Collection[str]) -> SheetSource:
    """The sheet without the line that is the title of a chapter."""
    known = {folded(one) for one in titles}
    block = line_above(sheet)
    lines = named_lines(sheet) or ([NamedLine(block.text.strip(), block, None)] if block else [])
    line = next((one for one in lines if folded(one.text) in known), None)
    if line is None:
        return sheet
    rest = (line.rest if one is line.block else one for one in sheet.blocks)
    return replace(sheet, blocks=tuple(one for one in rest if one is not None))
