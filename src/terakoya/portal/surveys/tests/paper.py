"""A wave on paper and workbooks as people send them back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final

from openpyxl.workbook import Workbook

from terakoya.courseware.formats.xlsx.writing.survey.book import write_filled
from terakoya.courseware.formats.xlsx.writing.survey.tally import SurveyFill, SurveyRow
from terakoya.portal.learning.models import Assignment
from terakoya.portal.surveys.choices import Medium, WaveKind
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.paper_sheets import SentFile
from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.selectors_paper import paper_units
from terakoya.portal.surveys.services import open_wave
from tests.courses import flagship_material
from tests.courseware.workbook_edits import edited
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)

from .conftest import Setting

_MARK: Final = "mark-of-a-wave"


def build_paper_setting(first: int = 12, second: int = 9, others: int = 4) -> Setting:
    """Two departments of the given sizes, people of none, and a before-wave on paper."""
    revision = publish_flagship()
    organisation = make_organisation()
    owner = make_owner(organisation)
    shop = make_department(organisation, "店舗")
    desk = make_department(organisation, "お客様相談室")
    members = [make_member(organisation, f"店舗{n}", department=shop) for n in range(first)]
    members += [make_member(organisation, f"相談{n}", department=desk) for n in range(second)]
    members += [make_member(organisation, f"部署なし{n}") for n in range(others)]
    assignment = give_course(owner, revision.course)
    return Setting(owner, members, assignment, on_paper(assignment, owner))


def on_paper(assignment: Assignment, owner: object, kind: WaveKind = WaveKind.BEFORE) -> Wave:
    """A wave on paper of the course's newest revision."""
    revision = publish_flagship()
    return open_wave(
        by=owner,  # type: ignore[arg-type]
        assignment=assignment,
        revision=revision,
        kind=kind,
        medium=Medium.PAPER,
    )


def answers_in_words(wave: Wave, option: int = 0) -> dict[str, str]:
    """Every item on the scale, answered with one of its options, as a sheet says it."""
    survey = survey_of(wave.revision_id, "ja")
    return {item.id: survey.scale[option].text for item in survey.items if item.kind == "scale"}


def sheet(
    wave: Wave,
    rows: Sequence[tuple[str, dict[str, str]]],
    *,
    name: str = "回答.xlsx",
    mark: str | None = None,
    change: Callable[[Workbook], None] | None = None,
) -> SentFile:
    """A workbook that was handed out for the wave and filled in; `mark` is that of another."""
    listed = tuple(unit.name for unit in paper_units(wave))
    filled = tuple((department, tuple(answers.items())) for department, answers in rows)
    content = _marked(_filled(listed, filled), str(wave.uuid) if mark is None else mark)
    return SentFile(name, edited(content, change, with_lists=True) if change else content)


@lru_cache(maxsize=32)
def _filled(
    listed: tuple[str, ...], rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
) -> bytes:
    """A filled workbook of the flagship; writing one takes a second, so they are kept."""
    filled = tuple(SurveyRow(department, dict(answers)) for department, answers in rows)
    return write_filled(flagship_material(), "ja", SurveyFill(listed, filled), wave=_MARK)


def _marked(workbook: bytes, mark: str) -> bytes:
    """The workbook with the mark of a wave; with "" it has none."""
    bytes_ = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as before,
        zipfile.ZipFile(bytes_, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for part in before.infolist():
            content = before.read(part)
            after.writestr(part, content.replace(_MARK.encode(), mark.encode()))
    return bytes_.getvalue()
