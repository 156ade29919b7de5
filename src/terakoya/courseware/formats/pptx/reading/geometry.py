"""How near two shapes of a sheet are to each other."""

from __future__ import annotations

from ....layouts.units import EMU
from .shapes import Block

ALIKE = 0.5  # from here on two places, or two texts, are taken as the same one
_BESIDE = 64 * EMU  # so far behind a figure its unit may begin
_PLACES = 160 * EMU  # so far apart in all their edges, two shapes have nothing in common


def edges(block: Block) -> tuple[int, int, int, int]:
    """Where a shape begins and ends: left, top, right, bottom."""
    return block.x, block.y, block.x + block.w, block.y + block.h


def apart(one: Block, other: Block) -> int:
    """How far the edges of two shapes are apart, all four together."""
    return sum(abs(a - b) for a, b in zip(edges(one), edges(other), strict=True))


def nearness(one: Block, other: Block) -> float:
    """1 for the same place and size, down to 0."""
    return max(0.0, 1 - apart(one, other) / _PLACES)


def sizes(one: Block, other: Block) -> float:
    """The smaller area as a part of the larger."""
    small, large = sorted((one.w * one.h, other.w * other.h))
    return small / large if large else 0.0


def is_in(one: Block, other: Block) -> bool:
    """Whether the middle of a shape is within another."""
    left, top, right, bottom = edges(other)
    return left <= one.x + one.w / 2 <= right and top <= one.y + one.h / 2 <= bottom


def is_beside(one: Block, other: Block) -> bool:
    """Whether a shape stands in the line of another, on its right half or directly behind it."""
    _, top, right, bottom = edges(other)
    in_line = top <= one.y + one.h / 2 <= bottom or one.y <= (top + bottom) / 2 <= one.y + one.h
    return in_line and other.x + other.w / 2 <= one.x <= right + _BESIDE
