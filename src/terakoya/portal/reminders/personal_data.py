"""What reminders hold about a person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..accounts.models import Person
from ..accounts.personal_data import Section
from ..learning.selectors.personal_data import course_titles
from .choices import Channel
from .models import Reminder


def reminder_sections(person: Person) -> list[Section]:
    """Two statements."""
    titles = course_titles(person)
    columns = {
        "organisation": _("会社・団体"),
        "course": _("研修"),
        "on": _("案内した日"),
        "channel": _("届け方"),
        "sent_at": _("送った日時"),
        "read_at": _("開いた日時"),
    }
    values = Reminder.objects.filter(member__person=person).order_by("id")
    rows = [
        {
            "organisation": organisation,
            "course": titles.get(slug, slug),
            "on": on,
            "channel": str(Channel(channel).label),
            "sent_at": sent_at,
            "read_at": read_at,
        }
        for organisation, slug, on, channel, sent_at, read_at in values.values_list(
            "organisation__name",
            "run__assignment__course__slug",
            "on",
            "channel",
            "sent_at",
            "read_at",
        )
    ]
    return [Section("reminders", _("受講の案内"), columns, rows)]
