"""Before a wave opens: preview, what the headcount yields, 実施説明書, and opening it."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy
from dataclasses import dataclass

import pypdfium2
import pytest

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Assignment
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.selectors_opening import headcount_of
from terakoya.portal.surveys.services import open_due_waves
from terakoya.portal.surveys.services.opening import _open_next
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.made_once import made_once_by
from tests.statements import counted_statements

from .test_wave import signed_in

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once


@dataclass
class Office:
    """An organisation whose assignment has no survey yet."""

    owner: Member
    assignment: Assignment

    @property
    def address(self) -> str:
        return f"/manage/surveys/open/{self.assignment.uuid}/"


def make_office(shop: int = 14, desk: int = 8) -> Office:
    revision = Revision.objects.first() or publish_flagship()
    organisation = make_organisation()
    owner = make_owner(organisation)
    for name, count in (("店舗", shop), ("お客様相談室", desk)):
        department = make_department(organisation, name)
        for number in range(count):
            make_member(organisation, f"{name}{number}", department=department)
    return Office(owner, give_course(owner, revision.course))


made_office = made_once_by(make_office)


@pytest.fixture
def office(made_office: Office, db: None) -> Office:
    """22 people in two departments, and an owner of none."""
    return deepcopy(made_office)


def test_wave_open_shows_the_items_and_what_the_headcount_yields(office: Office) -> None:
    page = signed_in(office.owner).get(office.address).content.decode()
    assert "対象は23名です。" in page
    # The owner alone is under five, so the smaller department counts with the company.
    assert "2部署のうち最大1部署の結果が出ます。" in page
    assert "カスハラ対策は、会社の大きさを問わず、法律上の義務だと思う。" in page
    assert "締め切ったあと、会社全体の結果を、あなたも見られます。" in page
    assert page.count('type="radio" name="item-') > 50
    assert "disabled" in page


def test_wave_open_opens_the_first_wave_as_chosen(office: Office) -> None:
    last = clock.today() + dt.timedelta(days=20)
    answer = signed_in(office.owner).post(
        office.address, {"medium": "online", "axis": "none", "closes_on": f"{last:%Y-%m-%d}"}
    )
    assert answer.status_code == 302
    wave = Wave.objects.get()
    assert (wave.kind, wave.axis, wave.closes_on, wave.shares_company, wave.state) == (
        WaveKind.BEFORE,
        "none",
        last,
        False,
        "preparing",
    )


def test_wave_open_hands_its_choices_on_to_later_waves(office: Office) -> None:
    signed_in(office.owner).post(office.address, {"medium": "online", "axis": "departments"})
    first = Wave.objects.get()
    assert open_due_waves() == 0
    assert _open_next(first, WaveKind.AFTER)
    assert [(w.axis, w.shares_company) for w in Wave.objects.all()] == [("departments", False)] * 2


@pytest.mark.parametrize("days", [-1, 60])
def test_wave_open_refuses_a_last_day_that_is_not_possible(office: Office, days: int) -> None:
    last = clock.today() + dt.timedelta(days=days)
    answer = signed_in(office.owner).post(
        office.address, {"medium": "online", "axis": "departments", "closes_on": f"{last:%Y-%m-%d}"}
    )
    assert answer.status_code == 422
    assert "最終日は、今日から" in answer.content.decode()
    assert Wave.objects.count() == 0


def test_wave_open_twice_opens_one_wave(office: Office) -> None:
    client = signed_in(office.owner)
    client.post(office.address, {"medium": "online", "axis": "departments", "shares_company": "on"})
    page = client.post(office.address, {"medium": "online", "axis": "none"})
    assert "この研修の意識調査は開いてあります。" in page.content.decode()
    assert [(w.axis, w.shares_company) for w in Wave.objects.all()] == [("departments", True)]


def test_wave_open_under_five_members_offers_no_form(db: None) -> None:
    office = make_office(2, 1)
    client = signed_in(office.owner)
    page = client.get(office.address).content.decode()
    assert "5名未満のため、無記名の意識調査は開けません。" in page
    assert "この内容で開く" not in page
    client.post(office.address, {"medium": "online", "axis": "departments"})
    assert Wave.objects.count() == 0


def test_wave_open_and_explanation_refuse_learners_and_strangers(
    office: Office, stranger: Member
) -> None:
    learner = Member.objects.get(name="店舗0")
    open_address = f"/manage/surveys/open/{office.assignment.uuid}/"
    for address in (open_address, f"/manage/surveys/open/{office.assignment.uuid}/explanation.pdf"):
        assert signed_in(office.owner).get(address).status_code == 200
        for other in (learner, stranger):
            assert signed_in(other).get(address).status_code == 404
            assert (
                signed_in(other)
                .post(office.address, {"medium": "online", "axis": "none"})
                .status_code
                == 404
            )
    assert Wave.objects.count() == 0


@pytest.mark.parametrize("language", ["ja", "en"])
def test_explanation_has_two_pages(office: Office, language: str) -> None:
    client = signed_in(office.owner)
    client.cookies["language"] = language
    answer = client.get(f"{office.address}explanation.pdf")
    document = pypdfium2.PdfDocument(answer.content)
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in document)
    assert len(document) == 2
    document.close()
    told = {
        "ja": ("対象は23名です", "人事評価、配置、処分", "5名未満のまとまり", "すぐに消します"),
        "en": ("asks23people", "appraisal,placement", "fewerthan5responses", "Destroyed"),
    }
    assert [one in text or one.lower() in text for one in told[language]] == [True] * 4


def test_wave_list_offers_assignments_without_a_survey(office: Office) -> None:
    client = signed_in(office.owner)
    assert office.address in client.get("/manage/surveys/").content.decode()
    client.post(office.address, {"medium": "online", "axis": "departments"})
    page = client.get("/manage/surveys/").content.decode()
    assert "まだ開いていない研修" not in page


@pytest.mark.parametrize("more", [0, 2])
def test_wave_list_costs_the_same_statements_for_any_number(office: Office, more: int) -> None:
    client = signed_in(office.owner)
    opened = give_course(office.owner, office.assignment.course)
    for assignment in (opened, *(give_course(office.owner, opened.course) for _ in range(more))):
        client.post(
            f"/manage/surveys/open/{assignment.uuid}/", {"medium": "online", "axis": "departments"}
        )
    for _ in range(more):
        give_course(office.owner, opened.course)
    client.get("/manage/surveys/")
    with counted_statements() as statements:
        client.get("/manage/surveys/")
    assert len(statements) == 6


@pytest.mark.parametrize("people", [(14, 8), (60, 40)])
def test_headcount_costs_the_same_statements_for_any_number(
    db: None, people: tuple[int, int]
) -> None:
    office = make_office(*people)
    with counted_statements() as statements:
        headcount_of(office.assignment)
    assert len(statements) == 3
