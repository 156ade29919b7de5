"""Where each layout has its title, kicker and slide number."""

from __future__ import annotations

from dataclasses import dataclass

from ..palette import Colour
from .styles import Bound
from .units import CONTENT_WIDTH, MARGIN, Box

TITLE_BOX = Box(MARGIN, 84, CONTENT_WIDTH, 56)
KICKER_BOX = Box(116, 46, CONTENT_WIDTH - 40, 34)
MARK_BOX = Box(MARGIN, 60, 28, 6)
NUMBER_BOX = Box(1104, 676, 100, 28)
BODY_BOX = Box(MARGIN, 168, CONTENT_WIDTH, 496)


@dataclass(frozen=True)
class LayoutFrame:
    """Where a layout has its title, kicker and slide number; a number of `None` is not shown.

    `kicker_chars` are the full-width characters that the format promises for a line. One
    that came `later` stands in a deck only if a slide of it does: decks without stay the same.
    """

    name: str
    title: Box = TITLE_BOX
    title_size: int | None = None
    title_colour: Colour | None = None
    title_anchor: str = "ctr"
    title_lines: int = 1
    kicker: Box = KICKER_BOX
    kicker_lines: int = 1
    kicker_chars: float = 24
    number: Box | None = NUMBER_BOX
    later: bool = False

    @property
    def kicker_shows(self) -> Bound:
        """What the kicker's paragraph shows, and what it may fill."""
        return Bound(("kicker",), self.kicker_lines, chars=self.kicker_chars)

    @property
    def mark(self) -> Box:
        """The kicker's mark, left of its text."""
        dy = self.kicker.y - KICKER_BOX.y
        return MARK_BOX.moved(dy=dy)


FRAMES = {
    frame.name: frame
    for frame in (
        LayoutFrame(
            "title",
            title=Box(MARGIN, 150, 516, 220),
            title_size=44,
            title_colour=Colour.PRIMARY_ACTIVE,
            title_anchor="t",
            title_lines=3,
            kicker=Box(116, 98, 476, 34),
            kicker_lines=2,
            kicker_chars=19,
            number=None,
        ),
        LayoutFrame("bullets"),
        LayoutFrame("two-columns"),
        LayoutFrame("table"),
        LayoutFrame("matrix"),
        LayoutFrame("steps"),
        LayoutFrame("law-quote"),
        LayoutFrame(
            "picture",
            title=Box(MARGIN, 174, 336, 100),
            title_anchor="t",
            title_lines=2,
            kicker=Box(116, 126, 312, 34),
            kicker_lines=2,
            kicker_chars=12,
            number=Box(MARGIN, 676, 100, 28),
        ),
        LayoutFrame(
            "case",
            title=Box(MARGIN, 84, 604, 56),
            kicker=Box(116, 46, 580, 34),
            kicker_chars=23,
            number=Box(556, 676, 100, 28),
        ),
        LayoutFrame("check"),
        LayoutFrame("contact"),
        LayoutFrame("summary"),
        LayoutFrame(
            "page",
            title=Box(MARGIN, -64, CONTENT_WIDTH, 56),  # above the sheet: heard, not seen
            kicker=Box(116, -102, CONTENT_WIDTH - 40, 34),
            number=None,
            later=True,
        ),
        LayoutFrame("text", title_lines=4, later=True),
    )
}


def frame_of(layout: str) -> LayoutFrame:
    """The frame of a layout; one without a layout of the master's own stands on `bullets`.

    So a deck that somebody has for years can take in slides of layouts that came later.
    """
    return FRAMES.get(layout, FRAMES["bullets"])
