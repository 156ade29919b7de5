"""The seller's own organisation, in which operators make the catalogue's courses."""

from __future__ import annotations

from django.db import transaction

from ...common import clock
from ...common.seller_names import seller_names
from ..choices import Role
from ..models import Member, Organisation, Person, RoleGrant
from ..tokens import new_company_code
from .base import member_target, record_by


@transaction.atomic
def enter_house(*, by: Person) -> Member:
    """The operator's place among the seller's people; the first time it is made.

    Only for operators: the caller's page sees to it, and whoever is none may not act there.
    """
    moment = clock.now()
    house, _is_new = Organisation.objects.get_or_create(
        is_house=True,
        defaults={
            "name": seller_names().name,
            "code": new_company_code(),
            "created_at": moment,
        },
    )
    member, is_new = Member.objects.get_or_create(
        organisation=house,
        person=by,
        defaults={"name": by.name, "joined_at": moment, "created_at": moment},
    )
    if is_new:
        RoleGrant.objects.create(organisation=house, member=member, role=Role.OFFICER)
        said = {"role": Role.OFFICER, "department": None, "until_on": None}
        record_by(member, "role.granted", member_target(member), said)
    member.organisation, member.person = house, by
    return member
