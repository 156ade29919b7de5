"""The documents beside a course, published with it and outside its revision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terakoya.courseware.kit import kit_of
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.catalogue.models import ContentBlob, Course, CourseKit, Revision
from terakoya.portal.catalogue.retention import delete_unused_blobs
from terakoya.portal.catalogue.selectors import kits_of
from terakoya.portal.catalogue.services import publish_material
from tests.courses import flagship_material
from tests.factories import publish_flagship

pytestmark = pytest.mark.django_db


def test_kit_comes_and_goes_with_the_course_and_leaves_its_revision_alone() -> None:
    revision = publish_flagship()
    course = revision.course
    material = flagship_material()
    assert kits_of([course.pk]) == {course.pk: kit_of(material)}
    assert publish_material(material=replace(material, kit=None)) == revision
    assert kits_of([course.pk]) == {} and Revision.objects.count() == 1
    assert publish_material(material=material) == revision
    assert kits_of([course.pk]) == {course.pk: kit_of(material)}
    verbs = list(AuditPayload.objects.order_by("id").values_list("entry__verb", flat=True))
    assert verbs[-2:] == ["catalogue.kit_withdrawn", "catalogue.kit_published"]


def test_a_mended_kit_takes_the_place_of_the_one_before() -> None:
    material = flagship_material()
    publish_flagship()
    kit = kit_of(material)
    assert kit is not None
    mended = kit.model_copy(update={"title": {"ja": "別の題", "en": "Another title"}})
    entries = AuditPayload.objects.count()
    publish_material(material=replace(material, kit=mended))
    publish_material(material=replace(material, kit=mended))
    course = Course.objects.get()
    assert kits_of([course.pk])[course.pk].title["ja"] == "別の題"
    assert (CourseKit.objects.count(), AuditPayload.objects.count()) == (1, entries + 1)


def test_bytes_of_a_kit_stay_while_a_course_has_it() -> None:
    publish_flagship()
    [row] = CourseKit.objects.all()
    assert delete_unused_blobs([row.content_id]) == 0
    row.delete()
    assert delete_unused_blobs([row.content_id]) == 1
    assert not ContentBlob.objects.filter(pk=row.content_id).exists()
