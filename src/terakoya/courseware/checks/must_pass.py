"""Rules of passing name what exists, can be met by every draw, and can be told to learners."""

from __future__ import annotations

from collections.abc import Iterable

from ..draw import RuleTrouble, UnmetRule, unmet_rules
from ..errors import Severity
from ..model import PassRule
from ..must_pass import derives_sentence, is_about
from .context import CheckContext, Rule

_FILE = "course.yaml"


def check_must(context: CheckContext) -> None:
    """Every rule of `must` can be met, alone and together with the others."""
    meta, questions = context.course.meta, context.course.source.test.questions
    sound = [n for n, rule in enumerate(meta.must, 1) if _is_sound(context, n, rule)]
    rules = [meta.must[number - 1] for number in sound]
    for one in unmet_rules(questions, meta.blueprint, rules):
        if one.trouble is RuleTrouble.TOO_FEW or len(rules) == len(meta.must):
            _tell(context, sound[one.place], rules[one.place], one)


def _tell(context: CheckContext, number: int, rule: PassRule, unmet: UnmetRule) -> None:
    wants = f"rule {number} of `must` wants {rule.draw} of its questions in each test"
    code, message, mend = {
        RuleTrouble.TOO_FEW: (
            "must-too-few",
            f"{wants}, the pool has {unmet.found}",
            "write more questions that it is about, put those back that were taken out, "
            "or lower its `draw`",
        ),
        RuleTrouble.NOT_DRAWN: (
            "must-not-drawn",
            f"{wants}, and the blueprint does not draw as many",
            "let the blueprint take more questions that it is about, or lower its `draw`",
        ),
        RuleTrouble.NOT_TOGETHER: (
            "must-not-drawn",
            "the rules of `must` cannot hold together in one test",
            "let the blueprint take more questions, or lower a `draw`",
        ),
    }[unmet.trouble]
    context.find_in_file(_FILE, code, message, mend)


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
    return not unknown and _asks_what_can_be(context, name, rule)


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


def _asks_what_can_be(context: CheckContext, name: str, rule: PassRule) -> bool:
    if rule.correct is not None and rule.correct > rule.draw:
        context.find_in_file(
            _FILE,
            "must-correct",
            f"{name} wants {rule.correct} right answers of {rule.draw} questions",
            "write a `correct` that is no larger than `draw`, or leave it out for all of them",
        )
        return False
    found = sum(is_about(rule, one) for one in context.course.source.test.questions)
    if found == rule.draw:
        context.find_in_file(
            _FILE,
            "must-always-the-same",
            f"{name} is about {found} questions and wants all of them in each test",
            "write one more, so that another attempt asks something else",
            Severity.WARNING,
        )
    return True


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
