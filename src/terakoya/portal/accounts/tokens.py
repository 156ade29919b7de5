"""Links that are signed instead of stored, and codes that are stored as keyed hashes.

A link names its purpose by the salt, ends by the portal's clock, and carries a fingerprint of
what it may change, so that it works once: a new password makes every older link useless.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Any, Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from ..common import clock
from .errors import LinkUnusable
from .models import Member, Person

EMAIL_LINK: Final = dt.timedelta(days=7)
PASSWORD_LINK: Final = dt.timedelta(hours=24)
INVITATION_LINK: Final = dt.timedelta(days=30)
# Neither vowels (no words come out) nor characters that look like others when read aloud.
CODE_LETTERS: Final = "CDFGHJKLMNPRTVWXY"
CODE_DIGITS: Final = "23456789"


def email_token(person: Person, email: str) -> str:
    """For the link that confirms an address."""
    return _sign("email", EMAIL_LINK, person.uuid.hex, email)


def read_email_token(token: str) -> tuple[uuid.UUID, str]:
    """Person and address of such a link."""
    person, email = _read("email", token)
    return uuid.UUID(person), str(email)


def password_token(person: Person) -> str:
    """For the link by which a password is set, once."""
    return _sign("password", PASSWORD_LINK, person.uuid.hex, fingerprint(person))


def read_password_token(token: str) -> tuple[uuid.UUID, str]:
    """Person and fingerprint of such a link."""
    person, mark = _read("password", token)
    return uuid.UUID(person), str(mark)


def invitation_token(member: Member) -> str:
    """For the mailed link by which a member of the roster joins."""
    return _sign("invitation", INVITATION_LINK, member.uuid.hex, member.person.email or "")


def read_invitation_token(token: str) -> tuple[uuid.UUID, str]:
    """Member and address of such a link."""
    member, email = _read("invitation", token)
    return uuid.UUID(member), str(email)


def fingerprint(person: Person) -> str:
    """Changes with password, sessions and address."""
    value = f"{person.password}/{person.session_version}/{person.email}"
    return salted_hmac(f"{__name__}.fingerprint", value, algorithm="sha256").hexdigest()[:24]


def is_fingerprint_of(person: Person, mark: str) -> bool:
    """Whether nothing has changed since the link was made."""
    return constant_time_compare(fingerprint(person), mark)


def new_link_secret() -> str:
    """The part of an invite link that nobody can guess; short, for a QR code that reads well."""
    return secrets.token_urlsafe(16)


def new_company_code() -> str:
    """Four letters and four digits: KMTR4827."""
    return _pick(CODE_LETTERS, 4) + _pick(CODE_DIGITS, 4)


def new_joining_code() -> str:
    """Eight letters and digits; 39 bits, and five tries."""
    return _pick(CODE_LETTERS + CODE_DIGITS, 8)


def joining_code_hash(member: Member, code: str) -> str:
    """What is kept of a joining code."""
    value = f"{member.uuid}/{code}"
    return salted_hmac(f"{__name__}.joining-code", value, algorithm="sha256").hexdigest()


def _pick(alphabet: str, count: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(count))


def _sign(purpose: str, lasts: dt.timedelta, *values: str) -> str:
    until = int((clock.now() + lasts).timestamp())
    return signing.dumps([*values, until], salt=f"{__name__}.{purpose}")


def _read(purpose: str, token: str) -> list[Any]:
    values: list[Any]
    try:
        *values, until = signing.loads(token, salt=f"{__name__}.{purpose}")
    except (signing.BadSignature, ValueError):
        raise LinkUnusable from None
    if clock.now().timestamp() > until:
        raise LinkUnusable
    return values
