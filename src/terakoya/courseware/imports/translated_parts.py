"""The test and survey of one language, brought into the shape of another's.

A file of questions speaks one language. The other languages ask the same questions afterwards:
their words where they have them, else the words of the file, without a source hash, so that a
check tells them as not translated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..formats.xlsx.turned_choices import turned_choices
from ..inline import plain
from ..merge.tree.nodes import LETTERS
from ..model import Choice, Course, CourseText, Option, Question, Survey, SurveyItem, TestPool

if TYPE_CHECKING:
    from ..formats.xlsx.reading import Notice

_OF_QUESTION = ("kind", "goal", "topic", "slides", "facts", "tags")
_OF_ITEM = ("topic", "kind", "reverse", "sensitive")


def same_questions(theirs: TestPool, read: TestPool, before: TestPool | None = None) -> TestPool:
    """A pool with the questions and choices of the one that was read.

    `before` is what its language said until now: a choice that turned right or wrong with its
    words is another one, so that no translation is left of it.
    """
    known = {one.id: one for one in theirs.questions}
    former = {one.id: one for one in before.questions} if before is not None else {}
    questions = tuple(
        _question(known[one.id], one, turned_choices(former.get(one.id), one))
        if one.id in known
        else _untranslated(one)
        for one in read.questions
    )
    return theirs.model_copy(update={"questions": questions})


def same_items(theirs: Survey, read: Survey) -> Survey:
    """A survey with the items and options of the one that was read."""
    known = {one.id: one for one in theirs.items}
    items = tuple(
        _item(known[one.id], one) if one.id in known else one.model_copy(update={"source_hash": ""})
        for one in read.items
    )
    return theirs.model_copy(update={"items": items, "scale": _options(theirs.scale, read.scale)})


def untranslated_notices(
    course: Course, language: str, others: Sequence[str], *, survey: bool = False
) -> list[Notice]:
    """A notice for each other language that will have words of the one that was read.

    `others` still say what they did before: they lack the questions, items, choices and options
    that are new.
    """
    # Readers that few processes need.
    from ..formats.xlsx.reading.loose_cells import some_quoted
    from ..formats.xlsx.reading.notices import Notice, Remark

    read = _words_by_id(course.text(language), survey=survey)
    notices = []
    for other in others:
        known = _words_by_id(course.text(other), survey=survey)
        new = {name[0]: read[name[:1]] for name in read if name not in known}
        if new:
            texts = some_quoted(new.values())
            values = {"language": other, "source": language, "count": str(len(new))}
            notices.append(Notice(Remark.UNTRANSLATED, "", {**values, "texts": texts}))
    return notices


def _words_by_id(text: CourseText, *, survey: bool) -> dict[tuple[str, ...], str]:
    """What each question or item and each of its choices or options says."""
    words: dict[tuple[str, ...], str] = {}
    parts: Sequence[Question | SurveyItem] = text.survey.items if survey else text.test.questions
    if survey:  # the options that items share are named by themselves
        words = {(f"scale/{one.id}",): plain(one.text) for one in text.survey.scale}
    for part in parts:
        words[(part.id,)] = _asked(part)
        options = part.choices if isinstance(part, Question) else part.options
        words |= {(part.id, one.id): plain(one.text) for one in options}
    return words


def _asked(part: Question | SurveyItem) -> str:
    scene = part.scene if isinstance(part, Question) else ""
    return " ".join(plain(part.text or scene).split())


def with_same_parts(
    course: Course,
    language: str,
    *,
    survey: bool = False,
    besides: frozenset[str] = frozenset(),
    before: TestPool | None = None,
) -> Course:
    """The course with the test, or survey, of one language in the shape of all others.

    `besides` are languages that have a file of their own, `before` is the test of the language
    as it was.
    """
    read = course.text(language)

    def shaped(text: CourseText) -> CourseText:
        if text.language == language or text.language in besides:
            return text
        update = (
            {"survey": same_items(text.survey, read.survey)}
            if survey
            else {"test": same_questions(text.test, read.test, before)}
        )
        return text.model_copy(update=update)

    texts = tuple(shaped(text) for text in course.texts)
    if not survey:
        texts = tuple(_lettered(text, read.test) for text in texts)
    return course.model_copy(update={"texts": texts})


def _lettered(text: CourseText, read: TestPool) -> CourseText:
    """A language whose choices are lettered in the order of the test that was read.

    While files are read a choice keeps its letter wherever it moves, so that the languages find
    each other's; a course letters them in order.
    """
    orders = {one.id: [choice.id for choice in one.choices] for one in read.questions}
    questions = tuple(_in_order(one, orders.get(one.id, [])) for one in text.test.questions)
    test = text.test.model_copy(update={"questions": questions})
    return text.model_copy(update={"test": test})


def _in_order(question: Question, order: list[str]) -> Question:
    """A question whose choices stand as `order` has them, the others last, lettered anew."""
    ids = [one.id for one in question.choices]
    order = order + [name for name in ids if name not in order]
    places = {name: at for at, name in enumerate(order)}
    choices = sorted(question.choices, key=lambda one: places[one.id])
    lettered = tuple(one.model_copy(update={"id": LETTERS[places[one.id]]}) for one in choices)
    return question.model_copy(update={"choices": lettered})


def _untranslated(question: Question) -> Question:
    return question.model_copy(update={"source_hash": ""})


def _question(known: Question, new: Question, turned: frozenset[str]) -> Question:
    words = {choice.id: choice for choice in known.choices if choice.id not in turned}
    choices = tuple(_choice(words.get(one.id), one) for one in new.choices)
    update: dict[str, object] = {name: getattr(new, name) for name in _OF_QUESTION}
    if any(one.id not in words for one in new.choices):
        update["source_hash"] = ""
    return known.model_copy(update={"choices": choices, **update})


def _choice(known: Choice | None, new: Choice) -> Choice:
    return known.model_copy(update={"correct": new.correct}) if known else new


def _item(known: SurveyItem, new: SurveyItem) -> SurveyItem:
    update: dict[str, object] = {name: getattr(new, name) for name in _OF_ITEM}
    update["options"] = _options(known.options, new.options)
    if {one.id for one in new.options} - {one.id for one in known.options}:
        update["source_hash"] = ""
    return known.model_copy(update=update)


def _options(known: tuple[Option, ...], new: tuple[Option, ...]) -> tuple[Option, ...]:
    words = {one.id: one for one in known}
    return tuple(
        words[one.id].model_copy(update={"score": one.score}) if one.id in words else one
        for one in new
    )
