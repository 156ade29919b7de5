"""What a wave would be like, before it is opened."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from terakoya.courseware.model import Survey

from ..accounts.models import DepartmentMembership, Member
from ..catalogue.models import Revision, RevisionText
from ..catalogue.selectors import without_survey
from ..common.languages import current_language
from ..learning.models import Assignment
from ..learning.selectors.assignments import titled_assignments
from ..learning.selectors.standing import assigned_members
from ..learning.starting_revision import starting_revision
from .cells import COMPANY, Cells, plan_cells
from .choices import Axis, Medium, WaveKind
from .headcounts import MINIMUM_MEMBERS, Headcount
from .models import OwnItem, Wave
from .own_items import OwnText
from .selectors import units_of


def homes_of(organisation_id: int, members: Sequence[int], axis: Axis) -> dict[int, int | None]:
    """The unit that each member belongs to."""
    homes: dict[int, int | None] = dict.fromkeys(members, COMPANY)
    if axis == Axis.DEPARTMENTS:
        homes |= dict(
            DepartmentMembership.objects.filter(
                organisation_id=organisation_id, until_on=None, member_id__in=members
            ).values_list("member_id", "department_id")
        )
    return homes


def cells_for(organisation_id: int, homes: dict[int, int | None]) -> Cells:
    """The cells that a wave of these members has."""
    direct: dict[int | None, int] = Counter(homes.values())
    return plan_cells(units_of(organisation_id), direct, MINIMUM_MEMBERS)


def headcount_of(assignment: Assignment) -> Headcount:
    """How many people a wave of the assignment asks, and in which units; three statements."""
    members = list(assigned_members(assignment).order_by("id").values_list("id", flat=True))
    homes = homes_of(assignment.organisation_id, members, Axis.DEPARTMENTS)
    cells = cells_for(assignment.organisation_id, homes)
    units = tuple(n for unit, n in cells.sizes.items() if unit is not COMPANY)
    departments = len({unit for unit in homes.values() if unit is not COMPANY})
    return Headcount(len(members), units, departments)


def survey_revision_of(assignment: Assignment) -> Revision:
    """The revision whose items are asked: that of the first wave, or the newest one."""
    first = Wave.objects.filter(assignment=assignment).select_related("revision").first()
    if first is not None:
        return first.revision
    return starting_revision(assignment)


def current_own_items(assignment: Assignment) -> tuple[OwnText, ...]:
    """The organisation's own items that the next wave of an assignment asks."""
    rows = OwnItem.objects.filter(assignment=assignment).order_by("id")
    return tuple(OwnText(one.topic, one.text_ja, one.text_en, one.sensitive) for one in rows)


@dataclass(frozen=True)
class OwnItemRow:
    """An own item as a page lists it."""

    uuid: uuid.UUID
    text: str
    topic: str
    sensitive: bool


def own_item_rows(assignment: Assignment, survey: Survey) -> list[OwnItemRow]:
    """The own items of an assignment with the names of their topics; one statement."""
    names = {topic.id: topic.name for topic in survey.topics}
    return [
        OwnItemRow(
            one.uuid,
            " / ".join(filter(None, (one.text_ja, one.text_en))),
            names.get(one.topic, one.topic),
            one.sensitive,
        )
        for one in OwnItem.objects.filter(assignment=assignment).order_by("id")
    ]


def wave_to_come(
    assignment: Assignment, revision: Revision, medium: Medium = Medium.ONLINE
) -> Wave:
    """The first wave of an assignment as it would open now; it is not saved."""
    own = [asdict(one) for one in current_own_items(assignment)]
    return Wave(kind=WaveKind.BEFORE, revision=revision, medium=medium, own_items=own)


def title_of(revision: Revision) -> str:
    """A revision's title in the language of the page."""
    texts = RevisionText.objects.filter(revision=revision, language=current_language())
    return texts.values_list("title", flat=True).first() or ""


def first_wave_of(assignment: Assignment) -> Wave | None:
    """The wave before the course, where it was opened."""
    return Wave.objects.filter(assignment=assignment, kind=WaveKind.BEFORE).first()


@dataclass(frozen=True)
class Unopened:
    """An assignment without a survey."""

    assignment: Assignment
    title: str


def unopened_assignments(officer: Member) -> list[Unopened]:
    """The organisation's assignments whose course has a survey that was not opened."""
    opened = set(
        Wave.objects.filter(
            organisation_id=officer.organisation_id, kind=WaveKind.BEFORE
        ).values_list("assignment_id", flat=True)
    )
    titled = titled_assignments(officer, current_language())
    without = without_survey(one.course for one, _title in titled)
    return [
        Unopened(one, title)
        for one, title in titled
        if one.pk not in opened and one.course_id not in without
    ]
