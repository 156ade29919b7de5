"""The ledger of measures: it says what was recorded or stated, and nothing more."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.common import clock
from terakoya.portal.evidence.choices import Measure
from terakoya.portal.evidence.ledger import NOTHING, RECORDED, STATED, ledger_of
from terakoya.portal.evidence.models import MeasureStatement
from terakoya.portal.evidence.services import state_measure
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.tests.learners import OPENED, make_learner
from tests.factories import make_member, make_organisation, make_owner
from tests.statements import counted_statements

from .test_packs import signed_in

pytestmark = pytest.mark.django_db
ADDRESS = "/manage/measures/"
STATEMENT = {"measure": "privacy", "taken_on": "2026-11-01", "material": "就業規則 第32条"}


@pytest.fixture
def owner() -> Member:
    """The owner of an organisation with nothing recorded."""
    return make_owner(make_organisation())


def states(owner: Member) -> dict[str, str]:
    owner.organisation.refresh_from_db()
    return {row.measure.value: row.state for row in ledger_of(owner.organisation)}


def test_ledger_has_the_ten_measures_and_says_nothing_by_itself(owner: Member) -> None:
    assert list(states(owner)) == [measure.value for measure in Measure]
    assert len(Measure) == 10
    assert set(states(owner).values()) == {NOTHING}


def test_what_the_portal_knows_is_a_record(owner: Member) -> None:
    owner.organisation.variables = {"desk.name": "人事部 相談窓口"}
    owner.organisation.save()
    assert states(owner)["desk"] == RECORDED
    with clock.fixed_at(OPENED):
        learner = make_learner()
    of = learner.member
    assert states(of)["policy"] == NOTHING
    Enrolment.objects.update(completed_at=OPENED)
    row = ledger_of(of.organisation)[0]
    assert (row.state, row.record) == (
        RECORDED,
        "研修を修了した人：在籍2名のうち1名（最後の修了 2026年11月24日（火））",
    )
    Member.objects.filter(pk=of.pk).update(left_on=dt.date(2026, 11, 25))
    assert states(of)["policy"] == NOTHING  # who has left was taught, and is here no more


def test_officer_states_a_measure_and_withdraws_it(owner: Member) -> None:
    client = signed_in(owner)
    assert client.post(ADDRESS, STATEMENT).status_code == 302
    assert states(owner)["privacy"] == STATED
    html = client.get(ADDRESS).content.decode()
    assert "就業規則 第32条" in html
    statement = MeasureStatement.objects.get()
    withdraw = reverse("evidence:measure-withdraw", args=[statement.uuid])
    assert client.post(withdraw).status_code == 302
    assert states(owner)["privacy"] == NOTHING
    assert "<del>2026年11月1日（日） 就業規則 第32条</del>" in client.get(ADDRESS).content.decode()
    assert client.post(withdraw).status_code == 404  # it stands no more
    verbs = AuditEntry.objects.filter(verb__startswith="evidence.").order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == [
        "evidence.measure_stated",
        "evidence.measure_withdrawn",
    ]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("material", "　 ", "を入力してください。"),
        ("material", "あ" * 301, "300"),
        ("taken_on", "2099-01-01", "これから行うことは、記録できません。"),
        ("taken_on", "2026-02-30", "日付"),
        ("measure", "magic", "magic"),
    ],
)
def test_statement_without_day_or_paper_is_refused(
    owner: Member, field: str, value: str, sentence: str
) -> None:
    response = signed_in(owner).post(ADDRESS, {**STATEMENT, field: value})
    assert response.status_code == 422
    assert not MeasureStatement.objects.exists()
    if field != "material" or len(value) > 3:
        assert sentence in response.content.decode()


def test_ledger_is_read_by_auditors_and_kept_by_officers(owner: Member) -> None:
    auditor = make_member(owner.organisation, "監査 一郎", roles=(Role.AUDITOR,))
    learner = make_member(owner.organisation, "受講 花子")
    stranger = make_owner(make_organisation("別会社"))
    statement = state_measure(
        by=owner, measure=Measure.CARE, taken_on=clock.today(), material="手順書 2版"
    )
    withdraw = reverse("evidence:measure-withdraw", args=[statement.uuid])
    assert "手順書 2版" in signed_in(auditor).get(ADDRESS).content.decode()
    assert "手順書 2版" not in signed_in(stranger).get(ADDRESS).content.decode()
    assert signed_in(learner).get(ADDRESS).status_code == 404
    assert Client().get(ADDRESS).status_code == 302
    for member in (auditor, learner):
        assert signed_in(member).post(ADDRESS, STATEMENT).status_code == 404
    for member in (auditor, learner, stranger):
        assert signed_in(member).post(withdraw).status_code == 404
    assert states(owner)["care"] == STATED


def test_ledger_costs_the_same_for_many_statements(owner: Member) -> None:
    with counted_statements() as few:
        ledger_of(owner.organisation)
    for _ in range(5):
        for measure in Measure:
            state_measure(by=owner, measure=measure, taken_on=clock.today(), material="規程")
    with counted_statements() as many:
        assert all(len(row.statements) == 5 for row in ledger_of(owner.organisation))
    assert len(few) == len(many) == 3
