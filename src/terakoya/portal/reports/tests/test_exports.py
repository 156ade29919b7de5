"""What officers and auditors take away: lists, days of learning, certificates."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.models import DepartmentMembership, Member, RoleGrant
from terakoya.portal.accounts.selectors import department_tree
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.common import clock
from terakoya.portal.learning.certificate_codes import new_code
from terakoya.portal.learning.models import (
    Assignment,
    Attempt,
    Certificate,
    Enrolment,
    SlideProgress,
)
from terakoya.portal.learning.selectors.standing import Narrowing
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.reports.exports import list_rows
from terakoya.portal.reports.working_time import Days, day_rows, worked_days
from tests.factories import (
    make_department,
    make_member,
)

from .test_status import kept_owner, owner, signed_in

__all__ = ["kept_owner", "owner"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=clock.TOKYO)
FILE = "/manage/status/exports/file/"


def completed(member: Member, at: dt.datetime = NOON, number: str = "TK-1") -> Certificate:
    """The member has tried twice, passed, and holds a certificate."""
    run = open_enrolment(member=member, assignment=Assignment.objects.get(), language="ja")
    Enrolment.objects.filter(pk=run.pk).update(
        opened_at=at - dt.timedelta(hours=2), completed_at=at, seconds_spent=1500
    )
    for number_of, percent in ((1, 60), (2, 90)):
        Attempt.objects.create(
            organisation=run.organisation,
            enrolment=run,
            number=number_of,
            seed=1,
            draw={"questions": []},
            started_at=at - dt.timedelta(minutes=10 * (3 - number_of)),
            submitted_at=at - dt.timedelta(minutes=10 * (2 - number_of)),
            percent=percent,
            passed=percent > 80,
        )
    return Certificate.objects.create(
        organisation=run.organisation,
        enrolment=run,
        code=new_code(),
        number=number,
        person_name=member.name,
        organisation_name=run.organisation.name,
        course_title="STOP!",
        language="ja",
        revision_id=run.revision.revision_id,
        version=run.revision.version,
        percent=90,
        issued_at=at,
    )


def written(response: Any) -> bytes:
    """What was sent piece by piece."""
    return b"".join(response.streaming_content)


def read_csv(member: Member, **asked: str) -> list[dict[str, str]]:
    response = signed_in(member).get(FILE, {"kind": "list", "form": "csv", **asked})
    assert response.status_code == 200
    text = written(response).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_list_says_who_completed_when_where_and_with_what_score(owner: Member) -> None:
    former, present = (make_department(owner.organisation, name) for name in ("前の部", "今の部"))
    member = make_member(owner.organisation, "𠮷田 花子", department=present)
    Member.objects.filter(pk=member.pk).update(name_kana="ヨシダ ハナコ", employee_number="0042")
    DepartmentMembership.objects.filter(member=member).update(from_on=dt.date(2026, 11, 21))
    DepartmentMembership.objects.create(
        organisation=owner.organisation,
        member=member,
        department=former,
        from_on=dt.date(2026, 4, 1),
        until_on=dt.date(2026, 11, 20),
    )
    completed(member)
    row = next(one for one in read_csv(owner) if one["氏名"] == "𠮷田 花子")
    assert row == {
        "社員番号": "0042",
        "氏名": "𠮷田 花子",
        "フリガナ": "ヨシダ ハナコ",
        "部署（修了日か基準日の）": "前の部",
        "状態": "修了",
        "進み具合（%）": "100",
        "受講開始": "2026-11-20 10:00",
        "修了日時": "2026-11-20 12:00",
        "期限": str(Assignment.objects.get().due_on or ""),
        "学習時間（分）": "25",
        "受験回数": "2",
        "合格時の正答率（%）": "90",
        "修了番号": "TK-1",
        "版": Certificate.objects.get().version,
        "言語": "ja",
    }
    windows = signed_in(owner).get(FILE, {"kind": "list", "form": "cp932"})
    assert "〓田 花子" in written(windows).decode("cp932")


def test_list_as_of_a_day_knows_nothing_of_later(owner: Member) -> None:
    member = make_member(owner.organisation, "修了 太郎")
    completed(member)
    Member.objects.update(created_at=NOON - dt.timedelta(days=9))
    states = {
        day: [one["状態"] for one in read_csv(owner, as_of=day) if one["氏名"] == "修了 太郎"]
        for day in ("2026-11-01", "2026-11-19", "2026-11-20")
    }
    assert states == {"2026-11-01": [], "2026-11-19": ["未開始"], "2026-11-20": ["修了"]}


def test_export_is_safe_in_a_spreadsheet_and_in_the_audit_log(owner: Member) -> None:
    make_member(owner.organisation, '=HYPERLINK("x")')
    assert "'=HYPERLINK" in {row["氏名"][:11] for row in read_csv(owner, state="new")}
    response = signed_in(owner).get(FILE, {"kind": "list", "form": "xlsx"})
    book = openpyxl.load_workbook(io.BytesIO(written(response)))
    names = {cell.value: cell.data_type for cell in book.active["B"]}  # type: ignore[index]
    assert names['=HYPERLINK("x")'] == "s"
    assert AuditEntry.objects.filter(verb="reports.status_exported").count() == 2


def test_rows_cost_as_many_statements_for_three_as_for_one(owner: Member) -> None:
    assignment, tree = Assignment.objects.get(), department_tree(owner.organisation)
    days = Days(dt.date(2026, 11, 1), dt.date(2026, 11, 28))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = list(list_rows(assignment, Narrowing(), tree))
            rows += list(day_rows(assignment, Narrowing(), tree, days))
        assert rows
        return len(queries)

    completed(make_member(owner.organisation, "一"))
    first = cost()
    for number, name in enumerate(("二", "三"), start=2):
        completed(make_member(owner.organisation, name), number=f"TK-{number}")
    assert (cost(), first) == (first, 7)


def test_days_of_learning_are_divided_at_midnight_and_counted_once(owner: Member) -> None:
    member = make_member(owner.organisation, "夜勤 花子")
    run = open_enrolment(member=member, assignment=Assignment.objects.get(), language="ja")
    late = dt.datetime(2026, 11, 20, 23, 50, tzinfo=clock.TOKYO).timestamp()
    for slide, heard, read in (
        ("a", [[late, late + 900]], []),
        ("b", [], [[late + 300, late + 1201]]),
    ):
        SlideProgress.objects.create(
            organisation=run.organisation, enrolment=run, slide_id=slide, heard_at=heard, read=read
        )
    rows = read_csv(owner, kind="days", since="2026-11-20", until="2026-11-30")
    found = [(row["日付"], row["開始時刻"], row["終了時刻"], row["合計（分）"]) for row in rows]
    assert found == [
        ("2026-11-20", "2026-11-20 23:50", "2026-11-21 00:00", "10"),
        ("2026-11-21", "2026-11-21 00:00", "2026-11-21 00:10", "11"),
    ]
    assert [row["日付"] for row in read_csv(owner, kind="days", since="2026-11-21")] == [
        "2026-11-21"
    ]


def test_a_test_counts_beside_slides_and_both_only_once() -> None:
    start = NOON.timestamp()
    days = Days(NOON.date(), NOON.date())
    day = next(worked_days([(start, start + 600)], [(start + 300, start + 900)], days))
    assert (day.on_slides, day.in_test, day.in_all) == (10, 10, 15)
    assert list(worked_days([], [], days)) == []


def test_days_the_wrong_way_round_are_told(owner: Member) -> None:
    asked = {"kind": "days", "form": "csv", "since": "2026-11-20", "until": "2026-11-01"}
    page = signed_in(owner).get(FILE, asked)
    assert page.status_code == 422
    assert "「この日まで」を、「この日から」より前の日にはできません。" in page.content.decode()


def test_exports_are_for_who_reads_records(owner: Member) -> None:
    learner, auditor = (make_member(owner.organisation, name) for name in ("受講", "監査"))
    RoleGrant.objects.create(
        organisation=owner.organisation,
        member=auditor,
        role=Role.AUDITOR,
        until_on=clock.today(),
    )
    asked = {"kind": "list", "form": "csv"}
    assert signed_in(auditor).get(FILE, asked).status_code == 200
    assert signed_in(learner).get(FILE, asked).status_code == 404
    certificates = f"/manage/status/{Assignment.objects.get().uuid}/certificates/"
    assert signed_in(auditor).get(certificates).status_code == 404


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "対象の3名のうち、修了証があるのは1名です。 修了していない2名の分は入りません。"),
        ("state=completed", "しぼり込んだ1名のうち、修了証があるのは1名です。"),
        ("state=new", "しぼり込んだ2名のうち、修了証があるのは0名です。"),
        ("state=late", "当てはまる人はいません。"),
        ("ticked=1", "人を選んでいません。"),
    ],
)
def test_certificates_say_of_whom_they_are(owner: Member, query: str, words: str) -> None:
    completed(owner)
    for name in ("佐藤 花子", "鈴木 一郎"):
        make_member(owner.organisation, name)
    address = f"/manage/status/{Assignment.objects.get().uuid}/certificates/?{query}"
    page = signed_in(owner).get(address).content.decode()
    said = re.search(r'<section class="card stack">\s*<p>(.*?)</p>', page, re.DOTALL)
    assert said is not None and " ".join(said[1].split()) == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "割り当ての対象の人を、全員書き出します。 意識調査の答えは入りません。"),
        ("?state=all&q=+", "割り当ての対象の人を、全員書き出します。 意識調査の答えは入りません。"),
        ("?state=new", "受講状況でしぼり込んだ人を書き出します。 意識調査の答えは入りません。"),
        ("?q=佐藤", "受講状況でしぼり込んだ人を書き出します。 意識調査の答えは入りません。"),
    ],
)
def test_exports_say_of_whom_they_are(owner: Member, query: str, words: str) -> None:
    page = signed_in(owner).get(f"/manage/status/exports/{query}").content.decode()
    assert f"<p> {words} </p>" in " ".join(page.split())


def test_certificates_come_as_a_zip_or_as_one_document(owner: Member) -> None:
    first, second = (make_member(owner.organisation, name) for name in ("山/田", "鈴木"))
    completed(first, number="TK-1")
    completed(second, number="TK-2")
    address = f"/manage/status/{Assignment.objects.get().uuid}/certificates/"
    client = signed_in(owner)
    ticked = {"ticked": "1", "member": [str(first.uuid), str(owner.uuid)]}
    page = client.get(address, ticked).content.decode()
    assert "選んだ2名のうち、修了証があるのは1名です。" in page
    archive = client.get(address, {"state": "completed", "form": "zip"})
    with zipfile.ZipFile(io.BytesIO(written(archive))) as files:
        assert sorted(files.namelist()) == ["山田_TK-1.pdf", "鈴木_TK-2.pdf"]
        assert all(files.read(name).startswith(b"%PDF") for name in files.namelist())
    document = client.get(address, {"state": "completed", "form": "pdf"}).content
    assert document.count(b"/Type /Page\n") == 2 or b"/Count 2" in document
    assert AuditEntry.objects.filter(verb="reports.certificates_exported").count() == 2


def test_nobody_with_a_certificate_is_told_the_way_out(owner: Member) -> None:
    address = f"/manage/status/{Assignment.objects.get().uuid}/certificates/"
    page = signed_in(owner).get(address, {"ticked": "1", "form": "zip"})
    assert "修了した人を見る" in page.content.decode()
