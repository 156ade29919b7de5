"""What the words of a survey item say of how it is answered and scored."""

from __future__ import annotations

import re

from ....model import Survey, SurveyItem
from ....text.alignment import ALIKE, SURELY_ALIKE, text_likeness

_NEGATIONS = re.compile(
    r"(?:な(?:い|く(?!な)|かった|かろう)|ません|ず(?=に|、|。|$)|ぬ(?=、|。|$))"
    r"|\b(?:not|never|no|nobody|nothing|none|cannot|without)\b|n[’']t\b",
    re.IGNORECASE,
)
# Words by which people say without a negation that they cannot; not where these are denied.
_UNABLE = re.compile(
    r"(?:難|むずか)し(?!く(?:は|も)?(?:な[いかく]|あり))|困難(?!(?:では|じゃ)な)"
    r"|(?:苦手|不得意|不安|無理|不可能|不十分|不要|無駄)(?!(?:では|じゃ|は|も)?(?:な[いくかし]|あり))"
    r"|迷(?!わ(?:ず|な)|い(?:なく|ませ)|うことな)"
    r"|自信(?:が|は|も)?(?:な[いくかし]|持て(?:な|ませ)|ありませ)|(?:分|解|判|わ)か(?:らな|らず|りませ)"
    r"|\b(?<!not )(?:difficult|hard|unable|unsure|impossible|struggle|doubt|fail|confus)\w*\b",
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

    That is so where a negation came or went, or a word of not being able to, and where little
    of the words is left.
    """
    after = _in_language_of(before, after)
    if has_negation(before) != has_negation(after):
        return True
    if bool(_UNABLE.search(before)) != bool(_UNABLE.search(after)):
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
