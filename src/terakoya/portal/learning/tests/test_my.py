"""マイ研修: what is shown at each stage."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from copy import deepcopy

import pytest
from django.urls import reverse

from terakoya.portal.accounts.models import Member, Organisation
from terakoya.portal.catalogue.selectors import revision_text
from terakoya.portal.common import clock
from terakoya.portal.learning.models import AccessGrant, Assignment, Certificate, Enrolment
from terakoya.portal.learning.selectors.courses import MyCourse, my_courses
from terakoya.portal.learning.services import open_enrolment
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
    slide_count,
)
from tests.made_once import made_once_by
from tests.statements import counted_statements

from .learners import signed_in

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

NOON = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
TODAY = NOON.date()


def make_assigned() -> Member:
    """A learner with one course that is due in 30 days."""
    with clock.fixed_at(NOON):
        organisation = make_organisation()
        give_course(make_owner(organisation), publish_flagship().course)
        return make_member(organisation)


made_member = made_once_by(make_assigned)


@pytest.fixture
def member(made_member: Member, db: None) -> Member:
    """The same, with rows of their own."""
    return deepcopy(made_member)


def only_course(member: Member) -> MyCourse:
    with clock.fixed_at(NOON):
        [course] = my_courses(member, "ja")
    return course


def begin(member: Member) -> Enrolment:
    with clock.fixed_at(NOON):
        assignment = Assignment.objects.get()
        return open_enrolment(member=member, assignment=assignment, language="ja")


def page_of(member: Member) -> str:
    """The words of the page, without marks."""
    with clock.fixed_at(NOON):
        response = signed_in(member).get("/my/")
    assert response.status_code == 200
    main = response.content.decode().split('<main id="main"')[1].split("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def test_my_course_before_the_start_promises_the_whole_course(member: Member) -> None:
    course = only_course(member)
    slides = course.text.slides
    with clock.fixed_at(NOON):
        days_left = course.days_left
    assert (course.state, course.percent, course.resume_number, days_left) == ("new", 0, 1, 30)
    assert course.minutes_left == round(sum(slide.seconds for slide in slides) / 60 + 5)


def test_my_course_goes_on_where_the_learner_was(member: Member) -> None:
    enrolment = begin(member)
    slides = revision_text(enrolment.revision_id, "ja").slides
    enrolment.last_slide, enrolment.slides_met = slides[-1].id, len(slides) // 2
    enrolment.save()
    course = only_course(member)
    assert (course.state, course.resume_slide, course.percent) == ("running", slides[-1], 50)
    rest = sum(slide.seconds for slide in slides[len(slides) // 2 :])
    assert course.minutes_left == round(rest / 60) + 5
    assert f"続きから（{len(slides)}枚目）" in page_of(member)


def test_my_page_says_that_the_test_remains_whichever_slide_was_opened_last(
    member: Member,
) -> None:
    enrolment = begin(member)
    slides = revision_text(enrolment.revision_id, "ja").slides
    enrolment.last_slide, enrolment.slides_met = slides[4].id, len(slides)
    enrolment.save()
    page = page_of(member)
    assert "残りは確認テスト 約5分" in page
    assert f"本編{len(slides)}枚を終えました。テストを受けられます。8問以上" in page
    assert ("続きから" in page, "終えるとひらきます" in page) == (False, False)
    url = reverse("learning:assignment-begin", args=[Assignment.objects.get().uuid])
    with clock.fixed_at(NOON):
        answer = signed_in(member).post(url, {"to": "test"})
    assert answer["Location"] == f"/learn/{enrolment.uuid}/test/"


def test_my_page_counts_no_slide_that_was_only_opened(member: Member) -> None:
    begin(member)
    count = slide_count()
    Enrolment.objects.update(slides_seen=count)
    assert only_course(member).percent == 0
    page = page_of(member)
    assert (f"0 / {count} 枚" in page, f"{count} / {count} 枚" in page) == (True, False)


def test_my_page_says_how_many_slides_are_to_be_reviewed_for_one_statement_more(
    member: Member,
) -> None:
    enrolment = begin(member)
    slides = revision_text(enrolment.revision_id, "ja").slides
    enrolment.slides_met, enrolment.review_from = len(slides), NOON
    enrolment.review_slides = [slide.id for slide in slides[:3]]
    enrolment.save()
    page = page_of(member)
    assert "残りは、スライドの見直し3枚と確認テスト" in page
    assert "あと3枚のスライドを見直すとひらきます。" in page
    client = signed_in(member)
    with clock.fixed_at(NOON):
        client.get("/my/")
        with counted_statements() as statements:
            client.get("/my/")
    assert len(statements) == 7


@pytest.mark.parametrize(
    ("days", "shown", "hidden"),
    [
        (10, "期限 2026年12月5日（土）・あと10日", "過ぎています"),
        (0, "期限 2026年11月25日（水）・今日まで", "過ぎています"),
        (-1, "期限（11月24日（火））を過ぎています。今からでも受講できます。", "あと"),
        (-400, "期限（2025年10月21日（火））を過ぎています。", "あと"),
    ],
)
def test_my_page_tells_the_due_date_in_words(
    member: Member, days: int, shown: str, hidden: str
) -> None:
    Assignment.objects.update(due_on=TODAY + dt.timedelta(days=days))
    page = page_of(member)
    assert (shown in page, hidden in page.replace(shown, "")) == (True, False)
    assert "受講を始める" in page


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "shown"),
    [
        (-90, -1, "契約の期間が終わったため、今は受講できません。"),
        (1, 90, "契約の期間が始まる2026年11月26日（木）から受講できます。"),
    ],
)
def test_my_page_offers_no_start_outside_the_contract(
    member: Member, starts_in: int, ends_in: int, shown: str
) -> None:
    Assignment.objects.update(due_on=TODAY - dt.timedelta(days=1))
    AccessGrant.objects.update(
        starts_on=TODAY + dt.timedelta(days=starts_in), ends_on=TODAY + dt.timedelta(days=ends_in)
    )
    page = page_of(member)
    assert shown in page
    assert "受講を始める" not in page and "今からでも" not in page
    AccessGrant.objects.update(starts_on=TODAY, ends_on=TODAY)
    assert "受講を始める" in page_of(member)


def test_my_page_offers_no_start_while_the_use_is_stopped(member: Member) -> None:
    Assignment.objects.update(due_on=TODAY - dt.timedelta(days=1))
    assert "今からでも" in page_of(member)
    Organisation.objects.filter(pk=member.organisation_id).update(suspended_at=clock.now())
    page = page_of(Member.objects.get(pk=member.pk))
    assert "会社・団体のご利用が止まっているため、今は受講できません。" in page
    assert "受講を始める" not in page and "今からでも" not in page


def test_my_page_tells_what_the_test_asks_for(member: Member) -> None:
    slides = len(only_course(member).text.slides)
    page = page_of(member)
    assert "確認テスト（10問・約5分）" in page
    assert f"本編{slides}枚を終えるとひらきます。8問以上の正解で修了です。" in page


def test_my_page_keeps_completed_courses_apart(member: Member) -> None:
    begin(member)
    Enrolment.objects.update(completed_at=NOON)
    page = page_of(member)
    assert ("修了した研修" in page, "2026年11月25日（水） 修了" in page) == (True, True)
    assert ("これから受けるもの" in page, "受講を始める" in page) == (False, False)


def test_my_page_names_the_desk_of_the_organisation(member: Member) -> None:
    member.organisation.variables = {"desk.name": "相談室", "desk.extension": "内線 7700"}
    member.organisation.save()
    page = page_of(member)
    assert ("相談室" in page, "内線 7700" in page) == (True, True)


def test_my_page_costs_six_statements_for_one_and_three_courses(member: Member) -> None:
    client, assignment = signed_in(member), Assignment.objects.get()
    begin(member)
    costs = []
    with clock.fixed_at(NOON):
        client.get("/my/")
        for copies in (0, 2):
            for _copy in range(copies):
                assignment.pk, assignment.uuid = None, uuid.uuid4()
                assignment.save()
            with counted_statements() as statements:
                page = client.get("/my/").content.decode()
            costs.append((page.count('<section class="card cont"'), len(statements)))
    assert costs == [(1, 6), (3, 6)]


def test_my_page_shows_each_certificate_at_its_own_course(member: Member) -> None:
    enrolment = begin(member)
    assert only_course(member).certificate is None
    certificate = Certificate.objects.create(
        organisation=member.organisation,
        enrolment=enrolment,
        code="7K4MQ2WD9XRT7K4MQ2WD",
        number="C-1",
        person_name=member.name,
        organisation_name=member.organisation.name,
        course_title="STOP!",
        language="ja",
        revision_id=enrolment.revision.revision_id,
        version=enrolment.revision.version,
        percent=90,
        issued_at=NOON,
    )
    assert only_course(member).certificate == certificate


def test_my_page_without_a_course_names_whom_to_ask(member: Member) -> None:
    Assignment.objects.all().delete()
    gone = make_owner(member.organisation, "退職 三郎")
    gone.left_on = TODAY
    gone.save()
    make_owner(make_organisation("株式会社よその商店"), "他社 太郎")
    page = page_of(member)
    assert "割り当てられた研修はありません" in page
    assert [name in page for name in ("見本 太郎さん", "退職 三郎", "他社 太郎")] == [
        True,
        False,
        False,
    ]
