"""`title`: subtitle, lead, the small line, the picture."""

from __future__ import annotations

from typing import Any

from .....model import TitleSlide
from ..reading import Reading


def read_title(reading: Reading, base: TitleSlide) -> dict[str, Any]:
    """Everything below the title."""
    lead = reading.block("lead")
    return {
        "subtitle": reading.text(base.subtitle, "subtitle", bold=True),
        "lead": reading.list(base.lead, () if lead is None else lead.lines),
        "meta": reading.text(base.meta, "meta"),
        "picture": reading.picture("picture", base.picture),
    }
