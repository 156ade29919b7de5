"""差分: those who completed a course learn what changed since, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.model import Change, CourseText, Material, Question
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.selectors import test_pool
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from terakoya.portal.learning.choices import EnrolmentKind
from terakoya.portal.learning.delta import Content, Delta, delta_between
from terakoya.portal.learning.draws import read_draw
from terakoya.portal.learning.errors import NothingChanged
from terakoya.portal.learning.models import Assignment, Attempt, CertificateAddendum
from terakoya.portal.learning.scope import scope_of
from terakoya.portal.learning.selectors.courses import my_courses
from terakoya.portal.learning.selectors.delta import changed_course
from terakoya.portal.learning.services import assign_changes, open_enrolment
from tests.courses import flagship_material
from tests.factories import (
    make_member,
    make_organisation,
    make_owner,
)

from .exams import HOUR, Examinee, to_examinee
from .kept import again, kept_whole_graduate
from .learners import Learner, after, signed_in
from .test_continuing import with_title

__all__ = ["kept_whole_graduate"]

pytestmark = pytest.mark.once  # dear: courses are compared, and both databases keep the same

LAW = "two-rules"
LATER = after(30 * 24 * HOUR)


def law_revision(slide_id: str = LAW, version: str = "2027.1") -> Revision:
    """A revision of the catalogue in which one slide says something else."""
    material = flagship_material()
    course = with_title(material.course, slide_id, "改正された2つのきまり", ("ja", "en"))
    meta = course.meta.model_copy(update={"version": version})
    course = course.model_copy(update={"meta": meta})
    with clock.fixed_at(after(24 * HOUR)):
        return publish_material(material=Material(course, material.media), kind=RevisionKind.LEGAL)


@pytest.fixture
def graduate(kept_whole_graduate: Examinee, db: None) -> Iterator[Examinee]:
    """Somebody who has completed the flagship, a month later."""
    examinee = again(kept_whole_graduate)
    assert examinee.enrolment.completed_at is not None
    with clock.fixed_at(LATER):
        yield examinee


def delta_learner(graduate: Examinee) -> Examinee:
    """The same person at the delta that their officer has given them."""
    officer = make_owner(graduate.member.organisation)
    course = graduate.enrolment.assignment.course
    assignment = assign_changes(by=officer, course=course, due_on=None)
    run = open_enrolment(member=graduate.member, assignment=assignment, language="ja")
    return to_examinee(Learner(graduate.member, run, signed_in(graduate.member)))


def test_delta_holds_the_changed_slide_and_its_questions(graduate: Examinee) -> None:
    revision = law_revision()
    run = delta_learner(graduate).enrolment
    assert (run.kind, run.revision, run.continued_from, run.compared_with) == (
        "delta",
        revision,
        graduate.enrolment,
        graduate.enrolment.revision,
    )
    scope = scope_of(run)
    assert [slide.id for slide in scope.text("ja").slides] == [LAW]
    tied = [q.id for q in test_pool(revision.pk, "ja").questions if LAW in q.slides]
    assert tied
    assert [question.id for question in scope.pool("ja").questions] == tied
    assert scope.facts().question_count == min(10, len(tied))
    assert "変わったところ" in scope.text("ja").title
    assert "what changed" in scope.text("en").title.lower()


def test_delta_is_played_tested_and_added_to_the_certificate(graduate: Examinee) -> None:
    revision = law_revision()
    learner = delta_learner(graduate)
    page = learner.client.get(learner.url(LAW))
    assert page.status_code == 200
    other = graduate.text.slides[0].id
    assert learner.client.get(learner.url(other)).status_code == 404
    (slide,) = scope_of(learner.enrolment).text("ja").slides
    with clock.fixed_at(LATER + dt.timedelta(hours=1)):
        learner.post(learner.event("seen", LAW, 0), learner.read(LAW, 0, slide.read))
        learner.start()
        draw = read_draw(learner.attempt.draw)
        pool = {one.id: one for one in test_pool(revision.pk, "ja").questions}
        assert all(LAW in pool[one.id].slides for one in draw.questions)
        learner.submit(learner.answers())
        result = learner.client.get(learner.url_of(learner.attempt)).content.decode()
    learner.enrolment.refresh_from_db()
    assert learner.enrolment.completed_at is not None
    certificate = graduate.enrolment.certificate
    (addendum,) = certificate.addenda.all()
    assert (addendum.enrolment, addendum.revision_id, addendum.version) == (
        learner.enrolment,
        revision.revision_id,
        "2027.1",
    )
    assert str(certificate.uuid) in result
    shown = learner.client.get(f"/my/certificates/{certificate.uuid}/").content.decode()
    assert "追記" in shown
    assert "2027.1版" in shown
    assert certificate.version != "2027.1"
    verified = Client().get(f"/verify/{certificate.code}/").content.decode()
    assert "2027.1版" in verified
    pdf = learner.client.get(f"/my/certificates/{certificate.uuid}/pdf/")
    assert pdf.content.startswith(b"%PDF")


def test_delta_must_be_read_before_its_test(graduate: Examinee) -> None:
    law_revision()
    learner = delta_learner(graduate)
    assert learner.client.post(learner.test_url).status_code == 409
    assert not Attempt.objects.filter(enrolment=learner.enrolment).exists()


def test_delta_takes_no_event_of_a_slide_outside_it(graduate: Examinee) -> None:
    law_revision()
    learner = delta_learner(graduate)
    other = graduate.text.slides[0].id
    answer = learner.post(learner.event("seen", other, 0)).json()
    assert [one["reason"] for one in answer["refused"]] == ["slide"]


def test_delta_on_my_page_says_what_it_is_and_shows_the_certificate_again(
    graduate: Examinee,
) -> None:
    law_revision("crimes")
    officer = make_owner(graduate.member.organisation)
    assign_changes(by=officer, course=graduate.enrolment.assignment.course, due_on=None)
    waiting, completed = my_courses(graduate.member, "ja")
    assert (waiting.state, completed.state) == ("new", "completed")
    assert len(waiting.text.slides) == 1
    assert (waiting.facts.question_count, waiting.facts.minutes["test"]) == (6, 3)
    assert (completed.facts.question_count, completed.facts.minutes["test"]) == (10, 5)
    assert waiting.certificate is None
    assert completed.certificate == graduate.enrolment.certificate
    page = graduate.client.get("/my/").content.decode()
    assert "（変わったところ）" in page


def test_a_second_delta_starts_from_the_first(graduate: Examinee) -> None:
    law_revision()
    first = delta_learner(graduate)
    (slide,) = scope_of(first.enrolment).text("ja").slides
    with clock.fixed_at(LATER + dt.timedelta(hours=1)):
        first.post(first.event("seen", LAW, 0), first.read(LAW, 0, slide.read))
        first.start()
        first.submit(first.answers())
    course = flagship_material().course
    both = with_title(course, LAW, "改正された2つのきまり", ("ja", "en"))
    both = with_title(both, "opening", "新しい始まり", ("ja", "en"))
    with clock.fixed_at(LATER + dt.timedelta(days=1)):
        publish_material(material=Material(both, flagship_material().media))
    with clock.fixed_at(LATER + dt.timedelta(days=2)):
        second = delta_learner(graduate)
        assert [one.id for one in scope_of(second.enrolment).text("ja").slides] == ["opening"]
    with clock.fixed_at(LATER + dt.timedelta(days=2, hours=1)):
        second.post(second.event("seen", "opening", 0), second.read("opening", 0, 90))
        second.start()
        second.submit(second.answers())
    assert (
        CertificateAddendum.objects.filter(certificate=graduate.enrolment.certificate).count() == 2
    )


# -- the officer ----------------------------------------------------------------------------------


def test_officer_sees_what_changed_and_for_how_many(graduate: Examinee) -> None:
    law_revision()
    officer = make_owner(graduate.member.organisation)
    course = graduate.enrolment.assignment.course
    changed = changed_course(officer, course, "ja")
    assert changed is not None
    assert (changed.members, [one.id for one in changed.slides]) == (1, [LAW])
    client = signed_in(officer)
    listed = client.get("/manage/assignments/").content.decode()
    assert f"/manage/assignments/changes/{course.slug}/" in listed
    page = client.get(f"/manage/assignments/changes/{course.slug}/")
    assert "法改正対応" in page.content.decode()
    answer = client.post(f"/manage/assignments/changes/{course.slug}/", {"due_on": "2027-01-31"})
    assert (answer.status_code, answer["Location"]) == (302, "/manage/assignments/")
    given = Assignment.objects.get(kind=EnrolmentKind.DELTA)
    assert [one.member for one in given.chosen.all()] == [graduate.member]
    assert given.due_on == dt.date(2027, 1, 31)
    assert changed_course(officer, course, "ja") is None
    gone = client.get(f"/manage/assignments/changes/{course.slug}/")
    assert (gone.status_code, gone["Location"]) == (302, "/manage/assignments/")


def test_nobody_who_has_not_completed_is_given_a_delta(graduate: Examinee) -> None:
    law_revision()
    officer = make_owner(graduate.member.organisation)
    make_member(graduate.member.organisation, "未修了 次郎")
    course = graduate.enrolment.assignment.course
    assert [
        one.member for one in assign_changes(by=officer, course=course, due_on=None).chosen.all()
    ] == [graduate.member]
    with pytest.raises(NothingChanged):
        assign_changes(by=officer, course=course, due_on=None)


def test_without_a_newer_revision_nothing_is_offered(graduate: Examinee) -> None:
    officer = make_owner(graduate.member.organisation)
    assert changed_course(officer, graduate.enrolment.assignment.course, "ja") is None


def test_other_facts_beneath_the_same_words_send_nobody_back(graduate: Examinee) -> None:
    material = flagship_material()

    def bare(text: CourseText) -> CourseText:
        chapters = tuple(
            chapter.model_copy(
                update={"slides": tuple(s.model_copy(update={"facts": ()}) for s in chapter.slides)}
            )
            for chapter in text.chapters
        )
        return text.model_copy(update={"chapters": chapters})

    course = material.course.model_copy(update={"texts": tuple(map(bare, material.course.texts))})
    publish_material(material=Material(course, material.media))
    officer = make_owner(graduate.member.organisation)
    assert changed_course(officer, graduate.enrolment.assignment.course, "ja") is None


def test_delta_of_another_organisation_is_not_found(graduate: Examinee) -> None:
    law_revision()
    learner = delta_learner(graduate)
    stranger = make_owner(make_organisation("株式会社べつの会社"))
    client = signed_in(stranger)
    course = graduate.enrolment.assignment.course
    assert client.get(learner.url(LAW)).status_code == 404
    assert client.get(f"/manage/assignments/changes/{course.slug}/").status_code == 404


def test_learner_does_not_see_the_officers_page(graduate: Examinee) -> None:
    law_revision()
    course = graduate.enrolment.assignment.course
    assert graduate.client.get(f"/manage/assignments/changes/{course.slug}/").status_code in (
        403,
        404,
    )


# -- the rule -------------------------------------------------------------------------------------


def question(question_id: str, goal: str, *slides: str, text: str = "q") -> Question:
    return Question.model_validate(
        {
            "id": question_id,
            "kind": "single",
            "goal": goal,
            "topic": "t",
            "slides": slides,
            "text": text,
            "choices": [
                {"id": "a", "text": "a", "why": "", "correct": True},
                {"id": "b", "text": "b", "why": ""},
            ],
            "explanation": "",
        }
    )


GOALS = {"s1": "knows", "s2": "acts", "s3": "acts"}
POOL = (question("q1", "knows", "s1"), question("q2", "acts", "s2"))
BEFORE = Content({"s1": {"ja": "1"}, "s2": {"ja": "2"}, "s3": {"ja": "3"}}, GOALS, {"ja": POOL})


def changed(**slides: dict[str, str]) -> Content:
    return replace(BEFORE, slides={**BEFORE.slides, **slides})


WORDED = "who-to-turn-to"  # reworded beside the law
OF_CHANGE = dt.date(2027, 4, 1)


def law_and_wording() -> Revision:
    """A revision in which the law changed one slide, and the vendor another."""
    material = flagship_material()
    course = with_title(material.course, LAW, "改正された2つのきまり", ("ja", "en"))
    course = with_title(course, WORDED, "言いかえた題", ("ja", "en"))
    note = {"ja": "改めた", "en": "changed"}
    law = Change(slide=LAW, field="title", kind="legal", effective_on=OF_CHANGE, note=note)
    other = Change(slide=WORDED, field="title", kind="improvement", note=note)
    meta = course.meta.model_copy(update={"version": "2027.1"})
    course = course.model_copy(update={"meta": meta, "changes": (law, other)})
    with clock.fixed_at(after(24 * HOUR)):
        return publish_material(material=Material(course, material.media), kind=RevisionKind.LEGAL)


def test_an_officer_may_give_what_the_law_changed_alone(graduate: Examinee) -> None:
    law_and_wording()
    officer = make_owner(graduate.member.organisation)
    course = graduate.enrolment.assignment.course
    changed = changed_course(officer, course, "ja")
    assert changed is not None and changed.legal is not None
    assert [one.id for one in changed.slides] == [LAW, WORDED]
    assert [one.id for one in changed.legal.slides] == [LAW]
    assert (changed.legal_on, changed.legal.members) == (OF_CHANGE, 1)
    url = f"/manage/assignments/changes/{course.slug}/"
    client = signed_in(officer)
    page = client.get(url).content.decode()
    assert "施行日 2027年4月1日" in page and "法改正のところだけ" in page
    assert client.post(url, {"extent": "nothing"}).status_code == 422
    assert client.post(url, {"extent": "legal"}).status_code == 302
    assignment = Assignment.objects.get(kind=EnrolmentKind.DELTA)
    run = open_enrolment(member=graduate.member, assignment=assignment, language="ja")
    assert [slide.id for slide in scope_of(run).text("ja").slides] == [LAW]
    assert all(LAW in one.slides for one in scope_of(run).pool("ja").questions)
    learner = to_examinee(Learner(graduate.member, run, signed_in(graduate.member)))
    assert learner.client.get(learner.url(LAW)).status_code == 200
    assert learner.client.get(learner.url(WORDED)).status_code == 404


def test_all_that_changed_is_given_unless_the_law_alone_is_asked_for(graduate: Examinee) -> None:
    law_and_wording()
    officer = make_owner(graduate.member.organisation)
    course = graduate.enrolment.assignment.course
    url = f"/manage/assignments/changes/{course.slug}/"
    assert signed_in(officer).post(url, {"extent": "all"}).status_code == 302
    assert not Assignment.objects.get(kind=EnrolmentKind.DELTA).legal_only


def test_the_law_alone_is_no_choice_where_nothing_else_changed(graduate: Examinee) -> None:
    law_revision()
    officer = make_owner(graduate.member.organisation)
    course = graduate.enrolment.assignment.course
    changed = changed_course(officer, course, "ja")
    assert changed is not None and changed.legal is None
    url = f"/manage/assignments/changes/{course.slug}/"
    assert 'name="extent"' not in signed_in(officer).get(url).content.decode()
    with pytest.raises(NothingChanged):
        assign_changes(by=officer, course=course, due_on=None, legal_only=True)


def test_only_a_delta_is_of_the_law_alone(graduate: Examinee) -> None:
    for row in (graduate.enrolment.assignment, graduate.enrolment):
        row.legal_only = True
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(update_fields=["legal_only"])


@pytest.mark.parametrize(
    ("after_it", "delta"),
    [
        (BEFORE, Delta()),
        (changed(s1={"ja": "x"}), Delta(("s1",), ("q1",))),
        (changed(s1={"ja": "1", "en": "new"}), Delta()),
        (changed(s3={"ja": "x"}), Delta(("s3",), ("q2",))),
        (changed(s4={"ja": "4"}), Delta(("s4",), ("q1", "q2"))),
    ],
)
def test_delta_between_revisions(after_it: Content, delta: Delta) -> None:
    goals = {**GOALS, "s4": "nobody-asks"}
    assert delta_between(BEFORE, replace(after_it, goals=goals)) == delta


def test_a_reworded_question_is_asked_beside_those_of_the_slide() -> None:
    pool = (POOL[0], question("q2", "acts", "s2", text="another"))
    after_it = replace(changed(s1={"ja": "x"}), questions={"ja": pool})
    assert delta_between(BEFORE, after_it).questions == ("q1", "q2")


def test_a_delta_of_some_slides_asks_for_their_sake_alone() -> None:
    pool = (POOL[0], question("q2", "acts", "s2", text="another"))
    after_it = replace(changed(s1={"ja": "x"}, s2={"ja": "y"}), questions={"ja": pool})
    assert delta_between(BEFORE, after_it, {"s1"}) == Delta(("s1",), ("q1",))
    assert delta_between(BEFORE, after_it, {"s3"}) == Delta()


@given(st.sets(st.sampled_from(["s1", "s2", "s3"])), st.sets(st.sampled_from(["s1", "s2", "s3"])))
def test_delta_is_what_differs_and_always_tested(other: set[str], gone: set[str]) -> None:
    slides = {
        one: {"ja": f"{hashes['ja']}'"} if one in other else hashes
        for one, hashes in BEFORE.slides.items()
        if one not in gone
    }
    delta = delta_between(BEFORE, replace(BEFORE, slides=slides))
    assert set(delta.slides) == other - gone
    assert bool(delta.questions) == bool(delta.slides)
