"""The paragraphs of a text body, as somebody sees them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, repeat
from typing import TypeVar

from lxml import etree

from ....text.characters import without_unwritable
from ....text.whole_numbers import whole_number
from ...marked_text.line import Line
from ..writing.text import ADDRESS
from .formulas import formula_text
from .symbol_fonts import letters_of
from .xml import MC, A

_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_USUAL = 1800  # hundredths of a point: letters whose size nobody said
_FILLED_IN = ("slidenum", "datetime")
_CIRCLED, _LETTERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳", "abcdefghijklmnopqrstuvwxyz"
_LARGEST_START = 32_767  # that the format allows
_UNSEEN = "\u200b\ufeff\r"


def lines_in(body: etree._Element | None) -> tuple[Line, ...]:
    """The paragraphs of a text body, empty ones left out, blanks at their ends cut off."""
    return lines_and_levels_in(body)[0]


def lines_and_levels_in(body: etree._Element | None) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """These paragraphs, and how deep each of them is, from 0."""
    if body is None:
        return (), ()
    found = [(line_of(one).stripped(), one) for one in body.iterfind(f"{A}p")]
    said = [(line, one) for line, one in found if line.text]
    return tuple(line for line, _ in said), tuple(_level(one) for _, one in said)


def bulleted_in(body: etree._Element | None, *, by_itself: bool) -> tuple[bool, ...]:
    """Whether each of these paragraphs has a bullet or number; `by_itself`: where it says none."""
    if body is None:
        return ()
    return tuple(
        _is_bulleted(paragraph, by_itself=by_itself)
        for paragraph in body.iterfind(f"{A}p")
        if line_of(paragraph).text.strip()
    )


def _is_bulleted(paragraph: etree._Element, *, by_itself: bool) -> bool:
    for kind in ("buNone", "buChar", "buAutoNum", "buBlip"):
        if paragraph.find(f"{A}pPr/{A}{kind}") is not None:
            return kind != "buNone"
    return by_itself


def numbers_in(body: etree._Element | None) -> tuple[str, ...]:
    """The number that the program writes before each of these paragraphs; empty for none."""
    counts: dict[int, tuple[str, int]] = {}
    found = []
    for paragraph in () if body is None else body.iterfind(f"{A}p"):
        if not line_of(paragraph).text.strip():
            continue
        level = _level(paragraph)
        kind = paragraph.find(f"{A}pPr/{A}buAutoNum")
        counts = {depth: one for depth, one in counts.items() if depth <= level}
        if kind is None:
            counts.pop(level, None)
            found.append("")
            continue
        form = kind.get("type") or ""
        before, count = counts.get(level, ("", 0))
        start = min(max(1, whole_number(kind.get("startAt"))), _LARGEST_START)
        counts[level] = form, count + 1 if before == form else start
        found.append(_number(form, counts[level][1]))
    return tuple(found)


def _number(form: str, count: int) -> str:
    """A number as people write it, whatever signs stand around it in the deck."""
    if form.startswith("circleNum") and count <= len(_CIRCLED):
        return f"{_CIRCLED[count - 1]} "
    if form.startswith("alpha") and count <= len(_LETTERS):
        letter = _LETTERS[count - 1]
        return f"{letter.upper() if form.startswith('alphaUc') else letter}. "
    return f"{count}. "


def sizes_in(body: etree._Element | None) -> tuple[int, ...]:
    """The size of the largest letters of each of these paragraphs, in hundredths of a point."""
    if body is None:
        return ()
    return tuple(
        _size(paragraph) for paragraph in body.iterfind(f"{A}p") if line_of(paragraph).text.strip()
    )


def _size(paragraph: etree._Element) -> int:
    said = [run.get("sz") or "" for run in paragraph.iterfind(f"*/{A}rPr")]
    return max((size for size in map(whole_number, said) if size > 0), default=_USUAL)


def _level(paragraph: etree._Element) -> int:
    properties = paragraph.find(f"{A}pPr")
    return 0 if properties is None else max(0, whole_number(properties.get("lvl")))


def is_filled_in(shape: etree._Element | None) -> bool:
    """Whether all words of a shape are what a program fills in: the page's number, or a date."""
    paragraphs = [] if shape is None else list(shape.iter(f"{A}p"))
    runs = [run for one in paragraphs for run in one.iterfind(f"{A}r")]
    fields = [one for paragraph in paragraphs for one in paragraph.iterfind(f"{A}fld")]
    typed = "".join(text.text or "" for run in runs for text in run.iterfind(f"{A}t"))
    kinds = [one.get("type") or "" for one in fields]
    is_program = bool(kinds) and all(one.startswith(_FILLED_IN) for one in kinds)
    return is_program and not any(sign.isalpha() for sign in typed)


def line_of(paragraph: etree._Element) -> Line:
    """One `a:p` as it is seen; texts are NFC, as in the model."""
    pieces = [(_nfc(text), look) for text, look in _pieces(paragraph)]
    text = "".join(piece for piece, _ in pieces)
    sizes = [len(piece) for piece, _ in pieces]
    bold = _spread((look[0] for _, look in pieces), sizes)
    underlined = _spread((look[1] for _, look in pieces), sizes)
    links = _spread((look[2] for _, look in pieces), sizes)
    whole = _nfc(text)
    # A sign and its accent may stand in two runs; such a paragraph is rare and loses its stress.
    return Line(text, bold, underlined, links) if whole == text else Line.of(whole)


_Look = tuple[bool, bool, str]  # bold, underlined, where it leads
_Flag = TypeVar("_Flag")


def _spread(flags: Iterable[_Flag], sizes: Sequence[int]) -> tuple[_Flag, ...]:
    """What is said of each piece, for each of its characters."""
    return tuple(chain.from_iterable(map(repeat, flags, sizes)))


def _pieces(paragraph: etree._Element) -> Iterator[tuple[str, _Look]]:
    last: _Look = (False, False, "")
    for child in paragraph:
        if child.tag in (f"{A}r", f"{A}fld"):
            look = child.find(f"{A}rPr")
            last = _look(look)
            text = "".join(t.text or "" for t in child.iterfind(f"{A}t"))
            yield _clean(letters_of(text, _symbol_font(look))), last
        elif child.tag == f"{A}br":
            yield "\n", last
        elif child.tag not in (f"{A}pPr", f"{A}endParaRPr"):
            # A formula, or something newer than this reader: its letters at least.
            yield _clean(formula_text(_newer(child))), last


def _newer(element: etree._Element) -> etree._Element:
    """Of the two forms of what is newer than its program, the newer one: the older is a picture."""
    choice = element.find(f"{MC}Choice") if element.tag == f"{MC}AlternateContent" else None
    return element if choice is None else choice


def _look(properties: etree._Element | None) -> _Look:
    if properties is None:
        return False, False, ""
    bold = properties.get("b") in ("1", "true", "on")
    link = properties.find(f"{A}hlinkClick")
    address = "" if link is None else link.get(ADDRESS) or ""
    return bold, properties.get("u", "none") != "none" and not address, address


def _symbol_font(properties: etree._Element | None) -> str:
    """The font of a run's signs, else that of its letters; empty where it names none."""
    if properties is None:
        return ""
    for tag in ("sym", "latin"):
        font = properties.find(f"{A}{tag}")
        if font is not None and (name := font.get("typeface")):
            return name
    return ""


def struck_in(root: etree._Element) -> tuple[str, ...]:
    """The stretches of words below an element that are struck through, each once."""
    found = []
    for paragraph in root.iter(f"{A}p"):
        runs = [child for child in paragraph if child.tag in (f"{A}r", f"{A}fld")]
        for is_struck, stretch in groupby(runs, key=_is_struck):
            words = (text.text or "" for run in stretch for text in run.iterfind(f"{A}t"))
            text = _nfc(_clean("".join(words))).strip()
            if is_struck and text:
                found.append(text)
    return tuple(dict.fromkeys(found))


def _is_struck(run: etree._Element) -> bool:
    look = run.find(f"{A}rPr")
    return look is not None and look.get("strike", "noStrike") != "noStrike"


def _clean(text: str) -> str:
    text = _ESCAPED.sub(lambda found: _unescaped(found[0]), text) if "_x" in text else text
    text = without_unwritable(text.replace("\v", "\n").replace("\xa0", " "))
    for sign in _UNSEEN:
        text = text.replace(sign, "")
    return text


def _unescaped(marks: str) -> str:
    """The characters that marks such as `_x3042_` stand for; half a surrogate pair is none."""
    units = b"".join(bytes.fromhex(mark[1:]) for mark in marks.split("_") if mark)
    return units.decode("utf-16-be", errors="replace")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)
