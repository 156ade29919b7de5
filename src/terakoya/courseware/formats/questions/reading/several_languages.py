"""A text that Moodle's filters show in the reader's language, in one of its languages.

Two spellings: `<span lang="ja" class="multilang">…</span><span lang="en" …>` and
`{mlang ja}…{mlang}{mlang en}…{mlang}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_IN_TAG = r"[^<>]{0,300}"
_OPENED = (
    rf"<(?:span\b(?={_IN_TAG}\bmultilang\b)|lang\b)"
    rf"(?={_IN_TAG}\blang=[\"']?([\w-]{{1,20}})){_IN_TAG}>"
)
_SPANS = re.compile(rf"{_OPENED}(.*?)</(?:span|lang)>", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(r"\{mlang\s+([\w,\s-]{1,60})\}(.*?)\{mlang\}", re.DOTALL | re.IGNORECASE)
_LAST_SPAN, _LAST_BLOCK = re.compile("</(?:span|lang)>", re.I), re.compile(r"\{mlang\}", re.I)
_OTHER = "other"
_Piece = tuple[str, str]  # language and words


@dataclass(frozen=True)
class OneLanguage:
    """A text in one language; `left` are the codes of the languages that were left out."""

    text: str
    left: frozenset[str] = frozenset()


def in_language(text: str, language: str) -> OneLanguage:
    """What a text shows a reader of a language; where it lacks that, its first language."""
    left: set[str] = set()
    closed, rest = _closed(text, _LAST_SPAN)
    runs = (_chosen(run, language, left) if isinstance(run, list) else run for run in _runs(closed))
    closed, rest = _closed("".join(runs) + rest, _LAST_BLOCK)
    chosen = iter(_kept(_BLOCK.findall(closed), language, left))
    text = _BLOCK.sub(lambda block: block[2] if next(chosen) else "", closed) + rest
    return OneLanguage(text, frozenset(left))


def _closed(text: str, end: re.Pattern[str]) -> tuple[str, str]:
    """A text up to the last closing sign, and the rest: what is opened before it is closed.

    So that no opening sign is searched to the end in vain.
    """
    at = max((found.end() for found in end.finditer(text)), default=0)
    return text[:at], text[at:]


def _runs(text: str) -> Iterator[str | list[_Piece]]:
    """The text between runs of pieces, and each run: nothing stands between its pieces."""
    end = 0
    run: list[_Piece] = []
    for found in _SPANS.finditer(text):
        between = text[end : found.start()]
        if between.strip() or not run:
            yield run
            yield between
            run = []
        run.append((found[1], found[2]))
        end = found.end()
    yield run
    yield text[end:]


def _chosen(pieces: list[_Piece], language: str, left: set[str]) -> str:
    kept = _kept(pieces, language, left)
    return "".join(words for (_, words), is_kept in zip(pieces, kept, strict=True) if is_kept)


def _kept(pieces: list[_Piece], language: str, left: set[str]) -> list[bool]:
    """Which pieces are shown; the codes of the others are put to `left`."""
    if not pieces:
        return []
    codes = [_codes(code) for code, _ in pieces]
    for wanted in (language, _OTHER, codes[0][0]):
        if any(wanted in one for one in codes):
            left.update(code for one in codes if wanted not in one for code in one)
            return [wanted in one for one in codes]
    return [True] * len(pieces)


def _codes(text: str) -> list[str]:
    return [re.split("[-_]", one.strip())[0].casefold() for one in text.split(",")]
