"""Every row against the rules, the other rows and the roster; what is wrong, where, how to mend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ...common.text import FORMULA_STARTS
from ..choices import MemberState
from ..errors import AccountsError, IdentifierMissing
from ..models import Member, Organisation
from ..names import clean_email, clean_employee_number, clean_kana, clean_name
from ..paths import split_path
from ..selectors import DepartmentTree, department_tree
from .columns import Column, columns_without_header, header_of
from .reading import MOST_ROWS, Row, Table, too_many


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person of the list, cleaned."""

    number: int
    name: str
    name_kana: str
    employee_number: str | None
    email: str | None
    department: tuple[str, ...]

    @property
    def department_label(self) -> str:
        """営業部/第一課."""
        return "/".join(self.department)


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in which cell, with the mend in its sentence."""

    number: int
    column: str
    cell: str
    message: str


@dataclass(slots=True)
class RosterPlan:
    """What saving the list would do; only without problems may it be saved."""

    columns: list[Column | None]
    has_header: bool
    ignored_headers: list[str] = field(default_factory=list)
    rows: list[RosterRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    new_departments: list[str] = field(default_factory=list)

    @property
    def problem_rows(self) -> list[int]:
        """The numbers of the rows with problems."""
        return sorted({problem.number for problem in self.problems})

    @property
    def good_rows(self) -> list[RosterRow]:
        """The rows without problems."""
        bad = set(self.problem_rows)
        return [row for row in self.rows if row.number not in bad]

    @property
    def mails(self) -> int:
        """How many invitations would be mailed."""
        return sum(1 for row in self.good_rows if row.email)

    @property
    def known_columns(self) -> list[str]:
        """The labels of the recognised columns, in the list's order."""
        return [str(column.label) for column in self.columns if column]


def check_roster(organisation: Organisation, table: Table) -> RosterPlan:
    """Read a table as a roster and check it. Three statements, whatever its length."""
    columns = header_of(table.rows[0][1])
    has_header = columns is not None
    body = table.rows[1:] if has_header else table.rows
    if len(body) > MOST_ROWS:
        raise too_many(len(body))
    if columns is None:
        columns = columns_without_header(max(len(cells) for _number, cells in body))
    plan = RosterPlan(columns, has_header)
    if has_header:
        headers = table.rows[0][1]
        plan.ignored_headers = [
            header for header, column in zip(headers, columns, strict=True) if header and not column
        ]
    for number, cells in body:
        _read_row(plan, number, cells)
    _check_repeats(plan)
    _check_against_roster(plan, organisation)
    _check_departments(plan, department_tree(organisation))
    plan.problems.sort(key=lambda problem: problem.number)
    return plan


def _read_row(plan: RosterPlan, number: int, cells: Row) -> None:
    texts = {
        column: _without_apostrophe(cells[index])
        for index, column in enumerate(plan.columns)
        if column and index < len(cells)
    }

    def read(column: Column, clean: Callable[[str], object]) -> object:
        try:
            return clean(texts.get(column, ""))
        except AccountsError as error:
            _add(plan, number, column, texts.get(column, ""), str(error))
            return None

    row = RosterRow(
        number=number,
        name=str(read(Column.NAME, clean_name) or ""),
        name_kana=str(read(Column.KANA, clean_kana) or ""),
        employee_number=_text_or_none(read(Column.NUMBER, clean_employee_number)),
        email=_text_or_none(read(Column.EMAIL, clean_email)),
        department=_names(read(Column.DEPARTMENT, _path_or_nothing)),
    )
    if not any(texts.get(column, "").strip() for column in (Column.NUMBER, Column.EMAIL)):
        _add(plan, number, Column.NUMBER, "", str(IdentifierMissing.sentence))
    plan.rows.append(row)


def _check_repeats(plan: RosterPlan) -> None:
    for column in (Column.NUMBER, Column.EMAIL):
        first: dict[str, int] = {}
        for row in plan.rows:
            value = row.employee_number if column is Column.NUMBER else row.email
            if value and value in first:
                message = _("%(first)s行目と同じです。どちらかの行を消すか、直してください。") % {
                    "first": first[value]
                }
                _add(plan, row.number, column, value, message)
            elif value:
                first[value] = row.number


def _check_against_roster(plan: RosterPlan, organisation: Organisation) -> None:
    roster = Member.objects.filter(organisation=organisation)
    numbers = [row.employee_number for row in plan.rows if row.employee_number]
    emails = [row.email for row in plan.rows if row.email]
    by_number = {one.employee_number: one for one in roster.filter(employee_number__in=numbers)}
    by_email = {one.email: one for one in roster.filter(email__in=emails)}
    for row in plan.rows:
        if row.employee_number and (known := by_number.get(row.employee_number)):
            _add(plan, row.number, Column.NUMBER, row.employee_number, _known_already(known))
        elif row.email and (known := by_email.get(row.email)):
            _add(plan, row.number, Column.EMAIL, row.email, _known_already(known))


def _known_already(member: Member) -> str:
    if member.state is MemberState.LEFT:
        return _(
            "退職した%(name)sさんのものです。同じ人なら「メンバー」で退職を取り消してください。"
        ) % {"name": member.name}
    return _("%(name)sさんとして登録済みです。この行を消してください。") % {"name": member.name}


def _check_departments(plan: RosterPlan, tree: DepartmentTree) -> None:
    known = {node.label: node for node in tree.by_id.values()}
    new: dict[str, None] = {}
    for row in plan.rows:
        for length in range(1, len(row.department) + 1):
            label = "/".join(row.department[:length])
            node = known.get(label)
            if node is None:
                new[label] = None
            elif not node.department.is_active:
                message = _(
                    "部署「%(label)s」は使用を終了しています。別の部署にするか、再開してください。"
                ) % {"label": label}
                _add(plan, row.number, Column.DEPARTMENT, row.department_label, message)
                break
    plan.new_departments = list(new)


def _add(plan: RosterPlan, number: int, column: Column, cell: str, message: str) -> None:
    plan.problems.append(RowProblem(number, str(column.label), cell[:60], message))


def _without_apostrophe(cell: str) -> str:
    """Our own export puts ' before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


def _path_or_nothing(text: str) -> tuple[str, ...]:
    return split_path(text) if text.strip() else ()


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _names(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
