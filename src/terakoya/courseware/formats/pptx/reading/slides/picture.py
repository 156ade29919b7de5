"""`picture`: one picture and its paragraphs."""

from __future__ import annotations

from typing import Any

from .....model import PictureSlide
from ..reading import Reading


def read_picture(reading: Reading, base: PictureSlide) -> dict[str, Any]:
    """Text and picture."""
    block = reading.block("text")
    return {
        "text": reading.list(base.text, () if block is None else block.lines),
        "picture": reading.picture("picture", base.picture),
    }
