"""Letting those who have not begun an assigned course begin on an edition of it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Department, Member
from ...audit.services import record
from ...catalogue.models import Offer
from ..errors import MemberOfAnother
from ..models import Assignment, AssignmentEdition
from .assignments import refuse_strange_offer


@transaction.atomic
def use_edition(
    *, by: Member, assignment: Assignment, offer: Offer, department: Department | None = None
) -> None:
    """From now on whoever begins takes this edition: everyone, or a department and those below it.

    Who has begun finishes what they began. Raises `EditionOfAnother` and `MemberOfAnother`.
    """
    refuse_strange_offer(by, assignment.course, offer)
    owners = {assignment.organisation_id}
    if department is not None:
        owners.add(department.organisation_id)
    if owners != {by.organisation_id}:
        raise MemberOfAnother(_("ほかの会社・団体の部署は選べません。選び直してください。"))
    if department is None:
        assignment.offer = offer
        assignment.save(update_fields=["offer"])
    else:
        AssignmentEdition.objects.update_or_create(
            organisation=by.organisation,
            assignment=assignment,
            department=department,
            defaults={"offer": offer},
        )
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="learning.edition_chosen",
        target=str(assignment.uuid),
        data={"edition": offer.name, "department": department.name if department else ""},
    )
