"""Reasons and explanations that a question of the course had and a file has emptied."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ....model import Question
from ...xlsx.reading.notices import Notice, Remark

_MOST_NAMED = 6  # questions that the notice names
_MOST_QUOTED = 4  # reasons of one question
_QUOTED = 30
Shown = Callable[[str], str]


@dataclass(frozen=True)
class GoneReasons:
    """The words that one question has lost."""

    place: str
    texts: Sequence[str]


def gone_reasons(place: str, before: Question, after: Question, shown: Shown) -> list[GoneReasons]:
    """What a question has lost of its reasons; those of choices that are gone are not meant."""
    here = {one.id: one.why for one in after.choices}
    pairs = [(one.why, here[one.id]) for one in before.choices if one.id in here]
    pairs.append((before.explanation, after.explanation))
    lost = [shown(was) for was, now in pairs if was and not now]
    return [GoneReasons(place, lost)] if lost else []


def gone_notices(found: Sequence[GoneReasons]) -> list[Notice]:
    """One notice for all questions, each with its place and words."""
    if not found:
        return []
    named = [
        f"{_quoted(one.texts)}（{one.place.rpartition('!')[2]}）" for one in found[:_MOST_NAMED]
    ]
    texts = "、".join(named) + (" …" if len(found) > _MOST_NAMED else "")
    values = {"count": str(sum(len(one.texts) for one in found)), "texts": texts}
    return [Notice(Remark.REASONS_GONE, found[0].place, values)]


def _quoted(texts: Sequence[str]) -> str:
    said = "".join(f"「{text[:_QUOTED]}」" for text in texts[:_MOST_QUOTED])
    return said + (" …" if len(texts) > _MOST_QUOTED else "")
