"""A GIFT text divided into its questions, comments and categories.

Blank lines divide questions. People forget them, so that a line `::name::`, a comment or a
category below a finished question divides as well, and so does text with answers of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...xlsx.reading.notices import Notice, Remark
from .draft import Background

QUOTED = 40  # characters of a line that a notice quotes
_ESCAPED = re.compile(r"\\([\\~=#{}:n])")
# Escaped signs stand in the text as signs of the private area until it has been divided.
_HIDE = {sign: chr(0xE000 + number) for number, sign in enumerate("\\~=#{}:n")}
_SHOW = {ord(hidden): "\n" if sign == "n" else sign for sign, hidden in _HIDE.items()}
BLOCK = re.compile(r"\{(?=\s*(?:[=~#}]|(?:T|F|TRUE|FALSE)\s*[#}]))")
_CODE = re.compile(r"[{}]|^[ \t]*[~=]|\s~", re.MULTILINE)
_NEXT_NAME = re.compile(r"(?<=\})[ \t]*(?=::)")
_LABEL = re.compile(r"\[(?:id|tag):[^\]]*\]")
# What programs write: our own first line, and the line that Moodle writes above a question.
_BY_PROGRAM = re.compile(r"terakoya:revision\b|question: *[0-9]+ +name:")
_CATEGORY = "$CATEGORY:"
_ANSWER_SIGNS = ("=", "~", "}", "#")
_Line = tuple[int, str]


@dataclass(frozen=True)
class Piece:
    """The lines of one question with its comments; `line` is its first, `last` its last one."""

    line: int
    last: int
    comments: str
    text: str

    @property
    def place(self) -> str:
        return f"L{self.line}"


@dataclass
class GiftText:
    """The questions of a text, and the lines beside them.

    `comments` are those that people wrote, without ids and tags; `loose` lines below a question
    that are no question.
    """

    pieces: list[Piece] = field(default_factory=list)
    comments: list[_Line] = field(default_factory=list)
    categories: list[_Line] = field(default_factory=list)
    loose: list[_Line] = field(default_factory=list)


def divided(text: str) -> GiftText:
    """The parts of a text, whose escaped signs are hidden."""
    hidden = _ESCAPED.sub(lambda found: _HIDE[found[1]], text)
    divider = _Divider()
    for number, line in enumerate(hidden.split("\n"), 1):
        for part in _NEXT_NAME.split(line):
            divider.take(number, part.strip())
    divider.end_block()
    return divider.found


def shown(text: str) -> str:
    """A text whose escaped signs are seen again."""
    return text.translate(_SHOW)


def holds_code(text: str) -> bool:
    """Whether the words of a question hold signs of answers that are not escaped."""
    return _CODE.search(text) is not None


def beside_notices(found: GiftText, background: Background) -> list[Notice]:
    """What the lines beside the questions lose."""
    notices = [
        Notice(Remark.UNREADABLE_LINE, f"L{at}", {"text": _told(t)}) for at, t in found.loose
    ]
    if found.comments:
        notices.append(_listed(Remark.COMMENT_LINES, found.comments))
    if foreign := [line for line in found.categories if not background.is_own(line[1])]:
        notices.append(_listed(Remark.CATEGORIES, foreign))
    return notices


def _listed(remark: Remark, lines: list[_Line]) -> Notice:
    values = {"text": _told(lines[0][1]), "lines": ", ".join(f"L{at}" for at, _ in lines[:12])}
    values["count"] = str(len(lines))
    return Notice(remark, f"L{lines[0][0]}", values)


def _told(text: str) -> str:
    return shown(text)[:QUOTED]


@dataclass
class _Divider:
    """Divides lines as they come.

    `has_brace`: answers have begun; `is_closed`: they have ended once; `is_open`: others have begun
    since and not ended; `is_paused`: a blank line stands within them.
    """

    found: GiftText = field(default_factory=GiftText)
    lines: list[_Line] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    has_brace: bool = False
    is_open: bool = False
    is_closed: bool = False
    is_paused: bool = False

    def take(self, number: int, line: str) -> None:
        """Read the next line."""
        if self.is_paused and not line.startswith(_ANSWER_SIGNS) and line:
            self._end_piece()  # what was opened above the blank line is never closed
        self.is_paused = False
        if not line:
            self.is_paused = self.is_open
            if not self.is_paused:
                self.end_block()
        elif line.startswith("//"):
            self._take_comment(number, line)
        elif line.startswith(_CATEGORY):
            self.end_block()
            self.found.categories.append((number, line.removeprefix(_CATEGORY).strip()))
        else:
            if line.startswith("::") and not self._is_in_name():
                self._end_piece()
            self.lines.append((number, line))
            self._take_braces(line)

    def _take_braces(self, line: str) -> None:
        was_open = self.has_brace
        self.is_closed |= "}" in (line if was_open else line.partition("{")[2])
        self.has_brace |= "{" in line
        if "{" in line or "}" in line:
            self.is_open = line.rfind("{") > line.rfind("}")

    def end_block(self) -> None:
        """Read a blank line or the end."""
        self._end_piece()

    def _take_comment(self, number: int, line: str) -> None:
        if self.is_closed:
            self._end_piece()
        if "[id:" in line:  # labels in front of it are of a question that was taken away
            self.labels = []
        self.labels.append(line)
        words = _LABEL.sub("", line).strip("/ \t")
        if words and not _BY_PROGRAM.match(words):
            self.found.comments.append((number, words))

    def _is_in_name(self) -> bool:
        """Whether the lines hold the beginning of a name alone."""
        text = "\n".join(line for _, line in self.lines)
        return text.startswith("::") and "::" not in text[2:]

    def _end_piece(self) -> None:
        self.is_open = self.is_closed = self.has_brace = False
        if not self.lines:
            return
        for lines in _questions_of(self.lines):
            self._put(lines)
        self.lines, self.labels = [], []

    def _put(self, lines: list[_Line]) -> None:
        end = _end_of_answers(lines)
        self.found.loose += lines[end:]
        lines = lines[:end]
        text = "\n".join(line for _, line in lines)
        piece = Piece(lines[0][0], lines[-1][0], "\n".join(self.labels), text)
        self.found.pieces.append(piece)
        self.labels = []


def _closing(lines: list[_Line]) -> Iterator[bool]:
    """For each line whether the first answers are closed by its end."""
    opened = closed = False
    for _, line in lines:
        if opened:
            closed = closed or "}" in line
        elif "{" in line:
            opened, closed = True, "}" in line[line.find("{") :]
        yield closed


def _questions_of(lines: list[_Line]) -> list[list[_Line]]:
    """The lines of each question of a block: below its answers, other answers are another's."""
    last = max((at for at, (_, line) in enumerate(lines) if BLOCK.search(line)), default=-1)
    questions: list[list[_Line]] = []
    question: list[_Line] = []
    opened = closed = False
    for at, numbered in enumerate(lines):
        line = numbered[1]
        question.append(numbered)
        closed = closed or "}" in (line if opened else line.partition("{")[2])
        opened = opened or "{" in line
        if closed and line.endswith("}") and at < last:
            questions.append(question)
            question, opened, closed = [], False, False
    return [*questions, question]


def _end_of_answers(lines: list[_Line]) -> int:
    """How many lines are the question's: none below a `}` that ends its line."""
    for at, closed in enumerate(_closing(lines)):
        if closed and lines[at][1].endswith("}"):
            return at + 1
    return len(lines)
