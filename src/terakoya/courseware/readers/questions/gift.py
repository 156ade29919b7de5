"""GIFT, the text format of question banks → drafts.

Read are questions with choices (`=` right, `~` wrong, `~%50%` a share) and true-or-false ones,
their feedback and general feedback, and what a comment line says in `[id:…]` and `[tag:…]`.
Questions that ask for words, numbers or pairs are told and left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...question_tags import served_by
from ..xlsx.notices import Notice, Remark
from .draft import Draft, DraftChoice, without_reasons
from .gift_text import BLOCK, QUOTED, Piece, beside_notices, divided, holds_code, shown
from .html import HtmlText, looks_like_html, read_html

_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9]+(?:\.[0-9]*)?)%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read_gift(text: str, truth_words: tuple[str, str]) -> tuple[list[Draft], list[Notice]]:
    """The questions of a GIFT text and what was left out.

    `truth_words` are the choices of a true-or-false question.
    """
    found = divided(text)
    drafts: list[Draft] = []
    notices: list[Notice] = []
    for piece in found.pieces:
        draft = _question(piece, truth_words, notices)
        if draft is not None:
            drafts.append(draft)
    if not _gives_reasons(drafts, found.pieces):
        drafts = [without_reasons(draft) for draft in drafts]
    return drafts, notices + beside_notices(found)


def _gives_reasons(drafts: Sequence[Draft], pieces: Sequence[Piece]) -> bool:
    """Whether a file tells reasons, or names questions as our own files do, which tell them."""
    return any(_ID.search(piece.comments) for piece in pieces) or any(
        draft.explanation or any(choice.why for choice in draft.choices) for draft in drafts
    )


def _question(piece: Piece, truth_words: tuple[str, str], notices: list[Notice]) -> Draft | None:
    place = piece.place
    name, text = _name(piece.text)
    start, end = text.find("{"), text.find("}")
    if start < 0 or end < start:
        notices.append(_unreadable(piece, text))
        return None
    asked, answers = text[:start].strip(), text[start + 1 : end].strip()
    rest = text[end + 1 :].strip()
    if holds_code(asked) or holds_code(rest) or BLOCK.search(answers):
        notices.append(Notice(Remark.UNCLEAR_BRACES, place, {"last": f"L{piece.last}"}))
        return None
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
        id=(numbered[1] if numbered else shown(name)).strip(),
        text=body.text,
        scene=body.scene,
        choices=choices,
        explanation=_read(general, default).text,
        **{**vars(served), "kind": served.kind or kind},
    )
    if body.has_pictures:
        notices.append(Notice(Remark.UNHELD_PART, place, {"name": "img"}))
    return draft


def _unreadable(piece: Piece, text: str) -> Notice:
    """A piece without answers: words alone, or answers whose braces are not a pair."""
    if "{" in text or "}" in text:
        return Notice(Remark.UNCLEAR_BRACES, piece.place, {"last": f"L{piece.last}"})
    return Notice(Remark.UNREADABLE_LINE, piece.place, {"text": shown(text)[:QUOTED]})


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
    words = shown(text[len(stated[0]) :] if stated else text).strip()
    if kind == "html" or (kind == "moodle" and looks_like_html(words)):
        return read_html(words)
    return HtmlText(text="\n".join(line.strip() for line in words.split("\n")))
