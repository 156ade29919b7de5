"""Giving and taking the rights of the seller's people."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from ...audit.services import record
from ...common import clock
from ..choices import Right
from ..emails import queue_password_link
from ..errors import (
    EmailUnusable,
    LastOperator,
    NameMissing,
    OperatorRightMissing,
    OperatorUnproven,
)
from ..models import OperatorRight, Person
from ..names import clean_email, clean_name
from ..selectors import holder_of


@transaction.atomic
def appoint_operator(
    *, by: Person | None, email: str, name: str, rights: Iterable[Right]
) -> tuple[Person, bool]:
    """Whoever signs in with this address becomes an operator; whether they are new here.

    A new person gets a mail with the link by which they set their password. An address that
    nobody has proven to read gets nothing: somebody else may have typed it.
    """
    address = clean_email(email)
    if address is None:
        raise EmailUnusable
    person = holder_of(address)
    if person is not None and person.has_unproven_password:
        raise OperatorUnproven
    is_new = person is None
    if person is None:
        called = clean_name(name)
        if not called:
            raise NameMissing
        person = Person(email=address, name=called, created_at=clock.now())
        person.set_unusable_password()
        person.save()
    set_rights(by=by, person=person, rights=rights)
    if is_new:
        queue_password_link(person)
    return person, is_new


@transaction.atomic
def set_rights(*, by: Person | None, person: Person, rights: Iterable[Right]) -> frozenset[Right]:
    """Have somebody hold these rights and no others; none: is an operator no more.

    `by` is None for the command on the server. Only who holds all rights may do it, and one
    operator always does.
    """
    wanted = frozenset(rights)
    # In one order, so that two who take each other's rights at once cannot both succeed.
    held = {pk: set[str]() for pk in _operators_locked()}
    for pk, right in OperatorRight.objects.values_list("person", "right"):
        held.setdefault(pk, set()).add(right)
    full = {pk for pk, its in held.items() if its == set(Right)}
    if by is not None and by.pk not in full:
        raise OperatorRightMissing
    if full == {person.pk} and wanted != set(Right):
        raise LastOperator
    before = held.get(person.pk, set())
    if before == wanted:
        return wanted
    OperatorRight.objects.filter(person=person).exclude(right__in=wanted).delete()
    OperatorRight.objects.bulk_create(
        OperatorRight(person=person, right=right) for right in sorted(wanted - before)
    )
    Person.objects.filter(pk=person.pk).update(is_operator=bool(wanted))
    person.is_operator, person.read_rights = bool(wanted), frozenset(wanted)
    record(
        organisation_uuid=None,
        actor_uuid=by.uuid if by else None,
        verb="operator.rights_set",
        target=f"person:{person.uuid}",
        data={"before": sorted(before), "after": sorted(wanted)},
    )
    return wanted


def _operators_locked() -> Iterable[int]:
    operators = Person.objects.filter(is_operator=True).order_by("pk")
    return operators.select_for_update().values_list("pk", flat=True)
