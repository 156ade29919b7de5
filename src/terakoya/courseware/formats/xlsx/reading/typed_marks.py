"""Marks that people typed into the words of choices: 「（正解）上司」.

Learners must not read them, so they are taken from the words. They say what is right where the
column of marks says nothing.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from .choice_limit import quoted
from .grid import Cell, Grid
from .notices import Notice, Remark
from .pool_sheet import MARKED, WORDS
from .question_blocks import ChoiceRow
from .right_marks import is_typed_right, split_mark


def take_marks(choices: Sequence[ChoiceRow], known: Container[str], grid: Grid) -> list[Notice]:
    """Take the marks from the words of choices; one notice names them.

    `known` are words of the course, in which nothing is a mark.
    """
    marks: list[tuple[ChoiceRow, str]] = []
    for one in choices:
        words, mark = split_mark(one.text.text)
        if mark and one.text.text.strip() not in known:
            one.text = replace(one.text, text=words, bold=())
            marks.append((one, mark))
    if not marks:
        return []
    is_marked = any(one.right.holds for one in choices)
    if not is_marked:
        for one, mark in marks:
            one.right = Cell(MARKED) if is_typed_right(mark) else one.right
    remark = Remark.MARK_LEFT_OUT if is_marked else Remark.MARK_TAKEN
    place = f"{grid.name}!{grid.named((one.row, WORDS) for one, _ in marks)}"
    texts = quoted([f"{mark}{one.text.text.strip()}" for one, mark in marks])
    return [Notice(remark, place, {"texts": texts})]
