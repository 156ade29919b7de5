"""The working days of an organisation, and the days of reminders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...accounts.services.organisation import set_language
from ...audit.services import record
from ...learning.models import Assignment
from ...learning.services import Defaults, change_defaults
from ..errors import DaysUnusable
from ..models import ReminderPlan, ReminderSettings
from ..selectors import PAUSE

FARTHEST = 30
MOST_DAYS = 10
MOST_CLOSED = 100
TEXTS = ("sender_name", "hours_ja", "hours_en")


@dataclass(frozen=True)
class SettingsDetails:
    """What the form holds."""

    weekdays: tuple[int, ...]
    keeps_holidays: bool
    closed_days: tuple[dt.date, ...]
    opens: int
    closes: int
    is_on: bool
    offsets: tuple[int, ...]
    escalates: bool
    sender_name: str = ""
    hours_ja: str = ""
    hours_en: str = ""


@transaction.atomic
def change_settings(
    *,
    by: Member,
    details: SettingsDetails,
    defaults: Defaults | None = None,
    language: str | None = None,
) -> None:
    """Set working days and hours, the usual days of reminders, and how mails are worded.

    `defaults`: what new assignments begin with; `language`: that of new people. Left out, they
    stay.
    """
    if not details.weekdays:
        raise DaysUnusable(_("働く曜日を、1つ以上選んでください。"), field="weekdays")
    if details.closes <= details.opens:
        raise DaysUnusable(
            _("送り終える時刻は、送り始める時刻より後にしてください。"), field="closes"
        )
    if len(details.closed_days) > MOST_CLOSED:
        raise DaysUnusable(_("休みの日は、100日までにしてください。"), field="closed_days")
    check_offsets(details.offsets)
    if defaults is not None:
        change_defaults(by=by, defaults=defaults)
    if language is not None:
        set_language(by=by, language=language)
    values = {
        **vars(details),
        **{name: " ".join(getattr(details, name).split()) for name in TEXTS},
        "weekdays": sorted(details.weekdays),
        "closed_days": [day.isoformat() for day in sorted(details.closed_days)],
        "offsets": sorted(details.offsets),
    }
    ReminderSettings.objects.update_or_create(organisation=by.organisation, defaults=values)
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="reminders.settings_changed",
        data=values,
    )


@transaction.atomic
def change_plan(*, by: Member, assignment: Assignment, is_on: bool, offsets: Sequence[int]) -> None:
    """Set the days on which the members of one assignment are reminded."""
    check_offsets(offsets)
    values = {"is_on": is_on, "offsets": sorted(offsets)}
    ReminderPlan.objects.update_or_create(
        assignment=assignment, defaults={**values, "organisation_id": by.organisation_id}
    )
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb="reminders.plan_changed",
        target=str(assignment.uuid),
        data=values,
    )


def check_offsets(offsets: Sequence[int]) -> None:
    """Raise `DaysUnusable` where days are too far, too many or too near to one another."""
    days = sorted(offsets)
    if len(days) > MOST_DAYS or any(abs(day) > FARTHEST for day in days):
        raise DaysUnusable(
            _("案内を送る日は、10日まで、期限の前後30営業日以内で入力してください。"),
            field="offsets",
        )
    if any(later - earlier < PAUSE.days for earlier, later in pairwise(days)):
        raise DaysUnusable(
            _("案内は3日に1回までです。案内の日は、3営業日以上あけてください。"), field="offsets"
        )
