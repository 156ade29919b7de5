"""What a question serves, as the tags of a question bank: `goal:knows`, `slide:two-rules`.

Question files have no fields for goal, topic, kind, slides and facts; they have tags, which
Moodle keeps and writes again. The question's own tags stand among them as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .model import Question

_ONE = ("kind", "goal", "topic")
_MANY = {"slide": "slides", "fact": "facts"}


@dataclass
class Served:
    """What tags say; empty where they say nothing."""

    kind: str = ""
    goal: str = ""
    topic: str = ""
    slides: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


def tags_of(question: Question) -> tuple[str, ...]:
    """The tags that say what a question serves."""
    return (
        *(f"{name}:{getattr(question, name)}" for name in _ONE),
        *(f"{name}:{one}" for name, key in _MANY.items() for one in getattr(question, key)),
        *question.tags,
    )


def served_by(tags: Iterable[str]) -> Served:
    """What tags say that a question serves."""
    served = Served()
    for tag in tags:
        name, mark, value = tag.partition(":")
        if mark and name in _ONE:
            setattr(served, name, value.strip())
        elif mark and name in _MANY:
            getattr(served, _MANY[name]).append(value.strip())
        else:
            served.tags.append(tag.strip())
    return served
