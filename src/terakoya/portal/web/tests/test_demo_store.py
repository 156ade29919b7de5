"""`manage.py demo_data --store`: a department store with everything that is sold, and its seller.

In a normal run 72 people, in the deep run the 300 of the first start.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from terakoya.portal.accounts.authenticators import RECOVERY_TYPE, authenticators_of, recovery_codes
from terakoya.portal.accounts.backends import EmailBackend, EmployeeNumberBackend
from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member, Organisation, Person, RoleGrant
from terakoya.portal.audit.selectors import verify_chain
from terakoya.portal.billing.models import Invoice
from terakoya.portal.billing.selectors.invoices import overdue_invoices
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.common import clock
from terakoya.portal.editions.choices import UpdateState
from terakoya.portal.editions.models import EditionUpdate
from terakoya.portal.editions.services import receive_updates
from terakoya.portal.inquiries.models import Inquiry
from terakoya.portal.learning.models import Certificate, Enrolment
from terakoya.portal.surveys.models import Participation, PublishedTable, Wave
from terakoya.portal.web.demo.department_store import MEMBERS
from terakoya.portal.web.demo.seller_desk import SELLER
from tests.factories import (
    confirm_now,
    publish_flagship,
)
from tests.made_once import made_once
from tests.selection import IS_DEEP

pytestmark = (
    pytest.mark.once
)  # dear: a whole organisation, by services that have tests of their own
NOW = dt.datetime(2026, 11, 25, 8, 0, tzinfo=clock.TOKYO)
PEOPLE = MEMBERS if IS_DEEP else 72


def build() -> str:
    call_command("demo_data", "--store", "--members", str(PEOPLE), stdout=(out := io.StringIO()))
    publish_flagship()
    receive_updates()
    return out.getvalue()


@pytest.fixture(scope="module")
def store(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """What was printed."""
    var = tmp_path_factory.mktemp("var")
    with override_settings(VAR=var), clock.fixed_at(NOW), made_once(django_db_blocker, build) as it:
        yield it


@pytest.fixture(autouse=True)
def morning(store: str, db: None) -> Iterator[None]:
    """One fixed morning."""
    with clock.fixed_at(NOW):
        yield


def test_store_has_two_closed_waves_and_people_at_every_point() -> None:
    assert Member.objects.count() == PEOPLE
    assert list(Wave.objects.order_by("id").values_list("kind", "state")) == [
        ("before", "closed"),
        ("after", "closed"),
    ]
    assert PublishedTable.objects.count() == 2
    completed = Enrolment.objects.exclude(completed_at=None).count()
    assert completed == Certificate.objects.count()
    assert 0.7 * PEOPLE < completed < Enrolment.objects.count() < PEOPLE
    assert Enrolment.objects.filter(completed_at=None, slides_seen__gt=5).count() > 0
    answers = Participation.objects.values_list("wave__kind", flat=True)
    assert 0.5 * PEOPLE < list(answers).count("after") < list(answers).count("before")
    assert verify_chain(Organisation.objects.get().uuid) is None


def test_store_has_a_legal_update_that_asks() -> None:
    update = EditionUpdate.objects.get()
    assert (update.state, update.kind) == (UpdateState.OPEN, RevisionKind.LEGAL)
    assert update.conflicts >= 1
    assert update.edition.base.published_at < update.revision.published_at


def test_store_has_paid_its_seats_and_owes_its_manuscript() -> None:
    invoices = Invoice.objects.order_by("month")
    assert [one.total_yen for one in invoices] == [
        107_800,
        (PEOPLE + 6) * 12 * 900 * 110 // 100,
    ]
    assert list(overdue_invoices()) == [invoices[0]]
    for one in invoices:
        assert one.document.seller["bank_name"] == SELLER.bank_name
        assert one.document.seller["account_number"] == SELLER.account_number


def test_desk_has_inquiries_at_every_state() -> None:
    states = list(Inquiry.objects.order_by("id").values_list("state", flat=True))
    assert sorted(states) == ["answered", "quoted", *["unanswered"] * 4]


def test_store_prints_sign_ins_that_work_and_gives_nobody_else_a_password(store: str) -> None:
    by_mail = re.findall(r"(\S+@\S+)\n +パスワード / password +(\S+)", store)
    assert len(by_mail) == 4
    people = {
        EmailBackend().authenticate(None, email=mail, password=word) for mail, word in by_mail
    }
    number = re.search(r"code (\S+)\n.*number +(\S+)\n.*password +(\S+)", store)
    assert number is not None
    code, employee, password = number.groups()
    people.add(
        EmployeeNumberBackend().authenticate(
            None, company_code=code, employee_number=employee, password=password
        )
    )
    assert people == {one for one in Person.objects.all() if one.has_usable_password()}
    operator = Person.objects.get(is_operator=True)
    codes = recovery_codes(authenticators_of(operator).get(type=RECOVERY_TYPE))
    assert store.split("each once\n")[1].split() == codes
    roles = RoleGrant.objects.exclude(role=Role.SUPERVISOR).values_list("role", flat=True)
    assert sorted(roles) == sorted([Role.OWNER, Role.OFFICER, Role.AUDITOR])
    assert RoleGrant.objects.filter(role=Role.SUPERVISOR).count() == 12


@pytest.mark.parametrize("role", ["officer", "supervisor", "auditor", "learner", "operator"])
def test_every_page_of_the_menus_opens(role: str) -> None:
    client = signed_in(role)
    home = {"learner": "/my/", "operator": "/operator/", "supervisor": "/manage/unit/"}.get(
        role, "/manage/"
    )
    waiting, seen, answers = [home], set(), {}
    while waiting:
        page = waiting.pop()
        seen.add(page)
        answer = client.get(page, follow=True)
        answers[page] = answer.status_code
        if page == home and not answer.streaming:
            found = re.findall(r'href="(/(?!static/)[^"#]*)"', answer.content.decode())
            waiting += [one for one in dict.fromkeys(found) if one not in seen]
    assert set(answers.values()) == {200}, {k: v for k, v in answers.items() if v != 200}
    assert len(answers) > 5


def signed_in(role: str) -> Client:
    """Somebody of the store, or its seller, as their browser is signed in."""
    client = Client()
    if role == "operator":
        client.force_login(Person.objects.get(is_operator=True))
        return confirm_now(client)
    members = Member.objects.all()
    member = (
        members.get(employee_number="000101")
        if role == "learner"
        else members.filter(roles__role=role).order_by("id")[0]
    )
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client


def test_store_is_built_once(store: str) -> None:
    call_command("demo_data", "--store", stdout=(out := io.StringIO()))
    assert out.getvalue() == store
    assert Organisation.objects.count() == 1


class TestBesideOthers:
    """A database in which somebody works gets no second demo."""

    @pytest.fixture(autouse=True)
    def without_store(self, store: str) -> None:
        """The store's officer is one like any other."""
        Person.objects.filter(email__startswith="officer@").update(email="real@kaisha.example")

    def test_store_is_refused_beside_an_organisation(self, settings: Any, tmp_path: Path) -> None:
        settings.VAR = tmp_path
        errors = io.StringIO()
        call_command("demo_data", "--store", stdout=io.StringIO(), stderr=errors)
        assert "others than the demo" in errors.getvalue()
        assert Organisation.objects.count() == 1
