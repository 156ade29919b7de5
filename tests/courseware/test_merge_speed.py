"""A merge of a course of 300 slides, counted in calls."""

from __future__ import annotations

from functools import cache

from terakoya.courseware.edition import Edition
from terakoya.courseware.merge import merge
from terakoya.courseware.merge.diff import diff
from terakoya.courseware.model import Chapter, CourseText

from ..counting import calls_of
from .editions import flagship
from .edits import with_texts

SLIDES, CHAPTERS = 300, 20


@cache
def sides() -> tuple[Edition, Edition, Edition]:
    """300 slides of every layout in two languages; we changed 100, they 150, both 50.

    Read anew each, so that no part is one object on two sides.
    """
    base = _large(flagship())
    return tuple(  # type: ignore[return-value]
        Edition.model_validate(side.model_dump())
        for side in (base, _changed(base, 3, "自社の文。"), _changed(base, 2, "新版の文。"))
    )


def _large(edition: Edition) -> Edition:
    def of_text(text: CourseText) -> CourseText:
        known = [slide for _, slide in text.every_slide()]
        slides = [
            known[n % len(known)].model_copy(update={"id": f"s-{n}", "suits": None})
            for n in range(SLIDES)
        ]
        size = SLIDES // CHAPTERS
        chapters = tuple(
            Chapter(id=f"c-{n}", title=f"第{n}章", slides=tuple(slides[n * size : (n + 1) * size]))
            for n in range(CHAPTERS)
        )
        return text.model_copy(update={"chapters": chapters, "bank": ()})

    return with_texts(edition, of_text)


def _changed(edition: Edition, every: int, words: str) -> Edition:
    """Every so manieth slide with another title and a paragraph in front."""

    def of_text(text: CourseText) -> CourseText:
        number = iter(range(SLIDES))
        chapters = tuple(
            chapter.model_copy(
                update={
                    "slides": tuple(
                        slide.model_copy(
                            update={
                                "title": slide.title + words,
                                "narration": (words, *slide.narration),
                            }
                        )
                        if next(number) % every == 0
                        else slide
                        for slide in chapter.slides
                    )
                }
            )
            for chapter in text.chapters
        )
        return text.model_copy(update={"chapters": chapters})

    return with_texts(edition, of_text)


def test_a_merge_of_300_slides_costs_what_both_sides_changed() -> None:
    base, ours, theirs = sides()
    merged = merge(base, ours, theirs)
    assert len(merged.conflicts) == 100  # the titles of 50 slides in two languages
    assert calls_of(lambda: merge(base, ours, theirs)) < 800_000
    assert calls_of(lambda: merge(base, base, theirs)) < 200_000
    assert calls_of(lambda: diff(base, ours)) < 400_000
