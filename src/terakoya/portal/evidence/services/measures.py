"""The ledger of measures: what the officer states, and what was stated wrongly."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ..choices import Measure
from ..errors import NotYetTaken
from ..models import MeasureStatement


@transaction.atomic
def state_measure(
    *, by: Member, measure: Measure, taken_on: dt.date, material: str
) -> MeasureStatement:
    """State that a measure was taken on a day, and which paper shows it.

    Raises `NotYetTaken` for a day to come.
    """
    if taken_on > clock.today():
        raise NotYetTaken(
            _("これから行うことは、記録できません。今日までの日付を入力してください。"),
            field="taken_on",
        )
    statement = MeasureStatement.objects.create(
        organisation_id=by.organisation_id,
        measure=measure,
        taken_on=taken_on,
        material=material.strip(),
        by=by,
        created_at=clock.now(),
    )
    _record(by, "evidence.measure_stated", statement)
    return statement


@transaction.atomic
def withdraw_statement(*, by: Member, statement: MeasureStatement) -> None:
    """Say that a statement was wrong; it stays, struck out."""
    MeasureStatement.objects.filter(pk=statement.pk, withdrawn_at=None).update(
        withdrawn_at=clock.now()
    )
    _record(by, "evidence.measure_withdrawn", statement)


def _record(by: Member, verb: str, statement: MeasureStatement) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=f"measure:{statement.uuid}",
        data={
            "measure": statement.measure,
            "taken_on": statement.taken_on.isoformat(),
            "material": statement.material,
        },
    )
