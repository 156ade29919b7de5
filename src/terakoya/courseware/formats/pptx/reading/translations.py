"""Which pages have to be translated into the other languages after an import.

A deck speaks one language. What somebody added stands in the others as it was typed; where a list
was typed anew or a slide became another layout, nothing says which new text stands for which old
one, so that the translations have no place any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ....layouts.identity import Part
from ....model import AnySlide, CaseSlide, Course, Judgement, Verdict
from ....text.alignment import folded
from ....texts import texts_of
from .instances import Instance
from .notices import Loss, Notice, page_ranges

_SENTENCE = 8  # characters; shorter ones are words that many texts have


def untranslated(
    before: Course, after: Course, language: str, instances: Sequence[Instance]
) -> Iterator[Notice]:
    """For each language but the deck's the pages that have to be translated."""
    said_before, said_after = _slides(before, language), _slides(after, language)
    for text in before.texts:
        if text.language == language:
            continue
        was, now = _slides(before, text.language), _slides(after, text.language)
        pages = set()
        for one in instances:
            if one.id not in now:
                continue
            old, new = was.get(one.base), now[one.id]
            is_joined = (
                old is not None
                and _lost(old, new)
                and _is_joined(said_before[one.base], said_after[one.id])
            )
            if is_joined or _is_new_or_changed(old, new):
                pages.add(one.page)
        if pages:
            values = {"language": text.language, "pages": page_ranges(sorted(pages))}
            yield Notice(Loss.UNTRANSLATED, None, values)
        judged = sorted(
            one.sheets.get(Part.ANSWER, one.first).page
            for one in instances
            if one.id in now
            and _verdicts(said_before.get(one.base)) != _verdicts(said_after[one.id])
            and _words(was.get(one.base)) == _words(now[one.id])
        )
        if judged:
            values = {"language": text.language, "pages": page_ranges(judged)}
            yield Notice(Loss.OTHER_JUDGEMENT, None, values)


def _judged(slide: AnySlide | None) -> tuple[Verdict, ...]:
    return slide.verdict if isinstance(slide, CaseSlide) else ()


def _verdicts(slide: AnySlide | None) -> list[Judgement]:
    return [one.judgement for one in _judged(slide)]


def _words(slide: AnySlide | None) -> list[tuple[str, str]]:
    return [(one.word, one.reason) for one in _judged(slide)]


def _slides(course: Course, language: str) -> dict[str, AnySlide]:
    return {slide.id: slide for _, slide in course.text(language).every_slide()}


def _is_joined(before: AnySlide, after: AnySlide) -> bool:
    """Whether a text of the deck's language is part of another one now, and no text by itself."""
    had, now = _folded(before), _folded(after)
    return any(
        len(text) >= _SENTENCE and text in other for text in had - now for other in now - had
    )


def _folded(slide: AnySlide) -> set[str]:
    """The texts of the elements of a slide's lists."""
    return {folded(text) for path, text in texts_of(slide) if text and len(path) > 1}


def _lost(before: AnySlide, after: AnySlide) -> bool:
    """Whether a translated slide lost a text."""
    return bool({text for _, text in texts_of(before)} - {text for _, text in texts_of(after)})


def _is_new_or_changed(before: AnySlide | None, after: AnySlide) -> bool:
    """Whether a slide has words that nobody translated; a page of pictures alone has none."""
    if before is None:
        return any(text for _, text in texts_of(after))
    return is_untranslated(before, after)


def is_untranslated(before: AnySlide, after: AnySlide) -> bool:
    """Whether a translated slide has texts that it had not, or lost a whole list or, where it
    has another layout now, a field.
    """
    ours, theirs = _by_field(before), _by_field(after)
    lists = {name for name in ours if isinstance(getattr(before, name), tuple)}
    fields = lists if before.layout == after.layout else set(ours)
    had = set().union(*ours.values())
    has_more = any(texts - had for texts in theirs.values())
    return has_more or any(not ours[name] & theirs[name] for name in fields)


def _by_field(slide: AnySlide) -> defaultdict[str, set[str]]:
    """The texts of a slide by the field that holds them; alternative texts follow their picture."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path, text in texts_of(slide):
        if text and path[-1] != "alt":
            found[str(path[0])].add(text)
    return found
