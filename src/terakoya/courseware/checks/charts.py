"""Figures of a chart say where they are from, and its note keeps off its bars."""

from __future__ import annotations

from ..errors import Severity
from ..layouts.chart import SHORT, note_begins_at
from ..model import ChartSlide
from .context import CheckContext, Rule


def check_charts(context: CheckContext) -> None:
    """Every chart names a source and rests on a fact; one bar at most is highlighted."""
    severity = Severity.WARNING if context.is_edition else Severity.ERROR
    for text in context.course.texts:
        for _, slide in text.every_slide():
            if isinstance(slide, ChartSlide):
                for path, code, message, mend in _wrong(slide):
                    context.find(text.language, slide.id, path, code, message, mend, severity)


def _wrong(slide: ChartSlide) -> list[tuple[tuple[str | int, ...], str, str, str]]:
    found: list[tuple[tuple[str | int, ...], str, str, str]] = []
    if not slide.source.strip():
        found.append(
            (
                ("source",),
                "chart-without-source",
                "the figures of the chart have no `source`",
                "name who asked, in which survey, when, and how many answered",
            )
        )
    if not slide.facts:
        found.append(
            (
                ("facts",),
                "chart-without-fact",
                "the figures of the chart rest on no fact",
                "name the fact of facts.yaml that holds them in `facts`",
            )
        )
    if sum(bar.strong for bar in slide.bars) > 1:
        found.append(
            (
                ("bars",),
                "chart-highlights",
                "more than one bar is `strong`",
                "highlight the one that the title speaks of",
            )
        )
    if slide.form == "number" and not slide.figure.strip():
        found.append(
            (
                ("figure",),
                "chart-without-figure",
                "a chart of the form `number` has no `figure`",
                "write the number with its unit, such as 10.8%",
            )
        )
    if slide.form == "bars" and slide.note is not None and _note_is_over(slide):
        found.append(
            (
                ("note",),
                "note-over-bars",
                "the `note` would stand over a bar",
                f"bars beside it have to be under {SHORT:.0%} of the largest; bring the longer "
                "ones to the top, or say it in the narration",
            )
        )
    return found


def _note_is_over(slide: ChartSlide) -> bool:
    """Whether a bar beside the note is too long for it."""
    first = int(note_begins_at(has_point=bool(slide.point)) * len(slide.bars))
    return any(bar.value > SHORT * slide.most for bar in slide.bars[first:])


RULES: tuple[Rule, ...] = (check_charts,)
