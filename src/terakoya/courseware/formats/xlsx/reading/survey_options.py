"""The options of the items of a survey workbook: which is which, which are new, which are gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ....model import Option
from .answer_sheet import AnswerSheet, Block, OptionCell
from .grid import Cell, Place
from .ids import Ids
from .item_rows import ANSWERS, UNREAD, WORDS
from .marks import Marks
from .notices import Notice, Remark
from .opening import minted
from .option_ids import Written, option_ids
from .scale import FEWEST, Level, scale_levels

_UNSCORED = {"ja": "点なし", "en": "no score"}


class SurveyOptions:
    """Reads the options of a sheet; what somebody should look at is added to `notices`."""

    def __init__(
        self, sheet: AnswerSheet, ids: Ids, marks: Marks, language: str, notices: list[Notice]
    ) -> None:
        self.sheet, self.sources, self.marks = sheet, ids.sources, marks
        self.language, self.notices = language, notices
        self._new: dict[tuple[Place, str], str] = {}

    def shown(self, option: Option) -> str:
        """The words of an option of the base as people see them."""
        return self.marks.shown(option.text).strip()

    def _before(self, block: Block, base: Sequence[Option]) -> dict[str, str]:
        """What the options said when the workbook was made, by id; else what they say now."""
        cells = self.sheet.options_of(block)
        owners = dict.fromkeys([block.id, *(one for cell in cells for one in cell.of_items)])
        words = {}
        for option in base:
            keys = [("option", f"{owner}/{option.id}", "text") for owner in owners]
            sources = [self.sources[key] for key in keys if self.sources.get(key)]
            words[option.id] = self.marks.shown(next(iter(sources), option.text)).strip()
        return words

    # -- the common scale

    def scale(self, block: Block, base: tuple[Option, ...]) -> tuple[Option, ...]:
        """The scale as the table has it, or the base's where no score can be told."""
        before = self._before(block, base)
        cells, written = self._written(block, before)
        levels = scale_levels(written, base, before)
        if levels is None:
            self._tell_kept(block, cells, before)
            return base
        known = {one.id: one for one in base}
        taken = {*known}
        options = tuple(
            self._level(level, cell, block, known, taken)
            for level, cell in zip(levels, cells, strict=True)
        )
        there = [(one.id, before[one.id], one.score) for one in base]
        here = [
            (one.id, words, one.score) for one, (_, words) in zip(options, written, strict=True)
        ]
        if here != there:
            self._tell_scale(cells, options)
        return options

    def _level(
        self,
        level: Level,
        cell: OptionCell,
        block: Block,
        known: Mapping[str, Option],
        taken: set[str],
    ) -> Option:
        if not level.id:
            return Option(id=minted("option", taken), text=cell.words, score=level.score)
        before = known[level.id]
        return Option(id=before.id, text=self._text(cell, block, before), score=level.score)

    def _tell_scale(self, cells: Sequence[OptionCell], options: Sequence[Option]) -> None:
        unscored = _UNSCORED.get(self.language, _UNSCORED["en"])
        scores = [
            f"{self.shown(one)} ({unscored if one.score is None else one.score})" for one in options
        ]
        values = {"scores": ", ".join(scores)}
        self.notices.append(Notice(Remark.SCALE_CHANGED, self._range(cells), values))

    def _tell_kept(
        self, block: Block, cells: Sequence[OptionCell], before: Mapping[str, str]
    ) -> None:
        texts = ", ".join(cell.words for cell in cells if cell.words not in before.values())
        values = {"texts": texts or ", ".join(cell.words for cell in cells)}
        if len(cells) < FEWEST:
            self._tell_too_few(block, cells)
        else:
            self.notices.append(Notice(Remark.SCALE_KEPT, self._range(cells), values))

    # -- options of one item

    def of_item(self, block: Block, base: tuple[Option, ...]) -> tuple[Option, ...]:
        """The options of an item, as its line says where somebody typed it, else as the table."""
        before = self._before(block, base)
        if block.typed:
            place = block.boxes_row or block.row, WORDS
            cells = [OptionCell(place, Cell(text)) for text in block.typed]
            written = list(zip(_ids_in_place(base, len(cells)), block.typed, strict=True))
        else:
            cells, written = self._written(block, before)
        if len(written) < FEWEST and base:
            self._tell_too_few(block, cells)
            return base
        ids = option_ids(written, before)
        self._tell_gone(cells, [text for name, text in before.items() if name not in ids])
        return self._paired(block, base, cells, zip(ids, written, strict=True))

    def _paired(
        self,
        block: Block,
        base: tuple[Option, ...],
        cells: Sequence[OptionCell],
        identified: Iterable[tuple[str, Written]],
    ) -> tuple[Option, ...]:
        known = {one.id: one for one in base}
        taken = {*known}
        options: dict[str, Option] = {}
        for cell, (name, (_, words)) in zip(cells, identified, strict=True):
            if name:
                text = self._text(cell, block, known[name])
                options[name] = Option(id=name, text=text, score=known[name].score)
            elif words in [self.shown(one) for one in options.values()]:
                self._tell(Remark.OPTION_TWICE, cell.place, words)
            else:
                new = self._new_option(cell.place, words, taken)
                options[new.id] = new
        return tuple(options.values())

    def _new_option(self, place: Place, words: str, taken: set[str]) -> Option:
        if (place, words) not in self._new:
            self._new[place, words] = minted("option", taken)
            self._tell(Remark.NEW_OPTION, place, words)
        taken.add(self._new[place, words])
        return Option(id=self._new[place, words], text=words)

    def _tell_gone(self, cells: Sequence[OptionCell], gone: Sequence[str]) -> None:
        if gone and cells:
            self._tell(Remark.OPTIONS_GONE, cells[0].place, ", ".join(gone))

    def _tell_too_few(self, block: Block, cells: Sequence[OptionCell]) -> None:
        place = cells[0].place if cells else (block.options_row or block.row, ANSWERS)
        self._tell(Remark.OPTIONS_KEPT, place, ", ".join(cell.words for cell in cells))

    def _tell(self, remark: Remark, place: Place, text: str) -> None:
        """Tell something once, also where several items share a table row."""
        notice = Notice(remark, self.sheet.grid.address(*place), {"text": text})
        if notice not in self.notices:
            self.notices.append(notice)

    # -- cells

    def _written(
        self, block: Block, before: Mapping[str, str]
    ) -> tuple[list[OptionCell], list[Written]]:
        """The table's cells with words, which option the place of each says, and its words."""
        pairs = []
        for cell in self.sheet.options_of(block):
            named = cell.of_items.get(block.id) or next(iter(cell.of_items.values()), "")
            words = before.get(named, "") if cell.text is UNREAD else cell.words
            if words:
                pairs.append((cell, (named, words)))
        return [cell for cell, _ in pairs], [written for _, written in pairs]

    def _text(self, cell: OptionCell, block: Block, before: Option) -> str:
        """The text of an option with its marks; as it was where its words are."""
        if cell.text is UNREAD:
            return before.text
        owner = block.id if block.id in cell.of_items else next(iter(cell.of_items), "")
        key = ("option", f"{owner}/{before.id}", "text")
        return self.marks.restored(key, cell.text, before.text)

    def _range(self, cells: Sequence[OptionCell]) -> str:
        first, last = (self.sheet.grid.address(*cells[at].place) for at in (0, -1))
        return f"{first}:{last.rpartition('!')[2]}"


def _ids_in_place(base: Sequence[Option], count: int) -> list[str]:
    return [one.id for one in base] if len(base) == count else [""] * count
