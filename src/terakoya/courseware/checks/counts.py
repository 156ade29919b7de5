"""How many items a layout is made for.

The model takes more and fewer, since a company may take an item out of its deck or put one in,
and every writer lays them out. A course of the catalogue keeps to the numbers that look best.
"""

from __future__ import annotations

from ..errors import Severity
from ..layouts import PLANNED
from ..model import AnySlide
from .context import CheckContext, Rule

# Layout → list → fewest and most, as in docs/course-format.md §3.
COUNTS = {name: layout.counts for name, layout in PLANNED.items()}


def check_counts(context: CheckContext) -> None:
    """Every list of a slide is as long as its layout is made for; an edition is only warned."""
    severity = Severity.WARNING if context.is_edition else Severity.ERROR
    for text in context.course.texts:
        for _, slide in text.every_slide():
            for name, (fewest, most) in COUNTS.get(slide.layout, {}).items():
                count = len(getattr(slide, name))
                if not fewest <= count <= most:
                    _find(context, text.language, slide, name, count, severity)


def _find(
    context: CheckContext, language: str, slide: AnySlide, name: str, count: int, severity: Severity
) -> None:
    fewest, most = COUNTS[slide.layout][name]
    wanted = str(fewest) if fewest == most else f"{fewest} to {most}"
    context.find(
        language,
        slide.id,
        (name,),
        "too-few" if count < fewest else "too-many",
        f"`{name}` has {count} entries, `{slide.layout}` is made for {wanted}",
        "see the layout in docs/course-format.md",
        severity,
    )


RULES: tuple[Rule, ...] = (check_counts,)
