"""Pictures that fill a place of another shape: what of them is cut off, and what never is."""

from __future__ import annotations

from ..model import Picture
from .sheet import Sheet
from .styles import Path
from .units import Box

SHOWN_AT = 0.72  # which part of a tall picture is kept: below the middle, where people are
# Scenes are drawn with all that matters in their middle 80 % (`design/slides.md` §6).
SIDES_MOST = 0.1  # share that may be cut off at either side of such a drawing
_SCENE = 1.25  # width ÷ height from which a drawing is a scene; a diagram is squarer


def draw_cut(
    sheet: Sheet, block: str, picture: Picture, box: Box, shows: Path, *, lower: float = 0
) -> None:
    """The picture over the whole width, cut above and below; `lower` rounds its lower corners."""
    aspect = sheet.aspect(picture)
    full = box.w / aspect
    if full <= box.h:
        sheet.picture(block, box.holding(aspect, bottom=True), picture, shows=shows)
        return
    cut = 1 - box.h / full
    crop = (cut * SHOWN_AT, cut * (1 - SHOWN_AT))
    sheet.picture(block, box, picture, crop, shows=shows, lower=lower)


def draw_filling(
    sheet: Sheet,
    block: str,
    picture: Picture,
    frame: Box,
    shows: Path,
    *,
    standing: bool = True,
    lower: float = 0,
    shared: bool = False,
) -> None:
    """The picture as large as the frame's width allows, on its foot or in its middle.

    A scene gives up its outer tenths for that; what somebody brought (a photograph, a screen) is
    shown whole. `lower` rounds the lower corners of one that fills the width.
    """
    aspect = sheet.aspect(picture)
    is_scene = picture.file.endswith(".svg") and aspect >= _SCENE
    narrowest = aspect * (1 - 2 * SIDES_MOST) if is_scene else aspect
    shown = min(aspect, max(narrowest, frame.w / frame.h))
    place = frame.holding(shown, bottom=standing)
    sheet.picture(
        block,
        place,
        picture,
        shows=shows,
        sides=(1 - shown / aspect) / 2,
        lower=lower if frame.w - place.w < 1 else 0,
        shared=shared,
    )
