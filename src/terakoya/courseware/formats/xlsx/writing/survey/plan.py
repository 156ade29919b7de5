"""What stands where in the survey workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from .....errors import CoursewareError
from .....model import Material, Option, Survey, SurveyItem
from .....revision import revision_id
from .....scoring import is_scorable, smallest_group
from ..letters import DECLINED, letters_for, typed_letter
from ..texts import Texts

RESPONDENTS = 500
DEPARTMENTS = 20
MOST_SLIDES = 2  # that one line of advice names
TITLE_BREAK = "／"  # in the title of the title layout, where a line ends
FIRST_RESPONDENT, FIRST_COMMENT = 4, 3  # rows of 集計シート and 自由記述, from 0
COMPANY_KEY = 0
NO_DEPARTMENT_KEY = DEPARTMENTS + 1
GROUP_KEYS = range(NO_DEPARTMENT_KEY + 1)  # whole company, the departments, no department


class NothingToChoose(CoursewareError):
    """A survey without any item answered by choosing cannot be counted."""

    code = "nothing-to-choose"


@dataclass(frozen=True)
class PlannedItem:
    """A survey item with its number on the answer sheet and its options as cells show them."""

    number: int
    item: SurveyItem
    text: str
    help: str
    options: tuple[Option, ...]
    labels: tuple[str, ...]

    @property
    def id(self) -> str:
        """The item's id."""
        return self.item.id

    @property
    def minimum(self) -> int:
        """How many answers the item needs before anything of it is shown."""
        return smallest_group(sensitive=self.item.sensitive)

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters that may be typed for the options, in their order."""
        return letters_for(self.labels)

    def meant(self, answer: str, declined: str) -> str:
        """The words of the option that an answer names by words or letter; else as it stands."""
        letter = typed_letter(answer) if self.letters else ""
        if letter == DECLINED:
            return declined
        return self.labels[self.letters.index(letter)] if letter in self.letters else answer


@dataclass(frozen=True)
class PlannedTopic:
    """A topic that gets a score, and the items that make it."""

    id: str
    name: str
    items: tuple[PlannedItem, ...]

    @property
    def sensitive(self) -> bool:
        """Whether one of its items is sensitive."""
        return any(one.item.sensitive for one in self.items)


@dataclass(frozen=True)
class Kind:
    """The topics hidden by one minimum: the ordinary ones, or the sensitive ones."""

    sensitive: bool
    topics: tuple[PlannedTopic, ...]

    @property
    def minimum(self) -> int:
        """How many answers a group needs before these topics are shown."""
        return smallest_group(sensitive=self.sensitive)

    @property
    def items(self) -> tuple[PlannedItem, ...]:
        """The items of these topics."""
        return tuple(item for topic in self.topics for item in topic.items)


@dataclass(frozen=True)
class SurveyPlan:
    """The survey of one language, numbered and sorted for the workbook."""

    material: Material
    texts: Texts
    survey: Survey
    items: tuple[PlannedItem, ...] = field(default=())

    @cached_property
    def revision(self) -> str:
        """The id of the course's revision."""
        return revision_id(self.material.course)

    @cached_property
    def closed(self) -> tuple[PlannedItem, ...]:
        """The items answered by choosing."""
        return tuple(one for one in self.items if one.item.kind != "comment")

    @cached_property
    def comments(self) -> tuple[PlannedItem, ...]:
        """The items answered in free words."""
        return tuple(one for one in self.items if one.item.kind == "comment")

    @cached_property
    def scored(self) -> tuple[PlannedItem, ...]:
        """The items that count for a topic's score."""
        return tuple(one for one in self.closed if is_scorable(self.survey, one.item))

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of topics that this survey has, the ordinary ones first."""
        found = (Kind(sensitive, self._topics(sensitive)) for sensitive in (False, True))
        return tuple(kind for kind in found if kind.topics)

    @cached_property
    def topics(self) -> tuple[PlannedTopic, ...]:
        """The topics in the order of the results' columns."""
        return tuple(topic for kind in self.kinds for topic in kind.topics)

    def _topics(self, sensitive: bool) -> tuple[PlannedTopic, ...]:
        topics = (
            PlannedTopic(
                topic.id,
                self.texts(topic.name),
                tuple(one for one in self.scored if one.item.topic == topic.id),
            )
            for topic in self.survey.topics
        )
        return tuple(one for one in topics if one.items and one.sensitive is sensitive)

    def advice(self, topic: PlannedTopic) -> str:
        """What to do about a topic: the course's advice, and the slides that teach it."""
        given = next(one.advice for one in self.survey.topics if one.id == topic.id)
        titles = self._slides_of(topic.id)
        word = self.texts.word
        if not titles:
            return self.texts(given) or word("advice_plain")
        named = word("comma").join(word("quoted", text=title) for title in titles)
        if given:
            return f"{self.texts(given)}\n{word('advice_slides', slides=named)}"
        return word("advice_by_slides", slides=named)

    def _slides_of(self, topic: str) -> list[str]:
        """The titles of the first slides on which the questions of a topic rest."""
        text = self.material.course.text(self.texts.language)
        titles = {slide.id: slide.title for _, slide in text.slides()}
        asked = [one for one in text.test.questions if one.topic == topic]
        named = dict.fromkeys(slide for one in asked for slide in one.slides if slide in titles)
        return [
            self.texts(titles[one].replace(TITLE_BREAK, "")) for one in list(named)[:MOST_SLIDES]
        ]

    @cached_property
    def most_options(self) -> int:
        """The largest number of options of an item."""
        return max((len(one.options) for one in self.closed), default=0)

    @cached_property
    def declined(self) -> str:
        """The words of the option not to answer."""
        return self.texts.word("declined")


def plan_survey(material: Material, texts: Texts) -> SurveyPlan:
    """Number the items and bring their texts into the form that cells show."""
    survey = material.course.text(texts.language).survey
    items = tuple(
        _planned(number, item, survey, texts) for number, item in enumerate(survey.items, 1)
    )
    if all(item.kind == "comment" for item in survey.items):
        raise NothingToChoose(
            f"survey.yaml ({texts.language}) has no item answered by choosing. "
            "→ Add an item of kind scale or choice."
        )
    return SurveyPlan(material=material, texts=texts, survey=survey, items=items)


def _planned(number: int, item: SurveyItem, survey: Survey, texts: Texts) -> PlannedItem:
    options: Sequence[Option] = survey.options_of(item)
    return PlannedItem(
        number=number,
        item=item,
        text=texts(item.text),
        help=texts(item.help),
        options=tuple(options),
        labels=tuple(texts(option.text) for option in options),
    )
