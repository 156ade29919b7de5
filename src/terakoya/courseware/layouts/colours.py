"""The colours of judgements, doers and grounds on a sheet."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Doer, Ground, Judgement
from ..palette import Colour


class Shades(NamedTuple):
    """The colours of one judgement: full, text on its tint, tint, and line."""

    full: Colour
    ink: Colour
    tint: Colour
    line: Colour


JUDGEMENTS = {
    Judgement.FAIR: Shades(Colour.OK, Colour.OK_INK, Colour.OK_TINT, Colour.OK_LINE),
    Judgement.MAY: Shades(Colour.WARN, Colour.WARN_INK, Colour.WARN_TINT, Colour.WARN_LINE),
    Judgement.UNFAIR: Shades(Colour.ERR, Colour.ERR_INK, Colour.ERR_TINT, Colour.ERR_LINE),
    Judgement.DEPENDS: Shades(
        Colour.PRIMARY, Colour.PRIMARY_HOVER, Colour.PRIMARY_TINT, Colour.PRIMARY_LINE
    ),
}
DOERS = {
    Doer.YOU: Colour.PRIMARY,
    Doer.SUPERVISOR: Colour.PRIMARY_ACTIVE,
    Doer.COMPANY: Colour.SLATE,
}
GROUNDS = {
    Ground.SKY: Colour.SCENE_SKY,
    Ground.SAND: Colour.SCENE_SAND,
    Ground.MINT: Colour.SCENE_MINT,
}
