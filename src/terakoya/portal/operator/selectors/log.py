"""操作の記録: what operators did, and what happened in the portal's own chain."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from ...accounts.models import Organisation, Person
from ...audit.models import AuditEntry
from ...audit.selectors import payload_of
from ...reports.audit_words import details_of, words_of

PAGE: Final = 50


@dataclass(frozen=True)
class Line:
    """An entry; `customer` is whose chain it stands in, empty for the portal's own."""

    key: int
    at: dt.datetime
    who: str
    what: str
    about: str
    customer: str
    details: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Log:
    """Up to fifty lines, newest first; `older` is the entry before which the next page begins."""

    lines: Sequence[Line]
    older: int | None


def operators_log(before: int | None = None) -> Log:
    """A page of the log; four statements."""
    entries = AuditEntry.objects.filter(
        Q(organisation_uuid=None, actor_uuid__in=_operators())
        | Q(organisation_uuid=None, verb__in=("portal.restored", "portal.signing_key_made"))
        | Q(verb__startswith="operator.")
    ).select_related("payload")
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    people, customers = _people(shown), _customers(shown)
    lines = [_line(one, people, customers) for one in shown]
    return Log(lines, shown[-1].pk if len(found) > PAGE else None)


def _operators() -> list[uuid.UUID]:
    return list(Person.objects.filter(is_operator=True).values_list("uuid", flat=True))


def _people(entries: Sequence[AuditEntry]) -> dict[uuid.UUID, str]:
    """The names of who did it, and of those to whom it was done."""
    wanted = {one.actor_uuid for one in entries if one.actor_uuid}
    wanted |= {found for one in entries if (found := _person_in(one.target))}
    return dict(Person.objects.filter(uuid__in=wanted).values_list("uuid", "name"))


def _customers(entries: Sequence[AuditEntry]) -> dict[uuid.UUID, str]:
    wanted = {one.organisation_uuid for one in entries if one.organisation_uuid}
    return dict(Organisation.objects.filter(uuid__in=wanted).values_list("uuid", "name"))


def _line(entry: AuditEntry, people: dict[uuid.UUID, str], customers: dict[uuid.UUID, str]) -> Line:
    payload, person = payload_of(entry), _person_in(entry.target)
    actor, organisation = entry.actor_uuid, entry.organisation_uuid
    return Line(
        key=entry.pk,
        at=entry.created_at,
        who=people.get(actor, _("退任した運営者")) if actor else _("サーバー"),
        what=words_of(entry.verb),
        about=people.get(person, "") if person else "",
        customer=customers.get(organisation, "") if organisation else "",
        details=details_of(entry.verb, payload.data if payload else {}),
    )


def _person_in(target: str) -> uuid.UUID | None:
    kind, _colon, key = target.partition(":")
    try:
        return uuid.UUID(key) if kind == "person" else None
    except ValueError:
        return None
