"""What both workbooks of ours have in common: their course, their language, new ids."""

from __future__ import annotations

from ....model import Course
from ....revision import revision_id
from ..writing.words import words_of
from .ids import Ids, read_ids
from .notices import Notice, Refusal, Remark, UnreadableSheet
from .package import open_book


def ids_in(data: bytes) -> Ids:
    """What a workbook says of itself; empty for one that is not ours. Raises `UnreadableSheet`."""
    return read_ids(open_book(data))


def check_origin(ids: Ids, base: Course) -> list[Notice]:
    """Refuse a workbook of another course; a notice for one of another revision."""
    if ids.course and ids.course != base.meta.id:
        raise UnreadableSheet(Refusal.OTHER_COURSE, found=ids.course, wanted=base.meta.id)
    if ids.revision and ids.revision != revision_id(base):
        return [Notice(Remark.OTHER_REVISION, "", {"revision": ids.revision[:12]})]
    return []


def language_of(ids: Ids, base: Course, sheet: str, word: str) -> str:
    """The language of a workbook: as it says, or by the name of one of its sheets."""
    named = (one for one in base.meta.languages if words_of(one)[word] == sheet)
    language = ids.language or next(named, base.meta.languages[0])
    if language not in base.meta.languages:
        known = ", ".join(base.meta.languages)
        raise UnreadableSheet(Refusal.UNKNOWN_LANGUAGE, language=language, known=known)
    return language


def minted(stem: str, taken: set[str]) -> str:
    """A new id, `stem-1` and so on; it is added to those taken."""
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    taken.add(f"{stem}-{number}")
    return f"{stem}-{number}"
