"""What each slide asks for before it counts, by the same estimates as everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...model import CaseSlide, CheckSlide, Material
from ...times import course_times
from ..web.folder import page_id


def slide_needs(
    material: Material, language: str, values: Mapping[str, str] | None
) -> list[dict[str, Any]]:
    """For each slide its page, whole seconds to `listen` or to `read`, and its `choices`.

    `listen` is 0 where the slide has no sound of its own; `read` is never longer than the
    narration takes, unless the sheet shows words that nothing says. `choices` are the
    ids of what may be answered, in order; `skips` says that a harsh scene may be passed over.
    """
    course = material.course
    times = course_times(course, language, values, material.audio)
    needs = []
    for (_, slide), of_slide in zip(course.text(language).slides(), times.slides, strict=True):
        choices = slide.choices if isinstance(slide, (CaseSlide, CheckSlide)) else ()
        needs.append(
            {
                "page": page_id(slide),
                "listen": int(of_slide.narration) if of_slide.recorded else 0,
                "read": round(of_slide.read),
                "choices": [choice.id for choice in choices],
                "skips": isinstance(slide, CaseSlide) and bool(slide.harsh),
            }
        )
    return needs
