"""The sheet's own unit: u = 1/1280 of its width = 9525 EMU = 0.75 pt (`design/slides.md` §1)."""

from __future__ import annotations

from dataclasses import dataclass, replace

EMU = 9525
SHEET_WIDTH, SHEET_HEIGHT = 1280, 720
MARGIN, CONTENT_WIDTH = 76, 1128
BODY_TOP, BODY_BOTTOM = 168, 664
POINT_TOP, POINT_HEIGHT = 596, 68
GAP = 24


def emu(units: float) -> int:
    """Units as EMU."""
    return round(units * EMU)


def points(size: float) -> float:
    """A type size in points as units."""
    return size / 0.75


@dataclass(frozen=True)
class Box:
    """A place on the sheet, in units."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def inset(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box without its margins."""
        return Box(self.x + left, self.y + top, self.w - left - right, self.h - top - bottom)

    def moved(self, dx: float = 0, dy: float = 0) -> Box:
        """The box at another place."""
        return replace(self, x=self.x + dx, y=self.y + dy)

    def holding(self, aspect: float, *, bottom: bool = False) -> Box:
        """The largest box of that width ÷ height inside, centred, or standing on the bottom."""
        w, h = min(self.w, self.h * aspect), min(self.h, self.w / aspect)
        y = self.bottom - h if bottom else self.y + (self.h - h) / 2
        return Box(self.x + (self.w - w) / 2, y, w, h)


SHEET = Box(0, 0, SHEET_WIDTH, SHEET_HEIGHT)
