"""Who has done what: pages for officers, few statements, safe exports."""

from __future__ import annotations

import datetime as dt
import re
from copy import deepcopy
from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import Member, Person, RoleGrant
from terakoya.portal.accounts.selectors import department_tree
from terakoya.portal.accounts.services import place_in_department
from terakoya.portal.common import clock
from terakoya.portal.learning.models import AccessGrant, Assignment, Enrolment, Exemption, Extension
from terakoya.portal.learning.selectors.standing import Narrowing
from terakoya.portal.learning.selectors.standing import numbers_of as counts_of_assignments
from terakoya.portal.learning.services import assign_course, end_assignment, open_enrolment
from terakoya.portal.reports.standing import Funnel, funnel_of, numbers_of
from terakoya.portal.reports.status_list import STATES, order_of, rows_of_keys, status_keys
from terakoya.portal.reports.unit import Unit
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
    slide_count,
)
from tests.made_once import made_once_by
from tests.selection import deep

pytestmark = pytest.mark.once  # pages, and both databases keep the same


def make_owner_of_assignment() -> Member:
    """The owner of an organisation with an assignment."""
    owner = make_owner(make_organisation())
    give_course(owner, publish_flagship().course)
    return owner


kept_owner = made_once_by(make_owner_of_assignment)


@pytest.fixture
def owner(kept_owner: Member, db: None) -> Member:
    """The owner of an organisation with an assignment."""
    return deepcopy(kept_owner)


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


def test_status_opens_on_what_has_not_ended_and_says_what_has(owner: Member) -> None:
    going = Assignment.objects.get()
    newer = assign_course(by=owner, course=going.course, due_on=None)
    assert signed_in(owner).get("/manage/status/").context["assignment"] == newer
    end_assignment(by=owner, assignment=newer)
    page = signed_in(owner).get("/manage/status/")
    assert page.context["assignment"] == going
    assert page.content.decode().count("（終了済み）") == 1
    chosen = signed_in(owner).get(f"/manage/status/?assignment={newer.uuid}")
    assert chosen.context["assignment"] == newer


def test_the_funnel_tells_each_number_with_its_share(owner: Member) -> None:
    done, *_others = [make_member(owner.organisation, f"受講 {n}") for n in range(6)]
    finished = enrol(done)
    finished.completed_at = clock.now()
    finished.save()
    enrol(owner)
    page = signed_in(owner).get("/manage/status/").content.decode()
    funnel = page.partition('<dl class="funnel num">')[2].partition("</dl>")[0]
    said = re.findall(r"[\w]+", re.sub(r"<[^>]+>", " ", funnel))
    assert " ".join(said) == ("対象 7名 100 開始 2名 28 本編を終えた 1名 14 修了 1名 14")
    assert "未修了 6名（未開始 5・受講中 1）" in page


@pytest.mark.parametrize("years", [0, 2])
def test_days_of_the_list_stand_in_one_line(owner: Member, years: int) -> None:
    """With the year, where it is another one."""
    due_on = clock.today().replace(day=1) + dt.timedelta(days=366 * years)
    Assignment.objects.update(due_on=due_on)
    finished = enrol(owner)
    Enrolment.objects.filter(pk=finished.pk).update(completed_at=clock.now())
    page = signed_in(owner).get("/manage/status/").content.decode()
    cells = re.findall(r"<td([^>]*)>\s*(?:\d+年)?\d+月\d+日（", page)
    assert cells == [' class="num"'] * 2  # due and completed; styles keep such cells unbroken


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


def test_status_counts_slides_that_are_done_not_those_that_were_opened(owner: Member) -> None:
    for name, met in {"ア": 0, "イ": slide_count() // 2, "ウ": slide_count()}.items():
        run = enrol(make_member(owner.organisation, name))
        Enrolment.objects.filter(pk=run.pk).update(slides_seen=slide_count(), slides_met=met)
    client = signed_in(owner)
    page = client.get("/manage/status/?state=running")
    assert [row.percent for row in page.context["rows"]] == [0, 50, 100]
    assert "進み具合は、終えたスライドの割合です。" in page.content.decode()


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
    for address in ("/manage/", "/manage/status/", "/manage/status/exports/"):
        assert signed_in(owner).get(address).status_code == 200
        assert signed_in(learner).get(address).status_code == 404
        assert "受講 花子" not in signed_in(other).get(address).content.decode()
        assert Client().get(address).status_code == 302


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
    rows = client.get("/manage/status/").context["places"].rows
    found = [
        (row.node.label if row.node else "", one.completed, one.all, one.late)
        for row in rows
        for one in [row.funnel]
    ]
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


def test_the_list_is_sorted_by_every_column_both_ways(owner: Member) -> None:
    sales, works = (make_department(owner.organisation, name) for name in ("い営業部", "あ製造部"))
    make_member(owner.organisation, "乙", department=sales)
    running = enrol(make_member(owner.organisation, "丙", department=works))
    Enrolment.objects.filter(pk=running.pk).update(slides_met=9, seconds_spent=60)
    done = enrol(make_member(owner.organisation, "丁", department=works))
    Enrolment.objects.filter(pk=done.pk).update(completed_at=clock.now(), last_at=clock.now())
    Member.objects.filter(name__in=["乙", "丙", "丁"]).update(name_kana="カナ")
    client = signed_in(owner)

    def names(sort: str) -> str:
        rows = client.get("/manage/status/", {"sort": sort}).context["rows"]
        return "".join(row.name for row in rows if row.name != owner.name)

    found = {one: (names(one), names(f"-{one}")) for one in ("department", "state", "percent")}
    assert found == {
        "department": ("丁丙乙", "乙丁丙"),
        "state": ("乙丙丁", "丁丙乙"),
        "percent": ("乙丙丁", "丁丙乙"),
    }
    assert (names("-minutes")[0], names("-last")[0], names("-completed")[0]) == ("丙", "丁", "丁")
    assert names("nonsense") == names("kana")


@pytest.mark.parametrize("as_of", ["", "&as_of=2026-11-24"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_a_list_of_nobody_fills_every_column(owner: Member, role: Role, as_of: str) -> None:
    reader = make_member(owner.organisation)
    RoleGrant.objects.create(organisation=owner.organisation, member=reader, role=role)
    page = signed_in(reader).get(f"/manage/status/?q=zzzz{as_of}").content.decode()
    [table] = [one for one in page.split("<table") if "当てはまる人はいません。" in one]
    [span] = re.findall(r'<td colspan="(\d+)">', table)
    assert int(span) == table.count("<th ")


def test_sorting_links_turn_the_list_round(owner: Member) -> None:
    heads = signed_in(owner).get("/manage/status/?sort=percent").context["heads"]
    found = {head.sort: head.direction for head in heads}
    assert (found["-percent"], found["kana"]) == ("ascending", "")


def test_the_tree_of_departments_folds_and_opens(owner: Member) -> None:
    sales = make_department(owner.organisation, "営業部")
    make_member(
        owner.organisation, "下", department=make_department(sales.organisation, "課", sales)
    )
    client = signed_in(owner)

    def shown(**asked: str) -> list[str]:
        rows = client.get("/manage/status/", asked).context["places"].rows
        return [row.node.label for row in rows if row.node]

    whole, folded = ["営業部", "営業部/課"], ["営業部"]
    assert (shown(), shown(tree="shut")) == (whole, folded)
    turned = str(sales.uuid)
    assert (shown(turn=turned), shown(tree="shut", turn=turned)) == (folded, whole)
    rows = client.get("/manage/status/", {"turn": turned}).context["places"].rows
    assert rows[1].turned == ""


def test_status_as_of_a_day_shows_who_had_completed_it_by_then(owner: Member) -> None:
    day = clock.today() - dt.timedelta(days=2)
    Assignment.objects.update(created_at=clock.now() - dt.timedelta(days=9))
    before, after, later = (make_member(owner.organisation, name) for name in ("前", "後", "新人"))
    Member.objects.exclude(pk=later.pk).update(created_at=clock.now() - dt.timedelta(days=9))
    for member, ago in ((before, 3), (after, 1)):
        run = enrol(member)
        Enrolment.objects.filter(pk=run.pk).update(
            opened_at=clock.now() - dt.timedelta(days=4),
            completed_at=clock.now() - dt.timedelta(days=ago),
        )
    client = signed_in(owner)
    page = client.get("/manage/status/", {"as_of": str(day)})
    states = {row.name: row.state for row in page.context["rows"]}
    assert states == {"前": "completed", "後": "running", owner.name: "new"}
    assert [one.completed for one in page.context["trend"].points][-1] == 1
    assert 'name="member"' not in page.content.decode()
    now = client.get("/manage/status/").context
    assert (now["numbers"].completed, now["numbers"].all) == (2, 4)
    assert client.get("/manage/status/", {"as_of": "2026-02-31"}).status_code == 200


def test_an_auditor_reads_the_status_and_is_offered_nothing_to_do(owner: Member) -> None:
    auditor = make_member(owner.organisation, "監査 太郎")
    grant = RoleGrant.objects.create(
        organisation=owner.organisation,
        member=auditor,
        role=Role.AUDITOR,
        until_on=clock.today(),
    )
    act = (f"/manage/reminders/{Assignment.objects.get().uuid}/", 'name="member"')
    page = signed_in(auditor).get("/manage/status/").content.decode()
    assert owner.name in page
    assert not any(one in page for one in act)
    mine = signed_in(owner).get("/manage/status/").content.decode()
    assert act[1] in mine
    grant.until_on = clock.today() - dt.timedelta(days=1)
    grant.save()
    assert signed_in(auditor).get("/manage/status/").status_code == 404


def test_numbers_tell_who_is_through_all_slides(owner: Member) -> None:
    for name, met in {"ア": 1, "イ": 1000}.items():
        run = enrol(make_member(owner.organisation, name))
        Enrolment.objects.filter(pk=run.pk).update(slides_met=met)
    funnel = signed_in(owner).get("/manage/status/").context["numbers"]
    assert (funnel.all, funnel.started, funnel.learned, funnel.completed) == (3, 2, 1, 0)


def listed(wanted: Narrowing, sort: str = "kana") -> dict[str, tuple[str, str, int]]:
    """Name → department, state, days late."""
    assignment = Assignment.objects.get()
    keys = list(status_keys(assignment, wanted, order_of(sort)))
    rows = rows_of_keys(assignment, keys, wanted.on)
    return {row.name: (row.department, row.state, row.days_late) for row in rows}


def test_who_is_on_leave_is_counted_apart_and_is_not_late(owner: Member) -> None:
    today = clock.today()
    shop = make_department(owner.organisation, "店舗")
    away, back, done, begun = (
        make_member(owner.organisation, name, department=shop)
        for name in ("休 未開始", "復 職", "休 修了", "休 受講中")
    )
    on_leave = Member.objects.filter(pk__in=[away.pk, done.pk, begun.pk])
    on_leave.update(on_leave_since=today - dt.timedelta(days=3))
    yesterday = today - dt.timedelta(days=1)
    Member.objects.filter(pk=back.pk).update(on_leave_since=yesterday, on_leave_until=yesterday)
    enrol(begun)
    Enrolment.objects.filter(pk=enrol(done).pk).update(completed_at=clock.now())
    Assignment.objects.update(due_on=yesterday)
    tree = department_tree(owner.organisation)
    assignment = Assignment.objects.get()
    whole = Funnel(all=5, started=2, completed=1, late=2, running=0, on_leave=2)
    numbers = numbers_of(assignment, tree)
    assert (funnel_of(assignment), numbers.whole.new) == (whole, 2)
    assert (numbers.whole.on_leave, numbers.of(shop.pk).on_leave) == (2, 2)
    assert Unit([shop]).funnel(assignment).late == 1
    assert set(listed(Narrowing("leave"))) == {away.name, begun.name}
    assert (
        set(listed(Narrowing("late"))) == set(listed(Narrowing("new"))) == {back.name, owner.name}
    )
    assert listed(Narrowing())[away.name] == ("店舗", "leave", 0)
    assert next(iter(listed(Narrowing(), "-state"))) == done.name


def test_leave_is_that_of_the_day_that_is_looked_at(owner: Member) -> None:
    today = clock.today()
    day = today - dt.timedelta(days=5)
    since, until = day - dt.timedelta(days=1), day + dt.timedelta(days=1)
    Member.objects.update(created_at=clock.now() - dt.timedelta(days=9))
    Member.objects.update(on_leave_since=since, on_leave_until=until)
    Assignment.objects.update(due_on=day - dt.timedelta(days=2))
    numbers = numbers_of(Assignment.objects.get(), department_tree(owner.organisation), day)
    assert (numbers.whole.on_leave, numbers.whole.late, numbers.whole.new) == (1, 0, 0)
    assert funnel_of(Assignment.objects.get()).late == 1
    assert listed(Narrowing(on=day))[owner.name] == ("", "leave", 0)
    assert listed(Narrowing())[owner.name][1] == "new"


def test_a_record_stays_in_the_department_of_its_day(owner: Member) -> None:
    """Of completion for who has completed it; of the day that is looked at for everybody else."""
    start = clock.now() - dt.timedelta(days=30)
    with clock.fixed_at(start):
        first, second = (make_department(owner.organisation, name) for name in ("店舗", "本社"))
        done, begun = (make_member(owner.organisation, name) for name in ("修了 太郎", "受講 花子"))
        place_in_department(member=done, department=first)
        place_in_department(member=begun, department=first)
    runs = {member.pk: enrol(member).pk for member in (done, begun)}
    Enrolment.objects.filter(pk__in=runs.values()).update(opened_at=start)
    completed_at = start + dt.timedelta(days=5)
    Enrolment.objects.filter(pk=runs[done.pk]).update(completed_at=completed_at)
    with clock.fixed_at(start + dt.timedelta(days=10)):
        place_in_department(member=done, department=second)
        place_in_department(member=begun, department=second)
    tree, assignment = department_tree(owner.organisation), Assignment.objects.get()
    now = numbers_of(assignment, tree)
    assert (now.of(first.pk).completed, now.of(second.pk).all) == (1, 1)
    assert set(listed(Narrowing(department=first))) == {done.name}
    assert set(listed(Narrowing(department=second))) == {begun.name}
    rows = listed(Narrowing(), "department")
    assert (rows[done.name][0], rows[begun.name][0]) == ("店舗", "本社")
    day = (start + dt.timedelta(days=7)).astimezone(clock.TOKYO).date()
    assert numbers_of(assignment, tree, day).of(first.pk).all == 2
    assert {row[0] for name, row in listed(Narrowing(on=day)).items() if name != owner.name} == {
        "店舗"
    }


MOMENTS = ("2026-11-09T14:59:59.999999", "2026-11-10T14:59:59", "2026-11-09T15:00:00", None)


@pytest.mark.parametrize(
    "due",
    [dt.date(2026, 11, 5), *deep(dt.date(2026, 11, 30), None)],  # passed, not yet, none
)
def test_numbers_are_those_of_the_lists(owner: Member, due: dt.date | None) -> None:
    """Of every department and state, now and as of a day: counted at once as narrowed one by one.

    Completed around the midnight of Japan on which people moved, extended, exempt, on leave.
    """
    AccessGrant.objects.update(starts_on=dt.date(2026, 11, 1), ends_on=dt.date(2026, 12, 1))
    with clock.fixed_at(dt.datetime(2026, 11, 1, tzinfo=dt.UTC)):
        above = make_department(owner.organisation, "本部")
        below = make_department(owner.organisation, "第一課", parent=above)
        other = make_department(owner.organisation, "店舗")
        names = [f"{n:02}" for n in range(24)]
        members = [
            make_member(owner.organisation, name, department=(above, below, other)[n % 3])
            for n, name in enumerate(names)
        ]
        assignment = Assignment.objects.get()
        Assignment.objects.update(created_at=clock.now(), due_on=due)
        Member.objects.update(created_at=clock.now())
        runs = {n: enrol(member) for n, member in enumerate(members) if n % 6 != 5}
    for n, run in runs.items():
        at = MOMENTS[n % 4]
        done = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC) if at else None
        Enrolment.objects.filter(pk=run.pk).update(
            completed_at=done, slides_met=slide_count() * (n % 2)
        )
    with clock.fixed_at(dt.datetime(2026, 11, 10, 1, tzinfo=dt.UTC)):
        for member in members[::2]:
            place_in_department(member=member, department=other)
    of_it = {"organisation": owner.organisation, "assignment": assignment}
    for n, due_day in ((3, 4), (7, 25), (11, 20), (17, 30)):
        due_on = dt.date(2026, 11, due_day)
        Extension.objects.create(member=members[n], due_on=due_on, created_at=clock.now(), **of_it)
    away = Member.objects.filter(pk__in=[members[n].pk for n in (5, 7, 8, 15)])
    away.update(on_leave_since=dt.date(2026, 11, 8), on_leave_until=dt.date(2026, 11, 22))
    exempt = {"member": members[9], "reason": "他社で受講", "created_at": clock.now()}
    Exemption.objects.create(**exempt, **of_it)
    with clock.fixed_at(dt.datetime(2026, 11, 20, tzinfo=dt.UTC)):
        tree, assignment = department_tree(owner.organisation), Assignment.objects.get()
        for day in (None, dt.date(2026, 11, 9), dt.date(2026, 11, 10)):
            numbers = numbers_of(assignment, tree, day)
            counted = {
                (place and place.name, state): numbers.of(place.pk if place else None).count(state)
                for place in (None, above, below, other)
                for state in STATES
            }
            assert counted == {
                (name, state): len(listed(Narrowing(state, "", place, day)))
                for place in (None, above, below, other)
                for name in [place and place.name]
                for state in STATES
            }
            whole, rows = numbers.whole, listed(Narrowing(on=day))
            assert whole.late == sum(days > 0 for _place, _state, days in rows.values())
            begun = Enrolment.objects.exclude(member=members[9])
            assert whole.started == begun.count()
            trend = numbers.trend
            assert trend is not None
            assert trend.points[-1].completed == whole.completed
            assert [one.completed for one in trend.points] == [
                begun.filter(completed_at__lt=clock.day_end(one.day)).count()
                for one in trend.points
            ]
        places = {name: row[0] for name, row in listed(Narrowing()).items()}
        assert (places["00"], places["10"], places["04"]) == ("本部", "店舗", "第一課")
        now = numbers_of(assignment, tree).whole
        through = begun.filter(Q(slides_met=slide_count()) | Q(completed_at__isnull=False))
        assert now.learned == through.count()
        assert funnel_of(assignment) == replace(now, learned=None)
        plain = counts_of_assignments([assignment])[assignment.pk]
        assert plain["late"] == now.late
        assert plain["running"] == begun.filter(completed_at=None).count()
