"""Every formula against LibreOffice: random fills, spoilt values, reckoned anew, compared.

The full proof is 50 fills (`TERAKOYA_FILLS=50`); each ordinary run takes two of few people, one
a language, which show every state of a group; the deep run twelve.
"""

from __future__ import annotations

import os

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

FEW = (5, 20, *((3, 10, 15, 22, 12, 24, 26, 38, 42, 47) if IS_DEEP else ()))
SEEDS = tuple(range(int(os.environ["TERAKOYA_FILLS"]))) if "TERAKOYA_FILLS" in os.environ else FEW
TEST_SEEDS = SEEDS if IS_DEEP else SEEDS[:2]  # one of each language
Reckoned = tuple[
    bytes, bytes, int
]  # our workbook, LibreOffice's, and how many formulas it reckoned


def _language(seed: int) -> str:
    return "en" if seed % 2 else "ja"


@pytest.fixture(scope="module")
def reckoned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reckoned]:
    """The filled workbooks as LibreOffice reckons them anew; it is started once for them."""
    surveyed, books = with_sensitive_topic(corpus()), {}
    for seed in SEEDS:
        language = _language(seed)
        fill = random_fill(surveyed, language, seed)
        books[f"survey-{seed}"] = write_filled_survey(surveyed, language, fill)
    for seed in TEST_SEEDS:
        language = _language(seed)
        filled = random_test_fill(corpus(), language, seed)
        books[f"test-{seed}"] = write_filled_test(corpus(), language, filled)
    spoilt = {name: spoil(content) for name, content in books.items()}
    told = recalculate(
        {name: content for name, (content, _) in spoilt.items()},
        tmp_path_factory.mktemp("reckoned"),
    )
    return {name: (books[name], told[name], count) for name, (_, count) in spoilt.items()}


def _differences(reckoned: dict[str, Reckoned], kind: str) -> tuple[list[str], int]:
    """All cells that LibreOffice reckons differently, and how many formulas it reckoned."""
    chosen = {name: one for name, one in reckoned.items() if name.startswith(kind)}
    found = [
        f"{name} {difference}"
        for name, (ours, theirs, _) in chosen.items()
        for difference in differences(cells_of(ours), cells_of(theirs))
    ]
    return found, sum(count for _, _, count in chosen.values())


def test_survey_workbook_reckons_what_scoring_reckons(reckoned: dict[str, Reckoned]) -> None:
    found, formulas = _differences(reckoned, "survey")
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


def test_test_workbook_marks_what_scoring_marks(reckoned: dict[str, Reckoned]) -> None:
    found, formulas = _differences(reckoned, "test")
    assert found == []
    assert formulas > 1000 * len(TEST_SEEDS)
