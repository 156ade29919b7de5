"""Braces and stars of a file that are no marks of ours: words, so written that they stay words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from ....inline import has_stray_mark
from ...xlsx.reading.notices import Notice, Remark
from .draft import Draft
from .text_losses import shown_places

_MARKS = re.compile(r"(\{[^{}|]+\|[^{}|]+\}|\{[a-z]+\.[a-z_]+\})")
_WIDE = str.maketrans("{}", "｛｝")
_QUOTED = 40  # characters of a text that a notice quotes
_WIDE_STARS = "＊＊"


def without_stray_marks(text: str) -> str:
    """A text whose braces and stars that are no marks are of full width."""
    if not has_stray_mark(text):
        return text
    parts = _MARKS.split(text)
    text = "".join(part if at % 2 else part.translate(_WIDE) for at, part in enumerate(parts))
    if text.count("**") % 2:
        head, _, tail = text.rpartition("**")
        text = f"{head}{_WIDE_STARS}{tail}"
    return text


def widened(draft: Draft) -> tuple[Draft, list[str]]:
    """A question without stray marks, and the texts that had some."""
    found: list[str] = []
    mend = _noting(found)
    choices = [
        replace(one, text=mend(one.text), why=one.why and mend(one.why)) for one in draft.choices
    ]
    mended = replace(
        draft,
        scene=mend(draft.scene),
        text=mend(draft.text),
        choices=choices,
        explanation=draft.explanation and mend(draft.explanation),
    )
    return mended, found


def wide_notices(found: Mapping[str, str]) -> list[Notice]:
    """One notice about the texts that had stray marks, by the places of their questions."""
    if not found:
        return []
    text = next(iter(found.values()))
    values = {"text": text[:_QUOTED], **shown_places(list(found))}
    return [Notice(Remark.MARKS_WIDENED, "", values)]


def _noting(found: list[str]) -> Callable[[str], str]:
    def mend(text: str) -> str:
        mended = without_stray_marks(text)
        if mended != text:
            found.append(mended)
        return mended

    return mend
