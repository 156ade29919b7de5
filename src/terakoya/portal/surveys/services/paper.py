"""A wave on paper: from online to paper, looking through sheets, counting them once.

Nothing of the sheets is written anywhere but the published table (docs/algorithms/paper.md).
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from terakoya.courseware.scoring import EXACT_SIZE_FROM

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...common.languages import current_language
from ...learning.selectors.standing import assigned_members
from ..cells import merge_small
from ..choices import Medium, WaveKind, WaveState
from ..days import TYPING
from ..errors import CountsOutdated, SheetsUnreadable, WaveAnswered, WaveCounted, WaveNotOnPaper
from ..models import BallotKey, CellMember, CountingCell, Participation, PublishedTable, Wave
from ..paper_sheets import (
    MOST_FILES,
    Asked,
    Counted,
    Findings,
    SentFile,
    UnitCounts,
    read_sheets,
)
from ..sealed_counts import TooLarge, Unreadable, open_counts, seal_counts
from ..selectors_paper import unit_names, wave_material, wave_surveys, wave_values
from ..suppression import sum_of
from .counting import moved_units, table_with_units
from .keys import key_folder, seal_keys
from .opening import write_units


def turn_to_paper(*, by: Member, wave: Wave) -> None:
    """Move an online wave to paper while nobody has answered. Raises `WaveAnswered`."""
    with transaction.atomic():
        locked = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
        if locked.is_on_paper:
            return
        # Waits for ballots that are being added; each that comes later finds its cell closed.
        CountingCell.objects.filter(wave=locked).update(is_closed=True)
        is_running = locked.state in {WaveState.PREPARING, WaveState.OPEN, WaveState.KEYLESS}
        if not is_running or Participation.objects.filter(wave=locked).exists():
            raise WaveAnswered(
                _("もう回答した人がいるか、締め切っているので、紙に変えられません。")
                + _("この回はオンラインのまま続けてください。")
            )
        _take_key_away(locked)
        locked.medium, locked.state = Medium.PAPER, WaveState.OPEN
        locked.save(update_fields=["medium", "state"])
        write_units(locked)
        if locked.kind == WaveKind.BEFORE:  # nobody is asked before the first slide any more
            locked.assignment.with_survey = False
            locked.assignment.save(update_fields=["with_survey"])
        _note(locked, by, "surveys.wave_on_paper")
        transaction.on_commit(lambda: key_folder().destroy(locked.uuid))
    wave.refresh_from_db()


def _take_key_away(wave: Wave) -> None:
    BallotKey.objects.filter(wave=wave).delete()
    wave.blob_pages.all().delete()
    CellMember.objects.filter(wave=wave).delete()
    CountingCell.objects.filter(wave=wave, parent__isnull=False).delete()
    CountingCell.objects.filter(wave=wave).delete()


@sensitive_variables()
def check_sheets(*, wave: Wave, files: Sequence[SentFile]) -> Findings:
    """Look through filled workbooks; writes nothing. Raises `WaveCounted`, `SheetsUnreadable`."""
    _refuse_state(wave)
    if not files:
        raise SheetsUnreadable(_("記入したファイルを選んでください。"), field="files")
    if len(files) > MOST_FILES:
        raise SheetsUnreadable(
            _(
                "一度に選べるのは%(n)sファイルまでです。集計シートに写すと、1つのファイルにまとまります。"
            )
            % {"n": MOST_FILES},
            field="files",
        )
    headcount = sum(wave.cells.values_list("headcount", flat=True))
    asked = Asked(
        wave=str(wave.uuid),
        surveys=wave_surveys(wave),
        material=wave_material(wave),
        values=wave_values(wave),
        people=max(headcount, assigned_members(wave.assignment).count()),
    )
    return read_sheets(files, asked, unit_names(wave), current_language())


@sensitive_variables()
def sealed(wave: Wave, counted: Counted) -> str:
    """What was counted, for the form that asks to publish it. Raises `SheetsUnreadable`."""
    at = int(clock.now().timestamp())
    try:
        return seal_counts(seal_keys()[0], wave.uuid, counted, at=at)
    except TooLarge:
        raise SheetsUnreadable(
            _("自由記述が多すぎて、一度に数えられません。長い記述を短くしてください。"),
            field="files",
        ) from None


@sensitive_variables()
def count_sheets(
    *, by: Member, wave: Wave, field: str, is_confirmed: bool = False
) -> PublishedTable:
    """Publish what was looked through, and close the wave: once, whoever else is at it.

    `is_confirmed`: the officer says that files without the mark of a wave belong to this one.
    Raises `WaveCounted`, `CountsOutdated`, `SheetsUnreadable`.
    """
    _refuse_state(wave)
    try:
        counted = open_counts(seal_keys(), wave.uuid, field, now=int(clock.now().timestamp()))
    except Unreadable:
        raise CountsOutdated(
            _(
                "確かめてから時間がたったか、内容が変わっています。もう一度ファイルを選んで、確かめてください。"
            )
        ) from None
    if counted.is_unmarked and not is_confirmed:
        raise SheetsUnreadable(
            _("どの回の用紙か分からないファイルがあります。")
            + _("もう一度ファイルを選び、この回の回答であることを確かめてください。")
        )
    return _publish(wave, counted, by)


def end_uncounted_waves() -> int:
    """Close waves on paper whose sheets were never sent, 30 days after their last day; how many."""
    last = clock.today() - dt.timedelta(days=TYPING)
    waves = Wave.objects.filter(medium=Medium.PAPER, state=WaveState.OPEN, closes_on__lt=last)
    for wave in waves:
        _publish(wave, Counted(), None)
    return len(waves)


@sensitive_variables()
def _publish(wave: Wave, counted: Counted, by: Member | None) -> PublishedTable:
    moment = clock.now()
    with transaction.atomic():
        locked = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
        _refuse_state(locked)
        table = PublishedTable.objects.create(
            organisation_id=locked.organisation_id,
            wave=locked,
            table=paper_table(locked, counted),
            computed_at=moment,
        )
        locked.state, locked.closed_at = WaveState.CLOSED, moment
        locked.save(update_fields=["state", "closed_at"])
        _note(locked, by, "surveys.paper_counted")
    wave.refresh_from_db()
    return table


def _refuse_state(wave: Wave) -> None:
    if not wave.is_on_paper:
        raise WaveNotOnPaper(_("この回はオンラインで集めています。紙の回答は足せません。"))
    if wave.state == WaveState.CLOSED:
        raise WaveCounted(
            _("この回は、すでに数えて終わりました。同じ用紙も、ほかの用紙も、あとから足せません。")
        )


@sensitive_variables()
def paper_table(wave: Wave, counted: Counted) -> dict[str, object]:
    """What may be shown of the sheets, by the same numbers as of ballots."""
    before = {unit: one.answered for unit, one in counted.units.items() if one.answered}
    groups = _merged(counted, wave.min_n) if counted.answered >= wave.min_n else {}
    moved = {}
    if counted.answered >= EXACT_SIZE_FROM:
        moved = moved_units(before, groups, wave.min_n)
    table = table_with_units(
        wave,
        {unit: one.counts for unit, one in groups.items()},
        {unit: one.answered for unit, one in groups.items()},
        moved,
    )
    is_enough = counted.answered >= wave.min_n_sensitive
    loss = "" if counted.answered else "unsent"
    return {**table, "comments": _shuffled(counted) if is_enough else {}, "loss": loss}


def _merged(counted: Counted, minimum: int) -> dict[int | None, UnitCounts]:
    """Small units added to the company's own; empty ones left out."""
    moves = merge_small({key: one.answered for key, one in counted.units.items()}, minimum)
    merged: dict[int | None, UnitCounts] = {}
    for key, target in moves.items():
        one = counted.units.get(key, UnitCounts())
        into = merged.get(target, UnitCounts())
        merged[target] = UnitCounts(into.answered + one.answered, sum_of([into.counts, one.counts]))
    return {key: one for key, one in merged.items() if one.answered}


def _shuffled(counted: Counted) -> dict[str, list[str]]:
    found = {item: list(texts) for item, texts in counted.comments.items() if texts}
    for texts in found.values():
        secrets.SystemRandom().shuffle(texts)
    return found


def _note(wave: Wave, by: Member | None, verb: str) -> None:
    """An audit entry without any number."""
    record(
        organisation_uuid=wave.organisation.uuid,
        actor_uuid=by.person.uuid if by else None,
        verb=verb,
        target=str(wave.uuid),
    )
