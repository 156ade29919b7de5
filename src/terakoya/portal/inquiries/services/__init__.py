"""Asking, answering, and what the desk does with a thread."""

from .answering import add_note, answer
from .asking import ask
from .desk import change_desk
from .desk_settings import delete_template, save_template, set_routes
from .drafting import save_draft
from .incoming import take_answer
from .quoting import quote_inquiry
from .writing_back import write_back

__all__ = [
    "add_note",
    "answer",
    "ask",
    "change_desk",
    "delete_template",
    "quote_inquiry",
    "save_draft",
    "save_template",
    "set_routes",
    "take_answer",
    "write_back",
]
