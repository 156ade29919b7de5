"""`text`: `items` holds the paragraphs by their levels, on as many sheets as they take."""

from __future__ import annotations

from typing import Any

from .....layouts.identity import CONTINUATIONS, Part
from .....model import ListItem, TextSlide
from .....text.alignment import align_texts
from ....marked_text.line import Line, joined
from ..reading import Reading
from ..text_pages import DEEPEST
from .bullets import added_picture, read_optional_picture

_GAPS = ("", " ", "\n", "　")  # what may have stood where a paragraph was divided


def read_text(reading: Reading, base: TextSlide) -> dict[str, Any]:
    """The paragraphs of all sheets, those that were divided in one again, and the picture."""
    wanted = {reading.markup.shown(item.text) for item in base.items}
    lines: list[Line] = []
    levels: list[int] = []
    for part in (Part.MAIN, *CONTINUATIONS):
        if not reading.has(part):
            continue
        prefix = "" if part is Part.MAIN else f"{part}-"
        if prefix:
            reading.block(f"{prefix}kicker", part)
        rest = reading.block(f"{prefix}rest", part)
        if rest is not None and lines:
            lines[-1] = _whole(lines[-1], joined(rest.lines), wanted)
        block = reading.block(f"{prefix}items", part)
        if block is not None:
            lines += block.lines
            levels += (min(level, DEEPEST) for level in block.levels)
    origins = align_texts(
        [reading.markup.shown(item.text) for item in base.items], [line.text for line in lines]
    )
    reading.origins["items"] = tuple(origins)
    items = tuple(
        ListItem(
            level=level,
            text=reading.markup.of("" if origin is None else base.items[origin].text, line),
        )
        for line, level, origin in zip(lines, levels, origins, strict=True)
    )
    return {
        "items": items,
        "picture": read_optional_picture(reading, "picture", base.picture)
        or added_picture(reading, base.picture),
    }


def _whole(one: Line, rest: Line, wanted: set[str]) -> Line:
    """A paragraph that was divided, with what stood between its parts."""
    found = [joined((one, rest), gap) for gap in _GAPS]
    said = next((line for line in found if line.text in wanted), None)
    if said is not None or not (one.text and rest.text):
        return said or found[0]
    is_between_words = one.text[-1].isascii() and rest.text[0].isascii()
    return found[1] if is_between_words else found[0]
