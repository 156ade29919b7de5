"""A question as a file tells it, before it is known which question of the course it is."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class DraftChoice:
    """A choice: its words, why it is right or not, and which it is."""

    text: str
    why: str = ""
    correct: bool = False


@dataclass
class Draft:
    """A question of a file. What the file does not tell is empty, or `None` for lists.

    Texts hold our marks where the format has them. `place` is the row, line or name by which
    people find the question in the file; goal, topic, slides and facts are names or ids.
    """

    place: str
    text: str
    choices: list[DraftChoice]
    id: str = ""
    kind: str = ""
    scene: str = ""
    explanation: str = ""
    goal: str = ""
    topic: str = ""
    slides: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
