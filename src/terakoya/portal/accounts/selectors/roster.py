"""Imports of rosters as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ..choices import RosterKind, RosterState
from ..models import Organisation, RosterImport, RosterLine, RosterSource

LINES_A_PAGE: Final = 100
IMPORTS_A_PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Difference:
    """A value before and after; empty: there is none."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as the page shows it."""

    line: RosterLine
    differences: list[Difference]

    @property
    def message(self) -> str:
        """What is to be mended, or told."""
        return str(self.line.after.get("message", ""))


@dataclass(frozen=True, slots=True)
class KindTab:
    """A kind of line, and how many there are."""

    kind: RosterKind
    count: int


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of something."""

    rows: Sequence[Any]
    number: int
    total: int
    size: int

    @property
    def first(self) -> int:
        """The position of the first row, from 1; 0 for an empty list."""
        return (self.number - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The position of the last row."""
        return self.first + len(self.rows) - 1 if self.rows else 0

    @property
    def previous_number(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next_number(self) -> int | None:
        """The page after, if any."""
        return self.number + 1 if self.last < self.total else None


def paged(rows: QuerySet[Any], number: int, size: int) -> Paged:
    """A page by its number; one beyond the last gives the last."""
    total = rows.count()
    number = max(1, min(number, -(-total // size)))
    start = (number - 1) * size
    return Paged(list(rows[start : start + size]), number, total, size)


def tabs_of(found: RosterImport) -> list[KindTab]:
    """The kinds of lines that an import has, what needs mending first."""
    counts = found.counts
    return [KindTab(kind, counts[kind.value]) for kind in RosterKind if counts.get(kind.value)]


def line_page(found: RosterImport, kind: RosterKind, number: int) -> Paged:
    """The lines of a kind, 100 a page; two statements."""
    lines = RosterLine.objects.filter(roster_import=found, kind=kind).order_by("id")
    page = paged(lines, number, LINES_A_PAGE)
    rows = [LineRow(line, differences_of(line)) for line in page.rows]
    return Paged(rows, page.number, page.total, page.size)


def kept_page(found: RosterImport, number: int) -> Paged:
    """What undoing left as it is, with the reason."""
    lines = RosterLine.objects.filter(roster_import=found).exclude(kept="").order_by("id")
    return paged(lines, number, LINES_A_PAGE)


def differences_of(line: RosterLine) -> list[Difference]:
    """What changes, in the order of the columns."""
    labels = column_labels()
    return [
        Difference(labels[key], str(line.before.get(key, "")), str(line.after.get(key, "")))
        for key in labels
        if key in line.after or key in line.before
    ]


def column_labels() -> dict[str, str]:
    """What the keys of a line are called."""
    return {
        "name": _("氏名"),
        "name_kana": _("フリガナ"),
        "employee_number": _("社員番号"),
        "email": _("メール"),
        "department": _("部署"),
        "concurrent": _("兼務"),
        "position": _("役職"),
        "site": _("拠点"),
        "employment": _("雇用区分"),
        "language": _("言語"),
        "on_leave_since": _("休職の開始日"),
        "on_leave_until": _("休職の最終日"),
        "left_on": _("退職日"),
        "leads": _("受け持つ部署"),
    }


def import_page(organisation: Organisation, number: int) -> Paged:
    """The imports, newest first, without what their files hold; two statements."""
    rows = RosterImport.objects.filter(organisation=organisation).defer("content")
    return paged(rows.order_by("-id"), number, IMPORTS_A_PAGE)


def sources_of(organisation: Organisation) -> list[RosterSource]:
    """What is in force of the ways by which rosters come in by themselves."""
    rows = RosterSource.objects.filter(organisation=organisation, revoked_at=None)
    return list(rows.select_related("created_by").order_by("id"))


def state_sentence(found: RosterImport) -> str:
    """What has become of an import, in one sentence."""
    return {
        RosterState.WAITING: _("ファイルを読んでいます。この画面を閉じても続きます。"),
        RosterState.CONFIRMED: _("名簿に登録しています。この画面を閉じても続きます。"),
        RosterState.REFUSED: _("このファイルは読めませんでした。名簿は変わっていません。"),
        RosterState.CHECKED: _("まだ何も登録していません。"),
        RosterState.APPLIED: _("名簿に登録しました。"),
        RosterState.DROPPED: _("取りやめました。名簿は変わっていません。"),
        RosterState.UNDONE: _("この取り込みを取り消しました。"),
    }[RosterState(found.state)]
