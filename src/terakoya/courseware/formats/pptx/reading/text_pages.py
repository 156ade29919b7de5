"""A page of a course of somebody's own, in words: a list to three levels with its picture."""

from __future__ import annotations

from ....layouts.sheet import Setting
from ....layouts.text import sheet_count
from ....model import ListItem, Picture, PictureSize, TextSlide
from ..writing.words import words_of
from .content import Content
from .page_places import WIDTH
from .pictures import PictureFinder
from .shapes import Block

DEEPEST = 2
MOST_ITEMS = 400  # of a slide
MOST_PARAGRAPHS, MOST_LETTERS = 120, 6000  # as much takes the sheets that a text may have
MOST_BOXES, MOST_SHEETS = 5, 2  # of a page that reads well as text: of more boxes it is a drawing
_SMALL, _MEDIUM = 1 / 6, 0.36  # of the width of a page
_MOST_PICTURES = 1


def text_slide(
    content: Content, common: dict[str, object], pictures: PictureFinder
) -> TextSlide | None:
    """The page as text beside its picture; `None` for one of another kind."""
    items = content.leveled
    is_named_so = bool(items) and not content.title and items[0][1] == common["title"]
    if is_named_so and len(items) > 1 and not content.is_numbered:
        items = items[1:]  # the page is called by its first words: nobody reads them twice
    letters = sum(len(text) for _, text in items)
    if content.tables or len(content.pictures) > _MOST_PICTURES:
        return None
    if len(items) > MOST_PARAGRAPHS or letters > MOST_LETTERS:
        return None
    shown: dict[str, object] = {}
    for block in content.pictures:
        file = pictures.take(content.sheet, block)
        if file is None:
            return None
        shown = {"picture": Picture(file=file, alt=block.alt), "size": size_of(block)}
    listed = tuple(ListItem(level=min(level, DEEPEST), text=text) for level, text in items)
    return TextSlide.model_validate({**common, "layout": "text", "items": listed, **shown})


def listed(
    content: Content, common: dict[str, object], block: Block | None, file: str
) -> TextSlide:
    """All words of a page that no layout holds as a list, and one picture of it."""
    items = [*content.leveled, *((0, text) for text in content.beside)]
    if len(items) > MOST_ITEMS:
        rest = "\n".join(text for _, text in items[MOST_ITEMS - 1 :])
        items = [*items[: MOST_ITEMS - 1], (0, rest)]
    shown: dict[str, object] = {}
    if block is not None:
        shown = {"picture": Picture(file=file, alt=block.alt), "size": size_of(block)}
    found = tuple(ListItem(level=min(level, DEEPEST), text=text) for level, text in items)
    return TextSlide.model_validate({**common, "layout": "text", "items": found, **shown})


def reads_well(content: Content, slide: TextSlide, language: str) -> bool:
    """Whether a page says in a list what it says in its own look."""
    setting = Setting(words_of(language), {}, lambda _file: 1.0)
    is_short = sheet_count(setting, "", slide) <= MOST_SHEETS
    return is_short and len(content.bodies) <= MOST_BOXES


def size_of(block: Block) -> PictureSize:
    """The share of the page's width that a picture has, so that a logo stays small."""
    share = block.w / WIDTH
    if share <= _SMALL:
        return PictureSize.SMALL
    return PictureSize.MEDIUM if share <= _MEDIUM else PictureSize.LARGE
