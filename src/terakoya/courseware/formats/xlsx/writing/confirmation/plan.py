"""What stands in the test workbook: the pool, and the paper drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from .....draw import DrawnQuestion, draw_questions
from .....errors import CoursewareError
from .....inline import Span, fill, parse, plain
from .....model import BlueprintPart, Material, Question, TestPool, TitleSlide
from .....must_pass import HeldRule, held_rules, rule_sentences
from .....revision import revision_id
from ..texts import Texts

LETTERS = "abcde"
TITLE_BREAK = "／"  # in the title of the title layout, where a line ends
PEOPLE = 300
FIRST_RESULT_ROW = 7  # of the list of results, from 0


class NothingToAsk(CoursewareError):
    """The course has no question in this language, so that there is no test to hand out."""

    code = "nothing-to-ask"


@dataclass(frozen=True)
class PlannedQuestion:
    """A question of the pool with its number there and its texts as cells show them."""

    number: int
    question: Question
    text: str
    scene: str
    choices: tuple[str, ...]
    whys: tuple[str, ...]
    explanation: str
    topic: str
    sources: str
    slides: str
    spans: tuple[Span, ...]

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def is_multiple(self) -> bool:
        """Whether more than one choice may be right."""
        return self.question.kind == "multiple"

    @cached_property
    def choice_ids(self) -> tuple[str, ...]:
        """The ids of the choices in the order of the pool."""
        return tuple(choice.id for choice in self.question.choices)


@dataclass(frozen=True)
class PaperQuestion:
    """A question of the paper: its number there, and its choices in the order printed."""

    number: int
    planned: PlannedQuestion
    drawn: DrawnQuestion

    @cached_property
    def order(self) -> tuple[int, ...]:
        """For each letter, the place of its choice in the pool."""
        return tuple(self.planned.choice_ids.index(one) for one in self.drawn.choices)

    @property
    def letters(self) -> str:
        """The letters of the choices."""
        return LETTERS[: len(self.order)]

    @cached_property
    def key(self) -> str:
        """The letters of the right choices."""
        pairs = zip(self.letters, self.drawn.choices, strict=True)
        return "".join(letter for letter, choice in pairs if choice in self.drawn.correct)

    @property
    def key_shown(self) -> str:
        """The letters of the right choices as people read them."""
        return ", ".join(self.key)


@dataclass(frozen=True)
class PaperRule:
    """A rule of passing: what people read of it, and what it asks of the paper."""

    text: str
    held: HeldRule


@dataclass(frozen=True)
class TestPlan:
    """The test of one language: every question, and those of the paper with its rules."""

    __test__ = False  # not a test case, whatever its name says to a test runner

    material: Material
    texts: Texts
    pool: TestPool
    questions: tuple[PlannedQuestion, ...]
    paper: tuple[PaperQuestion, ...]
    seed: int
    rules: tuple[PaperRule, ...] = ()

    @property
    def pass_mark(self) -> int:
        """The percent from which the test is passed."""
        return self.material.course.meta.pass_mark

    @property
    def title(self) -> str:
        """The title of the test."""
        return self.texts(self.pool.title)

    @cached_property
    def revision(self) -> str:
        """The id of the course's revision."""
        return revision_id(self.material.course)

    @cached_property
    def goals(self) -> tuple[tuple[str, str], ...]:
        """The goals that the paper asks about: id and words."""
        asked = {one.drawn.goal for one in self.paper}
        return tuple(
            (goal.id, _local(goal.text, self.texts.language))
            for goal in self.material.course.meta.goals
            if goal.id in asked
        )


def plan_test(material: Material, texts: Texts, seed: int) -> TestPlan:
    """Draw the paper and bring all texts into the form that cells show.

    Without a blueprint the paper is the whole pool. Raises `NothingToAsk` for an empty one.
    """
    pool = material.course.text(texts.language).test
    if not pool.questions:
        raise NothingToAsk(
            f"test.yaml ({texts.language}) has no question. → Write questions, or bring a file of "
            "them in with `terakoya import --test`."
        )
    blueprint = material.course.meta.blueprint or (BlueprintPart(take=len(pool.questions)),)
    planner = _Planner(material, texts)
    questions = tuple(planner.planned(n, one) for n, one in enumerate(pool.questions, 1))
    by_id = {one.id: one for one in questions}
    must = material.course.meta.must
    drawn = draw_questions(pool, blueprint, seed, must=must)
    paper = tuple(PaperQuestion(n, by_id[one.id], one) for n, one in enumerate(drawn, 1))
    held = held_rules(must, pool.questions, {one.id for one in drawn})
    sentences = map(texts, rule_sentences(material.course, texts.language))
    rules = tuple(map(PaperRule, sentences, held))
    return TestPlan(material, texts, pool, questions, paper, seed, rules)


def _local(text: Mapping[str, str], language: str) -> str:
    return text.get(language) or next(iter(text.values()), "")


class _Planner:
    """Looks up what a question rests on, in the words of one language."""

    def __init__(self, material: Material, texts: Texts) -> None:
        self._texts = texts
        course, language = material.course, texts.language
        self._cites = {fact.id: _local(fact.cite, language) for fact in course.facts}
        text = course.text(language)
        self._topics = {topic.id: texts(topic.name) for topic in text.survey.topics}
        self._slides: dict[str, str] = {}
        for _chapter, slide in text.slides():
            title = slide.title
            if isinstance(slide, TitleSlide):
                title = title.replace(TITLE_BREAK, "")
            self._slides[slide.id] = texts(title)

    def planned(self, number: int, question: Question) -> PlannedQuestion:
        """A question of the pool, ready for its cells."""
        texts = self._texts
        text = fill(question.text, texts.values) or ""
        return PlannedQuestion(
            number=number,
            question=question,
            text=plain(text),
            scene=texts(question.scene),
            choices=tuple(texts(choice.text) for choice in question.choices),
            whys=tuple(texts(choice.why) for choice in question.choices),
            explanation=texts(question.explanation),
            topic=self._topics.get(question.topic, question.topic),
            sources=self._listed(question.facts, self._cites),
            slides=self._listed(question.slides, self._slides),
            spans=parse(text),
        )

    def _listed(self, ids: tuple[str, ...], names: Mapping[str, str]) -> str:
        """Their names, each once: several facts may stand on one page of a source."""
        return self._texts.word("semicolon").join(dict.fromkeys(names.get(one, one) for one in ids))
