"""Every hostile file ends within the limits, with the sentence that it deserves.

The quick run reads the cheap ones; the deep run gives all to the command line and measures it.
`tools/hostile_files.py` writes what they took into `docs/hostile-files.md`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.errors import CoursewareError, UnreadableSource
from terakoya.courseware.formats.pptx.reading import import_new_deck
from terakoya.courseware.formats.questions.reading import import_questions
from terakoya.courseware.imports.resource_limits import ReadingFailed, TooCostly, within_limits
from terakoya.courseware.revision import read_revision

from .deck_reading import corpus
from .hostile_files import HOSTILE, Hostile
from .hostile_runs import runs_on
from .limited_work import Reading, ask, compute, fill, leave, nest, read_each, refuse

SIDE_BY_SIDE = 8  # files that one process reads, one after the other, in the quick run
QUICK = [name for name, one in HOSTILE.items() if one.is_quick]


def reading(hostile: Hostile) -> Reading:
    data = hostile.make()
    if hostile.ending == "pptx":
        return import_new_deck, (data, None)
    if hostile.ending == "json":
        return read_revision, (data,)
    return import_questions, (f"file.{hostile.ending}", data, corpus())


def test_there_are_many_hostile_files_of_every_sort() -> None:
    endings = [one.ending for one in HOSTILE.values()]
    assert len(HOSTILE) >= 100
    assert set(endings) == {"pptx", "xlsx", "csv", "gift", "txt", "xml", "json"}


@pytest.mark.parametrize("first", range(0, len(QUICK), SIDE_BY_SIDE))
def test_files_are_read_or_refused_with_a_sentence(first: int) -> None:
    names = QUICK[first : first + SIDE_BY_SIDE]
    outcomes = within_limits(read_each, [reading(HOSTILE[name]) for name in names])
    refused = {
        name: one
        for name, one in zip(names, outcomes, strict=True)
        if isinstance(one, CoursewareError)
    }
    codes = {name: refused[name].code if name in refused else "" for name in names}
    assert codes == {name: HOSTILE[name].code for name in names}
    for name, error in refused.items():
        assert all(" → " in error.sentence(language) for language in ("ja", "en")), name


@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_commands_end_within_the_limits(name: str, tmp_path: Path) -> None:
    hostile = HOSTILE[name]
    for run in runs_on(hostile, tmp_path):
        assert run.is_within, run
        assert run.status in (0, 1, 2), run
        assert "Traceback" not in run.said
        assert run.status != 2 or " → " in run.said
        if run.command == "import":
            assert (run.status == 2) == bool(hostile.code), run


# -- the limits themselves -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("work", "argument", "kind"),
    [(fill, 2_000_000_000, "memory"), (nest, 0, "depth"), (leave, 0, "memory")],
)
def test_work_beyond_a_limit_is_broken_off(work: Any, argument: int, kind: str) -> None:
    with pytest.raises(TooCostly) as broken_off:
        within_limits(work, argument)
    assert broken_off.value.kind == kind


@pytest.mark.deep
def test_computing_without_end_is_broken_off() -> None:
    with pytest.raises(TooCostly) as broken_off:
        within_limits(compute, 60.0)
    assert broken_off.value.kind == "time"
    assert "15" in broken_off.value.sentence("ja")


def test_work_within_the_limits_gives_its_answer_and_its_refusals() -> None:
    assert within_limits(fill, 1_000_000) == 1_000_000
    with pytest.raises(UnreadableSource, match="no such thing"):
        within_limits(refuse, "no such thing")


def test_pages_are_drawn_by_the_caller() -> None:
    drawn = {0: b"a", 2: b"c"}
    assert within_limits(ask, 3, page_image=drawn.get) == [b"a", None, b"c"]


def test_fault_of_a_reader_is_told_with_its_place(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ReadingFailed) as failed:
        within_limits(len, 5)
    assert "TypeError" in failed.value.sentence("ja")
    assert "has no len()" in caplog.text
