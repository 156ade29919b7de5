"""会社の設定: what invoices, courses and the help card say of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ..choices import VARIABLES
from ..errors import VariableUnusable
from ..models import Member, Organisation
from ..variables import clean_variable
from .base import record_by
from .sign_up import OrganisationDetails


@transaction.atomic
def edit_organisation(
    *, by: Member, details: OrganisationDetails, variables: Mapping[str, str]
) -> Organisation:
    """Write name, address and variables; unknown variables are left out, empty ones removed."""
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    for name, value in asdict(details.cleaned()).items():
        setattr(organisation, name, value)
    kept = {key: clean_variable(key, variables.get(key, "")) for key in VARIABLES}
    others = {k: v for k, v in organisation.variables.items() if k not in VARIABLES}
    organisation.variables = {**others, **{key: value for key, value in kept.items() if value}}
    organisation.save()
    record_by(
        by,
        "organisation.edited",
        f"organisation:{organisation.uuid}",
        {**asdict(details), "variables": organisation.variables},
    )
    by.organisation = organisation
    return organisation


@transaction.atomic
def fill_variables(*, by: Member, variables: Mapping[str, str]) -> Organisation:
    """Write the named company variables and leave the others as they are; empty removes."""
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    given = {
        key: clean_variable(key, value) for key, value in variables.items() if key in VARIABLES
    }
    filled = {**organisation.variables, **given}
    organisation.variables = {key: value for key, value in filled.items() if value}
    organisation.save(update_fields=["variables"])
    record_by(
        by,
        "organisation.variables_filled",
        f"organisation:{organisation.uuid}",
        {"variables": organisation.variables},
    )
    by.organisation = organisation
    return organisation


@transaction.atomic
def set_language(*, by: Member, language: str) -> None:
    """Set the language in which new people are written to; empty: that of whoever adds them."""
    if language and language not in dict(settings.LANGUAGES):
        raise VariableUnusable(why=_("言語を選んでください。"), field="language")
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    if organisation.language == language:
        return
    organisation.language = language
    organisation.save(update_fields=["language"])
    record_by(
        by,
        "organisation.language_set",
        f"organisation:{organisation.uuid}",
        {"language": language},
    )
    by.organisation = organisation
