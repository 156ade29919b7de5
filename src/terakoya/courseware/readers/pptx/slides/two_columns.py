"""`two-columns`: on each side a head, somebody's words with a face, and points."""

from __future__ import annotations

from typing import Any

from ....model import Column, TwoColumnsSlide
from ..reading import Reading
from .bullets import read_optional_picture


def read_two_columns(reading: Reading, base: TwoColumnsSlide) -> dict[str, Any]:
    """Both sides; which judgement a side is stays the base's."""
    return {
        "left": _column(reading, "left", base.left),
        "right": _column(reading, "right", base.right),
    }


def _column(reading: Reading, side: str, base: Column) -> Column:
    points = reading.block(f"{side}-points")
    return Column(
        judgement=base.judgement,
        head=reading.text(base.head, f"{side}-head", bold=True),
        face=read_optional_picture(reading, f"{side}-face", base.face),
        quote=reading.text(base.quote, f"{side}-quote"),
        points=reading.list(base.points, () if points is None else points.lines),
    )
