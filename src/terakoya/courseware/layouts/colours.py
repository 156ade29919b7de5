"""Colours by role (`design/slides.md` §3), and those of judgements, doers and grounds."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ..model import Doer, Ground, Judgement


class Colour(StrEnum):
    """A design token; its value is the token's hex digits."""

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
    SLATE = "44546A"
    OWN = "5109AD"
    SAND = "F5EFE2"


class Palette(NamedTuple):
    """The colours of one judgement: full, text on its tint, tint, and line."""

    full: Colour
    ink: Colour
    tint: Colour
    line: Colour


JUDGEMENTS = {
    Judgement.FAIR: Palette(Colour.OK, Colour.OK_INK, Colour.OK_TINT, Colour.OK_LINE),
    Judgement.MAY: Palette(Colour.WARN, Colour.WARN_INK, Colour.WARN_TINT, Colour.WARN_LINE),
    Judgement.UNFAIR: Palette(Colour.ERR, Colour.ERR_INK, Colour.ERR_TINT, Colour.ERR_LINE),
    Judgement.DEPENDS: Palette(
        Colour.PRIMARY, Colour.PRIMARY_HOVER, Colour.PRIMARY_TINT, Colour.PRIMARY_LINE
    ),
}
DOERS = {
    Doer.YOU: Colour.PRIMARY,
    Doer.SUPERVISOR: Colour.PRIMARY_ACTIVE,
    Doer.COMPANY: Colour.SLATE,
}
GROUNDS = {
    Ground.SKY: Colour.PRIMARY_TINT_2,
    Ground.SAND: Colour.SAND,
    Ground.MINT: Colour.OK_TINT,
}
