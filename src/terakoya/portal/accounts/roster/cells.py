"""What the cells of one row mean: cleaned values, or the sentence that says how to mend them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from ..errors import AccountsError, IdentifierMissing, RosterCellUnusable
from ..names import clean_email, clean_employee_number, clean_kana, clean_line, clean_name
from ..paths import split_path
from .columns import Column
from .dates import read_day

Path = tuple[str, ...]
_LANGUAGES: Final = {
    "ja": "ja",
    "jp": "ja",
    "日本語": "ja",
    "japanese": "ja",
    "en": "en",
    "英語": "en",
    "english": "en",
}
_YES: Final = {
    "休職",
    "休職中",
    "休業",
    "休業中",
    "育休",
    "産休",
    "はい",
    "有",
    "あり",
    "○",
    "〇",
    "◯",
}
_YES_LATIN: Final = {"1", "y", "yes", "true", "onleave", "leave"}
_NO: Final = {"在籍", "在籍中", "在職", "勤務", "復職", "いいえ", "無", "なし", "×", "-", "ー"}
_NO_LATIN: Final = {"0", "n", "no", "false", "active", "working"}
_BETWEEN_PATHS: Final = re.compile(r"[、,;；\n]+")
_SWALLOWED: Final = re.compile(r"[\r\n].*[,\t;]|[,\t;].*[\r\n]", re.DOTALL)
_ADDRESS: Final = re.compile(r"[^\s@/]+@[^\s@/]+\.[^\s@/]+")
_LIKE_NUMBER: Final = re.compile(r"(?=.*\d)[0-9A-Za-z-]+")
_BETWEEN_DAYS: Final = re.compile(r"[〜～~]")
MOST_POSTS: Final = 10


@dataclass(frozen=True, slots=True)
class Leave:
    """What the column 休職 says: away or not, perhaps from which day to which."""

    is_away: bool
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the list, cleaned. Empty or `None`: the cell is empty, or there is none."""

    number: int
    name: str = ""
    name_kana: str = ""
    employee_number: str | None = None
    email: str | None = None
    department: Path = ()
    concurrent: tuple[Path, ...] = ()
    position: str = ""
    site: str = ""
    employment: str = ""
    language: str = ""
    leave: Leave | None = None
    leader: str = ""
    left_on: dt.date | None = None

    @property
    def department_label(self) -> str:
        """営業部/第一課."""
        return label_of(self.department)


def label_of(path: Path) -> str:
    """営業部/第一課."""
    return "/".join(path)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in which cell, with the mend in its sentence."""

    number: int
    column: str
    cell: str
    message: str


class RowReader:
    """Reads rows; values that come again and again, such as departments, are cleaned once."""

    def __init__(self) -> None:
        self._known: dict[tuple[Column, str], tuple[Any, str]] = {}

    def read(self, number: int, texts: Mapping[Column, str]) -> tuple[RosterRow, list[RowProblem]]:
        """The row, and what is wrong with it."""
        whole = _with_whole_names(texts)
        problems: list[RowProblem] = []
        values: dict[str, Any] = {}
        for column, clean in _CLEANING.items():
            text = whole.get(column, "")
            if not text and column is not Column.NAME:
                continue
            value, message = self._cleaned(column, text, clean)
            if column is not Column.CONCURRENT and _SWALLOWED.search(text):
                return RosterRow(number), [problem(number, column, text, _swallowed())]
            if message:
                problems.append(problem(number, column, text, message))
            elif value is not None:
                values[column.value] = value
        if not (whole.get(Column.NUMBER) or whole.get(Column.EMAIL)):
            problems.append(problem(number, Column.NUMBER, "", str(IdentifierMissing.sentence)))
        elif not problems and (shifted := _shifted_column(values)) is not None:
            problems.append(problem(number, shifted, whole.get(shifted, ""), _shifted()))
        return RosterRow(number=number, **values), problems

    def _cleaned(self, column: Column, text: str, clean: Callable[[str], Any]) -> tuple[Any, str]:
        if column not in _REPEATED:
            return _outcome(clean, text)
        if (column, text) not in self._known:
            self._known[column, text] = _outcome(clean, text)
        return self._known[column, text]


def _swallowed() -> str:
    return _(
        '改行と区切りの記号が、1つのセルに入っています。引用符（"）の数が合っているか、'
        "次の行とつながっていないかを確かめてください。"
    )


def _shifted_column(values: Mapping[str, Any]) -> Column | None:
    """The cell that holds what belongs in another column: a number as name, an address as unit."""
    name = unicodedata.normalize("NFKC", values.get("name", ""))
    number = values.get("employee_number") or ""
    if number and _LIKE_NUMBER.fullmatch(name) and not re.search(r"\d", number):
        return Column.NAME
    is_address = any(map(_ADDRESS.fullmatch, values.get("department", ())))
    return Column.DEPARTMENT if is_address else None


def _shifted() -> str:
    return _(
        "氏名、社員番号、部署の列が入れ替わっているようです。見出しと列を合わせて、選び直してください。"
    )


def problem(number: int, column: Column, cell: str, message: str) -> RowProblem:
    """What is wrong with a cell; of a long one the beginning is shown."""
    return RowProblem(number, str(column.label), cell[:60], message)


def _outcome(clean: Callable[[str], Any], text: str) -> tuple[Any, str]:
    try:
        return clean(text), ""
    except AccountsError as error:
        return None, str(error)


def _with_whole_names(texts: Mapping[Column, str]) -> Mapping[Column, str]:
    """Family and given name as one, where they have columns of their own."""
    if Column.FAMILY not in texts and Column.FAMILY_KANA not in texts:
        return texts
    joined = dict(texts)
    pairs = (
        (Column.NAME, Column.FAMILY, Column.GIVEN),
        (Column.KANA, Column.FAMILY_KANA, Column.GIVEN_KANA),
    )
    for whole, family, given in pairs:
        parts = (texts.get(family, "").strip(), texts.get(given, "").strip())
        if not joined.get(whole):
            joined[whole] = " ".join(part for part in parts if part)
    return joined


def _line(column: Column) -> Callable[[str], str]:
    return lambda text: clean_line(text, most=100, field=column.value)


def _paths(text: str) -> tuple[Path, ...]:
    parts = [part for part in _BETWEEN_PATHS.split(text) if part.strip()]
    if len(parts) > MOST_POSTS:
        raise RosterCellUnusable(
            why=_("兼務は%(most)sつまでです。減らして入力してください。") % {"most": MOST_POSTS}
        )
    return tuple(dict.fromkeys(split_path(part) for part in parts))


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", text)).casefold()


def _language(text: str) -> str:
    found = _LANGUAGES.get(_plain(text))
    if found is None:
        raise RosterCellUnusable(why=_("言語は「日本語」か「英語」（jaかen）と入力してください。"))
    return found


def _leave(text: str) -> Leave:
    words = text.strip()
    if words in _YES or _plain(words) in _YES_LATIN:
        return Leave(is_away=True)
    if words in _NO or _plain(words) in _NO_LATIN:
        return Leave(is_away=False)
    first, *rest = _BETWEEN_DAYS.split(words)
    since = read_day(first)
    until = read_day(rest[0]) if rest and rest[0].strip() else None
    has_until = len(rest) == 1 and rest[0].strip() != ""
    if since is None or len(rest) > 1 or (has_until and (until is None or until < since)):
        raise RosterCellUnusable(
            why=_(
                "休職の人は「休職」か日付を入力してください（例：2026/4/1、2026/4/1〜2027/3/31）。"
                "ほかの人は空欄です。"
            )
        )
    return Leave(is_away=True, since=since, until=until)


def _left_on(text: str) -> dt.date:
    day = read_day(text)
    if day is None:
        raise RosterCellUnusable(
            why=_("日付を読めません。2026/4/1や令和8年4月1日のように入力してください。")
        )
    return day


_CLEANING: Final[dict[Column, Callable[[str], Any]]] = {
    Column.NAME: clean_name,
    Column.KANA: clean_kana,
    Column.NUMBER: clean_employee_number,
    Column.EMAIL: clean_email,
    Column.DEPARTMENT: split_path,
    Column.CONCURRENT: _paths,
    Column.POSITION: _line(Column.POSITION),
    Column.SITE: _line(Column.SITE),
    Column.EMPLOYMENT: _line(Column.EMPLOYMENT),
    Column.LANGUAGE: _language,
    Column.LEAVE: _leave,
    Column.LEADER: lambda text: clean_line(text, most=254, field="leader"),
    Column.LEFT_ON: _left_on,
}
_REPEATED: Final = frozenset(_CLEANING) - {
    Column.NAME,
    Column.KANA,
    Column.NUMBER,
    Column.EMAIL,
}
