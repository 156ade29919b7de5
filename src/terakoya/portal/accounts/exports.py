"""Members as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..audit.services import record
from ..common.csv_lines import csv_lines
from ..common.dates import day_of
from .models import Member, Organisation
from .selectors import MemberFilter, export_rows


def members_csv(*, by: Member, wanted: MemberFilter) -> Iterator[str]:
    """Lines of a CSV with a mark for Excel; the export is written into the audit log first."""
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="members.exported",
        target=f"organisation:{by.organisation.uuid}",
        data={"words": wanted.words, "state": str(wanted.state or "")},
    )
    return csv_lines(member_columns(), member_lines(by.organisation, wanted))


def member_columns() -> list[str]:
    """The names of the columns."""
    header = [_("氏名"), _("フリガナ"), _("社員番号"), _("メール"), _("部署")]
    return [*header, _("状態"), _("役割"), _("参加日"), _("退職日")]


def member_lines(organisation: Organisation, wanted: MemberFilter) -> Iterator[list[str]]:
    """A row for each member that a filter lets through."""
    for row in export_rows(organisation, wanted):
        member = row.member
        yield [
            member.name,
            member.name_kana,
            member.employee_number or "",
            member.email or "",
            row.department,
            str(row.state.label),
            "・".join(str(role.label) for role in row.roles),
            day_of(member.joined_at).isoformat() if member.joined_at else "",
            member.left_on.isoformat() if member.left_on else "",
        ]
