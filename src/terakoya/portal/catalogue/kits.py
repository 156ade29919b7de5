"""Publishing the documents beside a course: no part of a revision (docs/decisions/0075)."""

from __future__ import annotations

from django.db import transaction

from terakoya.courseware.kit import Kit
from terakoya.courseware.revision import canonical, sha256

from ..audit.services import record
from ..common import clock
from . import models
from .blobs import keep_blob


@transaction.atomic
def publish_kit(*, course: models.Course, kit: Kit | None) -> bool:
    """Let a kit be the one of a course, or none; whether that is a change.

    What was downloaded before stays as it is: each document says when it was made.
    """
    before = models.CourseKit.objects.filter(course=course).first()
    if kit is None:
        if before is None:
            return False
        before.delete()
    else:
        data = canonical(kit.model_dump(mode="json"))
        if before is not None and before.content_id == sha256(data):
            return False
        blob = keep_blob(data, "application/json")
        models.CourseKit.objects.update_or_create(
            course=course, defaults={"content": blob, "published_at": clock.now()}
        )
    record(
        organisation_uuid=None,
        actor_uuid=None,
        verb="catalogue.kit_published" if kit else "catalogue.kit_withdrawn",
        target=f"course:{course.uuid}",
        data={"course": course.slug},
    )
    return True
