"""What the vendor publishes in tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import Change, Material
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.editions.editing import slides
from tests.courses import flagship_material


def publish_vendor(
    texts: Mapping[str, Mapping[str, str]],
    *,
    version: str = "2026.12",
    kind: RevisionKind = RevisionKind.IMPROVEMENT,
    legal_on: dt.date | None = None,
    of: Content | None = None,
) -> Revision:
    """A new revision of the flagship: slide → field → text, in Japanese and as its English.

    With `legal_on` each change is one that the law asks for from that day on.
    """
    material = flagship_material()
    state = of or Content(course=material.course)
    changes = []
    for slide, values in texts.items():
        state = slides.edit_slide(state, "ja", slide, values)
        state = slides.edit_slide(state, "en", slide, values)
        changes += [
            Change(
                slide=slide,
                field=field,
                kind="legal" if legal_on else "improvement",
                effective_on=legal_on,
                note={"ja": "改めた", "en": "changed"},
            )
            for field in values
        ]
    meta = state.course.meta.model_copy(update={"version": version})
    course = state.course.model_copy(update={"meta": meta, "changes": tuple(changes)})
    media = {name: material.media[name] for name in course.media}
    return publish_material(material=Material(course, media), kind=kind)
