"""What an edition says beside its course, and what rests on the slides that it hides."""

from __future__ import annotations

from ..edition import Edition
from ..errors import Severity
from ..kit import kit_of
from ..merge.coverage import Gap, Mend, Rests, gaps
from .context import CheckContext, Rule

SETTINGS_PLACE = ("edition", "settings")  # under which the reader remembers edition.yaml


def check_hidden(context: CheckContext) -> None:
    """Every hidden slide exists, and a legally required one says why it is hidden."""
    slides = {slide.id: slide for _, slide in context.course.source.slides()}
    for number, hidden in enumerate(context.settings.hidden):
        place = ("hidden", number)
        slide = slides.get(hidden.slide)
        if slide is None:
            context.find(
                *SETTINGS_PLACE,
                place,
                "unknown-slide",
                f"the hidden slide `{hidden.slide}` does not exist",
                "mend the id or take the entry out",
            )
        elif slide.required == "legal" and not hidden.reason:
            context.find(
                *SETTINGS_PLACE,
                place,
                "hidden-without-reason",
                f"the slide `{hidden.slide}` is legally required and hidden without a reason",
                "write in `reason` how your people learn this otherwise, or show the slide",
            )


def check_values(context: CheckContext) -> None:
    """Every company value belongs to a variable of the course and a language that it speaks."""
    known = {variable.key for variable in context.course.meta.variables}
    if kit := kit_of(context.material):
        known |= {blank.key for blank in kit.blanks}
    languages = context.course.meta.languages
    for key, value in context.settings.variables.items():
        if key not in known:
            context.find(
                *SETTINGS_PLACE,
                ("variables", key),
                "unknown-variable",
                f"the variable `{key}` does not exist",
                f"one of: {', '.join(sorted(known))}",
                Severity.WARNING,
            )
        for language in value:
            if language not in languages:
                context.find(
                    *SETTINGS_PLACE,
                    ("variables", key, language),
                    "unknown-language",
                    f"`{key}` has a value in `{language}`, which the course does not speak",
                    f"one of: {', '.join(languages)}",
                    Severity.WARNING,
                )


def check_coverage(context: CheckContext) -> None:
    """Nothing rests only on slides that nobody sees."""
    edition = Edition(course=context.course, settings=context.settings)
    for gap in gaps(edition):
        context.find(
            *SETTINGS_PLACE,
            ("hidden",),
            "rests-on-hidden",
            f"the {gap.kind} `{gap.id}` rests only on slides that nobody sees "
            f"({', '.join(gap.slides)})",
            _mend(gap),
            Severity.WARNING,
        )


def _mend(gap: Gap) -> str:
    shown = [f"`{offer.target}`" for offer in gap.offers if offer.mend is Mend.SHOW]
    mends = [f"show {' or '.join(shown)} again"] if shown else []
    if gap.kind is Rests.FACT:
        mends.append("tell of it elsewhere")
    elif any(offer.mend is Mend.TAKE_OUT for offer in gap.offers):
        mends.append(f"take the {gap.kind} out")
    return ", or ".join(mends)


RULES: tuple[Rule, ...] = (check_hidden, check_values, check_coverage)
