"""Publishing an edition: who starts on it, who stays, who approves, and going back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terakoya.courseware.revision import revision_id
from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.choices import RevisionKind
from terakoya.portal.catalogue.selectors import latest_revision, revision_text, slide_page
from terakoya.portal.common import clock
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.editions.choices import ReleaseState
from terakoya.portal.editions.editing import slides as editing
from terakoya.portal.editions.editing.edits import HIDE_SLIDE
from terakoya.portal.editions.errors import (
    ChangeRefused,
    DraftChanged,
    NotReady,
    NotYours,
    ReleaseClosed,
)
from terakoya.portal.editions.models import Edition, EditionRevision, Release
from terakoya.portal.editions.services import (
    ReleaseDetails,
    ask_release,
    decide_release,
    open_edition,
    publish_due_releases,
    return_to_revision,
    stop_edition,
    withdraw_release,
)
from terakoya.portal.editions.services.drafts import change_draft
from terakoya.portal.learning.choices import Audience
from terakoya.portal.learning.models import Assignment, AssignmentDepartment, Enrolment
from terakoya.portal.learning.selectors.standing import course_use
from terakoya.portal.learning.services import open_enrolment
from tests.courses import short_material
from tests.factories import make_department, make_member
from tests.statements import counted_statements

from .officers import Desk
from .short_course import desk

__all__ = ["desk"]

pytestmark = pytest.mark.once  # dear: courses are published, and both databases keep the same

CONTACT = "who-to-turn-to"
NOON = dt.datetime(2026, 11, 26, 3, tzinfo=dt.UTC)


def retitle(desk: Desk, title: str) -> None:
    """Change one title of the draft."""
    change_draft(
        by=desk.officer,
        edition=desk.edition,
        change=lambda state: editing.edit_slide(state, "ja", CONTACT, {"title": title}),
        verb="editions.slide_edited",
        data={},
    )


def ask(desk: Desk, by: Member | None = None, **details: object) -> Release:
    return ask_release(
        by=by or desk.officer,
        edition=desk.edition,
        version=desk.draft.version,
        details=ReleaseDetails(**details),  # type: ignore[arg-type]
    )


def enrol(desk: Desk, name: str) -> Enrolment:
    member = make_member(desk.officer.organisation, name)
    return open_enrolment(member=member, assignment=desk.assignment, language="ja")


def newest(desk: Desk) -> int:
    return latest_revision(desk.base.course, desk.officer.organisation_id).pk


def test_who_has_started_stays_and_who_has_not_moves(desk: Desk) -> None:
    started = enrol(desk, "受講 花子")
    retitle(desk, "みほん商事の相談窓口")
    published = desk.publish()
    begun = enrol(desk, "新人 太郎")
    assert (started.revision, begun.revision) == (desk.base, published.revision)
    assert (published.number, published.revision.version) == (1, "2027.01-1")
    assert slide_page(published.revision_id, "ja", CONTACT).title == "みほん商事の相談窓口"
    assert slide_page(desk.base.pk, "ja", CONTACT).title != "みほん商事の相談窓口"
    assert latest_revision(desk.base.course) == desk.base


def test_an_edition_without_changes_has_the_id_of_its_base(desk: Desk) -> None:
    published = desk.publish()
    assert published.revision.revision_id == desk.base.revision_id
    assert published.revision != desk.base


def test_hidden_slides_are_not_published_and_not_forgotten(desk: Desk) -> None:
    desk.edit(HIDE_SLIDE(CONTACT, "別に学ぶ"))
    published = desk.publish()
    for language in ("ja", "en"):
        assert revision_text(published.revision_id, language).slide(CONTACT) is None
    assert CONTACT in desk.order()


def test_the_published_pages_say_the_companys_own_values(desk: Desk) -> None:
    retitle(desk, "{desk.name}に相談できます")
    published = desk.publish()
    page = slide_page(published.revision_id, "ja", CONTACT, {"desk.name": "ほっとライン"})
    assert page.title == "ほっとラインに相談できます"


def test_a_draft_that_was_changed_meanwhile_is_not_published(desk: Desk) -> None:
    version = desk.draft.version
    retitle(desk, "別の人の題")
    with pytest.raises(DraftChanged):
        ask_release(
            by=desk.officer, edition=desk.edition, version=version, details=ReleaseDetails()
        )
    assert not Release.objects.exists()


def test_what_is_not_ready_is_refused_with_every_reason(desk: Desk) -> None:
    retitle(desk, "")
    with pytest.raises(NotReady) as refusal:
        ask(desk)
    assert [(one.slide, "空です" in str(one.text)) for one in refusal.value.details["reasons"]] == [
        (CONTACT, True)
    ]
    assert newest(desk) == desk.base.pk


def test_a_question_whose_slides_are_all_hidden_is_named(desk: Desk) -> None:
    question = short_material().course.source.test.questions[0]
    for slide_id in question.slides:
        desk.edit(HIDE_SLIDE(slide_id, "別に学ぶ"))
    with pytest.raises(NotReady) as refusal:
        ask(desk)
    assert question.id in [one.question for one in refusal.value.details["reasons"]]


def test_a_release_with_an_approver_waits_for_that_persons_word(desk: Desk) -> None:
    retitle(desk, "みほん商事の相談窓口")
    release = ask(desk, approver=desk.colleague, decide_by=NOON.date())
    assert (release.state, newest(desk)) == (ReleaseState.WAITING, desk.base.pk)
    assert OutboxMessage.objects.filter(payload__to=desk.colleague.person.email).count() == 1
    retitle(desk, "承認のあとで変えた題")
    with pytest.raises(NotYours):
        decide_release(by=desk.officer, release=release, is_approved=True)
    decided = decide_release(by=desk.colleague, release=release, is_approved=True)
    assert decided.published is not None
    page = slide_page(decided.published.revision_id, "ja", CONTACT)
    assert page.title == "みほん商事の相談窓口"
    with pytest.raises(ReleaseClosed):
        decide_release(by=desk.colleague, release=release, is_approved=True)


def test_an_approver_gives_back_with_a_reason(desk: Desk) -> None:
    release = ask(desk, approver=desk.colleague)
    with pytest.raises(ChangeRefused):
        decide_release(by=desk.colleague, release=release, is_approved=False)
    decided = decide_release(
        by=desk.colleague, release=release, is_approved=False, answer="電話番号が古いです。"
    )
    assert (decided.state, newest(desk)) == (ReleaseState.REFUSED, desk.base.pk)
    told = OutboxMessage.objects.get(payload__to=desk.officer.person.email)
    assert "電話番号が古いです。" in told.payload["text"]
    assert desk.publish().number == 1


def test_an_author_cannot_approve_and_a_learner_cannot_either(desk: Desk, stranger: Member) -> None:
    learner = make_member(desk.officer.organisation, "受講 花子")
    for approver in (desk.officer, learner, stranger):
        with pytest.raises(NotYours) as refusal:
            ask(desk, approver=approver)
        assert refusal.value.field == "approver"


def test_a_dated_release_goes_out_on_its_day(desk: Desk) -> None:
    with clock.fixed_at(NOON):
        ask(desk, publish_at=NOON + dt.timedelta(days=3), note="12月から")
        assert (publish_due_releases(), newest(desk)) == (0, desk.base.pk)
        with pytest.raises(ReleaseClosed):
            ask(desk)
    with clock.fixed_at(NOON + dt.timedelta(days=3)):
        assert (publish_due_releases(), publish_due_releases()) == (1, 0)
    release = Release.objects.get()
    assert release.published is not None
    assert (release.state, newest(desk)) == (
        ReleaseState.PUBLISHED,
        release.published.revision_id,
    )


def test_a_release_cannot_be_dated_in_the_past(desk: Desk) -> None:
    with clock.fixed_at(NOON), pytest.raises(ChangeRefused) as refusal:
        ask(desk, publish_at=NOON)
    assert refusal.value.field == "publish_at"


def test_a_waiting_release_can_be_withdrawn_and_a_published_one_not(desk: Desk) -> None:
    release = ask(desk, approver=desk.colleague)
    withdraw_release(by=desk.officer, release=release)
    with pytest.raises(ReleaseClosed):
        decide_release(by=desk.colleague, release=release, is_approved=True)
    done = ask(desk)
    with pytest.raises(ReleaseClosed):
        withdraw_release(by=desk.officer, release=done)


def test_a_legal_reviewer_is_named_with_a_date(desk: Desk) -> None:
    for details in ({"reviewer_name": "法務 一郎"}, {"reviewed_on": NOON.date()}):
        with pytest.raises(ChangeRefused):
            ask(desk, **details)
    release = ask(desk, reviewer_name="法務 一郎", reviewed_on=NOON.date(), kind=RevisionKind.LEGAL)
    release.refresh_from_db()
    assert (release.reviewer_name, release.reviewed_on) == ("法務 一郎", NOON.date())
    assert newest(desk) and release.published is not None
    assert release.published.revision.kind == RevisionKind.LEGAL


def test_an_earlier_state_is_offered_again(desk: Desk) -> None:
    with clock.fixed_at(NOON):
        retitle(desk, "第1版の題")
        first = desk.publish()
    with clock.fixed_at(NOON + dt.timedelta(days=1)):
        retitle(desk, "第2版の題")
        second = desk.publish()
        assert (newest(desk), second.number) == (second.revision_id, 2)
    with clock.fixed_at(NOON + dt.timedelta(days=2)):
        return_to_revision(by=desk.officer, published=first)
    assert newest(desk) == first.revision_id
    assert desk.slide(CONTACT).title == "第2版の題"
    assert EditionRevision.objects.count() == 2
    assert [one.published for one in Release.objects.order_by("id")] == [first, second, first]


def test_the_same_state_published_twice_is_one_revision(desk: Desk) -> None:
    first = desk.publish()
    retitle(desk, "ほかの題")
    desk.publish()
    change_draft(
        by=desk.officer,
        edition=desk.edition,
        change=lambda state: state.model_copy(update={"course": short_material().course}),
        verb="editions.slide_reverted",
        data={},
    )
    assert desk.publish() == first
    assert newest(desk) == first.revision_id


def test_stopping_gives_new_learners_the_vendors_revision(desk: Desk) -> None:
    retitle(desk, "第1版の題")
    desk.publish()
    assert (stop_edition(by=desk.officer, edition=desk.edition), newest(desk)) == (
        1,
        desk.base.pk,
    )
    assert stop_edition(by=desk.officer, edition=desk.edition) == 0
    assert desk.slide(CONTACT).title == "第1版の題"


def test_the_effect_is_counted_before_publishing(desk: Desk) -> None:
    for name in ("受講 一", "受講 二"):
        enrol(desk, name)
    done = enrol(desk, "修了 三")
    done.completed_at = clock.now()
    done.save()
    make_member(desk.officer.organisation, "未受講 四")
    with counted_statements() as statements:
        use = course_use(desk.officer.organisation_id, desk.base.course_id)
    assert (use.running, use.not_started, use.completed) == (2, 3, 1)
    assert len(statements) <= 4


def test_every_publication_stands_in_the_audit_log(desk: Desk) -> None:
    retitle(desk, "第1版の題")
    desk.publish(note="初めての自社版")
    verbs = AuditEntry.objects.filter(target=f"edition:{desk.edition.uuid}").order_by("sequence")
    assert list(verbs.values_list("verb", flat=True)) == [
        "editions.opened",
        "editions.slide_edited",
        "editions.release_asked",
        "editions.published",
    ]


def test_the_tables_keep_what_one_row_can_state(desk: Desk) -> None:
    ask(desk, approver=desk.colleague)
    release = Release.objects.get()
    for change in (
        {"approver": desk.officer},
        {"approver": None},
        {"state": ReleaseState.PUBLISHED},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Release.objects.filter(pk=release.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        release.pk, release.uuid = None, desk.edition.uuid
        release.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.create(
            organisation=desk.officer.organisation,
            course=desk.base.course,
            base=desk.base,
            offer=desk.edition.offer,
            created_at=NOON,
        )
    assert open_edition(by=desk.colleague, course=desk.base.course) == desk.edition


def test_the_published_course_is_the_drafts(desk: Desk) -> None:
    retitle(desk, "第1版の題")
    published = desk.publish()
    assert published.revision.revision_id == revision_id(desk.state.course)


def test_the_effect_costs_the_same_for_many_assignments_to_departments(desk: Desk) -> None:
    organisation = desk.officer.organisation
    shops = make_department(organisation, "店舗")
    make_member(organisation, "店舗 一子", department=shops)
    costs = []
    for _ in range(3):
        assignment = Assignment.objects.create(
            organisation=organisation,
            course=desk.base.course,
            audience=Audience.DEPARTMENTS,
            created_at=clock.now(),
        )
        AssignmentDepartment.objects.create(
            organisation=organisation, assignment=assignment, department=shops
        )
        with counted_statements() as statements:
            use = course_use(organisation.pk, desk.base.course_id)
        costs.append((use.not_started, len(statements)))
    first = costs[0][0]
    assert costs == [(first, 2), (first + 1, 2), (first + 2, 2)]
