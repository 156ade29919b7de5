"""Everything that names something else must find it: goals, facts, slides, topics, variables."""

from __future__ import annotations

from collections import Counter

from ..draw import serves
from ..errors import Severity
from ..inline import has_stray_mark, unusable_links, variables_in
from ..model import CaseSlide, CheckSlide, Choice, CourseText, Question
from ..statements import statements
from ..texts import texts_of
from .context import CheckContext, Rule

_LETTERS = "abcdefgh"


def check_goals(context: CheckContext) -> None:
    """Every slide, question and topic serves a goal of the course, and every goal is served."""
    course = context.course
    goals = {goal.id for goal in course.meta.goals}
    text = course.source
    taught = {slide.goal for _, slide in text.slides()}
    for _, slide in text.every_slide():
        if slide.goal not in goals:
            _unknown(context, text, slide.id, ("goal",), "goal", slide.goal, sorted(goals))
    for question in text.test.questions:
        if question.goal not in goals:
            _unknown(context, text, question.id, ("goal",), "goal", question.goal, sorted(goals))
    for topic in text.survey.topics:
        if topic.goal not in goals:
            context.find_in_file(
                f"{text.language}/survey.yaml",
                "unknown-goal",
                f"the topic `{topic.id}` names the goal `{topic.goal}`, which does not exist",
                f"one of: {', '.join(sorted(goals))}",
            )
    for goal in sorted(goals - taught):
        context.find_in_file(
            "course.yaml",
            "idle-goal",
            f"no slide serves the goal `{goal}`",
            "add a slide that teaches it, or take the goal out",
            Severity.WARNING,
        )


def check_facts(context: CheckContext) -> None:
    """Every named fact exists and is in force on the date of the check."""
    course = context.course
    known = {fact.id: fact for fact in course.facts}
    text = course.source
    parts = [*(slide for _, slide in text.every_slide()), *text.test.questions]
    for part in parts:
        for number, fact_id in enumerate(part.facts):
            fact = known.get(fact_id)
            if fact is None:
                _unknown(context, text, part.id, ("facts", number), "fact", fact_id, [])
            elif fact.valid_until is not None and fact.valid_until < context.on:
                context.find(
                    text.language,
                    part.id,
                    ("facts", number),
                    "expired-fact",
                    f"the fact `{fact_id}` ended on {fact.valid_until}",
                    "check the law anew, mend the text, and give the fact a new date in facts.yaml",
                )
        if getattr(part, "required", "none") == "legal" and not part.facts:
            context.find(
                text.language,
                part.id,
                ("required",),
                "legal-without-fact",
                "a legally required slide rests on no fact",
                "name its facts in `facts`",
            )


def check_statements(context: CheckContext) -> None:
    """Every sentence of law or with a figure stands on a slide or question with facts."""
    text = context.course.source
    bare: dict[str, str] = {}
    for one in statements(context.course, text.language):
        if not one.facts:
            bare.setdefault(one.part, one.sentence)
    for part, sentence in bare.items():
        context.find(
            text.language,
            part,
            (),
            "statement-without-fact",
            f"«{sentence}» states law or a figure and rests on no fact",
            "name its facts in `facts`, or say it without the statement",
            Severity.WARNING,
        )


def check_questions(context: CheckContext) -> None:
    """Every question names slides and topics that exist and has its right answers."""
    text = context.course.source
    slides = {slide.id for _, slide in text.slides()}
    # Where there is no survey, a question's topic is its goal.
    topics = {topic.id for topic in text.survey.topics}
    for question in text.test.questions:
        if not question.slides:
            context.find(
                text.language,
                question.id,
                ("slides",),
                "question-without-slide",
                "no slide teaches what this question asks",
                "name in `slides` the slides that teach it, or take the question out",
            )
        for number, slide_id in enumerate(question.slides):
            if slide_id not in slides:
                _unknown(context, text, question.id, ("slides", number), "slide", slide_id, [])
        if question.topic not in (topics or {question.goal}):
            _unknown(
                context, text, question.id, ("topic",), "topic", question.topic, sorted(topics)
            )
        _check_choices(context, text, question.id, question.choices)
        _check_right_answers(context, text, question)
    _check_item_topics(context, text, topics)
    _check_unique(context, text)


def _check_item_topics(context: CheckContext, text: CourseText, topics: set[str]) -> None:
    for item in text.survey.items:
        if item.topic not in topics:
            _unknown(context, text, item.id, ("topic",), "topic", item.topic, sorted(topics))
        if (item.kind == "choice") != bool(item.options):
            context.find(
                text.language,
                item.id,
                ("options",),
                "options",
                "only an item of kind `choice` has options, and it needs them",
                "add `options` or change `kind`",
            )


def _check_right_answers(context: CheckContext, text: CourseText, question: Question) -> None:
    right = sum(choice.correct for choice in question.choices)
    if right == 0 or (right > 1 and question.kind != "multiple"):
        context.find(
            text.language,
            question.id,
            ("choices",),
            "right-answers",
            f"{right} choices are marked `correct`",
            "mark exactly one, or make it a `multiple` question",
        )
    if question.kind == "scene" and not question.scene:
        context.find(
            text.language,
            question.id,
            (),
            "scene",
            "a scene question has no `scene`",
            "write the scene",
        )


def check_exercises(context: CheckContext) -> None:
    """Cases and checks have lettered choices, a right one, and both axes judged."""
    text = context.course.source
    for _, slide in text.every_slide():
        if not isinstance(slide, (CaseSlide, CheckSlide)):
            continue
        _check_choices(context, text, slide.id, slide.choices)
        if not any(choice.correct for choice in slide.choices):
            context.find(
                text.language,
                slide.id,
                ("choices",),
                "right-answers",
                "no choice is marked `correct`",
                "mark the fitting one",
            )
        if isinstance(slide, CaseSlide) and [v.axis for v in slide.verdict] != ["demand", "manner"]:
            context.find(
                text.language,
                slide.id,
                ("verdict",),
                "verdict",
                "the verdict does not judge the demand and then the manner",
                "write `axis: demand` first and `axis: manner` second",
            )


def _check_choices(
    context: CheckContext, text: CourseText, part_id: str, choices: tuple[Choice, ...]
) -> None:
    expected = list(_LETTERS[: len(choices)])
    if [choice.id for choice in choices] != expected:
        context.find(
            text.language,
            part_id,
            ("choices",),
            "choice-ids",
            "the choices are not lettered in order",
            f"their ids are {', '.join(expected)}",
        )


def _check_unique(context: CheckContext, text: CourseText) -> None:
    ids = [i.id for i in text.survey.items] + [q.id for q in text.test.questions]
    ids += [slide.id for _, slide in text.every_slide()]
    for part_id, count in Counter(ids).items():
        if count > 1:
            context.find(
                text.language,
                part_id,
                ("id",),
                "duplicate-id",
                f"the id `{part_id}` stands {count} times",
                "every slide, item and question has an id of its own",
            )


def check_blueprint(context: CheckContext) -> None:
    """The pool holds for each part of the blueprint at least one question more than it takes."""
    course = context.course
    for number, part in enumerate(course.meta.blueprint, 1):
        pool = [q for q in course.source.test.questions if serves(q, part)]
        if len(pool) <= part.take:
            context.find_in_file(
                "course.yaml",
                "blueprint",
                f"part {number} of the blueprint takes {part.take} questions, "
                f"the pool has {len(pool)} for it",
                "write more questions for this goal and tag, or take fewer",
                # As many as are asked make a test, though each attempt is the same.
                Severity.WARNING
                if context.is_own_made and len(pool) == part.take
                else Severity.ERROR,
            )


def check_variables(context: CheckContext) -> None:
    """Every `{group.name}` is declared, and no brace stands alone."""
    course = context.course
    known = {variable.key for variable in course.meta.variables}
    for text in course.texts:
        slides = (slide for _, slide in text.every_slide())
        for part in (*slides, *text.survey.items, *text.test.questions):
            for path, words in texts_of(part):
                for key in variables_in(words):
                    if key not in known:
                        _unknown(context, text, part.id, path, "variable", key, sorted(known))
                if has_stray_mark(words):
                    context.find(
                        text.language,
                        part.id,
                        path,
                        "mark",
                        f"a brace or ** stands alone in 「{words[:30]}」",
                        "a reading is {漢字|かんじ}, a variable {group.name}, stress **word**",
                    )
                for address in unusable_links(words):
                    context.find(
                        text.language,
                        part.id,
                        path,
                        "link",
                        f"`{address[:60]}` is no address that a course may lead to",
                        "a link is [words](https://…), (mailto:…) or (tel:…); "
                        "blanks and brackets in an address are written as %20, %28 and %29",
                    )


def check_changes(context: CheckContext) -> None:
    """Every change names a slide or item that exists, or says so by leaving both out."""
    text = context.course.source
    known = {slide.id for _, slide in text.every_slide()}
    known |= {i.id for i in text.survey.items} | {q.id for q in text.test.questions}
    for change in context.course.changes:
        target = change.slide or change.item
        if target is not None and target not in known:
            context.find_in_file(
                "changes.yaml",
                "unknown-slide",
                f"a change names `{target}`, which does not exist",
                "mend the id; a removed slide is named in `note`",
                Severity.WARNING,
            )
        if change.kind == "legal" and change.effective_on is None:
            context.find_in_file(
                "changes.yaml",
                "effective-on",
                f"the legal change of `{target}` has no `effective_on`",
                "add the day from which the law applies",
            )


def check_bank(context: CheckContext) -> None:
    """Each slide of the bank, and no other, names the trade or prefecture that it is for."""
    text = context.course.source
    known = {suit.id for suit in context.course.meta.suits}
    for _, slide in text.slides():
        if slide.suits is not None:
            context.find(
                text.language,
                slide.id,
                ("suits",),
                "suits",
                "a slide of the course itself names whom it `suits`",
                "take the line out, or move the slide to bank/",
            )
    for _, slide in text.bank_slides():
        if slide.suits not in known:
            name = slide.suits or ""
            _unknown(context, text, slide.id, ("suits",), "suit", name, sorted(known))
    for suit in sorted(known - {slide.suits for _, slide in text.bank_slides()}):
        context.find_in_file(
            "course.yaml",
            "idle-suit",
            f"no slide of the bank suits `{suit}`",
            "write one, or take the entry out of `suits`",
            Severity.WARNING,
        )


def _unknown(
    context: CheckContext,
    text: CourseText,
    part_id: str,
    path: tuple[str | int, ...],
    kind: str,
    name: str,
    known: list[str],
) -> None:
    context.find(
        text.language,
        part_id,
        path,
        f"unknown-{kind}",
        f"the {kind} `{name}` does not exist",
        f"one of: {', '.join(known)}" if known else "mend the id or add it",
    )


RULES: tuple[Rule, ...] = (
    check_goals,
    check_facts,
    check_statements,
    check_questions,
    check_exercises,
    check_blueprint,
    check_variables,
    check_changes,
    check_bank,
)
