"""Closing a wave: no more ballots, one table, no more ciphertexts, and then no more key.

Each step can be cut short: what the row says tells the worker where to go on
(docs/algorithms/survey.md §5).
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...common.dates import day_of
from ..choices import Medium, WaveState
from ..erasure import erase_freed_space
from ..errors import WaveNotOnPaper, WaveWithoutKey
from ..key_files import KeyLost, WaveKey
from ..models import BallotKey, CellMember, CountingCell, Participation, PublishedTable, Wave
from .counting import Loss, table_of
from .keys import key_folder

log = logging.getLogger(__name__)

WAITING_FOR_KEY: Final = dt.timedelta(days=14)  # for a second copy; then the answers are lost


def ask_to_close(*, wave: Wave, by: Member | None = None) -> None:
    """Let no more ballots in; the worker counts and publishes a moment later.

    `by` is null when the last day is over. A wave that is closing or closed stays as it is.
    """
    with transaction.atomic():
        # Not the key: a ballot holds its cell while its participation asks for the wave's key.
        locked = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
        if locked.state in {WaveState.CLOSING, WaveState.CLOSED}:
            return
        if locked.is_on_paper:
            raise WaveNotOnPaper(_("紙の回は、集めた用紙を数えると終わります。"))
        # Waits for ballots that are being added; each that comes later finds its cell closed.
        CountingCell.objects.filter(wave=wave).update(is_closed=True)
        locked.state = WaveState.CLOSING
        # Not before it was opened, should the clock have gone back: the wait for a key counts on.
        first = day_of(locked.opened_at)
        locked.closes_on = max(min(locked.closes_on, clock.today()), first)
        locked.save(update_fields=["state", "closes_on"])
        record(
            organisation_uuid=locked.organisation.uuid,
            actor_uuid=by.person.uuid if by else None,
            verb="surveys.wave_ended",
            target=str(wave.uuid),
        )


def close_due_waves() -> int:
    """Let no more ballots into waves whose last day is over; how many."""
    running = (WaveState.PREPARING, WaveState.OPEN, WaveState.KEYLESS)
    waves = Wave.objects.filter(medium=Medium.ONLINE, state__in=running)
    due = list(waves.filter(closes_on__lt=clock.today()))
    for wave in due:
        ask_to_close(wave=wave)
    return len(due)


def finish_closings() -> int:
    """Count and publish waves that have ended, destroy keys that are left; how many."""
    unfinished = Wave.objects.filter(state=WaveState.CLOSING) | Wave.objects.filter(
        medium=Medium.ONLINE, state=WaveState.CLOSED, key_gone_at=None
    )
    done = 0
    for wave in unfinished.order_by("id"):
        try:
            done += finish_closing(wave)
        except Exception as error:  # one wave's fault must not keep the others open
            # Only the kind of error: no figure of a survey belongs into a log.
            log.error("survey %s is not closed: %s", wave.uuid, type(error).__name__)
    return done


def close_wave(*, wave: Wave, by: Member | None = None) -> PublishedTable:
    """Close a wave at once, where the private key is. Closing a closed wave changes nothing."""
    ask_to_close(wave=wave, by=by)
    if not finish_closing(wave):
        raise WaveWithoutKey(_("数えるための鍵が見つからないため、集計できません。"))
    wave.refresh_from_db()
    return PublishedTable.objects.get(wave=wave)


@sensitive_variables()
def finish_closing(wave: Wave) -> bool:
    """Go on with a wave that has ended, from where it stands; False: it waits for its key."""
    wave.refresh_from_db()
    if wave.state == WaveState.CLOSING:
        key = BallotKey.objects.filter(wave=wave).first()
        private, loss = _private_key(wave, key)
        if key is not None and private is None and loss is Loss.NONE:
            return False
        _publish(wave, table_of(wave, key, private, loss))
    if wave.key_gone_at is None:
        _destroy_key(wave)
    return True


def _private_key(wave: Wave, key: BallotKey | None) -> tuple[WaveKey | None, Loss]:
    """The wave's key; none and no loss: it may still be found."""
    try:
        return (key_folder().read(wave.uuid) if key else None), Loss.NONE
    except KeyLost:  # told by `watch_keys`
        is_over = clock.today() > wave.closes_on + WAITING_FOR_KEY
        return None, Loss.KEY if is_over else Loss.NONE


def _publish(wave: Wave, table: dict[str, object]) -> None:
    """Write the table and take away what it was made of, in one transaction."""
    moment = clock.now()
    with transaction.atomic():
        locked = Wave.objects.select_for_update(no_key=True).get(pk=wave.pk)
        if locked.state == WaveState.CLOSING:
            PublishedTable.objects.create(
                organisation_id=wave.organisation_id, wave=wave, table=table, computed_at=moment
            )
            _remove_ballots(wave)
            locked.state, locked.closed_at = WaveState.CLOSED, moment
            locked.save(update_fields=["state", "closed_at"])
            record(
                organisation_uuid=wave.organisation.uuid,
                actor_uuid=None,
                verb="surveys.wave_closed",
                target=str(wave.uuid),
                data={"loss": table["loss"]},
            )
    wave.refresh_from_db()


def _remove_ballots(wave: Wave) -> None:
    """Take away all that counted, and write participations anew.

    Afterwards the order of rows is that of member ids, and every row carries the transaction
    of the closing: neither tells when somebody answered.
    """
    CountingCell.objects.filter(wave=wave).update(
        ballots=0, ciphertexts=b"", seal=b"", is_closed=True
    )
    wave.blob_pages.all().delete()
    BallotKey.objects.filter(wave=wave).delete()
    CellMember.objects.filter(wave=wave).delete()
    members = list(wave.participations.order_by("member_id").values_list("member_id", flat=True))
    wave.participations.all().delete()
    Participation.objects.bulk_create(
        [
            Participation(organisation_id=wave.organisation_id, wave=wave, member_id=member)
            for member in members
        ],
        batch_size=2000,
    )


def _destroy_key(wave: Wave) -> None:
    """The last step: the table is committed, so the key goes, and the row says so."""
    erase_freed_space()
    key_folder().destroy(wave.uuid)
    with transaction.atomic():
        if Wave.objects.filter(pk=wave.pk, key_gone_at=None).update(key_gone_at=clock.now()):
            record(
                organisation_uuid=wave.organisation.uuid,
                actor_uuid=None,
                verb="surveys.key_destroyed",
                target=str(wave.uuid),
            )
    wave.refresh_from_db()
