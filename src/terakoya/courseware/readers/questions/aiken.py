"""Aiken, the simplest text format → drafts: a question, lines `A. …`, and `ANSWER: B`."""

from __future__ import annotations

import re
import unicodedata

from ..xlsx.notices import Notice, Remark
from .draft import Draft, DraftChoice

_CHOICE = re.compile(r"([A-ZＡ-Ｚ])(?:[.)]\s+|[．）]\s*)(.+)")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.+)", re.IGNORECASE)


def looks_like_aiken(text: str) -> bool:
    """Whether some line of a text names the answer as Aiken does."""
    return any(_ANSWER.fullmatch(_half(line)) for line in text.splitlines())


def read_aiken(text: str) -> tuple[list[Draft], list[Notice]]:
    """The questions of an Aiken text, and lines that could not be read.

    Letters and signs may be of full width. Beyond the format, several letters (`ANSWER: A, C`)
    make a question of several right choices.
    """
    drafts: list[Draft] = []
    notices: list[Notice] = []
    asked: list[str] = []
    choices: list[tuple[str, str]] = []
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if not words:
            continue
        answer = _ANSWER.fullmatch(_half(words))
        choice = _CHOICE.fullmatch(words)
        if answer:
            drafts.append(_draft(f"L{start or number}", asked, choices, answer[1], notices))
            asked, choices, start = [], [], 0
        elif choice and asked:
            choices.append((_half(choice[1]), choice[2].strip()))
        elif choices:
            notices.append(Notice(Remark.UNREADABLE_LINE, f"L{number}", {"text": words[:40]}))
        else:
            start = start or number
            asked.append(words)
    if asked or choices:
        notices.append(Notice(Remark.UNREADABLE_LINE, f"L{start}", {"text": " ".join(asked)[:40]}))
    return drafts, notices


def _draft(
    place: str,
    asked: list[str],
    choices: list[tuple[str, str]],
    answer: str,
    notices: list[Notice],
) -> Draft:
    right = set(re.findall(r"[A-Z]", answer.upper()))
    if not right or not right <= {letter for letter, _ in choices}:
        notices.append(Notice(Remark.UNKNOWN_RIGHT, place, {"name": answer.strip()}))
    return Draft(
        place=place,
        text="\n".join(asked),
        choices=[DraftChoice(text, "", letter in right) for letter, text in choices],
    )


def _half(text: str) -> str:
    """Letters and signs of full width as the narrow ones."""
    return unicodedata.normalize("NFKC", text).strip()
