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
MOST_COMPARED = 4_000_000


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
    if len(before) * len(after) > MOST_COMPARED:
        return _joined([("delete", old), ("insert", new)])
    spans: list[tuple[Operation, str]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            spans.append(("equal", "".join(before[i1:i2])))
        else:
            spans += [("delete", "".join(before[i1:i2])), ("insert", "".join(after[j1:j2]))]
    return _joined(_without_speckles(spans))


def _without_speckles(spans: list[tuple[Operation, str]]) -> list[tuple[Operation, str]]:
    """Short texts that stayed between two changes both go and come."""
    out: list[tuple[Operation, str]] = []
    for at, (op, text) in enumerate(spans):
        between = 0 < at < len(spans) - 1
        if op == "equal" and between and len(text.strip()) <= SPECKLE:
            out += [("delete", text), ("insert", text)]
        else:
            out.append((op, text))
    return out


def _joined(spans: list[tuple[Operation, str]]) -> tuple[Span, ...]:
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
