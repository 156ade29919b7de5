"""What a layout says of itself beside its model: how it is planned, and for how many entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .identity import Part
from .sheet import Setting, Sheet

# The slide's type is the layout's; the model's union cannot say so for a table of functions.
Drawer = Callable[[Sheet, Any], None]
Drawers = Mapping[Part, Drawer]


@dataclass(frozen=True)
class Layout:
    """A layout whose fit and counts come from its plan, and reading where nothing else is said.

    `draw` binds every text to its field (`Sheet.field`); `counts` are the fewest and most
    entries of each list that look well. `drawers` says the sheets of one that may need more than
    two, given setting, title of the chapter and slide. `has_number` and `has_point` say whether
    its sheets show their number and have room for a takeaway. One that came `later` has its
    styles in a sheet of its own.
    """

    draw: Drawer
    answer: Drawer | None = None
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    drawers: Callable[[Setting, str, Any], Drawers] | None = None
    has_number: bool = True
    has_point: bool = True
    later: bool = False

    def drawers_of(self, setting: Setting, chapter_title: str, slide: Any) -> Drawers:
        """What draws each sheet of a slide, in order."""
        if self.drawers is not None:
            return self.drawers(setting, chapter_title, slide)
        answer = {} if self.answer is None else {Part.ANSWER: self.answer}
        return {Part.MAIN: self.draw, **answer}
