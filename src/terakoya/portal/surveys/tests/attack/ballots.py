"""The ballots of an attack: who answers what, and how many of them somebody has read."""

from __future__ import annotations

import random
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote

from .byte_search import Needles

MARKS = ("ATTACKED-REMARK", "秘密の打ち明け話")
WEAK_MARKS = ("TATTLED-SECRET", "筒抜けの話")
"""Every comment holds one of them: those of the portal, those of the weak one."""

FORMS = (
    "{}={}",
    "{} = '{}'",
    '"{}": "{}"',
    '"{}":"{}"',
    '"{}": {{"{}"',
    '"{}":{{"{}"',
    "{}': '{}'",
    "{}': ['{}'",
    "{}': {{'{}'",
    "'{}', '{}'",
    '{}"\r\n\r\n{}',
)
"""How programs write an item and its option: forms, JSON, Python's own, multipart."""

Pairs = frozenset[tuple[str, str]]
"""(item, option) of each answered item."""


@dataclass(frozen=True)
class Question:
    """An item of the survey; without options it takes a comment."""

    id: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Ballot:
    """What a member answers."""

    member: int
    pairs: Pairs
    comment: str = ""

    def answers(self, questions: Iterable[Question]) -> dict[str, str]:
        """The ballot as the page sends it."""
        chosen = dict(self.pairs)
        return {q.id: chosen.get(q.id, "") if q.options else self.comment for q in questions}


@dataclass(frozen=True)
class Reading:
    """What an attacker says of a ballot; without a member it is nobody's."""

    pairs: Pairs
    member: int | None = None
    comments: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Score:
    """How many ballots and comments an attacker has read."""

    ballots: int = 0
    comments: int = 0
    unjoined_ballots: int = 0
    unjoined_comments: int = 0

    def __or__(self, other: Score) -> Score:
        """The better of two attacks, figure by figure."""
        return Score(
            max(self.ballots, other.ballots),
            max(self.comments, other.comments),
            max(self.unjoined_ballots, other.unjoined_ballots),
            max(self.unjoined_comments, other.unjoined_comments),
        )


NOTHING = Score()


def score(readings: Iterable[Reading], truth: Iterable[Ballot]) -> Score:
    """Count the whole ballots that were read, with and without the right name."""
    said = list(readings)
    cast = list(truth)
    joined = {(reading.member, reading.pairs) for reading in said}
    texts = {(reading.member, text) for reading in said for text in reading.comments}
    pairs = {reading.pairs for reading in said}
    loose = {text for _member, text in texts}
    return Score(
        ballots=sum((b.member, b.pairs) in joined for b in cast),
        comments=sum(bool(b.comment) and (b.member, b.comment) in texts for b in cast),
        unjoined_ballots=sum(bool(b.pairs) and b.pairs in pairs for b in cast),
        unjoined_comments=sum(bool(b.comment) and b.comment in loose for b in cast),
    )


def full_ballots(
    questions: list[Question], members: Iterable[int], marks: tuple[str, str] = MARKS
) -> list[Ballot]:
    """Every item answered, each with a comment of its own; no two ballots are alike."""
    chance = random.Random(20261127)
    return [
        Ballot(member, _choose(questions, chance), f"{number}番 {marks[0]}-{number} {marks[1]}")
        for number, member in enumerate(members)
    ]


def other_ballots(questions: list[Question], members: Iterable[int]) -> list[Ballot]:
    """Unlike `full_ballots` in everything: options, items left out, comments long or missing."""
    chance = random.Random(11)
    comments = ("", MARKS[1] * 90, "", MARKS[0], MARKS[1])
    kept = (3, 0, 13, 1, 7)
    return [
        Ballot(
            member,
            frozenset(sorted(_choose(questions, chance))[: kept[number % 5]]),
            comments[number % 5],
        )
        for number, member in enumerate(members)
    ]


def _choose(questions: list[Question], chance: random.Random) -> Pairs:
    return frozenset((q.id, chance.choice(q.options)) for q in questions if q.options)


def needles(ballots: Iterable[Ballot], marks: tuple[str, str] = MARKS) -> Needles:
    """Pieces of bytes that hold part of a ballot: marks of comments, and answers as text."""
    found = {spelling: [spelling] for mark in marks for spelling in _spellings(mark)}
    for item, option in sorted({pair for ballot in ballots for pair in ballot.pairs}):
        spelt = [form.format(item, option) for form in FORMS]
        spelt += [text.replace("'", "&#x27;").replace('"', "&quot;") for text in spelt]
        found.setdefault(item.encode(), []).extend(text.encode() for text in spelt)
    return found


def _spellings(text: str) -> list[bytes]:
    """A text as programs write it: encodings, escapes, hexadecimal, base64."""
    codes = ("utf-8", "utf-16-le", "utf-16-be", "shift_jis", "euc_jp")
    escaped = text.encode("ascii", "backslashreplace")
    raw = [text.encode(code) for code in codes]
    spelt = [*raw, escaped, escaped.replace(b"\\u", b"\\\\u"), quote(text).encode()]
    spelt += [quote(text).lower().encode(), str(text.encode())[2:-1].encode()]
    for data in raw[:1]:
        spelt += [data.hex().encode(), data.hex().upper().encode(), *_base64(data)]
    return sorted(set(spelt))


def _base64(data: bytes) -> list[bytes]:
    """Base64 of data at each of the three places in a group, without the ends that vary."""
    found = []
    for shift in range(3):
        body = b64encode(b"\0" * shift + data)
        found.append(body[4 if shift else 0 : len(body) - 4])
    return found
