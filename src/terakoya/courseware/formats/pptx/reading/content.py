"""What stands on a sheet, sorted: its title, texts, tables, pictures, and what else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ....model import Item
from ...marked_text.line import Line, joined, plain_text
from .item_lists import typed_list
from .lines import sizes_in
from .notices import Loss
from .shapes import Block
from .sheets import SheetSource
from .xml import P

_FIXED = ("sldNum", "dt", "ftr", "sldImg", "hdr")
_TITLES = ("title", "ctrTitle")
_SUBTITLES = ("subTitle",)
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
        blocks = [block for block in sheet.blocks if block.kind not in _FIXED and not block.hidden]
        titles = [block for block in blocks if block.kind in _TITLES and block.lines]
        self.tables = [block for block in blocks if block.rows]
        self.pictures = [block for block in blocks if block.sort == "picture" and block.image]
        bodies = [b for b in blocks if b.sort == "text" and b.lines and b not in titles]
        bodies.sort(key=reading_order)
        self.title = " ".join(joined(titles[0].lines).text.split("\n")) if titles else ""
        self.has_own_title = bool(titles)
        if not titles:
            self.title, bodies = prominent(bodies)
        self.texts: list[Line] = [line for block in bodies for line in block.lines]
        self.items = items_of(bodies)
        self.others = [block for block in blocks if block.sort in _CANNOT]
        self.diagrams = [block for block in self.others if block.sort == "diagram"]
        self.losses = [_CANNOT[block.sort] for block in self.others]
        if any(block.vertical for block in bodies):
            self.losses.append(Loss.VERTICAL_TEXT)
        self._shapes = [b for b in blocks if b.sort in ("line", "other") or _is_drawn(b)]
        self.every_line = self.texts + [line for block in self.others for line in block.lines]
        self.every_line += [
            Line.of(plain_text(cell.lines))
            for t in self.tables
            for row in t.rows
            for cell in row
            if cell.lines
        ]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All that is written beside the title; of a table, a row each."""
        texts = [line.text for line in self.texts]
        texts += [line.text for block in self.others for line in block.lines]
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
    def is_plain(self) -> bool:
        """Whether title, texts, tables and pictures are all that stands here."""
        return not self.others and len(self._shapes) <= 1 and Loss.VERTICAL_TEXT not in self.losses


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


def reading_order(block: Block) -> tuple[int, int]:
    """Subtitles first, then from the top; what stands nearly at one height, from the left."""
    return (0 if block.kind in _SUBTITLES else 1 + block.y // 200_000, block.x)


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
    every = [pair for one in bodies for pair in zip(one.lines, one.levels, strict=True)]
    items: list[list[Line]] = []
    for line, level in zip(*typed_list(every), strict=True):
        if level and items:
            items[-1].append(line)
        else:
            items.append([line])
    return items
