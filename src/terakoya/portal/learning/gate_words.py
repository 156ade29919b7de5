"""Why 次へ may or may not be followed: the cases, and a sentence for each.

The page prints them; the player's script gets them all and chooses by the same cases.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _


class Gate(StrEnum):
    """How it stands with going on, by the name that the script knows its sentence under."""

    MISSING = "gateMissing"  # this one is done, but not all before the test
    OPEN = "gateOpen"
    TEST = "gateTest"
    TIME = "gateTime"
    HEAR = "gateHear"
    TIME_AND_ANSWER = "gateBoth"
    HEAR_AND_ANSWER = "gateHearBoth"
    ANSWER = "gateAnswer"


def gate_of(
    *,
    is_missing: bool,
    may_go_on: bool,
    is_last: bool,
    seconds_left: int,
    lacks_answer: bool,
    has_sound: bool,
) -> Gate | None:
    """The case; `None` where there is nothing to say."""
    if is_missing:
        return Gate.MISSING
    if may_go_on:
        return Gate.TEST if is_last else Gate.OPEN
    if seconds_left and lacks_answer:
        return Gate.HEAR_AND_ANSWER if has_sound else Gate.TIME_AND_ANSWER
    if seconds_left:
        return Gate.HEAR if has_sound else Gate.TIME
    return Gate.ANSWER if lacks_answer else None


def gate_words(*, has_test: bool = True) -> dict[str, str]:
    """The sentence of each case."""
    return {
        Gate.MISSING: _("まだ終えていないスライドがあります："),
        Gate.OPEN: _("次へ進めます"),
        Gate.TEST: _("確認テストに進めます") if has_test else _("修了に進めます"),
        Gate.TIME: _("読むと進めます"),
        Gate.HEAR: _("聞くか読むと進めます"),
        Gate.TIME_AND_ANSWER: _("読んで、答えを1つ選ぶと進めます"),
        Gate.HEAR_AND_ANSWER: _("聞くか読んで、答えを1つ選ぶと進めます"),
        Gate.ANSWER: _("答えを1つ選ぶと進めます"),
    }


def still_missing(gate: Gate | None, *, seconds_left: int, missing: str) -> str:
    """What 読みました still asks for, after the time was saved; empty when one may go on."""
    if gate in {Gate.OPEN, Gate.TEST}:
        return ""
    if gate == Gate.MISSING:
        return _("まだ終えていないスライドがあります：%(title)s") % {"title": missing}
    if seconds_left:
        return _("あと%(seconds)d秒、読んでください。読んだ時間は保存しました。") % {
            "seconds": seconds_left
        }
    return _("答えを1つ選んでください。読んだ時間は保存しました。")
