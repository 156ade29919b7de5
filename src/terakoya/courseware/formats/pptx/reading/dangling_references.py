"""What rested on slides that a deck deleted, hid or reworded: the law, and questions of the test.

A slide that the law asks for may go, but nobody overlooks that it did. A question names no slide
that is gone; one that rested on such slides alone leaves the pool, since it would ask for what
nobody was taught. One that rests on hidden slides stays, and is named with the ways to mend it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ....draw import serves
from ....edition import Edition, EditionSettings
from ....inline import plain
from ....merge.coverage import Rests, gaps
from ....model import AnySlide, BlueprintPart, Course, CourseMeta, Question
from ....texts import texts_of
from ....variables import filled
from ...marked_text.punctuation import bare
from .notices import Loss, Notice
from .question_references import with_questions
from .reading import short

_BESIDE = ("kicker", "narration", "answer_narration")


@dataclass(frozen=True)
class DanglingReferences:
    """The course and settings before an import and after it, told in the language of the deck.

    `pages` are those of the slides in the deck; `values` fill the texts of the notices.
    """

    base: Course
    was: EditionSettings
    course: Course
    settings: EditionSettings
    language: str
    values: Mapping[str, str]
    pages: Mapping[str, int]

    def settled(self) -> tuple[Course, list[Notice]]:
        """The course whose questions name only slides that are there, and what was noticed."""
        slides = {slide.id: slide for _, slide in self.base.text(self.language).slides()}
        there = {slide.id for _, slide in self.course.source.slides()}
        gone = set(slides) - there
        lost, hidden = self._unasked(there)
        notices = [
            *self._of_the_law(slides, gone),
            *self._of_changed_law(slides),
            *(self._of_question(Loss.QUESTION_GONE, one, slides) for one in lost),
            *(self._of_question(Loss.QUESTION_HIDDEN, one, slides) for one in hidden),
        ]
        if not gone:
            return self.course, notices
        course = _without(self.course, gone, {one.id for one in lost})
        before, after = (_asked(one.meta) for one in (self.course, course))
        if before != after:
            values = {"before": str(before), "after": str(after)}
            notices.append(Notice(Loss.TEST_SHORTER, None, values))
        return course, notices

    def _of_the_law(
        self, slides: Mapping[str, AnySlide], gone: Collection[str]
    ) -> Iterator[Notice]:
        """Slides that the law asks for and that were deleted, or hidden without a reason."""
        hidden = {one.slide for one in self.settings.hidden if not one.reason}
        hidden -= {one.slide for one in self.was.hidden}
        for slide in slides.values():
            if slide.required == "legal" and (slide.id in gone or slide.id in hidden):
                loss = Loss.LEGAL_GONE if slide.id in gone else Loss.LEGAL_HIDDEN
                values = {"title": self._said(slide.title), "facts": self._facts_of(slide)}
                yield Notice(loss, self.pages.get(slide.id), values)

    def _of_changed_law(self, slides: Mapping[str, AnySlide]) -> Iterator[Notice]:
        """Slides that the law asks for and some of whose words are no longer there."""
        now = {slide.id: slide for _, slide in self.course.text(self.language).slides()}
        for slide in slides.values():
            if slide.required != "legal" or slide.id not in now:
                continue
            before, after = self._shown(slide), self._shown(now[slide.id])
            if not (lost := before - after):
                continue
            kept = _without_stops(after)
            if not _without_stops(before) - kept:
                # What stands at another place, or came along, is an edit of its own.
                if self._words(slide) == self._words(now[slide.id]):
                    yield Notice(Loss.LEGAL_PUNCTUATION, self.pages.get(slide.id))
            else:
                text = next(one for one in lost if _without_stops(Counter([one])) - kept)
                values = {"title": self._said(slide.title), "text": short(text)}
                values["cites"] = short(" / ".join(dict.fromkeys(self._cites_of(slide))))
                yield Notice(Loss.LEGAL_CHANGED, self.pages.get(slide.id), values)

    def _shown(self, slide: AnySlide) -> Counter[str]:
        """The texts that the page of a slide shows; its chapter's line is nothing of the law."""
        return Counter(self._texts(slide))

    def _texts(self, slide: AnySlide) -> Iterator[str]:
        for path, text in texts_of(slide):
            if path[0] not in _BESIDE and path[-1] != "alt" and text:
                yield self._said(text)

    def _words(self, slide: AnySlide) -> list[str]:
        """The words of these texts in their order, without what divides them."""
        return [bare(text) for text in self._texts(slide)]

    def _facts_of(self, slide: AnySlide) -> str:
        known = {fact.id: fact for fact in self.base.facts}
        source = self.base.source.language
        facts = [known[name] for name in slide.facts if name in known]
        return " / ".join(
            f"{one.cite.get(self.language) or one.cite.get(source, '')}: "
            f"{short(one.statement.get(self.language) or one.statement.get(source, ''))}"
            for one in facts
        )

    def _cites_of(self, slide: AnySlide) -> Iterator[str]:
        known = {fact.id: fact for fact in self.base.facts}
        for one in (known[name] for name in slide.facts if name in known):
            yield one.cite.get(self.language) or one.cite.get(self.base.source.language, "")

    def _unasked(self, there: Collection[str]) -> tuple[list[Question], list[Question]]:
        """Questions all of whose slides are gone, and those that rest on hidden ones.

        What rested on nothing before the import is no news of it.
        """
        known = {gap.id for gap in gaps(Edition(course=self.base, settings=self.was))}
        edition = Edition(course=self.course, settings=self.settings)
        found = [gap for gap in gaps(edition, self.base) if gap.kind is Rests.QUESTION]
        asked = {one.id: one for one in self.course.text(self.language).test.questions}
        new = [(asked[gap.id], gap.slides) for gap in found if gap.id not in known]
        lost = [one for one, slides in new if not any(name in there for name in slides)]
        return lost, [one for one, _ in new if one not in lost]

    def _of_question(self, loss: Loss, one: Question, slides: Mapping[str, AnySlide]) -> Notice:
        titles = [self._said(slides[name].title) for name in one.slides if name in slides]
        return Notice(loss, None, {"text": self._said(one.text), "slides": " / ".join(titles)})

    def _said(self, text: str) -> str:
        return " ".join(plain(filled(text, self.values)).split())


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in commas, stops, quotation marks and blanks at most."""
    return bare(one) == bare(other)


def _without_stops(texts: Counter[str]) -> Counter[str]:
    return Counter(bare(text) for text in texts.elements())


def _without(course: Course, gone: Collection[str], lost: Collection[str]) -> Course:
    """The course whose pool has no `lost` questions and whose others name no slide that is gone."""

    def pruned(question: Question) -> Question | None:
        if question.id in lost:
            return None
        left = tuple(name for name in question.slides if name not in gone)
        return question.model_copy(update={"slides": left}) if left else question

    before = len(course.source.test.questions)
    course = with_questions(course, pruned)
    return course.model_copy(update={"meta": _fitted(course, before)})


def _fitted(course: Course, before: int) -> CourseMeta:
    """The course's head, whose blueprint takes no more than a smaller pool can give.

    A part takes one question less than there are for it, so that attempts still differ.
    """
    pool = course.source.test.questions
    if len(pool) == before:
        return course.meta
    parts = [
        part.model_copy(update={"take": min(part.take, len(_for(part, pool)) - 1)})
        for part in course.meta.blueprint
    ]
    return course.meta.model_copy(update={"blueprint": tuple(p for p in parts if p.take > 0)})


def _for(part: BlueprintPart, pool: Sequence[Question]) -> list[Question]:
    return [one for one in pool if serves(one, part)]


def _asked(meta: CourseMeta) -> int:
    return sum(part.take for part in meta.blueprint)
