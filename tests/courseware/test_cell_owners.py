"""Which text a cell holds when the hidden sheet contradicts itself."""

from __future__ import annotations

from terakoya.courseware.formats.xlsx.reading.cell_owners import keys_by_place
from terakoya.courseware.formats.xlsx.reading.grid import Cell, Grid, Place
from terakoya.courseware.formats.xlsx.reading.ids import Ids, TextKey

SHEET = "全問題"
CELLS = {(1, 3): "最初の問題", (2, 3): "はい", (5, 3): "二つ目の問題", (6, 3): "いいえ"}
FIRST: TextKey = ("question", "q-first", "text")
FIRST_A: TextKey = ("choice", "q-first/a", "text")
SECOND: TextKey = ("question", "q-second", "text")
SECOND_A: TextKey = ("choice", "q-second/a", "text")
WORDS = {FIRST: "最初の問題", FIRST_A: "はい", SECOND: "二つ目の問題", SECOND_A: "いいえ"}


def settled(
    places: dict[TextKey, Place], misplaced: tuple[TextKey, ...] = ()
) -> dict[Place, TextKey]:
    ids = Ids(places={key: (SHEET, place) for key, place in places.items()})
    grid = Grid(SHEET, {place: Cell(text) for place, text in CELLS.items()})
    return keys_by_place(ids, grid, WORDS, lambda key, _place: key in misplaced)


def test_cells_without_rivals_are_what_the_formulas_say_whatever_they_hold() -> None:
    places: dict[TextKey, Place] = {FIRST: (5, 3), SECOND: (1, 3)}
    assert settled(places) == {(5, 3): FIRST, (1, 3): SECOND}


def test_of_two_that_claim_a_cell_the_one_whose_words_stand_there_keeps_all_of_its() -> None:
    for late in (FIRST, SECOND):
        places: dict[TextKey, Place] = {FIRST: (1, 3), FIRST_A: (2, 3), SECOND_A: (9, 3)}
        places |= {SECOND: (1, 3)}
        ordered = dict(sorted(places.items(), key=lambda pair: pair[0] == late))
        assert settled(ordered) == {(1, 3): FIRST, (2, 3): FIRST_A}


def test_nothing_is_believed_of_a_question_one_of_whose_cells_is_something_else() -> None:
    places: dict[TextKey, Place] = {FIRST: (1, 3), FIRST_A: (2, 3), SECOND: (5, 3)}
    assert settled(places, misplaced=(FIRST_A,)) == {(5, 3): SECOND}
