"""Second factors: setting up, using and removing them (docs/decisions/0087).

Every change ends the person's other sessions and is mailed to them. A person with codes by time
or a passkey has recovery codes besides; with the last of the two these go as well.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import transaction

from ...audit.services import record
from ...limits.rules import PASSKEY_ANSWERS, SECOND_FACTOR_FAILURES, SECOND_FACTOR_GUESSES
from ...limits.services import failures_counted, try_spend
from ..authenticators import (
    DRIFT_SEEN,
    PASSKEY_TYPE,
    PERIOD,
    RECOVERY_TYPE,
    TOLERANCE,
    TOTP_TYPE,
    authenticators_of,
    begin_recovery_codes,
    is_of_a_clock_behind,
    keep_passkey,
    keep_secret,
    mark_used,
    passkey_answered,
    periods_off,
    spend_code,
    spend_recovery_code,
)
from ..emails import queue_second_factor_changed
from ..errors import (
    FactorClockBehind,
    FactorClockWrong,
    FactorCodeWrong,
    FactorGone,
    FactorNameUnusable,
    PasskeyRefused,
)
from ..models import Person
from .base import record_of

LONGEST_NAME: Final = 60
_WRONG: Final = (FactorCodeWrong, FactorClockBehind)


@transaction.atomic
def set_up_app(*, by: Person, secret: str, code: str) -> None:
    """Take an authenticator app whose first code fits the key that the page showed."""
    _hold(by)
    if authenticators_of(by).filter(type=TOTP_TYPE).exists():
        raise FactorGone
    off = periods_off(secret, _digits(code), range(-DRIFT_SEEN, DRIFT_SEEN + 1))
    if off is None:
        raise FactorCodeWrong
    if abs(off) > TOLERANCE:
        raise FactorClockWrong(minutes=max(1, round(abs(off) * PERIOD / 60)))
    keep_secret(by, secret, off)
    _changed(by, "second-factor.added", {"type": "totp"})


@transaction.atomic
def add_passkey(*, by: Person, name: str, answer: str) -> None:
    """Take what a device has answered to the page's question as a passkey under a name."""
    _hold(by)
    name = _name(name)
    if not _is_first_answer(answer) or not keep_passkey(by, name, answer):
        raise PasskeyRefused
    _changed(by, "second-factor.added", {"type": "passkey"})


@transaction.atomic
def rename_passkey(*, by: Person, key: int, name: str) -> None:
    """Give a passkey another name."""
    row = _passkey(by, key)
    row.data["name"] = _name(name)
    row.save(update_fields=["data"])
    record_of(by, "second-factor.renamed")


@transaction.atomic
def remove_app(*, by: Person) -> None:
    """End the codes by time; nothing where there are none any more."""
    _hold(by)
    if authenticators_of(by).filter(type=TOTP_TYPE).delete()[0]:
        _changed(by, "second-factor.removed", {"type": "totp"})


@transaction.atomic
def remove_passkey(*, by: Person, key: int) -> None:
    """End one passkey; nothing where it is gone already."""
    _hold(by)
    if authenticators_of(by).filter(type=PASSKEY_TYPE, pk=key).delete()[0]:
        _changed(by, "second-factor.removed", {"type": "passkey"})


@transaction.atomic
def renew_recovery_codes(*, by: Person) -> None:
    """Draw new recovery codes; the former ones end."""
    _hold(by)
    if not by.has_second_factor:
        raise FactorGone
    begin_recovery_codes(by)
    _tell(by, "recovery-codes.renewed")


@transaction.atomic
def close_recovery_codes(*, by: Person) -> None:
    """The person has written them down: no page shows them again."""
    row = authenticators_of(by).filter(type=RECOVERY_TYPE).first()
    if row is not None:
        row.wrap().mark_as_viewed()


@transaction.atomic
def reset_second_factor(*, person: Person) -> bool:
    """Remove every factor of somebody who has lost them all; False: there was none.

    For the seller's people alone, after they have made sure who asks.
    """
    _hold(person)
    had = bool(authenticators_of(person).delete()[0])
    if had:
        _changed(person, "second-factor.reset", by_seller=True)
    return had


def answer_by_code(*, by: Person, code: str, network: str) -> str:
    """Take a code of the app or a recovery code, once; which of the two it was.

    Guesses are counted by person and network, and by person over all networks.
    """
    uses = (SECOND_FACTOR_FAILURES.by(by.uuid, network), SECOND_FACTOR_GUESSES.by(by.uuid))
    with failures_counted(*uses, kinds=_WRONG):
        return _take_code(by, _digits(code))


def answer_by_passkey(*, by: Person, answer: str) -> str:
    """Take what one of the person's passkeys has answered to the page's question."""
    row = passkey_answered(by, answer) if _is_first_answer(answer) else None
    if row is None:
        raise PasskeyRefused
    mark_used(row)
    return "passkey"


@transaction.atomic
def _take_code(by: Person, code: str) -> str:
    with _held_rows(by) as rows:
        app, recovery = rows.get(TOTP_TYPE), rows.get(RECOVERY_TYPE)
        if app is not None and spend_code(app, code):
            mark_used(app)
            return "code"
        if recovery is not None and spend_recovery_code(recovery, code):
            mark_used(recovery)
            _tell(by, "recovery-codes.used")
            return "recovery"
        if app is not None and is_of_a_clock_behind(app, code):
            raise FactorClockBehind
    raise FactorCodeWrong


@contextmanager
def _held_rows(person: Person) -> Iterator[dict[str, Any]]:
    rows = authenticators_of(person).exclude(type=PASSKEY_TYPE).select_for_update()
    yield {row.type: row for row in rows}


def _passkey(person: Person, key: int) -> Any:
    row = authenticators_of(person).filter(type=PASSKEY_TYPE, pk=key).first()
    if row is None:
        raise FactorGone
    return row


def _hold(person: Person) -> None:
    """Hold the person's row, read anew, until the transaction ends."""
    person.refresh_from_db(
        fields=["session_version", "has_second_factor"],
        from_queryset=Person.objects.select_for_update(),
    )


def _changed(
    person: Person, verb: str, data: dict[str, str] | None = None, *, by_seller: bool = False
) -> None:
    """Bring the person's row in line with what is there now, and tell of it."""
    rows = authenticators_of(person)
    person.has_second_factor = rows.exclude(type=RECOVERY_TYPE).exists()
    person.session_version += 1
    person.ended_sessions = ""
    person.save(update_fields=["has_second_factor", "session_version", "ended_sessions"])
    if not person.has_second_factor:
        rows.delete()
    elif not rows.filter(type=RECOVERY_TYPE).exists():
        begin_recovery_codes(person)
    _tell(person, verb, data, by_seller=by_seller)


def _tell(
    person: Person, verb: str, data: dict[str, str] | None = None, *, by_seller: bool = False
) -> None:
    record(
        organisation_uuid=None,
        actor_uuid=None if by_seller else person.uuid,
        verb=verb,
        target=f"person:{person.uuid}",
        data=data,
    )
    if person.email and person.email_confirmed_at:
        queue_second_factor_changed(person, person.email, verb)


def _digits(typed: str) -> str:
    """A code as it is reckoned with: half-width digits, without spaces and hyphens."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isdigit())


def _name(typed: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", typed).split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise FactorNameUnusable
    return name


def _is_first_answer(answer: str) -> bool:
    """Whether this challenge was not answered before: a session's copy could ask it again."""
    try:
        told = json.loads(answer)["response"]["clientDataJSON"]
    except (ValueError, TypeError, KeyError):
        return False
    return try_spend(PASSKEY_ANSWERS.by(told))
