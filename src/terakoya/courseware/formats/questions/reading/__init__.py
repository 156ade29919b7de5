"""Question files → the pool of a course: our workbook, a plain table, GIFT, Aiken, Moodle XML.

`docs/question-files.md` shows each with an example, and what each cannot hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from ....errors import WrongUse
from ....model import Course, Material
from ...xlsx.reading.confirmation import ReadTest, TestBook, is_test_workbook
from ...xlsx.reading.notices import Notice, Refusal, Remark, UnreadableSheet
from ...xlsx.reading.package import MAX_FILE, open_book
from .aiken import looks_like_aiken, read_aiken
from .assemble import assemble
from .csv_grid import grid_of_csv, holds_table
from .draft import Background, Draft
from .file_text import file_text
from .gift import read_gift
from .languages import language_of
from .moodle_xml import read_moodle_xml
from .own_words import own_words
from .sheet_table import find_table
from .table import header_row, read_table

__all__ = ["ENDINGS", "ReadTest", "import_questions"]

ENDINGS = (".xlsx", ".xlsm", ".csv", ".tsv", ".gift", ".txt", ".xml")
Read = tuple[list[Draft], list[Notice]]
MAX_LETTERS = 5_000_000
MAX_LETTERS_OF_POOL = 1_000_000  # 2,000 questions of 500; ours have 400
_TRUTH_WORDS = {"ja": ("正しい", "誤り"), "en": ("True", "False")}


def import_questions(
    name: str,
    data: bytes,
    base: Material,
    *,
    language: str = "",
    values: Mapping[str, str] | None = None,
    former: Course | None = None,
) -> ReadTest:
    """The pool that a question file holds; `name` is its name, whose ending says its format.

    `language` is that of the file, left out the course's source language; a file that repeats the
    questions of another one is of that, and our own workbook says its language itself. `former` is
    the course that the file was made from where that is not the base: its titles of slides are
    known too. Raises `UnreadableSheet`, and `WrongUse` for a language that the course does not
    speak.
    """
    ending = f".{name.rpartition('.')[2].casefold()}"
    if ending not in ENDINGS:
        raise UnreadableSheet(Refusal.UNKNOWN_FILE, ending=ending, known=", ".join(ENDINGS))
    languages = base.course.meta.languages
    if language and language not in languages:
        known = ", ".join(languages)
        raise WrongUse(f"The course does not speak `{language}`. → One of: {known}.")
    if ending in (".xlsx", ".xlsm"):
        book = open_book(data)
        # A table that somebody put into a workbook of ours is none of its pool.
        table = None if is_test_workbook(book) else find_table(book)
        if table is None:  # our own test workbook
            return TestBook(book, base.course, values, former).read()
        parse: Callable[[Background], Read] = table.read
    else:
        parse = partial(_drafts, ending, name, data)
    return _read(parse, base.course, language, values, former)


def _read(
    parse: Callable[[Background], Read],
    course: Course,
    language: str,
    values: Mapping[str, str] | None,
    former: Course | None,
) -> ReadTest:
    """The pool of a file, in the language that the words of its questions say.

    A file of another language than the one that was named would replace the wrong questions.
    """
    stated = language or course.meta.languages[0]
    drafts, notices = parse(_background(course, stated))
    if sum(draft.letters for draft in drafts) > MAX_LETTERS_OF_POOL:
        raise UnreadableSheet(Refusal.TOO_MUCH_TEXT, most=MAX_LETTERS_OF_POOL)
    found = language_of(drafts, course, stated, values)
    if found != stated:
        drafts, notices = parse(_background(course, found))
        told = Notice(Remark.LANGUAGE_FOUND, "", {"found": found, "language": stated})
        notices = [*notices, told]
    return assemble(drafts, course, found, notices, values, former)


def _background(course: Course, language: str) -> Background:
    titles = frozenset(" ".join(title.split()) for title in course.meta.title.values())
    words = _TRUTH_WORDS.get(language, _TRUTH_WORDS["en"])
    return Background(language, words, titles, own_words(course))


def _drafts(ending: str, name: str, data: bytes, background: Background) -> Read:
    if len(data) > MAX_FILE:
        raise UnreadableSheet(Refusal.TOO_LARGE, most=MAX_FILE // 1_000_000)
    if not data.strip():
        raise UnreadableSheet(Refusal.EMPTY)
    if ending == ".xml":
        return read_moodle_xml(data, background)
    text = file_text(data, background.language)
    if not text.strip():
        raise UnreadableSheet(Refusal.EMPTY)
    if len(text) > MAX_LETTERS:
        raise UnreadableSheet(Refusal.TOO_MUCH_TEXT, most=MAX_LETTERS)
    if ending in (".csv", ".tsv") or (ending == ".txt" and holds_table(text)):
        grid = grid_of_csv(text, name)
        return read_table(grid, header_row(grid), background)
    if ending == ".txt" and looks_like_aiken(text):
        return read_aiken(text)
    return read_gift(text, background)
