"""The palette: the one place that says what colour a role has (`design/slides.md` §3).

Decks, workbooks, handouts and the documents of the portal take it from here; of web pages
`make format` writes it into `tokens.css`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Colour(StrEnum):
    """A role and the hex digits of its colour; a role that borrows another's names it."""

    PRIMARY = "0055AD"
    PRIMARY_HOVER = "00428C"
    PRIMARY_ACTIVE = "00316A"
    PRIMARY_TINT = "F0F9FF"
    PRIMARY_TINT_2 = "DCF0FF"
    PRIMARY_LINE = "97D3FF"
    INK = "1A1A1A"
    TEXT = "333333"
    TEXT_SUB = "4D4D4D"
    TEXT_MUTE = "666666"
    LINE_STRONG = TEXT_MUTE
    LINE = "CCCCCC"
    LINE_SOFT = "E6E6E6"
    SURFACE = "FFFFFF"
    SURFACE_2 = "F7F9FB"
    SURFACE_3 = "F2F2F2"
    OK = "197A4B"
    OK_INK = "115A36"
    OK_TINT = "E6F5EC"
    OK_LINE = "9BD4B5"
    WARN = "C74700"
    WARN_INK = "8B3200"
    WARN_TINT = "FFEEE2"
    WARN_LINE = "FFC199"
    ERR = "CE0000"
    ERR_INK = "A90000"
    ERR_TINT = "FDEEEE"
    ERR_LINE = "FFBBBB"
    OWN = "5109AD"
    OWN_TINT = "F1EAFA"
    OWN_LINE = "CDA6FF"
    SLATE = "44546A"
    NOTE_INK = "6E5600"
    NOTE_TINT = "FBF5E0"
    NOTE_LINE = "FFD43D"
    FOCUS = "000000"
    FOCUS_HALO = NOTE_LINE
    HEAT_1 = "FFA66D"
    HEAT_2 = "FFDFCA"
    HEAT_3 = SURFACE_3
    HEAT_4 = "C0E4FF"
    HEAT_5 = "57B8FF"
    SCENE_SKY = PRIMARY_TINT_2
    SCENE_SAND = "F5EFE2"
    SCENE_MINT = OK_TINT

    @property
    def css(self) -> str:
        """The colour as style sheets, SVG and workbooks write it."""
        return f"#{self.value.lower()}"


HEAT: Final = (Colour.HEAT_1, Colour.HEAT_2, Colour.HEAT_3, Colour.HEAT_4, Colour.HEAT_5)
# Colours of pages and workbooks; on a sheet of a deck they are somebody else's.
NOT_ON_SHEETS: Final = frozenset(
    {
        *(Colour.OWN_TINT, Colour.OWN_LINE, Colour.FOCUS),
        *(Colour.NOTE_INK, Colour.NOTE_TINT, Colour.NOTE_LINE),
        *(Colour.HEAT_1, Colour.HEAT_2, Colour.HEAT_4, Colour.HEAT_5),
    }
)


def roles() -> dict[str, Colour]:
    """Every role by its name in style sheets and typst documents, borrowing ones too."""
    return {name.lower().replace("_", "-"): one for name, one in Colour.__members__.items()}
