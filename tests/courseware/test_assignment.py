"""Which text was which, which slide moved, and how long it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import combinations_with_replacement, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.edition import Edition
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.marked_text.line import Line, joined
from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.reading.order import chapters_of, stayed
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.merge.diff import diff
from terakoya.courseware.text.alignment import text_likeness
from terakoya.courseware.text.assignment import assign, divide

FLAGSHIP = Path(__file__).parents[2] / "courses" / "stop-customer-harassment"


# -- division -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected", "groups"),
    [
        (["見出し", "文"], ["x", "y"], [[0], [1]]),
        (["見出し"], ["見出し", "文です"], [[0], []]),
        (["文です"], ["見出し", "文です"], [[], [0]]),
        (["見出し", "続き", "文です"], ["見出し続き", "文です"], [[0, 1], [2]]),
        (["文"], ["", "x"], [[], [0]]),
        (["a", "b", "c"], ["a", "b"], [[0], [1, 2]]),
    ],
)
def test_paragraphs_are_divided_between_fields(
    lines: list[str], expected: list[str], groups: list[list[int]]
) -> None:
    assert [list(group) for group in divide(lines, expected)] == groups


# -- order ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ([0, 1, 2], {0, 1, 2}),
        ([2, 0, 1], {1, 2}),
        ([1, 2, 0], {0, 1}),
        ([1, 0], {1}),
        ([], set()),
    ],
)
def test_the_longest_run_stayed(places: list[int], kept: set[int]) -> None:
    assert stayed(places) == kept


@given(st.integers(0, 7), st.integers(0, 7))
def test_one_moved_slide_is_one_moved_slide(what: int, to: int) -> None:
    moved = list(range(8))
    moved.remove(what)
    moved.insert(to, what)
    assert len(stayed(moved)) >= 7


ORDER = {"one": 0, "two": 1, "three": 2}


@pytest.mark.parametrize(
    ("homes", "anchored", "sections", "expected"),
    [
        ("one - one", "101", "", "one one one"),
        ("one one two", "110", "", "one one one"),  # moved to the end: behind the last of one
        ("one - two", "101", "", "one one two"),  # new at a border: with the one before it
        ("one - two", "101", "- two -", "one two two"),  # unless a section says otherwise
        ("one two two", "101", "", "one two two"),  # moved at its own border
        ("- one", "01", "", "one one"),
        ("one three two", "101", "", "one one two"),  # its own chapter is not between the two
        ("- -", "00", "", "one one"),
    ],
)
def test_a_slide_joins_its_neighbours(
    homes: str, anchored: str, sections: str, expected: str
) -> None:
    def listed(text: str, size: int) -> list[str]:
        return ["" if word == "-" else word for word in text.split()] or [""] * size

    given_homes = listed(homes, 0)
    fixed = [flag == "1" for flag in anchored]
    found = chapters_of(given_homes, fixed, listed(sections, len(given_homes)), ORDER)
    assert found == expected.split()


# -- the best of all ways ------------------------------------------------------------------


@given(
    st.lists(st.text("abc", min_size=1, max_size=4), max_size=4),
    st.lists(st.text("abc", max_size=4), min_size=1, max_size=3),
)
def test_paragraphs_are_divided_in_the_best_way(lines: list[str], expected: list[str]) -> None:
    groups = divide(lines, expected)
    assert [number for group in groups for number in group] == list(range(len(lines)))
    wanted = [text for text in expected if text]
    if len(lines) == len(wanted):
        alone = [len(group) for group in groups]
        assert alone == [1 if text else 0 for text in expected]
        return
    best = max(_score(lines, expected, cuts) for cuts in _cuts(len(lines), len(expected)))
    ends = [group.stop if group else None for group in groups]
    cuts, last = [], 0
    for group, end in zip(groups, ends, strict=True):
        last = last + len(group)
        cuts.append(last)
        assert end is None or end == last
    assert _score(lines, expected, cuts) == pytest.approx(best)


def _cuts(count: int, fields: int) -> Iterator[list[int]]:
    for ends in combinations_with_replacement(range(count + 1), fields - 1):
        yield [*ends, count]


def _score(lines: list[str], expected: list[str], cuts: list[int]) -> float:
    score, start = 0.0, 0
    for end, text in zip(cuts, expected, strict=True):
        if start < end:
            score += 0.05 + text_likeness("\n".join(lines[start:end]), text)
        start = end
    return score


# -- small things --------------------------------------------------------------------------


def test_joined_paragraphs_keep_their_looks() -> None:
    line = joined([Line("ab", (True, True), (False, False)), Line.of("c")])
    assert (line.text, line.bold) == ("ab\nc", (True, True, True, False))


# Deep: a measurement; the calls of a merge are counted by test_merge_speed.py.
@pytest.mark.deep
def test_import_and_comparison_of_the_flagship_take_under_two_seconds_of_a_core() -> None:
    material = read_folder(FLAGSHIP)
    deck = write_pptx(material, "ja")
    start = time.process_time()
    imported = import_deck(deck, material)
    diff(
        Edition(course=material.course),
        Edition(course=imported.material.course, settings=imported.settings),
    )
    assert time.process_time() - start <= 2
    assert imported.material.course == material.course


# -- who gets what -----------------------------------------------------------------------------

SCORES = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.lists(st.integers(0, 9).map(float), min_size=columns, max_size=columns),
        min_size=1,
        max_size=4,
    )
)


@given(SCORES)
def test_the_assignment_adds_up_to_most(scores: list[list[float]]) -> None:
    given_to = assign(scores)
    columns = [column for column in given_to if column is not None]
    assert len(columns) == len(set(columns)) == min(len(scores), len(scores[0]))
    total = sum(scores[row][column] for row, column in enumerate(given_to) if column is not None)
    assert total == pytest.approx(_most(scores))


def _most(scores: list[list[float]]) -> float:
    """By trying every way."""
    rows, columns = range(len(scores)), range(len(scores[0]))
    if len(rows) <= len(columns):
        ways = (zip(rows, way, strict=False) for way in permutations(columns, len(rows)))
    else:
        ways = (zip(way, columns, strict=False) for way in permutations(rows, len(columns)))
    return max(sum(scores[row][column] for row, column in way) for way in ways)


def test_without_columns_nobody_gets_anything() -> None:
    assert assign([]) == []
    assert assign([[], []]) == [None, None]
