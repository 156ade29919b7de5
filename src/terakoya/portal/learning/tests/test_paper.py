"""紙で受験: filled workbooks of the test become completions, once, by the same pass mark."""

from __future__ import annotations

import datetime as dt
import io
from copy import deepcopy
from functools import lru_cache
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from terakoya.courseware.formats.xlsx.writing.confirmation.book import PAPER_SEED, write_filled
from terakoya.courseware.formats.xlsx.writing.confirmation.marking import TestFill, TestRow
from terakoya.courseware.formats.xlsx.writing.confirmation.plan import plan_test
from terakoya.courseware.formats.xlsx.writing.texts import texts_of
from terakoya.portal.accounts.models import Member
from terakoya.portal.accounts.sessions import BACKEND
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.common import clock
from terakoya.portal.learning.certificate_codes import shown_code
from terakoya.portal.learning.certificate_sheet import certificate_sheet
from terakoya.portal.learning.choices import EnrolmentKind, PaperOutcome
from terakoya.portal.learning.errors import SheetsNotUsable
from terakoya.portal.learning.models import Assignment, Certificate, Enrolment, PaperResult
from terakoya.portal.learning.paper_tests import SheetResult, read_day, read_test_sheets
from terakoya.portal.learning.services import check_papers, read_papers, take_papers
from tests.courses import short_material
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_short,
)
from tests.made_once import made_once_by

from .learners import signed_in

# Dear: files are made, and both databases keep the same.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


def numbered(member: Member, number: str) -> Member:
    """The member with an employee number of their own."""
    member.employee_number = number
    member.save(update_fields=["employee_number"])
    return member


class School:
    """An organisation with an assignment and three people with numbers."""

    def __init__(self) -> None:
        self.owner = make_owner(make_organisation())
        self.people = [
            numbered(make_member(self.owner.organisation, name), number)
            for name, number in (("見本 花子", "004128"), ("見本 次郎", "2917"), ("例 三郎", "31"))
        ]
        self.assignment: Assignment = give_course(self.owner, publish_short().course)

    def row(self, person: int, percent: int | None = 90, **more: Any) -> SheetResult:
        member: Member = self.people[person]
        columns: dict[str, Any] = {
            "file": "成績.xlsx",
            "place": "成績一覧!A8",
            "number": member.employee_number,
            "name": member.name,
            "taken_on": clock.today(),
            "percent": percent,
        }
        return SheetResult(**(columns | more))

    def take(self, *rows: SheetResult) -> list[tuple[str, PaperOutcome]]:
        outcomes = take_papers(by=self.owner, assignment=self.assignment, rows=rows)
        return [(one.row.name, one.outcome) for one in outcomes]


made_school = made_once_by(School)


@pytest.fixture
def school(made_school: School, db: None) -> School:
    return deepcopy(made_school)


@lru_cache(maxsize=4)
def filled(right: int, rows: int = 0) -> bytes:
    """A workbook of the course: one paper with so many right answers, rows with all points."""
    material = short_material()
    plan = plan_test(material, texts_of(material.course, "ja", None), PAPER_SEED)
    letters = []
    for number, one in enumerate(plan.paper):
        correct = [
            letter
            for letter, choice in zip(one.letters, one.drawn.choices, strict=True)
            if choice in one.drawn.correct
        ]
        wrong = [letter for letter in one.letters if letter not in correct]
        letters.append("".join(correct) if number < right else wrong[0])
    fill = TestFill(
        name="見本 花子",
        number="004128",
        day=clock.today(),
        answers=tuple(letters),
        rows=tuple(
            TestRow("2917", "見本 次郎", "", clock.today(), len(plan.paper)) for _ in range(rows)
        ),
    )
    return write_filled(material, "ja", fill)


def test_results_become_completions_with_certificate_and_mark(school: School) -> None:
    day = clock.today()
    assert school.take(school.row(0), school.row(1, 10)) == [
        ("見本 花子", PaperOutcome.PASSED),
        ("見本 次郎", PaperOutcome.FAILED),
    ]
    passed = Enrolment.objects.get(member=school.people[0])
    assert passed.completed_at is not None
    assert Certificate.objects.get().enrolment == passed
    assert [
        (r.percent, r.passed, r.taken_on, r.sent_by_name) for r in PaperResult.objects.all()
    ] == [
        (90, True, day, school.owner.name),
        (10, False, day, school.owner.name),
    ]
    told = AuditPayload.objects.filter(entry__verb="learning.paper_result_taken").order_by("pk")
    assert [sorted(one.data) for one in told] == [
        ["certificate", "completed_at", "passed"],
        ["passed"],
    ]


def test_certificate_and_its_check_say_that_the_test_was_on_paper(school: School) -> None:
    school.take(school.row(0))
    found = Certificate.objects.get()
    pages = [f"/my/certificates/{found.uuid}/", f"/verify/{shown_code(found.code)}/"]
    client = signed_in(school.people[0])
    assert ["合格（紙で受験）" in client.get(page).content.decode() for page in pages] == [True] * 2
    assert ("確認テスト", "合格（紙で受験）") in certificate_sheet(found).rows
    PaperResult.objects.update(passed=False)
    assert ["紙で受験" in client.get(page).content.decode() for page in pages] == [False] * 2
    assert ("確認テスト", "合格") in certificate_sheet(found).rows


def test_the_same_results_make_nothing_twice(school: School) -> None:
    rows = (school.row(0), school.row(1, 10))
    school.take(*rows)
    assert {outcome for _, outcome in school.take(*rows)} == {PaperOutcome.KNOWN}
    assert school.take(school.row(0, 100)) == [("見本 花子", PaperOutcome.KNOWN)]
    assert school.take(school.row(1, 85)) == [("見本 次郎", PaperOutcome.PASSED)]
    assert (PaperResult.objects.count(), Certificate.objects.count()) == (3, 2)


def test_looking_through_changes_nothing(school: School) -> None:
    outcomes = check_papers(by=school.owner, assignment=school.assignment, rows=[school.row(0)])
    assert [one.outcome for one in outcomes] == [PaperOutcome.PASSED]
    assert not PaperResult.objects.exists() and not Enrolment.objects.exists()
    assert not Certificate.objects.exists()


def test_rows_that_cannot_be_taken_are_told_one_by_one(school: School) -> None:
    stranger = numbered(make_member(make_organisation("他社"), "他社 太郎"), "777")
    rows = [
        school.row(0, number="777", name=stranger.name),
        school.row(0, name="別の名前"),
        school.row(0, number=""),
        school.row(0, percent=None),
        school.row(0, taken_on=None),
        school.row(0, taken_on=clock.today() + dt.timedelta(days=1)),
        school.row(0, taken_on=clock.today() - dt.timedelta(days=400)),
    ]
    outcomes = check_papers(by=school.owner, assignment=school.assignment, rows=rows)
    assert {one.outcome for one in outcomes} == {PaperOutcome.REFUSED}
    assert len({one.why for one in outcomes}) == len(rows)
    # Zeros that a spreadsheet took away, and blanks in the name, are no other person.
    assert school.take(school.row(0, number="4128", name="見本花子")) == [
        ("見本花子", PaperOutcome.PASSED)
    ]


def a_roster() -> bytes:
    output = io.BytesIO()
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["氏名", "社員番号"])
    book.save(output)
    return output.getvalue()


def test_workbooks_are_marked_by_the_courses_own_answers(school: School) -> None:
    files = [("A.xlsx", filled(10, 1)), ("B.txt", b"no workbook")]
    read = read_papers(by=school.owner, assignment=school.assignment, files=files)
    assert [(one.number, one.percent) for one in read.results] == [("004128", 100), ("2917", 100)]
    assert [one.file for one in read.lines] == ["B.txt"]
    roster = read_test_sheets([("名簿.xlsx", a_roster())], short_material(), {}, "ja")
    assert ["確認テストの用紙ではありません" in one.text for one in roster.lines] == [True]
    other = read_test_sheets([("C.xlsx", filled(0))], short_material(), {}, "ja")
    assert [one.percent for one in other.results] == [0]
    with pytest.raises(SheetsNotUsable):
        read_papers(by=school.owner, assignment=school.assignment, files=[])
    school.assignment.kind = EnrolmentKind.DELTA
    with pytest.raises(SheetsNotUsable):
        read_papers(by=school.owner, assignment=school.assignment, files=files)


def test_officer_sends_looks_and_records(school: School) -> None:
    client, address = Client(), reverse("learning:assignment-paper", args=[school.assignment.uuid])
    client.force_login(school.owner.person, backend=BACKEND)
    upload = SimpleUploadedFile("A.xlsx", filled(10, 1))
    checked = client.post(address, {"step": "check", "files": [upload]})
    assert not PaperResult.objects.exists()
    field = checked.context["field"]
    assert client.post(address, {"step": "save", "results": field + "x"}).status_code == 422
    assert client.post(address, {"step": "save", "results": field}).status_code == 302
    assert PaperResult.objects.filter(passed=True).count() == 2
    stranger = Client()
    stranger.force_login(make_owner(make_organisation("他社")).person, backend=BACKEND)
    assert stranger.get(address).status_code == 404


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/11/20", dt.date(2026, 11, 20)),
        ("２０２６年１１月２０日", dt.date(2026, 11, 20)),
        ("令和8年11月20日", dt.date(2026, 11, 20)),
        ("令和元年5月1日", dt.date(2019, 5, 1)),
        ("R8.11.20", dt.date(2026, 11, 20)),
        ("2026/13/20", None),
        ("昨日", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: dt.date | None) -> None:
    assert read_day(text) == day
