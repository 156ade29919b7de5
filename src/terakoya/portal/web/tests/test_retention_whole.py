"""Of an organisation nothing stays but its orders, whether it is deleted or has ended."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from terakoya.portal.accounts.models import Member, Organisation, Person
from terakoya.portal.audit.selectors import entries_of, payload_of, verify_chain
from terakoya.portal.catalogue.models import ContentBlob, Revision
from terakoya.portal.common import clock
from terakoya.portal.editions.services import receive_upload
from terakoya.portal.editions.tests.short_course import make_short_desk
from terakoya.portal.learning.models import AccessGrant
from terakoya.portal.operator.organisation_data import delete_organisation_data
from terakoya.portal.orders.models import Contract, ManuscriptLicence, Order
from terakoya.portal.surveys.models import PublishedTable, Wave
from terakoya.portal.web.retention.runs import run_retention
from tests.made_once import made_once

from .test_retention import NOW, SECOND, at, run_at

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def made_rich(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Organisation]:
    """Both tests begin with it."""
    with (
        override_settings(VAR=tmp_path_factory.mktemp("var")),
        made_once(django_db_blocker, _make_rich) as made,
    ):
        yield made


def _make_rich() -> Organisation:
    with clock.fixed_at(NOW):
        desk = make_short_desk()
        call_command("demo_data", "--stage", "finished", "--members", "8", stdout=io.StringIO())
        demo = Organisation.objects.exclude(pk=desk.officer.organisation_id).get()
        receive_upload(by=desk.officer, edition=desk.edition, name="a.pptx", size=1, chunks=[b"x"])
    return demo


@pytest.fixture
def rich(made_rich: Organisation, db: None) -> Iterator[Organisation]:
    """An organisation with something in every table that an organisation can have."""
    with clock.fixed_at(NOW):
        yield deepcopy(made_rich)


def rows_naming(organisation: Organisation) -> dict[str, int]:
    """How many rows of each table name an organisation."""
    found = {}
    for model in apps.get_models():
        names = {field.name: field for field in model._meta.concrete_fields}
        where: dict[str, Any] = {}
        if "organisation" in names:
            where = {"organisation": organisation}
        elif "organisation_uuid" in names:
            where = {"organisation_uuid": organisation.uuid}
        if where and (count := model._default_manager.filter(**where).count()):
            found[model.__name__] = count
    return found


def everything() -> str:
    """All that stands in the database, but bytes of pictures."""
    text = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text += [f"{table} {row!r}" for row in cursor.fetchall()]
    return "\n".join(text)


def stands_in(word: str, text: str) -> bool:
    """Whether a word stands there for itself: figures may be part of a hash as well."""
    return re.search(rf"(?<![\w.-]){re.escape(word)}(?![\w-])", text, re.ASCII) is not None


KEPT = {
    "Order", "OrderLine", "Contract", "ManuscriptLicence", "TermsAcceptance",
    "IssuedDocument", "ReceivedDocument",
}  # fmt: skip
CHAIN = {"AuditEntry", "AuditPayload", "SignedHead"}


def test_of_an_organisation_nothing_stays_but_its_orders_and_of_another_every_row(
    rich: Organisation,
) -> None:
    before = rows_naming(rich)
    other = Organisation.objects.exclude(pk=rich.pk).get()
    of_other, courses = rows_naming(other), Revision.objects.filter(organisation=None).count()
    assert len(of_other) >= 8
    people = list(Member.objects.filter(organisation=rich).select_related("person"))
    owner = next(one for one in people if one.is_owner)
    others = [one for one in people if one != owner]
    assert len(before) >= 25
    text = everything()
    assert all(one.name in text for one in others)
    counts = delete_organisation_data(rich, verb="organisation.deleted_on_request")
    assert counts["members"] == 8
    left = rows_naming(rich)
    assert left.keys() <= KEPT | CHAIN
    assert left["AuditPayload"] == 1
    assert {name: left[name] for name in ("Order", "Contract")} == {"Order": 1, "Contract": 1}
    text = everything()
    numbers_of_other = Member.objects.filter(organisation=other).values_list("employee_number")
    stays = {number for (number,) in numbers_of_other}  # somebody there may have the same
    for one in others:
        words = {one.name, one.name_kana, one.employee_number or ""} - {"", *stays}
        assert [word for word in words if stands_in(word, text)] == []
        assert (one.person.email or "@") not in text or one.person.email is None
    person = Person.objects.get(pk=owner.person_id)
    assert (person.email, person.has_usable_password()) == (None, False)
    assert verify_chain(rich.uuid) is None
    told = payload_of(entries_of(rich.uuid)[0])
    assert told is not None
    assert told.data["members"] == 8
    assert rows_naming(other) == of_other
    assert Revision.objects.filter(organisation=None).count() == courses
    assert ContentBlob.objects.count() > 0
    delete_organisation_data(other, verb="organisation.deleted_on_request")
    assert rows_naming(rich) == left
    assert rows_naming(other).keys() <= KEPT | CHAIN
    assert delete_organisation_data(rich, verb="x") == {"blobs": 0, "audit-payloads": 1}


def test_an_organisation_goes_five_years_after_everything_ended(rich: Organisation) -> None:
    AccessGrant.objects.filter(organisation=rich).update(ends_on="2027-02-24")
    Contract.objects.filter(organisation=rich).update(ends_on="2027-02-24")
    ManuscriptLicence.objects.filter(organisation=rich).update(updates_until="2027-02-24")
    AccessGrant.objects.exclude(organisation=rich).update(ends_on="2090-01-01")
    run_at(at("2032-02-25") - SECOND)
    assert Member.objects.filter(organisation=rich, left_on=None).count() == 8
    assert PublishedTable.objects.filter(organisation=rich).exists()
    assert run_at(at("2032-02-25"))["ended-organisations"] == 1
    assert not Member.objects.filter(organisation=rich).exists()
    assert not Wave.objects.filter(organisation=rich).exists()
    assert Order.objects.filter(organisation=rich).count() == 1
    with clock.fixed_at(at("2032-02-25")):
        rest = run_retention(seconds=None)
    assert "ended-organisations" not in rest
    done = run_at(at("2037-02-25"))
    assert (done["old-orders"], done["organisations-without-anything"]) == (1, 1)
    assert not Organisation.objects.filter(pk=rich.pk).exists()
    assert verify_chain(rich.uuid) is None
