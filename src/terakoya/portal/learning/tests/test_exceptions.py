"""Who is exempt from an assignment, and who has more time for it."""

from __future__ import annotations

import datetime as dt
from copy import deepcopy

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.learning.access import get_assignment_for
from terakoya.portal.learning.errors import DueDateUnusable, MemberOfAnother, ReasonMissing
from terakoya.portal.learning.models import Assignment, Enrolment, Exemption, Extension
from terakoya.portal.learning.selectors.courses import my_course, my_courses
from terakoya.portal.learning.selectors.standing import assigned_members, late, members_with_runs
from terakoya.portal.learning.services import (
    end_exemption,
    exempt_members,
    extend_members,
    move_due_date,
    open_enrolment,
)
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.made_once import made_once_by

NOON = dt.datetime(2026, 11, 25, 3, tzinfo=dt.UTC)
TODAY = NOON.date()


class Place:
    """An assignment that was due yesterday, an owner and two learners."""

    def __init__(self) -> None:
        organisation = make_organisation()
        self.owner = make_owner(organisation)
        self.assignment: Assignment = give_course(self.owner, publish_flagship().course)
        yesterday = NOON - dt.timedelta(days=1)
        with clock.fixed_at(yesterday):
            move_due_date(by=self.owner, assignment=self.assignment, due_on=yesterday.date())
        self.learner = make_member(organisation, "佐藤 美咲")
        self.colleague = make_member(organisation, "鈴木 一郎")

    def late_names(self) -> list[str]:
        found = members_with_runs(self.assignment).filter(late())
        return list(found.order_by("name").values_list("name", flat=True))

    def exempt(self, *members: Member, reason: str = "育児休業中のため") -> int:
        return exempt_members(
            by=self.owner, assignment=self.assignment, members=members, reason=reason
        )

    def extend(self, *members: Member, days: int) -> int:
        day = TODAY + dt.timedelta(days=days)
        return extend_members(
            by=self.owner, assignment=self.assignment, members=members, due_on=day
        )


def make_place() -> Place:
    with clock.fixed_at(NOON):
        return Place()


made_place = made_once_by(make_place)


@pytest.fixture
def place(made_place: Place, db: None) -> Place:
    return deepcopy(made_place)


def test_exempt_member_is_neither_asked_nor_counted(place: Place) -> None:
    with clock.fixed_at(NOON):
        assert place.exempt(place.learner) == 1
        assert place.late_names() == ["見本 太郎", "鈴木 一郎"]
        assert my_courses(place.learner, "ja") == []
        with pytest.raises(Http404):
            get_assignment_for(place.learner, place.assignment.uuid)
        assert get_assignment_for(place.colleague, place.assignment.uuid) == place.assignment
        end_exemption(by=place.owner, assignment=place.assignment, member=place.learner)
        assert place.late_names() == ["佐藤 美咲", "見本 太郎", "鈴木 一郎"]


def test_exempt_passes_over_who_has_completed_and_who_is_exempt(place: Place) -> None:
    with clock.fixed_at(NOON):
        run = open_enrolment(member=place.learner, assignment=place.assignment, language="ja")
        Enrolment.objects.filter(pk=run.pk).update(completed_at=NOON)
        assert place.exempt(place.learner, place.colleague) == 1
        assert place.exempt(place.colleague, reason="異動のため") == 0
    assert list(Exemption.objects.values_list("member", "reason")) == [
        (place.colleague.pk, "育児休業中のため")
    ]


@pytest.mark.parametrize("reason", ["", " 　\n", "長" * 201])
def test_exempt_without_a_usable_reason_is_refused(place: Place, reason: str) -> None:
    with pytest.raises(ReasonMissing, match="理由"):
        place.exempt(place.learner, reason=reason)
    assert not Exemption.objects.exists()


def test_database_holds_no_exemption_without_a_reason(place: Place) -> None:
    with clock.fixed_at(NOON):
        place.exempt(place.learner)
    with pytest.raises(IntegrityError), transaction.atomic():
        Exemption.objects.update(reason="")


def test_extended_member_is_late_from_their_own_day_on(place: Place) -> None:
    with clock.fixed_at(NOON):
        assert place.extend(place.learner, days=2) == 1
        assert place.late_names() == ["見本 太郎", "鈴木 一郎"]
        course = my_course(place.learner, place.assignment, "ja")
        assert course is not None
        assert (course.is_late, course.days_left) == (False, 2)
        other = my_course(place.colleague, place.assignment, "ja")
        assert other is not None
        assert other.is_late
    with clock.fixed_at(NOON + dt.timedelta(days=3)):
        assert place.late_names() == ["佐藤 美咲", "見本 太郎", "鈴木 一郎"]


def test_extending_again_moves_the_same_day(place: Place) -> None:
    with clock.fixed_at(NOON):
        place.extend(place.learner, days=2)
        place.extend(place.learner, days=0)
        with pytest.raises(DueDateUnusable):
            place.extend(place.learner, days=-1)
    assert Extension.objects.get().due_on == TODAY


def test_members_of_another_organisation_are_refused(place: Place) -> None:
    stranger = make_member(make_organisation("例示物産株式会社"))
    with clock.fixed_at(NOON):
        with pytest.raises(MemberOfAnother):
            place.exempt(stranger)
        with pytest.raises(MemberOfAnother):
            place.extend(stranger, days=2)
        with pytest.raises(MemberOfAnother):
            end_exemption(by=place.owner, assignment=place.assignment, member=stranger)
    assert (Exemption.objects.count(), Extension.objects.count()) == (0, 0)


def test_members_beside_an_assignment_get_no_day(place: Place) -> None:
    with clock.fixed_at(NOON):
        place.exempt(place.learner)
        assert place.extend(place.learner, days=2) == 0
        assert place.learner not in assigned_members(place.assignment)
