"""Questions of a form that came later hold what the form shows, and nothing that it does not."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Severity
from ..model import CheckSlide
from .context import CheckContext, Rule

Wrong = tuple[tuple[str | int, ...], str, str, str]


def check_forms(context: CheckContext) -> None:
    """Every claim can be judged, and every field of a check has its place."""
    severity = Severity.WARNING if context.is_edition else Severity.ERROR
    for text in context.course.texts:
        for _, slide in text.every_slide():
            if isinstance(slide, CheckSlide):
                wrong = _claim(slide) if slide.form == "true-false" else _question(slide)
                for path, code, message, mend in wrong:
                    context.find(text.language, slide.id, path, code, message, mend, severity)


def _claim(slide: CheckSlide) -> Iterator[Wrong]:
    if not slide.premise.strip():
        yield (
            ("premise",),
            "claim-missing",
            "a check of the form `true-false` has no `premise` to judge",
            "write the claim",
        )
    if len(slide.choices) != 2:
        yield (
            ("choices",),
            "claim-choices",
            f"a check of the form `true-false` has {len(slide.choices)} `choices`",
            "write that the claim is true, and then that it is not",
        )
    if slide.reason is None and not all(choice.why.strip() for choice in slide.choices):
        yield (
            ("reason",),
            "claim-without-reason",
            "nothing says why the claim is true or not",
            "write `reason`, or `why` in both choices",
        )
    if slide.scene is not None and slide.scene.bubble.strip():
        yield (
            ("scene", "bubble"),
            "no-place",
            "`scene.bubble` has no place beside a claim",
            "write the claim in `premise`",
        )


def _question(slide: CheckSlide) -> Iterator[Wrong]:
    if slide.reason is not None:
        yield (
            ("reason",),
            "no-place",
            "`reason` has a place in the form `true-false` alone",
            "say it in the `why` of the choices",
        )


RULES: tuple[Rule, ...] = (check_forms,)
