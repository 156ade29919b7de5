"""What an attempt shows, frozen when it is drawn: questions, the order of choices, every text.

Company variables are already filled in, so that an attempt reads for ever as it was taken; the
marks for readings and stress stay. All languages of the revision are kept, so that the language
may change in the middle of an attempt.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from terakoya.courseware.draw import DrawnQuestion, draw_questions
from terakoya.courseware.model import BlueprintPart, PassRule, Question, TestPool
from terakoya.courseware.must_pass import HeldRule, held_rules
from terakoya.courseware.variables import filled

Values = Mapping[str, str]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ChoiceText(_Frozen):
    """A choice in one language, and why it is right or not."""

    text: str
    why: str


class QuestionText(_Frozen):
    """A question in one language; `sources` are the citations it rests on."""

    scene: str
    text: str
    explanation: str
    sources: tuple[str, ...]
    choices: dict[str, ChoiceText]


class Draw(_Frozen):
    """A drawn test: its questions in order, their slides, and their texts by language.

    `must` are its rules of passing, `rules` what is told of each, by language.
    """

    # Databases reorder the keys of JSON objects: the order of the languages stands here.
    languages: tuple[str, ...]
    pass_mark: int
    questions: tuple[DrawnQuestion, ...]
    slides: dict[str, tuple[str, ...]]
    texts: dict[str, dict[str, QuestionText]]
    must: tuple[HeldRule, ...] = Field((), exclude_if=lambda rules: not rules)
    rules: dict[str, tuple[str, ...]] = Field({}, exclude_if=lambda told: not told)

    @property
    def needed(self) -> int:
        """How many right answers pass: the smallest number whose percent reaches the mark."""
        return -(-self.pass_mark * len(self.questions) // 100)

    def number_of(self, question_id: str) -> int:
        """The number of a question as shown, from 1."""
        return 1 + [question.id for question in self.questions].index(question_id)

    def texts_in(self, language: str) -> dict[str, QuestionText]:
        """The texts in a language, else in the first language of the revision."""
        return self.texts[self.language_for(language)]

    def rules_in(self, language: str) -> tuple[str, ...]:
        """What is told of each rule of passing, in a language as `texts_in`."""
        return self.rules.get(self.language_for(language), ())

    def language_for(self, language: str) -> str:
        """The language in which the texts are shown to somebody who reads `language`."""
        return language if language in self.languages else self.languages[0]


def draw_test(
    pools: Mapping[str, TestPool],
    blueprint: tuple[BlueprintPart, ...],
    *,
    pass_mark: int,
    seed: int,
    values: Mapping[str, Values],
    cites: Mapping[str, Mapping[str, str]],
    earlier: Sequence[Collection[str]] = (),
    must: Sequence[PassRule] = (),
    rules: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Draw:
    """Draw a test and freeze it; every mapping is by language, the source language first.

    `earlier`: the questions of the attempts before, the oldest attempt first. `rules` says of
    each rule of `must` what learners are told.
    """
    source = next(iter(pools.values()))
    drawn = draw_questions(source, blueprint, seed, earlier, must)
    asked = {question.id: question for question in source.questions}
    return Draw(
        languages=tuple(pools),
        pass_mark=pass_mark,
        questions=drawn,
        slides={one.id: asked[one.id].slides for one in drawn},
        texts={
            language: _texts(drawn, pool, values[language], cites[language])
            for language, pool in pools.items()
        },
        must=held_rules(must, source.questions, {one.id for one in drawn}),
        rules=dict(rules) if must else {},
    )


def _texts(
    drawn: Sequence[DrawnQuestion], pool: TestPool, values: Values, cites: Mapping[str, str]
) -> dict[str, QuestionText]:
    asked = {question.id: question for question in pool.questions}
    return {one.id: _text(asked[one.id], values, cites) for one in drawn}


def _text(question: Question, values: Values, cites: Mapping[str, str]) -> QuestionText:
    return QuestionText(
        scene=filled(question.scene, values),
        text=filled(question.text, values),
        explanation=filled(question.explanation, values),
        sources=tuple(dict.fromkeys(cites[fact] for fact in question.facts if fact in cites)),
        choices={
            choice.id: ChoiceText(text=filled(choice.text, values), why=filled(choice.why, values))
            for choice in question.choices
        },
    )


def draw_as_json(draw: Draw) -> dict[str, Any]:
    """The draw as its column holds it."""
    return draw.model_dump(mode="json")


def read_draw(column: Any) -> Draw:
    """The draw of a column."""
    return Draw.model_validate(column)
