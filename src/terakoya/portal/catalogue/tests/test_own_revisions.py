"""Revisions of an organisation's edition stand beside the catalogue's own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terakoya.courseware.model import Material
from terakoya.portal.accounts.models import Organisation
from terakoya.portal.catalogue import selectors
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Course, Revision
from terakoya.portal.catalogue.services import (
    offer_revision,
    publish_material,
    publish_own_material,
    withdraw_revisions,
)
from terakoya.portal.common import clock
from tests.courses import flagship_material
from tests.factories import default_offer, make_organisation, publish_flagship
from tests.statements import counted_statements

NOON = dt.datetime(2026, 11, 2, 3, tzinfo=dt.UTC)


def retitled(title: str) -> Material:
    """The flagship with another title."""
    material = flagship_material()
    meta = material.course.meta.model_copy(update={"title": {"ja": title, "en": title}})
    return Material(material.course.model_copy(update={"meta": meta}), material.media)


def publish_own(
    material: Material, organisation: Organisation, course: Course, version: str = "2026.11-1"
) -> Revision:
    return publish_own_material(
        material=material,
        offer=default_offer(organisation, course),
        version=version,
        kind=RevisionKind.IMPROVEMENT,
    )


def test_an_own_revision_is_for_its_organisation_alone(organisation: Organisation) -> None:
    general = publish_flagship()
    other = make_organisation("例示物産株式会社")
    own = publish_own(retitled("みほん商事のカスハラ研修"), organisation, general.course)
    course = general.course
    assert (own.version, own.kind, own.organisation) == (
        "2026.11-1",
        RevisionKind.IMPROVEMENT,
        organisation,
    )
    assert [
        selectors.latest_revision(course, one) for one in (organisation.pk, other.pk, None)
    ] == [own, general, general]
    assert [
        selectors.latest_revision_ids([course.pk], one) for one in (organisation.pk, other.pk, None)
    ] == [{course.pk: own.pk}, {course.pk: general.pk}, {course.pk: general.pk}]
    assert selectors.revision_text(own.pk, "ja").title == "みほん商事のカスハラ研修"


def test_the_storefront_and_manuscripts_show_the_catalogues_own(organisation: Organisation) -> None:
    general = publish_flagship()
    publish_own(retitled("みほん商事のカスハラ研修"), organisation, general.course)
    slug = general.course.slug
    card, sample = selectors.course_card(slug, "ja"), selectors.sample_chapter(slug, "ja")
    assert card is not None and sample is not None
    assert (card.revision_pk, card.title) == (general.pk, "STOP! カスタマーハラスメント")
    assert [one.revision_pk for one in selectors.listed_courses("ja")] == [general.pk]
    assert selectors.revision_until(general.course, clock.today()) == general


def test_a_later_revision_of_the_catalogue_does_not_replace_an_own_one(
    organisation: Organisation,
) -> None:
    general = publish_flagship()
    own = publish_own(flagship_material(), organisation, general.course)
    assert own.revision_id == general.revision_id  # an edition without changes
    newer = publish_material(material=retitled("STOP! カスハラ"))
    assert selectors.latest_revision(general.course, organisation.pk) == own
    assert selectors.latest_revision(general.course) == newer


def test_an_own_revision_offered_again_is_the_newest(organisation: Organisation) -> None:
    general = publish_flagship()
    with clock.fixed_at(NOON):
        first = publish_own(retitled("第1版"), organisation, general.course)
    with clock.fixed_at(NOON + dt.timedelta(days=1)):
        second = publish_own(retitled("第2版"), organisation, general.course, "2026.11-2")
    assert selectors.latest_revision(general.course, organisation.pk) == second
    offer_revision(revision=first)
    assert selectors.latest_revision(general.course, organisation.pk) == first
    assert publish_own(retitled("第2版"), organisation, general.course, "2026.11-3") == second
    assert selectors.latest_revision(general.course, organisation.pk) == second
    assert Revision.objects.get(pk=second.pk).version == "2026.11-2"


def test_withdrawn_revisions_leave_the_catalogues_own(organisation: Organisation) -> None:
    general = publish_flagship()
    other = make_organisation("例示物産株式会社")
    publish_own(retitled("第1版"), organisation, general.course)
    theirs = publish_own(retitled("第1版"), other, general.course)
    assert withdraw_revisions(offer=default_offer(organisation, general.course)) == 1
    assert selectors.latest_revision(general.course, organisation.pk) == general
    assert selectors.latest_revision(general.course, other.pk) == theirs


def test_the_same_content_stands_once_for_each_organisation(organisation: Organisation) -> None:
    general = publish_flagship()
    own = publish_own(flagship_material(), organisation, general.course)
    for twice in (general, own):
        twice.pk, twice.uuid = None, make_organisation().uuid
        with pytest.raises(IntegrityError), transaction.atomic():
            twice.save(force_insert=True)
    with counted_statements() as statements:
        selectors.latest_revision_ids([general.course_id], organisation.pk)
    assert len(statements) == 1
