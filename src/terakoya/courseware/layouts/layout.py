"""What a layout says of itself beside its model: how it is planned, and for how many entries."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .sheet import Sheet

# The slide's type is the layout's; the model's union cannot say so for a table of functions.
Drawer = Callable[[Sheet, Any], None]


@dataclass(frozen=True)
class Layout:
    """A layout whose fit, reading and counts come from its plan.

    `draw` binds every text to its field (`Sheet.field`); `counts` are the fewest and most
    entries of each list that look well. `has_number` and `has_point` say whether its sheets show
    their number and have room for a takeaway.
    """

    draw: Drawer
    answer: Drawer | None = None
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    has_number: bool = True
    has_point: bool = True
