"""Aiken, the simplest text format → drafts: a question, lines `A. …`, and `ANSWER: B`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ...xlsx.reading.notices import Notice, Remark
from .aiken_lines import ANSWER, CHOICE, half, usual_lines, without_number
from .draft import Draft, DraftChoice
from .right_choices import right_choices

_NAMED = re.compile(r"ANSWER\s*:\s*.", re.IGNORECASE)
# `Réponse : B`, `答案 B, C`: words of any language in front of letters.
_LIKE_ANSWER = re.compile(r"[^\d:=]{1,40}[:=]\s*[A-Za-z0-9](?:[\s,、;/&・]+[A-Za-z0-9])*[.。]?")
_LETTERS = re.compile(r"[A-Za-z]{1,5}[.)]?")  # `B`, `ac`
_HEADED = re.compile(r"[^\s:：]{1,12}[:：]")  # 「解説：…」 is no rest of a choice
_REMARK = ("//", "$CATEGORY:")
_TOLD = 40  # characters of a line that a notice quotes
_Line = tuple[int, str]


def looks_like_aiken(text: str) -> bool:
    """Whether some line of a text names the answer as Aiken does, or a choice and no GIFT."""
    lines = usual_lines(text)
    if any(_NAMED.match(half(line)) for line in lines):
        return True
    return "{" not in text and any(CHOICE.fullmatch(line) for line in lines)


def read_aiken(text: str) -> tuple[list[Draft], list[Notice]]:
    """The questions of an Aiken text, and lines that could not be read.

    Letters and signs may be of full width, and the answer may be named in Japanese. Beyond the
    format, several letters (`ANSWER: A, C`) make a question of several right choices. A question
    whose answer is not named is read without one: an `ANSWER` belongs to the question in front
    of it alone.

    A question is the lines above its choices down from a blank line. Where none stands between
    it and what is in front of it, its last line alone is the question; all other lines are told.
    """
    reader = _Reader()
    for number, line in enumerate(usual_lines(text), 1):
        reader.take(number, line)
    reader.close()
    return reader.drafts, reader.notices


@dataclass
class _Reader:
    """What was read, and the question at hand: its words, its choices by letter.

    `asked` are the lines above its choices; `loose` those behind them, until it is known whether
    another question begins there. Both are in paragraphs.
    """

    drafts: list[Draft] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    asked: list[_Line] = field(default_factory=list)
    choices: list[tuple[str, str]] = field(default_factory=list)
    loose: list[list[_Line]] = field(default_factory=lambda: [[]])

    def take(self, number: int, words: str) -> None:
        """Read the next line."""
        plain = half(words)
        answer, choice = ANSWER.fullmatch(plain), CHOICE.fullmatch(words)
        if not words:
            self.loose.append([])
        elif choice and (self.asked or self._is_loose()):
            self._take_choice(half(choice[1]), choice[2].strip())
        elif answer and (self.choices or self.loose[-1]):
            self._take_answer(answer[1])
        elif answer or words.startswith(_REMARK) or _LIKE_ANSWER.fullmatch(plain):
            self._tell([(number, words)])
        else:
            self.loose[-1].append((number, words))

    def close(self) -> None:
        """Read the end of the text."""
        if self.choices:
            self._finish("")
        self._tell_loose()

    def _is_loose(self) -> bool:
        return any(self.loose)

    def _is_apart(self) -> bool:
        """Whether lines stand behind the choices that a blank line divides from them."""
        return any(self.loose[1:])

    def _join(self) -> None:
        """Take the lines right below a choice as the rest of its words."""
        if not self.choices or self._is_apart() or not self.loose[0]:
            return
        rest = [line for line in self.loose[0] if not _HEADED.match(line[1])]
        self.loose[0] = [line for line in self.loose[0] if _HEADED.match(line[1])]
        for number, more in rest:
            self.notices.append(Notice(Remark.LINES_JOINED, f"L{number}", {"text": more[:_TOLD]}))
        letter, words = self.choices[-1]
        self.choices[-1] = (letter, _joined([words, *(more for _, more in rest)]))

    def _take_answer(self, letters: str) -> None:
        if self.choices and self._is_apart():
            self._finish("")
        self._join()
        if not self.choices:  # a question whose choices are not written as such
            self._ask()
        self._tell_loose()
        self._finish(letters)

    def _take_choice(self, letter: str, words: str) -> None:
        if self.choices and (letter == self.choices[0][0] or self._is_apart()):
            self._finish("")
        if not self.choices:
            self._ask()
        self._join()
        self._tell_loose()
        self.choices.append((letter, words))

    def _ask(self) -> None:
        """The question above the first choice: the last paragraph in front of it."""
        paragraphs = [lines for lines in self.loose if lines]
        if not paragraphs:
            return
        last = paragraphs[-1]
        is_whole = not self.drafts or any(lines is last for lines in self.loose[1:])
        self.asked = last if is_whole else last[-1:]
        kept = {number for number, _ in self.asked}
        self.loose = [[line for line in lines if line[0] not in kept] for lines in self.loose]

    def _finish(self, letters: str) -> None:
        place = f"L{self.asked[0][0]}" if self.asked else ""
        asked = "\n".join(words for _, words in self.asked if words)
        right = _right_of(letters, self.choices)
        self.drafts.append(
            Draft(
                place=place,
                text=without_number(asked, len(self.drafts) + 1),
                choices=[DraftChoice(text, None, letter in right) for letter, text in self.choices],
                explanation=None,
                answer="" if right else letters.strip()[:_TOLD],
                unanswered=Remark.NO_ANSWER,
            )
        )
        self.asked, self.choices = [], []

    def _tell_loose(self) -> None:
        self._tell([line for lines in self.loose for line in lines])
        self.loose = [[]]

    def _tell(self, lines: list[_Line]) -> None:
        for number, words in lines:
            values = {"text": words[:_TOLD]}
            self.notices.append(Notice(Remark.UNREADABLE_LINE, f"L{number}", values))


def _joined(lines: Sequence[str]) -> str:
    """Lines as one: with a blank between two that are both written with blanks."""
    joined = [lines[0]]
    for above, below in pairwise(lines):
        joined += [" " if above[-1:].isascii() and below[:1].isascii() else "", below]
    return "".join(joined)


def _right_of(answer: str, choices: list[tuple[str, str]]) -> set[str]:
    """The letters of the right choices; none where a letter is not known or stands twice."""
    by_number = {ord(letter) - ord("A") + 1: text for letter, text in choices}
    letters = set(re.findall(r"[A-Z]", answer.upper())) if _LETTERS.fullmatch(answer) else set()
    if not letters:
        letters = {chr(ord("A") + n - 1) for n in right_choices(answer, by_number).numbers}
    known = [letter for letter, _ in choices]
    return letters if all(known.count(letter) == 1 for letter in letters) else set()
