"""Which choices an answer names: by numbers, letters, signs or the words of choices.

`docs/algorithms/right-choices.md` has worked examples. What may mean two things is not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from ....text.alignment import folded
from ....text.whole_numbers import whole_number

KANA = "アイウエオカキクケコ"
HIRAGANA = "あいうえおかきくけこ"
_IROHA = "イロハニホヘト"
_ALL = """
全部 すべて 全て すべて正解 全て正解 全部正解 すべて正しい 全て正しい 全部正しい いずれも正しい
上記すべて 上記のすべて 以上すべて all allofthem alloftheabove allarecorrect allcorrect
"""
_LABEL_WORDS = re.compile(r"選択肢|choice|option|正解|答え|番目?|[()\[\]「」.。:]", re.IGNORECASE)
_LONGEST, _LONGEST_LABELLED = 200, 5_000  # characters of numbers, of words with a number
_BETWEEN = re.compile(r"\s*(?:[,、;；・/&+\n]|と|および|及び|\band\b|\s)\s*", re.IGNORECASE)
_ITEMS = (re.compile("[;；\n]"), re.compile("[,、，]"), re.compile("[/／・]"))
_RANGE = re.compile(r"([0-9]{1,2})\s*[~〜-]\s*([0-9]{1,2})")
_LABELLED = re.compile(r"(?:選択肢)?\(?([0-9]{1,2}|[a-z])[).:、\s]\s*(.+)", re.IGNORECASE)
_LABEL_BEHIND = re.compile(r"(.+?)\s*\(([0-9]{1,2}|[a-z])\)", re.IGNORECASE)


@dataclass(frozen=True)
class RightChoices:
    """The numbers of the right choices; empty where the answer names none for sure.

    `is_doubtful`: the answer is the words of one choice and the number or letter of another.
    """

    numbers: frozenset[int] = frozenset()
    is_doubtful: bool = False


def right_choices(answer: str, choices: Mapping[int, str], *, order: str = "") -> RightChoices:
    """The choices that an answer names; `choices` are the words of each by its number.

    `order` are the kana by which the choices are known to be lettered, such as `KANA`.
    """
    by_words: dict[str, list[int]] = {}
    for number, words in choices.items():
        by_words.setdefault(folded(words), []).append(number)
    named = by_words.get(folded(answer))
    labels = " ".join(answer.split())
    labelled = _by_labels(labels, choices, order) if len(labels) <= _LONGEST else frozenset()
    if named is not None:
        is_sure = len(named) == 1
        return RightChoices(
            frozenset(named if is_sure else ()),
            is_sure and bool(labelled) and labelled != frozenset(named),
        )
    listed = labelled or _by_many_words(answer, by_words) or _by_all(answer, by_words, choices)
    return RightChoices(listed or _by_both(labels[:_LONGEST_LABELLED], by_words))


def _by_labels(answer: str, choices: Mapping[int, str], order: str) -> frozenset[int]:
    plain = unicodedata.normalize("NFKC", answer).strip()
    if found := _RANGE.fullmatch(plain):
        first, last = int(found[1]), int(found[2])
        numbers = frozenset(range(first, last + 1)) if first < last else frozenset()
    else:
        parts = [part for part in _BETWEEN.split(plain) if part]
        letters = [_LABEL_WORDS.sub("", part).strip() for part in parts]
        letters = [letter for letter in letters if letter]
        kana = order if set(letters) <= set(order) else _kana(letters)
        numbers = frozenset(_number(letter, kana) for letter in letters)
    return numbers if numbers <= choices.keys() else frozenset()


def _kana(letters: list[str]) -> str:
    """The order of kana that some letters are of; empty where `イ` may be of two."""
    for order in (KANA, _IROHA):
        if all(letter in order for letter in letters) and letters != ["イ"]:
            return order
    return ""


def _number(letter: str, kana: str) -> int:
    if letter.isdecimal():
        return whole_number(letter)
    plain = letter.casefold()
    if len(plain) == 1 and "a" <= plain <= "z":
        return ord(plain) - ord("a") + 1
    return kana.find(letter) + 1 if len(letter) == 1 else 0


def _by_many_words(answer: str, by_words: Mapping[str, list[int]]) -> frozenset[int]:
    """The choices whose words stand in a list."""
    for divider in _ITEMS:
        parts = [folded(part) for part in divider.split(answer) if part.strip()]
        if len(parts) > 1 and all(len(by_words.get(part, ())) == 1 for part in parts):
            return frozenset(by_words[part][0] for part in parts)
    return frozenset()


def _by_all(
    answer: str, by_words: Mapping[str, list[int]], choices: Mapping[int, str]
) -> frozenset[int]:
    """All choices, where the answer says so and no choice says it too."""
    every = {folded(words) for words in _ALL.split()}
    is_all = _without_blanks(answer) in every
    is_choice = any(_without_blanks(words) in every for words in by_words)
    return frozenset(choices if is_all and not is_choice else ())


def _without_blanks(text: str) -> str:
    return "".join(folded(text).split()).rstrip("。.です")


def _by_both(answer: str, by_words: Mapping[str, list[int]]) -> frozenset[int]:
    """The choice whose words stand beside its number or letter."""
    plain = unicodedata.normalize("NFKC", answer).strip()
    for pattern, label, words in ((_LABELLED, 1, 2), (_LABEL_BEHIND, 2, 1)):
        found = pattern.fullmatch(plain)
        named = by_words.get(folded(found[words]), []) if found else []
        if found and named == [_number(found[label], "")]:
            return frozenset(named)
    return frozenset()
