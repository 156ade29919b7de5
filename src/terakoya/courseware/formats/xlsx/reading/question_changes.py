"""What a changed question may have got wrong: its law, and reasons that no longer fit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from ....model import Question
from .choice_limit import quoted
from .notices import Notice, Remark

# What makes no other words; points within numbers and percent signs do.
_STOPS = re.compile(r"(?<!\d)\.|\.(?!\d)|[^\w.%‰]|_")
_LONGEST = 60  # characters of a text that a notice shows
_MOST_SINGLE = 2  # questions of which each has a notice of its own
_MOST_NAMED = 12  # questions that one notice names
_RESTING = ("explanation", "scene", "text")
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
    values = {"text": _first_changed(before, after, shown)[:_LONGEST], "cites": law}
    if stale := _stale_reasons(before, after):
        values["reasons"] = quoted([shown(one)[:_LONGEST] for one in stale])
        remark = Remark.LEGAL_TURNED if law else Remark.RIGHT_TURNED
        return [Notice(remark, place, values)]
    return [Notice(Remark.LEGAL_CHANGED, place, values)] if law and values["text"] else []


def grouped_changes(notices: Sequence[Notice]) -> list[Notice]:
    """Some notices with those about the law of more than two questions as one.

    It stands where the first of them stood.
    """
    legal = [one for one in notices if one.remark is Remark.LEGAL_CHANGED]
    if len(legal) <= _MOST_SINGLE:
        return list(notices)
    whole = _grouped(legal)
    return [
        whole if one is legal[0] else one
        for one in notices
        if one is legal[0] or one.remark is not Remark.LEGAL_CHANGED
    ]


def _grouped(legal: Sequence[Notice]) -> Notice:
    said = [
        f"「{one.values['text']}」（{_cell(one.place)}、{one.values['cites'][:_LONGEST]}）"
        for one in legal[:_MOST_NAMED]
    ]
    texts = "、".join(said) + (" …" if len(legal) > _MOST_NAMED else "")
    sheet = legal[0].place.rpartition("!")[0]
    return Notice(Remark.LEGAL_CHANGES, sheet, {"count": str(len(legal)), "texts": texts})


def _cell(place: str) -> str:
    return place.rpartition("!")[2]


def _stale_reasons(before: Question, after: Question) -> list[str]:
    """The choices that are right or wrong now otherwise than their reason says."""
    known = {one.id: one for one in before.choices}
    return [
        one.text
        for one in after.choices
        if (was := known.get(one.id)) and was.correct != one.correct and was.why == one.why != ""
    ]


def _first_changed(before: Question, after: Question, shown: Shown) -> str:
    """The first of the texts that rest on the law whose words are others now; "" for none.

    Right choices, explanation, what is asked, wrong choices. Where a text is new, what was asked
    is given.
    """
    now = {_folded(shown(one)) for one in _right(after)}
    lost = [shown(one) for one in _right(before) if _folded(shown(one)) not in now]
    return next(iter([*lost, *_changed_parts(before, after, shown)]), "")


def _changed_parts(before: Question, after: Question, shown: Shown) -> Iterator[str]:
    pairs = [(getattr(before, part), getattr(after, part)) for part in _RESTING]
    here = {one.id: one.text for one in after.choices}
    pairs += [(one.text, here[one.id]) for one in before.choices if one.id in here]
    for was, now in pairs:
        if _folded(shown(was)) != _folded(shown(now)):
            yield shown(was) or shown(before.text)
    if len(_right(after)) > len(_right(before)):
        yield shown(before.text)


def _right(question: Question) -> list[str]:
    return [one.text for one in question.choices if one.correct]


def _folded(text: str) -> str:
    return _STOPS.sub("", unicodedata.normalize("NFKC", text)).casefold()
