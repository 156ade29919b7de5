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
COUNTS: dict[str, dict[str, tuple[int, int]]] = {
    "bullets": {"items": (3, 4)},
    "table": {"columns": (2, 3), "rows": (1, 6)},
    "steps": {"steps": (3, 6)},
    "law-quote": {"glosses": (3, 3)},
    "picture": {"text": (1, 2)},
    "case": {"choices": (2, 4)},
    "check": {"choices": (2, 4)},
    "contact": {"promises": (3, 3)},
    "summary": {"groups": (3, 3)},
    **{name: dict(layout.counts) for name, layout in PLANNED.items()},
    "text": {"items": (0, 12)},
}


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
