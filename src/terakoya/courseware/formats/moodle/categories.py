"""The question bank of a quiz: a category for each part of the blueprint, below it the topics.

Moodle draws a random question from one category and those below it, and never the same one twice
in an attempt. So every question stands in exactly one place: parts cannot take each other's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...draw import Lot, PoolTooSmall, kept_lots
from ...model import BlueprintPart, PassRule, Question, Topic

TOP = 1  # the category that every bank has


@dataclass(frozen=True)
class Category:
    """A category of the bank with the questions that stand in it, not in one below it."""

    id: int
    parent: int
    name: str
    note: str = ""
    questions: tuple[Question, ...] = ()


@dataclass
class QuestionBank:
    """The categories, the top one first, and for each slot the category it is drawn from."""

    categories: list[Category] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)
    has_partial_marks: bool = False  # whether a slot may draw a question with shares of a point

    def add(self, parent: int, name: str, note: str = "") -> int:
        """Append a category without questions; its id."""
        number = len(self.categories) + 1
        self.categories.append(Category(number, parent, name, note))
        return number

    def numbered(self, ids: Iterator[int]) -> QuestionBank:
        """The same bank with the ids of a backup in place of those from 1 on."""
        known = {0: 0, **{one.id: next(ids) for one in self.categories}}
        categories = [
            replace(one, id=known[one.id], parent=known[one.parent]) for one in self.categories
        ]
        slots = [known[number] for number in self.slots]
        return replace(self, categories=categories, slots=slots)

    @property
    def questions(self) -> list[Question]:
        """Every question, in the order of the bank."""
        return [one for category in self.categories for one in category.questions]


def question_bank_of(
    questions: Sequence[Question],
    blueprint: Sequence[BlueprintPart],
    topics: Sequence[Topic],
    title: str,
    words: Mapping[str, str],
    must: Sequence[PassRule] = (),
) -> QuestionBank:
    """The bank of a quiz that draws by the blueprint and its rules; raises `PoolTooSmall`.

    What a rule of passing wants has slots of its own: a quiz can hold it in each attempt, and not
    ask that it be right.

    A question of “choose all” gives shares of a point in Moodle, and a point or none here. It
    stands in a category of its own that no slot draws from, unless the rest cannot fill the test.
    """
    parts = _merged(blueprint)
    alike = [one for one in questions if one.kind != "multiple"]
    has_partial_marks = False
    divided = _divided(alike, parts, must)
    if divided is None:
        divided, alike = _divided(questions, parts, must), list(questions)
        has_partial_marks = any(one.kind == "multiple" for one in questions)
    if divided is None:
        raise PoolTooSmall("The pool cannot fill the blueprint. → Write more questions.")
    groups = [group for _, group in divided]
    bank = QuestionBank(has_partial_marks=has_partial_marks)
    own = bank.add(bank.add(0, "top"), title)
    for lot, group in divided:
        note = words["bank_kept_note"] if lot.only is not None else ""
        category = _add_group(bank, own, _in_order(group, questions), topics, note)
        bank.slots += [category] * lot.take
    used = {one.id for group in groups for one in group}
    kept = [one for one in alike if one.id not in used]
    _add_rest(bank, own, kept, topics, words["bank_other"])
    partial = [one for one in questions if one not in alike]
    _add_rest(bank, own, partial, topics, words["bank_all"], words["bank_all_note"])
    return bank


# -- parts of the blueprint ---------------------------------------------------------------------


def _merged(blueprint: Sequence[BlueprintPart]) -> list[BlueprintPart]:
    """Parts that ask for the same are one."""
    takes: dict[tuple[str | None, str | None], int] = {}
    for part in blueprint:
        takes[part.goal, part.tag] = takes.get((part.goal, part.tag), 0) + part.take
    return [BlueprintPart(take=take, goal=goal, tag=tag) for (goal, tag), take in takes.items()]


def _divided(
    questions: Sequence[Question], parts: Sequence[BlueprintPart], must: Sequence[PassRule]
) -> list[tuple[Lot, list[Question]]] | None:
    """Each question in the narrowest lot that it fits, and no lot too small; else None."""
    lots = kept_lots(questions, parts, must)
    if lots is None:
        return None
    groups: list[list[Question]] = [[] for _ in lots]
    narrowest = sorted(range(len(lots)), key=lambda number: _width(lots[number]))
    for question in questions:
        for number in narrowest:
            if lots[number].fits(question):
                groups[number].append(question)
                break
    for number, lot in enumerate(lots):
        while len(groups[number]) < lot.take:
            if not _bring(number, lots, groups, {number}):
                return None
    return list(zip(lots, groups, strict=True))


def _width(lot: Lot) -> int:
    return (lot.only is None) * 4 + (lot.part.tag is None) * 2 + (lot.part.goal is None)


def _bring(
    wanting: int,
    lots: Sequence[Lot],
    groups: Sequence[list[Question]],
    asked: set[int],
) -> bool:
    """Move a question into a lot from one that can spare it or is given another in its place."""
    for giving, group in enumerate(groups):
        found = next((one for one in group if lots[wanting].fits(one)), None)
        if giving in asked or found is None:
            continue
        asked.add(giving)
        if len(group) > lots[giving].take or _bring(giving, lots, groups, asked):
            group.remove(found)
            groups[wanting].append(found)
            return True
    return False


# -- categories ---------------------------------------------------------------------------------


def _add_group(
    bank: QuestionBank,
    parent: int,
    group: Sequence[Question],
    topics: Sequence[Topic],
    note: str,
) -> int:
    """Add a category named by its topics, with one below it for each where there are several."""
    by_topic = dict(_by_topic(group, topics))
    category = bank.add(parent, " / ".join(by_topic), note)
    _add_topics(bank, category, by_topic)
    return category


def _add_rest(
    bank: QuestionBank,
    parent: int,
    group: Sequence[Question],
    topics: Sequence[Topic],
    name: str,
    note: str = "",
) -> None:
    """Add a category that no slot draws from, where anything would stand in it."""
    if group:
        _add_topics(bank, bank.add(parent, name, note), dict(_by_topic(group, topics)))


def _add_topics(
    bank: QuestionBank, category: int, by_topic: Mapping[str, tuple[Question, ...]]
) -> None:
    if len(by_topic) == 1:
        [questions] = by_topic.values()
        _put(bank, category, questions)
        return
    for name, questions in by_topic.items():
        _put(bank, bank.add(category, name), questions)


def _put(bank: QuestionBank, number: int, questions: tuple[Question, ...]) -> None:
    one = bank.categories[number - 1]
    bank.categories[number - 1] = Category(one.id, one.parent, one.name, one.note, questions)


def _by_topic(
    group: Sequence[Question], topics: Sequence[Topic]
) -> Iterator[tuple[str, tuple[Question, ...]]]:
    """Name of a topic → its questions, in the order of the topics; unknown ones go by their id."""
    names = {topic.id: topic.name for topic in topics}
    names |= {one.topic: one.topic for one in group if one.topic not in names}
    for topic, name in names.items():
        found = tuple(one for one in group if one.topic == topic)
        if found:
            yield name, found


def _in_order(group: Sequence[Question], questions: Sequence[Question]) -> list[Question]:
    ids = {one.id for one in group}
    return [one for one in questions if one.id in ids]
