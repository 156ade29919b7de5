"""One person's page, and the search that leads there."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import DepartmentMembership, Member, RoleGrant
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.common import clock
from terakoya.portal.learning.models import AccessGrant, Assignment, Enrolment
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.learning.tests.learners import Learner
from terakoya.portal.reminders.choices import Channel, ReminderState, RunKind
from terakoya.portal.reminders.models import Reminder, ReminderRun
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
)
from tests.statements import counted_statements

from .test_exports import completed
from .test_status import kept_owner, owner, signed_in

__all__ = ["kept_owner", "owner"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same


def with_role(member: Member, role: Role) -> Member:
    RoleGrant.objects.create(
        organisation=member.organisation,
        member=member,
        role=role,
        until_on=clock.today() if role == Role.AUDITOR else None,
        department=DepartmentMembership.objects.get(member=member).department
        if role == Role.SUPERVISOR
        else None,
    )
    return member


def page_of(reader: Member, member: Member) -> str:
    response = signed_in(reader).get(f"/manage/people/{member.uuid}/")
    assert response.status_code == 200
    return response.content.decode()


def test_officer_sees_record_score_certificate_and_departments(owner: Member) -> None:
    sales = make_department(owner.organisation, "営業部")
    member = make_member(owner.organisation, "修了 花子", department=sales)
    completed(member)
    page = page_of(owner, member)
    for part in (
        "営業部",
        "TK-1",
        "受験回数",
        "<b>90%</b>",
        "を修了しました",
        "受講 1件・修了 1件",
    ):
        assert part in page
    assert "リマインドを送る" not in page
    assert AuditEntry.objects.filter(
        verb="reports.person_viewed", target=f"member:{member.uuid}"
    ).exists()


def test_officer_acts_on_who_is_late(owner: Member) -> None:
    Assignment.objects.update(due_on=clock.today() - dt.timedelta(days=3))
    member = make_member(owner.organisation, "未了 太郎")
    page = page_of(owner, member)
    assert "期限を3日過ぎています" in page
    assert f"ticked=1&amp;member={member.uuid}" in page
    open_enrolment(member=member, assignment=Assignment.objects.get(), language="ja")
    Enrolment.objects.update(completed_at=clock.now())
    page = page_of(owner, member)
    assert "日過ぎています" not in page


def test_supervisor_sees_the_own_unit_without_scores(owner: Member) -> None:
    sales, works = (make_department(owner.organisation, name) for name in ("営業部", "製造部"))
    below = make_department(owner.organisation, "一課", sales)
    lead = with_role(make_member(owner.organisation, "長", department=sales), Role.SUPERVISOR)
    own, other = (
        make_member(owner.organisation, name, department=place)
        for name, place in (("下", below), ("他", works))
    )
    completed(own)
    page = page_of(lead, own)
    assert "受講 1件・修了 1件" in page
    assert not any(part in page for part in ("受験回数", "<b>90%</b>", "TK-1", "リマインドを送る"))
    assert signed_in(lead).get(f"/manage/people/{other.uuid}/").status_code == 404


def test_auditor_reads_and_is_offered_nothing_to_do(owner: Member) -> None:
    auditor = with_role(make_member(owner.organisation, "監査"), Role.AUDITOR)
    member = make_member(owner.organisation, "受講 花子")
    completed(member)
    page = page_of(auditor, member)
    assert "TK-1" in page
    assert not any(part in page for part in ("リマインドを送る", "/pdf/", "登録・ログイン"))


def test_nobody_else_opens_a_record(owner: Member) -> None:
    member = make_member(owner.organisation, "受講 花子")
    stranger = make_owner(make_organisation("別会社"), "他社 太郎")
    for reader in (member, stranger):
        assert signed_in(reader).get(f"/manage/people/{member.uuid}/").status_code == 404


def test_chapters_of_a_course_under_way_stand_as_bars(owner: Member) -> None:
    member = make_member(owner.organisation, "受講 花子")
    begun = clock.now() - dt.timedelta(hours=2)
    AccessGrant.objects.update(starts_on=clock.today() - dt.timedelta(days=1))
    with clock.fixed_at(begun):
        run = open_enrolment(member=member, assignment=Assignment.objects.get(), language="ja")
    learner = Learner(member, run, signed_in(member))
    text = learner.text
    learner.finish(len(text.chapters[0].slides) + 1)
    sizes = [len(chapter.slides) for chapter in text.chapters]
    wanted = [(1, sizes[0], sizes[0]), (2, 1, sizes[1])]
    wanted += [(n, 0, size) for n, size in enumerate(sizes[2:], 3)]
    for reader in (owner, with_role(make_member(owner.organisation, "監査 役子"), Role.AUDITOR)):
        page = page_of(reader, member)
        parts = page.partition('<ol class="parts small num">')[2].partition("</ol>")[0]
        words = re.sub(r"<[^>]+>", " ", parts).split()
        assert words[:4] == ["第1章", f"{sizes[0]}", "/", f"{sizes[0]}"]
        assert words[-2:] == ["テスト", "まだ"]
        found = re.findall(r"第(\d+)章 (\d+) / (\d+)", " ".join(words))
        assert [tuple(map(int, one)) for one in found] == wanted
    Enrolment.objects.update(completed_at=clock.now())
    assert 'class="parts' not in page_of(owner, member)


def test_courses_under_way_cost_one_statement_together(owner: Member) -> None:
    member = make_member(owner.organisation, "受講 花子")
    client, address = signed_in(owner), f"/manage/people/{member.uuid}/"
    client.get(address)
    counts = []
    for n in range(3):
        given = give_course(owner, Assignment.objects.all()[0].course)
        open_enrolment(member=member, assignment=given, language="ja")
        client.get(address)  # the contents list is in memory from here on
        with counted_statements() as statements:
            assert client.get(address).content.decode().count('class="parts') == n + 1
        counts.append(len(statements))
    assert len(set(counts)) == 1


def test_a_record_costs_the_same_for_more_courses(owner: Member) -> None:
    member = make_member(owner.organisation, "受講 花子")
    client = signed_in(owner)
    address = f"/manage/people/{member.uuid}/"
    client.get(address)
    with counted_statements() as one:
        client.get(address)
    course = Assignment.objects.get().course
    for _ in range(2):
        Assignment.objects.create(
            organisation=owner.organisation, course=course, created_at=clock.now()
        )
    with counted_statements() as three:
        client.get(address)
    assert len(three) == len(one)


def test_what_is_not_sent_yet_is_told_as_to_be_sent(owner: Member) -> None:
    member = make_member(owner.organisation, "山田 花子")
    hour = dt.timedelta(hours=1)
    now = clock.now()
    places = {"organisation": owner.organisation, "assignment": Assignment.objects.get()}
    times = {"created_at": now - 3 * hour, "queued_at": now - 2 * hour}
    for day, (channel, send_at, sent_at) in enumerate(
        (
            (Channel.PAGE, now - hour, now - hour),
            (Channel.PAGE, now + hour, now + hour),
            (Channel.MAIL, now + hour, None),
        )
    ):
        run = ReminderRun.objects.create(**places, **times, kind=RunKind.BY_HAND, send_at=send_at)
        Reminder.objects.create(
            organisation=owner.organisation,
            run=run,
            member=member,
            on=clock.today() + dt.timedelta(days=day),
            channel=channel,
            state=ReminderState.SENT if sent_at else ReminderState.WAITING,
            message=None if channel == Channel.PAGE else uuid.uuid4(),
            sent_at=sent_at,
        )
    page = page_of(owner, member)
    assert page.count("受講の案内を送りました（マイ研修のお知らせ）") == 1
    assert page.count("受講の案内を送る予定です（マイ研修のお知らせ）") == 1
    assert page.count("受講の案内を送る予定です（メール）") == 1
    Reminder.objects.filter(channel=Channel.MAIL).update(state=ReminderState.DROPPED)
    assert "（メール）" not in page_of(owner, member)


def test_search_finds_people_by_any_of_their_marks_and_courses(owner: Member) -> None:
    member = make_member(owner.organisation, "検索 花子")
    Member.objects.filter(pk=member.pk).update(
        name_kana="ケンサク ハナコ", employee_number="00-77", email="kensaku@mihon.example"
    )
    client = signed_in(owner)
    for text in ("検索", "けんさく　はな", "00-77", "KENSAKU@", "花子 検索"):
        found = client.get("/manage/search/", {"q": text}).context["found"]
        assert [one.member.name for one in found.people] == ["検索 花子"], text
    found = client.get("/manage/search/", {"q": "カスタマー"}).context["found"]
    assert [one.pk for one, _title in found.courses] == [Assignment.objects.get().pk]
    assert "見つかりませんでした" in client.get("/manage/search/?q=存在しない").content.decode()
    assert client.get("/manage/search/").context["found"] is None


def test_search_finds_nothing_of_another_organisation(owner: Member) -> None:
    make_member(owner.organisation, "検索 花子")
    stranger = make_owner(make_organisation("別会社"), "他社 太郎")
    found = signed_in(stranger).get("/manage/search/?q=検索").context["found"]
    assert found.is_empty
    assert (
        signed_in(make_member(owner.organisation, "受講")).get("/manage/search/?q=検索").status_code
        == 404
    )
