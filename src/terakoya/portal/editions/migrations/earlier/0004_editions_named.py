"""Each edition gets an offer, its organisation's default one, which its revisions are of."""

from __future__ import annotations

from typing import Any

from django.db import migrations

NAME = "自社版"


def name_editions(apps: Any, _schema: Any) -> None:
    """Make the offers of the editions there are, and put their revisions under them."""
    edition_model = apps.get_model("editions", "Edition")
    offer_model = apps.get_model("catalogue", "Offer")
    revision_model = apps.get_model("catalogue", "Revision")
    for edition in edition_model.objects.filter(offer=None).iterator():
        owned = {"organisation_id": edition.organisation_id, "course_id": edition.course_id}
        edition.offer = offer_model.objects.create(**owned, name=NAME, is_default=True)
        edition.save(update_fields=["offer"])
        revision_model.objects.filter(**owned, offer=None).update(offer=edition.offer)


def forget_names(apps: Any, _schema: Any) -> None:
    """Take the offers of default editions away again; further editions would be lost: refuse."""
    offer_model = apps.get_model("catalogue", "Offer")
    if offer_model.objects.filter(is_default=False).exists():
        raise ValueError("there are several editions of a course; the version before knows one")
    apps.get_model("catalogue", "Revision").objects.exclude(offer=None).update(offer=None)
    apps.get_model("learning", "Assignment").objects.exclude(offer=None).update(offer=None)
    apps.get_model("editions", "Edition").objects.exclude(offer=None).update(offer=None)
    offer_model.objects.all().delete()


class Migration(migrations.Migration):
    """Data only; the columns are of the migrations before."""

    dependencies = [
        ("catalogue", "0003_offers_of_organisations"),
        ("editions", "0003_edition_offer"),
        ("learning", "0013_assignment_offer"),
    ]

    operations = [migrations.RunPython(name_editions, forget_names)]
