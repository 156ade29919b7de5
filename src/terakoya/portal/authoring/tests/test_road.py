"""From a published own course to a colleague's certificate: seats, test or none, next revision."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.courseware.model import PageSlide
from terakoya.portal.accounts.models import Member
from terakoya.portal.authoring import services
from terakoya.portal.authoring.deck import Told
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.authoring.selectors.lists import course_list
from terakoya.portal.catalogue.choices import OwnCourseAccess
from terakoya.portal.catalogue.models import OwnCourseTerms, Revision
from terakoya.portal.common import clock
from terakoya.portal.editions.editing import edits
from terakoya.portal.editions.editing.questions import NewQuestion
from terakoya.portal.editions.errors import ChangeRefused, NotReady
from terakoya.portal.editions.services import apply_edit, stop_edition
from terakoya.portal.editions.tests.test_pages import signed_in
from terakoya.portal.learning.certificate_sheet import certificate_sheet
from terakoya.portal.learning.errors import (
    NoAccess,
    NoFreeSeat,
    NoSurvey,
    StrangeCourse,
    TestNotOpen,
)
from terakoya.portal.learning.models import AccessGrant, Assignment, Certificate, Enrolment
from terakoya.portal.learning.selectors.courses import assignable_courses
from terakoya.portal.learning.selectors.progress import is_access_running, needs_of
from terakoya.portal.learning.services import (
    assign_course,
    begin_or_finish,
    end_assignment,
    issue_certificate,
    open_enrolment,
    take_seat,
)
from tests.factories import make_member, make_organisation, make_owner

from .decks import PAGES, small_deck
from .drawn import made_in_studio
from .studio import Studio, make_studio, picture_of, state_of

pytestmark = pytest.mark.once  # dear: decks are read, and both databases keep the same


def make_published(studio: Studio) -> OwnCourse:
    """A course that is published."""
    made = studio.make()
    studio.publish(made)
    return made


made_own = made_in_studio(make_published)


@pytest.fixture
def own(made_own: OwnCourse, studio: Studio) -> OwnCourse:
    """The same, with rows of its own."""
    return deepcopy(made_own)


@pytest.fixture
def learner(studio: Studio) -> Member:
    """A colleague who sits on a seat of the flagship."""
    found = make_member(studio.officer.organisation, "学習 花子")
    take_seat(member=found, course=studio.flagship.course)
    return found


def begin(learner: Member, assignment: Assignment) -> Enrolment:
    enrolment = open_enrolment(member=learner, assignment=assignment, language="ja")
    return Enrolment.objects.select_related("assignment__course", "revision", "member").get(
        pk=enrolment.pk
    )


def read_all(client: Client, enrolment: Enrolment, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read every slide as somebody without a script does."""
    slides = Revision.objects.get(pk=enrolment.revision_id).texts.get().toc
    for chapter in slides:
        for slide in chapter["slides"]:
            page = reverse("learning:slide", args=(enrolment.uuid, slide["id"]))
            answer = client.get(page)
            assert answer.status_code == 200
            note = answer.content.decode().split('name="shown" value="')[1].split('"')[0]
            later = clock.now() + dt.timedelta(seconds=90)
            monkeypatch.setattr(clock, "now", lambda later=later: later)
            client.post(
                reverse("learning:slide-read", args=(enrolment.uuid, slide["id"])), {"shown": note}
            )


def ask_of(studio: Studio, own: OwnCourse, count: int) -> None:
    """Write so many questions on the second page."""
    assert own.edition is not None
    slide = state_of(own).course.source.chapters[0].slides[1].id
    for number in range(count):
        question = NewQuestion(
            text=f"名刺は個人情報ですか（{number}）。",
            choices=(("はい", "名前があります。"), ("いいえ", "名前があるので違います。")),
            correct=frozenset({0}),
            explanation="名前があるので、個人情報です。",
            slide=slide,
        )
        apply_edit(by=studio.officer, edition=own.edition, edit=edits.ADD_QUESTION(question))


def test_only_its_organisation_may_assign_it(studio: Studio, own: OwnCourse) -> None:
    assert own.edition is not None
    course = own.edition.course
    stranger = make_studio("株式会社よその").officer
    assert course in assignable_courses(studio.officer)
    assert course not in assignable_courses(stranger)
    with pytest.raises(StrangeCourse):
        assign_course(by=stranger, course=course, due_on=None)
    with pytest.raises(NoSurvey):
        assign_course(by=studio.officer, course=course, due_on=None, with_survey=True)
    assert studio.assign(own).course == course


def test_people_of_two_assignments_count_once_and_of_an_ended_one_not(
    studio: Studio, own: OwnCourse
) -> None:
    def counted() -> tuple[int, int]:
        (card,) = course_list(studio.officer).cards
        return card.completed, card.everyone

    first = studio.assign(own)
    make_member(studio.officer.organisation, "同僚 太郎")
    assert counted() == (0, 2)
    second = studio.assign(own)
    assert counted() == (0, 2)
    end_assignment(by=studio.officer, assignment=first)
    assert counted() == (0, 2)
    end_assignment(by=studio.officer, assignment=second)
    assert counted() == (0, 0)


def test_a_draft_cannot_be_assigned(studio: Studio) -> None:
    own = studio.make()
    assert own.edition is not None
    assert own.edition.course not in assignable_courses(studio.officer)
    studio.publish(own)
    assert own.edition.course in assignable_courses(studio.officer)


def test_a_seat_of_any_course_is_enough_and_none_is_refused(
    studio: Studio, own: OwnCourse, learner: Member
) -> None:
    assignment = studio.assign(own)
    seatless = make_member(studio.officer.organisation, "席なし 次郎")
    with pytest.raises(NoFreeSeat, match="受講枠を持つ人"):
        begin(seatless, assignment)
    run = begin(learner, assignment)
    assert is_access_running(run)
    assert AccessGrant.objects.filter(course=assignment.course).count() == 0
    over = clock.today() - dt.timedelta(days=1)
    AccessGrant.objects.update(starts_on=over, ends_on=over)
    assert not is_access_running(run)
    with pytest.raises(NoAccess):
        begin(learner, assignment)


def test_who_has_no_seat_is_told_before_asking(
    studio: Studio, own: OwnCourse, learner: Member
) -> None:
    seatless = make_member(studio.officer.organisation, "席なし 次郎")
    assignment = studio.assign(own)
    officer = signed_in(studio.officer)
    page = reverse("learning:assignment", args=(assignment.uuid,))
    # the officer has begun nothing either
    assert "2名は受講枠がないため" in officer.get(page).content.decode()
    form = officer.get(reverse("learning:assignment-new")).content.decode()
    assert "今は、在籍2名に受講枠がありません" in form and reverse("billing:contract-list") in form
    begins = reverse("learning:assignment-begin", args=(assignment.uuid,))
    closed = "受講枠がないため、まだ受講できません"
    for member, may in ((seatless, False), (learner, True)):
        words = signed_in(member).get(reverse("learning:my")).content.decode()
        assert (begins in words, closed in words) == (may, not may)
    flagship = reverse("learning:assignment", args=(studio.flagship.uuid,))
    assert "受講枠がないため" not in officer.get(flagship).content.decode()
    OwnCourseTerms.objects.create(access=OwnCourseAccess.EVERYONE, valid_from=clock.today())
    assert "受講枠がないため" not in officer.get(page).content.decode()
    assert begins in signed_in(seatless).get(reverse("learning:my")).content.decode()


@pytest.mark.parametrize(
    ("access", "may"), [(OwnCourseAccess.EVERYONE, True), (OwnCourseAccess.NOBODY, False)]
)
def test_the_operator_decides_who_may_take_own_courses(
    studio: Studio, own: OwnCourse, access: OwnCourseAccess, may: bool
) -> None:
    assignment = studio.assign(own)
    seatless = make_member(studio.officer.organisation, "席なし 次郎")
    OwnCourseTerms.objects.create(access=access, valid_from=clock.today())
    if may:
        assert is_access_running(begin(seatless, assignment))
    else:
        with pytest.raises(NoAccess):
            begin(seatless, assignment)
    assert assignable_courses(studio.officer).filter(pk=assignment.course_id).exists() is may


def test_without_questions_the_last_page_completes_it(
    studio: Studio, own: OwnCourse, learner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begin(learner, studio.assign(own))
    with pytest.raises(TestNotOpen):
        begin_or_finish(member=learner, enrolment=run, language="ja")
    client = signed_in(learner)
    before = client.get(reverse("learning:attempt", args=(run.uuid,))).content.decode()
    assert "この研修にテストはありません" in before and "問題" not in before.split("<main")[1]
    read_all(client, run, monkeypatch)
    certificate = Certificate.objects.get(enrolment=run)
    assert certificate.course_title == "個人情報の取り扱い"
    page = client.get(reverse("learning:attempt", args=(run.uuid,))).content.decode()
    assert "修了しました" in page
    shown = client.get(reverse("learning:certificate", args=(certificate.uuid,))).content.decode()
    assert "確認テスト" not in shown.split("<main")[1]
    assert "全スライドの受講（テストのない研修）" in shown
    assert "研修の提供：上記の組織。システムの提供：Terakoya" in shown
    assert "研修の提供：Terakoya" not in shown
    assert client.get(reverse("learning:my")).status_code == 200


def test_with_questions_the_whole_pool_is_asked(
    studio: Studio, own: OwnCourse, learner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask_of(studio, own, 2)
    second = studio.publish(own)
    assert (second.number, second.revision.meta["blueprint"]) == (
        2,
        [{"take": 2, "goal": None, "tag": None}],
    )
    run = begin(learner, studio.assign(own))
    assert run.revision_id == second.revision_id
    client = signed_in(learner)
    read_all(client, run, monkeypatch)
    assert not Certificate.objects.filter(enrolment=run).exists()
    client.post(reverse("learning:attempt", args=(run.uuid,)))
    attempt = run.attempts.get()
    assert len(attempt.draw["questions"]) == 2
    answers = {f"q-{one['id']}": "a" for one in attempt.draw["questions"]}
    client.post(reverse("learning:attempt-submit", args=(run.uuid, attempt.uuid)), answers)
    assert Certificate.objects.get(enrolment=run).percent == 100


def test_a_published_revision_stays_while_the_next_is_made(studio: Studio, own: OwnCourse) -> None:
    assert own.edition is not None
    first = Revision.objects.get(course=own.edition.course, offered_at__isnull=False)
    services.change_details(
        by=studio.officer,
        own_course=own,
        details=services.Details("個人情報の守り方", 9, 60, ("個人情報を選べる",)),
    )
    second = studio.publish(own)
    first.refresh_from_db()
    assert first.texts.get().title == "個人情報の取り扱い"
    assert second.revision.texts.get().title == "個人情報の守り方"
    assert second.revision.meta["minutes"] == {"total": 9, "main": 9, "test": 0, "survey": 0}
    with pytest.raises(ChangeRefused):
        stop_edition(by=studio.officer, edition=own.edition)


def test_the_typed_minutes_are_the_whole(
    studio: Studio, own: OwnCourse, learner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own.edition is not None
    ask_of(studio, own, 3)
    services.change_details(
        by=studio.officer, own_course=own, details=services.Details("守り方", 10, 60, ("選べる",))
    )
    published = studio.publish(own)
    assert published.revision.meta["minutes"] == {"total": 10, "main": 8, "test": 2, "survey": 0}
    run = begin(learner, studio.assign(own))
    client = signed_in(learner)
    assert "残り 約10分" in client.get(reverse("learning:my")).content.decode()
    toc = published.revision.texts.get().toc
    first = reverse("learning:slide", args=(run.uuid, toc[0]["slides"][0]["id"]))
    player = client.get(first).content.decode()
    assert "残り 約10分" in player and '"statedMinutes": 8' in player
    assert {one["read"] >= 10 for chapter in toc for one in chapter["slides"]} == {True}
    assert all(need.read >= 10 for need in needs_of(run.revision_id))
    certificate = issue_certificate(member=learner, enrolment=run, percent=100, language="ja")
    assert ("学習時間の目安", "約10分") in certificate_sheet(certificate).rows


def test_a_test_never_takes_more_than_the_whole(studio: Studio, own: OwnCourse) -> None:
    ask_of(studio, own, 5)
    services.change_details(
        by=studio.officer, own_course=own, details=services.Details("守り方", 1, 60, ("選べる",))
    )
    minutes = studio.publish(own).revision.meta["minutes"]
    assert minutes == {"total": 1, "main": 0, "test": 1, "survey": 0}


def test_what_is_undecided_holds_the_publication_up(studio: Studio) -> None:
    own = studio.make(small_deck(with_video=True))
    with pytest.raises(NotReady) as refused:
        studio.publish(own)
    assert "3ページ" in str(refused.value.details["reasons"][0].text)
    services.accept_page(by=studio.officer, own_course=own, page=3)
    assert studio.publish(own).number == 1


def test_a_page_becomes_its_picture_and_words_again(studio: Studio) -> None:
    own = studio.make()
    before = state_of(own).course
    services.draw_page(by=studio.officer, own_course=own, page=2)
    slide = state_of(own).course.source.chapters[0].slides[1]
    picture = picture_of(own, 2)
    assert isinstance(slide, PageSlide) and "名刺も個人情報です" in slide.text
    assert slide.narration == ("名刺に書かれた名前も、個人情報です。",)
    own = OwnCourse.objects.select_related("edition__course", "edition__draft").get(pk=own.pk)
    services.describe_page(by=studio.officer, own_course=own, page=2, text="3つの決まり。")
    assert picture_of(own, 2).alt == "3つの決まり。"
    assert studio.publish(own).revision.media.filter(name=picture.file).exists()
    services.write_page(by=studio.officer, own_course=own, page=2)
    assert state_of(own).course.texts == before.texts
    assert not studio.publish(own).revision.media.filter(name=picture.file).exists()


def test_a_page_in_words_is_not_said_to_be_kept_as_a_picture(studio: Studio) -> None:
    own = studio.make()
    told: Told = {"code": "as-picture", "asks": False, "ja": ["2ページを絵として残しました。", ""]}
    own.pages.filter(page=2).update(notices=[told])
    services.draw_page(by=studio.officer, own_course=own, page=2)
    page = reverse("authoring:own-course", args=(own.uuid,))
    client = signed_in(studio.officer)
    assert told["ja"][0] in client.get(page).content.decode()
    own = OwnCourse.objects.select_related("edition__draft").get(pk=own.pk)
    services.write_page(by=studio.officer, own_course=own, page=2)
    assert told["ja"][0] not in client.get(page).content.decode()


def test_the_pages_of_the_deck_are_counted(own: OwnCourse) -> None:
    assert own.pages.count() == PAGES
    assert make_owner(make_organisation("株式会社よその")).organisation_id != own.organisation_id
