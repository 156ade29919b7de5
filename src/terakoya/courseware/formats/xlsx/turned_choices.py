"""Choices of a question that became right or wrong because they say something else now.

What another language says in their place is the choice that is gone: no right answer may pass
to its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...inline import plain
from ...model import Choice, Question, TestPool
from ...text.alignment import SURELY_ALIKE, folded, text_likeness

if TYPE_CHECKING:
    from .reading.notices import Notice

_QUOTED = 40  # characters of a question that a notice quotes


def turned_choices(before: Question | None, after: Question) -> frozenset[str]:
    """The ids of choices whose words and whose being right have both changed."""
    known = {one.id: one for one in before.choices} if before is not None else {}
    return frozenset(
        one.id for one in after.choices if (was := known.get(one.id)) and is_turned(was, one)
    )


def is_turned(before: Choice, after: Choice) -> bool:
    """Whether a choice became right or wrong because it says something else now."""
    return before.correct != after.correct and _differs(before.text, after.text)


def turned_notices(before: TestPool, after: TestPool, others: Sequence[str]) -> list[Notice]:
    """A notice for each such question and language that got its choices untranslated."""
    # Readers that few processes need, and that ask here what turned.
    from .reading.choice_limit import quoted
    from .reading.notices import Notice, Remark

    known = {one.id: one for one in before.questions}
    notices = []
    for question in after.questions:
        turned = turned_choices(known.get(question.id), question)
        texts = quoted([plain(one.text) for one in question.choices if one.id in turned])
        asked = " ".join(plain(question.text).split())[:_QUOTED]
        for language in others if turned else ():
            values = {"language": language, "text": asked, "texts": texts}
            notices.append(Notice(Remark.OTHER_WORDS, "", values))
    return notices


def _differs(was: str, now: str) -> bool:
    if folded(was) == folded(now):
        return False
    return _figures(was) != _figures(now) or text_likeness(was, now) < SURELY_ALIKE


def _figures(text: str) -> list[str]:
    return re.findall(r"[0-9]+", unicodedata.normalize("NFKC", text))
