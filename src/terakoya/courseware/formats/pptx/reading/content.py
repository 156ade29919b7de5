"""What stands on a sheet, sorted: its title, texts, tables, pictures, and what else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ....model import Item
from ...marked_text.line import Line, joined, plain_text
from . import item_lists
from .box_order import in_reading_order
from .drawings import is_marked, is_program, is_sign
from .item_lists import typed_list
from .lines import bulleted_in, is_filled_in, numbers_in, sizes_in
from .links import address_of_film
from .notices import Loss
from .shapes import Block
from .sheets import SheetSource
from .xml import P

_FIXED = ("sldNum", "dt", "ftr", "sldImg", "hdr")
_FEWEST_BULLETS = 2  # that make a list
_MOST_COVER_LINES, _LONGEST_COVER_LINE = 4, 60  # beside the title of a cover, and in characters
_MOST_TITLE_LINES = 3  # of a title that was typed into a box in several paragraphs
_SIGN = re.compile(r"[^\w\s(（「『\"']")  # a dash or a dot that somebody typed
_SIGN_OF_JAPANESE, _SIGN_OF_OTHERS = "・", "– "
_JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_TITLES = ("title", "ctrTitle")
_CANNOT = {
    "chart": Loss.CHART,
    "diagram": Loss.SMART_ART,
    "ole": Loss.OLE,
    "video": Loss.VIDEO,
    "audio": Loss.AUDIO,
}


class Content:
    """What stands on a sheet, sorted."""

    def __init__(self, sheet: SheetSource) -> None:
        self.sheet = sheet
        blocks = [one for one in sheet.placed_blocks if not (_is_fixed(one) or one.hidden)]
        titles = [block for block in blocks if block.kind in _TITLES and block.lines]
        self.tables = [block for block in blocks if block.rows]
        self.pictures = [block for block in blocks if block.sort == "picture" and block.image]
        bodies = [b for b in blocks if b.sort == "text" and b.lines and b not in titles]
        bodies = [_numbered(block) for block in in_reading_order(bodies)]
        self.title = " ".join(joined(titles[0].lines).text.split("\n")) if titles else ""
        self.has_own_title = bool(titles)
        if not titles:
            self.title, bodies = prominent(bodies)
            if not self.title:
                self.title, bodies = typed_heading(bodies)
        # A title at the top of a page, above what it says; that of a cover is another placeholder.
        self._is_page = any(block.kind == "title" for block in titles)
        self.texts: list[Line] = [line for block in bodies for line in block.lines]
        self.items = items_of(bodies)
        self.bodies = tuple(bodies)
        self.others = [block for block in blocks if block.sort in _CANNOT]
        self.diagrams = [block for block in self.others if block.sort == "diagram"]
        films = [address_of_film(one.element) for one in self.others if one.sort == "video"]
        self.films = [address for address in films if address]
        self.losses = [_loss_of(block) for block in self.others]
        if any(block.vertical for block in bodies):
            self.losses.append(Loss.VERTICAL_TEXT)
        self._shapes = [b for b in blocks if b.sort in ("line", "other") or _is_drawn(b)]
        self._is_drawing = (
            any(map(is_sign, blocks))
            or any(map(is_program, bodies))
            or is_marked(self.pictures, [*bodies, *self._shapes])
        )
        self.every_line = self.texts + [line for block in self.others for line in block.lines]
        self.every_line += [
            Line.of(plain_text(cell.lines))
            for t in self.tables
            for row in t.rows
            for cell in row
            if cell.lines
        ]

    @property
    def is_numbered(self) -> bool:
        """Whether somebody typed numbers before the paragraphs."""
        pairs = [pair for one in self.bodies for pair in _leveled(one, is_head=False)]
        return item_lists.is_numbered(pairs)

    @property
    def is_one_list(self) -> bool:
        """Whether each box begins with a number: other words would seem to belong to an item."""
        return all(item_lists.begins_with_number(block.lines[0]) for block in self.bodies)

    @property
    def leveled(self) -> list[tuple[int, str]]:
        """The paragraphs with their levels from 0; what stands in a column is below its first,
        unless the column has levels of its own.
        """
        columns = [block for block in _columns(self.bodies) if not any(_levels(block))]
        pairs = [
            pair
            for block in self.bodies
            for pair in _leveled(block, is_head=any(block is one for one in columns))
        ]
        if not self.is_numbered:
            pairs = list(zip(*typed_list(pairs), strict=True)) if pairs else []
        return [(level, line.text) for line, level in pairs if line.text.strip()]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All that is written beside the title; of a table, a row each."""
        texts = (*(line.text for line in self.texts), *self.beside)
        return tuple(text for text in texts if text.strip())

    @property
    def beside(self) -> tuple[str, ...]:
        """What is written in drawings and tables; of a table, a row each."""
        texts = [line.text for block in self.others for line in block.lines]
        for table in self.tables:
            rows = ([plain_text(cell.lines) for cell in row if cell.lines] for row in table.rows)
            texts += [" / ".join(row) for row in rows if row]
        return tuple(text for text in texts if text.strip())

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands here at all."""
        shown = (self.title, self.texts, self.tables, self.pictures, self.others, self._shapes)
        return not any(shown)

    @property
    def is_cover(self) -> bool:
        """Whether a page only says what comes, or that it is the end: its look says the rest."""
        if self.tables or self.pictures or self.others or len(self.texts) > _MOST_COVER_LINES:
            return False
        if any(len(line.text) > _LONGEST_COVER_LINE for line in self.texts):
            return False
        has_list = any(block.kind == "body" for block in self.bodies)
        return not self.texts or self.sheet.is_section_header or not (has_list or self._is_page)

    @property
    def is_plain(self) -> bool:
        """Whether title, texts, tables and pictures are all that stands here."""
        if self.others or self._is_drawing or Loss.VERTICAL_TEXT in self.losses:
            return False
        return len(self._shapes) <= 1


def _loss_of(block: Block) -> Loss:
    """How it is told that a thing is left out; a film that stands on the web by its address."""
    is_online = block.sort == "video" and address_of_film(block.element)
    return Loss.ONLINE_VIDEO if is_online else _CANNOT[block.sort]


def _is_fixed(block: Block) -> bool:
    """Whether a program fills a box in by itself: the number of the page, or the date."""
    return block.kind in _FIXED or (block.sort == "text" and is_filled_in(block.element))


def _numbered(block: Block) -> Block:
    """The box with the numbers that its program writes before paragraphs typed in."""
    body = None if block.element is None else block.element.find(f"{P}txBody")
    numbers = numbers_in(body)
    if len(numbers) != len(block.lines) or not any(numbers):
        return block
    pairs = zip(numbers, block.lines, strict=True)
    return replace(block, lines=tuple(joined((Line.of(one), line), "") for one, line in pairs))


def _leveled(block: Block, *, is_head: bool) -> list[tuple[Line, int]]:
    """The paragraphs of a box by their levels; `is_head` puts all others below its first."""
    pairs = zip(block.lines, _levels(block), strict=True)
    return [(line, level + (is_head and row > 0)) for row, (line, level) in enumerate(pairs)]


def prominent(bodies: Sequence[Block]) -> tuple[str, list[Block]]:
    """The line that does for a title where no title is, and the texts without it.

    It is the one in larger letters than all others, or the only one; else the first, if it has a
    box of its own. Where none stands out, there is no title.
    """
    lines = [
        (size, one, row)
        for one, block in enumerate(bodies)
        for row, size in enumerate(_sizes(block))
    ]
    largest = max((size for size, _, _ in lines), default=0)
    outstanding = [(one, row) for size, one, row in lines if size == largest]
    if len(outstanding) == 1:
        one, row = outstanding[0]
    elif len(bodies) > 1 and len(bodies[0].lines) == 1:
        one, row = 0, 0
    else:
        return "", list(bodies)
    title = " ".join(bodies[one].lines[row].text.split("\n"))
    rest = [_without(block, row) if place == one else block for place, block in enumerate(bodies)]
    return title, [block for block in rest if block.lines]


def typed_heading(bodies: Sequence[Block]) -> tuple[str, list[Block]]:
    """The title that somebody typed in several paragraphs, and the texts without it.

    It is a box of few lines all of which are in larger letters than all others.
    """
    sizes = [_sizes(block) for block in bodies]
    largest = max((size for one in sizes for size in one), default=0)
    found = [place for place, one in enumerate(sizes) if largest in one]
    if len(bodies) < 2 or len(found) != 1 or min(sizes[found[0]]) < largest:
        return "", list(bodies)
    box = bodies[found[0]]
    if len(box.lines) > _MOST_TITLE_LINES:
        return "", list(bodies)
    title = " ".join(" ".join(line.text.split()) for line in box.lines)
    return title, [block for block in bodies if block is not box]


def _without(block: Block, row: int) -> Block:
    lines, levels = list(block.lines), list(block.levels)
    del lines[row], levels[row]
    return replace(block, lines=tuple(lines), levels=tuple(levels))


def _sizes(block: Block) -> tuple[int, ...]:
    """The size of the letters of each paragraph."""
    body = None if block.element is None else block.element.find(f"{P}txBody")
    found = sizes_in(body)
    return found if len(found) == len(block.lines) else (0,) * len(block.lines)


def _is_drawn(block: Block) -> bool:
    """A shape without words that is no placeholder: perhaps a part of a drawing."""
    return block.sort == "text" and not block.lines and not block.kind


def items_of(bodies: Sequence[Block]) -> tuple[Item, ...]:
    """An item for each paragraph; one of a deeper level is the text of the item above it.

    A box that stands beside another one is an item as a whole: its first paragraph is the head.
    """
    columns = _columns(bodies)
    found = [] if columns else item_lines(bodies)
    for block in bodies if columns else ():
        found += [list(block.lines)] if block in columns else item_lines([block])
    return tuple(
        Item(head=head.text, text="\n".join(line.text for line in below)) for head, *below in found
    )


def _columns(bodies: Sequence[Block]) -> list[Block]:
    """The boxes of several paragraphs that stand side by side with another such one."""
    several = [block for block in bodies if len(block.lines) > 1]
    return [one for one in several if any(_is_beside(one, other) for other in several)]


def _is_beside(one: Block, other: Block) -> bool:
    """Whether two boxes share half of their height and nothing of their width."""
    shared = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    apart = one.x + one.w <= other.x or other.x + other.w <= one.x
    return apart and 2 * shared >= min(one.h, other.h) > 0


def item_lines(bodies: Sequence[Block]) -> list[list[Line]]:
    """Paragraphs by items: each of the first level with the deeper ones below it."""
    every = [pair for one in bodies for pair in zip(one.lines, _levels(one), strict=True)]
    items: list[list[Line]] = []
    for line, level in zip(*typed_list(every), strict=True):
        if level and items:
            items[-1].append(line if level == 1 else _deeper(line))
        else:
            items.append([line])
    return items


def _levels(block: Block) -> list[int]:
    """How deep the paragraphs of a box are below its highest; whole boxes may begin deeper.

    Of a list, those without a bullet belong to the one above that has one.
    """
    highest = min(block.levels, default=0)
    depth = [level - highest for level in block.levels]
    body = None if block.element is None else block.element.find(f"{P}txBody")
    marked = bulleted_in(body, by_itself=bool(block.kind))
    if len(marked) != len(depth) or not marked[0]:
        return depth
    tops = sum(mark and not level for mark, level in zip(marked, depth, strict=True))
    if tops < _FEWEST_BULLETS:
        return depth
    return [level if mark else max(level, 1) for mark, level in zip(marked, depth, strict=True)]


def _deeper(line: Line) -> Line:
    """A paragraph of the third level or below, with the sign that shows it: an item has two."""
    if _SIGN.match(line.text):
        return line
    sign = _SIGN_OF_JAPANESE if _JAPANESE.search(line.text) else _SIGN_OF_OTHERS
    return joined((Line.of(sign), line), "")
