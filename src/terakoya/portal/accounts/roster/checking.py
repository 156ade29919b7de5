"""Every row against the rules, the other rows and the roster; what is wrong, where, how to mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from ...common import clock
from ...common.text import FORMULA_STARTS
from ..choices import RosterKind
from ..errors import RosterUnreadable
from ..models import Member, Organisation
from ..selectors import DepartmentTree, department_tree
from .cells import Path, RosterRow, RowProblem, RowReader, label_of, problem
from .columns import Column, columns_without_header, find_header
from .comparison import (
    Comparison,
    Known,
    Line,
    Roster,
    is_another_person,
    paths_in,
    protected_sentence,
    read_roster,
)
from .leaders import Leaders
from .reading import MOST_ROWS, Row, Table, too_many
from .workbook import name_of

MOST_LEAVING: int = 20  # one in so many may leave without being asked


@dataclass(slots=True)
class RosterPlan:
    """What saving the list would do; only without problems, or without their rows, it is saved."""

    columns: list[Column | None]
    has_header: bool
    covers_all: bool = False
    ignored_headers: list[str] = field(default_factory=list)
    rows: list[RosterRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    new_departments: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    leaders: Leaders | None = None
    present: int = 0
    unchanged: int = 0
    tree: DepartmentTree | None = None

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
        return sum(1 for line in self.lines if is_invited(line))

    @property
    def leaving(self) -> int:
        """How many would leave."""
        return sum(1 for line in self.lines if line.kind is RosterKind.LEFT)

    @property
    def asks_about_leaving(self) -> bool:
        """Whether more than one in twenty would leave."""
        return self.leaving * MOST_LEAVING > self.present

    @property
    def known_columns(self) -> list[str]:
        """The labels of the recognised columns, in the list's order."""
        return [str(column.label) for column in self.columns if column]

    def counts(self) -> dict[str, int]:
        """How many lines of each kind; problems and notices too."""
        counts = Counter(line.kind.value for line in self.lines)
        counts[RosterKind.PROBLEM.value] = len(self.problems)
        counts[RosterKind.NOTICE.value] = len(self.notices)
        counts[RosterKind.LEADER.value] = len(self.leaders.lines) if self.leaders else 0
        return {kind: count for kind, count in counts.items() if count}


def is_invited(line: Line) -> bool:
    """Whether a line brings an invitation by mail."""
    if line.kind is RosterKind.ADDED:
        return bool(line.row and line.row.email)
    if line.kind is not RosterKind.RETURNED or line.known is None:
        return False
    email = line.after.get(Column.EMAIL.value) or line.known.email
    return bool(email) and line.known.joined_at is None


def check_roster(
    organisation: Organisation, table: Table, *, covers_all: bool = False, by: Member | None = None
) -> RosterPlan:
    """Read a table as a roster and check it. Six statements, whatever its length.

    `covers_all`: it lists everybody, so that who is not in it leaves. `by`: only an owner's list
    changes owners and officers.
    """
    plan, body = _read_header(table, covers_all)
    _read_rows(plan, body)
    _add_marks(plan, table, body)
    _check_repeats(plan)
    plan.tree = department_tree(organisation)
    everybody = covers_all or len(plan.rows) == 0
    roster = read_roster(organisation, None if everybody else plan.rows)
    _check_departments(plan, plan.tree)
    _compare(plan, roster, plan.tree, by)
    bad = set(plan.problem_rows)
    plan.lines = [line for line in plan.lines if line.number not in bad]
    plan.present = Member.objects.present().filter(organisation=organisation).count()
    plan.problems.sort(key=lambda one: one.number)
    return plan


def _read_header(table: Table, covers_all: bool) -> tuple[RosterPlan, list[tuple[int, Row]]]:
    header = find_header(table.rows)
    body = table.rows[header.at + 1 :] if header else table.rows
    if not body:
        raise RosterUnreadable(
            why=_(
                "見出しの行だけで、人の行がありません。見出しの下に、1人を1行で入力してください。"
            )
        )
    if len(body) > MOST_ROWS:
        raise too_many(len(body))
    if header is None:
        width = max(len(cells) for _number, cells in body)
        return RosterPlan(columns_without_header(width), False, covers_all), body
    cells = table.rows[header.at][1]
    plan = RosterPlan(header.columns, True, covers_all)
    plan.ignored_headers = [
        cell for cell, column in zip(cells, header.columns, strict=True) if cell and not column
    ]
    _note_surplus(plan, body, len(cells))
    return plan, body


def _note_surplus(plan: RosterPlan, body: list[tuple[int, Row]], width: int) -> None:
    """What stands right of the last heading is not read."""
    places = [name_of(number - 1, width) for number, cells in body if any(cells[width:])]
    if places:
        plan.notices.append(
            _(
                "見出しのない列の内容は読みませんでした（%(place)sから右。%(count)s行）。"
                "要るものなら、見出しを付けてください。"
            )
            % {"place": places[0], "count": f"{len(places):,}"}
        )


def _read_rows(plan: RosterPlan, body: Iterable[tuple[int, Row]]) -> None:
    reader = RowReader()
    places = [(index, column) for index, column in enumerate(plan.columns) if column]
    for number, cells in body:
        texts = {
            column: _without_apostrophe(cells[index])
            for index, column in places
            if index < len(cells)
        }
        row, problems = reader.read(number, texts)
        plan.rows.append(row)
        plan.problems.extend(problems)


def _add_marks(plan: RosterPlan, table: Table, body: list[tuple[int, Row]]) -> None:
    """What a sheet has beside its values: joined cells, formulas without result, hidden rows."""
    numbers = {number for number, _cells in body}
    for merge in table.marks.merged:
        touched = [row for row in range(merge.first, merge.last + 1) if row in numbers]
        if touched:
            message = _("%(place)sの結合を解除し、各行に値を入力してください。") % {
                "place": merge.place
            }
            plan.problems.extend(
                RowProblem(number, _("結合したセル"), merge.place, message) for number in touched
            )
    said = (
        (table.marks.formulas, _("数式の結果がありません。値として貼り付けて保存してください。")),
        (table.marks.errors, _("数式がエラーです。正しい値を入力してください。")),
    )
    for cells, message in said:
        plan.problems.extend(
            RowProblem(number, _("数式"), place, message)
            for number, place in cells
            if number in numbers
        )
    hidden = [number for number in table.marks.hidden if number in numbers]
    if hidden:
        plan.notices.append(_hidden_sentence(hidden))


def _hidden_sentence(hidden: list[int]) -> str:
    shown = "、".join(str(number) for number in hidden[:10])
    more = _("ほか") if len(hidden) > 10 else ""
    return _(
        "非表示の行が%(count)s行あり、その行も読みました（%(rows)s%(more)s行目）。"
        "除くときは、行を再表示して消してください。"
    ) % {"count": len(hidden), "rows": shown, "more": more}


def _check_repeats(plan: RosterPlan) -> None:
    for column in (Column.NUMBER, Column.EMAIL):
        first: dict[str, int] = {}
        for row in plan.rows:
            value = row.employee_number if column is Column.NUMBER else row.email
            if value and value in first:
                message = _("%(first)s行目と同じです。どちらかの行を消すか、直してください。") % {
                    "first": first[value]
                }
                plan.problems.append(problem(row.number, column, value, message))
            elif value:
                first[value] = row.number


def _compare(plan: RosterPlan, roster: Roster, tree: DepartmentTree, by: Member | None) -> None:
    columns = [column for column in plan.columns if column]
    comparison = Comparison(columns, tree, covers_all=plan.covers_all)
    matched: set[int] = set()
    bad = set(plan.problem_rows)
    numbered = {row.employee_number: row for row in plan.rows if row.employee_number}
    for row in plan.rows:
        known, wrong = _match(row, roster, numbered)
        if known is not None:
            matched.add(known.pk)
        if wrong is not None:
            plan.problems.append(wrong)
        elif row.number not in bad:
            _add_line(plan, comparison, row, known, by)
    plan.leaders = Leaders(plan.rows, roster, bad | set(plan.problem_rows))
    plan.problems.extend(plan.leaders.problems)
    if plan.covers_all:
        _add_absent(plan, comparison, roster, matched, by)


def _add_line(
    plan: RosterPlan,
    comparison: Comparison,
    row: RosterRow,
    known: Known | None,
    by: Member | None,
) -> None:
    today = comparison.today
    if known is None:
        if row.left_on is not None and row.left_on <= today:
            plan.unchanged += 1  # has left before ever being here
        else:
            plan.lines.append(comparison.added(row))
        return
    line = comparison.line(row, known)
    if line is None:
        plan.unchanged += 1
    elif line.kind is RosterKind.RETURNED and is_another_person(row, known):
        plan.problems.append(problem(row.number, *_place_of(row, known), _another(known)))
    elif known.has_office and (line.kind is RosterKind.LEFT or not _may_change(by, known)):
        plan.notices.append(protected_sentence(known))
    else:
        plan.lines.append(line)


def _may_change(by: Member | None, known: Known) -> bool:
    return by is not None and (by.pk == known.pk or by.is_owner)


def _add_absent(
    plan: RosterPlan,
    comparison: Comparison,
    roster: Roster,
    matched: set[int],
    by: Member | None,
) -> None:
    for known in roster.members:
        if known.pk in matched or known.has_left(comparison.today):
            continue
        if known.has_office or (by is not None and by.pk == known.pk):
            plan.notices.append(
                _(
                    "%(name)sさんは一覧にありませんが、役割があるため退職にしません。"
                    "退職するときは「メンバー」のページで登録してください。"
                )
                % {"name": known.name}
            )
        else:
            plan.lines.append(comparison.absent(known))


def _match(
    row: RosterRow, roster: Roster, numbered: Mapping[str, RosterRow]
) -> tuple[Known | None, RowProblem | None]:
    """Whom a row means, by number, else by address; a problem where these are two people."""
    number, email = row.employee_number, row.email
    by_number = roster.by_number.get(number) if number else None
    by_email = roster.by_email.get(email) if email else None
    if by_number is None:
        if wrong := _lost_zeros(row, roster):
            return wrong
        if by_email is not None and number:
            return by_email, _number_differs(row, by_email)
        return by_email, None
    if by_email is not None and by_email.pk != by_number.pk:
        others = numbered.get(by_email.employee_number or "")
        if others is None or others.email in {None, email}:
            return by_number, problem(row.number, Column.EMAIL, email or "", _known(by_email))
    return by_number, None


def _lost_zeros(row: RosterRow, roster: Roster) -> tuple[Known, RowProblem] | None:
    """004128 became 4128 on its way through a spreadsheet."""
    number = row.employee_number or ""
    known = roster.by_bare_number.get(number.lstrip("0")) if number.isdecimal() else None
    if known is None or is_another_person(row, known):
        return None
    return known, problem(row.number, Column.NUMBER, number, _zeros(known))


def _number_differs(row: RosterRow, known: Known) -> RowProblem | None:
    """The same address under another number: a new number, or an address given on."""
    if not is_another_person(row, known):
        return None
    return problem(row.number, Column.EMAIL, row.email or "", _known(known))


def _place_of(row: RosterRow, known: Known) -> tuple[Column, str]:
    if row.employee_number and row.employee_number == known.employee_number:
        return Column.NUMBER, row.employee_number
    return Column.EMAIL, row.email or ""


def _zeros(known: Known) -> str:
    return _(
        "%(name)sさんの社員番号は「%(number)s」です。先頭の0が消えていないか確かめてください。"
    ) % {"name": known.name, "number": known.employee_number}


def _another(known: Known) -> str:
    return _("退職した%(name)sさんのものです。別の人なら、別の番号にしてください。") % {
        "name": known.name
    }


def _known(known: Known) -> str:
    if known.has_left(clock.today()):
        return _another(known)
    return _("%(name)sさんのものです。番号とメールのどちらかを直してください。") % {
        "name": known.name
    }


def _check_departments(plan: RosterPlan, tree: DepartmentTree) -> None:
    known = {node.label: node for node in tree.by_id.values()}
    closed: dict[Path, str] = {}
    new: dict[str, None] = {}
    for path in paths_in(plan.rows):
        for length in range(1, len(path) + 1):
            label = label_of(path[:length])
            node = known.get(label)
            if node is None:
                new[label] = None
            elif not node.department.is_active:
                closed[path] = _(
                    "部署「%(label)s」は使用を終了しています。別の部署にするか、再開してください。"
                ) % {"label": label}
                break
    if closed:
        _add_closed(plan, closed)
    plan.new_departments = list(new)


def _add_closed(plan: RosterPlan, closed: dict[Path, str]) -> None:
    for row in plan.rows:
        if row.department in closed:
            plan.problems.append(
                problem(row.number, Column.DEPARTMENT, row.department_label, closed[row.department])
            )
        for path in row.concurrent:
            if path in closed:
                plan.problems.append(
                    problem(row.number, Column.CONCURRENT, label_of(path), closed[path])
                )


def _without_apostrophe(cell: str) -> str:
    """Our own export puts ' before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell
