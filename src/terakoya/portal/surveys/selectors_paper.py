"""What a wave on paper hands out and by which names its units are found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from terakoya.courseware.model import Material, Survey

from ..accounts.models import Department
from ..catalogue.selectors import revision_material
from .models import CountingCell, Wave
from .own_items import with_own_items
from .paper_units import Place, UnitNames
from .selectors import own_texts, survey_of_wave


def wave_material(wave: Wave) -> Material:
    """The course whose survey the wave asks, own items included."""
    material, own = revision_material(wave.revision), own_texts(wave)
    if not own:
        return material
    texts = tuple(
        text.model_copy(update={"survey": with_own_items(text.survey, own, text.language)})
        for text in material.course.texts
    )
    return replace(material, course=material.course.model_copy(update={"texts": texts}))


def wave_surveys(wave: Wave) -> dict[str, Survey]:
    """The survey in each of its languages."""
    return {one: survey_of_wave(wave, one) for one in wave.revision.meta["languages"]}


def wave_values(wave: Wave) -> Mapping[str, str]:
    """The company's variables as filled in, with its name."""
    organisation = wave.organisation
    values = {key: str(value) for key, value in organisation.variables.items() if value}
    return {"company.name": organisation.name, **values}


def unit_names(wave: Wave) -> UnitNames:
    """The departments by name and which unit of the wave counts each; two statements."""
    places = Department.objects.filter(organisation_id=wave.organisation_id).order_by("id")
    cells = CountingCell.objects.filter(wave=wave).values_list("department_id", flat=True)
    return UnitNames((Place(one.id, one.name, one.parent_id) for one in places), cells)


@dataclass(frozen=True)
class PaperUnit:
    """A unit as the sheets name it."""

    name: str
    headcount: int


def paper_units(wave: Wave) -> list[PaperUnit]:
    """The units with their headcounts, by name; three statements."""
    names = unit_names(wave)
    rows = CountingCell.objects.filter(wave=wave, department__isnull=False)
    found = [
        PaperUnit(names.shown_name(unit), n)
        for unit, n in rows.values_list("department_id", "headcount")
        if unit is not None
    ]
    return sorted(found, key=lambda one: one.name)


def workbook_parts(units: list[PaperUnit]) -> list[list[PaperUnit]]:
    """The units by workbook: the list on an answer sheet has room for 20."""
    from terakoya.courseware.formats.xlsx.writing.survey.plan import (
        DEPARTMENTS,  # few processes write it
    )

    starts = range(0, max(len(units), 1), DEPARTMENTS)
    return [units[start : start + DEPARTMENTS] for start in starts]


def answer_workbook(wave: Wave, language: str, part: list[PaperUnit]) -> bytes:
    """The workbook that is handed out: it says for which wave, and lists its units."""
    # A writer that few processes need.
    from terakoya.courseware.formats.xlsx.writing.survey.book import write_filled
    from terakoya.courseware.formats.xlsx.writing.survey.tally import SurveyFill

    fill = SurveyFill(departments=tuple(unit.name for unit in part))
    return write_filled(
        wave_material(wave), language, fill, values=wave_values(wave), wave=str(wave.uuid)
    )
