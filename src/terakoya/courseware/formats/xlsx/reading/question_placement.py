"""Where a new question belongs: its goal, topic, slides and facts, from words or by likeness."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ....model import Course, CourseText, Question, TitleSlide
from ....text.alignment import folded
from ....texts import texts_of
from ..writing.confirmation.plan import TITLE_BREAK
from ..writing.words import in_every_language
from .notices import Notice, Remark
from .slide_search import SlideSearch

KINDS = ("single", "multiple", "truefalse", "scene")


@dataclass(frozen=True)
class Names:
    """The ids of some parts, and the words by which people know them (folded)."""

    ids: frozenset[str]
    by_words: Mapping[str, str]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Names:
        """From words and ids; of two parts with the same words the first is meant."""
        listed = list(pairs)
        by_words: dict[str, str] = {}
        for words, one in listed:
            by_words.setdefault(folded(words), one)
        return cls(frozenset(one for _, one in listed), by_words)

    def find(self, name: str) -> str:
        """The id behind a name or id; empty when there is none."""
        return name if name in self.ids else self.by_words.get(folded(name), "")


class QuestionPlacement:
    """The names under which goals, topics, slides and facts of a course are known to people.

    `shown` gives the words that a text of the course shows. `former` is the course that a file was
    made from, where that is another one, such as that of a deck which came back beside it: its
    titles are known too.
    """

    def __init__(
        self,
        course: Course,
        language: str,
        shown: Callable[[str], str],
        former: Course | None = None,
    ) -> None:
        self.course, self.language = course, language
        text = course.text(language)
        self._topic_names = {one.id: shown(one.name) for one in text.survey.topics}
        self.topics = Names.of((name, one) for one, name in self._topic_names.items())
        self._goal_of_topic = {one.id: one.goal for one in text.survey.topics}
        self.goals = Names.of(
            (words, one.id) for one in course.meta.goals for words in one.text.values()
        )
        self._titles = _titles_of(text, shown)
        was = (former or course).text(language)
        self._former_titles = _titles_of(was, shown)
        self._former_slides = {one.id: one.slides for one in was.test.questions}
        titles = [*self._titles.items(), *self._former_titles.items()]
        self.slides = Names.of((title, one) for one, title in titles if one in self._titles)
        self.facts = Names.of(
            (words, one.id) for one in course.facts for words in one.cite.values()
        )
        # Several facts may have one citation; a line that a question of the base has means its.
        self._cites = {
            one.id: one.cite.get(language) or next(iter(one.cite.values()), "")
            for one in course.facts
        }
        self._facts_of_line = {
            _line(self.cite(fact) for fact in one.facts): one.facts for one in text.test.questions
        }
        self._search = SlideSearch(
            {
                slide.id: " ".join(shown(words) for _, words in texts_of(slide))
                for _, slide in text.slides()
            }
        )
        self._goal_of_slide = {slide.id: slide.goal for _, slide in text.slides()}

    def kind_named(self, about: str) -> str:
        """The kind that the words above a question name; empty where they name none."""
        return self.kind_of(next(iter(parts(about)), ""))

    @staticmethod
    def kind_of(name: str) -> str:
        """The kind that some words name; empty where they name none."""
        plain = folded(name)
        kinds = ((kind, in_every_language(f"kind_{kind}")) for kind in KINDS)
        return next((kind for kind, words in kinds if plain in map(folded, words)), "")

    @property
    def topic_names(self) -> list[str]:
        """The topics as people know them."""
        return list(self._topic_names.values())

    def cite(self, fact: str) -> str:
        """The citation of a fact; its id where the course does not have it."""
        return self._cites.get(fact, fact)

    def about_of(self, question: Question, words: Mapping[str, str]) -> str:
        """What the bar above a question says when nobody changed it."""
        topic = self._topic_names.get(question.topic, question.topic)
        return ";".join((words[f"kind_{question.kind}"], topic))

    def lines_of(self, label: str, question: Question) -> list[str]:
        """What the line 根拠 (`sources`) or スライド (`slides`) says when nobody changed it.

        It may say what the course says, or what the one did that the file was made from.
        """
        if label == "sources":
            return [_joined(self._cites, question.facts)]
        former = self._former_slides.get(question.id, question.slides)
        return [_joined(self._titles, question.slides), _joined(self._former_titles, former)]

    def of_lines(
        self, place: str, about: str, slides: str, sources: str, words: str
    ) -> tuple[dict[str, object], list[Notice]]:
        """What a question serves by the lines around it, and what was guessed or not found."""
        topic, unknown = self._topic_in(place, about)
        line = _line([sources])
        facts = list(self._facts_of_line.get(line, parts(sources)))
        home, notices = self.home(place, words, topic=topic, slides=parts(slides), facts=facts)
        return home, [*unknown, *notices]

    def _topic_in(self, place: str, about: str) -> tuple[str, list[Notice]]:
        """The topic that a bar names, and its parts that are neither kind nor topic."""
        topic, notices = "", []
        for part in parts(about):
            topic = topic or self.topics.find(part)
            if not self.kind_of(part) and not self.topics.find(part):
                values = {"name": part, "known": ", ".join(self.topic_names)}
                notices.append(Notice(Remark.UNKNOWN_TOPIC, place, values))
        return topic, notices

    def home(
        self,
        place: str,
        words: str,
        *,
        goal: str = "",
        topic: str = "",
        slides: list[str] | None = None,
        facts: list[str] | None = None,
    ) -> tuple[dict[str, object], list[Notice]]:
        """What a question serves, and what was guessed or not found.

        `slides` and `facts` are names or ids. Without a known slide, the one that the question's
        words lead to is taken, or none where they lead to none; a notice says so.
        """
        notices: list[Notice] = []
        found = self._known(place, slides or [], self.slides, Remark.UNKNOWN_SLIDE, notices)
        rests_on = self._known(place, facts or [], self.facts, Remark.UNKNOWN_FACT, notices)
        if not found:
            found = [one for one in [self._search.find(words)] if one]
            notices.append(self._guessed(place, found))
        goal = goal or self._goal_of_topic.get(topic, "") or self._goal_of(found)
        topic = topic or self._topic_of(goal)
        home: dict[str, object] = {"goal": goal, "topic": topic, "slides": found, "facts": rests_on}
        return home, notices

    @staticmethod
    def _known(
        place: str,
        names: list[str],
        known: Names,
        remark: Remark,
        notices: list[Notice],
    ) -> list[str]:
        found: list[str] = []
        for name in names:
            one = known.find(name)
            if one and one not in found:
                found.append(one)
            elif not one:
                notices.append(Notice(remark, place, {"name": name}))
        return found

    def _guessed(self, place: str, slides: list[str]) -> Notice:
        if not slides:
            return Notice(Remark.NO_SLIDE, place)
        values = {"slide": slides[0], "title": self._titles[slides[0]]}
        return Notice(Remark.SLIDE_GUESSED, place, values)

    def _goal_of(self, slides: list[str]) -> str:
        """The goal of the first of some slides; without any, the course's first."""
        return self._goal_of_slide[slides[0]] if slides else self.course.meta.goals[0].id

    def _topic_of(self, goal: str) -> str:
        """A topic of a goal, else any; the goal itself where the course has no survey."""
        topics = [topic for topic, of in self._goal_of_topic.items() if of == goal]
        return next(iter([*topics, *self._goal_of_topic]), goal)


def _titles_of(text: CourseText, shown: Callable[[str], str]) -> dict[str, str]:
    """The titles of slides by their ids, as people read them."""
    return {
        slide.id: shown(_title(slide.title, isinstance(slide, TitleSlide)))
        for _, slide in text.slides()
    }


def _joined(names: Mapping[str, str], ids: Iterable[str]) -> str:
    return ";".join(dict.fromkeys(names.get(one, one) for one in ids))


def _title(text: str, is_title_slide: bool) -> str:
    return text.replace(TITLE_BREAK, "") if is_title_slide else text


def _line(texts: Iterable[str]) -> tuple[str, ...]:
    """The parts of some texts, as they are compared: each once, as a sheet names them."""
    return tuple(dict.fromkeys(folded(part) for text in texts for part in parts(text)))


def compared_parts(text: str) -> list[str]:
    """The parts of a line, in a form to compare: each once, however often it is named."""
    return list(dict.fromkeys(folded(part) for part in parts(text)))


def parts(text: str) -> list[str]:
    """The parts of a line, between the marks that divide them in any language."""
    for mark in in_every_language("semicolon"):
        text = text.replace(mark, ";")
    return [part.strip() for part in text.split(";") if part.strip()]
