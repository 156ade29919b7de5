"""The id of a choice follows its words."""

from __future__ import annotations

import pytest

from terakoya.courseware.formats.xlsx.reading.choice_ids import choice_ids

KNOWN = {"a": "108件", "b": "308件", "c": "508件", "d": "808件"}


@pytest.mark.parametrize(
    ("choices", "ids"),
    [
        # Deleted: what is left keeps its ids, whatever the formulas say.
        ([("a", "a", "108件"), ("d", "b", "308件"), ("c", "c", "508件")], ["a", "b", "c"]),
        # Retyped one row up.
        ([("a", "a", "108件"), ("b", "b", "508件"), ("c", "c", "808件")], ["a", "c", "d"]),
        # Two that changed places.
        ([("a", "a", "308件"), ("b", "b", "108件")], ["b", "a"]),
        # Written anew in its place.
        ([("a", "a", "百八"), ("b", "b", "308件")], ["a", "b"]),
        # A new one between, and no place known.
        ([("", "a", "108件"), ("", "b", "まったく新しい"), ("", "c", "308件")], ["a", "e", "b"]),
    ],
)
def test_the_id_of_a_choice_follows_its_words(
    choices: list[tuple[str, str, str]], ids: list[str]
) -> None:
    assert choice_ids(choices, KNOWN) == ids
