"""Texts fit their boxes, and times keep their promise."""

from __future__ import annotations

from ..sheets.fit import check_fit
from ..times import check_times
from ..variables import values_of
from .context import CheckContext, Rule


def check_boxes(context: CheckContext) -> None:
    """Every text of a slide fits its box in every format; type is never shrunk."""
    for text in context.course.texts:
        for excess in check_fit(text, values_of(context.course, text.language)):
            name = ".".join(str(step) for step in excess.path)
            context.find(
                text.language,
                excess.slide,
                excess.path,
                "too-long",
                f"`{name}` takes {excess.lines} lines, its box has room for {excess.allowed}",
                f"cut {excess.cut} characters",
            )


def check_promised_times(context: CheckContext) -> None:
    """No slide lasts over 90 seconds, and the minutes of `course.yaml` are true."""
    for problem in check_times(context.course, context.material.audio):
        if problem.slide is None:
            context.find_in_file("course.yaml", "minutes", problem.message, problem.mend)
        else:
            context.find(
                problem.language,
                problem.slide,
                ("narration",),
                "long-narration",
                problem.message,
                problem.mend,
            )


RULES: tuple[Rule, ...] = (check_boxes, check_promised_times)
