"""A paragraph as somebody sees it: its characters, and which of them are bold or underlined.

Runs are divided and joined by every program that saves a deck, so nothing here knows of runs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from ...characters import without_unwritable
from ..whole_numbers import whole_number
from .xml import A

_ESCAPED = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")
_USUAL = 1800  # hundredths of a point: letters whose size nobody said
_UNSEEN = {"\u200b", "\ufeff", "\r"}


@dataclass(frozen=True)
class Line:
    """One paragraph; breaks in it are line feeds. `bold` and `underlined` are as long as `text`."""

    text: str
    bold: tuple[bool, ...]
    underlined: tuple[bool, ...]

    @classmethod
    def of(cls, text: str) -> Line:
        """A plain paragraph."""
        return cls(text, (False,) * len(text), (False,) * len(text))

    def part(self, start: int, end: int | None = None) -> Line:
        """A stretch of the paragraph."""
        cut = slice(start, end)
        return Line(self.text[cut], self.bold[cut], self.underlined[cut])

    def stripped(self) -> Line:
        """The paragraph without blanks at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.part(start, max(start, len(self.text.rstrip())))

    def stress(self, *, bold_by_itself: bool) -> tuple[bool, ...]:
        """Which characters are stressed: bold ones, or underlined ones where all is bold."""
        return self.underlined if bold_by_itself else self.bold


def joined(lines: Iterable[Line], mark: str = "\n") -> Line:
    """Paragraphs as one, with a line feed between them."""
    text: list[str] = []
    bold: list[bool] = []
    underlined: list[bool] = []
    for number, line in enumerate(lines):
        gap = mark if number else ""
        text.append(gap + line.text)
        bold += [*(_last(bold) for _ in gap), *line.bold]
        underlined += [*(_last(underlined) for _ in gap), *line.underlined]
    return Line("".join(text), tuple(bold), tuple(underlined))


def _last(flags: list[bool]) -> bool:
    return flags[-1] if flags else False


def lines_in(body: etree._Element | None) -> tuple[Line, ...]:
    """The paragraphs of a text body, empty ones left out, blanks at their ends cut off."""
    if body is None:
        return ()
    found = (line_of(paragraph).stripped() for paragraph in body.iterfind(f"{A}p"))
    return tuple(line for line in found if line.text)


def levels_in(body: etree._Element | None) -> tuple[int, ...]:
    """How deep each of these paragraphs is, from 0."""
    if body is None:
        return ()
    return tuple(
        _level(paragraph) for paragraph in body.iterfind(f"{A}p") if line_of(paragraph).text.strip()
    )


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


def line_of(paragraph: etree._Element) -> Line:
    """One `a:p` as it is seen; texts are NFC, as in the model."""
    pieces = [(_nfc(text), bold, under) for text, bold, under in _pieces(paragraph)]
    text = "".join(piece for piece, _, _ in pieces)
    bold = tuple(flag for piece, flag, _ in pieces for _ in piece)
    underlined = tuple(flag for piece, _, flag in pieces for _ in piece)
    whole = _nfc(text)
    # A sign and its accent may stand in two runs; such a paragraph is rare and loses its stress.
    return Line(text, bold, underlined) if whole == text else Line.of(whole)


def _pieces(paragraph: etree._Element) -> Iterator[tuple[str, bool, bool]]:
    last = (False, False)
    for child in paragraph:
        if child.tag in (f"{A}r", f"{A}fld"):
            last = _look(child.find(f"{A}rPr"))
            yield _clean("".join(t.text or "" for t in child.iterfind(f"{A}t"))), *last
        elif child.tag == f"{A}br":
            yield "\n", *last
        elif child.tag not in (f"{A}pPr", f"{A}endParaRPr"):
            # A formula, or something newer than this reader: its letters at least.
            yield _clean("".join(str(text) for text in child.itertext())), *last


def _look(properties: etree._Element | None) -> tuple[bool, bool]:
    if properties is None:
        return False, False
    bold = properties.get("b") in ("1", "true", "on")
    return bold, properties.get("u", "none") != "none"


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
    return "".join(sign for sign in text if sign not in _UNSEEN)


def _unescaped(marks: str) -> str:
    """The characters that marks such as `_x3042_` stand for; half a surrogate pair is none."""
    units = b"".join(bytes.fromhex(mark[1:]) for mark in marks.split("_") if mark)
    return units.decode("utf-16-be", errors="replace")


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def plain_text(lines: Sequence[Line]) -> str:
    """The words of some paragraphs."""
    return "\n".join(line.text for line in lines)
