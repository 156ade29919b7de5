"""Two ways to say who somebody is; each costs one password hash, found or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.contrib.auth.backends import BaseBackend
from django.db.models import BigAutoField, CharField, DateField, QuerySet
from django.http import HttpRequest

from ..common import clock
from ..common.prepared import Given, Prepared
from .models import Member, Person
from .names import clean_company_code

# Every request of a signed-in person makes this.
_SIGNED_IN: Final = Prepared(
    lambda: Person.objects.filter(pk=Given("pk", BigAutoField()), is_active=True)
)

_READ: ContextVar[Person | None] = ContextVar("read_person", default=None)


@contextmanager
def having_read(person: Person | None) -> Iterator[None]:
    """Let `get_user` take a person that was read just now, instead of reading them again."""
    token = _READ.set(person)
    try:
        yield
    finally:
        _READ.reset(token)


class PasswordBackend(BaseBackend):
    """What both ways share."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, unless closed."""
        known = _READ.get()
        if known is not None and known.pk == user_id:
            return known if known.is_active else None
        return _SIGNED_IN.first(pk=user_id)

    def check(self, person: Person | None, password: str) -> Person | None:
        """The person if the password is theirs. Nobody costs as much time as somebody."""
        if person is None:
            Person().set_password(password)
            return None
        return person if person.check_password(password) and person.is_active else None


class EmailBackend(PasswordBackend):
    """E-mail address and password. Callers clean the address (names.clean_email)."""

    # Django chooses the backend whose signature fits the credentials.
    def authenticate(  # type: ignore[override]
        self, _request: HttpRequest | None, *, email: str, password: str
    ) -> Person | None:
        """The person, or None."""
        return self.check(Person.objects.filter(email=email).first(), password)


class EmployeeNumberBackend(PasswordBackend):
    """Company code, employee number and password, for people who often have no e-mail."""

    def authenticate(  # type: ignore[override]
        self,
        _request: HttpRequest | None,
        *,
        company_code: str,
        employee_number: str,
        password: str,
    ) -> Person | None:
        """The person of the member who works there now, or None."""
        member = find_member(company_code, employee_number)
        person = self.check(member.person if member else None, password)
        if person is not None:
            person.signed_in_as = member
        return person


def _numbered() -> QuerySet[Member]:
    today = Given("today", DateField())
    return (
        Member.objects.present(today)
        .with_roles(today)
        .select_related("person", "organisation")
        .filter(
            organisation__code=Given("code", CharField()),
            employee_number=Given("number", CharField()),
            joined_at__isnull=False,
        )
        .order_by("pk")[:1]
    )


# Every sign-in by number makes this.
_NUMBERED: Final = Prepared(_numbered)


def find_member(company_code: str, employee_number: str) -> Member | None:
    """The joined member with this number, or None."""
    code = clean_company_code(company_code)
    member = _NUMBERED.first(code=code, number=employee_number, today=clock.today())
    return member and member.keep_roles()
