"""Choices whose words and marks stand in each other's columns.

A sign such as ○ in the column of words is a mark: where words stand in the column of marks beside
it, both are read the other way round. Else no choice can be made of it.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from .choice_limit import quoted
from .grid import Cell, Grid
from .notices import Notice, Remark
from .pool_sheet import RIGHTS, WORDS
from .question_blocks import ChoiceRow
from .right_marks import is_right_mark, is_sign


def put_right(choices: Sequence[ChoiceRow], known: Container[str], grid: Grid) -> list[Notice]:
    """Exchange words and marks where that is the only reading; a notice names the cells.

    `known` are words of the course, of which none is a mark.
    """
    rows = _exchanged(choices, known)
    if not rows:
        return []
    for one in rows:
        one.text, one.right = one.right, one.text
    places = [(one.row, column) for one in rows for column in (WORDS, RIGHTS)]
    values = {"texts": quoted([one.text.text.strip() for one in rows])}
    return [Notice(Remark.COLUMNS_EXCHANGED, f"{grid.name}!{grid.named(places)}", values)]


def stray_signs(choices: Sequence[ChoiceRow], known: Container[str]) -> list[ChoiceRow]:
    """The choices that say a mark and no words, in a question whose other choices have words.

    One that says ○ and one that says × are a pair to choose from.
    """
    signs = [one for one in choices if _is_stray(one.text, known)]
    texts = [one.text.text.strip() for one in choices]
    has_words = any(len(text) > 1 and not is_sign(text) for text in texts)  # △ is no word, either
    meanings = sorted(bool(is_right_mark(one.text.text)) for one in signs)
    return signs if has_words and meanings != [False, True] else []


def _exchanged(choices: Sequence[ChoiceRow], known: Container[str]) -> list[ChoiceRow]:
    """The rows with words in the column of marks, where every choice has words once they are read.

    The cell of words of at least one of them holds a sign, those of the others hold nothing.
    """
    beside = [
        one
        for one in choices
        if _is_words(one.right) and (not one.text.holds or _is_stray(one.text, known))
    ]
    words = [
        (one.right if one in beside else one.text).text.strip()
        for one in choices
        if one in beside or one.text.holds
    ]
    is_sure = len(set(words)) == len(words) >= 2 and not any(map(is_sign, words))
    return beside if is_sure and any(one.text.holds for one in beside) else []


def _is_stray(cell: Cell, known: Container[str]) -> bool:
    return is_sign(cell.text) and cell.text.strip() not in known


def _is_words(cell: Cell) -> bool:
    return bool(cell.text.strip()) and is_right_mark(cell.text) is None
