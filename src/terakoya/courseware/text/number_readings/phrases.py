"""Find the numbers of a Japanese text, each with what belongs to it, and read them.

The patterns are tried in order at each number; the first that fits says how it is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .cardinals import LIMIT, before_point, cardinal, digit_by_digit
from .counter_table import COUNTERS, DATE_DAY, TENTH
from .counters import Counter, ending_of

# Sign by sign, so that places stay.
_HALF_WIDTH = str.maketrans(
    "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19．，：％＃￥＄－−／（）",
    "0123456789.,:%#¥$--/()",
)
_CIRCLED = "①-⑳⑴-⒛⓪-⓿❶-➓㉑-㉟㊱-㊿"
_CIRCLED_NUMBER = re.compile(f"[{_CIRCLED}]")
DIGIT = re.compile(rf"[\d{_CIRCLED}]")
_UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "億": 10**8, "兆": 10**12}
_SIGNS = {"第": "だい", "-": "まいなす ", "▲": "まいなす ", "±": "ぷらすまいなす ", "+": "ぷらす "}
_CURRENCIES = {"¥": "円", "$": "ドル"}
_KANJI = "一-鿿々〆"
# What a number may stand before without a counter.
_FREE = "第|以上|以下|以内|以外|以降|以前|未満|前後|程度|超|余|強|弱|対"
# What goes on after a counter: its reading, and what would make another word of it.
_ENDINGS = {
    "暮らし": ("ぐらし", ""),
    "部屋": ("べや", ""),
    "目": ("め", "標的次線安前"),
    "間": ("かん", "隔近"),
    "分": ("ぶん", f"{_KANJI}けか"),
    "後": ("ご", "半ろ"),
    "前": ("まえ", "後半日回"),
    "半": ("はん", "数分日端"),
    "中": ("ちゅう", "央止断心旬"),
    "台": ("だい", "車風所"),
    "代": ("だい", "わ表金理"),
    "組": ("ぐみ", "織合み"),
    "建て": ("だて", ""),
    "立て": ("だて", ""),
    "連れ": ("づれ", ""),
    "玉": ("だま", ""),
    "引き": ("びき", "続取出渡受"),
    "強": ("きょう", "いまめ制"),
    "弱": ("じゃく", "いま"),
}
_WHOLE_DAY = {"1日中": "いちにちじゅう", "1年中": "いちねんじゅう"}

_LONGEST = 30
_UNIT = "[十百千万億兆]"
_INTEGER = r"(?:\d{1,3}(?:,\d{3})+|\d+)"
_NUMBER = rf"{_INTEGER}(?:\.\d+)?(?:{_UNIT}{{1,4}}{_INTEGER}){{0,4}}{_UNIT}{{0,4}}"
_COUNTER = "|".join(
    # こ before these begins another word, and a unit of Latin letters ends with itself.
    re.escape(word)
    + ("(?![れんとそちの])" if word == "こ" else r"(?![A-Za-z0-9])" if word[-1].isascii() else "")
    for word in sorted(COUNTERS, key=lambda word: -len(word))
)
_ENDING = "|".join(
    word + (f"(?![{others}])" if others else "") for word, (_, others) in _ENDINGS.items()
)
_UNKNOWN = re.compile(r"\D?(\d[\d,]*(?:\.\d+)?)")
# Telephone numbers that have names of their own: the first with 番, the others never surely.
_WITH_COUNTER = frozenset({"110", "118", "119"})
_NEVER = frozenset({"171", "188", "189", "171番", "188番", "189番"})
_NUMBERED = ("内線", "電話", "電話番号")
_RANGE = "〜～~–"
_GOES_ON = re.compile(f"[{_RANGE}]")
_START = re.compile(rf"[第#¥$▲±+-]?\d|\(0\d+\)\d|[{_CIRCLED}]")
_PARTS = re.compile(r"(\d[\d,]*(?:\.\d+)?)?([十百千万億兆]*)")
_TOUCHING_BEFORE = re.compile(r"(?:[A-Za-z]|\d[-/:.,]?|[A-Za-z][-/:.])$")
_TOUCHING_AFTER = re.compile(r"[A-Za-z\x00]|[-/:.]\d")
_WORD_AFTER = re.compile(rf"(?!{_FREE})[{_KANJI}ァ-ヺ]")


@dataclass(frozen=True)
class NumberPhrase:
    """A number with its counter: where it stands, its reading, and whether that is certain."""

    start: int
    end: int
    reading: str
    is_known: bool = True


@dataclass(frozen=True)
class _Value:
    """A number as it is written: its reading, its value where it is whole, how it ends."""

    reading: str
    whole: int | None
    ending: int


def number_phrases(text: str) -> Iterator[NumberPhrase]:
    """Yield every number of a text; a digit in no number does not exist."""
    plain = text.translate(_HALF_WIDTH)
    at = 0
    while start := _START.search(plain, at):
        phrase = _phrase_at(plain, _without_hyphen(plain, start.start()))
        if _GOES_ON.match(plain, phrase.end):  # 10時〜12時
            phrase = replace(phrase, end=phrase.end + 1, reading=f"{phrase.reading} から")
        yield phrase
        at = phrase.end


def _without_hyphen(text: str, start: int) -> int:
    """Where a number begins: a sign of its own belongs to it, a hyphen between words does not."""
    is_hyphen = text[start] in "-+" and re.search(r"[\w)]", text[max(0, start - 1) : start])
    return start + 1 if is_hyphen else start


def _phrase_at(text: str, start: int) -> NumberPhrase:
    for pattern, read in _PATTERNS:
        match = pattern.match(text, start)
        if match and (reading := read(match)) is not None:
            return NumberPhrase(start, match.end(), reading, _stands_free(match))
    return _unknown(text, start)


def _unknown(text: str, start: int) -> NumberPhrase:
    """A number that stands in no known way, said as a number or, too long, digit by digit."""
    match = _UNKNOWN.match(text, start)
    end, number = (match.end(), match[1]) if match else (start + 1, "")
    value = _value(number) if number else None
    reading = value.reading if value else digit_by_digit(number)
    return NumberPhrase(start, end, reading, is_known=False)


def _stands_free(match: re.Match[str]) -> bool:
    """Whether no other sign makes something else of the number, such as A4 or 3鉢."""
    text, end = match.string, match.end()
    if match.re is _CIRCLED_NUMBER:
        return True
    before = text[max(0, match.start() - 2) : match.start()]
    if match[0][0].isdigit() and _TOUCHING_BEFORE.search(before):
        return False
    if _TOUCHING_AFTER.match(text, end) or match[0] in _NEVER:
        return False
    if match.groupdict().get("counter"):
        return True
    return match[0] not in _WITH_COUNTER and not _WORD_AFTER.match(text, end)


def _hash(match: re.Match[str]) -> str:
    return f"しゃーぷ {digit_by_digit(match['digits'])}" + (" ばん" if match["番"] else "")


def _circled(match: re.Match[str]) -> str:
    return cardinal(int(unicodedata.numeric(match[0])))


def _telephone(match: re.Match[str]) -> str:
    return digit_by_digit(match["digits"])


def _time(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or minute > 59:
        return None
    hours = COUNTERS["時"].read(hour)
    return f"{hours} {COUNTERS['分'].read(minute)}" if minute else hours


def _date(match: re.Match[str]) -> str | None:
    parts = (
        COUNTERS["年"].read(int(match["year"])),
        COUNTERS["月"].read(int(match["month"])),
        DATE_DAY.read(int(match["day"])),
    )
    return " ".join(part for part in parts if part) if all(parts) else None


def _fraction(match: re.Match[str]) -> str | None:
    under, over = _value(match["under"]), _value(match["over"])
    return f"{under.reading}ぶんの{over.reading}" if under and over else None


def _range(match: re.Match[str]) -> str | None:
    """Both ends of a range with the counter of the last: 2〜3日 → ふつか から みっか."""
    first = _quantity(match["first"], match["counter"] or "", match)
    last = _quantity(match["number"], match["counter"] or "", match)
    return f"{first} から {last}{_ending(match)}" if first and last else None


def _counted(match: re.Match[str]) -> str | None:
    sign, counter = match["sign"] or "", match["counter"] or ""
    if whole_day := _WHOLE_DAY.get(match[0]):
        return whole_day
    if match[0].isdigit() and match.string.endswith(_NUMBERED, 0, match.start()):
        return digit_by_digit(match[0])
    reading = _quantity(match["number"], counter or _CURRENCIES.get(sign, ""), match)
    return None if reading is None else _SIGNS.get(sign, "") + reading + _ending(match)


def _quantity(number: str, counter: str, match: re.Match[str]) -> str | None:
    value = _value(number)
    if value is None or not counter:
        return value.reading if value else None
    kind = _counter(counter, match)
    return (
        kind.joined(value.reading, value.ending) if value.whole is None else kind.read(value.whole)
    )


def _counter(word: str, match: re.Match[str]) -> Counter:
    before = match.string[max(0, match.start() - 1) : match.start()]
    if word == "日" and before == "月":
        return DATE_DAY
    if word == "分" and before in {"割", "度"}:
        return TENTH
    return COUNTERS[word]


def _ending(match: re.Match[str]) -> str:
    rest = match["endings"] or ""
    reading = ""
    while rest:
        word = next(word for word in _ENDINGS if rest.startswith(word))
        reading, rest = reading + _ENDINGS[word][0], rest.removeprefix(word)
    return reading


def _value(number: str) -> _Value | None:
    """The value of 3,000, 1.5億 or 2万3千; `None` for what is no such number."""
    if len(number) > _LONGEST:
        return None
    parts = [(one, units) for one, units in _PARTS.findall(number.replace(",", "")) if one or units]
    if parts[0][0].startswith("0") and parts[0][0][1:2].isdigit():
        return None
    if "." in number:
        return _decimal(*parts[0]) if len(parts) == 1 else None
    whole = _whole(parts)
    return None if whole is None else _Value(cardinal(whole), whole, ending_of(whole))


def _whole(parts: list[tuple[str, str]]) -> int | None:
    """The sum of digits with units: [(2, 万), (3, 千)] → 23000; `None` where the order is odd."""
    total = section = 0
    last = LIMIT
    for digits, units in parts:
        amount = int(digits or 1)
        small = [_UNITS[unit] for unit in units if _UNITS[unit] < 10_000]
        large = [_UNITS[unit] for unit in units if _UNITS[unit] >= 10_000]
        for unit in small:
            amount *= unit
        section += amount
        for unit in large:
            if unit >= last:
                return None
            total, section, last = total + section * unit, 0, unit
    total += section
    return total if total < LIMIT else None


def _decimal(digits: str, units: str) -> _Value:
    whole, _, after = digits.partition(".")
    reading = before_point(int(whole)) + digit_by_digit(after).replace(" ", "")
    if not units:
        return _Value(reading, None, int(after[-1]) or -1)
    unit = 1
    for one in units:
        unit *= _UNITS[one]
    return _Value(reading + cardinal(unit).removeprefix("いち"), None, ending_of(unit))


_TAIL = rf"(?P<counter>{_COUNTER})?(?P<endings>(?<!\d)(?:{_ENDING}){{1,2}})?"
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (_CIRCLED_NUMBER, _circled),
    (re.compile(r"#(?P<digits>\d+)(?P<番>番)?"), _hash),
    (
        re.compile(
            r"(?P<digits>(?:\(0\d{1,4}\)|0\d{1,4}[-( ])\d{1,4}[-) ]\d{3,4}"
            r"|0\d{1,4}-\d{6,7}|0\d+)(?![\d.])"
        ),
        _telephone,
    ),
    (
        re.compile(r"(?P<year>\d{4})(?P<cut>[-/])(?P<month>\d\d?)(?P=cut)(?P<day>\d\d?)(?!\d)"),
        _date,
    ),
    (re.compile(r"(?P<hour>\d\d?):(?P<minute>\d\d)(?!\d)"), _time),
    (re.compile(rf"(?P<under>{_NUMBER})分の(?P<over>{_NUMBER})"), _fraction),
    (re.compile(rf"(?P<first>{_NUMBER})[{_RANGE}](?P<number>{_NUMBER}){_TAIL}"), _range),
    (re.compile(rf"(?P<sign>[第¥$▲±+-])?(?P<number>{_NUMBER}){_TAIL}"), _counted),
)
