"""The words and figures of a chart, as sentences for those who cannot see its picture."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from ....text.whole_numbers import whole_number
from .xml import A, C


@dataclass(frozen=True)
class ChartData:
    """The bars of a chart of one series: names, values, the unit behind them, and the one bar
    that looks other than the rest (`None` where none does).
    """

    names: tuple[str, ...]
    values: tuple[float, ...]
    unit: str = ""
    strong: int | None = None


MOST_FIGURES = 60  # more of them are no text that anybody would hear to its end


def chart_lines(chart: etree._Element) -> Iterator[str]:
    """The title of a chart, of its axes, and a line for each series with all its figures.

    Of a chart with very many figures there are the names alone, of very many names the first and
    the last.
    """
    for title in chart.iter(f"{C}title"):
        if words := "".join(text.text or "" for text in title.iter(f"{A}t")).strip():
            yield words
    every = list(chart.iter(f"{C}ser"))
    figures = sum(len(_points(one, "val") or _points(one, "yVal")) for one in every)
    for one in every:
        if line := _series(one, with_figures=figures <= MOST_FIGURES):
            yield line


def _series(series: etree._Element, *, with_figures: bool) -> str:
    """A series as `name: category figure, …`."""
    name = "".join(_points(series, "tx").values())
    names = _points(series, "cat") or _points(series, "xVal")
    values = _points(series, "val") or _points(series, "yVal")
    if not with_figures:
        parts = list(names.values())
        if len(parts) > MOST_FIGURES:  # every second of a measurement: from when to when says it
            parts = [f"{_figure(parts[0])} – {_figure(parts[-1])}"]
    else:
        places = sorted(values or names)  # a name without a figure says nothing of this series
        parts = [f"{names.get(at, '')} {_figure(values.get(at, ''))}".strip() for at in places]
    return ": ".join(part for part in (name, ", ".join(filter(None, parts))) if part)


def _points(series: etree._Element, sort: str) -> dict[int, str]:
    """What stands in the cells that a part of a series was made from, by their numbers.

    Names of several levels have those of the innermost.
    """
    part = series.find(f"{C}{sort}")
    if part is None:
        return {}
    level = part.find(f".//{C}lvl")
    found: dict[int, str] = {}
    for number, point in enumerate((part if level is None else level).iter(f"{C}pt")):
        words = (point.findtext(f"{C}v") or "").strip()
        found[whole_number(point.get("idx"), number)] = words
    written = part.findtext(f"{C}v")  # a name that was typed and stands in no cell
    return found or ({0: written.strip()} if written else {})


def _figure(value: str) -> str:
    """A figure as people write it: programs keep `31.0`, or 17 digits of 0.1."""
    try:
        number = float(value)
    except ValueError:
        return value
    return f"{number:.10g}" if math.isfinite(number) and abs(number) < 1e10 else value


_UNIT = re.compile(r'"([^"]*)"')


def chart_data(chart: etree._Element) -> ChartData | None:
    """The bars of a chart; `None` where it has more series than one, or values that are none."""
    every = list(chart.iter(f"{C}ser"))
    if len(every) != 1:
        return None
    series = every[0]
    names, figures = _points(series, "cat"), _points(series, "val")
    try:
        values = {at: float(figure) for at, figure in figures.items() if figure}
    except ValueError:
        return None
    if not values or not all(map(math.isfinite, values.values())):
        return None
    places = sorted(values)
    return ChartData(
        tuple(names.get(at, "") for at in places),
        tuple(values[at] for at in places),
        _unit(series),
        _strong(series, places),
    )


def _unit(series: etree._Element) -> str:
    """What is written behind each value: the words in its format."""
    formats = [one.get("formatCode") or "" for one in series.iter(f"{C}numFmt")]
    formats += [one.text or "" for one in series.iter(f"{C}formatCode")]
    code = next((one for one in formats if one), "").partition(";")[0]
    said = _UNIT.findall(code)
    return "".join(said) if said else "%" if code.endswith("%") else ""


def _strong(series: etree._Element, places: list[int]) -> int | None:
    """The place of the only bar that has a look of its own."""
    own = {
        whole_number(index.get("val"), -1)
        for point in series.iterfind(f"{C}dPt")
        if (index := point.find(f"{C}idx")) is not None
    }
    found = [place for place, at in enumerate(places) if at in own]
    return found[0] if len(found) == 1 else None
