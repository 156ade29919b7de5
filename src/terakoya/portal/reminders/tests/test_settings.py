"""Each of the organisation's settings of assignments and reminders, by its effect."""

from __future__ import annotations

import datetime as dt
from email.header import decode_header, make_header

import pytest
from django.core import mail
from django.urls import reverse

from terakoya.portal.accounts.models import Member, Organisation, Person
from terakoya.portal.accounts.services import add_member
from terakoya.portal.common import clock
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.learning.choices import Audience
from terakoya.portal.learning.errors import DaysUnusable
from terakoya.portal.learning.models import Assignment, AssignmentDefaults
from terakoya.portal.learning.services import Defaults, assign_course, change_defaults
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.reminders.models import Reminder, ReminderRun, ReminderSettings
from terakoya.portal.reminders.selectors import notice_words, usual_texts
from terakoya.portal.reminders.services import change_settings, queue_unfinished

from .kept import kept_office, office
from .test_planning import details
from .world import TEN, Office

__all__ = ["kept_office", "office"]

PAGE = "/manage/reminders/settings/"
PLAIN = {"weekdays": ["0", "1", "2", "3", "4"], "opens": "9", "closes": "18", "offsets": "0"}


def announced(office: Office, *members: Member) -> list[str]:
    """What arrives of a new assignment, each as sender and text."""
    with clock.fixed_at(TEN):
        assign_course(
            by=office.owner,
            course=office.assignment.course,
            due_on=None,
            audience=Audience.CHOSEN,
            members=members,
            announce=True,
        )
        queue_unfinished()
        send_waiting()
    return [
        f"{make_header(decode_header(one.message()['From']))}\n{one.body}" for one in mail.outbox
    ]


def change(office: Office, **changes: object) -> None:
    with clock.fixed_at(TEN):
        change_settings(by=office.owner, details=details(**changes))


def test_a_new_assignment_begins_with_what_is_set(office: Office) -> None:
    client = signed_in(office.owner)
    with clock.fixed_at(TEN):
        sent = {**PLAIN, "due_days": "30", "arrival_days": "14", "in_working_hours": "on"}
        assert client.post(PAGE, sent).status_code == 302
        form = client.get("/manage/assignments/new/").context["form"]
        values = {name: form[name].value() for name in ("due_on", "arrival_days", "announce")}
        assert values == {"due_on": dt.date(2026, 12, 24), "arrival_days": 14, "announce": False}
        assert form["in_working_hours"].value() is True
        shown = client.get(PAGE).context["form"]
        assert (shown["due_days"].value(), shown["announces"].value()) == (30, False)
    # What exists stays as it is.
    assert Assignment.objects.get().arrival_days is None


def test_days_that_cannot_be_are_refused(office: Office) -> None:
    client = signed_in(office.owner)
    for days in ("0", "366", "十日"):
        assert client.post(PAGE, {**PLAIN, "due_days": days}).status_code == 422
    with pytest.raises(DaysUnusable):
        change_defaults(by=office.owner, defaults=Defaults(due_days=0))
    assert not AssignmentDefaults.objects.exists()


def test_mails_bear_the_name_and_the_sentence_of_the_organisation(office: Office) -> None:
    change(office, sender_name="みほん商事 人事部", hours_ja="始業から終業までに受けてください。")
    (text,) = announced(office, office.learners[0])
    assert text.startswith("みほん商事 人事部 <")
    assert "始業から終業までに受けてください。" in text
    assert "勤務時間内に受講してください。" not in text
    assert "始業から終業まで" in usual_texts(office.assignment)["ja"].body
    assert "working hours" in usual_texts(office.assignment)["en"].body
    words = notice_words(Reminder.objects.get(), "ja")
    assert words is not None
    assert "始業から終業まで" in words.body


def test_who_has_not_joined_reads_no_words_of_the_officer(office: Office) -> None:
    """Nobody has shown that the address is theirs: it gets what the portal itself says."""
    change(office, sender_name="警察", hours_ja="https://evil.example で支払ってください。")
    learner = office.learners[0]
    Member.objects.filter(pk=learner.pk).update(
        joined_at=None, invited_at=TEN, email="a@mihon.example"
    )
    Person.objects.filter(pk=learner.person_id).update(email=None, email_confirmed_at=None)
    (text,) = announced(office, learner)
    assert text.startswith("Terakoya <")
    assert "勤務時間内に受講してください。" in text
    assert "evil" not in text


def test_a_sender_takes_no_second_header(office: Office) -> None:
    change(office, sender_name="人事\r\nBcc: all@mihon.example")
    (text,) = announced(office, office.learners[0])
    assert "\n" not in text.split(" <")[0]
    assert mail.outbox[0].recipients() == [office.learners[0].person.email]


def test_new_people_have_the_language_that_is_set(office: Office) -> None:
    client = signed_in(office.owner)
    with clock.fixed_at(TEN):
        first = add_member(by=office.owner, name="初 子", email="first@mihon.example")
        assert client.post(PAGE, {**PLAIN, "language": "en"}).status_code == 302
        owner = Member.objects.get(pk=office.owner.pk)
        later = add_member(by=owner, name="後 子", email="later@mihon.example")
    assert (first.person.language, later.person.language) == ("ja", "en")
    assert client.post(PAGE, {**PLAIN, "language": "xx"}).status_code == 422
    assert Organisation.objects.get().language == "en"


def test_sending_hours_and_own_holidays_hold_a_mail_back(office: Office) -> None:
    change(office, opens=13, closes=15, closed_days=(dt.date(2026, 11, 24),))
    with clock.fixed_at(TEN):
        run = office.remind()
    assert run.send_at == dt.datetime(2026, 11, 25, 13, tzinfo=clock.TOKYO)


@pytest.mark.once
def test_the_page_is_reached_from_the_settings_of_the_organisation(office: Office) -> None:
    client = signed_in(office.owner)
    page = client.get(reverse("accounts:organisation-settings")).content.decode()
    assert reverse("reminders:reminder-settings") in page
    shown = client.get(PAGE)
    assert [one.url for one in shown.context["manage_menu"] if one.is_current] == [
        reverse("accounts:organisation-settings")
    ]
    assert not ReminderSettings.objects.exists()
    assert not ReminderRun.objects.exists()
