"""Opening, answering and closing a wave (docs/algorithms/survey.md)."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.model import Survey

from ..accounts.models import Department, DepartmentMembership, Member
from ..audit.services import record
from ..catalogue.models import Revision
from ..common import clock
from ..learning.models import Assignment, Enrolment
from ..learning.selectors import assigned_members
from .cells import COMPANY, merge_small, plan_cells
from .choices import Axis, WaveKind
from .errors import AlreadyAnswered, TooFewMembers, UnknownAnswer, WaveClosed, WaveNotOpen
from .models import (
    CellMember,
    CommentPage,
    CountingCell,
    Participation,
    PublishedTable,
    Wave,
)
from .selectors import state_for, survey_of, units_of
from .suppression import add_counts, published_table

MINIMUM_MEMBERS = 5
MEMBERS_PER_COMMENT_PAGE = 200
LONGEST_COMMENT = 1000

Counts = dict[str, dict[str, int]]


def open_wave(
    *,
    by: Member,
    assignment: Assignment,
    revision: Revision,
    kind: WaveKind,
    axis: Axis = Axis.DEPARTMENTS,
    closes_on: dt.date | None = None,
) -> Wave:
    """Open a wave and fix its counting cells.

    Raises `TooFewMembers` below 5 members.
    """
    members = list(assigned_members(assignment).order_by("id").values_list("id", flat=True))
    if len(members) < MINIMUM_MEMBERS:
        raise TooFewMembers(
            _(
                "5名未満のため、無記名の意識調査は開けません。受講者の画面にはセルフチェックが出ます。"
            )
        )
    with transaction.atomic():
        wave = Wave.objects.create(
            organisation=by.organisation,
            assignment=assignment,
            revision=revision,
            kind=kind,
            axis=axis,
            opened_at=clock.now(),
            closes_on=closes_on,
        )
        _write_cells(wave, members)
        _write_comment_pages(wave, len(members))
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="surveys.wave_opened",
            target=str(wave.uuid),
            data={"kind": str(kind), "axis": str(axis), "members": len(members)},
        )
    return wave


def _write_cells(wave: Wave, members: list[int]) -> None:
    home = dict.fromkeys(members, COMPANY)
    if wave.axis == Axis.DEPARTMENTS:
        home |= dict(
            DepartmentMembership.objects.filter(
                organisation_id=wave.organisation_id, until_on=None, member_id__in=members
            ).values_list("member_id", "department_id")
        )
    direct: dict[int | None, int] = {}
    for department in home.values():
        direct[department] = direct.get(department, 0) + 1
    plan = plan_cells(units_of(wave.organisation_id), direct, MINIMUM_MEMBERS)
    names = _cell_names(wave)
    company = _new_cell(wave, COMPANY, names, plan.sizes[COMPANY], None)
    cells: dict[int | None, CountingCell] = {COMPANY: company}
    for key, size in sorted(plan.sizes.items(), key=lambda pair: pair[0] or 0):
        if key is not COMPANY:
            cells[key] = _new_cell(wave, key, names, size, company)
    CellMember.objects.bulk_create(
        [
            CellMember(
                organisation_id=wave.organisation_id,
                wave=wave,
                member_id=member,
                cell=cells[plan.counted_in.get(home[member], COMPANY)],
            )
            for member in members
        ],
        batch_size=2000,
    )


def _cell_names(wave: Wave) -> dict[int | None, str]:
    rows = Department.objects.filter(organisation_id=wave.organisation_id)
    names: dict[int | None, str] = dict(rows.values_list("id", "name"))
    names[COMPANY] = ""
    return names


def _new_cell(
    wave: Wave,
    key: int | None,
    names: Mapping[int | None, str],
    headcount: int,
    parent: CountingCell | None,
) -> CountingCell:
    return CountingCell.objects.create(
        organisation_id=wave.organisation_id,
        wave=wave,
        department_id=key,
        parent=parent,
        name=names[key],
        headcount=headcount,
    )


def _write_comment_pages(wave: Wave, members: int) -> None:
    survey = survey_of(wave.revision_id, "ja")
    pages = max(1, members // MEMBERS_PER_COMMENT_PAGE)
    CommentPage.objects.bulk_create(
        CommentPage(organisation_id=wave.organisation_id, wave=wave, item_id=item.id)
        for item in survey.items
        if item.kind == "comment"
        for _page in range(pages)
    )


def submit_answers(
    *, by: Member, wave: Wave, enrolment: Enrolment | None, answers: Mapping[str, str]
) -> None:
    """Count a person's answers and note that they took part; once a wave and person.

    Items left out or answered with an empty text are not counted. Raises `UnknownAnswer`,
    `AlreadyAnswered`, `WaveClosed` or `WaveNotOpen`; then nothing has changed.
    """
    counted, comments = _read_answers(survey_of(wave.revision_id, "ja"), answers)
    _refuse_outside_window(wave, enrolment)
    with transaction.atomic():
        cell = _locked_cell(wave, by)
        # Closing takes the same lock first, so a cell found open here stays open until commit.
        if cell.is_closed:
            raise WaveClosed(_("この意識調査は終了しました。"))
        _note_participation(wave, by)
        cell.counts = add_counts(cell.counts, counted)
        cell.answered += 1
        cell.save(update_fields=["counts", "answered"])
        for item_id, comment in comments.items():
            _drop_comment(wave, item_id, comment)


def _read_answers(survey: Survey, answers: Mapping[str, str]) -> tuple[Counts, dict[str, str]]:
    items = {item.id: item for item in survey.items}
    counted: Counts = {}
    comments: dict[str, str] = {}
    for item_id, answer in answers.items():
        item = items.get(item_id)
        if item is None:
            raise UnknownAnswer(
                _("この意識調査にない項目への回答です。ページを読み込み直してください。")
            )
        if not answer.strip():
            continue
        if item.kind == "comment":
            comments[item_id] = answer.strip()[:LONGEST_COMMENT]
        elif answer in {option.id for option in survey.options_of(item)}:
            counted[item_id] = {answer: 1}
        else:
            raise UnknownAnswer(_("選択肢にない回答です。ページを読み込み直してください。"))
    return counted, comments


def _refuse_outside_window(wave: Wave, enrolment: Enrolment | None) -> None:
    state = state_for(wave, enrolment, answered=False)
    if state == "later":
        raise WaveNotOpen(_("この意識調査は、研修を修了してから回答できます。"))
    if state == "closed":
        started = wave.kind == WaveKind.BEFORE and enrolment is not None
        if started and wave.closed_at is None:
            raise WaveClosed(_("研修を始めたあとは、事前の意識調査には回答できません。"))
        raise WaveClosed(_("この意識調査は終了しました。"))


def _locked_cell(wave: Wave, member: Member) -> CountingCell:
    cells = CountingCell.objects.select_for_update(of=("self",)).filter(wave=wave)
    cell = cells.filter(members__member=member, members__wave=wave).first()
    # Someone who joined after the opening counts in the company's own cell.
    return cell or cells.get(department=None)


def _note_participation(wave: Wave, member: Member) -> None:
    try:
        with transaction.atomic():
            Participation.objects.create(
                organisation_id=wave.organisation_id, wave=wave, member=member
            )
    except IntegrityError as error:
        raise AlreadyAnswered(
            _("この意識調査には回答済みです。ご協力ありがとうございました。")
        ) from error


def _drop_comment(wave: Wave, item_id: str, comment: str) -> None:
    """Put a comment into a random page and shuffle the page."""
    pages = CommentPage.objects.select_for_update().filter(wave=wave, item_id=item_id)
    page = pages.order_by("?")[:1].get()
    page.comments = [*page.comments, comment]
    secrets.SystemRandom().shuffle(page.comments)
    page.save(update_fields=["comments"])


def close_wave(*, wave: Wave, by: Member | None = None) -> PublishedTable:
    """Close a wave: merge small cells, compute the table once, rewrite what was written.

    `by` is null when the closing day came. Closing a closed wave changes nothing.
    """
    with transaction.atomic():
        cells = list(CountingCell.objects.select_for_update().filter(wave=wave).order_by("id"))
        wave.refresh_from_db()
        if wave.closed_at is not None:
            return wave.table
        groups = _merge_cells(wave, cells)
        table = PublishedTable.objects.create(
            organisation_id=wave.organisation_id,
            wave=wave,
            table=_table_of(wave, groups),
            computed_at=clock.now(),
        )
        _rewrite_traces(wave)
        wave.closed_at = clock.now()
        wave.save(update_fields=["closed_at"])
        record(
            organisation_uuid=wave.organisation.uuid,
            actor_uuid=by.person.uuid if by else None,
            verb="surveys.wave_closed",
            target=str(wave.uuid),
            data={"answered": sum(cell.answered for cell in groups)},
        )
    _erase_freed_space()
    return table


def _merge_cells(wave: Wave, cells: list[CountingCell]) -> list[CountingCell]:
    by_key = {cell.department_id: cell for cell in cells}
    moves = merge_small({key: cell.answered for key, cell in by_key.items()}, wave.min_n)
    for key in sorted(moves, key=lambda key: key or 0):
        target = moves[key]
        if key != target:
            small, large = by_key.pop(key), by_key[target]
            large.counts = add_counts(large.counts, small.counts)
            large.answered += small.answered
            large.headcount += small.headcount
            CellMember.objects.filter(cell=small).update(cell=large)
            small.delete()
    total = sum(cell.answered for cell in by_key.values())
    for cell in by_key.values():
        if total < wave.min_n:
            # Sums of so few would be somebody's answers, and nothing will ever show them.
            cell.counts = {}
        cell.is_closed = True
        cell.save()
    return list(by_key.values())


def _table_of(wave: Wave, groups: list[CountingCell]) -> dict[str, object]:
    answered_groups = [cell for cell in groups if cell.answered]
    if sum(cell.answered for cell in groups) < wave.min_n:
        answered_groups = []
    table = published_table(
        survey_of(wave.revision_id, "ja"),
        {str(cell.department_id or 0): cell.counts for cell in answered_groups},
        {str(cell.department_id or 0): cell.answered for cell in answered_groups},
        minimum=wave.min_n,
        minimum_sensitive=wave.min_n_sensitive,
    )
    table["names"] = {str(cell.department_id or 0): cell.name for cell in groups}
    total = sum(cell.answered for cell in groups)
    table["comments"] = _comments_of(wave) if total >= wave.min_n_sensitive else {}
    return table


def _comments_of(wave: Wave) -> dict[str, list[str]]:
    comments: dict[str, list[str]] = {}
    for page in wave.comment_pages.all():
        comments.setdefault(page.item_id, []).extend(page.comments)
    for texts in comments.values():
        secrets.SystemRandom().shuffle(texts)
    return comments


def _rewrite_traces(wave: Wave) -> None:
    """Write participations anew and take the comment pages away; the cells were saved anew.

    Afterwards the order of rows is that of member ids, and every row carries the transaction
    of the closing: neither tells when somebody answered.
    """
    members = list(wave.participations.order_by("member_id").values_list("member_id", flat=True))
    wave.participations.all().delete()
    Participation.objects.bulk_create(
        [
            Participation(organisation_id=wave.organisation_id, wave=wave, member_id=member)
            for member in members
        ],
        batch_size=2000,
    )
    wave.comment_pages.all().delete()


def _erase_freed_space() -> None:
    """Empty SQLite's write-ahead log, or vacuum PostgreSQL's tables; needs no transaction."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        for model in (Participation, CountingCell, CommentPage):
            cursor.execute(f'VACUUM "{model._meta.db_table}"')


def close_due_waves() -> int:
    """Close every wave whose last day has passed; returns how many."""
    due = list(Wave.objects.filter(closed_at=None, closes_on__lt=clock.today()))
    for wave in due:
        close_wave(wave=wave)
    return len(due)
