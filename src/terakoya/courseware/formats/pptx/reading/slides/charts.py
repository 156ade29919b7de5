"""The bars of a chart: values from the chart itself, names from it or from the boxes above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .....layouts.bindings import BoundShape
from .....model import Bar, ChartSlide
from .....text.alignment import align_texts, folded
from ....marked_text.line import Line
from ..charts import ChartData
from ..notices import Loss
from ..reading import Reading

_MOST = 8
_NEW = Bar(label="", value=0)


def read_chart(
    reading: Reading, base: ChartSlide, shape: BoundShape, read: dict[str, Any]
) -> dict[str, Any]:
    """Bars and unit; `read` may hold bars by the boxes with their names.

    A chart that is gone, which is told, or that holds something else than the bars of one
    series leaves them.
    """
    block = reading.block(shape.block, shape.part)
    data = None if block is None else block.chart
    if block is None or data is None or len(data.values) > _MOST or min(data.values) < 0:
        if block is None:
            reading.tell(Loss.CHART_GONE, shape.part)
        else:
            reading.leave(block)
        return {"bars": base.bars}
    origins = _origins(reading, base, data)
    reading.origins["bars"] = origins
    boxes: tuple[Bar, ...] = read.get("bars", ())
    bars = []
    for place, origin in enumerate(origins):
        was = _NEW if origin is None else base.bars[origin]
        name = reading.whole(was.label, _line(data.names[place]))
        if len(boxes) == len(origins) and name == was.label:
            name = boxes[place].label  # a box that was written anew
        strong = was.strong if data.strong is None else place == data.strong
        bars.append(Bar(label=name, value=data.values[place], strong=strong))
    _leave_others(reading, shape, (*base.bars, *bars))
    return {"bars": tuple(bars), "unit": reading.whole(base.unit, _line(data.unit))}


def _leave_others(reading: Reading, shape: BoundShape, bars: Sequence[Bar]) -> None:
    """Note the boxes with names of bars that say none, so that their words are kept."""
    names = {folded(reading.markup.shown(bar.label)) for bar in bars}
    for block in reading.named("bar", shape.part):
        if folded(block.text) not in names:
            reading.leave(block)


def _line(text: str) -> tuple[Line, ...]:
    return (Line.of(text),) if text else ()


def _origins(reading: Reading, base: ChartSlide, data: ChartData) -> tuple[int | None, ...]:
    """Which bar of the base each one was: by its name, else by its place among as many."""
    known = [reading.markup.shown(bar.label) for bar in base.bars]
    found = align_texts(known, list(data.names))
    if len(known) == len(found):
        left = [number for number in range(len(known)) if number not in found]
        free = [place for place, origin in enumerate(found) if origin is None]
        for place, number in zip(free, left, strict=False):
            found[place] = number
    return tuple(found)
