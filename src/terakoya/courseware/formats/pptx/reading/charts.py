"""The words and figures of a chart, as sentences for those who cannot see its picture."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml import etree

from ....text.whole_numbers import whole_number
from .xml import A, C

MOST_FIGURES = 60  # more of them are no text that anybody would hear to its end


def chart_lines(chart: etree._Element) -> Iterator[str]:
    """The title of a chart, of its axes, and a line for each series with all its figures.

    Of a chart with very many figures there are the names alone.
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
