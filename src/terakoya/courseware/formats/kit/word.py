"""A filled document → a Word file (DOCX), with styles of its own that a company may change.

Headings, lists, header rows, page numbers and blanks are Word's own, so that a change of a style
reaches them all. The same document gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from functools import cache
from typing import Any

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph

from ...kit import Mark, Tone
from ..archive import zip_of
from .filling import (
    BOX,
    Filled,
    FilledDocument,
    Form,
    Heading,
    Look,
    NewPage,
    Points,
    Run,
    Runs,
    Table,
    Text,
)
from .word_styles import (
    BLANK,
    CELL,
    FORM,
    HINT,
    LARGER,
    LINE_WIDTH,
    MARKS,
    TABLE,
    TONES,
    style_document,
    style_id,
)

_NO_DAY = dt.datetime(2000, 1, 1)
_LEFT_OUT = ("docProps/thumbnail.jpeg", "word/stylesWithEffects.xml")  # of python-docx's template
_LONGEST = 255  # characters of a property
_LOOKS = {Look.BLANK: BLANK, Look.HINT: HINT}
_ROW = Mm(8)  # the height of an empty line to write on
_BLANK_ROW = Mm(9.6)  # of an empty row of a table
_SMALL = 10  # rows of a table or form that stay on one page
_LABEL_SHARE = 0.27
_TO_SIGN = Pt(8)  # above a line that is dated or signed by hand
_BOX_INDENT = Mm(4.5)


def word_file(document: FilledDocument) -> bytes:
    """The bytes of the Word file of a document."""
    word = new_document(io.BytesIO(_template()))
    style_document(word, document)
    _describe(word, document)
    title = _paragraph(word, "Title")
    title.add_run(document.title)
    if document.letter:
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    is_new_page = False
    for block in document.blocks:
        before = len(word.paragraphs)
        _add(word, block, document)
        if is_new_page and len(word.paragraphs) > before:
            word.paragraphs[before].paragraph_format.page_break_before = True
        is_new_page = isinstance(block, NewPage)
    for line in document.foot:
        foot = _paragraph(word, TONES[Tone.NOTE])
        foot.add_run(line)
        foot.paragraph_format.keep_together = True
    return _packed(word)


@cache
def _template() -> bytes:
    """The template of python-docx without its hundred looks of tables, which are nine tenths of
    it and none of ours."""
    word, written = new_document(), io.BytesIO()
    styles = word.styles.element
    for style in styles.findall(qn("w:style")):
        if style.type == WD_STYLE_TYPE.TABLE and not style.default:
            styles.remove(style)
    _drop(word, _LEFT_OUT)
    word.save(written)
    return written.getvalue()


def _describe(word: WordDocument, document: FilledDocument) -> None:
    """Title, author, language and day in the properties of the file."""
    day = document.day
    moment = _NO_DAY if day is None else dt.datetime(day.year, day.month, day.day)
    properties = word.core_properties
    properties.title, properties.subject = document.title, document.purpose
    properties.author = properties.last_modified_by = document.company[:_LONGEST]
    properties.language = document.words["locale"]
    properties.created = properties.modified = moment
    properties.comments = properties.keywords = ""


def _add(word: WordDocument, block: Filled, document: FilledDocument) -> None:
    if isinstance(block, Heading):
        _write(_paragraph(word, "Heading 1"), block.runs)
    elif isinstance(block, Text):
        for line in block.lines:
            paragraph = _paragraph(word, TONES[block.tone])
            _write(paragraph, line)
            if block.tone is Tone.END and any(run.look is Look.BLANK for run in line):
                paragraph.paragraph_format.space_before = _TO_SIGN
    elif isinstance(block, Points):
        _add_points(word, block)
    elif isinstance(block, Table):
        _add_table(word, block)
    elif isinstance(block, Form):
        _add_form(word, block, document)


def _paragraph(within: WordDocument | Cell, style: str) -> Paragraph:
    """A new paragraph at the end."""
    return _styled(within.add_paragraph(), style)


def _styled(paragraph: Paragraph, style: str) -> Paragraph:
    """The paragraph in a style; python-docx itself would look at all styles for each."""
    paragraph._p.style = style_id(style)
    return paragraph


def _write(paragraph: Paragraph, runs: Iterable[Run]) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        if look := _LOOKS.get(run.look):
            added._r.style = style_id(look)
        if run.look is Look.STRONG:
            added.bold = True


# -- lists --------------------------------------------------------------------------------------


def _add_points(word: WordDocument, points: Points) -> None:
    style = MARKS[points.mark]
    number = _own_numbering(word, style) if points.mark is Mark.NUMBER else None
    for item in points.items:
        paragraph = _paragraph(word, style)
        if points.mark is Mark.BOX:
            paragraph.add_run(f"{BOX}\t")
        if number is not None:
            properties: Any = paragraph._p.get_or_add_pPr()
            properties = properties.get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        _write(paragraph, item)


def _own_numbering(word: WordDocument, style: str) -> int:
    """A numbering that begins with 1 again, drawn as that of the style."""
    numbering = word.part.numbering_part.element
    used = word.styles[style].element.pPr.numPr.numId.val
    known = next(one for one in numbering.num_lst if one.numId == used)
    own = numbering.add_num(known.abstractNumId.val)
    own.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(own.numId)


# -- tables -------------------------------------------------------------------------------------


def _add_table(word: WordDocument, table: Table) -> None:
    shares = [one / sum(table.widths) for one in table.widths]
    added = _new_table(word, 1 + len(table.rows), shares, TABLE)
    for cell, head in zip(added.rows[0].cells, table.head, strict=True):
        cell.paragraphs[0].add_run(head)
    _repeat_head(added)
    for row, cells in zip(added.rows[1:], table.rows, strict=True):
        for cell, lines in zip(row.cells, cells, strict=True):
            _fill(cell, lines)
        if not any(run.text for lines in cells for runs in lines for run in runs):
            row.height = _BLANK_ROW
    if len(table.rows) < _SMALL:
        _keep_together(added)
    _after_table(word)


def _add_form(word: WordDocument, form: Form, document: FilledDocument) -> None:
    added = _new_table(word, len(form.rows), [_LABEL_SHARE, 1 - _LABEL_SHARE], FORM)
    _tell_columns(added, document)
    for row, entry in zip(added.rows, form.rows, strict=True):
        label, field = row.cells
        label.paragraphs[0].add_run(entry.label)
        boxes = "　".join(f"{BOX} {one}" for one in entry.boxes)
        lines = [entry.runs] if entry.runs else []
        _fill(field, [*lines, (Run(boxes),)] if boxes else lines)
        if entry.lines == 1:
            label.vertical_alignment = field.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        row.height = round(_ROW * entry.lines * (LARGER if document.large else 1))
    if len(form.rows) <= _SMALL:
        _keep_together(added)
    _after_table(word)


def _keep_together(table: WordTable) -> None:
    for row in table.rows[:-1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _new_table(word: WordDocument, rows: int, shares: list[float], style: str) -> WordTable:
    """A table over the whole line, whose rows stay on one page each."""
    table: WordTable = word.add_table(rows=rows, cols=len(shares))
    table._tbl.tblStyle_val = style_id(style)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(round(LINE_WIDTH * share, 1))
        for cell in column.cells:
            cell.width = column.width
            _styled(cell.paragraphs[0], CELL)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table


def _repeat_head(table: WordTable) -> None:
    """Say that the first row is the head: it stands on every page and is read as such."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _tell_columns(table: WordTable, document: FilledDocument) -> None:
    """What a form is, for those who hear it: its rows have a label and a place to write."""
    words = document.words
    for tag, text in (("w:tblCaption", document.title), ("w:tblDescription", words["entry"])):
        told = OxmlElement(tag)
        told.set(qn("w:val"), text)
        table._tbl.tblPr.append(told)


def _fill(cell: Cell, lines: Iterable[Runs]) -> None:
    for number, runs in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else _paragraph(cell, CELL)
        if runs and runs[0].text == f"{BOX} ":  # what is ticked stands beside its box
            paragraph.paragraph_format.left_indent = _BOX_INDENT
            paragraph.paragraph_format.first_line_indent = -_BOX_INDENT
        _write(paragraph, runs)


def _after_table(word: WordDocument) -> None:
    """The gap below a table, whose last paragraph Word takes no space from."""
    gap = word.add_paragraph().paragraph_format
    gap.space_before = gap.space_after = Pt(0)
    gap.line_spacing = Pt(8)


# -- the file -----------------------------------------------------------------------------------


def _packed(word: WordDocument) -> bytes:
    """The package with its parts in the order in which they were written, and no clock in it."""
    written = io.BytesIO()
    word.save(written)
    with zipfile.ZipFile(written) as package:
        return zip_of({name: package.read(name) for name in package.namelist()})


def _drop(word: WordDocument, names: Iterable[str]) -> None:
    """Leave parts of the template out; what names them is the package or the document."""
    package: Any = word.part.package
    for relations in (package.rels, word.part.rels):
        for key, relation in list(relations.items()):
            if str(relation.target_part.partname).removeprefix("/") in names:
                relations.pop(key)
