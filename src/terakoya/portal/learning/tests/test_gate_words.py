"""The cases of going on, and that page and script say the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from terakoya.portal.learning.gate_words import Gate, gate_of, gate_words, still_missing


@pytest.mark.parametrize(
    ("left", "lacks", "sound", "expected"),
    [
        (9, True, True, "聞くか読んで、答えを1つ選ぶと進めます"),
        (9, True, False, "読んで、答えを1つ選ぶと進めます"),
        (9, False, True, "聞くか読むと進めます"),
        (9, False, False, "読むと進めます"),
        (0, True, True, "答えを1つ選ぶと進めます"),
    ],
)
def test_gate_says_what_is_still_asked_for(
    left: int, lacks: bool, sound: bool, expected: str
) -> None:
    gate = gate_of(
        is_missing=False,
        may_go_on=False,
        is_last=False,
        seconds_left=left,
        lacks_answer=lacks,
        has_sound=sound,
    )
    assert gate is not None
    assert gate_words()[gate] == expected


@pytest.mark.parametrize(
    ("missing", "may", "last", "expected"),
    [
        (True, False, True, Gate.MISSING),
        (False, True, True, Gate.TEST),
        (False, True, False, Gate.OPEN),
        (False, False, False, None),
    ],
)
def test_gate_says_where_one_may_go(
    missing: bool, may: bool, last: bool, expected: Gate | None
) -> None:
    assert (
        gate_of(
            is_missing=missing,
            may_go_on=may,
            is_last=last,
            seconds_left=0,
            lacks_answer=False,
            has_sound=True,
        )
        == expected
    )


def test_reading_without_a_script_is_told_what_is_missing() -> None:
    assert still_missing(Gate.OPEN, seconds_left=0, missing="") == ""
    assert still_missing(Gate.MISSING, seconds_left=0, missing="まとめ").endswith("：まとめ")
    assert still_missing(Gate.HEAR, seconds_left=7, missing="").startswith("あと7秒")
    assert still_missing(Gate.ANSWER, seconds_left=0, missing="").startswith("答えを1つ")


def test_the_script_knows_every_case() -> None:
    path = finders.find("learning/view.js")
    assert isinstance(path, str)
    text = Path(path).read_text(encoding="utf-8")
    assert [one for one in Gate if f'"{one.value}"' not in text] == []
    assert set(gate_words()) == set(Gate)
