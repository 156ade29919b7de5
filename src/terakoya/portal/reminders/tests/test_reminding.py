"""Reminders by hand: whom they reach, how often, when and with which words."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse

from terakoya.portal.accounts.models import Member, Person
from terakoya.portal.common import clock
from terakoya.portal.delivery.bounces import note_bounce
from terakoya.portal.delivery.choices import BounceKind
from terakoya.portal.delivery.models import OutboxMessage
from terakoya.portal.delivery.worker import send_waiting
from terakoya.portal.learning.services import end_assignment, exempt_members
from terakoya.portal.learning.standing_choice import Choice
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.reminders.choices import ReminderState
from terakoya.portal.reminders.errors import AssignmentOver, NobodyToRemind, TextUnusable
from terakoya.portal.reminders.models import LastReminder, Reminder, ReminderRun
from terakoya.portal.reminders.selectors import notices_of, run_report, sheet_of
from terakoya.portal.reminders.services import (
    begin_planned_runs,
    queue_batch,
    queue_unfinished,
    queueing,
)
from tests.factories import make_member, make_organisation
from tests.statements import counted_statements

from .kept import kept_office, office
from .world import LATE, TEN, Office, days

__all__ = ["kept_office", "office"]


def to() -> list[str]:
    return sorted(address for one in mail.outbox for address in one.to)


def test_late_members_get_one_mail_each(office: Office) -> None:
    with clock.fixed_at(TEN):
        run = office.remind()
        assert (send_waiting(), send_waiting()) == (3, 0)
    assert to() == sorted(str(one.person.email) for one in office.learners)
    assert run.number == 3
    assert mail.outbox[0].subject == "受講のお願い：STOP! カスタマーハラスメント"
    text = str(mail.outbox[0].body)
    for words in ("佐藤 美咲さん", "2026年11月20日（金）", "勤務時間内に受講してください", "/my/"):
        assert words in text
    assert "{" not in text
    report = run_report(run)
    assert (report.mails, report.waiting, report.failed) == (3, 0, [])


def test_nobody_is_reminded_twice_within_three_days(office: Office) -> None:
    with clock.fixed_at(TEN):
        office.remind(Choice(members=(office.learners[0].uuid,)))
    with clock.fixed_at(days(2)):
        sheet = sheet_of(office.assignment, Choice(state="late"))
        assert (sheet.chosen, sheet.sent, sheet.not_sent) == (3, 2, 1)
        assert [(one.name, one.from_when) for one in sheet.left_out] == [
            ("佐藤 美咲", "11月27日（金）から送れます")
        ]
        assert office.remind().number == 2
        with pytest.raises(NobodyToRemind, match="3日以内"):
            office.remind()
    with clock.fixed_at(days(3)):
        assert office.remind().number == 1


def test_nobody_is_reminded_of_an_ended_assignment(office: Office) -> None:
    page = reverse("reminders:remind", kwargs={"assignment": office.assignment.uuid})
    with clock.fixed_at(TEN):
        client = signed_in(office.owner)
        assert client.get(page, {"state": "late"}).status_code == 200
        office.remind(Choice(members=(office.learners[0].uuid,)))
        end_assignment(by=office.owner, assignment=office.assignment)
        office.assignment.refresh_from_db()
        with pytest.raises(AssignmentOver, match="終了しています"):
            office.remind()
        for answer in (client.get(page, {"state": "late"}), client.post(page, {"send": "1"})):
            assert answer["Location"].endswith(f"/assignments/{office.assignment.uuid}/")
        assert "案内は送れません" in client.get(answer["Location"]).content.decode()
        # What was queued before it ended is dropped, not sent.
        send_waiting()
        assert (to(), Reminder.objects.get().state) == ([], ReminderState.DROPPED)
        assert sheet_of(office.assignment, LATE).chosen == 0
    with clock.fixed_at(days(4)):
        assert (begin_planned_runs(), queue_unfinished()) == (0, 0)
    assert ReminderRun.objects.count() == 1


def test_nobody_on_leave_is_reminded(office: Office) -> None:
    away, ends_today, since_tomorrow = office.learners
    leaves = {away: (days(-1), None), ends_today: (days(-9), TEN), since_tomorrow: (days(1), None)}
    for member, (since, until) in leaves.items():
        member.on_leave_since = since.date()
        member.on_leave_until = until.date() if until else None
        member.save()
    with clock.fixed_at(TEN):
        late = sheet_of(office.assignment, LATE)
        assert (late.chosen, late.sent, list(late.left_out)) == (1, 1, [])
        ticked = Choice(members=tuple(member.uuid for member in leaves))
        sheet = sheet_of(office.assignment, ticked)
        assert (sheet.chosen, sheet.sent) == (3, 1)
        assert [one.reason for one in sheet.left_out] == ["休職中です", "休職中です"]
        since_tomorrow.refresh_from_db()
        assert office.remind().number == 1
        assert send_waiting() == 1
    assert to() == [str(since_tomorrow.person.email)]
    with clock.fixed_at(days(1)), pytest.raises(NobodyToRemind):
        office.remind(Choice(members=(away.uuid, since_tomorrow.uuid)))


def test_who_went_on_leave_after_the_run_was_queued_gets_no_mail(office: Office) -> None:
    with clock.fixed_at(TEN):
        office.remind()
        Member.objects.filter(pk=office.learners[0].pk).update(on_leave_since=TEN.date())
        send_waiting()
    assert to() == sorted(str(one.person.email) for one in office.learners[1:])


def test_outside_working_hours_mails_wait_for_the_morning(office: Office) -> None:
    saturday = dt.datetime(2026, 11, 28, 20, tzinfo=clock.TOKYO)
    monday = dt.datetime(2026, 11, 30, 9, tzinfo=clock.TOKYO)
    with clock.fixed_at(saturday):
        run = office.remind()
        assert (run.send_at, send_waiting()) == (monday, 0)
        assert not notices_of(office.learners[0]).exists()
    with clock.fixed_at(monday):
        assert send_waiting() == 3
        assert notices_of(office.learners[0]).count() == 1
    assert len(mail.outbox) == 3


def test_a_retry_after_hours_waits_for_the_morning_and_spends_no_attempt(office: Office) -> None:
    with clock.fixed_at(TEN):
        office.remind()
    with clock.fixed_at(TEN.replace(hour=18, minute=1)):
        assert send_waiting() == 3
    assert mail.outbox == []
    morning = dt.datetime(2026, 11, 25, 9, tzinfo=clock.TOKYO)
    assert set(OutboxMessage.objects.values_list("attempts", "run_after")) == {(0, morning)}
    with clock.fixed_at(morning):
        send_waiting()
    assert len(mail.outbox) == 3


def test_who_completed_left_or_is_exempt_meanwhile_gets_no_mail(office: Office) -> None:
    done, left, exempt = office.learners
    with clock.fixed_at(TEN):
        run = office.remind()
        office.complete(done)
        Member.objects.filter(pk=left.pk).update(left_on=clock.today())
        exempt_members(
            by=office.owner, assignment=office.assignment, members=[exempt], reason="休職"
        )
        send_waiting()
    assert mail.outbox == []
    assert run_report(run).dropped == 3
    assert set(Reminder.objects.values_list("state", flat=True)) == {ReminderState.DROPPED}


def test_who_has_no_mail_finds_a_notice(office: Office) -> None:
    office.without_mail(office.learners[0])
    with clock.fixed_at(TEN):
        sheet = sheet_of(office.assignment, Choice(state="late"))
        assert (sheet.mails, sheet.pages) == (2, 1)
        office.remind()
        send_waiting()
        assert notices_of(office.learners[0]).count() == 1
    assert len(mail.outbox) == 2


def test_nothing_is_mailed_to_an_address_that_does_not_exist(office: Office) -> None:
    unknown, full, _third = office.learners
    for one, kind in ((unknown, BounceKind.UNKNOWN), (full, BounceKind.FULL)):
        note_bounce(one.organisation.uuid, str(one.person.email), kind, "")
    with clock.fixed_at(TEN):
        assert sheet_of(office.assignment, Choice(state="late")).mails == 2
        run = office.remind()
        send_waiting()
    assert str(unknown.person.email) not in to() and len(to()) == 2
    report = run_report(run)
    assert (report.mails, report.pages, report.waiting) == (2, 1, 0)
    message = OutboxMessage.objects.order_by("id")[0]
    OutboxMessage.objects.filter(pk=message.pk).update(failed_at=TEN)  # it came back later
    report = run_report(run)
    assert (report.mails, report.waiting, len(report.failed)) == (1, 0, 1)


def test_no_free_text_goes_to_an_address_that_nobody_has_proven(office: Office) -> None:
    invited = office.learners[0]
    Member.objects.filter(pk=invited.pk).update(joined_at=None, invited_at=TEN)
    Person.objects.filter(pk=invited.person_id).update(email=None, email_confirmed_at=None)
    with clock.fixed_at(TEN):
        office.remind(body="{氏名}さん、https://bad.example/ へ\n")
        send_waiting()
    texts = {one.to[0]: str(one.body) for one in mail.outbox}
    assert "bad.example" not in texts[str(invited.email)]
    assert "/invitation/" in texts[str(invited.email)]
    assert "bad.example" in texts[str(office.learners[1].person.email)]


def test_the_language_of_the_person_chooses_the_text(office: Office) -> None:
    Person.objects.filter(pk=office.learners[0].person_id).update(language="en")
    with clock.fixed_at(TEN):
        office.remind(Choice(members=(office.learners[0].uuid,)))
        send_waiting()
    (sent,) = mail.outbox
    assert sent.subject.startswith("Please take your course: ")
    assert "during your working hours" in str(sent.body)


@pytest.mark.parametrize(
    ("body", "words"),
    [("{社員番号}です", "社員番号"), ("", "入力"), ("長" * 2001, "2000字")],
)
def test_texts_that_cannot_be_sent_are_refused(office: Office, body: str, words: str) -> None:
    with clock.fixed_at(TEN), pytest.raises(TextUnusable, match=words) as refusal:
        office.remind(body=body)
    assert refusal.value.field == "body_ja"
    assert (ReminderRun.objects.count(), OutboxMessage.objects.count()) == (0, 0)


def test_members_of_another_organisation_are_never_reached(office: Office) -> None:
    stranger = make_member(make_organisation("例示物産株式会社"))
    with clock.fixed_at(TEN), pytest.raises(NobodyToRemind):
        office.remind(Choice(members=(stranger.uuid,)))
    assert not Reminder.objects.exists()


def test_values_are_put_in_once(office: Office) -> None:
    Member.objects.filter(pk=office.learners[0].pk).update(name="{受講のリンク} https://a.example")
    with clock.fixed_at(TEN):
        office.remind(Choice(members=(office.learners[0].uuid,)), body="{氏名}さん")
        send_waiting()
    assert str(mail.outbox[0].body) == "{受講のリンク} https：／／a．exampleさん"


def test_the_database_holds_one_reminder_a_member_and_day(office: Office) -> None:
    with clock.fixed_at(TEN):
        run = office.remind()
    other = ReminderRun.objects.create(
        organisation=office.organisation,
        assignment=office.assignment,
        kind=run.kind,
        created_at=TEN,
        send_at=TEN,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.update(run=other, on=run.send_at.date())
        Reminder.objects.create(
            organisation=office.organisation,
            run=run,
            member=office.learners[0],
            on=run.send_at.date(),
            channel="page",
        )


def test_a_run_is_worked_off_in_batches_and_each_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "BATCH", 2)
    with clock.fixed_at(TEN):
        run = office.remind()
        assert (run.number, run.queued_at) == (2, None)
        assert queue_unfinished() == 1
        assert queue_batch(run.pk)
        run.refresh_from_db()
        assert (run.number, Reminder.objects.count()) == (3, 3)
    assert run.queued_at is not None
    assert LastReminder.objects.count() == 3


def test_queueing_costs_the_same_for_three_and_for_thirty(office: Office) -> None:
    costs = []
    for number in (0, 27):
        with clock.fixed_at(TEN):
            for _ in range(number):
                make_member(office.organisation)
            LastReminder.objects.all().delete()
            Reminder.objects.all().delete()
            with counted_statements() as statements:
                assert office.remind().number == 3 + number
            costs.append(len(statements))
    assert costs[0] == costs[1]
