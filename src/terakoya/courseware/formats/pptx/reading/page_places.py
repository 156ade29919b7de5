"""Where the shapes of a deck of another page size would stand on pages of our size.

Programs bring pages to a size in two ways: PowerPoint shrinks everything alike and centres it,
LibreOffice stretches each side for itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from .shapes import Block

WIDTH, HEIGHT = 12_192_000, 6_858_000  # EMU of our own pages
_MOST = 0.9  # of the shapes; logos and remarks of the author stand anywhere
_ROUNDED = 20_000  # EMU

Move = Callable[[Block], Block]


def to_our_page(blocks: Sequence[Block], width: int, height: int) -> Move | None:
    """How the shapes of a deck are moved to our pages; `None` where its pages are of our size."""
    if (width, height) == (WIDTH, HEIGHT):
        return None
    scale = min(width / WIDTH, height / HEIGHT)
    left, top = (width - WIDTH * scale) / 2, (height - HEIGHT * scale) / 2
    # What stands wholly beside its page is there in every program, and tells nothing.
    placed = [
        block
        for block in blocks
        if block.w and block.h and block.y + block.h > 0 and block.y < height
    ]
    inside = sum(
        block.x >= left - _ROUNDED
        and block.y >= top - _ROUNDED
        and block.x + block.w <= width - left + _ROUNDED
        and block.y + block.h <= height - top + _ROUNDED
        for block in placed
    )
    if inside >= _MOST * len(placed):
        return _mover(1 / scale, 1 / scale, left, top)
    return _mover(WIDTH / width, HEIGHT / height, 0, 0)


def _mover(across: float, down: float, left: float, top: float) -> Move:
    def move(block: Block) -> Block:
        if not (block.w or block.h):
            return block  # where it stands is its layout's matter
        return replace(
            block,
            x=round((block.x - left) * across),
            w=round(block.w * across),
            y=round((block.y - top) * down),
            h=round(block.h * down),
        )

    return move
