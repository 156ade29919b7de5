"""What a patched deck still says otherwise than the edition: found by reading it again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ....fields import fields_of
from ....layouts.identity import Part
from ....model import TWO_SHEETS, AnySlide
from ....text.alignment import align_texts
from ...marked_text.restorer import MarkupRestorer
from .result import HandWork

_ON_ANSWER = frozenset({"answer_title", "answer_narration", "verdict", "action", "source", "point"})
Slides = Mapping[str, AnySlide]
Pages = Mapping[str, Mapping[Part, int]]


@dataclass(frozen=True)
class Remaining:
    """Compares, slide by slide, what is read with what was before and what is wanted.

    `pages` are those of the new deck.
    """

    before: Slides
    after: Slides
    read: Slides
    pages: Pages
    markup: MarkupRestorer

    def by_hand(self) -> Iterator[HandWork]:
        """The old words that still stand there, each with its new ones, and new ones that do not.

        Only what the update changed: whatever else differs is its author's.
        """
        for slide_id, wanted in self.after.items():
            read, before = self.read.get(slide_id), self.before.get(slide_id)
            if read is None or before is None or read == wanted or before == wanted:
                continue
            was, here, new = (self._shown(one) for one in (before, read, wanted))
            olds, news = set(was.values()), set(new.values())
            stale = {k: v for k, v in here.items() if v in olds and v not in news}
            lacking = {k: v for k, v in new.items() if v not in {*olds, *here.values()}}
            yield from self._paired(wanted, stale, lacking)

    def _paired(
        self, slide: AnySlide, stale: dict[str, str], lacking: dict[str, str]
    ) -> Iterator[HandWork]:
        groups: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for path in stale:
            groups[path.split(".")[0]][0].append(path)
        for path in lacking:
            groups[path.split(".")[0]][1].append(path)
        for top, (olds, news) in groups.items():
            origins = align_texts([stale[one] for one in olds], [lacking[one] for one in news])
            left = [old for number, old in enumerate(olds) if number not in origins]
            for path, origin in zip(news, origins, strict=True):
                same = path if path in left else None
                old = olds[origin] if origin is not None else same
                if old in left:
                    left.remove(old)
                before = "" if old is None else stale[old]
                yield self._one(slide, top, before, lacking[path])
            for old in left:
                yield self._one(slide, top, stale[old], "")

    def _one(self, slide: AnySlide, top: str, before: str, after: str) -> HandWork:
        pages = self.pages[slide.id]
        is_answer = isinstance(slide, TWO_SHEETS) and top in _ON_ANSWER and Part.ANSWER in pages
        page = pages[Part.ANSWER] if is_answer else min(pages.values(), default=0)
        title = self.markup.shown(slide.title)
        return HandWork(page, slide.id, title, before, after, "narration" in top)

    def _shown(self, slide: AnySlide) -> dict[str, str]:
        texts = {k: v for k, v in fields_of(slide).items() if isinstance(v, str) and v}
        return {path: self.markup.shown(text) for path, text in texts.items()}
