"""Who takes inquiries of a kind and within how many hours; templates of answers."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...audit.services import record
from ..errors import TemplateExists
from ..models import AnswerTemplate, Route


@transaction.atomic
def set_routes(*, by: Person, routes: Sequence[Route]) -> None:
    """Say for each kind who takes it, and within how many hours; counts for what comes from now."""
    for route in routes:
        Route.objects.update_or_create(
            kind=route.kind, defaults={"assignee": route.assignee, "hours": route.hours}
        )
    said = {one.kind: [one.assignee.name if one.assignee else "", one.hours] for one in routes}
    record(organisation_uuid=None, actor_uuid=by.uuid, verb="inquiry.routes-set", data=said)


def save_template(
    *, by: Person, template: AnswerTemplate | None, name: str, language: str, text: str
) -> AnswerTemplate:
    """Write a template, or a new one; its name is there once a language."""
    row = template or AnswerTemplate()
    row.name, row.language, row.text = name, language, text
    try:
        with transaction.atomic():
            row.save()
            record(
                organisation_uuid=None,
                actor_uuid=by.uuid,
                verb="inquiry.template-saved",
                target=name,
            )
    except IntegrityError:
        raise TemplateExists(
            _("同じ名前のひな形があります。別の名前にしてください。"), field="name"
        ) from None
    return row


@transaction.atomic
def delete_template(*, by: Person, template: AnswerTemplate) -> None:
    """Delete a template; what was written with it stays."""
    name = template.name
    template.delete()
    record(organisation_uuid=None, actor_uuid=by.uuid, verb="inquiry.template-deleted", target=name)
