"""Lines of an Aiken text as people type them → as the format has them.

Choices may be lettered `a)`, `A：`, `(A)`, `ア．`, `①` or by a letter and a blank, and questions
numbered. A letter and a blank, a sign and a number make choices only where they run on from the
first one down to a line that names the answer: 「A 社では」 may begin a question too.
"""

from __future__ import annotations

import re
import unicodedata

from .right_choices import KANA

CHOICE = re.compile(r"([A-ZＡ-Ｚ])(?:[.)]\s+|[．）]\s*)(.+)")
ANSWER = re.compile(
    r"(?:ANSWERS?|CORRECT(?: ANSWERS?)?|答え|こたえ|答|正解|正答|解答|回答)\s*[:=]\s*(.+)",
    re.IGNORECASE,
)
_LOOSE_CHOICE = re.compile(
    rf"[(\[]?(?:([A-Za-z])|([{KANA}])|([0-9]{{1,2}}))(?:[)\].:、]\s*|\s+)(\S.*)"
)
_LABEL = 6  # signs in which a letter and the sign behind it stand
_MOST = 26  # choices that letters name
_CIRCLED = re.compile(r"([①-⑳])\s*(\S.*)")
_NUMBER = re.compile(
    r"(?:第|問題?|Q)?\s*([0-9]{1,3})\s*(?:[.)．）、:：]|問[.．、:：]?)\s*(?=\D)", re.IGNORECASE
)


def usual_lines(text: str) -> list[str]:
    """The lines of a text, its choices lettered as the format has them; none is added."""
    lines = [line.strip() for line in text.split("\n")]
    run: list[tuple[int, str]] = []
    is_below = False  # right below a choice, whose words may go on
    for at, line in enumerate(lines):
        number, words = _loose_choice(line)
        if 0 < number == len(run) + 1 <= _MOST:
            run.append((at, words))
        elif run and ANSWER.fullmatch(half(line)):
            _letter(lines, run)
            run = []
        elif number == 1:
            run = [(at, words)]
        elif line and not is_below:
            run = []
        is_below = bool(run) and bool(line)
    return lines


def without_number(text: str, number: int) -> str:
    """The words of the question that is the file's `number`-th, without that number."""
    found = _NUMBER.match(text)
    return text[found.end() :] if found and int(found[1]) == number else text


def half(text: str) -> str:
    """Letters and signs of full width as the narrow ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _letter(lines: list[str], run: list[tuple[int, str]]) -> None:
    """Letter the choices of a run in their lines as the format has them."""
    for number, (at, text) in enumerate(run if len(run) > 1 else ()):
        lines[at] = f"{chr(ord('A') + number)}. {text}"


def _loose_choice(line: str) -> tuple[int, str]:
    """The number of a choice among those of its question, and its words; 0 where it is none."""
    if found := _CIRCLED.fullmatch(line):
        return ord(found[1]) - ord("①") + 1, found[2]
    # The words keep their width: a letter of the narrow line stands for one of the wide one.
    found = _LOOSE_CHOICE.fullmatch(_narrow(line[:_LABEL]) + line[_LABEL:])
    if found is None:
        return 0, ""
    letter, kana, digits, words = found.groups()
    if letter:
        number = ord(letter.casefold()) - ord("a") + 1
    else:
        number = KANA.index(kana) + 1 if kana else int(digits)
    return number, line[len(line) - len(words) :]


def _narrow(line: str) -> str:
    """A line of the same length whose full-width letters, digits and signs are narrow."""
    return "".join(_narrow_sign(sign) for sign in line)


def _narrow_sign(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    return plain if len(plain) == 1 and plain.isascii() else sign
