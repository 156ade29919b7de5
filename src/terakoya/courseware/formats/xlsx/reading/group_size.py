"""How many answers the words of an item say are needed before they are counted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_WORDS |= {"one": 1, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20}
_SENTENCE = re.compile(r"[^。\n!?]+?(?:[。\n!?]|\.(?=\s|$)|$)")
_OF_COUNTING = re.compile(
    r"(?:答|回答).{0,80}?(?:集計|公表|公開|表示|示し|見せ|結果|そろ|揃|集ま)"
    r"|(?:集計|公表|公開|表示|結果|そろ|揃|集ま).{0,80}?(?:答|回答)"
    r"|(?:名|人)(?:様|分)?(?:以上|未満|以下|に満|を超|より).{0,80}?(?:集計|公表|公開|結果)"
    r"|\b(?:answers?|repl(?:y|ies)|respon\w+|people)\b.{0,80}?\b(?:count|show|publish|report|result)"
    r"|\b(?:count|show|publish|report|result)\w*\b.{0,80}?\b(?:answers?|repl(?:y|ies)|respon\w+|people)\b",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"(?<!\d)(?P<number>\d{1,4}|[〇一二三四五六七八九十百]{1,6})\s{0,3}(?:名|人|件|通|票)(?:様|分)?"
    r"(?P<beyond>以下|を超|より多)?(?P<least>以上|未満|でも|から|に満|より少)?"
)
_PEOPLE = r"(?:answers?|repl(?:y|ies)|responses?|respondents|people)"
_COUNT = rf"(?P<number>\d{{1,4}}|{'|'.join(_WORDS)})"
_LEAST = re.compile(
    rf"\b(?P<beyond>more than )?{_COUNT}(?P<fewer> {_PEOPLE})?(?P<or> or (?:fewer|less))?"
    rf"(?: or more)?(?: {_PEOPLE})?\b",
    re.IGNORECASE,
)


def other_group_size(text: str, size: int) -> str:
    """The sentence that says that results are counted from another number of answers than `size`.

    It is empty where none does.
    """
    for found in _SENTENCE.finditer(unicodedata.normalize("NFKC", text)):
        sentence = found[0].strip()
        if _OF_COUNTING.search(sentence) and any(one != size for one in _sizes(sentence)):
            return sentence
    return ""


def _sizes(sentence: str) -> Iterator[int]:
    for found in _JAPANESE.finditer(sentence):
        number = _number(found["number"])
        if number > 1 or found["least"] or found["beyond"]:  # else somebody, not a count
            yield number + bool(found["beyond"])
    for found in _LEAST.finditer(sentence):
        number, is_beyond = _number(found["number"].lower()), bool(found["beyond"] or found["or"])
        if is_beyond or (number > 1 and re.search(_PEOPLE, found[0], re.IGNORECASE)):
            yield number + is_beyond


def _number(written: str) -> int:
    """A number in digits, in kanji below a thousand, or in English words."""
    if written.isdecimal():
        return int(written)
    if written in _WORDS:
        return _WORDS[written]
    total = digit = 0
    for sign in written:
        if sign in _DIGITS:
            digit = digit * 10 + _DIGITS[sign]
        else:
            total, digit = total + (digit or 1) * (100 if sign == "百" else 10), 0
    return total + digit
