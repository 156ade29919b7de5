"""Question files → the pool of a course: our workbook, a plain table, GIFT, Aiken, Moodle XML.

`docs/question-files.md` shows each with an example, and what each cannot hold.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...errors import WrongUse
from ...model import Material
from ..xlsx.confirmation import ReadTest, TestBook
from ..xlsx.notices import Notice, Refusal, UnreadableSheet
from ..xlsx.package import MAX_FILE, open_book
from .aiken import looks_like_aiken, read_aiken
from .assemble import assemble
from .draft import Draft
from .gift import read_gift
from .moodle_xml import read_moodle_xml
from .table import find_table, grid_of_csv, header_row, read_table

__all__ = ["ENDINGS", "ReadTest", "import_questions"]

ENDINGS = (".xlsx", ".xlsm", ".csv", ".tsv", ".gift", ".txt", ".xml")
MAX_LETTERS = 5_000_000
_TRUTH_WORDS = {"ja": ("正しい", "誤り"), "en": ("True", "False")}


def import_questions(
    name: str,
    data: bytes,
    base: Material,
    *,
    language: str = "",
    values: Mapping[str, str] | None = None,
) -> ReadTest:
    """The pool that a question file holds; `name` is its name, whose ending says its format.

    `language` is that of the file, left out the course's source language; our own workbook says
    its language itself. Raises `UnreadableSheet`, and `WrongUse` for a language that the course
    does not speak.
    """
    ending = f".{name.rpartition('.')[2].casefold()}"
    if ending not in ENDINGS:
        raise UnreadableSheet(Refusal.UNKNOWN_FILE, ending=ending, known=", ".join(ENDINGS))
    languages = base.course.meta.languages
    language = language or languages[0]
    if language not in languages:
        known = ", ".join(languages)
        raise WrongUse(f"The course does not speak `{language}`. → One of: {known}.")
    if ending in (".xlsx", ".xlsm"):
        return _from_workbook(data, base, language, values)
    drafts, notices = _drafts(ending, name, data, language)
    return assemble(drafts, base.course, language, notices, values)


def _from_workbook(
    data: bytes, base: Material, language: str, values: Mapping[str, str] | None
) -> ReadTest:
    """Our own test workbook, or a plain table in any workbook."""
    book = open_book(data)
    table = find_table(book)
    if table is None:
        return TestBook(book, base.course, values).read()
    drafts, notices = read_table(*table)
    return assemble(drafts, base.course, language, notices, values)


def _drafts(ending: str, name: str, data: bytes, language: str) -> tuple[list[Draft], list[Notice]]:
    truth_words = _TRUTH_WORDS.get(language, _TRUTH_WORDS["en"])
    if len(data) > MAX_FILE:
        raise UnreadableSheet(Refusal.TOO_LARGE, most=MAX_FILE // 1_000_000)
    if ending == ".xml":
        return read_moodle_xml(data, truth_words)
    text = _text_of(data)
    if len(text) > MAX_LETTERS:
        raise UnreadableSheet(Refusal.TOO_MUCH_TEXT, most=MAX_LETTERS)
    if ending in (".csv", ".tsv"):
        grid = grid_of_csv(text, name)
        return read_table(grid, header_row(grid))
    if ending == ".txt" and looks_like_aiken(text):
        return read_aiken(text)
    return read_gift(text, truth_words)


def _text_of(data: bytes) -> str:
    """A text file in UTF-8, UTF-16 with its mark, or Shift JIS, as Excel saves in Japan."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet(Refusal.NO_TEXT_FILE)
