"""In a deck that an update is patched into, nothing moves that the update does not move."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.formats.pptx.patching.page_order import PlacedPage, in_deck_order
from tests.courseware.laws import law


def placed(*pages: str) -> list[PlacedPage]:
    """Pages such as `q3`: those of slide q, on page 3 of the old deck; `q-` is a new one."""
    return [PlacedPage(one[0], None if one[1:] == "-" else int(one[1:])) for one in pages]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("a1 q2 q3 b4", "a1 q2 q3 b4"),
        # A page of the author's between question and answer.
        ("q1 q3 o2 b4", "q1 o2 q3 b4"),
        ("q1 q4 o2 p3 b5", "q1 o2 p3 q4 b5"),
        # Questions first, then their answers.
        ("q1 q3 r2 r4", "q1 r2 q3 r4"),
        # The answer before the question.
        ("q2 q1 b3", "q1 q2 b3"),
        # A new page among those between stays where the update puts it.
        ("q1 q3 n- o2 b4", "q1 n- o2 q3 b4"),
        ("q1 q3 n- b4 o2", "q1 q3 n- b4 o2"),
        # The update moved the page between away.
        ("o2 q1 q3 b4", "o2 q1 q3 b4"),
        ("q1 q- o2", "q1 q- o2"),
        ("q1 q3 q5 o2 p4", "q1 o2 q3 p4 q5"),
    ],
)
def test_later_pages_stay_behind_what_stood_between(pages: str, expected: str) -> None:
    given = placed(*pages.split())
    assert [given[number] for number in in_deck_order(given)] == placed(*expected.split())


@given(st.lists(st.integers(0, 3), max_size=9))
@law
def test_where_no_update_moves_a_slide_the_deck_keeps_its_order(slides: list[int]) -> None:
    # The slides stand where their first pages do.
    firsts = list(dict.fromkeys(slides))
    pages = [
        PlacedPage(str(one), page)
        for one in firsts
        for page, slide in enumerate(slides, 1)
        if slide == one
    ]
    order = in_deck_order(pages)
    assert [pages[number].old_page for number in order] == list(range(1, len(slides) + 1))
