"""Asking, answering, and what the desk does with a thread."""

from .answering import add_note, answer
from .asking import ask
from .desk import change_desk
from .incoming import take_answer
from .writing_back import write_back

__all__ = ["add_note", "answer", "ask", "change_desk", "take_answer", "write_back"]
