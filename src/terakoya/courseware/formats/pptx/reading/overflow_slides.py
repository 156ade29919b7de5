"""The slides that keep what a page held beyond its layout, directly after the page's own slide."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ....layouts.identity import Part
from ....merge.tree.order import CONTINUED
from ....model import AnySlide
from ...marked_text.restorer import MarkupRestorer
from .extras import DRAWN, Extra, ExtraSheet, extra_sheets
from .identity import Certainty, Recognised
from .instances import Instance, content_key, mint
from .languages import SlideChange
from .new_slides import NewSlides, kept
from .notices import Loss, Notice
from .reading import short
from .sheets import SheetSource
from .words import word


@dataclass
class OverflowSlides:
    """Makes them. `slides` are those of the base, `taken` the ids that slides of the deck have,
    `title_cut` says by how many characters the title of a slide is too long.

    Ids follow from what is kept, so that the next import of the same deck finds them again.
    """

    slides: Mapping[str, AnySlide]
    taken: set[str]
    language: str
    title_cut: Callable[[AnySlide], int]
    notices: list[Notice] = field(default_factory=list)

    def make(
        self,
        one: Instance,
        slide: AnySlide,
        extras: Sequence[Extra],
        fresh: NewSlides,
        markup: MarkupRestorer,
    ) -> Iterator[tuple[Instance, SlideChange]]:
        """The slides that follow `slide`, which stands on the pages of `one`."""
        title = self._continued(slide.title)
        for group in extra_sheets(extras):
            sheet = group.sheet(markup.shown(title))
            if group.blocks[0].sort in DRAWN and not fresh.drawn(sheet.page):
                self.notices.append(Notice(fresh.not_drawn, sheet.page))
                continue
            change = self._change(self._id_of(one, group), slide, title, fresh, markup, sheet)
            self._tell(group, markup.shown(change.new.title))
            base = change.new.id if change.new.id in self.slides else ""
            recognised = Recognised("", Part.MAIN, Certainty.NEW)
            made = Instance(base, {Part.MAIN: sheet}, recognised, change.new.id)
            made.continues = one.id
            yield made, change

    def _id_of(self, one: Instance, group: ExtraSheet) -> str:
        """An id that nothing else has, or that of the slide that an earlier import made of it."""
        stem = f"{one.id}-{CONTINUED}"
        key = content_key([replace(one.first, blocks=group.blocks, notes=())])
        found = mint(stem, key, ())
        if found not in self.slides or found in self.taken:
            found = mint(stem, key, self.taken | set(self.slides))
        self.taken.add(found)
        return found

    def _change(
        self,
        slide_id: str,
        slide: AnySlide,
        title: str,
        fresh: NewSlides,
        markup: MarkupRestorer,
        sheet: SheetSource,
    ) -> SlideChange:
        made = fresh.make(sheet, slide_id, slide.goal).model_copy(update={"title": title})
        if cut := self.title_cut(made):
            shown = markup.shown(slide.title)
            title = self._continued(f"{shown[: max(1, len(shown) - cut - 1)]}…")
            made = made.model_copy(update={"title": title})
        base = self.slides.get(slide_id)
        if base is None:
            return SlideChange(made, made, {})
        own = {"title": base.title, "narration": base.narration}  # the page shows neither
        return SlideChange(base, kept(base, made, markup).model_copy(update=own), {})

    def _continued(self, title: str) -> str:
        return word(self.language, "course", "continued", {"title": title})

    def _tell(self, group: ExtraSheet, title: str) -> None:
        for one in group.extras:
            if one.block.sort not in DRAWN:  # of those the drawn page tells
                values = {"text": short(one.block.text), "title": title}
                self.notices.append(Notice(one.loss, one.sheet.page, values))


def left_out(extras: Sequence[Extra]) -> Iterator[Notice]:
    """That extras stay where nobody sees them: on a page of the bank."""
    for one in extras:
        words = short(one.block.text or one.block.alt)
        yield Notice(Loss.LEFT_OUT, one.sheet.page, {"text": words})
