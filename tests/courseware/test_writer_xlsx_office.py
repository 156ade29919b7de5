"""Every formula against LibreOffice: random fills, spoilt values, reckoned anew, compared.

The full proof is 50 fills (`TERAKOYA_FILLS=50`); each ordinary run takes four, which show every
state of a group in both languages, the deep run ten.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from terakoya.courseware.formats.xlsx.writing.confirmation.book import (
    write_filled as write_filled_test,
)
from terakoya.courseware.formats.xlsx.writing.survey.book import write_filled as write_filled_survey
from terakoya.courseware.formats.xlsx.writing.survey.plan import plan_survey
from terakoya.courseware.formats.xlsx.writing.survey.tally import State, Tally
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from tests.courseware.xlsx_samples import (
    cells_of,
    corpus,
    differences,
    needs_office,
    random_fill,
    random_test_fill,
    recalculate,
    spoil,
    with_sensitive_topic,
)
from tests.selection import IS_DEEP

pytestmark = [pytest.mark.office, pytest.mark.slow, needs_office]

FEW = (3, 10, 15, 22, *((12, 24, 26, 38, 42, 47) if IS_DEEP else ()))
SEEDS = tuple(range(int(os.environ["TERAKOYA_FILLS"]))) if "TERAKOYA_FILLS" in os.environ else FEW


def _language(seed: int) -> str:
    return "en" if seed % 2 else "ja"


def _differences(workbooks: dict[str, bytes], folder: Path) -> tuple[list[str], int]:
    """All cells that LibreOffice reckons differently, and how many formulas it reckoned."""
    spoilt = {name: spoil(content) for name, content in workbooks.items()}
    reckoned = recalculate({name: content for name, (content, _) in spoilt.items()}, folder)
    found = [
        f"{name} {difference}"
        for name, content in workbooks.items()
        for difference in differences(cells_of(content), cells_of(reckoned[name]))
    ]
    return found, sum(count for _, count in spoilt.values())


def test_survey_workbook_reckons_what_scoring_reckons(tmp_path: Path) -> None:
    material = with_sensitive_topic(corpus())
    workbooks = {}
    for seed in SEEDS:
        language = _language(seed)
        fill = random_fill(material, language, seed)
        workbooks[f"survey-{seed}"] = write_filled_survey(material, language, fill)
    found, formulas = _differences(workbooks, tmp_path)
    assert found == []
    assert formulas > 1700 * len(SEEDS)  # none stands in the rows of the collection sheet


def test_the_fills_show_every_state_of_a_group() -> None:
    material = with_sensitive_topic(corpus())
    plan = plan_survey(material, texts_of(material.course, "ja", None))
    tallies = [Tally(plan, random_fill(material, "ja", seed)) for seed in SEEDS]
    ordinary, sensitive = (
        {tally.state(group, kind) for tally in tallies for group in tally.groups}
        for kind in plan.kinds
    )
    assert ordinary == set(State)
    assert sensitive == set(State) - {State.BAND}  # nothing sensitive is shown below 10


def test_test_workbook_marks_what_scoring_marks(tmp_path: Path) -> None:
    material = corpus()
    workbooks = {}
    seeds = SEEDS if IS_DEEP else SEEDS[:2]  # one of each language
    for seed in seeds:
        fill = random_test_fill(material, _language(seed), seed)
        workbooks[f"test-{seed}"] = write_filled_test(material, _language(seed), fill)
    found, formulas = _differences(workbooks, tmp_path)
    assert found == []
    assert formulas > 1000 * len(seeds)
