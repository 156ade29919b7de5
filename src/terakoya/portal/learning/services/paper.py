"""紙で受験: results of tests on paper become completions, by the same pass mark."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...audit.services import record
from ...catalogue.selectors import revision_material
from ...common import clock
from ...common.dates import day_of, full_day
from ...common.languages import current_language
from ..choices import EnrolmentKind, PaperOutcome
from ..errors import SheetsNotUsable
from ..models import Assignment, Enrolment, PaperResult
from ..paper_tests import MOST_FILES, ReadSheets, SheetResult, read_test_sheets
from ..selectors.courses import company_values
from ..selectors.standing import assigned_members
from ..starting_revision import starting_revision
from .certificates import issue_certificate
from .enrolments import open_enrolment

_NOON: Final = 12


@dataclass(frozen=True)
class RowOutcome:
    """What becomes of one result, and why where nothing does."""

    row: SheetResult
    outcome: PaperOutcome
    why: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether something is recorded."""
        return self.outcome in {PaperOutcome.PASSED, PaperOutcome.FAILED}


def read_papers(
    *, by: Member, assignment: Assignment, files: Sequence[tuple[str, bytes]]
) -> ReadSheets:
    """What filled workbooks hold; writes nothing. Raises `SheetsNotUsable`."""
    _refuse_delta(assignment)
    if not files:
        raise SheetsNotUsable(_("記入したファイルを選んでください。"), field="files")
    if len(files) > MOST_FILES:
        raise SheetsNotUsable(
            _("一度に選べるのは%(n)sファイルまでです。") % {"n": MOST_FILES}, field="files"
        )
    material = revision_material(starting_revision(assignment))
    return read_test_sheets(files, material, company_values(by), current_language())


def check_papers(
    *, by: Member, assignment: Assignment, rows: Sequence[SheetResult]
) -> list[RowOutcome]:
    """What would become of results: they are taken, and taken back again."""
    with transaction.atomic():
        outcomes = take_papers(by=by, assignment=assignment, rows=rows)
        transaction.set_rollback(True)
    return outcomes


@transaction.atomic
def take_papers(
    *, by: Member, assignment: Assignment, rows: Sequence[SheetResult]
) -> list[RowOutcome]:
    """Record results; one that is there already makes nothing twice.

    Raises `NoFreeSeat` or `NoAccess`, and then nothing has changed.
    """
    _refuse_delta(assignment)
    members = _members_by_number(assignment, rows)
    exempt = set(assignment.exemptions.values_list("member_id", flat=True))
    asked = set(assigned_members(assignment).values_list("pk", flat=True)) - exempt
    in_order = sorted(rows, key=lambda row: (row.taken_on is None, row.taken_on or clock.today()))
    return [_take(by, assignment, row, members, asked) for row in in_order]


def _refuse_delta(assignment: Assignment) -> None:
    if assignment.kind == EnrolmentKind.DELTA:
        raise SheetsNotUsable(
            _(
                "変わったところだけの割り当てには、紙の結果を取り込めません。もとの割り当てを選んでください。"
            )
        )


def _members_by_number(assignment: Assignment, rows: Sequence[SheetResult]) -> dict[str, Member]:
    """Present members by employee number; by the number without zeros where it names only one."""
    people = Member.objects.present().filter(organisation_id=assignment.organisation_id)
    people = people.exclude(employee_number=None).select_related("organisation")
    wanted = {_folded(row.number).lstrip("0") for row in rows}
    found: dict[str, Member] = {}
    short: dict[str, list[Member]] = {}
    for one in people.iterator():
        number = _folded(one.employee_number or "")
        if number.lstrip("0") in wanted:
            found[number] = one
            short.setdefault(number.lstrip("0"), []).append(one)
    for number, some in short.items():
        if len(some) == 1:  # spreadsheets take the zeros away
            found.setdefault(number, some[0])
    return found


def _take(
    by: Member,
    assignment: Assignment,
    row: SheetResult,
    members: Mapping[str, Member],
    asked: set[int],
) -> RowOutcome:
    member = members.get(_folded(row.number)) if row.number else None
    why = _why_not(assignment, row, member, asked)
    if why or member is None or row.taken_on is None or row.percent is None:
        return RowOutcome(row, PaperOutcome.REFUSED, why)
    known = assignment.enrolments.filter(member=member, continued_at=None).first()
    if known is not None and (known_why := _why_unchanged(known, row, assignment)):
        return RowOutcome(row, PaperOutcome.KNOWN, known_why)
    enrolment = open_enrolment(member=member, assignment=assignment, language=current_language())
    reaches_mark = row.percent >= enrolment.revision.meta["pass_mark"]
    passed = reaches_mark and row.meets_rules is True
    PaperResult.objects.create(
        organisation_id=assignment.organisation_id,
        enrolment=enrolment,
        taken_on=row.taken_on,
        percent=row.percent,
        passed=passed,
        sent_by=by,
        sent_by_name=by.name,
        sent_at=clock.now(),
    )
    completed = _complete(member, enrolment, row) if passed else {}
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.paper_result_taken",
        target=str(enrolment.uuid),
        data={"passed": passed, **completed},  # the score is the learner's own
    )
    if passed:
        return RowOutcome(row, PaperOutcome.PASSED)
    unmet = _("正解の数は足りていますが、合格の条件を満たしていません。") if reaches_mark else ""
    return RowOutcome(row, PaperOutcome.FAILED, unmet)


def _why_not(
    assignment: Assignment, row: SheetResult, member: Member | None, asked: set[int]
) -> str:
    if not row.number or not row.name:
        return _("社員番号と氏名の両方が必要です。")
    if member is None:
        return _("社員番号「%(number)s」の人は、メンバーにいません。") % {"number": row.number}
    if _folded(member.name) != _folded(row.name):
        return _("社員番号「%(number)s」の氏名が、名簿と違います。どちらかを直してください。") % {
            "number": row.number
        }
    if member.pk not in asked:
        return _("この割り当ての対象ではありません。")
    if row.percent is None:
        return _("解答または得点が読めません。得点は、0から問題数までの整数で書いてください。")
    if row.meets_rules is None and row.percent >= starting_revision(assignment).meta["pass_mark"]:
        return _(
            "得点だけでは、合格の条件を満たしたかがわかりません。"
            "成績一覧の「条件」に○か×を入れるか、記入した解答用紙を取り込んでください。"
        )
    return _why_not_day(assignment, row)


def _why_not_day(assignment: Assignment, row: SheetResult) -> str:
    if row.taken_on is None:
        return _("受けた日が読めません。「2026/11/20」のように書いてください。")
    if row.taken_on > clock.today():
        return _("受けた日が、今日より先です。日付を直してください。")
    first = assignment.starts_on or day_of(assignment.created_at)
    first = min(first, day_of(assignment.created_at))
    if row.taken_on < first:
        return _("受けた日が、割り当てた日（%(day)s）より前です。日付を直してください。") % {
            "day": full_day(first)
        }
    return ""


def _why_unchanged(known: Enrolment, row: SheetResult, assignment: Assignment) -> str:
    """Why a person who has begun gets nothing new of a result."""
    results = known.paper_results.values_list("taken_on", "percent")
    if (row.taken_on, row.percent) in set(results):
        return _("同じ日の同じ結果が、すでにあります。")
    if known.completed_at is not None:
        return _("すでに修了しているため、変えません。")
    if known.revision_id != starting_revision(assignment).pk:
        return _("この人は別の版を受講中です。オンラインで受けてください。")
    return ""


def _complete(member: Member, enrolment: Enrolment, row: SheetResult) -> dict[str, str]:
    """Complete the run on the day of the sheet, and certify it; what the log tells of it."""
    assert row.taken_on is not None and row.percent is not None  # `_why_not` saw to it
    noon = dt.datetime.combine(row.taken_on, dt.time(_NOON), clock.TOKYO)
    moment = min(noon, clock.now())
    enrolment.completed_at = moment
    enrolment.opened_at = min(enrolment.opened_at, moment)
    # Whoever has taken the test answers no survey before the course any more.
    enrolment.first_slide_at = enrolment.first_slide_at or moment
    enrolment.save(update_fields=["completed_at", "opened_at", "first_slide_at"])
    certificate = issue_certificate(
        member=member, enrolment=enrolment, percent=row.percent, language=enrolment.language
    )
    return {"certificate": certificate.number, "completed_at": moment.isoformat()}


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
