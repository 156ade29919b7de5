"""Opening a wave: a row at once, its key, cells and pages by the worker a moment later."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from terakoya.courseware.model import Survey

from ...accounts.models import Department, Member
from ...audit.services import record
from ...catalogue.models import Revision
from ...common import clock
from ...common.dates import full_day
from ...learning.models import Assignment
from ...learning.selectors.standing import assigned_members
from .. import comments, days, paillier, seals
from ..cells import COMPANY
from ..choices import Axis, Medium, WaveKind, WaveState
from ..errors import LastDayNotPossible, NothingToAsk, TooFewMembers, TooManyMembers, WaveExists
from ..headcounts import MINIMUM_MEMBERS
from ..key_files import KeyLost, WaveKey
from ..models import BallotKey, BlobPage, CellMember, CountingCell, Wave
from ..selectors import due_after_waves, due_day90_waves, survey_of, survey_of_wave
from ..selectors_opening import cells_for, current_own_items, homes_of, survey_revision_of
from .keys import cell_parts, key_folder, opening_parts, page_parts, seal_keys

log = logging.getLogger(__name__)


def open_wave(
    *,
    by: Member | None,
    assignment: Assignment,
    revision: Revision,
    kind: WaveKind,
    axis: Axis = Axis.DEPARTMENTS,
    closes_on: dt.date | None = None,
    shares_company: bool = True,
    medium: Medium = Medium.ONLINE,
) -> Wave:
    """Open a wave; online it takes ballots as soon as the worker has made its key.

    `by` is null when its day came. Without `closes_on` it gets the last day of its kind.
    `shares_company`: those who are asked see the company's row afterwards. Raises
    `TooFewMembers` below 5 members.
    """
    _refuse_without_items(revision)
    _refuse_headcount(assigned_members(assignment).count())
    today = clock.today()
    latest = days.latest_day(today)
    with transaction.atomic():
        wave = Wave.objects.create(
            organisation_id=assignment.organisation_id,
            assignment=assignment,
            revision=revision,
            kind=kind,
            axis=axis,
            opened_at=clock.now(),
            closes_on=min(closes_on or days.last_day(kind, today, assignment.due_on), latest),
            latest_on=latest,
            shares_company=shares_company,
            medium=medium,
            own_items=[asdict(one) for one in current_own_items(assignment)],
            state=WaveState.OPEN if medium == Medium.PAPER else WaveState.PREPARING,
        )
        if wave.is_on_paper:
            write_units(wave)
        elif kind == WaveKind.BEFORE and not assignment.with_survey:
            # Learning asks before the first slide only where the assignment says so.
            assignment.with_survey = True
            assignment.save(update_fields=["with_survey"])
        record(
            organisation_uuid=wave.organisation.uuid,
            actor_uuid=by.person.uuid if by else None,
            verb="surveys.wave_opened",
            target=str(wave.uuid),
            data={
                "kind": str(kind),
                "axis": str(axis),
                "medium": str(medium),
                "closes_on": str(wave.closes_on),
                "shares_company": shares_company,
            },
        )
    return wave


def open_first_wave(
    *,
    by: Member,
    assignment: Assignment,
    axis: Axis,
    closes_on: dt.date | None,
    shares_company: bool,
    medium: Medium = Medium.ONLINE,
) -> Wave:
    """Open the wave before a course. Raises `WaveExists`, `LastDayNotPossible`."""
    today = clock.today()
    if closes_on is not None and not today <= closes_on <= days.latest_day(today):
        raise LastDayNotPossible(
            _("最終日は、今日から%(latest)sまでの日を選んでください。")
            % {"latest": full_day(days.latest_day(today))},
            field="closes_on",
        )
    try:
        return open_wave(
            by=by,
            assignment=assignment,
            revision=survey_revision_of(assignment),
            kind=WaveKind.BEFORE,
            axis=axis,
            closes_on=closes_on,
            shares_company=shares_company,
            medium=medium,
        )
    except IntegrityError as error:  # the one that was there, or another officer was first
        raise WaveExists(_("この研修の事前の意識調査は、もう開いてあります。")) from error


def _refuse_without_items(revision: Revision) -> None:
    if not survey_of(revision.pk, revision.meta["languages"][0]).items:
        raise NothingToAsk(_("この教材には、意識調査の問いがありません。"))


def _refuse_headcount(members: int) -> None:
    if members < MINIMUM_MEMBERS:
        raise TooFewMembers(
            _(
                "5名未満のため、無記名の意識調査は開けません。受講者の画面にはセルフチェックが出ます。"
            )
        )
    if members > paillier.MOST_BALLOTS:
        raise TooManyMembers(_("1回の意識調査は100万名までです。割り当てを分けてください。"))


def prepare_waves() -> int:
    """Let ballots into the waves that wait for their key; how many."""
    ready = 0
    for wave in Wave.objects.filter(state=WaveState.PREPARING).order_by("id"):
        try:
            ready += prepare_wave(wave)
        except (KeyLost, OSError) as error:
            log.error("survey %s waits for its key: %s", wave.uuid, error)
    return ready


@sensitive_variables()
def prepare_wave(wave: Wave) -> bool:
    """Make the key of a wave, fix its cells, and let ballots in; False: it waited no more.

    Takes about a second for the key, which is on disk and tried before the wave opens. No local
    name of this and what it calls reaches an error report.
    """
    key = key_folder().make(wave.uuid, settings.SURVEY_KEY_BITS)
    with transaction.atomic():
        locked = Wave.objects.select_for_update(no_key=True).filter(pk=wave.pk).first()
        is_waiting = locked is not None and locked.state == WaveState.PREPARING
        if locked is not None and is_waiting:
            _fix(locked, key)
            wave.state = locked.state = WaveState.OPEN
            locked.save(update_fields=["state"])
    if locked is None or locked.state == WaveState.CLOSED or locked.is_on_paper:
        key_folder().destroy(wave.uuid)
    return is_waiting


def _fix(wave: Wave, key: WaveKey) -> None:
    """Write all that stays as it is until the wave is closed."""
    members = list(assigned_members(wave.assignment).order_by("id").values_list("id", flat=True))
    pages = max(1, len(members) // comments.MEMBERS_A_PAGE)
    fixed = _ballot_key(wave, key, pages)
    fixed.save()
    _write_cells(wave, members, fixed, key.public)
    BlobPage.objects.bulk_create((_empty_page(wave, one) for one in range(pages)), batch_size=2000)


def _empty_page(wave: Wave, number: int) -> BlobPage:
    seal = seals.seal(seal_keys()[0], seals.PAGE, page_parts(wave.uuid, number, b""))
    return BlobPage(
        organisation_id=wave.organisation_id, wave=wave, number=number, blobs=b"", seal=seal
    )


def _ballot_key(wave: Wave, key: WaveKey, pages: int) -> BallotKey:
    survey = survey_of_wave(wave, "ja")
    size = key.public.ciphertext_bytes
    fixed = BallotKey(
        organisation_id=wave.organisation_id,
        wave=wave,
        modulus=key.public.n.to_bytes(size // 2, "big"),
        base=key.base.to_bytes(size, "big"),
        comment_key=comments.public_half(key.comments),
        counters=counters_of(survey),
        comment_items=sum(item.kind == "comment" for item in survey.items),
        pages=pages,
    )
    fixed.seal = seals.seal(seal_keys()[0], seals.OPENING, opening_parts(wave, fixed))
    return fixed


def counters_of(survey: Survey) -> list[list[str]]:
    """The order of a survey's counters: item id, option id."""
    return [
        [item.id, option.id]
        for item in survey.items
        if item.kind != "comment"
        for option in survey.options_of(item)
    ]


def _write_cells(
    wave: Wave, members: list[int], fixed: BallotKey, public: paillier.PublicKey
) -> None:
    home = homes_of(wave.organisation_id, members, Axis(wave.axis))
    plan = cells_for(wave.organisation_id, home)
    empty = paillier.to_bytes(public, paillier.no_ballots(public, len(fixed.counters)))
    cells = _create_cells(wave, plan.sizes, empty)
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


def write_units(wave: Wave) -> None:
    """The units of a wave on paper: cells that are closed and never count a ballot."""
    members = list(assigned_members(wave.assignment).order_by("id").values_list("id", flat=True))
    plan = cells_for(wave.organisation_id, homes_of(wave.organisation_id, members, Axis(wave.axis)))
    _create_cells(wave, plan.sizes, b"")


def _create_cells(
    wave: Wave, sizes: Mapping[int | None, int], empty: bytes
) -> dict[int | None, CountingCell]:
    """The company's own cell and, below it, the others."""
    names = dict(
        Department.objects.filter(organisation_id=wave.organisation_id).values_list("id", "name")
    )
    key = seal_keys()[0]

    def cell(department: int | None, parent: CountingCell | None) -> CountingCell:
        parts = cell_parts(wave.uuid, department, 0, empty)
        return CountingCell(
            organisation_id=wave.organisation_id,
            wave=wave,
            department_id=department,
            parent=parent,
            name=names[department] if department else "",
            headcount=sizes[department],
            ciphertexts=empty,
            seal=b"" if wave.is_on_paper else seals.seal(key, seals.CELL, parts),
            is_closed=wave.is_on_paper,
        )

    company = cell(COMPANY, None)
    company.save()
    units: Iterable[int] = sorted(one for one in sizes if one is not None)
    others = CountingCell.objects.bulk_create([cell(one, company) for one in units], batch_size=500)
    return {one.department_id: one for one in (company, *others)}


def extend_wave(*, by: Member, wave: Wave, closes_on: dt.date) -> None:
    """Move the last day of a wave on. Raises `LastDayNotPossible`."""
    with transaction.atomic():
        locked = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
        is_running = locked.state in {WaveState.PREPARING, WaveState.OPEN, WaveState.KEYLESS}
        if not is_running or locked.closes_on < clock.today():
            raise LastDayNotPossible(_("終了した意識調査の最終日は、変えられません。"))
        if not locked.closes_on < closes_on <= locked.latest_on:
            raise LastDayNotPossible(
                _("最終日は、今の最終日より後で、%(latest)sまでの日を選んでください。")
                % {"latest": full_day(locked.latest_on)},
                field="closes_on",
            )
        before, wave.closes_on = locked.closes_on, closes_on
        Wave.objects.filter(pk=wave.pk).update(closes_on=closes_on)
        record(
            organisation_uuid=by.organisation.uuid,
            actor_uuid=by.person.uuid,
            verb="surveys.wave_extended",
            target=str(wave.uuid),
            data={"before": str(before), "after": str(closes_on)},
        )


def open_due_waves() -> int:
    """Open the after-waves and 90-day waves whose day has come; how many."""
    today, opened = clock.today(), 0
    for due in (*due_after_waves(today), *due_day90_waves(today)):
        opened += _open_next(due.first, due.kind)
    return opened


def _open_next(first: Wave, kind: WaveKind) -> bool:
    """Open a later wave with the items and the axis of the first one."""
    try:
        open_wave(
            by=None,
            assignment=first.assignment,
            revision=first.revision,
            kind=kind,
            axis=Axis(first.axis),
            shares_company=first.shares_company,
            medium=Medium(first.medium),
        )
    except (TooFewMembers, IntegrityError):  # too few today; or another worker was first
        return False
    return True
