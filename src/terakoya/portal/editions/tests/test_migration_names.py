"""The editions of the version before get their names, and keep what their learners have."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps

from terakoya.portal.catalogue.models import Offer, Revision
from terakoya.portal.catalogue.selectors import latest_revision
from terakoya.portal.editions.models import Edition

from .officers import Desk

STEP = import_module("terakoya.portal.editions.migrations.0004_editions_named")


def test_an_edition_of_before_is_named_and_stays_the_usual_one(desk: Desk) -> None:
    published = desk.publish()
    Revision.objects.filter(offer__isnull=False).update(offer=None)
    Edition.objects.update(offer=None)
    Offer.objects.all().delete()
    course, organisation = desk.base.course, desk.officer.organisation
    assert latest_revision(course, organisation.pk) == published.revision

    STEP.name_editions(apps, None)

    offer = Offer.objects.get()
    assert (offer.name, offer.is_default) == ("自社版", True)
    assert Edition.objects.get().offer == offer
    assert Revision.objects.get(pk=published.revision_id).offer == offer
    assert latest_revision(course, organisation.pk) == published.revision

    STEP.forget_names(apps, None)
    assert (Offer.objects.count(), Edition.objects.get().offer) == (0, None)


def test_an_edition_without_a_name_gets_one_when_it_is_published(desk: Desk) -> None:
    Edition.objects.update(offer=None)
    Offer.objects.all().delete()
    published = desk.publish()
    assert published.revision.offer == Edition.objects.get().offer
    assert Edition.objects.get().name == "自社版"
