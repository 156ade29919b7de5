"""Two texts compared word by word, Japanese too.

`docs/algorithms/diff.md` §3.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Operation = Literal["equal", "delete", "insert"]
# A mark ({漢字|かんじ}, {desk.name}, **), letters, digits, katakana, spaces; else one character.
_WORD = re.compile(
    r"\{[^{}]*\}|\*\*|[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)*|[0-9０-９]+(?:[.,][0-9]+)*"
    r"|[ァ-ヺー]+|\s+|.",
    re.DOTALL,
)
SPECKLE = 2  # so few characters between two changes are taken into the change
MOST_COMPARED = 100_000  # pairs of words; difflib is cubic at worst


_Piece = tuple[Operation, str]


class Span(NamedTuple):
    """A run of text that stayed, went or came."""

    op: Operation
    text: str


def words_of(text: str) -> list[str]:
    """The words of a text; put together they are the text."""
    return _WORD.findall(text)


def word_spans(old: str, new: str) -> tuple[Span, ...]:
    """What stayed, went and came between two texts; what went stands before what came."""
    before, after = words_of(old), words_of(new)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    spans: list[_Piece] = [
        ("equal", "".join(before[:head])),
        *_between(before[head : len(before) - tail], after[head : len(after) - tail]),
        ("equal", "".join(before[len(before) - tail :])),
    ]
    return _joined(_without_speckles([span for span in spans if span[1]]))


def _common(one: list[str], other: list[str]) -> int:
    """With how many equal words two texts begin."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _between(before: list[str], after: list[str]) -> list[_Piece]:
    """What lies between the common ends: all of it changed where it is too long to compare."""
    if len(before) * len(after) > MOST_COMPARED:
        return [("delete", "".join(before)), ("insert", "".join(after))]
    pieces: list[_Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(("equal", "".join(before[i1:i2])))
        else:
            pieces += [("delete", "".join(before[i1:i2])), ("insert", "".join(after[j1:j2]))]
    return pieces


def _without_speckles(spans: list[_Piece]) -> list[_Piece]:
    """Short texts that stayed between two changes both go and come."""
    out: list[_Piece] = []
    for at, (op, text) in enumerate(spans):
        between = 0 < at < len(spans) - 1
        if op == "equal" and between and len(text.strip()) <= SPECKLE:
            out += [("delete", text), ("insert", text)]
        else:
            out.append((op, text))
    return out


def _joined(spans: list[_Piece]) -> tuple[Span, ...]:
    """Neighbouring changes as one deletion and one insertion; empty ones left out."""
    out: list[Span] = []
    gone = come = ""

    def close() -> None:
        nonlocal gone, come
        out.extend(span for span in (Span("delete", gone), Span("insert", come)) if span.text)
        gone = come = ""

    for op, text in spans:
        if op == "equal":
            close()
            out.append(Span("equal", text))
        elif op == "delete":
            gone += text
        else:
            come += text
    close()
    return tuple(out)
