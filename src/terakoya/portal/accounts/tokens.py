"""Links that are signed instead of stored, and codes that are stored as keyed hashes.

A link names its purpose by the salt, ends by the portal's clock, and carries a fingerprint of
what it speaks of: when that changes, the link ends (docs/algorithms/identity.md §3).
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from ..common import clock
from .errors import LinkUnusable
from .models import InviteLink, Member, Person

EMAIL_LINK: Final = dt.timedelta(days=7)
PASSWORD_LINK: Final = dt.timedelta(hours=24)
INVITATION_LINK: Final = dt.timedelta(days=30)
# Neither vowels (no words come out) nor characters that look like others when read aloud.
CODE_LETTERS: Final = "CDFGHJKLMNPRTVWXY"
CODE_DIGITS: Final = "23456789"


@dataclass(frozen=True, slots=True)
class EmailLink:
    """Confirms that an address is a person's."""

    person: uuid.UUID
    email: str
    mark: str


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """Leads to a place on a roster, as it was when the invitation was sent."""

    member: uuid.UUID
    mark: str


@dataclass(frozen=True, slots=True)
class OpenJoinLink:
    """Lets who reads an address join by an invite link, without a place on the roster."""

    link: uuid.UUID
    email: str


def email_token(person: Person, email: str) -> str:
    """For the link that confirms an address."""
    return _sign("email", EMAIL_LINK, person.uuid.hex, email, email_mark(person, email))


def read_email_token(token: str) -> EmailLink:
    """What such a link says."""
    person, email, mark = _read("email", token, 3)
    return EmailLink(uuid.UUID(person), email, mark)


def password_token(person: Person) -> str:
    """For the link by which a password is set, once."""
    return _sign("password", PASSWORD_LINK, person.uuid.hex, password_mark(person))


def read_password_token(token: str) -> tuple[uuid.UUID, str]:
    """Person and mark of such a link."""
    person, mark = _read("password", token, 2)
    return uuid.UUID(person), mark


def invitation_token(member: Member) -> str:
    """For the mailed link by which a member of the roster joins."""
    return _sign("invitation", INVITATION_LINK, "place", member.uuid.hex, place_mark(member))


def open_join_token(link: InviteLink, email: str) -> str:
    """For the mailed link by which somebody joins who is not on the roster."""
    return _sign("invitation", EMAIL_LINK, "open", link.uuid.hex, email)


def read_invitation_token(token: str) -> PlaceLink | OpenJoinLink:
    """What one of the two says."""
    kind, row, value = _read("invitation", token, 3)
    if kind == "open":
        return OpenJoinLink(uuid.UUID(row), value)
    return PlaceLink(uuid.UUID(row), value)


def fingerprint(person: Person) -> str:
    """Changes with password, sessions and address, and when the address is proven."""
    proven = _moment(person.email_confirmed_at)
    return _mark(person.password, person.session_version, person.email, proven)


def password_mark(person: Person) -> str:
    """What a link to set a password carries: changes with password, sessions and address.

    That the address is proven changes nothing: the welcome mail has both links, and whoever
    follows the one has read the mailbox that the other went to.
    """
    return _mark("password", person.password, person.session_version, person.email)


def email_mark(person: Person, email: str) -> str:
    """What a confirming link carries.

    For the address of a person who has yet to prove it, a first password changes nothing: who
    has just applied sets one before the mail is read. Another one raises the session version.
    """
    if person.email != email:
        return fingerprint(person)
    return _mark("own", person.session_version, email, _moment(person.email_confirmed_at))


def place_mark(member: Member) -> str:
    """Changes with the address on the roster, and by inviting, withdrawing, joining, leaving."""
    moments = _moment(member.invited_at), _moment(member.joined_at)
    return _mark(member.uuid, member.email, *moments, member.left_on, member.person.uuid)


def is_mark(kept: str, mark: str) -> bool:
    """Whether nothing has changed since the link was made."""
    return constant_time_compare(kept, mark)


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
    """What is kept of a joining code; another password, joining or leaving ends it."""
    state = f"{_moment(member.joined_at)}/{member.left_on}/{fingerprint(member.person)}"
    value = f"{member.uuid}/{state}/{code}"
    return salted_hmac(f"{__name__}.joining-code", value, algorithm="sha256").hexdigest()


def _mark(*values: object) -> str:
    said = "/".join(map(str, values))
    return salted_hmac(f"{__name__}.fingerprint", said, algorithm="sha256").hexdigest()[:24]


def _moment(moment: dt.datetime | None) -> str:
    return moment.astimezone(dt.UTC).isoformat() if moment else ""


def _pick(alphabet: str, count: int) -> str:
    return "".join(secrets.choice(alphabet) for _ in range(count))


def _sign(purpose: str, lasts: dt.timedelta, *values: str) -> str:
    until = int((clock.now() + lasts).timestamp())
    return signing.dumps([*values, until], salt=f"{__name__}.{purpose}")


def _read(purpose: str, token: str, count: int) -> list[str]:
    try:
        *values, until = signing.loads(token, salt=f"{__name__}.{purpose}")
    except (signing.BadSignature, ValueError):
        raise LinkUnusable from None
    if len(values) != count or clock.now().timestamp() > until:  # fewer: by an older version
        raise LinkUnusable
    return [str(value) for value in values]
