"""What a changed question may have got wrong: its law, and reasons that no longer fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from ..model import Question
from .choice_limit import quoted
from .xlsx.notices import Notice, Remark

_STOPS = re.compile(r"[\W_]+")
_LONGEST = 60  # characters of a text that a notice shows
Shown = Callable[[str], str]


def change_notices(
    place: str, before: Question, after: Question, shown: Shown, cite: Shown
) -> list[Notice]:
    """One notice, or none, about a question that the base has.

    `shown` gives the words that a text shows, `cite` the citation of a fact.
    """
    if not any(one.correct for one in after.choices):
        return []  # that no choice is right is told, and is the first thing to mend
    law = " / ".join(dict.fromkeys(cite(one) for one in before.facts))
    values = {"text": _first_lost(before, after, shown)[:_LONGEST], "cites": law}
    if stale := _stale_reasons(before, after):
        values["reasons"] = quoted([shown(one)[:_LONGEST] for one in stale])
        remark = Remark.LEGAL_TURNED if law else Remark.RIGHT_TURNED
        return [Notice(remark, place, values)]
    return [Notice(Remark.LEGAL_CHANGED, place, values)] if law and values["text"] else []


def _stale_reasons(before: Question, after: Question) -> list[str]:
    """The choices that are right or wrong now otherwise than their reason says."""
    known = {one.id: one for one in before.choices}
    return [
        one.text
        for one in after.choices
        if (was := known.get(one.id)) and was.correct != one.correct and was.why == one.why != ""
    ]


def _first_lost(before: Question, after: Question, shown: Shown) -> str:
    """The first text that the question rested on the law with and no longer says; "" for none."""
    words = _folded(" ".join(shown(one) for one in _resting(after)))
    lost = (one for one in map(shown, _resting(before)) if _folded(one) not in words)
    first = next((one for one in lost if one.strip()), "")
    if first:
        return first
    asked = shown(before.scene), shown(before.text)
    now = _digits(shown(after.scene) + " " + shown(after.text))
    return next((one for one in asked if not set(_digits(one)) <= set(now)), "")


def _resting(question: Question) -> list[str]:
    return [*(one.text for one in question.choices if one.correct), question.explanation]


def _folded(text: str) -> str:
    return _STOPS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", unicodedata.normalize("NFKC", text))
