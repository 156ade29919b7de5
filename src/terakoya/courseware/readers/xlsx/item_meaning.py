"""What the words of a survey item say of how it is answered and scored."""

from __future__ import annotations

import re

from ...alignment import ALIKE, SURELY_ALIKE, text_likeness
from ...model import Survey, SurveyItem

_NEGATIONS = re.compile(
    r"(?:な(?:い|く(?!な)|かった|かろう)|ません|ず(?=に|、|。|$)|ぬ(?=、|。|$))"
    r"|\b(?:not|never|no|nobody|nothing|none|cannot|without)\b|n[’']t\b",
    re.IGNORECASE,
)
_NO_NEGATIONS = re.compile(r"少ない|危ない|かもしれない|かもしれません|ではないか")
_JAPANESE = re.compile(
    r"[（(「]?[\u3041-\u30ff\u4e00-\u9fff][\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]*"
)
_ENGLISH = re.compile(r"[（(]?[A-Za-z][\w'’,;:-]*(?: [\w'’\",;:()/-]+){2,}[.!?]?[)）]?", re.ASCII)
_ASKS_FOR_WORDS = re.compile(
    r"(?:か|ください|下さい|ましょう|[?？:：])$|^(?:please|what|which|how)\b", re.I
)
_STATES = re.compile(r"[るいたただすんうくむぶぬつ]$|[a-z]\.$", re.I)


def may_have_turned(before: str, after: str, *, is_reversed: bool) -> bool:
    """Whether agreeing with an item may no longer mean what it meant.

    That is so where a negation came or went, and where little of the words is left.
    """
    after = _in_language_of(before, after)
    if _negations(before) % 2 != _negations(after) % 2:
        return True
    return text_likeness(before, after) < (SURELY_ALIKE if is_reversed else ALIKE)


def _in_language_of(before: str, after: str) -> str:
    """What of the new words is in the language of the old: a translation beside them is not."""
    is_japanese = bool(_JAPANESE.search(before))
    rest = (_ENGLISH if is_japanese else _JAPANESE).sub("", after).strip()
    return rest if rest else after


def is_statement(text: str) -> bool:
    """Whether an item says something that people agree with or not; else it asks for words."""
    plain = text.strip()
    bare = plain.rstrip("。.")
    if _ASKS_FOR_WORDS.search(bare):
        return False
    return bool(plain.endswith("。") or _STATES.search(plain))


def best_option(survey: Survey, item: SurveyItem) -> str:
    """The option of an item with the highest score; empty where none has one."""
    scored = [one for one in survey.options_of(item) if one.score is not None]
    return max(scored, key=lambda one: one.score or 0).text if scored else ""


def has_negation(text: str) -> bool:
    """Whether the words say no, as far as grammar tells."""
    return _negations(text) % 2 == 1


def _negations(text: str) -> int:
    return len(_NEGATIONS.findall(_NO_NEGATIONS.sub("", text)))
