"""Who has done what: pages for officers, few statements, safe exports."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Assignment, Enrolment
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.reports.selectors import funnel_of
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)


@pytest.fixture
def owner(db: None) -> Member:
    """The owner of an organisation with an assignment."""
    owner = make_owner(make_organisation())
    give_course(owner, publish_flagship().course)
    return owner


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client


def enrol(member: Member) -> Enrolment:
    return open_enrolment(member=member, assignment=Assignment.objects.get(), language="ja")


def test_status_divides_people_by_where_they_stand(owner: Member) -> None:
    running, done = (make_member(owner.organisation, name) for name in ("受講 花子", "修了 太郎"))
    enrol(running)
    finished = enrol(done)
    finished.completed_at = clock.now()
    finished.save()
    client = signed_in(owner)
    names = {
        state: [row.name for row in client.get(f"/manage/status/?state={state}").context["rows"]]
        for state in ("all", "running", "new", "completed", "late")
    }
    assert names == {
        "all": ["修了 太郎", "受講 花子", "見本 太郎"],
        "running": ["受講 花子"],
        "new": ["見本 太郎"],
        "completed": ["修了 太郎"],
        "late": [],
    }


def test_status_counts_a_continued_run_once(owner: Member) -> None:
    run = enrol(make_member(owner.organisation, "受講 花子"))
    run.continued_at = clock.now()
    run.save()
    Enrolment.objects.create(
        organisation=run.organisation,
        assignment=run.assignment,
        member=run.member,
        revision=run.revision,
        language="ja",
        opened_at=run.opened_at,
        continued_from=run,
        slides_seen=3,
    )
    rows = signed_in(owner).get("/manage/status/").context["rows"]
    assert [(row.name, row.state) for row in rows] == [
        ("受講 花子", "running"),
        ("見本 太郎", "new"),
    ]
    funnel = funnel_of(run.assignment)
    assert (funnel.all, funnel.started) == (2, 1)


def test_status_shows_the_minutes_learned_beside_the_state(owner: Member) -> None:
    """Whole minutes; a dash where nothing was counted, or by the rule of before."""
    seconds = {"ア": None, "イ": 0, "ウ": 59, "エ": 60, "オ": 1499}
    for name, spent in seconds.items():
        run = enrol(make_member(owner.organisation, name))
        Enrolment.objects.filter(pk=run.pk).update(completed_at=clock.now(), seconds_spent=spent)
    client = signed_in(owner)
    page = client.get("/manage/status/?state=completed")
    assert [(row.name, row.time_learned) for row in page.context["rows"]] == [
        ("ア", "–"),
        ("イ", "–"),
        ("ウ", "1分未満"),
        ("エ", "1分"),
        ("オ", "24分"),
    ]
    assert "24分" in page.content.decode()
    lines = client.get("/manage/status/export.csv").content.decode("utf-8-sig").splitlines()
    assert [line.rsplit(",", 1)[1] for line in lines] == [
        "学習時間（分）",
        *["", "", "0", "1", "24"],
        "",
    ]


def test_status_counts_slides_that_are_done_not_those_that_were_opened(owner: Member) -> None:
    for name, met in {"ア": 0, "イ": 15, "ウ": 30}.items():
        run = enrol(make_member(owner.organisation, name))
        Enrolment.objects.filter(pk=run.pk).update(slides_seen=30, slides_met=met)
    client = signed_in(owner)
    page = client.get("/manage/status/?state=running")
    assert [row.percent for row in page.context["rows"]] == [0, 50, 100]
    assert "進み具合は、終えたスライドの割合です。" in page.content.decode()
    lines = client.get("/manage/status/export.csv").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[4] for line in lines if "受講中" in line] == ["0", "50", "100"]


def test_status_finds_by_name_and_number(owner: Member) -> None:
    wanted = make_member(owner.organisation, "検索 花子")
    client = signed_in(owner)
    for query in ("検索", str(wanted.employee_number)):
        rows = client.get("/manage/status/", {"q": query}).context["rows"]
        assert [row.name for row in rows] == ["検索 花子"]


def test_status_of_a_thousand_members_costs_at_most_twelve_statements(owner: Member) -> None:
    people = Person.objects.bulk_create(
        Person(name=f"人{n}", email=f"p{n}@mihon.example", created_at=clock.now())
        for n in range(1000)
    )
    Member.objects.bulk_create(
        Member(
            organisation=owner.organisation, person=person, name=person.name, created_at=clock.now()
        )
        for person in people
    )
    client = signed_in(owner)
    client.get("/manage/status/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/manage/status/")
    assert page.context["page"].paginator.count == 1001
    assert len(queries) <= 12


def test_pages_are_for_officers_and_show_no_other_organisation(owner: Member) -> None:
    other = make_owner(make_organisation("株式会社よその商店"), "他社 太郎")
    learner = make_member(owner.organisation, "受講 花子")
    for address in ("/manage/", "/manage/status/", "/manage/status/export.csv"):
        assert signed_in(owner).get(address).status_code == 200
        assert signed_in(learner).get(address).status_code == 404
        assert "受講 花子" not in signed_in(other).get(address).content.decode()
        assert Client().get(address).status_code == 302


def test_status_export_is_safe_in_a_spreadsheet(owner: Member) -> None:
    make_member(owner.organisation, '=HYPERLINK("x")')
    lines = signed_in(owner).get("/manage/status/export.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK" in lines
    assert "\n=HYPERLINK" not in lines


def test_home_shows_what_is_still_to_do(owner: Member) -> None:
    page = signed_in(owner).get("/manage/")
    assert [is_done for _label, _url, is_done in page.context["steps"]] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]


def test_home_leads_to_where_the_address_is_confirmed(owner: Member) -> None:
    Person.objects.update(email_confirmed_at=None)
    page = signed_in(owner).get("/manage/")
    label, url, is_done = page.context["steps"][1]
    assert (url, is_done) == ("/my/account/", False)
    assert f'<a href="{url}">{label}</a>' in page.content.decode()


def test_departments_are_counted_with_those_below_and_lead_to_who_is_late(owner: Member) -> None:
    sales = make_department(owner.organisation, "営業部")
    first = make_department(owner.organisation, "第一課", sales)
    make_member(owner.organisation, "上 部子", department=sales)
    done = enrol(make_member(owner.organisation, "下 部男", department=first))
    Enrolment.objects.filter(pk=done.pk).update(completed_at=clock.now())
    make_member(owner.organisation, "下 部美", department=first)
    Assignment.objects.update(due_on=clock.today() - dt.timedelta(days=1))
    client = signed_in(owner)
    rows = client.get("/manage/status/").context["places"]["rows"]
    found = [(row.node.label if row.node else "", row.completed, row.all, row.late) for row in rows]
    assert found == [("", 1, 4, 3), ("営業部", 1, 3, 2), ("営業部/第一課", 1, 2, 1)]
    page = client.get("/manage/status/", {"state": "late", "department": str(first.uuid)})
    assert [row.name for row in page.context["rows"]] == ["下 部美"]
    page = client.get("/manage/status/", {"state": "late", "department": "x"})
    assert page.context["page"].paginator.count == 3


def test_the_list_is_in_the_order_of_readings(owner: Member) -> None:
    for name, kana in (("阿部", "サトウ"), ("佐藤", "アベ")):
        member = make_member(owner.organisation, name)
        Member.objects.filter(pk=member.pk).update(name_kana=kana)
    rows = signed_in(owner).get("/manage/status/").context["rows"]
    assert [row.name for row in rows] == ["見本 太郎", "佐藤", "阿部"]
