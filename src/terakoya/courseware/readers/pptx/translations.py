"""Which pages of the other languages lost their texts because a slide was built anew in the deck.

A deck speaks one language. Where a list was typed anew or a slide became another layout, nothing
says which new text stands for which old one, so that the translations have no place any more.
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
    """For each language but the deck's the pages whose texts have to be translated anew."""
    for text in before.texts:
        if text.language == language:
            continue
        was = {slide.id: slide for _, slide in text.every_slide()}
        now = {slide.id: slide for _, slide in after.text(text.language).every_slide()}
        pages = {
            one.page
            for one in instances
            if one.base in was and one.id in now and is_lost(was[one.base], now[one.id])
        }
        if pages:
            values = {"language": text.language, "pages": page_ranges(sorted(pages))}
            yield Notice(Loss.TRANSLATION_GONE, None, values)


def is_lost(before: AnySlide, after: AnySlide) -> bool:
    """Whether of a translated slide a whole list is gone, or any field of another layout."""
    ours, theirs = _by_field(before), _by_field(after)
    lists = {name for name in ours if isinstance(getattr(before, name), tuple)}
    fields = lists if before.layout == after.layout else set(ours)
    return any(not ours[name] & theirs[name] for name in fields)


def _by_field(slide: AnySlide) -> defaultdict[str, set[str]]:
    """The texts of a slide by the field that holds them; alternative texts follow their picture."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path, text in texts_of(slide):
        if text and path[-1] != "alt":
            found[str(path[0])].add(text)
    return found
