"""期限超過の一覧: who is late, on paper, a section a department with room for a tick."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from django.utils.translation import gettext as _

from terakoya.courseware.drawing.fonts import printable
from terakoya.courseware.drawing.typesetting import typeset_pdf

from ..accounts.models import Organisation
from ..accounts.selectors import department_tree
from ..common import clock
from ..common.dates import full_moment, short_day
from ..learning.models import Assignment
from ..learning.standing_choice import Choice
from .selectors import open_members, title_of

MOST = 5000
_TEMPLATE = Path(__file__).with_name("late_list.typ")


@dataclass(frozen=True)
class Section:
    """A department; each row is number, name, due date, days late."""

    name: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True)
class LateList:
    """What is printed; `more`: how many rows are left out."""

    language: str
    title: str
    course: str
    organisation: str
    as_of: str
    count: str
    heads: tuple[str, ...]
    empty: str
    more: str
    sections: tuple[Section, ...]
    written_at: dt.datetime


def late_list_of(assignment: Assignment, choice: Choice, language: str) -> LateList:
    """The late members of a choice by department; five statements."""
    members = open_members(assignment, choice.as_json()).order_by(
        "home__department__path", "name_kana", "name", "id"
    )
    rows = list(
        members.values_list("home__department_id", "employee_number", "name", "due")[: MOST + 1]
    )
    organisation = Organisation.objects.get(pk=assignment.organisation_id)
    tree = department_tree(organisation)
    groups = groupby(rows[:MOST], key=lambda row: tree.label_of(row[0]))
    today = clock.today()
    sections = (
        Section(
            name or _("部署なし"),
            tuple(_cells(number, person, due, today) for _key, number, person, due in group),
        )
        for name, group in groups
    )
    count = members.count() if len(rows) > MOST else len(rows)
    return LateList(
        language=language,
        title=_("修了していない人の一覧"),
        course=printable(title_of(assignment, language)),
        organisation=printable(organisation.name),
        as_of=_("%(at)s 時点") % {"at": full_moment(clock.now())},
        count=_("%(n)d名") % {"n": count},
        heads=(_("社員番号"), _("氏名"), _("期限"), _("過ぎた日数"), _("声かけ")),
        empty=_("当てはまる人はいません。"),
        more=_("ほか%(n)d名は、部署でしぼり込むと印刷できます。") % {"n": count - MOST}
        if count > MOST
        else "",
        sections=tuple(sections),
        written_at=clock.now().astimezone(dt.UTC),
    )


def _cells(
    number: str | None, person: str, due: dt.date | None, today: dt.date
) -> tuple[str, str, str, str]:
    days = (today - due).days if due and due < today else 0
    late = _("%(n)d日") % {"n": days} if days else ""
    return (printable(number or ""), printable(person), short_day(due) if due else "", late)


def write_late_list(sheet: LateList) -> bytes:
    """Typeset it. Names go in as data, never as markup."""
    values = asdict(sheet)
    written_at = values.pop("written_at")
    inputs = {"sheet": json.dumps(values, ensure_ascii=False)}
    return typeset_pdf(_template(), inputs, written_at=written_at)


@cache
def _template() -> str:
    return _TEMPLATE.read_text(encoding="utf-8")
