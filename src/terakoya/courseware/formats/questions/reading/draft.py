"""A question as a file tells it, before it is known which question of the course it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ...xlsx.reading.notices import Refusal, Remark, UnreadableSheet

MOST_QUESTIONS = 2_000
MOST_CHOICES = (
    100  # of one question; five are kept, and a question of more than these is no question
)


@dataclass(frozen=True)
class Background:
    """What a file is read for: a language, its words for true and false, titles of the course.

    `own` are the ids, kinds, topics, slides … of the course as people write them, folded, by the
    field of a question that names them.
    """

    language: str
    truth_words: tuple[str, str]
    titles: frozenset[str] = frozenset()
    own: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_own(self, category: str) -> bool:
        """Whether a category is the one that our own files name: the title of the course."""
        name = category.removeprefix("$course$/").removeprefix("top/")
        return name.replace("//", "/").strip() in self.titles


@dataclass
class DraftChoice:
    """A choice: its words, why it is right or not, and which it is.

    `why` is `None` where the file has no room for reasons: those of a known question stay.
    `column` is its number in a table where others are empty.
    """

    text: str
    why: str | None = ""
    correct: bool = False
    column: int = 0


@dataclass
class Draft:
    """A question of a file. What the file does not tell is empty.

    Texts hold our marks where the format has them. `place` is the row, line or name by which
    people find the question in the file, `places` those of single fields; goal, topic, slides
    and facts are names or ids. `explanation` and `tags` are `None` where the file has no room
    for them.

    `answer` is what the file says is right and none of the choices is; `unanswered` the remark
    about a question without a right choice. `fault` says why nothing but its place and words can
    be believed; `unsaid` are fields of a table that this row ends before, `unread` what stands in
    its columns that are not read, by heading.
    """

    place: str
    text: str
    choices: list[DraftChoice]
    id: str = ""
    kind: str = ""
    scene: str = ""
    explanation: str | None = ""
    goal: str = ""
    topic: str = ""
    slides: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    tags: list[str] | None = field(default_factory=list)
    answer: str = ""
    unanswered: Remark = Remark.NO_RIGHT_ANSWER
    places: Mapping[str, str] = field(default_factory=dict)
    fault: Remark | None = None
    unsaid: frozenset[str] = frozenset()
    unread: Mapping[str, str] = field(default_factory=dict)

    @property
    def letters(self) -> int:
        """How many characters its own words and those of its choices have."""
        texts = [self.text, self.scene, self.explanation or ""]
        texts += [words for one in self.choices for words in (one.text, one.why or "")]
        return sum(map(len, texts))

    def place_of(self, name: str) -> str:
        """Where a field stands; the question's own place where the file has no finer one."""
        return self.places.get(name, self.place)


def without_reasons(draft: Draft) -> Draft:
    """A question of a file that tells no reasons: those of a known question stay."""
    choices = [replace(one, why=None) for one in draft.choices]
    return replace(draft, choices=choices, explanation=None)


def unread(background: Background, place: str, name: str) -> list[Draft]:
    """In the place of a question that cannot be read: the one of the course with its id, if any."""
    if name not in background.own.get("id", frozenset()):
        return []
    return [Draft(place=place, text="", choices=[], id=name, fault=Remark.UNREAD_KEPT)]


def refuse_too_many(count: int) -> None:
    """Raise `UnreadableSheet` for a file of more questions than are read."""
    if count > MOST_QUESTIONS:
        raise UnreadableSheet(Refusal.TOO_MANY_QUESTIONS, count=count, most=MOST_QUESTIONS)
