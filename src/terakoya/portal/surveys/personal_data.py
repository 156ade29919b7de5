"""What the awareness survey holds about a person: that they took part, and where they count."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ..accounts.models import Person
from ..accounts.personal_data import Section
from ..learning.selectors.personal_data import course_titles
from .models import CellMember, Participation


def survey_sections(person: Person) -> list[Section]:
    """Three statements. No answer is held, so none can be shown."""
    titles = course_titles(person)
    columns = {
        "organisation": _("会社・団体"),
        "course": _("研修"),
        "wave": _("時期"),
        "unit": _("数える単位"),
        "took_part": _("回答した"),
    }
    taken = set(
        Participation.objects.filter(member__person=person).values_list("wave_id", "member_id")
    )
    places = CellMember.objects.filter(member__person=person).order_by("wave_id", "id")
    rows = [
        {
            "organisation": place.wave.organisation.name,
            "course": titles.get(slug := place.wave.assignment.course.slug, slug),
            "wave": str(place.wave.get_kind_display()),
            "unit": place.cell.name or _("会社・団体の全体"),
            "took_part": (place.wave_id, place.member_id) in taken,
        }
        for place in places.select_related("wave__organisation", "wave__assignment__course", "cell")
    ]
    note = _("回答したかどうかだけです。あなたの答えは、だれのものとしても保存していません。")
    return [Section("surveys", _("意識調査"), columns, rows, note)]
