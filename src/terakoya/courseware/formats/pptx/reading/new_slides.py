"""A slide that was never ours: words where a layout holds its page well, else the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from ....fields import Leaf, fields_of, with_fields
from ....inline import links_of, plain
from ....model import (
    AnySlide,
    BulletsSlide,
    Item,
    PageSlide,
    Picture,
    PictureSlide,
    Row,
    TableSlide,
)
from ....sheets.fit import fits
from ....text.sentences import sentence_ends
from ....texts import texts_of
from ...marked_text.letters import as_letters
from ...marked_text.restorer import MarkupRestorer
from .content import Content
from .linked_words import with_links
from .notices import Loss, Notice
from .pictures import PictureFinder
from .reading import short
from .sheets import SheetSource
from .text_pages import listed, reads_well, text_slide
from .words import word

MOST_ITEMS, MOST_PARAGRAPHS, MOST_ROWS, MOST_COLUMNS = 8, 4, 10, 5
_LONGEST_NAME = 26  # characters of a title that a page has of its first words
LONGEST_BESIDE = 60  # characters of the one sentence that a table may have
_SOURCES = ("出典", "出所", "根拠", "資料", "Source")
_ANSWER = re.compile(
    r"\W?(?:正解|答え?|解答|解説|(?:correct |right )?answer)\s*(?:[:：=＝は]|is\b)", re.IGNORECASE
)
_CHOICE = re.compile(r"\W?(?:[A-Da-dＡ-Ｄア-エ1-4１-４①-④イ])[\s.．)）:：、]")
_FEWEST_CHOICES = 2
_LONGEST_ALT = 80  # characters of a sentence that does for a description
_DRAWN = (Loss.CHART, Loss.OLE)  # what only a picture of the page can show
# A page as PNG: `None` where no program is here that draws, `b""` where it cannot draw this page.
PageImage = Callable[[int], bytes | None]


@dataclass
class NewSlides:
    """Makes slides from sheets that have no base.

    `page_image` draws a page where a program is there that can; `None`: nothing shall be drawn.
    `as_pictures` and `as_words` are the pages of which somebody said what they shall be. In a
    course of its own (`is_own_course`) a page of text keeps its levels and the size of its
    picture; beside the slides of a course of the catalogue it looks like those.
    """

    pictures: PictureFinder
    page_image: PageImage | None
    as_pictures: frozenset[int] = frozenset()
    as_words: frozenset[int] = frozenset()
    language: str = "ja"
    is_own_course: bool = False
    notices: list[Notice] = field(default_factory=list)

    def is_empty(self, sheet: SheetSource) -> bool:
        """Whether nothing is on a page and nothing is said on it, which is told."""
        if sheet.notes or sheet.is_section_header or not Content(sheet).is_blank:
            return False
        self.notices.append(Notice(Loss.EMPTY_PAGE, sheet.page))
        return True

    def drawn(self, page: int) -> bytes | None:
        """The picture of a page, as `PageImage` answers."""
        return None if self.page_image is None else self.page_image(page)

    @property
    def not_drawn(self) -> Loss:
        """How a chart that has no picture is told: nothing can draw it, or nothing should."""
        return Loss.DRAWING_OFF if self.page_image is None else Loss.DRAWING_GONE

    def make(
        self, sheet: SheetSource, slide_id: str, goal: str, former: AnySlide | None = None
    ) -> AnySlide:
        """The slide of a sheet, under the id and goal given.

        `former` is what an earlier import made of the page: a picture of it stays one, and words
        stay words while they are the same.
        """
        typed = self._made(sheet, slide_id, goal, former)
        made = without_marks(typed)
        if made != typed:
            self.notices.append(Notice(Loss.SIGNS_WIDENED, sheet.page))
        slide, missing = with_links(made, sheet.blocks, as_letters)
        if missing:
            self.notices.append(Notice(Loss.LINK, sheet.page, {"text": "、".join(missing)}))
        return slide

    def _made(
        self, sheet: SheetSource, slide_id: str, goal: str, former: AnySlide | None
    ) -> AnySlide:
        content = Content(sheet)
        common: dict[str, object] = {
            "id": slide_id,
            "goal": goal,
            "title": content.title or self._name(content, former),
            "narration": tuple(text for line in sheet.notes for text in line.text.split("\n")),
        }
        self._tell_title(content)
        self._tell_question(content)
        wants_picture = sheet.page in self.as_pictures or isinstance(former, PageSlide)
        wants_words = sheet.page in self.as_words or _says_the_same(former, content)
        if wants_picture and sheet.page not in self.as_words:
            loss = Loss.CHOSEN_PICTURE if sheet.page in self.as_pictures else Loss.AS_PICTURE
            return self._drawn(content, common, loss)
        if content.is_cover and not wants_words and self.drawn(sheet.page):
            return self._drawn(content, common, Loss.COVER)
        usual = (self._table, self._picture, self._bullets)
        own = (self._fitting_table, self._numbered, self._text)
        for make in own if self.is_own_course else usual:
            if content.is_plain or wants_words:
                slide = make(content, common)
                if slide is not None:
                    return slide if content.is_plain else self._told(slide, content)
        if wants_words:
            return self._told(self._in_words(content, common), content)
        return self._drawn(content, common, Loss.AS_PICTURE)

    def _table(self, content: Content, common: dict[str, object]) -> AnySlide | None:
        texts = [line.text for line in content.texts]
        if len(content.tables) != 1 or content.pictures or len(texts) > 1:
            return None
        beside = {_place_of(text): text for text in texts}
        if any(len(text) > LONGEST_BESIDE for text in texts):
            return None
        rows = content.tables[0].rows
        if any(cell.merged for row in rows for cell in row):
            return None
        words = [["\n".join(line.text for line in cell.lines) for cell in row] for row in rows]
        wide = len(words[0]) - 1 if words else 0
        if not (2 <= len(words) <= MOST_ROWS + 1 and 1 <= wide <= MOST_COLUMNS):
            return None
        head, *body = words
        return TableSlide.model_validate(
            {
                **common,
                **beside,
                "layout": "table",
                "corner": head[0],
                "columns": tuple(head[1:]),
                "rows": tuple(
                    Row(head=row[0], cells=tuple((row[1:] + [""] * wide)[:wide])) for row in body
                ),
            }
        )

    def _picture(self, content: Content, common: dict[str, object]) -> AnySlide | None:
        if len(content.pictures) != 1 or content.tables or len(content.texts) > MOST_PARAGRAPHS:
            return None
        block = content.pictures[0]
        file = self.pictures.take(content.sheet, block)
        if file is None:
            return None
        return PictureSlide.model_validate(
            {
                **common,
                "layout": "picture",
                "picture": Picture(file=file, alt=block.alt),
                "text": tuple(line.text for line in content.texts),
            }
        )

    def _bullets(self, content: Content, common: dict[str, object]) -> AnySlide | None:
        if content.tables or content.pictures or len(content.items) > MOST_ITEMS:
            return None
        return BulletsSlide.model_validate({**common, "layout": "bullets", "items": content.items})

    def _fitting_table(self, content: Content, common: dict[str, object]) -> AnySlide | None:
        """The table, unless it is higher than its sheet and the page can be kept as it was."""
        slide = self._table(content, common)
        if slide is None or fits(slide) or content.sheet.page in self.as_words:
            return slide
        return None if self.drawn(content.sheet.page) else slide

    def _numbered(self, content: Content, common: dict[str, object]) -> AnySlide | None:
        """Paragraphs that somebody numbered, where the layout with large numbers holds them."""
        is_list = content.is_numbered and content.is_one_list
        slide = self._bullets(content, common) if is_list else None
        return slide if slide is not None and fits(slide) else None

    def _text(self, content: Content, common: dict[str, object]) -> AnySlide | None:
        slide = text_slide(content, common, self.pictures)
        page = content.sheet.page
        if slide is None or page in self.as_words or reads_well(content, slide, self.language):
            return slide
        return None if self.drawn(page) else slide

    def _drawn(self, content: Content, common: dict[str, object], loss: Loss) -> AnySlide:
        """The page as it was, with its words; where nothing can draw it, the words alone."""
        image = self.drawn(content.sheet.page)
        for one in content.losses:
            self._tell(one if image or one not in _DRAWN else self.not_drawn, content)
        if not image:
            self._tell(self._why_in_words(image), content)
            return self._in_words(content, common)
        self._tell(loss, content)
        alt = "\n".join(dict.fromkeys(block.alt for block in content.sheet.blocks if block.alt))
        if not (alt or content.paragraphs) or (not alt and content.is_cover):
            alt = self._description(content)
        return PageSlide.model_validate(
            {
                **common,
                "layout": "page",
                "picture": Picture(file=self.pictures.keep_page(image), alt=alt),
                "text": content.paragraphs,
            }
        )

    def _why_in_words(self, image: bytes | None) -> Loss:
        """Why a page that no layout holds is in words alone."""
        if self.page_image is None:
            return Loss.PICTURES_OFF
        return Loss.NO_PICTURE if image is None else Loss.NOT_DRAWN

    def _description(self, content: Content) -> str:
        """What is said of a page on which no word but its title stands; empty for none at all."""
        if content.is_cover:
            return content.title  # it is all that the page says
        said = " ".join(line.text for line in content.sheet.notes)
        sentence = said[: min(sentence_ends(said), default=len(said))].strip()
        if 0 < len(sentence) <= _LONGEST_ALT:
            self._tell(Loss.NOTES_AS_ALT, content)
            return sentence
        self._tell(Loss.TITLE_AS_ALT if content.title else Loss.NO_WORDS, content)
        return content.title

    def _name(self, content: Content, former: AnySlide | None) -> str:
        """What a page without a title is called: as before, by its first words, else its number."""
        if former is not None and former.title:
            return former.title
        first = next((line for text in content.paragraphs for line in text.split("\n")), "")
        if not first:
            return word(self.language, "course", "page", {"page": content.sheet.page})
        return first if len(first) <= _LONGEST_NAME else f"{first[: _LONGEST_NAME - 1]}…"

    def _told(self, slide: AnySlide, content: Content) -> AnySlide:
        """The slide in words of a page that no layout holds, after it is told what is gone."""
        for loss in content.losses:
            self._tell(Loss.DRAWING_GONE if loss in _DRAWN else loss, content)
        self._tell(Loss.CHOSEN_WORDS, content)
        return slide

    def _in_words(self, content: Content, common: dict[str, object]) -> AnySlide:
        """The words of a page that no layout holds, beside its largest picture if it has one."""
        words = content.paragraphs
        block = max(content.pictures, key=lambda one: one.w * one.h, default=None)
        file = None if block is None else self.pictures.take(content.sheet, block)
        if self.is_own_course:
            return listed(content, common, None if file is None else block, file or "")
        if block is not None and file is not None:
            return PictureSlide.model_validate(
                {
                    **common,
                    "layout": "picture",
                    "picture": Picture(file=file, alt=block.alt),
                    "text": _gathered(words, MOST_PARAGRAPHS),
                }
            )
        items = [Item(head=text) for text in _gathered(words, MOST_ITEMS)]
        return BulletsSlide.model_validate({**common, "layout": "bullets", "items": tuple(items)})

    def _tell_title(self, content: Content) -> None:
        """That a page has no title, or which line does for one; a blank page needs none."""
        if content.title and not content.has_own_title:
            values = {"text": short(content.title)}
            self.notices.append(Notice(Loss.TITLE_TAKEN, content.sheet.page, values))
        elif not content.title and not content.is_blank:
            self._tell(Loss.NO_TITLE, content)

    def _tell_question(self, content: Content) -> None:
        """That a question was typed by hand with its answer: people see both at once."""
        found = next((one.text for one in content.every_line if _ANSWER.match(one.text)), "")
        choices = sum(_CHOICE.match(one.text) is not None for one in content.every_line)
        if found and choices >= _FEWEST_CHOICES:
            values = {"text": short(found)}
            self.notices.append(Notice(Loss.TYPED_QUESTION, content.sheet.page, values))

    def _tell(self, loss: Loss, content: Content) -> None:
        words = " ".join(line.text for block in content.diagrams for line in block.lines)
        if loss is Loss.SMART_ART and not words:
            loss = Loss.SMART_ART_GONE
        texts = {Loss.SMART_ART: short(words), Loss.TITLE_AS_ALT: short(content.title)}
        texts[Loss.ONLINE_VIDEO] = "、".join(dict.fromkeys(content.films))
        values = {"text": texts[loss]} if loss in texts else {}
        self.notices.append(Notice(loss, content.sheet.page, values))


def _place_of(text: str) -> str:
    """The field of a table's slide that a sentence beside the table is."""
    return "source" if text.startswith(_SOURCES) else "point"


def _says_the_same(former: AnySlide | None, content: Content) -> bool:
    """Whether a slide in words says all that stands on the page."""
    if former is None or isinstance(former, PageSlide):
        return False
    texts = [plain(text) for path, text in texts_of(former) if path[-1] != "alt"]
    return _lines_of(content.paragraphs) <= _lines_of(texts)


def _lines_of(texts: Iterable[str]) -> set[str]:
    """The lines of some texts, without what shows their depth."""
    lines = (line.strip() for text in texts for line in as_letters(text).split("\n"))
    return {line.removeprefix("・").removeprefix("–").strip() for line in lines}


def kept(base: AnySlide, made: AnySlide, markup: MarkupRestorer) -> AnySlide:
    """A slide that was read anew, with what a page does not show: that of its base.

    Texts that still say what the base shows stay as the base writes them.
    """
    unseen = {name: getattr(base, name) for name in ("goal", "facts", "required", "suits")}
    made = made.model_copy(update={**unseen, "source_hash": base.source_hash})
    if type(made) is not type(base):
        return made
    if isinstance(made, PageSlide) and isinstance(base, PageSlide) and not made.picture.alt:
        picture = made.picture.model_copy(update={"alt": base.picture.alt})
        made = made.model_copy(update={"picture": picture})
    before = fields_of(base)
    texts: dict[str, Leaf] = {}
    for path, text in fields_of(made).items():
        was = before.get(path)
        if isinstance(was, str) and isinstance(text, str) and _says(was, text, markup):
            texts[path] = was
    return with_fields(made, texts)


def _says(was: str, text: str, markup: MarkupRestorer) -> bool:
    """Whether a text of the base says what was read, and leads where it leads."""
    return markup.shown(was) == plain(text) and links_of(was) == links_of(text)


def without_marks(slide: AnySlide) -> AnySlide:
    """A slide whose words hold no marks of ours: braces and asterisks of a program are letters."""
    found = {
        path: letters
        for path, text in fields_of(slide).items()
        if isinstance(text, str) and (letters := as_letters(text)) != text
    }
    return with_fields(slide, found) if found else slide


def _gathered(words: Sequence[str], most: int) -> tuple[str, ...]:
    """At most so many texts; what is left over is joined to the last."""
    if len(words) <= most:
        return tuple(words)
    return (*words[: most - 1], "\n".join(words[most - 1 :]))
