"""Choices of the course that stand in a column of a table whose heading nobody knows.

Read without that column, the table would delete them, and with them right answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ....model import Question
from ....text.alignment import folded
from ...xlsx.reading.choice_limit import quoted
from ...xlsx.reading.notices import Refusal, UnreadableSheet
from .draft import Draft

_MOST_KEPT = 2  # questions that are kept as they were; more are a column of choices
_MOST_QUOTED = 3
Pairs = Sequence[tuple[Draft, Question | None]]
Shown = Callable[[str], str]


def unread_choices(draft: Draft, before: Question, shown: Shown) -> dict[str, str]:
    """The choices that a row lacks and has in columns that are not read, by their headings."""
    if len(draft.choices) >= len(before.choices):
        return {}
    read = {folded(one.text) for one in draft.choices}
    former = {folded(words) for one in before.choices if (words := shown(one.text))}
    return {
        heading: text for heading, text in draft.unread.items() if folded(text) in former - read
    }


def refuse_unread_choices(pairs: Pairs, shown: Shown) -> None:
    """Raise `UnreadableSheet` for a table whose column of choices has an unknown heading."""
    found = [
        lost for draft, before in pairs if before and (lost := unread_choices(draft, before, shown))
    ]
    if len(found) <= _MOST_KEPT:
        return
    headings = list(dict.fromkeys(heading for lost in found for heading in lost))
    texts = list(dict.fromkeys(text for lost in found for text in lost.values()))
    raise UnreadableSheet(
        Refusal.UNREAD_CHOICES,
        headings=quoted(headings),
        count=len(found),
        texts=quoted(texts[:_MOST_QUOTED]),
    )
