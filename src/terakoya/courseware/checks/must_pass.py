"""Rules of passing name what exists, can be met by every draw, and can be told to learners."""

from __future__ import annotations

from collections.abc import Iterable

from ..draw import can_draw
from ..errors import Severity
from ..model import PassRule
from ..must_pass import derives_sentence, is_about
from .context import CheckContext, Rule

_FILE = "course.yaml"


def check_must(context: CheckContext) -> None:
    """Every rule of `must` can be met, alone and together with the others."""
    meta, questions = context.course.meta, context.course.source.test.questions
    sound = [_is_sound(context, number, rule) for number, rule in enumerate(meta.must, 1)]
    if all(sound) and can_draw(questions, meta.blueprint, ()):  # `check_blueprint` tells of it
        alone = [can_draw(questions, meta.blueprint, [rule]) for rule in meta.must]
        for number, rule in enumerate(meta.must, 1):
            if not alone[number - 1]:
                context.find_in_file(
                    _FILE,
                    "must-not-drawn",
                    f"rule {number} of `must` wants {rule.draw} of its questions in each test, "
                    "and the blueprint does not draw as many",
                    "let the blueprint take more questions that it is about, or lower its `draw`",
                )
        if all(alone) and not can_draw(questions, meta.blueprint, meta.must):
            context.find_in_file(
                _FILE,
                "must-not-drawn",
                "the rules of `must` cannot hold together in one test",
                "let the blueprint take more questions, or lower a `draw`",
            )


def _is_sound(context: CheckContext, number: int, rule: PassRule) -> bool:
    """Tell what is wrong with a rule by itself; whether it can be looked for in the draw."""
    name = f"rule {number} of `must`"
    if not (rule.topic or rule.goal or rule.tag or rule.questions):
        context.find_in_file(
            _FILE,
            "must-about",
            f"{name} does not say which questions it is about",
            "name a `topic`, `goal` or `tag`, or list `questions`",
        )
        return False
    _check_words(context, name, rule)
    unknown = list(_unknown(context, rule))
    for kind, one, known in unknown:
        context.find_in_file(
            _FILE,
            f"unknown-{kind}",
            f"{name} names the {kind} `{one}`, which does not exist",
            f"one of: {', '.join(known)}" if known else "mend the id or take it out",
        )
    return not unknown and _has_enough(context, name, rule)


def _unknown(context: CheckContext, rule: PassRule) -> Iterable[tuple[str, str, list[str]]]:
    """What a rule names that the course does not have: kind, name, what there is."""
    text = context.course.source
    goals = {goal.id for goal in context.course.meta.goals}
    tags = {tag for question in text.test.questions for tag in question.tags}
    # Where there is no survey, a question's topic is its goal.
    topics = {topic.id for topic in text.survey.topics} or goals
    for kind, one, known in (
        ("topic", rule.topic, topics),
        ("goal", rule.goal, goals),
        ("tag", rule.tag, tags),
    ):
        if one is not None and one not in known:
            yield kind, one, sorted(known)
    pool = {question.id for question in text.test.questions}
    for one in rule.questions:
        if one not in pool:
            yield "question", one, []


def _has_enough(context: CheckContext, name: str, rule: PassRule) -> bool:
    found = sum(is_about(rule, one) for one in context.course.source.test.questions)
    if rule.correct is not None and rule.correct > rule.draw:
        context.find_in_file(
            _FILE,
            "must-correct",
            f"{name} wants {rule.correct} right answers of {rule.draw} questions",
            "write a `correct` that is no larger than `draw`, or leave it out for all of them",
        )
        return False
    if found < rule.draw:
        context.find_in_file(
            _FILE,
            "must-too-few",
            f"{name} wants {rule.draw} of its questions in each test, the pool has {found}",
            "write more questions that it is about, put those back that were taken out, "
            "or lower its `draw`",
        )
    elif found == rule.draw:
        context.find_in_file(
            _FILE,
            "must-always-the-same",
            f"{name} is about {found} questions and wants all of them in each test",
            "write one more, so that another attempt asks something else",
            Severity.WARNING,
        )
    return found >= rule.draw


def _check_words(context: CheckContext, name: str, rule: PassRule) -> None:
    """A rule that its topic or goal does not describe has a text, in every language."""
    if rule.text is None and not derives_sentence(rule):
        context.find_in_file(
            _FILE,
            "must-text",
            f"{name} has no `text`, and no topic or goal alone says what it is about",
            "write `text`: one sentence for learners in each language",
        )


RULES: tuple[Rule, ...] = (check_must,)
