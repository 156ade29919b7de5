"""The first day that somebody asks for, and what is refused of it."""

from __future__ import annotations

import datetime as dt

from .apply_words import far_start, past_start
from .errors import IncompleteApplication
from .pricing import latest_start
from .specs import Selection


def refuse_first_day(selection: Selection, today: dt.date) -> None:
    """Raise `IncompleteApplication` for a first day in the past or too far away."""
    if selection.starts_on is None:
        return
    if selection.starts_on < today:
        raise IncompleteApplication(past_start(today), field="starts_on")
    if selection.starts_on > latest_start(today):
        raise IncompleteApplication(far_start(latest_start(today)), field="starts_on")
