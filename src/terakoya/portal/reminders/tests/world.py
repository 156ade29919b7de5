"""An organisation with an assignment whose due date has passed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.common import clock
from terakoya.portal.common.clock import TOKYO
from terakoya.portal.learning.services import move_due_date, open_enrolment
from terakoya.portal.learning.standing_choice import Choice
from terakoya.portal.reminders.models import ReminderRun
from terakoya.portal.reminders.services import remind_members
from terakoya.portal.reminders.wording import LANGUAGES, Words, usual_words
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)

# A Tuesday after a holiday.
TEN = dt.datetime(2026, 11, 24, 10, tzinfo=TOKYO)
DUE = dt.date(2026, 11, 20)
LATE = Choice(state="late")


def days(number: float) -> dt.datetime:
    """So many days after TEN."""
    return TEN + dt.timedelta(days=number)


def usual_texts(**changes: str) -> dict[str, Words]:
    """The usual texts with changes of the Japanese one."""
    texts = {language: usual_words(language) for language in LANGUAGES}
    texts["ja"] = Words(**{**vars(texts["ja"]), **changes})
    return texts


class Office:
    """Owner, three learners who are late; times are those of TEN."""

    def __init__(self) -> None:
        with clock.fixed_at(TEN - dt.timedelta(days=30)):
            self.organisation = make_organisation()
            self.owner = make_owner(self.organisation)
            self.assignment: Any = give_course(self.owner, publish_flagship().course, seats=99)
            self.sales = make_department(self.organisation, "営業部")
            self.learners = [
                make_member(self.organisation, name, department=self.sales)
                for name in ("佐藤 美咲", "鈴木 一郎", "高橋 未来")
            ]
            move_due_date(by=self.owner, assignment=self.assignment, due_on=DUE)
            self.complete(self.owner)

    def complete(self, member: Member) -> None:
        """Let somebody have completed."""
        run = open_enrolment(member=member, assignment=self.assignment, language="ja")
        run.completed_at = clock.now()
        run.save()

    def remind(self, choice: Choice = LATE, **changes: str) -> ReminderRun:
        """As the officer does it."""
        return remind_members(
            by=self.owner,
            assignment=self.assignment,
            choice=choice,
            texts=usual_texts(**changes),
        )

    def without_mail(self, member: Member) -> None:
        """Take somebody's addresses away."""
        Member.objects.filter(pk=member.pk).update(email=None)
        Person.objects.filter(pk=member.person_id).update(email=None, email_confirmed_at=None)
