"""How much of a thing the words of an option say: the levels that put a scale in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .item_meaning import has_negation

# What takes no stand at all, and so stands outside any order.
_NO_OPINION = re.compile(
    r"分か(?:らない|りません)|わか(?:らない|りません)|考えたこと|該当|対象外|その他|無回答"
    r"|答えたくない|回答しない|don[’']?t know|not sure|unsure|not applicable|\bn/?a\b|\bother\b"
    r"|no answer|not (?:to )?answer",
    re.I,
)
_NEUTRAL = re.compile(
    r"どちら(?:とも|でも)|どっちとも|ふつう|普通|中立|中間|まあまあ|neither|neutral|undecided",
    re.I,
)
_NEGATIVE = re.compile(
    r"^(?:否|いいえ|×)|不|反対|悪い|低い|少ない|disagree|dissatisf|unlikely|\bpoor|\bbad\b|\blow\b",
    re.I,
)
_PLAIN = 4
_STRENGTHS = {
    6: r"全く|まったく|とても|非常に|強く|大変|たいへん|大いに|完全に|必ず|いつも|常に|すごく"
    r"|極めて|きわめて|決して|少しも|strongly|very|completely|totally|fully|always|absolutely|never"
    r"|not at all",
    5: r"よく(?!な|あり)|しばしば|たいてい|かなり|often|usually|considerably",
    3: r"ほとんど|だいたい|おおむね|ほぼ|まあ|nearly|almost|mostly",
    2: r"どちらかと(?:いえば|言えば|いうと|言うと)|やや|少し(?!も)|多少|あまり|ときどき|時々"
    r"|ある程度|somewhat|rather|slightly|a little|sometimes|fairly|tend to",
    1: r"たまに|まれに|rarely|seldom|hardly",
}
_DEGREE = re.compile("|".join(f"(?P<of{at}>{words})" for at, words in _STRENGTHS.items()), re.I)


def level_of(words: str) -> int | None:
    """From 6, the strongest yes, over 0 to −6, the strongest no; `None` for no opinion."""
    if _NEUTRAL.search(words):
        return 0
    if _NO_OPINION.search(words):
        return None
    degree = _DEGREE.search(words)
    strength = int((degree.lastgroup or "")[2:]) if degree else _PLAIN
    is_negative = has_negation(words) or bool(_NEGATIVE.search(words))
    return -strength if is_negative else strength


def direction_of(words: Sequence[str]) -> int:
    """1 where options go down from yes to no, −1 where they go up; 0 where they do neither.

    Options without an opinion have no place in the order and are not asked for.
    """
    levels = [level for one in words if (level := level_of(one)) is not None]
    if not levels or not min(levels) < 0 < max(levels) or len({*levels}) < len(levels):
        return 0
    if levels == sorted(levels, reverse=True):
        return 1
    return -1 if levels == sorted(levels) else 0
