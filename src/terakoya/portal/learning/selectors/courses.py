"""What pages read of learning."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import BigAutoField, Exists, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...accounts.choices import Role
from ...accounts.models import Department, Member, Organisation, RoleGrant
from ...catalogue.choices import OwnCourseAccess
from ...catalogue.models import Course, Offer, Revision
from ...catalogue.pages import RevisionFacts, RevisionTextView, TocSlide
from ...catalogue.selectors import own_course_access, revision_text
from ...common import clock
from ...common.dates import full_day
from ...common.prepared import Given, Prepared
from ..choices import EnrolmentKind
from ..extensions import Note, notes_for, survey_before
from ..models import (
    AccessGrant,
    Assignment,
    Certificate,
    Enrolment,
)
from ..models.addressee import PLACES, Addressee
from ..scope import Scope, delta_title, scope_of
from ..starting_revision import own_starting_revisions, starting_revision
from .delta import last_completed
from .policies import policy_notes
from .progress import may_take_own_courses, reviews_left, running_grants

MOST_OFFICERS = 3  # named where somebody needs to ask


def company_values(member: Member) -> dict[str, str]:
    """The company's variables as filled in, with its name; empty ones keep their defaults."""
    organisation = member.organisation
    values = {key: str(value) for key, value in organisation.variables.items() if value}
    return {"company.name": organisation.name, **values}


def seats_of_organisation(organisation: Organisation) -> int:
    """All seats of grants that have not ended; one statement."""
    grants = AccessGrant.objects.filter(organisation=organisation, ends_on__gte=clock.today())
    return grants.aggregate(seats=Sum("seats"))["seats"] or 0


def current_runs(member: Member) -> QuerySet[Enrolment]:
    """The member's enrolments whose place no other one has taken."""
    return Enrolment.objects.filter(
        member=member, organisation_id=member.organisation_id, continued_at=None
    )


def survey_at_stake(member: Member, assignment: Assignment) -> Note | None:
    """The survey that beginning the assignment would end; `None` where there is none to lose."""
    if not assignment.with_survey:
        return None
    run = current_runs(member).filter(assignment=assignment).order_by("-id").first()
    return survey_before(member, assignment, run)


@dataclass(frozen=True)
class MyCourse:
    """One assigned course as マイ研修 shows it.

    `newest_revision` is what a new learner would start on; `None` without one.
    """

    assignment: Assignment
    enrolment: Enrolment | None
    text: RevisionTextView
    facts: RevisionFacts
    certificate: Certificate | None
    notes: tuple[Note, ...]
    newest_revision: int | None
    review: int = 0  # slides to look at again before another attempt
    lacks_seat: bool = False  # an own course that the member has no seat for
    is_suspended: bool = False  # nobody of the organisation learns for the time being

    @property
    def has_test(self) -> bool:
        """Whether a test ends the course; without one its last slide does."""
        return self.facts.question_count > 0

    @property
    def closed_because(self) -> str:
        """Why the member can learn nothing of it today, and what helps; empty where they can."""
        if self.is_suspended:
            return _(
                "会社・団体のご利用が止まっているため、今は受講できません。受講の記録は残っています。"
            )
        if self.lacks_seat:
            return _(
                "受講枠がないため、まだ受講できません。"
                "先にほかの研修を始めるか、研修担当者に受講枠を頼んでください。"
            )
        if self.assignment.course.is_own:
            return ""
        opens: dt.date | None = getattr(self.assignment, "access_from", None)
        if opens is None:
            return _(
                "契約の期間が終わったため、今は受講できません。受講の記録は残っています。"
                "続きを受けたいときは、研修担当者にお問い合わせください。"
            )
        if opens > clock.today():
            return _("契約の期間が始まる%(day)sから受講できます。") % {"day": full_day(opens)}
        return ""

    @property
    def has_newer_revision(self) -> bool:
        """Whether a learner on the way may go on on another revision."""
        return (
            self.state == "running"
            and self.newest_revision is not None
            and self.enrolment is not None
            and self.enrolment.revision_id != self.newest_revision
        )

    @property
    def survey(self) -> Note | None:
        """The survey that the first slide would end; `None` where there is none to lose."""
        ending = (note for note in self.notes if note.ends_at_start)
        return next(ending, None) if self.assignment.with_survey else None

    @property
    def due_on(self) -> dt.date | None:
        """The due date of this member, extended or not."""
        due: dt.date | None = getattr(self.assignment, "member_due_on", self.assignment.due_on)
        return due

    @property
    def days_left(self) -> int | None:
        """Until the due date, 0 on the day itself; `None` without one and when late."""
        due = self.due_on
        days = (due - clock.today()).days if due is not None else -1
        return days if days >= 0 else None

    @property
    def is_late(self) -> bool:
        """Past the due date and not completed; the course stays open."""
        due = self.due_on
        return self.state != "completed" and due is not None and due < clock.today()

    @property
    def due_text(self) -> str:
        """The due date and how many days are left; empty without one."""
        if self.due_on is None:
            return ""
        text = _("期限 %(due)s") % {"due": full_day(self.due_on)}
        if self.days_left is None:
            return text
        if not self.days_left:
            return text + _("・今日まで")
        left = ngettext("・あと%(n)d日", "・あと%(n)d日", self.days_left)
        return text + left % {"n": self.days_left}

    @property
    def state_text(self) -> str:
        """Late, under way or not begun."""
        if self.is_late:
            return _("期限を過ぎています")
        return _("受講中") if self.state == "running" else _("未受講")

    @property
    def chip(self) -> str:
        """The look of that."""
        if self.is_late:
            return "chip-warn"
        return "chip-info" if self.state == "running" else ""

    @property
    def go_text(self) -> str:
        """What the button that goes on says."""
        if self.is_for_test and not self.has_test:
            return _("修了へ進む")
        if self.is_for_test:
            return _("見直しと確認テストへ") if self.review else _("確認テストへ")
        if self.state == "running":
            return _("続きから（%(n)d枚目）") % {"n": self.resume_number}
        return _("受講を始める")

    @property
    def state(self) -> str:
        """new, running or completed."""
        if self.enrolment is None:
            return "new"
        return "completed" if self.enrolment.completed_at else "running"

    @property
    def resume_slide(self) -> TocSlide:
        """The slide where the learner goes on."""
        last = self.enrolment.last_slide if self.enrolment else ""
        return self.text.slide(last) or self.text.slides[0]

    @property
    def resume_number(self) -> int:
        """Its number, from 1."""
        return self.text.slides.index(self.resume_slide) + 1

    @property
    def percent(self) -> int:
        """How much of the slides is done."""
        return min(100, self.met * 100 // len(self.text.slides))

    @property
    def met(self) -> int:
        """How many slides are done."""
        return self.enrolment.slides_met if self.enrolment else 0

    @property
    def is_for_test(self) -> bool:
        """Whether all slides are done and the test remains, perhaps after slides to review."""
        return self.state == "running" and self.met >= len(self.text.slides)

    @property
    def remaining(self) -> str:
        """What remains, and for how long."""
        values = {"n": self.minutes_left, "slides": self.review}
        if not self.is_for_test:
            return _("残り 約%(n)d分") % values
        if not self.has_test:
            return _("残りは、修了の確認だけ")
        if self.review:
            return _("残りは、スライドの見直し%(slides)d枚と確認テスト") % values
        return _("残りは確認テスト 約%(n)d分") % values

    @property
    def test_opens(self) -> str:
        """When the test opens, or that it is open."""
        if not self.is_for_test:
            return _("本編%(n)d枚を終えるとひらきます。") % {"n": len(self.text.slides)}
        if self.review:
            return _("あと%(n)d枚のスライドを見直すとひらきます。") % {"n": self.review}
        return _("本編%(n)d枚を終えました。テストを受けられます。") % {"n": len(self.text.slides)}

    @property
    def minutes_left(self) -> int:
        """The promised minutes of as many last slides as are not done, test included.

        Slides are done in order, so which these are costs no statement.
        """
        slides = self.text.slides
        minutes = self.facts.minutes_of(slides[self.met :], slides)
        return max(1, minutes + self.facts.minutes["test"])


def _meant() -> QuerySet[Any]:
    access = AccessGrant.objects.filter(
        organisation_id=PLACES.organisation,
        course_id=OuterRef("course_id"),
        ends_on__gte=PLACES.today,
    ).order_by("starts_on")
    meant = Assignment.objects.meant_for(PLACES).with_due_date(PLACES).select_related("course")
    found: QuerySet[Any] = meant.annotate(access_from=Subquery(access.values("starts_on")[:1]))
    return found.order_by("member_due_on", "id")


# マイ研修 makes the first; what shows or leads to one course makes the second.
_MEANT: Final = Prepared(_meant)
_MEANT_ONE: Final = Prepared(lambda: _meant().filter(pk=Given("assignment", BigAutoField())))


def my_courses(member: Member, language: str) -> list[MyCourse]:
    """The courses assigned to a member, those not yet completed first.

    Costs three statements and those of the extensions, whatever the number of courses, and one
    more where a delta waits, and where slides are to be looked at again; up to three where an own
    course is among them. A delta in which nothing is left to learn is not shown.
    """
    courses = _courses_of(member, _MEANT.all(**Addressee.of(member).values), language)
    return sorted(courses, key=lambda one: one.state == "completed")


def my_course(member: Member, assignment: Assignment, language: str) -> MyCourse | None:
    """One of them; `None` where it is no longer meant for the member, or nothing is to learn."""
    found = _MEANT_ONE.all(**Addressee.of(member).values, assignment=assignment.pk)
    return next(iter(_courses_of(member, found, language)), None)


def is_meant_for(member: Member, assignment_id: int) -> bool:
    """Whether an assignment is meant for a member today. One statement."""
    return bool(_MEANT_ONE.all(**Addressee.of(member).values, assignment=assignment_id))


def _courses_of(member: Member, assignments: list[Any], language: str) -> list[MyCourse]:
    enrolments = {
        enrolment.assignment_id: enrolment
        for enrolment in current_runs(member)
        .filter(assignment__in=assignments)
        .select_related("certificate", "addendum__certificate")
        .order_by("id")
    }
    notes = [*policy_notes(member, assignments), *notes_for(member, enrolments, on_my=True)]
    reviews = reviews_left(enrolments.values())
    newest = own_starting_revisions(member) if assignments else {}
    scopes = _scopes(member, assignments, enrolments, newest)
    texts = {pk: scope.text(language) for pk, scope in scopes.items()}
    has_own = any(one.course.is_own for one in assignments)
    may_own = has_own and may_take_own_courses(member.organisation_id, member.pk)
    return [
        MyCourse(
            assignment=assignment,
            enrolment=enrolments.get(assignment.pk),
            text=texts[assignment.pk],
            facts=scopes[assignment.pk].facts(),
            certificate=_certificate(enrolments.get(assignment.pk)),
            notes=tuple(note for note in notes if note.assignment_id == assignment.pk),
            newest_revision=newest.get(assignment.pk),
            review=reviews.get(assignment.pk, 0),
            lacks_seat=assignment.course.is_own and not may_own,
            is_suspended=member.organisation.suspended_at is not None,
        )
        for assignment in assignments
        if texts[assignment.pk].slides
    ]


def _scopes(
    member: Member,
    assignments: list[Assignment],
    enrolments: Mapping[int, Enrolment],
    newest: Mapping[int, int],
) -> dict[int, Scope]:
    """Assignment id → what the member goes through: of the run, else what a new one would."""
    scopes = {pk: scope_of(one) for pk, one in enrolments.items()}
    waiting = [one for one in assignments if one.pk not in scopes]
    deltas = {one.course_id for one in waiting if one.kind == EnrolmentKind.DELTA}
    completed = last_completed(member, deltas) if deltas else {}
    for one in waiting:
        revision, run = newest[one.pk], completed.get(one.course_id)
        is_delta = one.kind == EnrolmentKind.DELTA
        # Whoever has completed nothing has no delta either: nothing has changed since.
        compared = (run.revision_id if run else revision) if is_delta else None
        scopes[one.pk] = Scope(revision, compared, one.legal_only)
    return scopes


def _certificate(enrolment: Enrolment | None) -> Certificate | None:
    """The certificate that a run gave or, being a delta, added to."""
    addendum = getattr(enrolment, "addendum", None)
    found: Certificate | None = getattr(addendum or enrolment, "certificate", None)
    return found


def next_start_of(member: Member) -> dt.date | None:
    """The day on which the next course of a member begins, within a year; one statement."""
    whom, today = Addressee.of(member), clock.today()
    later = replace(whom, today=today + dt.timedelta(days=366))
    coming = Assignment.objects.meant_for(later).filter(starts_on__gt=today)
    return coming.order_by("starts_on").values_list("starts_on", flat=True).first()


def officers_to_ask(member: Member) -> list[str]:
    """Names of present officers of the member's organisation, for whoever lacks a course."""
    grants = RoleGrant.objects.in_force().filter(role__in=(Role.OFFICER, Role.OWNER))
    officers = Member.objects.present().filter(
        organisation_id=member.organisation_id,
        joined_at__isnull=False,
        pk__in=grants.values("member_id"),
    )
    return list(officers.order_by("id").values_list("name", flat=True)[:MOST_OFFICERS])


def contracted_courses(officer: Member) -> QuerySet[Course]:
    """The courses of the catalogue to which the organisation has access today."""
    grants = running_grants(officer.organisation_id)
    return Course.objects.filter(pk__in=grants.values("course_id"))


def own_courses(officer: Member) -> QuerySet[Course]:
    """The organisation's own courses that it may assign today: published, and under a contract."""
    if own_course_access() is OwnCourseAccess.NOBODY:
        return Course.objects.none()
    published = Revision.objects.filter(course=OuterRef("pk"), offered_at__isnull=False)
    return Course.objects.filter(
        Exists(published),
        Exists(running_grants(officer.organisation_id)),
        owner=officer.organisation_id,
    )


def assignable_courses(officer: Member) -> QuerySet[Course]:
    """The courses that the organisation may assign today, its own among them."""
    contracted, own = contracted_courses(officer), own_courses(officer)
    return Course.objects.filter(Q(pk__in=contracted.values("pk")) | Q(pk__in=own.values("pk")))


def first_days(officer: Member) -> dict[int, dt.date]:
    """Course of the catalogue → the day from which a contract that is to come opens it.

    Without those that are open today. One statement.
    """
    running = running_grants(officer.organisation_id).values("course_id")
    coming = AccessGrant.objects.filter(
        organisation_id=officer.organisation_id, starts_on__gt=clock.today()
    ).exclude(course__in=running)
    days = coming.order_by().values_list("course_id").annotate(first=Min("starts_on"))
    return dict(days)


def plannable_courses(officer: Member) -> QuerySet[Course]:
    """What the officer may assign, the courses among them whose contract is to come."""
    coming = AccessGrant.objects.filter(
        organisation_id=officer.organisation_id, starts_on__gt=clock.today()
    )
    return assignable_courses(officer) | Course.objects.filter(pk__in=coming.values("course_id"))


def assignable_offers(officer: Member) -> QuerySet[Offer]:
    """The editions of the organisation that offer learners something today.

    An own course has only one, which needs no choice.
    """
    offering = Revision.objects.filter(offer=OuterRef("pk"), offered_at__isnull=False)
    return Offer.objects.filter(
        Exists(offering),
        organisation_id=officer.organisation_id,
        course__in=plannable_courses(officer).values("pk"),
        course__owner=None,
    )


def offers_of(officer: Member, course: Course) -> QuerySet[Offer]:
    """The editions of a course that are the organisation's."""
    return Offer.objects.filter(organisation_id=officer.organisation_id, course=course)


def members_under(department: Department) -> QuerySet[Member]:
    """The present members of a department and of those below it."""
    return (
        Member.objects.present()
        .filter(
            organisation_id=department.organisation_id,
            departments__until_on=None,
            departments__department__path__startswith=department.path,
        )
        .distinct()
    )


def assigned_title(assignment: Assignment, language: str) -> str:
    """The title of an assignment, by the newest revision of its course."""
    return assignment_title(assignment, starting_revision(assignment).pk, language)


def assignment_title(assignment: Assignment, revision_pk: int, language: str) -> str:
    """The title of what is assigned; that of a delta says that it is one."""
    title = revision_text(revision_pk, language).title
    return delta_title(title) if assignment.kind == EnrolmentKind.DELTA else title
