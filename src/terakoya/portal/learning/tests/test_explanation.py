"""How much a result explains, as a pure rule: the answers given, the time taken, and passing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terakoya.portal.learning.explanation import Effort, Explanation, explanation_of

NOTHING, CHOICE, EVERYTHING = Explanation


@pytest.mark.parametrize(
    ("answered", "asked", "seconds", "told"),
    [
        (10, 10, 50.0, CHOICE),
        (10, 10, 49.9, NOTHING),
        (5, 10, 50.0, CHOICE),
        (4, 10, 5000.0, NOTHING),
        (0, 10, 5000.0, NOTHING),
        (2, 3, 15.0, CHOICE),  # half of three questions is more than one
        (1, 3, 15.0, NOTHING),
        (2, 4, 20.0, CHOICE),
        (1, 1, 5.0, CHOICE),
        (1, 1, 4.0, NOTHING),
    ],
)
def test_explanation_of_a_failed_attempt(
    answered: int, asked: int, seconds: float, told: Explanation
) -> None:
    effort = Effort(answered, asked, seconds)
    assert explanation_of(effort, passed=False, completed=False) is told
    later = EVERYTHING if told is CHOICE else NOTHING
    assert explanation_of(effort, passed=False, completed=True) is later


@given(st.builds(Effort, st.integers(0, 9), st.integers(1, 9), st.floats(0, 100)))
def test_explanation_of_an_attempt_that_passed_is_everything(effort: Effort) -> None:
    assert explanation_of(effort, passed=True, completed=True) is EVERYTHING
