"""`steps`: the alarm line, and a row for each step: number and who, name, text."""

from __future__ import annotations

import re
from typing import Any

from .....model import Doer, Step, StepsSlide
from .....text.alignment import align_texts
from ....marked_text.line import Line, joined, plain_text
from ..reading import Reading
from ..shapes import Cell

_NUMBER = re.compile(r"^\d+(?:\t|[ 　]{1,4}|(?=\D))[\t 　]*")


def read_steps(reading: Reading, base: StepsSlide) -> dict[str, Any]:
    """Alarm and steps; a new step is done by whoever its words name in another one.

    Whom no other one names is somebody of the company.
    """
    fields: dict[str, Any] = {
        "alarm": reading.text(base.alarm, "alarm", bold=True),
        "alarm_tel": reading.text(base.alarm_tel, "alarm-tel", bold=True),
    }
    shown = reading.markup.shown
    known = ["\n".join((shown(one.who), shown(one.name), shown(one.text))) for one in base.steps]
    rows = reading.parted_rows("steps", known, _words_of)
    if rows is None:
        return fields | {"steps": ()}
    rows = tuple(row for row in rows if len(row) >= 3 and any(cell.lines for cell in row))
    origins = align_texts(known, [_words_of(row) for row in rows])
    doers = {shown(step.who): step.doer for step in reversed(base.steps)}
    reading.origins["steps"] = tuple(origins)
    steps = []
    for row, was in zip(rows, origins, strict=True):
        who = _who(row).text
        doer = doers.get(who, Doer.COMPANY if who else Doer.YOU)
        step = Step(doer=doer, who="", name="", text="") if was is None else base.steps[was]
        steps.append(_step(reading, step, row))
    return fields | {"steps": tuple(steps)}


def _words_of(row: tuple[Cell, ...]) -> str:
    """What a row says, without its number."""
    return "\n".join((_who(row).text, *(plain_text(cell.lines) for cell in row[1:3])))


def _who(row: tuple[Cell, ...]) -> Line:
    """Who does it, without the number before it."""
    line = joined(row[0].lines)
    number = _NUMBER.match(line.text)
    return line.part(number.end()) if number else line


def _step(reading: Reading, base: Step, row: tuple[Cell, ...]) -> Step:
    who = _who(row)
    return base.model_copy(
        update={
            "who": reading.whole(base.who, (who,) if who.text else (), bold=True),
            "name": reading.whole(base.name, row[1].lines, bold=True),
            "text": reading.whole(base.text, row[2].lines),
        }
    )
