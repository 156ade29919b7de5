"""The colours of the palette that our workbooks have; any other is somebody's mark."""

from __future__ import annotations

from .... import palette
from ....palette import Colour

PRIMARY = Colour.PRIMARY.css
PRIMARY_ACTIVE = Colour.PRIMARY_ACTIVE.css
PRIMARY_TINT = Colour.PRIMARY_TINT.css
PRIMARY_TINT_2 = Colour.PRIMARY_TINT_2.css
PRIMARY_LINE = Colour.PRIMARY_LINE.css
INK = Colour.INK.css
TEXT = Colour.TEXT.css
TEXT_SUB = Colour.TEXT_SUB.css
TEXT_MUTE = Colour.TEXT_MUTE.css
LINE = Colour.LINE.css
LINE_SOFT = Colour.LINE_SOFT.css
SURFACE = Colour.SURFACE.css
SURFACE_2 = Colour.SURFACE_2.css
SURFACE_3 = Colour.SURFACE_3.css
OK_INK = Colour.OK_INK.css
OK_TINT = Colour.OK_TINT.css
WARN_INK = Colour.WARN_INK.css
WARN_TINT = Colour.WARN_TINT.css
WARN_LINE = Colour.WARN_LINE.css
ERR_INK = Colour.ERR_INK.css
ERR_TINT = Colour.ERR_TINT.css
HEAT = tuple(one.css for one in palette.HEAT)
