"""Whom a run of reminders reaches, whom not and why; what was sent before."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, Count, Q, QuerySet, When
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from ..accounts.models import Member, is_on_leave
from ..accounts.selectors.unreachable import returned_from
from ..accounts.tokens import invitation_token
from ..common import clock
from ..common.dates import full_day, short_day
from ..delivery.choices import BounceKind
from ..delivery.models import OutboxMessage
from ..learning.models import Assignment
from ..learning.selectors.courses import MyCourse, assignment_title, my_course
from ..learning.standing_choice import Choice, chosen_members
from ..learning.starting_revision import starting_revision
from .choices import Channel, ReminderState, RunKind
from .models import Reminder, ReminderPlan, ReminderRun, ReminderSettings
from .wording import CHAT, LANGUAGES, Words, fill, usual_words
from .working_days import WorkCalendar

PAUSE: Final = dt.timedelta(days=3)
SHOWN: Final = 50
HAS_ADDRESS: Final = (
    (
        Q(person__email__isnull=False, person__email_confirmed_at__isnull=False)
        | Q(email__isnull=False)
    )
    & (Q(joined_at__isnull=False) | Q(invited_at__isnull=False))
    & ~returned_from(BounceKind.UNKNOWN)
)


def settings_of(organisation_id: int) -> ReminderSettings:
    """How an organisation reminds: its row, or the defaults."""
    found = ReminderSettings.objects.filter(organisation_id=organisation_id).first()
    return found or ReminderSettings(organisation_id=organisation_id)


def plan_of(assignment: Assignment, usual: ReminderSettings) -> ReminderPlan:
    """The days of an assignment: its own, or the organisation's."""
    found = ReminderPlan.objects.filter(assignment=assignment).first()
    return found or ReminderPlan(
        organisation_id=assignment.organisation_id,
        assignment=assignment,
        is_on=usual.is_on,
        offsets=usual.offsets,
    )


# -- whom a run is for --------------------------------------------------------------------------


def open_members(assignment: Assignment, choice: Mapping[str, Any]) -> QuerySet[Any, Any]:
    """Those of them who have not completed; nobody of an assignment that has ended."""
    members = chosen_members(assignment, choice).filter(run__completed_at=None)
    return members.none() if assignment.is_over(clock.today()) else members


def rested(on: dt.date) -> Q:
    """Members at work whose last reminder is long enough ago on a day."""
    has_paused = Q(last_reminder__on=None) | Q(last_reminder__on__lte=on - PAUSE)
    return has_paused & ~is_on_leave(on)


def pause_end(last: dt.date) -> dt.date:
    """From when on somebody may be reminded again."""
    return last + PAUSE


@dataclass(frozen=True)
class LeftOut:
    """Somebody who is not sent a reminder now, and why."""

    member: uuid.UUID
    name: str
    reason: str
    from_when: str


@dataclass(frozen=True)
class Sheet:
    """What the sheet shows before anything is sent; `send_at`: when mails leave."""

    chosen: int
    mails: int
    pages: int
    left_out: list[LeftOut]
    send_at: dt.datetime
    previous: ReminderRun | None

    @property
    def sent(self) -> int:
        """How many get it."""
        return self.mails + self.pages

    @property
    def not_sent(self) -> int:
        """How many do not."""
        return self.chosen - self.sent

    @property
    def is_at_once(self) -> bool:
        """Whether mails leave now."""
        return self.send_at <= clock.now()


def sheet_of(assignment: Assignment, choice: Choice) -> Sheet:
    """Counts and reasons; five statements, whatever the number of members."""
    usual = settings_of(assignment.organisation_id)
    send_at = usual.calendar.next_moment(clock.now())
    on = send_at.astimezone(clock.TOKYO).date()
    chosen = chosen_members(assignment, choice.as_json())
    is_open = Q(run__completed_at=None)
    reached = is_open & rested(on)
    counts = chosen.aggregate(
        chosen=Count("id"),
        mails=Count("id", filter=reached & HAS_ADDRESS),
        reached=Count("id", filter=reached),
    )
    return Sheet(
        chosen=counts["chosen"],
        mails=counts["mails"],
        pages=counts["reached"] - counts["mails"],
        left_out=_left_out(chosen.exclude(reached), on) if counts["chosen"] else [],
        send_at=send_at,
        previous=ReminderRun.objects.filter(assignment=assignment, number__gt=0)
        .order_by("-id")
        .first(),
    )


def _left_out(members: QuerySet[Any, Any], on: dt.date) -> list[LeftOut]:
    away = Case(When(is_on_leave(on), then=True), default=False)
    rows = (
        members.annotate(away=away)
        .order_by("name_kana", "name", "id")
        .values_list("uuid", "name", "run__completed_at", "last_reminder__on", "away")
    )
    return [_reason(*row) for row in rows[:SHOWN]]


def _reason(
    member: uuid.UUID, name: str, completed: dt.datetime | None, last: dt.date | None, away: bool
) -> LeftOut:
    if away and completed is None:
        return LeftOut(member, name, _("休職中です"), "")
    if completed is not None or last is None:
        return LeftOut(member, name, _("修了しています"), "")
    reason = _("%(day)sに案内したばかりです") % {"day": short_day(last)}
    again = _("%(day)sから送れます") % {"day": short_day(pause_end(last))}
    return LeftOut(member, name, reason, again)


def first_reached(assignment: Assignment, choice: Choice, on: dt.date) -> Member | None:
    """Somebody who gets the reminder, to show how it arrives."""
    members = open_members(assignment, choice.as_json()).filter(rested(on))
    found: Member | None = (
        members.select_related("person", "organisation").order_by("name_kana", "name", "id").first()
    )
    return found


# -- what one member reads ----------------------------------------------------------------------


def usual_texts(assignment: Assignment) -> dict[str, Words]:
    """What is sent of an assignment unless somebody changes it, by language."""
    hours = settings_of(assignment.organisation_id).hours_words
    says_hours = assignment.in_working_hours
    return {
        one: usual_words(one, in_working_hours=says_hours, hours=hours[one]) for one in LANGUAGES
    }


def words_for(run: ReminderRun, member: Member, language: str, usual: ReminderSettings) -> Words:
    """The text of a run for a member, with its places.

    Nobody has proven the address of who has not joined: no free text goes there.
    """
    kept = run.texts.get(language)
    if kept and member.joined_at:
        return Words(kept["subject"], kept["body"])
    return usual_words(
        language,
        in_working_hours=run.assignment.in_working_hours,
        is_new=run.kind == RunKind.NEW,
        hours=usual.hours_words[language] if member.joined_at else "",
    )


def filled_for(
    member: Member, course: MyCourse, words: Words, language: str, link: str | None = None
) -> Words:
    """A text with the places filled in for a member; `link` in place of their own."""
    with translation.override(language):
        values = {
            "name": member.name,
            "course": course.text.title,
            "due": full_day(course.due_on) if course.due_on else _("未定"),
            "left": _("約%(n)d分") % {"n": course.minutes_left},
            "link": link or link_for(member, course),
        }
    return fill(words, values)


def link_for(member: Member, course: MyCourse) -> str:
    """Where the course goes on; for who has not joined yet, where they join."""
    if member.joined_at is None and member.email:
        path = reverse("accounts:invitation", kwargs={"token": invitation_token(member)})
    elif course.enrolment is not None:
        path = reverse("learning:enrolment", kwargs={"enrolment": course.enrolment.uuid})
    else:
        path = reverse("learning:my")
    return settings.BASE_URL.rstrip("/") + path


def common_link() -> str:
    """What leads everybody to their own courses and proves nothing."""
    return settings.BASE_URL.rstrip("/") + reverse("learning:my")


def address_of(member: Member) -> str:
    """Where a reminder goes: the person's own proven address, else the roster's."""
    person = member.person
    if member.joined_at is None and member.invited_at is None:
        return ""
    if person.email and person.email_confirmed_at:
        return person.email
    return member.email or ""


def is_wanted(member: Member, assignment: Assignment, language: str) -> MyCourse | None:
    """The course as it stands for the member; `None` where there is nothing left to ask for."""
    if member.is_on_leave:
        return None
    course = my_course(member, assignment, language)
    return None if course is None or course.state == "completed" else course


def sample_of(assignment: Assignment, choice: Choice, words: Words, language: str) -> Words | None:
    """How the reminder arrives with the first who gets it, without their personal link."""
    send_at = settings_of(assignment.organisation_id).calendar.next_moment(clock.now())
    member = first_reached(assignment, choice, send_at.astimezone(clock.TOKYO).date())
    if member is None:
        return None
    course = is_wanted(member, assignment, language)
    return filled_for(member, course, words, language, common_link()) if course else None


# -- what was sent ------------------------------------------------------------------------------


@dataclass(frozen=True)
class RunReport:
    """What became of a run; `failed`: members whose mail could not be delivered."""

    run: ReminderRun
    mails: int
    pages: int
    waiting: int
    dropped: int
    failed: list[str]


def run_report(run: ReminderRun) -> RunReport:
    """Two statements."""
    rows = run.reminders.aggregate(
        mails=Count("id", filter=Q(channel=Channel.MAIL, state=ReminderState.SENT)),
        pages=Count("id", filter=Q(channel=Channel.PAGE)),
        waiting=Count("id", filter=Q(state=ReminderState.WAITING)),
        dropped=Count("id", filter=Q(state=ReminderState.DROPPED)),
    )
    lost = OutboxMessage.objects.filter(
        organisation_uuid=run.organisation.uuid, failed_at__isnull=False
    )
    failed = run.reminders.filter(message__in=lost.values("uuid")).order_by("member__name_kana")
    found = list(failed.values_list("member__name", "state")[:SHOWN])
    names = [name for name, _state in found]
    came_back = sum(state == ReminderState.SENT for _name, state in found)
    rows["mails"] -= came_back
    rows["waiting"] -= len(names) - came_back
    return RunReport(run=run, failed=names, **rows)


def notices_of(member: Member) -> QuerySet[Reminder]:
    """The member's reminders that have their time, newest first."""
    return (
        Reminder.objects.filter(
            member=member, organisation_id=member.organisation_id, run__send_at__lte=clock.now()
        )
        .exclude(state=ReminderState.DROPPED)
        .select_related("run__assignment__course")
        .order_by("-id")
    )


def title_of(assignment: Assignment, language: str) -> str:
    """What is assigned, in a language."""
    revision = starting_revision(assignment)
    return assignment_title(assignment, revision.pk, language)


def notice_words(reminder: Reminder, language: str) -> Words | None:
    """The text as the member reads it now; `None` where nothing is left to ask for."""
    member = reminder.member
    course = is_wanted(member, reminder.run.assignment, language)
    if course is None:
        return None
    words = words_for(reminder.run, member, language, settings_of(member.organisation_id))
    return filled_for(member, course, words, language)


def samples_of(
    assignment: Assignment, choice: Choice, texts: Mapping[str, Words]
) -> list[tuple[str, Words]]:
    """How each text arrives with the first who gets it; none where nobody does."""
    samples = ((one, sample_of(assignment, choice, texts[one], one)) for one in texts)
    return [(language, words) for language, words in samples if words is not None]


def chat_text(assignment: Assignment, language: str) -> str:
    """The text for a chat: to everybody, with the link that leads each to their own courses."""
    due = full_day(assignment.due_on) if assignment.due_on else _("未定")
    values = {"course": title_of(assignment, language), "due": due, "link": common_link()}
    body = CHAT[language] % {"code": assignment.organisation.code}
    return fill(Words("", body), values).body


def planned_dates(
    assignment: Assignment, plan: ReminderPlan, calendar: WorkCalendar
) -> list[tuple[int, dt.date]]:
    """The days of a plan in the calendar; none without a due date."""
    if assignment.due_on is None or not plan.is_on:
        return []
    due_on = assignment.due_on
    return [(offset, calendar.shift(due_on, offset)) for offset in sorted(plan.offsets)]
