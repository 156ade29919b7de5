"""GIFT, the text format of question banks → drafts.

Read are questions with choices (`=` right, `~` wrong, `~%50%` a share) and true-or-false ones,
their feedback and general feedback, and what a comment line says in `[id:…]` and `[tag:…]`.
Questions that ask for words, numbers or pairs are told and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ...question_tags import served_by
from ..xlsx.notices import Notice, Remark
from .draft import Draft, DraftChoice
from .html import HtmlText, looks_like_html, read_html

_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9]+(?:\.[0-9]*)?)%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
# Escaped signs stand in the text as signs of the private area until it has been divided.
_HIDE = {sign: chr(0xE000 + number) for number, sign in enumerate("\\~=#{}:n")}
_SHOW = {ord(hidden): "\n" if sign == "n" else sign for sign, hidden in _HIDE.items()}


@dataclass
class _Piece:
    line: int
    comments: str
    text: str


def read_gift(text: str, truth_words: tuple[str, str]) -> tuple[list[Draft], list[Notice]]:
    """The questions of a GIFT text and what was left out.

    `truth_words` are the choices of a true-or-false question.
    """
    drafts: list[Draft] = []
    notices: list[Notice] = []
    for piece in _pieces(text):
        draft = _question(piece, truth_words, notices)
        if draft is not None:
            drafts.append(draft)
    return drafts, notices


def _pieces(text: str) -> Iterator[_Piece]:
    """Blocks between blank lines; comment lines apart."""
    comments: list[str] = []
    lines: list[str] = []
    start = 0
    for number, line in enumerate([*text.replace("\r\n", "\n").split("\n"), ""], 1):
        stripped = line.strip()
        if stripped.startswith("//"):
            comments.append(stripped)
        elif stripped:
            start = start or number
            lines.append(stripped)
        elif lines or comments:
            if lines:
                yield _Piece(start, "\n".join(comments), "\n".join(lines))
            comments, lines, start = [], [], 0


def _question(piece: _Piece, truth_words: tuple[str, str], notices: list[Notice]) -> Draft | None:
    place = f"L{piece.line}"
    text = _ESCAPED.sub(lambda found: _HIDE[found[1]], piece.text)
    if text.startswith("$CATEGORY:"):
        return None
    name, text = _name(text)
    start, end = text.find("{"), text.find("}")
    if start < 0 or end < start:
        notices.append(Notice(Remark.UNREADABLE_LINE, place, {"text": _shown(text)[:40]}))
        return None
    asked, answers = text[:start].strip(), text[start + 1 : end].strip()
    rest = text[end + 1 :].strip()
    if rest:
        asked = f"{asked} _____ {rest}"
    answers, _, general = answers.partition("####")
    default = _format_of(asked)
    body = _read(asked, default)
    kind, choices = _choices(answers.strip(), default, truth_words, place, notices)
    if choices is None:
        return None
    served = served_by(found[1].strip() for found in _TAG.finditer(piece.comments))
    numbered = _ID.search(piece.comments)
    draft = Draft(
        place=place,
        id=(numbered[1] if numbered else _shown(name)).strip(),
        text=body.text,
        scene=body.scene,
        choices=choices,
        explanation=_read(general, default).text,
        **{**vars(served), "kind": served.kind or kind},
    )
    if body.has_pictures:
        notices.append(Notice(Remark.UNHELD_PART, place, {"name": "img"}))
    return draft


def _name(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    name, mark, rest = text[2:].partition("::")
    return (name, rest.strip()) if mark else ("", text)


def _choices(
    answers: str,
    default: str,
    truth_words: tuple[str, str],
    place: str,
    notices: list[Notice],
) -> tuple[str, list[DraftChoice] | None]:
    truth = answers.split("#")
    if truth[0].strip() in _TRUTH:
        is_true = _TRUTH[truth[0].strip()]
        wrong, right = (_read(part, default).text for part in [*truth[1:3], "", ""][:2])
        return "truefalse", [
            DraftChoice(word, right if word_is is is_true else wrong, word_is is is_true)
            for word, word_is in zip(truth_words, (True, False), strict=True)
        ]
    kind = _foreign_kind(answers)
    if kind:
        notices.append(Notice(Remark.UNHELD_TYPE, place, {"name": kind}))
        return "", None
    parts = [part.strip() for part in re.split(r"(?=[~=])", answers) if part.strip()]
    choices, shares = [], []
    for part in parts:
        weight = _WEIGHT.match(part[1:])
        words = part[1 + len(weight[0]) :] if weight else part[1:]
        share = float(weight[1]) if weight else 100.0 if part[0] == "=" else 0.0
        shares.append(share)
        words, _, why = words.partition("#")
        choices.append(DraftChoice(_read(words, default).text, _read(why, default).text, share > 0))
    if len({share for share in shares if share > 0}) > 1:
        notices.append(Notice(Remark.UNEVEN_FRACTIONS, place))
    return "", choices


def _foreign_kind(answers: str) -> str:
    """The name of a kind of question that has no choices; empty for one that has."""
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numerical"
    if "~" in answers:
        return ""
    return "matching" if "->" in answers else "shortanswer"


def _format_of(text: str) -> str:
    found = _FORMAT.match(text.strip())
    return found[1] if found else "moodle"


def _read(text: str, default: str) -> HtmlText:
    text = text.strip()
    stated = _FORMAT.match(text)
    kind = stated[1] if stated else default
    words = _shown(text[len(stated[0]) :] if stated else text).strip()
    if kind == "html" or (kind == "moodle" and looks_like_html(words)):
        return read_html(words)
    return HtmlText(text="\n".join(line.strip() for line in words.split("\n")))


def _shown(text: str) -> str:
    return text.translate(_SHOW)
