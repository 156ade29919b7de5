"""Aiken, the simplest text format → drafts: a question, lines `A. …`, and `ANSWER: B`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from ..xlsx.notices import Notice, Remark
from .draft import Draft, DraftChoice

_CHOICE = re.compile(r"([A-ZＡ-Ｚ])(?:[.)]\s+|[．）]\s*)(.+)")
_ANSWER = re.compile(r"ANSWER\s*:\s*(.+)", re.IGNORECASE)
_TOLD = 40  # characters of a line that a notice quotes
_Line = tuple[int, str]


def looks_like_aiken(text: str) -> bool:
    """Whether some line of a text names the answer as Aiken does, or a choice and no GIFT."""
    lines = [line.strip() for line in text.splitlines()]
    if any(_ANSWER.fullmatch(_half(line)) for line in lines):
        return True
    return "{" not in text and any(_CHOICE.fullmatch(line) for line in lines)


def read_aiken(text: str) -> tuple[list[Draft], list[Notice]]:
    """The questions of an Aiken text, and lines that could not be read.

    Letters and signs may be of full width. Beyond the format, several letters (`ANSWER: A, C`)
    make a question of several right choices. A question whose answer is not named is read without
    one: an `ANSWER` belongs to the question in front of it alone.
    """
    reader = _Reader()
    for number, line in enumerate(text.splitlines(), 1):
        reader.take(number, line.strip())
    reader.close()
    return reader.drafts, reader.notices


@dataclass
class _Reader:
    """What was read, and the question at hand: its words, its choices by letter.

    `loose` are lines behind its choices, until it is known whether another question begins there.
    """

    drafts: list[Draft] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    asked: list[_Line] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    loose: list[_Line] = field(default_factory=list)
    is_after_blank: bool = False
    is_apart: bool = False  # whether a blank line stands before the loose lines

    def take(self, number: int, words: str) -> None:
        """Read the next line."""
        if not words:
            self.is_after_blank = True
            return
        answer = _ANSWER.fullmatch(_half(words))
        choice = _CHOICE.fullmatch(words)
        if answer:
            self._take_answer(answer[1], number)
        elif choice and (self.asked or self.loose):
            self._take_choice(number, _half(choice[1]), choice[2].strip())
        elif self.choices:
            self.is_apart = self.is_apart or (self.is_after_blank and not self.loose)
            self.loose.append((number, words))
        else:
            self.asked.append((number, words))
        self.is_after_blank = False

    def close(self) -> None:
        """Read the end of the text."""
        if self.choices and self.is_apart:
            self._begin_next()
        if self.choices:
            self._tell_loose()
            self._finish("")
        elif self.asked:
            self._tell(self.asked)

    def _take_answer(self, letters: str, number: int) -> None:
        if self.choices and self.loose and self.is_apart:
            self._begin_next()  # a question without choices
        self._tell_loose()
        self.asked = self.asked or [(number, "")]
        self._finish(letters)

    def _take_choice(self, number: int, letter: str, words: str) -> None:
        if self.choices and letter == self.choices[0][0]:
            self._begin_next()
            self.asked = self.asked or [(number, "")]
        self._tell_loose()
        self.choices.append((letter, words))

    def _begin_next(self) -> None:
        """The question at hand has no answer: the loose lines are another question's."""
        following, self.loose = self.loose, []
        self._finish("")
        self.asked = following

    def _finish(self, letters: str) -> None:
        place = f"L{self.asked[0][0]}" if self.asked else ""
        known = [letter for letter, _ in self.choices]
        right = set(re.findall(r"[A-Z]", letters.upper()))
        if not letters:
            self.notices.append(Notice(Remark.NO_ANSWER, place))
        elif not right or any(known.count(letter) != 1 for letter in right):
            self.notices.append(Notice(Remark.UNKNOWN_RIGHT, place, {"name": letters.strip()}))
            right = set()
        self.drafts.append(
            Draft(
                place=place,
                text="\n".join(words for _, words in self.asked if words),
                choices=[DraftChoice(text, "", letter in right) for letter, text in self.choices],
            )
        )
        self.asked, self.choices, self.is_apart = [], [], False

    def _tell_loose(self) -> None:
        self._tell(self.loose)
        self.loose, self.is_apart = [], False

    def _tell(self, lines: list[_Line]) -> None:
        for number, words in lines:
            values = {"text": words[:_TOLD]}
            self.notices.append(Notice(Remark.UNREADABLE_LINE, f"L{number}", values))


def _half(text: str) -> str:
    """Letters and signs of full width as the narrow ones."""
    return unicodedata.normalize("NFKC", text).strip()
