"""Claiming a waiting message, sending it, and deciding what a failure means."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable

from ..common import clock
from .claims import claim_first, unclaimed
from .models import OutboxMessage
from .sending import Postponed, Refused, send_message

log = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=2)
BACK_OFF = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 180))
MOST_ATTEMPTS = 6


def send_waiting(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what waits now, message after message, until asked to stop; how many were tried."""
    give_up_on_the_lost()
    count = 0
    while not is_stopping():
        message = claim_next()
        if message is None:
            break
        _try_to_send(message)
        count += 1
    return count


def _try_to_send(message: OutboxMessage) -> None:
    try:
        send_message(message)
    except Postponed as later:
        _postpone(message, later.until)
    except Refused as error:
        _keep_failure(message, error, is_last=True)
    except Exception as error:  # whatever a mail server or a handler does, the worker lives on
        # Only the kind of error: its text may hold somebody's address.
        kind = type(error).__name__
        log.warning("outbox %s: attempt %s failed: %s", message.uuid, message.attempts, kind)
        _keep_failure(message, error)
    else:
        _keep_success(message)


def claim_next() -> OutboxMessage | None:
    """Take the message that waited longest; None: nothing waits."""
    waiting = OutboxMessage.objects.filter(
        unclaimed(),
        sent_at=None,
        failed_at=None,
        run_after__lte=clock.now(),
        attempts__lt=MOST_ATTEMPTS,
    )
    claimed = claim_first(waiting.order_by("run_after", "id"), lease=LEASE)
    return None if claimed is None else OutboxMessage.objects.get(id=claimed)


def give_up_on_the_lost() -> None:
    """Close messages whose last attempt never came back (the worker was killed each time)."""
    moment = clock.now()
    OutboxMessage.objects.filter(
        sent_at=None, failed_at=None, claimed_until__lte=moment, attempts__gte=MOST_ATTEMPTS
    ).update(failed_at=moment, claimed_until=None, last_error="the worker ended while sending")


def _keep_success(message: OutboxMessage) -> None:
    """The body goes once it was sent: it may hold a link that signs somebody in."""
    kept = {key: message.payload[key] for key in ("to", "subject") if key in message.payload}
    OutboxMessage.objects.filter(id=message.id, sent_at=None).update(
        sent_at=clock.now(), failed_at=None, claimed_until=None, last_error="", payload=kept
    )


def _postpone(message: OutboxMessage, until: dt.datetime) -> None:
    own = OutboxMessage.objects.filter(id=message.id, attempts=message.attempts, sent_at=None)
    own.update(claimed_until=None, run_after=until, attempts=message.attempts - 1)


def _keep_failure(message: OutboxMessage, error: Exception, *, is_last: bool = False) -> None:
    moment = clock.now()
    wait = BACK_OFF[min(message.attempts, len(BACK_OFF)) - 1]
    is_last = is_last or message.attempts >= MOST_ATTEMPTS
    # Only while the claim is still ours: after the lease another worker may have the row.
    own = OutboxMessage.objects.filter(id=message.id, attempts=message.attempts, sent_at=None)
    own.update(
        claimed_until=None,
        run_after=moment + wait,
        failed_at=moment if is_last else None,
        last_error=f"{type(error).__name__}: {error}"[:2000],
    )
