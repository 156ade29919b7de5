"""The services of surveys, one module a subject."""

from .answering import submit_answers
from .closing import ask_to_close, close_due_waves, close_wave, finish_closings
from .keys import watch_keys
from .opening import (
    extend_wave,
    open_due_waves,
    open_first_wave,
    open_wave,
    prepare_wave,
    prepare_waves,
)
from .own_items import add_own_item, remove_own_item
from .paper import check_sheets, count_sheets, end_uncounted_waves, sealed, turn_to_paper

__all__ = [
    "add_own_item",
    "ask_to_close",
    "check_sheets",
    "close_due_waves",
    "close_wave",
    "count_sheets",
    "end_uncounted_waves",
    "extend_wave",
    "finish_closings",
    "move_waves_on",
    "open_due_waves",
    "open_first_wave",
    "open_wave",
    "prepare_wave",
    "prepare_waves",
    "remove_own_item",
    "sealed",
    "submit_answers",
    "turn_to_paper",
    "watch_keys",
]


def move_waves_on() -> int:
    """Let ballots into waves that wait for their key, publish those that have ended; how many."""
    return prepare_waves() + finish_closings()
