"""The first sheet of an Excel workbook as rows of text, read within limits.

calamine reads the cells, and makes a table of all rows and columns between the first and the last
of them. So it is given a workbook of our own making: the one sheet, looked through before, with
its texts and formats; nothing else of the file.
"""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import python_calamine
from lxml import etree

MOST_UNPACKED: Final = 40_000_000  # unless the limits say otherwise
MOST_PARTS: Final = 2_000
MOST_XML: Final = 4_000_000  # bytes of a part that is parsed whole
MOST_TAGS: Final = 800_000  # of a sheet; some programs write a tag for every empty cell
MOST_MERGES: Final = 2_000
_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES: Final = (
    f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
    "</Types>"
)

Cell = str | int | float | bool | dt.date | dt.time | dt.timedelta


class NotReadable(Exception):
    """The file is no workbook, is damaged, or is made to do harm."""


class TooLarge(Exception):
    """The sheet reaches further or holds more than a roster can."""


@dataclass(frozen=True)
class Limits:
    """How much of a sheet is read: lines, blank ones too, columns, filled cells, bytes, tags."""

    lines: int
    columns: int
    cells: int
    unpacked: int = MOST_UNPACKED
    tags: int = MOST_TAGS


@dataclass(frozen=True)
class Merge:
    """Cells that are joined to one: A2:A5; rows from 1."""

    place: str
    first: int
    last: int


@dataclass(frozen=True)
class Marks:
    """What a sheet has beside its values; rows from 1.

    Rows that are hidden, cells that are joined, formulas without a kept result, and errors.
    """

    hidden: tuple[int, ...] = ()
    merged: tuple[Merge, ...] = ()
    formulas: tuple[tuple[int, str], ...] = ()
    errors: tuple[tuple[int, str], ...] = ()


@dataclass
class _Sheet:
    """A sheet as it was looked through.

    By place: how long a whole number is shown, and the word of an error (#N/A), which calamine
    takes for an empty cell.
    """

    content: bytes
    zeros: dict[tuple[int, int], int] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: list[tuple[int, int]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def marks(self) -> Marks:
        """What is told of the sheet."""
        return Marks(
            hidden=tuple(self.hidden),
            merged=tuple(_merge(place) for place in self.merged[:MOST_MERGES]),
            formulas=tuple((row + 1, name_of(row, column)) for row, column in self.formulas),
            errors=tuple((row + 1, name_of(row, column)) for row, column in self.errors),
        )


class _Filled(NamedTuple):
    """A cell that holds something: its style, the word of its error, a formula without result."""

    style: str
    error: str
    has_no_result: bool


def read_workbook(content: bytes, limits: Limits) -> tuple[list[list[str]], Marks]:
    """The rows of the first sheet from its first line on, blank ones too, and what marks them.

    Raises `NotReadable` and `TooLarge`.
    """
    try:
        parts = _unpacked(content, limits.unpacked)
        main = _related("", parts).of_kind("officeDocument")
        book, related = _xml(parts[main]), _related(main, parts)
        styles = parts.get(related.of_kind("styles"), b"")
        sheet = _looked_through(parts[_first_sheet(book, related)], _zero_styles(styles), limits)
        texts = parts.get(related.of_kind("sharedStrings"), b"")
        rows = _calamine_rows(_own_workbook(book, sheet, texts, styles))
    except (NotReadable, TooLarge):
        raise
    except Exception as error:  # zipfile, lxml and calamine raise many kinds on a broken file
        raise NotReadable from error
    read = [
        [_cell_text(value, sheet, (row, column)) for column, value in enumerate(values)]
        for row, values in enumerate(rows)
    ]
    return read, sheet.marks()


def _unpacked(content: bytes, most: int) -> dict[str, bytes]:
    """The XML parts of the file by their names in lower case.

    What comes out is counted, whatever the file says of itself.
    """
    parts: dict[str, bytes] = {}
    room = most
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if len(archive.infolist()) > MOST_PARTS:
            raise NotReadable
        for entry in archive.infolist():
            if entry.filename.casefold().endswith((".xml", ".rels")):
                with archive.open(entry) as stream:
                    part = stream.read(room + 1)
                room -= len(part)
                if room < 0 or entry.filename.casefold() in parts:
                    raise NotReadable
                parts[entry.filename.casefold()] = part
    return parts


def _xml(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if len(data) > MOST_XML:
        raise NotReadable
    root = etree.fromstring(data, parser)
    _refuse_document_type(root)
    return root


def _refuse_document_type(root: etree._Element) -> None:
    """No honest workbook declares a document type; entity bombs must."""
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise NotReadable


@dataclass(frozen=True)
class _Related:
    """What a part refers to, by relation id: the last word of the kind, and the name."""

    kinds: dict[str, str]
    names: dict[str, str]

    def of_kind(self, kind: str) -> str:
        """The name of the first part of a kind; empty without one."""
        return next((self.names[key] for key, found in self.kinds.items() if found == kind), "")


def _related(name: str, parts: dict[str, bytes]) -> _Related:
    folder, file = posixpath.split(name)
    found = _Related({}, {})
    for one in _xml(parts[posixpath.join(folder, "_rels", f"{file}.rels")]).iter("{*}Relationship"):
        key = one.get("Id") or ""
        target = posixpath.join("/", folder, one.get("Target") or "")
        found.kinds[key] = (one.get("Type") or "").rpartition("/")[2]
        found.names[key] = posixpath.normpath(target)[1:].casefold()
    return found


def _first_sheet(book: etree._Element, related: _Related) -> str:
    """The name of the part that holds the first sheet with cells."""
    for sheet in book.iter("{*}sheet"):
        keys = [str(v) for name, v in sheet.attrib.items() if str(name).endswith("}id")]
        if keys and related.kinds.get(keys[0]) == "worksheet":
            return related.names[keys[0]]
    raise NotReadable


def _zero_styles(styles: bytes) -> dict[str, int]:
    """Of the styles that show whole numbers with zeros in front (000000): how many digits."""
    if not styles:
        return {}
    root = _xml(styles)
    digits = {
        one.get("numFmtId"): len(code)
        for one in root.iter("{*}numFmt")
        if (code := one.get("formatCode") or "") and not code.strip("0")
    }
    cells = root.find("{*}cellXfs")
    formats = [] if cells is None else cells.findall("{*}xf")
    return {
        str(number): digits[one.get("numFmtId")]
        for number, one in enumerate(formats)
        if one.get("numFmtId") in digits
    }


def _looked_through(content: bytes, zero_styles: dict[str, int], limits: Limits) -> _Sheet:
    """The sheet, when every value of it stands within the limits."""
    # So that `<` is one byte in it, whatever encoding it says that it has.
    if not content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        raise NotReadable
    if content.count(b"<") > limits.tags:
        raise TooLarge
    sheet, room = _Sheet(content), limits.cells
    for row, cells in _filled_rows(content, sheet):
        room -= len(cells)
        if room < 0 or row >= limits.lines or max(cells) >= limits.columns:
            raise TooLarge
        for column, cell in cells.items():
            if cell.style in zero_styles:
                sheet.zeros[row, column] = zero_styles[cell.style]
            if cell.error:
                sheet.errors[row, column] = cell.error
            if cell.has_no_result:
                sheet.formulas.append((row, column))
    return sheet


def _filled_rows(content: bytes, sheet: _Sheet) -> Iterator[tuple[int, dict[int, _Filled]]]:
    """Every row that holds something: its number from 0, and its filled cells by column.

    A row or cell that does not say where it stands, stands after the one before it.
    """
    reading = etree.iterparse(
        io.BytesIO(content),
        events=("end",),
        tag="{*}row",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    number = -1
    for _event, row in reading:
        parent = row.getparent()
        if parent is None or not str(parent.tag).endswith("}sheetData"):
            raise NotReadable
        number, cells = _filled_cells(row, number + 1)
        is_hidden = row.get("hidden") in {"1", "true"}
        _forget(row)
        if cells and is_hidden:
            sheet.hidden.append(number + 1)
        if cells:
            yield number, cells
    if next(reading.root.iter("{*}c"), None) is not None:  # a cell outside of any row
        raise NotReadable
    _refuse_document_type(reading.root)
    sheet.merged.extend(one.get("ref") or "" for one in reading.root.iter("{*}mergeCell"))


def _filled_cells(row: etree._Element, following: int) -> tuple[int, dict[int, _Filled]]:
    """Where the row stands (`following`, unless it says so), and its filled cells."""
    found: dict[int, _Filled] = {}
    said = {int(row.get("r") or 0) - 1} if row.get("r") else set()
    column = -1
    for cell in row.iter("{*}c"):
        name = cell.get("r")
        if name is None:
            column += 1
        else:
            at, column = _place(name)
            said.add(at)
        if len(cell):
            value = cell.findtext("{*}v")
            error = value if cell.get("t") == "e" else ""
            is_formula = cell.find("{*}f") is not None
            has_no_result = is_formula and not value and cell.get("t") != "str"
            found[column] = _Filled(cell.get("s") or "", error or "", has_no_result)
    if len(said) > 1:  # its cells claim to stand elsewhere
        raise NotReadable
    return (said.pop() if said else following), found


def _forget(row: etree._Element) -> None:
    """Free the row; the last one stays as an empty element."""
    row.clear()
    parent = row.getparent()
    while parent is not None and row.getprevious() is not None:
        del parent[0]


def _place(name: str) -> tuple[int, int]:
    found = _PLACE.fullmatch(name)
    if found is None:
        raise NotReadable
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _merge(place: str) -> Merge:
    first, _, last = place.partition(":")
    rows = (_place(first)[0] + 1, _place(last or first)[0] + 1)
    return Merge(place, min(rows), max(rows))


def column_letters(column: int) -> str:
    """A, B, … Z, AA, as spreadsheets name columns; from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def name_of(row: int, column: int) -> str:
    """C7; both from 0."""
    return f"{column_letters(column)}{row + 1}"


def _own_workbook(book: etree._Element, sheet: _Sheet, texts: bytes, styles: bytes) -> bytes:
    """A workbook of that one sheet, not compressed."""
    properties = book.find("{*}workbookPr")
    old_days = "" if properties is None else properties.get("date1904") or ""
    epoch = '<workbookPr date1904="1"/>' if old_days in {"1", "true", "on"} else ""
    related = {
        "worksheet": ("worksheets/sheet1.xml", sheet.content),
        "sharedStrings": ("sharedStrings.xml", texts),
        "styles": ("styles.xml", styles),
    }
    there = {kind: (name, data) for kind, (name, data) in related.items() if data}
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relationships({"officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{epoch}<sheets>'
        '<sheet name="1" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationships({kind: there[kind][0] for kind in there}),
        **{f"xl/{name}": data for name, data in there.values()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _relationships(targets: dict[str, str]) -> str:
    """Relationships whose ids are their kinds."""
    lines = (
        f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _calamine_rows(own: bytes) -> list[list[Cell]]:
    with python_calamine.load_workbook(io.BytesIO(own)) as book:
        rows: list[list[Any]] = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return rows


def _cell_text(value: Cell, sheet: _Sheet, place: tuple[int, int]) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        # A number that Excel shows with zeros in front is meant with them.
        return str(value).zfill(sheet.zeros.get(place, 0))
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return str(value) or sheet.errors.get(place, "")
