"""Rules of passing beside the pass mark (docs/algorithms/must-pass.md).

Pure. Which questions a rule is about, what it asks of one attempt, and how learners are told.
That a draw holds what the rules ask for is seen to in `draw.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .model import Course, PassRule, Question

_ABOUT: Final = {"ja": "「{name}」の問題", "en": "the questions on “{name}”"}
_ALL: Final = {
    "ja": "{about}は、すべて正解が必要です。",
    "en": "Answer all of {about} right.",
}
_SOME: Final = {
    "ja": "{about}は、{n}問以上の正解が必要です。",
    "en": "Answer at least {n} of {about} right.",
}
_FALLBACK: Final = "en"


@dataclass(frozen=True)
class HeldRule:
    """A rule as it holds for one attempt: of `questions` at least `correct` must be right.

    `place` is that of the rule in the course's `must`, from 0.
    """

    place: int
    questions: tuple[str, ...]
    correct: int

    def is_met(self, right: Collection[str]) -> bool:
        """Whether an attempt with these questions right meets the rule."""
        return sum(one in right for one in self.questions) >= self.correct


def is_about(rule: PassRule, question: Question) -> bool:
    """Whether a rule is about a question."""
    return (
        rule.topic in (None, question.topic)
        and rule.goal in (None, question.goal)
        and (rule.tag is None or rule.tag in question.tags)
        and (not rule.questions or question.id in rule.questions)
    )


def held_rules(
    must: Sequence[PassRule], questions: Iterable[Question], asked: Collection[str]
) -> tuple[HeldRule, ...]:
    """What the rules ask of an attempt that asks the questions `asked` of a pool, in its order."""
    shown = [one for one in questions if one.id in asked]
    held = []
    for place, rule in enumerate(must):
        ids = tuple(one.id for one in shown if is_about(rule, one))
        held.append(HeldRule(place, ids, len(ids) if rule.correct is None else rule.correct))
    return tuple(held)


def lowered(rule: PassRule, draw: int) -> PassRule | None:
    """The rule for fewer questions, with as many wrong answers allowed; `None` if it allows all."""
    if rule.correct is None:
        return rule.model_copy(update={"draw": draw})
    correct = rule.correct - (rule.draw - draw)
    return rule.model_copy(update={"draw": draw, "correct": correct}) if correct > 0 else None


def rule_sentences(course: Course, language: str) -> tuple[str, ...]:
    """What learners are told of each rule, in a language that the course speaks."""
    names = {goal.id: goal.text.get(language, "") for goal in course.meta.goals}
    names |= {topic.id: topic.name for topic in course.text(language).survey.topics}
    return tuple(rule_sentence(rule, names, language) for rule in course.meta.must)


def derives_sentence(rule: PassRule) -> bool:
    """Whether the name of its topic or goal says what a rule without `text` is about."""
    named = [rule.topic, rule.goal]
    return named.count(None) == 1 and rule.tag is None and not rule.questions


def rule_sentence(rule: PassRule, names: Mapping[str, str], language: str) -> str:
    """What learners are told of a rule; `names` are those of topics and goals in the language."""
    if rule.text is not None and (own := rule.text.get(language)):
        return own
    about = rule.topic or rule.goal or ""
    about = _in(_ABOUT, language).format(name=names.get(about, about).rstrip("。."))
    if rule.correct is None:
        return _in(_ALL, language).format(about=about)
    return _in(_SOME, language).format(about=about, n=rule.correct)


def _in(sentences: Mapping[str, str], language: str) -> str:
    return sentences.get(language, sentences[_FALLBACK])
