"""The services of own courses, one module a subject."""

from .catalogue import CatalogueDetails, publish_to_catalogue
from .decks import delete_old_decks, drop_course, no_file, receive_deck
from .details import Details, change_details
from .next_deck import follow_deck
from .pages import accept_page, describe_page, draw_page, write_page
from .reader import read_decks
from .survey import ask_item, drop_item
from .voices import ask_sample, choose_voice, say_samples

__all__ = [
    "CatalogueDetails",
    "Details",
    "accept_page",
    "ask_item",
    "ask_sample",
    "change_details",
    "choose_voice",
    "delete_old_decks",
    "describe_page",
    "draw_page",
    "drop_course",
    "drop_item",
    "follow_deck",
    "no_file",
    "publish_to_catalogue",
    "read_decks",
    "receive_deck",
    "say_samples",
    "write_page",
]
