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

__all__ = [
    "ask_to_close",
    "close_due_waves",
    "close_wave",
    "extend_wave",
    "finish_closings",
    "move_waves_on",
    "open_due_waves",
    "open_first_wave",
    "open_wave",
    "prepare_wave",
    "prepare_waves",
    "submit_answers",
    "watch_keys",
]


def move_waves_on() -> int:
    """Let ballots into waves that wait for their key, publish those that have ended; how many."""
    return prepare_waves() + finish_closings()
