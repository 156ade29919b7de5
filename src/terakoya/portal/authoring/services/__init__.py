"""The services of own courses, one module a subject."""

from .decks import delete_old_decks, drop_course, no_file, receive_deck
from .details import Details, change_details
from .pages import accept_page, describe_page, draw_page, write_page
from .reader import read_decks

__all__ = [
    "Details",
    "accept_page",
    "change_details",
    "delete_old_decks",
    "describe_page",
    "draw_page",
    "drop_course",
    "no_file",
    "read_decks",
    "receive_deck",
    "write_page",
]
