"""Which pages have to be translated into the other languages after an import.

A deck speaks one language. What somebody added stands in the others as it was typed; where a list
was typed anew or a slide became another layout, nothing says which new text stands for which old
one, so that the translations have no place any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from ...model import AnySlide, Course
from ...texts import texts_of
from .instances import Instance
from .notices import Loss, Notice, page_ranges


def untranslated(
    before: Course, after: Course, language: str, instances: Sequence[Instance]
) -> Iterator[Notice]:
    """For each language but the deck's the pages that have to be translated."""
    for text in before.texts:
        if text.language == language:
            continue
        was = {slide.id: slide for _, slide in text.every_slide()}
        now = {slide.id: slide for _, slide in after.text(text.language).every_slide()}
        pages = {
            one.page
            for one in instances
            if one.id in now and _is_new_or_changed(was.get(one.base), now[one.id])
        }
        if pages:
            values = {"language": text.language, "pages": page_ranges(sorted(pages))}
            yield Notice(Loss.UNTRANSLATED, None, values)


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
