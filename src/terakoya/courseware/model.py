"""The course model: frozen, typed, and refusing unknown keys.

A `Course` holds every language of one state of a course. A `Slide` is of one of the `LAYOUTS`,
told apart by `layout`; the limits of each layout in characters are in `docs/course-format.md`.

Every text (`Text`) is NFC and may hold three marks, read by `inline.py`:
`{漢字|かんじ}` a reading, `**word**` a stressed word, `{desk.name}` a company variable.

Lists take more and fewer entries than a layout looks best with, since a company may change that
in its deck; `checks/counts.py` holds the catalogue's courses to the numbers of that page.

Fields marked `structural` are the same in every language; a translation may leave them out.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic.config import JsonDict

from .text.characters import without_unwritable

SCHEMA = 1


def _nfc(text: str) -> str:
    writable = without_unwritable(text)
    if writable != text:  # the space before a mark that went is at the end now
        writable = writable.strip()
    return unicodedata.normalize("NFC", writable)


NFC = AfterValidator(_nfc)
Text = Annotated[str, NFC]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=64)]
VariableKey = Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[a-z_]+$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
LocalText = dict[Language, Text]
MediaName = Annotated[
    str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*\.(?:svg|png|jpg)$")
]

_FIGURE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(.*)", re.DOTALL)
STRUCTURAL: JsonDict = {"structural": True}


def _structural(default: Any = ...) -> Any:
    """Declare a field that is the same in every language and inherited by translations."""
    return Field(default, json_schema_extra=STRUCTURAL)


def _only_if_set(*, structural: bool = False) -> Any:
    """Declare a field that came later: unset it is left out of what is hashed and written."""
    extra = STRUCTURAL if structural else None
    return Field(None, exclude_if=lambda value: value is None, json_schema_extra=extra)


class Part(BaseModel):
    """The base of everything in a course: frozen, without unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Judgement(StrEnum):
    """How a demand or a manner is judged; always shown as mark, word and colour together."""

    FAIR = "fair"  # ✓ 妥当・相当
    MAY = "may"  # △ なりうる
    UNFAIR = "unfair"  # ✕ 妥当・相当でない
    DEPENDS = "depends"  # △ 内容しだい


class Doer(StrEnum):
    """Who does a step of the response flow."""

    YOU = "you"
    SUPERVISOR = "supervisor"
    COMPANY = "company"


class Ground(StrEnum):
    """The plain ground behind a picture: shop, telephone and B2B, desk and care."""

    SKY = "sky"
    SAND = "sand"
    MINT = "mint"


class Picture(Part):
    """A picture of the course's `media/` (or of the shared media) with its alternative text.

    An empty `alt` says that the picture is decorative.
    """

    file: MediaName = _structural()
    alt: Text = ""
    ground: Ground = _structural(Ground.SKY)


class Item(Part):
    """A head and one line below it."""

    head: Text
    text: Text = ""


class Column(Part):
    """One side of a comparison: a judgement, somebody's words, and points below them."""

    judgement: Judgement = _structural()
    head: Text
    face: Picture | None = None
    quote: Text = ""
    points: tuple[Text, ...] = ()


class Row(Part):
    """One row of a table: its head and its cells, as many as the table has content columns."""

    head: Text
    cells: tuple[Text, ...]


class MatrixCell(Part):
    """One field of the judgement matrix."""

    judgement: Judgement = _structural()
    result: Text
    text: Text
    example: Text = ""


class Step(Part):
    """One step of the response flow."""

    doer: Doer = _structural()
    who: Text
    name: Text
    text: Text


class Gloss(Part):
    """A term of a law text and what it means in plain words."""

    term: Text
    text: Text


class Choice(Part):
    """One answer a learner may choose, with the reason why it is right or not."""

    id: Id = _structural()
    text: Text
    why: Text
    correct: bool = _structural(False)


class Verdict(Part):
    """The judgement on one of the two axes of a case, with its ground."""

    axis: Literal["demand", "manner"] = _structural()
    judgement: Judgement = _structural()
    word: Text
    reason: Text


class Group(Part):
    """One of the groups of a summary."""

    picture: Picture
    head: Text
    text: Text


class SlideBase(Part):
    """What every slide has: an id for life, a title, narration, the goal and the facts.

    `narration` holds paragraphs; it is spoken, shown as the transcript, and put in the notes.
    `kicker` is the small line above the title; when empty, the chapter's title stands there.
    `source_hash` is, in a translation, the hash of the Japanese slide that it renders.
    `suits` is, for a slide of the bank, the trade or prefecture that it is for.
    """

    id: Id = _structural()
    goal: Id = _structural()
    facts: tuple[Id, ...] = _structural(())
    required: Literal["legal", "none"] = _structural("none")
    suits: Id | None = _structural(None)
    kicker: Text = ""
    title: Text
    point: Text = ""
    narration: tuple[Text, ...]
    source_hash: str = ""

    @property
    def has_later_look(self) -> bool:
        """Whether it has a look that came later to its layout: its sheets are drawn by the plan."""
        return False


class TitleSlide(SlideBase):
    """The opening sheet of the course."""

    layout: Literal["title"] = _structural()
    subtitle: Text
    lead: tuple[Text, ...]
    meta: Text = ""
    picture: Picture


class BulletsSlide(SlideBase):
    """Numbered items, perhaps with a picture at the right."""

    layout: Literal["bullets"] = _structural()
    items: Annotated[tuple[Item, ...], Field(max_length=8)]
    picture: Picture | None = None


class TwoColumnsSlide(SlideBase):
    """A comparison of two sides."""

    layout: Literal["two-columns"] = _structural()
    left: Column
    right: Column


class TableSlide(SlideBase):
    """A native table; `columns` names the content columns, `corner` the first one."""

    layout: Literal["table"] = _structural()
    corner: Text = ""
    columns: Annotated[tuple[Text, ...], Field(min_length=1, max_length=5)]
    rows: Annotated[tuple[Row, ...], Field(min_length=1, max_length=10)]
    source: Text = ""

    @model_validator(mode="after")
    def _rectangular(self) -> TableSlide:
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise ValueError(
                    f"row {number} has {len(row.cells)} cells, "
                    f"the table has {len(self.columns)} columns"
                )
        return self


class MatrixSlide(SlideBase):
    """The two axes: `columns` are the manners (fair, unfair), `rows` the demands.

    `cells` run row by row: fair/fair, fair/unfair, unfair/fair, unfair/unfair.
    """

    layout: Literal["matrix"] = _structural()
    columns: Annotated[tuple[Text, ...], Field(min_length=2, max_length=2)]
    rows: Annotated[tuple[Text, ...], Field(min_length=2, max_length=2)]
    cells: Annotated[tuple[MatrixCell, ...], Field(min_length=4, max_length=4)]


class StepsSlide(SlideBase):
    """The response flow, with the alarm line above it."""

    layout: Literal["steps"] = _structural()
    alarm_tel: Text
    alarm: Text
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=8)]


class LawQuoteSlide(SlideBase):
    """A law's exact words, where they come from, and terms explained."""

    layout: Literal["law-quote"] = _structural()
    quote: Text
    source: Text
    glosses: Annotated[tuple[Gloss, ...], Field(max_length=4)]


class PictureSlide(SlideBase):
    """One picture and its paragraphs."""

    layout: Literal["picture"] = _structural()
    picture: Picture
    text: Annotated[tuple[Text, ...], Field(max_length=4)]


class PageSlide(SlideBase):
    """A page of a deck as it was: its picture fills the sheet, and nothing is drawn over it.

    `text` are the words of the page, a paragraph each: for search, narration and screen readers.
    `title` and `kicker` stand in lists and are heard, not seen.
    """

    layout: Literal["page"] = _structural()
    picture: Picture
    text: tuple[Text, ...] = ()


class ListItem(Part):
    """A paragraph of a page of text; `level` says how deep it stands, from 0."""

    level: Annotated[int, Field(ge=0, le=2)] = _structural(0)
    text: Text


class PictureSize(StrEnum):
    """How much of the sheet's width a picture beside a text takes: it keeps its own share."""

    SMALL = "small"  # a logo, an icon: up to a sixth
    MEDIUM = "medium"  # up to a third
    LARGE = "large"  # a diagram beside a short text: up to a half


class TextSlide(SlideBase):
    """A page of text as somebody wrote it, to three levels, perhaps with a picture beside it.

    What does not fit on its sheet continues on further ones. Without `items` the picture has the
    place of the text.
    """

    layout: Literal["text"] = _structural()
    items: Annotated[tuple[ListItem, ...], Field(max_length=400)] = ()
    picture: Picture | None = None
    size: PictureSize = _structural(PictureSize.MEDIUM)


class CaseSlide(SlideBase):
    """A scene that the learner judges. Two sheets: the scene, and the answer.

    `demand`, `manner`, `frequency`, `harm` are what is known of the scene. `harsh`, when not
    empty, is the sentence that announces it; such a case may be skipped. In the form `choices` the
    scene shows what one may choose.
    """

    layout: Literal["case"] = _structural()
    form: Literal["choices"] | None = _only_if_set(structural=True)
    demand: Text
    manner: Text
    frequency: Text
    harm: Text
    bubble: Text
    picture: Picture
    question: Text
    harsh: Text = ""
    choices: Annotated[tuple[Choice, ...], Field(min_length=1, max_length=4)]
    answer_title: Text
    verdict: Annotated[tuple[Verdict, ...], Field(min_length=2, max_length=2)]
    action: Text
    source: Text
    answer_narration: tuple[Text, ...]

    @property
    def has_later_look(self) -> bool:
        """Whether its scene shows the choices."""
        return self.form is not None


class Scene(Part):
    """A picture beside a question, perhaps with what somebody in it says."""

    picture: Picture
    bubble: Text = ""


class Reason(Part):
    """Why an answer is right, in a sentence and more, perhaps with a picture."""

    head: Text
    text: Text = ""
    picture: Picture | None = None


class CheckSlide(SlideBase):
    """A question for oneself, never scored. Two sheets: the question, and the answer.

    A `scene` stands beside question and answer. The form `true-false` puts up `premise` as a
    claim: the first choice says that it is true, the second that it is not, the picture of the
    `scene` is who claims it, and `reason` says on the answer sheet why.
    """

    layout: Literal["check"] = _structural()
    form: Literal["true-false"] | None = _only_if_set(structural=True)
    scene: Scene | None = _only_if_set()
    premise: Text = ""
    choices: Annotated[tuple[Choice, ...], Field(min_length=1, max_length=4)]
    reason: Reason | None = _only_if_set()
    source: Text = ""
    answer_title: Text
    answer_narration: tuple[Text, ...]

    @property
    def has_later_look(self) -> bool:
        """Whether it has a scene, or is a claim."""
        return self.form is not None or self.scene is not None


class Talk(Part):
    """A picture of people talking, and what stands there where the company names no desk."""

    picture: Picture
    sentence: Text = ""


class ContactSlide(SlideBase):
    """The company's desk (from its variables), promises, and the police lines.

    With a `talk` its picture stands under the desk, and the promises under the two numbers.
    """

    layout: Literal["contact"] = _structural()
    talk: Talk | None = _only_if_set()
    promises: Annotated[tuple[Text, ...], Field(max_length=6)]
    police_110: Text
    police_9110: Text

    @property
    def has_later_look(self) -> bool:
        """Whether somebody is seen talking."""
        return self.talk is not None


class SummarySlide(SlideBase):
    """Groups to take home. In the form `numbered` each has its number under a taller picture."""

    layout: Literal["summary"] = _structural()
    form: Literal["numbered"] | None = _only_if_set(structural=True)
    groups: Annotated[tuple[Group, ...], Field(min_length=1, max_length=4)]

    @property
    def has_later_look(self) -> bool:
        """Whether its groups are numbered."""
        return self.form is not None


class Bar(Part):
    """A value of a chart and its name; `strong` marks the one that the title speaks of."""

    label: Text
    value: Annotated[float, Field(ge=0, allow_inf_nan=False)] = _structural()
    strong: bool = _structural(False)


class Note(Part):
    """A head and what it says, beside something else."""

    head: Text
    text: Text = ""


class ChartSlide(SlideBase):
    """Values of one question and one base, with the source they come from.

    `bars` shows them alone, perhaps with a `note` beside the short ones; `number` shows one
    `figure` large (with its unit, such as 10.8%) and what it says (`caption`), and beside it the
    bars of the same survey under the head `compare`. `unit` stands behind each value.
    """

    layout: Literal["chart"] = _structural()
    form: Literal["bars", "number"] = _structural("bars")
    bars: Annotated[tuple[Bar, ...], Field(min_length=1, max_length=8)]
    unit: Text = ""
    figure: Text = ""
    caption: Text = ""
    compare: Text = ""
    note: Note | None = None
    source: Text

    @property
    def decimals(self) -> int:
        """The decimals that every value is written with: as many as one of them needs."""
        return max(len(f"{bar.value:.3f}".rstrip("0").partition(".")[2]) for bar in self.bars)

    @property
    def most(self) -> float:
        """The largest value; 1 where all of them are 0."""
        return max(bar.value for bar in self.bars) or 1.0

    def written(self, bar: Bar) -> str:
        """A value as people read it: 5,748 or 71.5%."""
        return f"{bar.value:,.{self.decimals}f}{self.unit}"

    @staticmethod
    def figure_parts(said: str) -> tuple[str, str]:
        """The number of a figure and the unit behind it; without a number it is all number."""
        found = _FIGURE.fullmatch(said.strip())
        return (found[1], found[2]) if found else (said, "")

    @classmethod
    def persons(cls, said: str) -> int:
        """How many of ten persons a percentage is; 0 where the figure is none."""
        number, unit = cls.figure_parts(said)
        if not unit.startswith(("%", "％")):
            return 0
        return min(10, max(1, round(float(number.replace(",", "")) / 10)))


class PhraseIcon(StrEnum):
    """The sign beside a phrase."""

    VOICE = "voice"  # やめてもらう
    HAND_OVER = "hand-over"  # 代わる
    RECORD = "record"  # 記録する
    DECLINE = "decline"  # 断る
    HANG_UP = "hang-up"  # 電話を終える
    LEAVE = "leave"  # 帰ってもらう


class Phrase(Part):
    """Words to be said as they stand, when to say them, and who says them."""

    doer: Doer = _structural(Doer.YOU)
    icon: PhraseIcon = _structural()
    when: Text
    text: Text


class PhrasesSlide(SlideBase):
    """Phrases to take home, word for word."""

    layout: Literal["phrases"] = _structural()
    phrases: Annotated[tuple[Phrase, ...], Field(min_length=1, max_length=8)]


class Exchange(Part):
    """What a customer says, and two answers: one to avoid and one to give, each with its face."""

    customer: Text
    avoid: Text
    say: Text
    customer_face: Picture | None = None
    avoid_face: Picture | None = None
    say_face: Picture | None = None


class DialogueSlide(SlideBase):
    """The same words of a customer, answered in two ways. Empty heads are the usual ones."""

    layout: Literal["dialogue"] = _structural()
    avoid: Text = ""
    say: Text = ""
    turns: Annotated[tuple[Exchange, ...], Field(min_length=1, max_length=3)]


class ChapterSlide(SlideBase):
    """What stands before a chapter: its number among how many, what it is about, a picture."""

    layout: Literal["chapter"] = _structural()
    number: Annotated[int, Field(ge=1, le=99)] = _structural()
    chapters: Annotated[int, Field(ge=1, le=99)] = _structural()
    lead: Text = ""
    picture: Picture

    @model_validator(mode="after")
    def _within(self) -> ChapterSlide:
        if self.number > self.chapters:
            raise ValueError(f"chapter {self.number} of {self.chapters} does not exist")
        return self


class Ability(Part):
    """A goal of a course: a sign, the verb, and what one can do."""

    icon: Literal["book", "lens", "people", "speech", "check"] = _structural("book")
    head: Text
    text: Text


class GoalsSlide(SlideBase):
    """What one can do afterwards, how many minutes it takes, and the chapters on the way.

    `main` are the minutes of slides and cases, `test` those of the confirmation test.
    """

    layout: Literal["goals"] = _structural()
    items: Annotated[tuple[Ability, ...], Field(min_length=1, max_length=4)]
    main: Annotated[int, Field(ge=1, le=999)] = _structural()
    test: Annotated[int, Field(ge=0, le=999)] = _structural()
    way: Annotated[tuple[Text, ...], Field(min_length=1, max_length=9)]


AnySlide = (
    TitleSlide
    | BulletsSlide
    | TwoColumnsSlide
    | TableSlide
    | MatrixSlide
    | StepsSlide
    | LawQuoteSlide
    | PictureSlide
    | CaseSlide
    | CheckSlide
    | ContactSlide
    | SummarySlide
    | PageSlide
    | TextSlide
    | ChartSlide
    | ChapterSlide
    | DialogueSlide
    | PhrasesSlide
    | GoalsSlide
)
Slide = Annotated[AnySlide, Field(discriminator="layout")]
LAYOUTS: dict[str, type[AnySlide]] = {
    "title": TitleSlide,
    "bullets": BulletsSlide,
    "two-columns": TwoColumnsSlide,
    "table": TableSlide,
    "matrix": MatrixSlide,
    "steps": StepsSlide,
    "law-quote": LawQuoteSlide,
    "picture": PictureSlide,
    "case": CaseSlide,
    "check": CheckSlide,
    "contact": ContactSlide,
    "summary": SummarySlide,
    "page": PageSlide,
    "text": TextSlide,
    "chart": ChartSlide,
    "chapter": ChapterSlide,
    "dialogue": DialogueSlide,
    "phrases": PhrasesSlide,
    "goals": GoalsSlide,
}
TWO_SHEETS = (CaseSlide, CheckSlide)


class Chapter(Part):
    """A chapter; `sample` marks the one that anybody may play on the storefront."""

    id: Id = _structural()
    title: Text
    sample: bool = _structural(False)
    slides: tuple[Slide, ...] = ()


# -- survey ---------------------------------------------------------------------------------


class Option(Part):
    """One answer of a survey item; `score` is 0–100, `None` means that it does not count."""

    id: Id = _structural()
    text: Text
    score: Annotated[int, Field(ge=0, le=100)] | None = _structural(None)


class Topic(Part):
    """What survey items and test questions measure; `goal` is what teaches it.

    `advice` is what a company does whose score is low; without it a topic is hashed as ever.
    """

    id: Id = _structural()
    name: Text
    goal: Id = _structural()
    advice: Text = Field("", exclude_if=lambda text: not text)


class SurveyItem(Part):
    """One question of the awareness survey; it measures one topic.

    A `scale` item uses the survey's common scale (`reverse` turns its scores), a `choice` item
    has its own options, a `comment` item is free text. `sensitive` items (suffered, seen) are
    shown from 10 answers on.
    """

    id: Id = _structural()
    topic: Id = _structural()
    kind: Literal["scale", "choice", "comment"] = _structural()
    text: Text
    help: Text = ""
    options: tuple[Option, ...] = ()
    reverse: bool = _structural(False)
    sensitive: bool = _structural(False)
    source_hash: str = ""


class Survey(Part):
    """The awareness survey: the same items before, after and 90 days later."""

    title: Text
    intro: tuple[Text, ...]
    topics: tuple[Topic, ...]
    scale: tuple[Option, ...]
    items: tuple[SurveyItem, ...]
    source_hash: str = ""

    def options_of(self, item: SurveyItem) -> tuple[Option, ...]:
        """The options of an item as shown, `reverse` already applied to the scores."""
        if item.kind == "comment":
            return ()
        options = item.options if item.kind == "choice" else self.scale
        if not item.reverse:
            return options
        return tuple(
            o if o.score is None else o.model_copy(update={"score": 100 - o.score}) for o in options
        )


# -- confirmation test ----------------------------------------------------------------------


class Question(Part):
    """One question of the pool, tied to the slides that teach it and the facts it rests on.

    `single`, `truefalse` and `scene` have one correct choice, `multiple` at least one;
    `scene` shows `scene` above the question. `tags` (such as `own-conduct`) serve the blueprint.
    """

    id: Id = _structural()
    kind: Literal["single", "multiple", "truefalse", "scene"] = _structural()
    goal: Id = _structural()
    topic: Id = _structural()
    slides: tuple[Id, ...] = _structural()
    facts: tuple[Id, ...] = _structural(())
    tags: tuple[Id, ...] = _structural(())
    scene: Text = ""
    text: Text
    choices: Annotated[tuple[Choice, ...], Field(min_length=2, max_length=5)]
    explanation: Text
    source_hash: str = ""


class TestPool(Part):
    """The pool from which each attempt is drawn."""

    __test__ = False  # not a test case, whatever its name says to a test runner

    title: Text
    intro: tuple[Text, ...]
    questions: tuple[Question, ...]
    source_hash: str = ""


class BlueprintPart(Part):
    """Draw `take` questions that serve `goal` and carry `tag` (each may be left out)."""

    take: Annotated[int, Field(ge=1)]
    goal: Id | None = None
    tag: Id | None = None


class PassRule(Part):
    """What an attempt must hold and get right to pass, whatever its score.

    It is about the questions that have `topic` and `goal`, carry `tag` and stand in `questions`;
    each may be left out, not all. An attempt asks at least `draw` of them, and at least
    `correct` of those asked must be answered right: all of them where it is left out. `text`
    tells it to learners; without it the name of the topic or goal does (`must_pass.py`).
    """

    topic: Id | None = None
    goal: Id | None = None
    tag: Id | None = None
    questions: tuple[Id, ...] = ()
    draw: Annotated[int, Field(ge=1)]
    correct: Annotated[int, Field(ge=1)] | None = None
    text: LocalText | None = None


# -- course ---------------------------------------------------------------------------------


class Goal(Part):
    """What a learner can do after the course."""

    id: Id
    text: LocalText


class Minutes(Part):
    """The promised minutes: `total` is opening to end of test; the survey is stated apart."""

    total: int
    main: int
    test: int
    survey: int


class Variable(Part):
    """A value that a company fills in; `default` reads naturally when it does not."""

    key: VariableKey
    label: LocalText
    default: LocalText


class Reviewer(Part):
    """Who proof-read or legally reviewed this version, in which capacity, and when."""

    name: Text
    capacity: Text
    reviewed_on: dt.date


class Change(Part):
    """One thing that this version changed against the one before."""

    slide: Id | None = None
    item: Id | None = None
    field: str
    kind: Literal["typo", "improvement", "legal"]
    effective_on: dt.date | None = None
    note: LocalText


class Guard(Part):
    """Which texts a fact watches over: those that name one of `names`, word by word.

    They rest on the fact or hold words of its `wording`. Beside one of `beside` they say nothing
    in words of their own.
    """

    names: dict[Language, tuple[Text, ...]]
    beside: dict[Language, tuple[Text, ...]] = Field(default_factory=dict)


class Fact(Part):
    """根拠: a statement of law or a figure, with source and dates; shared by all courses.

    `cite` is the short citation that a slide shows. `mark` A was read at the official source,
    B in reputable secondary sources. `checked_on` stays outside the revision id. `wording` holds
    words that texts take over as they stand, by name; `guard` sees to it that they do.
    """

    id: Id
    statement: LocalText
    cite: LocalText
    mark: Literal["A", "B"]
    source: Text
    url: str
    checked_on: dt.date
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    wording: dict[Id, LocalText] = Field(default_factory=dict, exclude_if=lambda words: not words)
    guard: Guard | None = _only_if_set()


class Term(Part):
    """A glossary entry."""

    id: Id
    term: LocalText
    reading: Text = ""
    text: LocalText


class Reading(Part):
    """How a voice must say a word, wherever it occurs in the source or in `language`."""

    word: Text
    reading: Text
    language: Language | None = None

    @property
    def id(self) -> str:
        """What a reading is found by: a word may have one in each language."""
        return f"{self.word}@{self.language}" if self.language else self.word


class Voice(Part):
    """Who narrates a language: the engine, its voice, and the speed.

    `others` are voices of the same engine. They say what people say in the scene of a case:
    paragraphs that stand in quotation marks as a whole. `readings` are words that a listener
    must hear so and a reader knows: unlike the shared ones, they are no content.
    """

    engine: Id
    name: str
    speed: Annotated[float, Field(gt=0.5, lt=2.0)] = 1.0
    others: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()


class Suit(Part):
    """A trade or a prefecture that slides of the bank are for."""

    id: Id
    kind: Literal["trade", "prefecture"]
    name: LocalText


class CourseMeta(Part):
    """`course.yaml`: what a course is, apart from its slides and questions.

    `origin` is `deck` for a course that somebody's own deck became: it has a measure of its own
    (`checks/context.py`). Where it or `must` says nothing it is in no revision.
    """

    id: Id
    version: str
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    title: LocalText
    subtitle: LocalText
    description: LocalText
    audience: LocalText
    goals: tuple[Goal, ...]
    minutes: Minutes
    pass_mark: Annotated[int, Field(ge=0, le=100)]
    blueprint: tuple[BlueprintPart, ...]
    must: tuple[PassRule, ...] = Field((), exclude_if=lambda rules: not rules)
    variables: tuple[Variable, ...]
    suits: tuple[Suit, ...] = ()
    voices: dict[Language, Voice] = Field(default_factory=dict)
    effective_on: dt.date | None = None
    reviewers: tuple[Reviewer, ...] = ()
    origin: Literal["deck"] | None = _only_if_set()


class CourseText(Part):
    """One language of a course. `bank` holds further slides that a company may take in."""

    language: Language
    chapters: tuple[Chapter, ...]
    bank: tuple[Chapter, ...] = ()
    survey: Survey
    test: TestPool

    def slides(self) -> Iterator[tuple[Chapter, AnySlide]]:
        """Every slide that a learner goes through, in order, with its chapter."""
        return _slides_of(self.chapters)

    def bank_slides(self) -> Iterator[tuple[Chapter, AnySlide]]:
        """Every slide of the bank, with its chapter."""
        return _slides_of(self.bank)

    def every_slide(self) -> Iterator[tuple[Chapter, AnySlide]]:
        """The slides of the course and then those of the bank."""
        return _slides_of((*self.chapters, *self.bank))


def _slides_of(chapters: Iterable[Chapter]) -> Iterator[tuple[Chapter, AnySlide]]:
    for chapter in chapters:
        for slide in chapter.slides:
            yield chapter, slide


class Course(Part):
    """One state of a course, in all its languages; the first language is the source.

    `facts`, `glossary` and `readings` are those parts of the shared files that the course uses.
    `media` maps each picture's file name to the SHA-256 of its bytes (hex).
    """

    meta: CourseMeta
    texts: tuple[CourseText, ...]
    facts: tuple[Fact, ...]
    glossary: tuple[Term, ...]
    readings: tuple[Reading, ...]
    changes: tuple[Change, ...] = ()
    media: dict[str, str] = Field(default_factory=dict)

    def text(self, language: str) -> CourseText:
        """The course in one language; `KeyError` when it does not speak it."""
        for text in self.texts:
            if text.language == language:
                return text
        raise KeyError(language)

    @property
    def source(self) -> CourseText:
        """The course in its source language."""
        return self.texts[0]

    def fact(self, fact_id: str) -> Fact:
        """A fact by id; `KeyError` when the course does not use it."""
        for fact in self.facts:
            if fact.id == fact_id:
                return fact
        raise KeyError(fact_id)

    def changes_since(self, before: Course) -> tuple[Change, ...]:
        """What it says that was changed, on the way of several versions too, since a state."""
        return tuple(change for change in self.changes if change not in before.changes)


@dataclass(frozen=True)
class Material:
    """教材: a course together with the bytes of its pictures and recordings.

    `media`: file name → bytes of SVG, PNG or JPEG. `audio`: file name (`narration.py`) → bytes of
    M4A or WebVTT; it may lack recordings, and is no part of the revision. `kit` are the documents
    beside the course (`kit.py`), no part of it either.
    """

    course: Course
    media: Mapping[str, bytes] = field(default_factory=dict)
    audio: Mapping[str, bytes] = field(default_factory=dict)
    kit: Part | None = None
