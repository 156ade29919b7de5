"""An edited survey workbook → the survey of one language.

What people see comes from the file: title, items, help, options, their order, what was added and
removed. What they do not see (topics, scores, introduction) comes from the base.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...alignment import text_likeness
from ...model import Course, Material, Option, Survey, SurveyItem
from ...variables import values_of
from ...writers.xlsx.words import in_every_language
from .answer_sheet import AnswerSheet, Block, OptionCell, find_sheet, read_answer_sheet
from .guide_texts import GuideTexts, sheets_of
from .ids import Ids, read_ids
from .item_meaning import best_option, is_statement, may_have_turned
from .item_rows import WORDS
from .loose_cells import loose_notices, unknown_sheets
from .marks import Marks
from .notices import Notice, Refusal, Remark, UnreadableSheet
from .opening import check_origin, language_of, minted
from .package import Book, open_book

TITLE = ("survey", "", "title")
LIKE = 0.6  # less alike than this, a text without an id is a new one


@dataclass(frozen=True)
class ReadSurvey:
    """The survey of an edited workbook, in the language it was written in."""

    language: str
    survey: Survey
    notices: tuple[Notice, ...]


def import_survey(
    workbook: bytes, base: Material, *, values: Mapping[str, str] | None = None
) -> ReadSurvey:
    """The survey that an edited workbook holds.

    `values` are the company's variables where the workbook does not tell them itself. Raises
    `UnreadableSheet`.
    """
    book = open_book(workbook)
    return SurveyBook(book, base.course, values).read()


class SurveyBook:
    """A survey workbook under reading; `sheet` holds its items once it exists."""

    def __init__(self, book: Book, base: Course, values: Mapping[str, str] | None) -> None:
        self.book, self.ids = book, read_ids(book)
        if self.ids.kind == "test":
            raise UnreadableSheet(Refusal.OTHER_KIND)
        name = find_sheet(book, self.ids, "sheet_answer")
        if name is None:
            raise UnreadableSheet(Refusal.NO_SURVEY)
        self.notices: list[Notice] = check_origin(self.ids, base)
        self.language = language_of(self.ids, base, name, "sheet_answer")
        self.base = base.text(self.language).survey
        self.marks = Marks(self.ids, values_of(base, self.language, values))
        open_items = frozenset(one.id for one in self.base.items if one.kind == "comment")
        open_items |= {item for item, (_, kind) in self.ids.items.items() if kind == "comment"}
        expected = {("item", one.id, "text"): self.marks.shown(one.text) for one in self.base.items}
        self.sheet = read_answer_sheet(book, name, self.ids, open_items, expected)
        self.sheets = sheets_of(book, name)
        self._name_by_likeness()
        self._tell_loose()
        self._tell_guide_texts(base)
        if not self.sheet.blocks:
            raise UnreadableSheet(Refusal.NOTHING_LEFT, self.sheet.grid.name)

    def read(self) -> ReadSurvey:
        """The survey as the workbook has it."""
        survey = _Builder(self).survey()
        self._tell_turned(survey)
        return ReadSurvey(self.language, survey, tuple(self.notices))

    def _tell_turned(self, survey: Survey) -> None:
        """Tell the items whose words may mean the opposite now, one notice a direction."""
        known = {one.id: one for one in self.base.items if one.kind == "scale"}
        turned: dict[bool, list[int]] = {}
        for block, item in zip(self.sheet.blocks, survey.items, strict=True):
            before = known.get(item.id)
            if before is None or item.kind != "scale" or item.text == before.text:
                continue
            texts = self.marks.shown(before.text), self.marks.shown(item.text)
            if may_have_turned(*texts, is_reversed=item.reverse):
                turned.setdefault(item.reverse, []).append(block.row)
        for is_reversed, rows in turned.items():
            item = next(one for one in survey.items if one.reverse == is_reversed)
            item = item.model_copy(update={"kind": "scale"})
            option = self.marks.shown(best_option(survey, item))
            place = ", ".join(
                self.sheet.grid.address(row, WORDS).rpartition("!")[2] for row in rows
            )
            place = f"{self.sheet.grid.name}!{place}"
            self.notices.append(Notice(Remark.MAY_HAVE_TURNED, place, {"option": option}))

    def _name_by_likeness(self) -> None:
        """Give blocks that nothing names the id of the item that they say, where it is missing."""
        here = {block.id for block in self.sheet.blocks}
        missing = {
            one.id: self.marks.shown(one.text) for one in self.base.items if one.id not in here
        }
        for block in self.sheet.blocks:
            if block.id or not missing:
                continue
            likeness = {key: text_likeness(text, block.text.text) for key, text in missing.items()}
            best = max(likeness, key=lambda key: likeness[key])
            if likeness[best] >= LIKE:
                block.id = best
                del missing[best]
                if self.ids.kind:
                    self.note(Remark.BY_LIKENESS, block, name=best)

    def _tell_loose(self) -> None:
        """Tell what stands on the sheet and belongs to no item, and which sheets are unknown."""
        grid = self.sheet.grid
        helps = {one.id for one in self.base.items if one.help}
        loose = list(self.sheet.loose)
        for block in self.sheet.blocks:
            has_help = block.id in helps or ("item", block.id, "help") in self.ids.places
            has_help = has_help or not block.id
            loose += [((row, WORDS), text) for row, text in block.rest(has_help=has_help)]
        self.notices += loose_notices(grid, loose, Remark.LOOSE_ITEM)
        self.notices += [Notice(Remark.UNSAVED, grid.address(*at)) for at in self.sheet.unsaved]
        self._tell_declined()
        if self.sheet.departments:
            names = {"names": "、".join(self.sheet.departments)}
            self.notices.append(Notice(Remark.DEPARTMENTS, grid.name, names))
        self.notices += unknown_sheets(self.book, grid.name, self.sheets.values())

    def _tell_guide_texts(self, base: Course) -> None:
        if self.ids.kind and self.sheet.blocks:
            texts = (self.ids.sources.get(TITLE), self.base.title, self.sheet.title.text)
            titles = frozenset(self.marks.shown(one).strip() for one in texts if one)
            guide = GuideTexts(base, self.language, self.ids, titles, base.meta.pass_mark)
            first = min(block.row for block in self.sheet.blocks)
            self.notices += guide.notices(self.book, self.sheets, self.sheet.grid, first)

    def _tell_declined(self) -> None:
        """Tell once that the option not to answer has other words."""
        ours = in_every_language("declined")
        for cell in self.sheet.declined.values():
            text = cell.text.text.strip()
            if text and text not in ours:
                at = self.sheet.grid.address(*cell.place)
                self.notices.append(Notice(Remark.DECLINED_REWORDED, at, {"text": text}))
                return

    def note(self, remark: Remark, block: Block, **values: str) -> None:
        """Remember something to look at, at an item."""
        self.note_row(remark, block.row, **values)

    def note_row(self, remark: Remark, row: int, **values: str) -> None:
        """Remember something to look at, at the words of a row."""
        self.notices.append(Notice(remark, self.sheet.grid.address(row, WORDS), values))


class _Builder:
    def __init__(self, book: SurveyBook) -> None:
        self.book, self.base, self.marks = book, book.base, book.marks
        self.sheet: AnswerSheet = book.sheet
        self.ids: Ids = book.ids
        self.items = {item.id: item for item in self.base.items}
        self.blocks = {block.id: block for block in self.sheet.blocks if block.id}
        self.new_options: dict[tuple[int, int], str] = {}

    def survey(self) -> Survey:
        taken = set(self.items) | set(self.ids.items)
        items: list[SurveyItem] = []
        for block in self.sheet.blocks:
            item = self._item(block, items[-1] if items else None, taken)
            items.append(item)
        pairs = zip(self.sheet.blocks, items, strict=True)
        scale = next((block for block, item in pairs if item.kind == "scale"), None)
        update = {
            "title": self.marks.restored(TITLE, self.sheet.title, self.base.title),
            "scale": self._scale(scale),
            "items": tuple(items),
        }
        return Survey.model_validate(self.base.model_copy(update=update).model_dump())

    def _item(self, block: Block, before: SurveyItem | None, taken: set[str]) -> SurveyItem:
        base = self.items.get(block.id)
        known = self.ids.items.get(block.id)
        if base is None and known is not None:
            topic, kind = known
            base = SurveyItem.model_validate(
                {"id": block.id, "topic": topic, "kind": kind, "text": "-"}
            )
        if base is None:
            base = self._new_item(block, before, taken)
        elif block.typed and base.kind == "scale":
            self.book.note_row(Remark.TYPED_SCALE, block.boxes_row or block.row)
        key = block.id
        is_new = block.id not in self.items
        has_help = bool(base.help) or ("item", key, "help") in self.ids.places or is_new
        help_cell, _ = block.help_and_entry(has_help=has_help)
        return base.model_copy(
            update={
                "text": self.marks.restored(("item", key, "text"), block.text, base.text),
                "help": self.marks.restored(("item", key, "help"), help_cell, base.help),
                "options": self._item_options(block, base) if base.kind == "choice" else (),
            }
        )

    def _item_options(self, block: Block, base: SurveyItem) -> tuple[Option, ...]:
        if not block.typed:
            return self._options(block, base.options)
        return self._typed_options(block, base.options)

    def _new_item(self, block: Block, before: SurveyItem | None, taken: set[str]) -> SurveyItem:
        like = self._shares_options_with(block)
        kind = like.kind if like else "choice"
        if block.typed:
            kind, like = ("scale", None) if self._is_scale(block.typed) else ("choice", None)
        elif block.options_row is None:
            is_scale = self.base.scale and is_statement(block.text.text)
            kind = "scale" if is_scale else "comment"
        topic = before.topic if before else self.base.topics[0].id
        name = next((one.name for one in self.base.topics if one.id == topic), topic)
        remark = Remark.NEW_ITEM
        if not block.typed and block.options_row is None:
            remark = Remark.NEW_SCALE_ITEM if kind == "scale" else Remark.NEW_OPEN_ITEM
        self.book.note(remark, block, topic=self.marks.shown(name))
        return SurveyItem.model_validate(
            {
                "id": minted("sv-new", taken),
                "topic": topic,
                "kind": kind,
                "text": "-",
                "options": like.model_dump()["options"] if like else (),
            }
        )

    def _shares_options_with(self, block: Block) -> SurveyItem | None:
        """An item of the base whose options are the same cells; a scale item before others."""
        names = [item for cell in self.sheet.options_of(block) for item in cell.of_items]
        items = [self.items[name] for name in dict.fromkeys(names) if name in self.items]
        return min(items, key=lambda item: item.kind != "scale", default=None)

    # -- options

    def _is_scale(self, typed: list[str]) -> bool:
        return typed == [self._shown(one) for one in self.base.scale]

    def _typed_options(self, block: Block, base: tuple[Option, ...]) -> tuple[Option, ...]:
        """The options of a line of boxes that somebody typed, told apart by their words.

        Where as many stand there as before, one with other words is the one in its place.
        """
        by_words = {self._shown(one): one for one in base}
        taken = {one.id for one in base}
        options: list[Option] = []
        for at, text in enumerate(block.typed):
            known = by_words.get(text)
            in_place = base[at] if len(base) == len(block.typed) else None
            if known is None and in_place and self._shown(in_place) not in block.typed:
                known = in_place.model_copy(update={"text": text})
            options.append(known or self._typed_option(block, text, taken))
        return tuple({one.id: one for one in options}.values())

    def _shown(self, option: Option) -> str:
        return self.marks.shown(option.text).strip()

    def _typed_option(self, block: Block, text: str, taken: set[str]) -> Option:
        self.book.note_row(Remark.NEW_OPTION, block.boxes_row or block.row, text=text)
        return Option(id=minted("option", taken), text=text)

    def _scale(self, block: Block | None) -> tuple[Option, ...]:
        if block is None or not self.sheet.options_of(block):
            return self.base.scale
        return self._options(block, self.base.scale)

    def _options(self, block: Block, base: tuple[Option, ...]) -> tuple[Option, ...]:
        cells = self.sheet.options_of(block)
        if not cells:
            return base
        known = {option.id: option for option in base}
        shown = {self.marks.shown(option.text).strip(): option.id for option in base}
        options: list[Option] = []
        for cell in cells:
            name = _option_name(cell, block, shown)
            owner = block.id if block.id in cell.of_items else next(iter(cell.of_items), "")
            if name is None or name in {one.id for one in options}:
                options.append(self._new_option(cell, {*known, *(o.id for o in options)}))
                continue
            before = known.get(name)
            key = ("option", f"{owner}/{name}", "text")
            text = self.marks.restored(key, cell.text, before.text if before else "")
            options.append(Option(id=name, text=text, score=before.score if before else None))
        return tuple(options)

    def _new_option(self, cell: OptionCell, taken: set[str]) -> Option:
        text = cell.text.text.strip()
        if cell.place not in self.new_options:
            self.new_options[cell.place] = minted("option", taken)
            at = self.sheet.grid.address(*cell.place)
            self.book.notices.append(Notice(Remark.NEW_OPTION, at, {"text": text}))
        return Option(id=self.new_options[cell.place], text=text)


def _option_name(cell: OptionCell, block: Block, shown: Mapping[str, str]) -> str | None:
    """Which option of a block a cell is; `None` for one that was added."""
    if block.id in cell.of_items:
        return cell.of_items[block.id]
    if cell.of_items:
        return next(iter(cell.of_items.values()))
    return shown.get(cell.text.text.strip())
