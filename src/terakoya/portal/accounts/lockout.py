"""Signing in with a password, with django-axes counting failures by name and address."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any, Final

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .models import Person
from .names import clean_company_code

_NAME: Final = "sign_in_name"


def authenticate_by_email(request: HttpRequest, email: str, password: str) -> Person | None:
    """The person, or None: unknown, wrong or locked (then `minutes_locked` is not 0)."""
    setattr(request, _NAME, email)
    return _as_person(authenticate(request, email=email, password=password))


def authenticate_by_number(
    request: HttpRequest, company_code: str, employee_number: str, password: str
) -> Person | None:
    """The same by company code and employee number."""
    code = clean_company_code(company_code)
    setattr(request, _NAME, f"{code}/{employee_number}")
    return _as_person(
        authenticate(request, company_code=code, employee_number=employee_number, password=password)
    )


def minutes_locked(request: HttpRequest) -> int:
    """For how many minutes the attempt just made stays locked; 0: not locked."""
    if not getattr(request, "axes_locked_out", False):
        return 0
    attempts = AccessAttempt.objects.filter(
        username=sign_in_name(request), ip_address=request.META.get("REMOTE_ADDR")
    )
    last = attempts.aggregate(last=Max("attempt_time"))["last"]
    cool_off: dt.timedelta | None = get_cool_off(request)
    if last is None or cool_off is None:
        return 1
    left: dt.timedelta = last + cool_off - timezone.now()
    return max(1, math.ceil(left.total_seconds() / 60))


def is_lock_new(request: HttpRequest) -> bool:
    """Whether the attempt just made began the lock, and did not only meet it."""
    is_locked = getattr(request, "axes_locked_out", False)
    return bool(is_locked and getattr(request, "axes_failures_since_start", 0))


def sign_in_name(request: HttpRequest, _credentials: Any = None) -> str:
    """What django-axes counts failures under (AXES_USERNAME_CALLABLE)."""
    return str(getattr(request, _NAME, ""))[:255]


def keep_page(_request: HttpRequest, page: HttpResponse, _credentials: Any = None) -> HttpResponse:
    """The sign-in page tells of the lock itself (AXES_LOCKOUT_CALLABLE)."""
    return page


def _as_person(found: object) -> Person | None:
    return found if isinstance(found, Person) else None
