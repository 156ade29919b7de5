"""`chapter`: its number is read where it stands, all else by the plan."""

from __future__ import annotations

import re
from typing import Any

from .....model import ChapterSlide
from .....text.alignment import folded
from ..reading import Reading
from .planned import read_planned

_DIGITS = re.compile(r"\d+")


def read_chapter(reading: Reading, base: ChapterSlide) -> dict[str, Any]:
    """The number that somebody wrote, as where two chapters changed places, and the other fields.

    One beyond the number of chapters is told as a changed word.
    """
    block = reading.block("chapter-number")
    digits = _DIGITS.search("" if block is None else folded(block.text))
    number = int(digits[0]) if digits and len(digits[0]) < 3 else base.number
    if not 1 <= number <= base.chapters:
        number = base.number
    # Against the number that was read, the words around it are those of the layout.
    fields = read_planned(reading, base.model_copy(update={"number": number}))
    return {**fields, "number": number}
