"""An address that an officer typed becomes the roster's; who has not joined gets a stand-in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import migrations
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from terakoya.portal.common import clock

CHUNK = 2000
UNCLAIMED = Q(email_confirmed_at=None) & (Q(password="") | Q(password__startswith="!"))


def forwards(apps: Any, _schema_editor: Any) -> None:
    """Copy addresses, then part the places that nobody has taken from everybody's account."""
    member, person = _models(apps)
    address = person.objects.filter(pk=OuterRef("person_id")).values("email")[:1]
    member.objects.filter(email=None).update(email=Subquery(address))
    for place in _shared_places(member, person).iterator(chunk_size=CHUNK):
        place.person = person.objects.create(
            name=place.name,
            language=place.person.language,
            password=make_password(None),
            created_at=clock.now(),
        )
        place.save(update_fields=["person"])
    unclaimed = person.objects.filter(UNCLAIMED, email__isnull=False)
    joined = member.objects.filter(person=OuterRef("pk"), joined_at__isnull=False)
    unclaimed.filter(~Exists(joined)).update(email=None)


def backwards(apps: Any, _schema_editor: Any) -> None:
    """Give the addresses back to the persons; one place for each address in an organisation."""
    member, person = _models(apps)
    places = member.objects.filter(joined_at=None, email__isnull=False, person__email=None)
    for place in places.select_related("person").iterator(chunk_size=CHUNK):
        holder = person.objects.filter(email=place.email).first()
        if holder is None:
            person.objects.filter(pk=place.person_id).update(email=place.email)
        elif not member.objects.filter(organisation=place.organisation_id, person=holder).exists():
            stand_in = place.person
            place.person = holder
            place.save(update_fields=["person"])
            stand_in.delete()


def _models(apps: Any) -> tuple[Any, Any]:
    return apps.get_model("accounts", "Member"), apps.get_model("accounts", "Person")


def _shared_places(member: Any, person: Any) -> QuerySet[Any]:
    """Places not taken, of persons who have an account or another place."""
    others = member.objects.filter(person=OuterRef("person_id")).exclude(pk=OuterRef("pk"))
    unclaimed = person.objects.filter(UNCLAIMED, pk=OuterRef("person_id"))
    places = member.objects.filter(joined_at=None).select_related("person")
    shared: QuerySet[Any] = places.filter(Exists(others) | ~Exists(unclaimed))
    return shared


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0003_roster_addresses"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
