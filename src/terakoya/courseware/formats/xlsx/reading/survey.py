"""An edited survey workbook → the survey of one language.

What people see comes from the file: title, items, help, options, their order, what was added and
removed. What they do not see (topics, scores, introduction) comes from the base.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ....model import Course, Material, Survey
from ....scoring import smallest_group
from ....text.alignment import folded, text_likeness
from ....variables import values_of
from ..writing.words import in_every_language
from .answer_sheet import (
    Block,
    ExpectedItems,
    find_sheet,
    move_places,
    read_answer_sheet,
    renamed_sheet,
)
from .choice_limit import quoted
from .grid import Place
from .group_size import other_group_size
from .guide_texts import GuideTexts, sheets_of
from .ids import TextKey, read_ids
from .item_labels import topic_names
from .item_meaning import best_option, may_have_turned
from .item_rows import UNREAD, WORDS
from .loose_cells import annotation_notices, loose_notices
from .marks import Marks
from .notices import Notice, Refusal, Remark, UnreadableSheet
from .opening import check_origin, language_of
from .package import Book, open_book
from .place_shift import follow_shift
from .survey_items import SurveyItems
from .survey_options import SurveyOptions
from .topic_headings import topic_notices
from .unknown_sheets import unknown_sheets

TITLE = ("survey", "", "title")
ITEM = ("item", "text")
SHEETS = (
    "sheet_start",
    "sheet_survey_paper",
    "sheet_answer",
    "sheet_collection",
    "sheet_comments",
    "sheet_results",
    "sheet_by_item",
    "sheet_advice",
    "sheet_change",
)
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
    """A survey workbook under reading; `sheet` holds its items once it exists.

    `copied` names the copy of the answer sheet that is read instead of the sheet itself.
    """

    def __init__(
        self, book: Book, base: Course, values: Mapping[str, str] | None, *, copied: str = ""
    ) -> None:
        self.book, self.ids = book, read_ids(book)
        if self.ids.kind == "test":
            raise UnreadableSheet(Refusal.OTHER_KIND)
        if copied:
            move_places(self.ids, copied)
        name = copied or find_sheet(book, self.ids, "sheet_answer")
        name = name or renamed_sheet(book, self.ids)
        if name is None:
            raise UnreadableSheet(Refusal.NO_SURVEY)
        self.notices: list[Notice] = check_origin(self.ids, base)
        self.language = language_of(self.ids, base, name, "sheet_answer")
        self.base = base.text(self.language).survey
        self.marks = Marks(self.ids, values_of(base, self.language, values))
        follow_shift(self.ids, book.grid(name), self._words())
        self.sheet = read_answer_sheet(book, name, self.ids, self._expected(base))
        found = sheets_of(book, name) | {"sheet_answer": name}
        self.sheets = {key: found[key] for key in SHEETS if key in found}
        self._name_by_likeness()
        self._tell_loose()
        self._tell_guide_texts(base)
        if not self.sheet.blocks:
            raise UnreadableSheet(Refusal.NOTHING_LEFT, self.sheet.grid.name)

    def read(self) -> ReadSurvey:
        """The survey as the workbook has it."""
        survey = self._survey()
        self._tell_same_words()
        self._tell_turned(survey)
        self._tell_group_sizes(survey)
        self._tell_other_count(len(survey.items))
        return ReadSurvey(self.language, survey, tuple(self.notices))

    def _expected(self, base: Course) -> ExpectedItems:
        """The items as they stood in the workbook when it was made, else as they are now."""
        open_items = {one.id for one in self.base.items if one.kind == "comment"}
        open_items |= {item for item, (_, kind) in self.ids.items.items() if kind == "comment"}
        sources = {
            key[1]: text for key, text in self.ids.sources.items() if text and key[::2] == ITEM
        }
        texts = {one.id: one.text for one in self.base.items} | sources
        self.topics = topic_names(
            (topic.id, self.marks.shown(one))
            for topics in zip(*(text.survey.topics for text in base.texts), strict=True)
            for topic in topics
            for one in (topic.name, topic.id)
        )
        shown = {key: self.marks.shown(text) for key, text in texts.items()}
        return ExpectedItems(frozenset(open_items), shown, self.topics)

    def _words(self) -> dict[TextKey, str]:
        """What each text of the hidden sheet said when the workbook was made."""
        words: dict[TextKey, str] = {TITLE: self.base.title}
        for item in self.base.items:
            words["item", item.id, "text"], words["item", item.id, "help"] = item.text, item.help
            for option in self.base.options_of(item):
                words["option", f"{item.id}/{option.id}", "text"] = option.text
        words |= {key: text for key, text in self.ids.sources.items() if text}
        return {key: self.marks.shown(text) for key, text in words.items()}

    def _survey(self) -> Survey:
        options = SurveyOptions(self.sheet, self.ids, self.marks, self.language, self.notices)
        items = SurveyItems(self.sheet, self.base, self.ids, self.marks, options).items()
        pairs = zip(self.sheet.blocks, items, strict=True)
        scales = [block for block, item in pairs if item.kind == "scale"]
        scale = next(iter(sorted(scales, key=lambda one: one.options_row is None)), None)
        title = self.sheet.title
        update = {
            "title": self.base.title
            if title is UNREAD
            else self.marks.restored(TITLE, title, self.base.title),
            "scale": options.scale(scale, self.base.scale) if scale else self.base.scale,
            "items": tuple(items),
        }
        return Survey.model_validate(self.base.model_copy(update=update).model_dump())

    def _tell_same_words(self) -> None:
        """Tell each item whose words stand on the sheet already."""
        first: dict[str, Block] = {}
        for block in self.sheet.blocks:
            words = folded(block.text.text)
            before = first.setdefault(words, block)
            if words and before is not block:
                other = self.sheet.grid.address(before.row, WORDS).rpartition("!")[2]
                self.note(Remark.SAME_WORDS, block, other=other)

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
            if not option:  # nothing scores, so nothing can have turned
                continue
            place = self._named((row, WORDS) for row in rows)
            self.notices.append(Notice(Remark.MAY_HAVE_TURNED, place, {"option": option}))

    def _tell_group_sizes(self, survey: Survey) -> None:
        """Tell new words that promise another number of answers than results are counted from."""
        known = {(one.id, text) for one in self.base.items for text in (one.text, one.help)}
        for block, item in zip(self.sheet.blocks, survey.items, strict=True):
            size = smallest_group(sensitive=item.sensitive or item.kind == "comment")
            for text in (item.text, item.help):
                shown = self.marks.shown(text)
                said = other_group_size(shown, size)
                if said and (item.id, text) not in known:
                    rows = [at for at, cell in block.below if cell.text.strip() == shown.strip()]
                    at = self.sheet.grid.address(rows[0] if rows else block.row, WORDS)
                    values = {"text": said, "count": str(size)}
                    self.notices.append(Notice(Remark.GROUP_SIZE, at, values))

    def _tell_other_count(self, count: int) -> None:
        """Tell where the introduction, which no workbook shows, says another number of items."""
        before = len(self.base.items)
        said = re.compile(rf"(?<!\d){before}\s*(?:問|設問|項目|questions|items)")
        for text in (self.marks.shown(one) for one in self.base.intro):
            if count != before and (found := said.search(text)):
                values = {"count": str(count), "before": found[0], "text": text}
                self.notices.append(Notice(Remark.OTHER_COUNT, "", values))

    def _name_by_likeness(self) -> None:
        """Give blocks that nothing names the id of the item that they say, where it is missing."""
        here = {block.id for block in self.sheet.blocks}
        missing = {
            one.id: self.marks.shown(one.text) for one in self.base.items if one.id not in here
        }
        for block in self.sheet.blocks:
            if block.id or block.copied or not missing:
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
            has_help = (
                bool({block.id, block.place_id} & helps)
                or ("item", block.id, "help") in self.ids.places
            )
            has_help = has_help or not block.id
            loose += [((row, WORDS), text) for row, text in block.rest(has_help=has_help)]
        self.notices += loose_notices(grid, loose, Remark.LOOSE_ITEM)
        self.notices += [Notice(Remark.UNSAVED, grid.address(*at)) for at in self.sheet.unsaved]
        self.notices += [Notice(Remark.FORMULA_KEPT, grid.address(*at)) for at in self.sheet.kept]
        self._tell_declined()
        if self.sheet.departments:
            names = {"names": "、".join(self.sheet.departments)}
            self.notices.append(Notice(Remark.DEPARTMENTS, grid.name, names))
        self.notices += unknown_sheets(self.book, grid.name, self.sheets.values())
        self.notices += annotation_notices(self.book, grid, self.sheet.read_cells())
        if results := self.sheets.get("sheet_results"):
            topics = [self.marks.shown(one.name) for one in self.base.topics]
            self.notices += topic_notices(self.book, results, self.topics, topics)

    def _tell_guide_texts(self, base: Course) -> None:
        if self.ids.kind and self.sheet.blocks:
            texts = (self.ids.sources.get(TITLE), self.base.title, self.sheet.title.text)
            titles = frozenset(self.marks.shown(one).strip() for one in texts if one)
            guide = GuideTexts(base, self.language, self.ids, titles, base.meta.pass_mark)
            lines = self.sheet.lines_of_ours()
            self.notices += guide.notices(self.book, self.sheets, self.sheet.grid, lines)

    def _tell_declined(self) -> None:
        """Tell where the option not to answer has other words, and where it is gone."""
        ours = in_every_language("declined")
        asked = {block.options_row for block in self.sheet.blocks}
        declined = self.sheet.declined
        gone = [(row, WORDS) for row, one in declined.items() if one is None and row in asked]
        if gone and self.ids.kind:
            self.notices.append(Notice(Remark.DECLINED_GONE, self._named(gone)))
        cells = [one for one in declined.values() if one is not None]
        other = {one.place: one.words for one in cells if one.words and one.words not in ours}
        if other:
            values = {"texts": quoted(list(dict.fromkeys(other.values())))}
            self.notices.append(Notice(Remark.DECLINED_REWORDED, self._named(other), values))

    def _named(self, places: Iterable[Place]) -> str:
        grid = self.sheet.grid
        return f"{grid.name}!{grid.named(places)}"

    def note(self, remark: Remark, block: Block, **values: str) -> None:
        """Remember something to look at, at an item."""
        self.notices.append(Notice(remark, self.sheet.grid.address(block.row, WORDS), values))
