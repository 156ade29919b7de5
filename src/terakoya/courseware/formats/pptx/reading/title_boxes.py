"""The title of a page whose title stands in an ordinary text box.

Another template may have no place for a title, or a place of another kind. The box that says the
slide's title is found before any other shape gets a name, so that no field takes its words.
"""

from __future__ import annotations

from dataclasses import replace

from ....text.alignment import text_likeness
from ...marked_text.line import plain_text
from .geometry import ALIKE
from .identity import is_free
from .planned_pages import PlannedPage
from .shapes import TITLES
from .sheets import SheetSource


def with_title(sheet: SheetSource, drawn: PlannedPage) -> SheetSource:
    """The sheet with the box that says what the drawn title says as its title, if it has none."""
    wanted = plain_text(drawn.title)
    if sheet.title or not wanted:
        return sheet
    scores = {
        number: text_likeness(wanted, block.text)
        for number, block in enumerate(sheet.blocks)
        if block.sort == "text" and is_free(block)
    }
    best = max(scores, key=lambda number: scores[number], default=None)
    if best is None or scores[best] < ALIKE or _says_more_like(sheet, drawn, best, scores[best]):
        return sheet
    blocks = list(sheet.blocks)
    blocks[best] = replace(blocks[best], kind=TITLES[0])
    return replace(sheet, blocks=tuple(blocks))


def _says_more_like(sheet: SheetSource, drawn: PlannedPage, number: int, score: float) -> bool:
    """Whether a box says rather what another drawn shape says."""
    text = sheet.blocks[number].text
    others = (one for one in drawn.blocks if one.kind not in TITLES and not one.hidden)
    return any(text_likeness(one.text, text) > score for one in others if one.text.strip())
