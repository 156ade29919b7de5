"""What the audit log says of signing in and out.

Where a session acts as one member, or the person has joined nowhere else, the entry stands in that
organisation's chain; otherwise in the portal's own, since no organisation is to learn of another.
Each costs one statement here; a worker appends it (audit.record_soon).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ...audit.services import record_soon
from ..choices import SignInWay
from ..models import Member, Person
from ..selectors import memberships_of


def record_sign_in(
    *, by: Person, way: SignInWay, member: Member | None = None, second: str = ""
) -> Member | None:
    """Somebody has signed in; answers the member as whom, where that is clear.

    `second`: by which second factor, where one was asked for.
    """
    if member is None:
        own = list(memberships_of(by).with_roles().with_terms()[:2])
        member = own[0].keep_roles() if len(own) == 1 else None
    _record(by.uuid, member, "sign-in.done", way, second=second)
    return member


def record_sign_out(*, by: Person, member: Member | None) -> None:
    """A session was ended by its person."""
    _record(by.uuid, member, "sign-out.done")


def record_lock(*, members: Sequence[Member], way: SignInWay) -> None:
    """Signing in was locked after failures; `members` are those of the person, none if unknown.

    What was typed is not kept: it may be a password in the wrong field.
    """
    target = f"person:{members[0].person.uuid}" if members else ""
    member = members[0] if len(members) == 1 else None
    _record(None, member, "sign-in.locked", way, target)


def _record(
    actor: uuid.UUID | None,
    member: Member | None,
    verb: str,
    way: SignInWay | None = None,
    target: str = "",
    second: str = "",
) -> None:
    record_soon(
        organisation_uuid=member.organisation.uuid if member else None,
        actor_uuid=actor,
        verb=verb,
        target=target or (f"member:{member.uuid}" if member else ""),
        data=({"way": way} if way else {}) | ({"second": second} if second else {}),
    )
