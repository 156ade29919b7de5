"""回答用紙 of a survey workbook: its items, their options and where people answer.

Items are found by their look (a number cell, the words, a line of boxes), so that rows which
somebody inserted are seen too; the hidden sheet says which of them is which item of the course.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ....text.alignment import folded
from ..writing.words import in_every_language
from .cell_owners import SHARED, keys_by_place
from .grid import EMPTY, Cell, Grid, Place
from .ids import Ids, TextKey, places_in
from .item_identity import item_identities
from .item_labels import NO_LABELS, Labels, split_labels
from .item_rows import (
    ANSWERS,
    BOX,
    NUMBERS,
    UNREAD,
    WORDS,
    ItemRow,
    boxed_words,
    is_closing,
    read_item_rows,
    survey_columns,
)
from .package import Book


@dataclass
class Block:
    """One item as it stands on the sheet; `id` is empty where nothing says which item it is.

    `below` are the words in the rows under it: its help, and what somebody wrote into the entry
    of an open item. `boxes` is its line of options; `typed` are these options where somebody
    wrote over the formula that shows them. `place_id` is the item that stood in its place,
    `copied` the one whose words it repeats.
    """

    id: str
    row: int
    text: Cell
    labels: Labels = NO_LABELS
    place_id: str = ""
    copied: str = ""
    below: list[tuple[int, Cell]] = field(default_factory=list)
    boxes: str = ""
    boxes_row: int | None = None
    typed: list[str] = field(default_factory=list)
    options_row: int | None = None

    def help_and_entry(self, *, has_help: bool) -> tuple[Cell, Cell]:
        """The item's help and what was entered; `has_help` says whether it should have a help."""
        (_, help_cell), (_, entry) = self._split(has_help=has_help)
        return help_cell, entry

    def rest(self, *, has_help: bool) -> list[tuple[int, str]]:
        """The rows under it that are neither: what was entered, and whatever is too much."""
        (row, _), _ = self._split(has_help=has_help)
        return [(at, cell.text.strip()) for at, cell in self.below if at != row]

    def _split(self, *, has_help: bool) -> tuple[tuple[int, Cell], tuple[int, Cell]]:
        nothing = (0, EMPTY)
        if self.boxes:
            return (self.below[-1] if self.below else nothing), nothing
        rows = [*(self.below if has_help else [nothing, *self.below]), nothing, nothing]
        return rows[0], rows[1]


@dataclass
class OptionCell:
    """An option in the table below: its words, and which option of which item it is."""

    place: Place
    text: Cell
    of_items: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The words that people see."""
        return self.text.text.strip()


@dataclass(frozen=True)
class ExpectedItems:
    """What the course says of the items that may stand on a sheet.

    `open_items` are the ids of those answered in free words, `texts` the words of each by id,
    `topics` the ids of topics by their folded names.
    """

    open_items: frozenset[str]
    texts: Mapping[str, str]
    topics: Mapping[str, str]


@dataclass
class AnswerSheet:
    """The sheet as it was read.

    `unsaved` are formulas without a result that nobody expected, `kept` those in the place of
    words of the course.
    """

    grid: Grid
    officer_part: range
    title: Cell
    blocks: list[Block]
    options: dict[int, list[OptionCell]]
    declined: dict[int, OptionCell | None]
    departments: tuple[str, ...]
    loose: list[tuple[Place, str]]
    unsaved: list[Place]
    kept: list[Place]

    def read_cells(self) -> dict[Place, str]:
        """The words of items, helps and options by their cells."""
        cells = {}
        for block in self.blocks:
            cells[block.row, WORDS] = block.text.text
            cells |= {(row, WORDS): cell.text for row, cell in block.below}
            cells |= {one.place: one.words for one in self.options_of(block)}
        return cells

    def lines_of_ours(self) -> list[Place]:
        """The cells around the items that the course says nothing in."""
        first = min((block.row for block in self.blocks), default=0)
        return [
            place
            for place, cell in self.grid.cells.items()
            if place[0] < first
            or (place[1] == NUMBERS and is_closing(cell.text.strip()))
            or (place[0] in self.officer_part and self._is_label(place))
        ]

    def _is_label(self, place: Place) -> bool:
        """Whether a cell of the officer's part holds neither an option nor a department."""
        row, column = place
        if row in self.options:
            return column < ANSWERS
        return not (_is_number(self.grid[row, NUMBERS]) and column <= WORDS)

    def options_of(self, block: Block) -> list[OptionCell]:
        """The options of an item, without the one not to answer."""
        return self.options.get(block.options_row or 0, [])


def find_sheet(book: Book, ids: Ids, word: str) -> str | None:
    """The sheet of that name in any language, or the one that the hidden sheet points at."""
    names = in_every_language(word)
    known = next((name for name in book.sheet_names if name in names), None)
    pointed = ids.sheet if ids.sheet in book.sheet_names else None
    return pointed or known


def renamed_sheet(book: Book, ids: Ids) -> str | None:
    """The one sheet with our headings where a program gave it a name that no formula follows.

    The places of the hidden sheet are put on it.
    """
    found = headed_sheets(book)
    if len(found) != 1:
        return None
    move_places(ids, found[0])
    return found[0]


def headed_sheets(book: Book) -> list[str]:
    """The sheets with our headings, in order: one, or as many as somebody made copies."""
    headings = [in_every_language(key) for key in ("number", "question", "answer")]
    return [
        name
        for name in book.sheet_names
        if any(
            all(any(cell.text.strip() in words for cell in cells.values()) for words in headings)
            for _, cells in book.grid(name).rows()
        )
    ]


def move_places(ids: Ids, name: str) -> None:
    """Put the places of the hidden sheet on the sheet of a name."""
    old = ids.sheet
    for key, (sheet, place) in ids.places.items():
        if sheet == old:
            ids.places[key] = name, place


def read_answer_sheet(book: Book, name: str, ids: Ids, expected: ExpectedItems) -> AnswerSheet:
    """Read the sheet."""
    return _Reader(book, name, ids, expected).read()


class _Reader:
    def __init__(self, book: Book, name: str, ids: Ids, expected: ExpectedItems) -> None:
        self.columns = survey_columns(book.grid(name), ids)
        self.grid = self.columns.grid(book.grid(name))
        self.formulas = self.columns.grid(book.grid(name, formulas=True))
        self.ids = self.columns.ids(ids, name)
        self.expected = expected
        self.known_words = {folded(text) for text in expected.texts.values()}
        texts = {("item", key, "text"): text for key, text in expected.texts.items()}
        self.keys = keys_by_place(ids, self.grid, texts, self._is_misplaced)
        self.declined = set(in_every_language("declined"))
        self.declined_at: dict[int, int] = {}  # the column behind the options, by row
        self.beside: list[tuple[Place, Cell]] = []  # cells of option rows behind a gap

    def read(self) -> AnswerSheet:
        found = read_item_rows(self.grid, self.formulas, self.keys)
        blocks: list[Block] = []
        for row in found.rows:
            self._add(blocks, row, found.loose)
        self._identify(blocks)
        options = self._option_rows(blocks)
        declined = {row: self._take_declined(row, cells) for row, cells in options.items()}
        self.declined |= {one.words for one in declined.values() if one is not None}
        for block in blocks:
            block.options_row = self._options_row(block, options)
            self._find_typed(block, options)
        unread = {*found.unsaved, *(at for at in self._ours() if self._is_unread(at))}
        return AnswerSheet(
            self.grid,
            found.officer_part,
            self._text(self._title_place()),
            blocks,
            options,
            declined,
            self._departments(),
            found.loose + [(place, cell.text.strip()) for place, cell in self.beside],
            sorted(unread - self._ours()),
            sorted(unread & self._ours()),
        )

    def _title_place(self) -> Place:
        places = (place for place, key in self.keys.items() if key[:1] == ("survey",))
        return next(places, (1, NUMBERS))

    def _ours(self) -> set[Place]:
        """Where words of the course stand."""
        options = (at for key, (_, at) in self.ids.places.items() if key[0] == SHARED)
        return {*self.keys, *options, self._title_place()}

    def _is_unread(self, place: Place) -> bool:
        """Whether an error stands there, or a formula without a result."""
        cell = self.grid[place]
        is_formula = self.formulas[place].text.startswith("=")
        return cell.is_error or (is_formula and not cell.text.strip())

    def _text(self, place: Place) -> Cell:
        return UNREAD if self._is_unread(place) else self.grid[place]

    def _is_misplaced(self, key: TextKey, place: Place) -> bool:
        """Whether a formula takes a line of boxes for the words of an item."""
        formula = self.formulas[place].text
        return key[0] == "item" and formula.startswith("=") and BOX in formula

    # -- items

    def _add(self, blocks: list[Block], row: ItemRow, loose: list[tuple[Place, str]]) -> None:
        kind, item, name = self.keys.get((row.row, WORDS), ("", "", ""))
        last = blocks[-1] if blocks else None
        if row.words is UNREAD and not kind:
            return
        if (kind, name) == ("item", "text"):
            blocks.append(self._block(item, row))
        elif row.is_boxes and last is not None and not last.boxes:
            last.boxes, last.boxes_row = row.words.text, row.row
        elif row.is_boxes:
            loose.append(((row.row, WORDS), row.words.text.strip()))
        elif name == "help" and last is not None and last.id == item:
            last.below.append((row.row, row.words))
        elif last is None or row.has_number or last.boxes:
            blocks.append(self._block("", row))
        else:
            last.below.append((row.row, row.words))

    def _block(self, item: str, row: ItemRow) -> Block:
        words, labels = split_labels(
            row.words.text, row.number, self.expected.topics, known=self.known_words
        )
        text = row.words if words == row.words.text else Cell(words)
        return Block(item, row.row, text, labels, place_id=item)

    def _identify(self, blocks: list[Block]) -> None:
        """Let identity follow the words; a text that could not be read stays what it was."""
        read = [one for one in blocks if not (one.id and one.text is UNREAD)]
        unread = {one.id for one in blocks if one not in read}
        known = {key: text for key, text in self.expected.texts.items() if key not in unread}
        found = item_identities([(one.id, one.text.text) for one in read], known)
        for block, identity in zip(read, found, strict=True):
            block.id, block.copied = identity.id, identity.copied

    # -- options

    def _option_rows(self, blocks: list[Block]) -> dict[int, list[OptionCell]]:
        found: dict[Place, OptionCell] = {}
        for (kind, name, _), (sheet, place) in self.ids.places.items():
            if kind == SHARED and sheet == self.grid.name:
                cell = found.setdefault(place, OptionCell(place, self._text(place)))
                item, option = name.split("/", 1)
                cell.of_items[item] = option
        rows = {row for row, _ in found}
        rows |= {row for block in blocks for row, _ in self._boxed(block)}
        unread = {place: one for place, one in found.items() if one.text is UNREAD}
        return {row: self._options_in(row, found, unread) for row in sorted(rows)}

    def _options_in(
        self, row: int, found: dict[Place, OptionCell], unread: dict[Place, OptionCell]
    ) -> list[OptionCell]:
        cells = dict(self._cells_of(row)) | {at[1]: EMPTY for at in unread if at[0] == row}
        ours = [at[1] for at in found if at[0] == row] or [ANSWERS]
        self.declined_at[row] = max(ours) + 1
        end = max(ours) + 2  # behind the option not to answer
        while end in cells:
            end += 1
        self.beside += [((row, column), cell) for column, cell in cells.items() if column > end]
        return [
            found.get((row, column), OptionCell((row, column), cell))
            for column, cell in sorted(cells.items())
            if ANSWERS <= column <= end
        ]

    def _cells_of(self, row: int) -> list[tuple[int, Cell]]:
        return [(column, cell) for (at, column), cell in self.grid.cells.items() if at == row]

    def _boxed(self, block: Block) -> list[Place]:
        """The cells that the line of boxes shows."""
        if block.boxes_row is None:
            return []
        formula = self.formulas[block.boxes_row, WORDS].text
        if not formula.startswith("="):
            return []
        return [self.columns.place(place) for place in places_in(formula, self.grid.name)]

    def _options_row(self, block: Block, options: dict[int, list[OptionCell]]) -> int | None:
        if not block.boxes and block.id in self.expected.open_items:
            return None
        for row, cells in options.items():
            if block.id and any(block.id in cell.of_items for cell in cells):
                return row
        boxed = self._boxed(block)
        if boxed:
            return boxed[0][0]
        # Values alone: the row whose words stand behind the boxes.
        shown = self._typed_options(block)
        for row, cells in options.items():
            if shown and shown == _words(cells):
                return row
        return None

    def _typed_options(self, block: Block) -> list[str]:
        """The options of a line of boxes as it stands there, without the one not to answer."""
        return [one for one in boxed_words(block.boxes) if one not in self.declined]

    def _find_typed(self, block: Block, options: dict[int, list[OptionCell]]) -> None:
        """Note the options of a line that somebody typed where they differ from the table's."""
        row = block.boxes_row
        if row is None or self.formulas.text(row, WORDS).startswith("="):
            return
        typed = self._typed_options(block)
        block.typed = [] if typed == _words(options.get(block.options_row or 0, [])) else typed

    def _take_declined(self, row: int, cells: list[OptionCell]) -> OptionCell | None:
        """Take the option not to answer out of a row; it belongs to no item.

        With other words it is the last one, but not one behind its emptied cell.
        """
        words = in_every_language("declined")
        named = [one for one in cells if one.words in words]
        columns = {one.place[1] for one in cells}
        at = self.declined_at[row]
        is_emptied = at not in columns and max(columns, default=0) > at
        last = [one for one in cells[-1:] if not one.of_items and not is_emptied]
        found = next(iter([*reversed(named), *last]), None)
        if found is not None:
            cells.remove(found)
        return found

    # -- the officer's part

    def _departments(self) -> tuple[str, ...]:
        headings = in_every_language("departments")
        start = next(
            (row for row, cells in self.grid.rows() if cells.get(NUMBERS, EMPTY).text in headings),
            None,
        )
        if start is None:
            return ()
        found = []
        for row, cells in self.grid.rows():
            if row > start + 1:
                if not _is_number(cells.get(NUMBERS, EMPTY)):
                    break
                found.append(cells.get(WORDS, EMPTY).text.strip())
        return tuple(name for name in found if name)


def _is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, be it typed as text."""
    return cell.number is not None or cell.text.strip().isdecimal()


def _words(cells: list[OptionCell]) -> list[str]:
    return [cell.words for cell in cells]
