"""What somebody should look at after an import: found in the result, not in the file."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from ....field_names import field_label
from ....layouts.frames import frame_of
from ....layouts.identity import Part
from ....model import TWO_SHEETS, AnySlide, Chapter, Course, CourseText, PageSlide, Picture
from ....sheets.fit import check_fit
from ....texts import texts_of
from ...marked_text.line import Line
from ...marked_text.restorer import MarkupRestorer
from .figures import Figures
from .identity import Certainty
from .instances import Instance, is_new
from .languages import SlideChange
from .lettering import Lettering
from .notices import Loss, Notice, page_ranges
from .reading import short
from .shapes import Block
from .sheets import SheetSource
from .spoken_language import foreign_notices

_LAYOUT = "Terakoya "
# A whole line in brackets, a remark for whoever speaks, or an address.
_REMARK = re.compile(r"^[【\[［（(〔].*[】\]］）)〕]$|^(?:※|[*]|メモ[:：]|注[:：])|https?://|www\.")
MANY = 5  # more pages that were recognised by likeness are told in one notice


@dataclass(frozen=True)
class Look:
    """The slides of an import with what they were, in one language.

    `decorative` are the files of pictures that their author marked as decoration.
    """

    course: Course
    text: CourseText
    values: Mapping[str, str]
    typed: Mapping[str, str]
    bank: frozenset[str]
    decorative: frozenset[str] = frozenset()

    def notices(
        self, instances: Sequence[Instance], changes: Mapping[str, SlideChange]
    ) -> Iterator[Notice]:
        """Every notice, in the order of the deck."""
        yield from self._values()
        titles = {slide.id: slide.title for _, slide in self.text.every_slide()}
        alike = [one for one in instances if one.recognised.certainty is Certainty.ALIKE]
        if len(alike) > MANY:
            yield Notice(Loss.MANY_BY_LIKENESS, None, {"count": str(len(alike))})
        pages = {
            sheet.page: one.base
            for one in instances
            if not one.continues
            for sheet in one.sheets.values()
        }
        for one in instances:
            change = changes[one.id]
            yield from self._recognition(one, titles, is_of_many=len(alike) > MANY)
            yield from _of_hidden(one)
            yield from _of_sheets_apart(one, pages)
            yield from _of_notes(one, change)
            yield from _of_remarks(one, change)
            yield from _of_pictures(one, change, self.decorative)
            yield from self._of_copies(one, changes)
        yield from self._bank_gone({one.base for one in instances})
        yield from self._overflow(instances, changes)
        if titles:  # a deck that made a course of its own changed nothing
            yield from foreign_notices(instances, changes, self.text.language)
            figures = Figures(self.course, self.text.language, self.values)
            yield from figures.notices(instances, changes)

    def _values(self) -> Iterator[Notice]:
        labels = {one.key: one.label for one in self.course.meta.variables}
        for key, value in self.typed.items():
            label = labels[key].get(self.text.language, key)
            yield Notice(Loss.VALUE, None, {"label": label, "value": value})

    def _recognition(
        self, one: Instance, titles: Mapping[str, str], *, is_of_many: bool
    ) -> Iterator[Notice]:
        markup = MarkupRestorer(self.values)
        if one.recognised.certainty is Certainty.UNSURE:
            title = markup.shown(titles[one.recognised.candidate])
            yield Notice(Loss.UNSURE, one.page, {"title": title})
        elif one.recognised.certainty is Certainty.ALIKE and not is_of_many:
            yield Notice(Loss.BY_LIKENESS, one.page, {"title": markup.shown(titles[one.base])})
        if one.base in self.bank and not one.hidden:
            yield Notice(Loss.BANK_SHOWN, one.page)

    def _bank_gone(self, shown: Collection[str]) -> Iterator[Notice]:
        """The slides of the bank that the file has no page of, such as one pasted in part."""
        markup = MarkupRestorer(self.values)
        gone = [
            short(markup.shown(slide.title))
            for _, slide in self.text.bank_slides()
            if slide.id not in shown
        ]
        if gone:
            texts = "、".join(gone[:MANY]) + ("…" if len(gone) > MANY else "")
            yield Notice(Loss.BANK_GONE, None, {"count": str(len(gone)), "texts": texts})

    def _of_copies(self, one: Instance, changes: Mapping[str, SlideChange]) -> Iterator[Notice]:
        """That a page stands twice in the deck with the same content, and so in the course."""
        copied, new = changes.get(one.copied_from), changes[one.id].new
        if copied is not None and new.model_copy(update={"id": copied.new.id}) == copied.new:
            title = MarkupRestorer(self.values).shown(new.title)
            yield Notice(Loss.COPY_SAME, one.page, {"title": title})

    def _overflow(
        self, instances: Sequence[Instance], changes: Mapping[str, SlideChange]
    ) -> Iterator[Notice]:
        """Texts that are too long now and were not before."""
        pages = {one.id: one.page for one in instances}
        known = {slide.id for _, slide in self.text.every_slide()}
        changed = {
            slide_id: change
            for slide_id, change in changes.items()
            if change.new != change.base or slide_id not in known
        }
        before = {
            (slide_id, excess.path)
            for slide_id, change in changed.items()
            if slide_id in known
            for excess in self._excesses(change.base)
        }
        for slide_id, change in changed.items():
            for excess in self._excesses(change.new):
                if (slide_id, excess.path) not in before and excess.cut:
                    path = ".".join(map(str, excess.path))
                    label = field_label(path, self.text.language)
                    values = {"label": label, "cut": str(excess.cut)}
                    yield Notice(Loss.OVERFLOW, pages[slide_id], values)

    def title_cut(self, slide: AnySlide) -> int:
        """By how many characters a title is too long; 0 where it fits."""
        return max((one.cut for one in self._excesses(slide) if one.path == ("title",)), default=0)

    def _excesses(self, slide: AnySlide) -> list[_Excess]:
        chapter = Chapter(id="x", title="", slides=(slide,))
        text = self.text.model_copy(update={"chapters": (chapter,), "bank": ()})
        return [_Excess(found.path, found.cut) for found in check_fit(text, self.values)]


@dataclass(frozen=True)
class _Excess:
    path: tuple[str | int, ...]
    cut: int


def _of_hidden(one: Instance) -> Iterator[Notice]:
    """That of the pages of a slide only some are hidden: a slide is hidden as a whole."""
    hidden = sorted(sheet.page for sheet in one.sheets.values() if sheet.hidden)
    if hidden and not one.hidden:
        yield Notice(Loss.HALF_HIDDEN, hidden[0])


def _of_sheets_apart(one: Instance, slides: Mapping[int, str]) -> Iterator[Notice]:
    """That the pages of a slide stand apart, or in another order: a slide has one place.

    `slides` says which slide of the base each page shows; copies of a slide may take turns.
    """
    pages = [one.sheets[part].page for part in Part if part in one.sheets]
    if len(pages) < 2:
        return
    # A page that was left out, such as one that stands twice, is nothing between.
    between = {slides.get(page) for page in range(min(pages), max(pages) + 1)} - {one.base, None}
    if between or pages != sorted(pages):
        places = {"places": page_ranges(sorted(pages)), "first": str(min(pages))}
        yield Notice(Loss.SHEETS_APART, min(pages), places)


def _of_notes(one: Instance, change: SlideChange) -> Iterator[Notice]:
    """A slide that says nothing, and did before or is new."""
    new, base = change.new, change.base
    if one.continues:
        return  # what is to be said stands in the notes of the page that it continues
    fresh = is_new(one)
    silent = not new.narration and (fresh or bool(base.narration))
    if isinstance(new, TWO_SHEETS) and isinstance(base, TWO_SHEETS):
        silent = silent or (not new.answer_narration and bool(base.answer_narration))
    if silent and (any(text for _, text in texts_of(new)) or not fresh):
        yield Notice(Loss.EMPTY_NOTES, one.page)


def _of_remarks(one: Instance, change: SlideChange) -> Iterator[Notice]:
    """Lines of new notes that nobody would say: directions in brackets, and addresses."""
    known = set(_said(change.base)) if one.base else set()
    for line in _said(change.new):
        if line not in known and _REMARK.search(line):
            yield Notice(Loss.SPOKEN_REMARK, one.page, {"text": short(line)})


def _said(slide: AnySlide) -> tuple[str, ...]:
    answer = slide.answer_narration if isinstance(slide, TWO_SHEETS) else ()
    return (*slide.narration, *answer)


def _of_pictures(
    one: Instance, change: SlideChange, decorative: Collection[str]
) -> Iterator[Notice]:
    """A picture without alternative text that had one, or is new or another now.

    One that its author marked as decoration needs none.
    """
    known = [] if is_new(one) else list(_pictures(change.base))
    before = {picture.file for picture in known}
    silent_before = {picture.file for picture in known if not picture.alt}
    if isinstance(change.new, PageSlide):
        return  # its words stand beside it, or it is told that it has none
    for picture in _pictures(change.new):
        if picture.alt or picture.file in decorative:
            continue
        if picture.file not in before or picture.file not in silent_before:
            yield Notice(Loss.NO_ALT, one.page)


def _pictures(slide: AnySlide) -> Iterator[Picture]:
    for name in type(slide).model_fields:
        value = getattr(slide, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Picture):
                yield item
            elif isinstance(getattr(item, "picture", None), Picture):
                yield item.picture
            elif isinstance(getattr(item, "face", None), Picture):
                yield item.face


def layout_notice(one: Instance, layout: str) -> Notice | None:
    """That a page has another layout of ours than its content, which stays as it is."""
    shown = one.first.layout
    if shown.startswith(_LAYOUT) and shown != f"{_LAYOUT}{frame_of(layout).name}":
        return Notice(Loss.LAYOUT_CHANGED, one.page, {"layout": shown.removeprefix(_LAYOUT)})
    return None


def lettering_notices(
    instances: Sequence[Instance], underlined: Collection[str]
) -> Iterator[Notice]:
    """One notice of the pages whose words have a look that does not come back.

    `underlined` are the texts of known slides in which an underline was left out. Other colours
    on most pages are those of another template and nothing that somebody did to words.
    """
    every = [(one, sheet) for one in instances for sheet in one.sheets.values()]
    lost = {line.strip() for text in underlined for line in text.split("\n")}
    pages = {sheet.page for _, sheet in every if Lettering.WITHIN in sheet.lettering}
    recoloured = {sheet.page for _, sheet in every if Lettering.WHOLE in sheet.lettering}
    if 2 * len(recoloured) <= len({sheet.page for _, sheet in every}):
        pages |= recoloured
    for one, sheet in every:
        if any(_is_lost(line, one, lost) for line in _lines_of(sheet)):
            pages.add(sheet.page)
    if pages:
        yield Notice(Loss.LETTERING, None, {"pages": page_ranges(sorted(pages))})


def _is_lost(line: Line, one: Instance, underlined: Collection[str]) -> bool:
    if one.base:
        seen = {text.strip() for text in line.text.split("\n")}
        return any(line.underlined) and not seen.isdisjoint(underlined)
    return any(line.underlined) or len(set(line.bold)) > 1  # a new slide has no stress


def _lines_of(sheet: SheetSource) -> Iterator[Line]:
    for block in sheet.blocks:
        yield from _lines_in(block)


def _lines_in(block: Block) -> Iterator[Line]:
    if block.hidden:
        return
    yield from block.lines
    for row in block.rows:
        for cell in row:
            yield from cell.lines


@cache
def _installed_fonts() -> frozenset[str] | None:
    """The families of fonts that are here; `None` where nothing can tell."""
    program = shutil.which("fc-list")
    if program is None:
        return None
    listed = subprocess.run(
        [program, ":", "family"], capture_output=True, text=True, timeout=30, check=False
    )
    names = listed.stdout.replace("\n", ",").split(",")
    return frozenset(name.strip() for name in names if name.strip())


def font_notices(instances: Sequence[Instance], pages: set[int]) -> Iterator[Notice]:
    """The fonts of pages that became pictures which are not here."""
    known = _installed_fonts()
    if known is None:
        return
    for one in instances:
        for sheet in one.sheets.values():
            if sheet.page in pages:
                for font in sorted(sheet.fonts - known):
                    yield Notice(Loss.FONT, sheet.page, {"font": font})
