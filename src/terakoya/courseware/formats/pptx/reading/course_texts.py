"""The slides of a deck in the chapters of every language of their course."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ....model import AnySlide, Chapter, Course, CourseText
from .instances import Instance
from .languages import SlideChange, hash_after, translated


@dataclass(frozen=True)
class CourseTexts:
    """Makes a course of the base and the slides of a deck in one language.

    `new_titles` are those of chapters that were renamed in it, `order` all chapters by id as
    they stand in the deck, `own` the titles of those that the deck's author made, by id.
    """

    base: Course
    language: str
    new_titles: Mapping[str, str]
    order: Sequence[str]
    own: Mapping[str, str] = field(default_factory=dict)

    def course(
        self,
        main: Sequence[Instance],
        bank: Sequence[Instance],
        changes: Mapping[str, SlideChange],
    ) -> Course:
        """The course with the slides of the deck and of its bank, in their chapters."""
        course = self.base
        was_source = {slide.id: slide for _, slide in course.source.every_slide()}
        source: dict[str, AnySlide] = {}
        texts = []
        for text in course.texts:
            slides = self._slides_of(text, changes)
            if text is course.source:
                source = slides
            else:
                slides = {
                    slide_id: self._stamped(slide, changes[slide_id], source, was_source)
                    for slide_id, slide in slides.items()
                }
            texts.append(
                text.model_copy(
                    update={
                        "chapters": self._chapters(
                            self._with_own(text.chapters), main, slides, text.language
                        ),
                        "bank": self._chapters(text.bank, bank, slides, text.language),
                    }
                )
            )
        return course.model_copy(update={"texts": tuple(texts)})

    def _with_own(self, chapters: Sequence[Chapter]) -> Sequence[Chapter]:
        made = [Chapter(id=key, title=title) for key, title in self.own.items()]
        return (*chapters, *made)

    def _slides_of(
        self, text: CourseText, changes: Mapping[str, SlideChange]
    ) -> dict[str, AnySlide]:
        if text.language == self.language:
            return {slide_id: change.new for slide_id, change in changes.items()}
        own = {slide.id: slide for _, slide in text.every_slide()}
        slides = {}
        for slide_id, change in changes.items():
            other = own.get(change.base.id)
            slide = change.new if other is None else translated(change, other)
            slides[slide_id] = slide.model_copy(update={"id": slide_id})
        return slides

    def _stamped(
        self,
        slide: AnySlide,
        change: SlideChange,
        source: Mapping[str, AnySlide],
        was_source: Mapping[str, AnySlide],
    ) -> AnySlide:
        """A translation with the hash of what it renders; none for a slide that is new."""
        was = was_source.get(change.base.id)
        if was is None or slide.id != was.id or change.new is change.base:
            stamp = "" if was is None or slide.id != was.id else slide.source_hash
        else:
            stamp = hash_after(change, slide.source_hash, source[slide.id], was)
        return (
            slide if stamp == slide.source_hash else slide.model_copy(update={"source_hash": stamp})
        )

    def _chapters(
        self,
        chapters: Sequence[Chapter],
        instances: Sequence[Instance],
        slides: Mapping[str, AnySlide],
        language: str,
    ) -> tuple[Chapter, ...]:
        grouped: dict[str, list[AnySlide]] = {chapter.id: [] for chapter in chapters}
        for one in instances:
            grouped[one.chapter].append(slides[one.id])
        renamed = self.new_titles if language == self.language else {}
        return tuple(
            chapter.model_copy(
                update={
                    "slides": tuple(grouped[chapter.id]),
                    "title": renamed.get(chapter.id, chapter.title),
                }
            )
            for chapter in sorted(chapters, key=lambda one: self.order.index(one.id))
        )
