"""Signing in with a password, and how often it may fail (docs/algorithms/limits.md).

django-axes counts the failures of one name from one address, and locks that pair. What is spread
over names or addresses, our limits count; a device on which the name has signed in before is
counted by itself, so that nobody locks out anybody from their own device.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Final

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse

from ..common import clock
from ..limits.errors import TooOften
from ..limits.networks import network_of, network_or_none
from ..limits.rules import (
    FAILURES_RETURNED,
    SIGN_IN_FAILURES,
    SIGN_IN_GUESSES,
    SIGN_IN_RETURN,
    SIGN_IN_SHARE,
    SIGN_IN_SPRAY,
)
from ..limits.services import check, count, give_back, try_spend
from .devices import device_of, remember_device
from .errors import DeviceUnknown, FailuresHere, SignInLocked, SignInRefused
from .models import Person
from .names import clean_company_code

_NAME: Final = "sign_in_name"  # as typed
_COUNTED: Final = "counted_sign_in_name"


def authenticate_by_email(request: HttpRequest, email: str, password: str) -> Person:
    """The person. Raises a refusal: wrong, locked, or too often of the name or the network."""
    company = email.rpartition("@")[2]
    return _attempt(request, email, company, email=email, password=password)


def authenticate_by_number(
    request: HttpRequest, company_code: str, employee_number: str, password: str
) -> Person:
    """The same by company code and employee number."""
    code = clean_company_code(company_code)
    given = {"company_code": code, "employee_number": employee_number, "password": password}
    return _attempt(request, f"{code}/{employee_number}", code, **given)


def remember_sign_in(response: HttpResponse, request: HttpRequest) -> None:
    """Let the device know the name with which somebody has just signed in."""
    remember_device(response, device_of(request).with_name(getattr(request, _NAME)))


def is_lock_new(request: HttpRequest) -> bool:
    """Whether the attempt just made began the lock, and did not only meet it."""
    return _is_locked(request) and bool(getattr(request, "axes_failures_since_start", 0))


def sign_in_name(request: HttpRequest, _credentials: Any = None) -> str:
    """What django-axes counts failures under (AXES_USERNAME_CALLABLE)."""
    return str(getattr(request, _COUNTED, ""))[:255]


def keep_page(_request: HttpRequest, page: HttpResponse, _credentials: Any = None) -> HttpResponse:
    """The sign-in page tells of the lock itself (AXES_LOCKOUT_CALLABLE)."""
    return page


def _attempt(request: HttpRequest, name: str, company: str, **given: str) -> Person:
    device = device_of(request)
    is_known = device.knows(name)
    has_failures = not is_known and _check_stranger(request, name, company)
    setattr(request, _NAME, name)
    setattr(request, _COUNTED, f"{name[:200]} on {device.id}" if is_known else name)
    found = authenticate(request, **given)
    if isinstance(found, Person):
        if has_failures:
            _return_failures(request, name, company)
        return found
    is_met = _is_locked(request) and not is_lock_new(request)
    if not (is_known or is_met):
        _count_stranger(request, name, company)
    raise SignInLocked(_seconds_locked(request)) if _is_locked(request) else SignInRefused


def _check_stranger(request: HttpRequest, name: str, company: str) -> bool:
    """Whether names of the company have failed here; a refusal where it was too often."""
    network = network_of(request)
    spray = SIGN_IN_SPRAY.by(company, network)
    try:
        return spray in check(SIGN_IN_FAILURES.by(network), spray, SIGN_IN_GUESSES.by(name))
    except TooOften as error:
        wait = error.retry_after or 60
        if error.limit is SIGN_IN_GUESSES:
            raise DeviceUnknown(wait) from None
        if error.limit is SIGN_IN_SPRAY:
            raise FailuresHere(wait) from None
        raise


@transaction.atomic  # written to the disk once
def _count_stranger(request: HttpRequest, name: str, company: str) -> None:
    """One network adds eight a day to a name, so that only many together close it to strangers."""
    network = network_of(request)
    count(SIGN_IN_FAILURES.by(network), SIGN_IN_SPRAY.by(company, network))
    if try_spend(SIGN_IN_SHARE.by(network, name)):
        count(SIGN_IN_GUESSES.by(name))


def _return_failures(request: HttpRequest, name: str, company: str) -> None:
    """An office mistypes and succeeds. A name counts once a day, lest its owner tries others."""
    network = network_of(request)
    if try_spend(SIGN_IN_RETURN.by(network, name)):
        give_back(SIGN_IN_SPRAY.by(company, network), FAILURES_RETURNED)


def _is_locked(request: HttpRequest) -> bool:
    return bool(getattr(request, "axes_locked_out", False))


def _seconds_locked(request: HttpRequest) -> int:
    attempts = AccessAttempt.objects.filter(
        username=sign_in_name(request), ip_address=network_or_none(request)
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"]
    cool_off: dt.timedelta | None = get_cool_off(request)
    if last is None or cool_off is None:
        return 60
    left: dt.timedelta = last + cool_off - clock.now()
    return max(1, math.ceil(left.total_seconds()))
