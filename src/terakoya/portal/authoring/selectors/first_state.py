"""What the first file of an own course held, as it was read."""

from __future__ import annotations

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import EditionSettings, Hidden
from terakoya.courseware.imports.resource_limits import within_limits

from ...catalogue.selectors import revision_source
from ...common.file_pieces import whole_file
from ...editions.models import Edition
from ..models import OwnCourse


def first_state(edition: Edition) -> Content | None:
    """The deck of an own course before anybody changed a word of it; `None` for other editions."""
    own = OwnCourse.objects.filter(edition=edition).first() if edition.course.is_own else None
    if own is None:
        return None
    hidden = tuple(Hidden(slide=one, reason="") for one in _hidden_slides(own))
    settings = EditionSettings(base=edition.base.revision_id, hidden=hidden)
    return Content(course=revision_source(edition.base_id), settings=settings)


def _hidden_slides(own: OwnCourse) -> list[str]:
    """The slides of the pages that the file hides, which a revision does not say."""
    from terakoya.courseware.formats.pptx.reading import (
        hidden_pages,  # a reader that few processes need
    )

    data = whole_file(own.pieces.all())
    pages = within_limits(hidden_pages, data) if data else ()
    rows = own.pages.filter(page__in=pages).exclude(slide_id="")
    return list(rows.order_by("page").values_list("slide_id", flat=True))
