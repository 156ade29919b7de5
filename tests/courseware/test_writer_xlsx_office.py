"""Every formula against LibreOffice: random fills, spoilt values, reckoned anew, compared.

What it saved is read back as well.

The full proof is 50 fills (`TERAKOYA_FILLS=50`); each ordinary run takes two of few people, one
a language, which show every state of a group; the deep run twelve.
"""

from __future__ import annotations

import os
import random
from dataclasses import replace

import pytest

from terakoya.courseware.formats.xlsx.reading import import_survey, import_test
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

from .test_reader_xlsx import marked, scrambled
from .test_writer_xlsx_rules import with_rules

pytestmark = [pytest.mark.office, pytest.mark.slow, needs_office]

FEW = (5, 20, *((3, 10, 15, 22, 12, 24, 26, 38, 42, 47) if IS_DEEP else ()))
SEEDS = tuple(range(int(os.environ["TERAKOYA_FILLS"]))) if "TERAKOYA_FILLS" in os.environ else FEW
TEST_SEEDS = SEEDS if IS_DEEP else SEEDS[:2]  # one of each language
RULED = {3: "ja", 10: "en", **({15: "ja", 22: "en"} if IS_DEEP else {})}
TESTED = marked(corpus())
SURVEYED = with_sensitive_topic(TESTED)
Reckoned = tuple[
    bytes, bytes, int
]  # our workbook, LibreOffice's, and how many formulas it reckoned


def _language(seed: int) -> str:
    return "en" if seed % 2 else "ja"


@pytest.fixture(scope="module")
def reckoned(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Reckoned]:
    """The filled workbooks as LibreOffice reckons them anew; it is started once for them."""
    books = {}
    for seed in SEEDS:
        language = _language(seed)
        fill = random_fill(SURVEYED, language, seed)
        books[f"survey-{seed}"] = write_filled_survey(SURVEYED, language, fill)
    for seed in TEST_SEEDS:
        language = _language(seed)
        filled = random_test_fill(TESTED, language, seed)
        books[f"test-{seed}"] = write_filled_test(TESTED, language, filled)
    books |= {f"rules-{seed}": _ruled(language, seed) for seed, language in RULED.items()}
    spoilt = {name: spoil(content) for name, content in books.items()}
    told = recalculate(
        {name: content for name, (content, _) in spoilt.items()},
        tmp_path_factory.mktemp("reckoned"),
    )
    return {name: (books[name], told[name], count) for name, (_, count) in spoilt.items()}


def _ruled(language: str, seed: int) -> bytes:
    """A test with rules of passing, and what somebody said of them in the list of results."""
    material, dice = with_rules(corpus()), random.Random(seed)
    fill = random_test_fill(material, language, seed)
    rows = tuple(replace(row, rules=dice.choice(("○", "×", "", "?"))) for row in fill.rows)
    return write_filled_test(material, language, replace(fill, name="見本", rows=rows))


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
    plan = plan_survey(SURVEYED, texts_of(SURVEYED.course, "ja", None))
    tallies = [Tally(plan, random_fill(SURVEYED, "ja", seed)) for seed in SEEDS]
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


def test_workbook_marks_by_the_rules_as_scoring_does(reckoned: dict[str, Reckoned]) -> None:
    assert _differences(reckoned, "rules")[0] == []


def test_workbooks_saved_by_libreoffice_give_the_course(reckoned: dict[str, Reckoned]) -> None:
    """The survey in one language and the test in the other, in the deep run each in both."""
    bases = scrambled(SURVEYED), scrambled(TESTED)
    for seed in SEEDS if IS_DEEP else SEEDS[-1:]:
        _, saved, _ = reckoned[f"survey-{seed}"]
        text = SURVEYED.course.text(_language(seed))
        assert import_survey(saved, bases[0]).survey == text.survey
    for seed in TEST_SEEDS if IS_DEEP else TEST_SEEDS[:1]:
        _, saved, _ = reckoned[f"test-{seed}"]
        assert import_test(saved, bases[1]).test == TESTED.course.text(_language(seed)).test
