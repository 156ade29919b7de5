"""GIFT, the text format of question banks → drafts.

Read are questions with choices (`=` right, `~` wrong, `~%50%` a share) and true-or-false ones,
their feedback and general feedback, and what a comment line says in `[id:…]` and `[tag:…]`.
Questions that ask for words, numbers or pairs are told and left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ....question_tags import served_by
from ...xlsx.reading.notices import Notice, Remark
from ...xlsx.reading.right_marks import is_right_mark
from .draft import (
    MOST_CHOICES,
    Background,
    Draft,
    DraftChoice,
    refuse_too_many,
    unread,
    without_reasons,
)
from .gift_text import BLOCK, QUOTED, Piece, beside_notices, divided, holds_code, shown
from .html import HtmlText, looks_like_html, read_words
from .markdown import markdown_words
from .shares import WHOLE, Shares
from .text_losses import TextLosses

_ID = re.compile(r"\[id:([^\]]+)\]")
_TAG = re.compile(r"\[tag:([^\]]+)\]")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9]+(?:\.[0-9]*)?)%")
_FULL_WIDTH = re.compile(r"[｛｝]|(?:^|\s)[＝～〜＃]")
_CHOICE = re.compile(r"[~=]")
_TRUTH_MARK = re.compile(r"[^\W\d_]+|[○◯〇◎⭕×✕✖✗✘❌✓✔✅]")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read_gift(text: str, background: Background) -> tuple[list[Draft], list[Notice]]:
    """The questions of a GIFT text and what was left out."""
    found = divided(text)
    refuse_too_many(len(found.pieces))
    reader = _Reader(background)
    for piece in found.pieces:
        reader.take(piece)
    drafts = reader.drafts
    if not _gives_reasons(drafts, found.pieces):
        drafts = [without_reasons(draft) for draft in drafts]
    texts = reader.losses.notices(background.language)
    return drafts, [*reader.notices, *texts, *beside_notices(found, background)]


def _gives_reasons(drafts: Sequence[Draft], pieces: Sequence[Piece]) -> bool:
    """Whether a file tells reasons, or names questions as our own files do, which tell them."""
    return any(_ID.search(piece.comments) for piece in pieces) or any(
        draft.explanation or any(choice.why for choice in draft.choices) for draft in drafts
    )


class _Reader:
    def __init__(self, background: Background) -> None:
        self.background = background
        self.drafts: list[Draft] = []
        self.notices: list[Notice] = []
        self.losses = TextLosses()

    def take(self, piece: Piece) -> None:
        """Read the next question."""
        name, text = _name(piece.text)
        start, end = text.find("{"), text.find("}")
        if start < 0 or end < start:
            self._leave_out(piece, _unreadable(piece, text))
            return
        asked, answers = text[:start].strip(), text[start + 1 : end].strip()
        rest = text[end + 1 :].strip()
        if holds_code(asked) or holds_code(rest) or BLOCK.search(answers):
            self._leave_out(piece, _unclear(piece, asked))
            return
        foreign = _foreign(piece, asked, answers)
        if foreign is not None:
            self._leave_out(piece, foreign)
            return
        if rest:
            asked = f"{asked} _____ {rest}"
        self.drafts.append(self._draft(piece, name, asked, answers))

    def _leave_out(self, piece: Piece, notice: Notice) -> None:
        self.notices.append(notice)
        numbered = _ID.search(piece.comments)
        self.drafts += unread(self.background, piece.place, numbered[1].strip() if numbered else "")

    def _draft(self, piece: Piece, name: str, asked: str, answers: str) -> Draft:
        answers, _, general = answers.partition("####")
        default = _format_of(asked)
        body, why = self._read(asked, default), self._read(general, default)
        texts = [body, why]
        kind, choices = self._choices(answers.strip(), default, piece.place, texts)
        self._tell_pictures(piece.place, texts)
        self.losses.take(piece.place, *texts)
        served = served_by(found[1].strip() for found in _TAG.finditer(piece.comments))
        numbered = _ID.search(piece.comments)
        return Draft(
            place=piece.place,
            id=(numbered[1] if numbered else shown(name)).strip(),
            text=body.text,
            scene=body.scene,
            choices=choices,
            explanation=why.text,
            **{**vars(served), "kind": served.kind or kind},
        )

    def _choices(
        self, answers: str, default: str, place: str, texts: list[HtmlText]
    ) -> tuple[str, list[DraftChoice]]:
        if _truth_of(answers) is not None:
            return "truefalse", self._truth_choices(answers, default, texts)
        choices, percents = [], []
        for part in re.split(rf"(?={_CHOICE.pattern})", answers):
            if not part.strip():
                continue
            percent, words, why = _weighted(part.strip())
            both = self._read(words, default), self._read(why, default)
            texts += both
            percents.append(percent)
            choices.append(DraftChoice(both[0].text, both[1].text))
        most = max(percents, default=0.0)
        shares = Shares(percents, is_single=most >= WHOLE or most <= 0)
        for choice, is_right in zip(choices, shares.right(), strict=True):
            choice.correct = is_right
        self.notices += shares.notices(place, choices)
        return shares.kind(), choices

    def _truth_choices(
        self, answers: str, default: str, texts: list[HtmlText]
    ) -> list[DraftChoice]:
        is_true = _truth_of(answers)
        wrong, right = (self._read(part, default) for part in [*answers.split("#")[1:], "", ""][:2])
        texts += (wrong, right)
        return [
            DraftChoice(word, (right if means is is_true else wrong).text, means is is_true)
            for word, means in zip(self.background.truth_words, (True, False), strict=True)
        ]

    def _tell_pictures(self, place: str, texts: list[HtmlText]) -> None:
        found = [text.lost.pop("img") for text in texts if "img" in text.lost]
        if found:
            values = {"name": "img", "text": found[0].rpartition("/")[2][:QUOTED]}
            self.notices.append(Notice(Remark.UNHELD_PART, place, values))

    def _read(self, text: str, default: str) -> HtmlText:
        text = text.strip()
        stated = _FORMAT.match(text)
        kind = stated[1] if stated else default
        words = shown(text[len(stated[0]) :] if stated else text).strip()
        is_html = kind == "html" or (kind == "moodle" and looks_like_html(words))
        if kind == "markdown":
            return markdown_words(words, self.background.language)
        return read_words(words, self.background.language, is_html=is_html)


def _unreadable(piece: Piece, text: str) -> Notice:
    """A piece without answers: words alone, or answers whose braces are not a pair."""
    if "{" in text or "}" in text:
        return _unclear(piece, text)
    remark = Remark.FULL_WIDTH_SIGNS if "｛" in text else Remark.UNREADABLE_LINE
    return Notice(remark, piece.place, {"text": shown(text)[:QUOTED]})


def _unclear(piece: Piece, text: str) -> Notice:
    values = {"last": f"L{piece.last}", "text": shown(text).strip()[:QUOTED]}
    return Notice(Remark.UNCLEAR_BRACES, piece.place, values)


def _foreign(piece: Piece, asked: str, answers: str) -> Notice | None:
    """The notice about answers that are no choices; `None` where they are."""
    asked = shown(asked)[:QUOTED]
    is_ours = _ID.search(piece.comments) is not None
    if _FULL_WIDTH.search(answers.partition("####")[0]) and not is_ours:
        return Notice(Remark.FULL_WIDTH_SIGNS, piece.place, {"text": asked})
    if _truth_of(answers) is not None:
        return None
    count = len(_CHOICE.findall(answers.partition("####")[0]))
    if count > MOST_CHOICES:
        values = {"text": asked, "count": f"{count:,}"}
        return Notice(Remark.COUNTLESS_CHOICES, piece.place, values)
    kind = _foreign_kind(answers)
    if kind:
        return Notice(Remark.UNHELD_TYPE, piece.place, {"name": kind, "text": asked})
    if answers[0] not in "~=":
        values = {"text": asked, "answer": shown(answers)[:QUOTED]}
        return Notice(Remark.UNREADABLE_ANSWER, piece.place, values)
    return None


def _truth_of(answers: str) -> bool | None:
    """What an answer says of true and false, in letters or as people write it: `{正}`, `{×}`.

    A number, a dash or a single letter but T and F may mean anything else; `None` for these.
    """
    said = answers.split("#")[0].strip()
    plain = unicodedata.normalize("NFKC", said).upper()
    if plain in _TRUTH:
        return _TRUTH[plain]
    is_word = len(plain) > 1 or not plain.isascii()
    return is_right_mark(said) if is_word and _TRUTH_MARK.fullmatch(said) else None


def _weighted(part: str) -> tuple[float, str, str]:
    """The percent that a choice earns, its words and its reason."""
    weight = _WEIGHT.match(part[1:])
    words, _, why = part[1 + len(weight[0]) if weight else 1 :].partition("#")
    percent = float(weight[1]) if weight else 100.0 if part[0] == "=" else 0.0
    return percent, words, why


def _name(text: str) -> tuple[str, str]:
    if not text.startswith("::"):
        return "", text
    name, mark, rest = text[2:].partition("::")
    return (name, rest.strip()) if mark else ("", text)


def _foreign_kind(answers: str) -> str:
    """The name of a kind of question that has no choices; empty for one that has."""
    if not answers:
        return "essay"
    if answers.startswith("#"):
        return "numerical"
    if "~" in answers or "=" not in answers:
        return ""
    return "matching" if "->" in answers else "shortanswer"


def _format_of(text: str) -> str:
    found = _FORMAT.match(text.strip())
    return found[1] if found else "moodle"
