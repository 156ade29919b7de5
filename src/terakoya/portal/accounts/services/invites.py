"""Invite links, also as posters."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from ...common import clock
from ..models import Department, InviteLink, Member
from ..tokens import new_link_secret
from .base import record_by, require_confirmed_email


@transaction.atomic
def create_invite_link(
    *,
    by: Member,
    open_join: bool,
    needs_approval: bool = False,
    lasts_days: int | None = 30,
    department: Department | None = None,
) -> InviteLink:
    """A new link; `open_join` lets people join who are not on the roster.

    With `needs_approval` those ask, and an officer decides.
    """
    require_confirmed_email(by)
    moment = clock.now()
    link = InviteLink.objects.create(
        organisation=by.organisation,
        token=new_link_secret(),
        open_join=open_join and not needs_approval,
        needs_approval=needs_approval,
        department=department,
        created_by=by,
        created_at=moment,
        expires_at=moment + dt.timedelta(days=lasts_days) if lasts_days else None,
    )
    said = {"open_join": link.open_join, "needs_approval": needs_approval, "days": lasts_days}
    record_by(by, "invite.created", _target(link), said)
    return link


@transaction.atomic
def revoke_invite_link(*, by: Member, link: InviteLink) -> InviteLink:
    """Stop a link and its posters; stopping twice changes nothing."""
    if link.revoked_at is None:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
        record_by(by, "invite.revoked", _target(link))
    return link


def _target(link: InviteLink) -> str:
    return f"invite:{link.uuid}"
