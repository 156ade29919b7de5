"""What the words of changed pages were and are, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest

from ....model import AnySlide
from ....texts import texts_of
from .result import HandWork, Rewording

_NOTES = ("narration", "answer_narration")
Shown = Callable[[str], str]


def rewordings(
    pages: Mapping[str, int],
    was: Mapping[str, AnySlide],
    now: Mapping[str, AnySlide],
    by_hand: Sequence[HandWork],
    shown: Shown,
) -> Iterator[Rewording]:
    """The words of the slides on some pages that are others now, in the order of the pages.

    `pages` says the first changed page of a slide; `by_hand` are words that did not come in.
    """
    left = {(one.page, one.before, one.after) for one in by_hand}
    for slide, page in sorted(pages.items(), key=lambda one: one[1]):
        if slide not in was or slide not in now:
            continue
        for in_notes in (False, True):
            lines = [_lines(one[slide], shown, in_notes=in_notes) for one in (was, now)]
            for before, after in _pairs(*lines):
                if (page, before, after) not in left:
                    yield Rewording(page, before, after, in_notes)


def _lines(slide: AnySlide, shown: Shown, *, in_notes: bool) -> list[str]:
    found = (shown(words) for path, words in texts_of(slide) if (path[0] in _NOTES) is in_notes)
    return [words for words in found if words.strip()]


def _pairs(before: list[str], after: list[str]) -> Iterator[tuple[str, str]]:
    changes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    for kind, first, last, start, stop in changes:
        if kind != "equal":
            yield from zip_longest(before[first:last], after[start:stop], fillvalue="")
