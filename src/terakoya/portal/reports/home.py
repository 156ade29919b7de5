"""ホーム: what needs the officer today, how the newest assignment goes, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from ..accounts.models import Member
from ..accounts.selectors.join_requests import waiting_requests
from ..common import clock
from ..common.dates import full_day, short_day
from ..editions.selectors import approvals_for, update_news
from ..learning.models import Assignment
from ..learning.selectors.assignments import titled_assignments
from ..proposals.selectors import card_address, card_of, proposals_of
from ..reminders.models import ReminderRun
from ..surveys.choices import WaveState
from ..surveys.models import Wave
from ..surveys.selectors_results import LatestWave
from .law_watch import concerns_of_organisation
from .selectors import SeatUse, ended_courses, next_seats_on, seat_use
from .standing import Funnel, funnel_of
from .trend import Trend, trend_of

SHOWN_ASSIGNMENTS: Final = 3
SURVEY_DAYS: Final = 7  # so long before its last day an open survey is named
AHEAD_DAYS: Final = 90
MOST_DATES: Final = 6


@dataclass(frozen=True)
class Task:
    """Something that needs the officer today: one reason, one button."""

    icon: str
    title: str
    text: str
    url: str
    button: str
    chip: str = ""
    warns: bool = False


@dataclass(frozen=True)
class AssignmentCard:
    """An assignment on the page, with how far its people have come."""

    assignment: Assignment
    title: str
    funnel: Funnel


@dataclass(frozen=True)
class Home:
    """Everything on the page but the checklist."""

    tasks: list[Task]
    cards: list[AssignmentCard]
    trend: Trend | None
    dates: list[tuple[dt.date, str]]
    seats: list[SeatUse]
    next_seats_on: dt.date | None  # looked up where there are none today

    @property
    def more_cards(self) -> list[AssignmentCard]:
        """The assignments that the line does not tell of."""
        return self.cards[1:] if self.trend else self.cards


@dataclass(frozen=True)
class Step:
    """The proposal that a survey leads to first, with its evidence."""

    title: str
    ground: str
    url: str
    list_url: str
    others: int


def next_step(latest: LatestWave | None, language: str) -> Step | None:
    """What the wave that closed last suggests above all; `None` where all of it is decided.

    Five statements where a wave has closed, none else.
    """
    if latest is None or not latest.has_result:
        return None
    found = proposals_of(latest.wave)
    if not found.open:
        return None
    card = card_of(found, found.open[0], language)
    address = reverse("proposals:proposal-list", args=[latest.wave.uuid])
    return Step(
        title=_("%(place)s：%(title)s") % {"place": card.place, "title": card.title},
        ground=card.ground,
        url=card_address(latest.wave, found.open[0]),
        list_url=address,
        others=len(found.open) - 1,
    )


def home_of(officer: Member, language: str) -> Home:
    """The page of an officer; the same statements however many people there are.

    What has ended needs nobody, so nothing on the page tells of it.
    """
    today = clock.today()
    titled = titled_assignments(officer, language)
    going = [(one, title) for one, title in titled if not one.is_over(today)]
    cards = [AssignmentCard(one, title, funnel_of(one)) for one, title in going[:SHOWN_ASSIGNMENTS]]
    seats = seat_use(officer)
    ended = ended_courses(officer)
    # Who cannot open a course any more is not asked to hurry.
    open_cards = [card for card in cards if card.assignment.course_id not in ended]
    surveys = list(
        Wave.objects.filter(organisation_id=officer.organisation_id, state=WaveState.OPEN)
    )
    return Home(
        tasks=[
            *_late_tasks(open_cards),
            *_end_tasks(cards, ended),
            *_request_tasks(officer),
            *_material_tasks(officer, language),
            *_seat_tasks(cards, seats),
            *_survey_tasks(surveys),
            *_fact_tasks(officer),
        ],
        cards=cards,
        trend=trend_of(cards[0].assignment, cards[0].funnel.all) if cards else None,
        dates=_dates(cards, seats, surveys),
        seats=seats,
        next_seats_on=None if seats else next_seats_on(officer),
    )


def _late_tasks(cards: Sequence[AssignmentCard]) -> Iterator[Task]:
    late = [card for card in cards if card.funnel.late]
    last = dict(
        ReminderRun.objects.filter(assignment__in=[card.assignment.pk for card in late])
        .values_list("assignment")
        .annotate(last=Max("created_at"))
    )
    for card in late:
        due = card.assignment.due_on
        days = (clock.today() - due).days if due else 0
        reminded = last.get(card.assignment.pk)
        before = _("前回の案内は%(day)sです。") if reminded else _("まだ案内していません。")
        yield Task(
            icon="clock",
            title=_("%(n)d名が期限を過ぎています") % {"n": card.funnel.late},
            chip=_("%(n)d日超過") % {"n": days} if days > 0 else "",
            text="".join(
                (
                    card.title,
                    _("。未開始%(new)d名、受講中%(running)d名です。")
                    % {"new": card.funnel.new, "running": card.funnel.running},
                    before % {"day": short_day(reminded)} if reminded else before,
                )
            ),
            url=reverse("reminders:remind", args=[card.assignment.uuid]) + "?state=late",
            button=_("リマインドを送る"),
            warns=True,
        )


def _end_tasks(cards: Sequence[AssignmentCard], ended: Mapping[int, dt.date]) -> Iterator[Task]:
    """Courses that people should still learn, and whose seats are over."""
    for course in dict.fromkeys(card.assignment.course_id for card in cards):
        unfinished = [
            card
            for card in cards
            if card.assignment.course_id == course and card.funnel.new + card.funnel.running
        ]
        if course in ended and unfinished:
            yield Task(
                icon="calendar",
                title=_("契約の期間が終わりました"),
                text=_(
                    "%(title)s。受講枠は%(day)sまででした。続けるには、新しく申し込んでください。"
                )
                % {"title": unfinished[0].title, "day": full_day(ended[course])},
                url=reverse("billing:contract-list"),
                button=_("契約・請求書を見る"),
                warns=True,
            )


def _request_tasks(officer: Member) -> Iterator[Task]:
    """Who stands before a poster and waits to be let in."""
    if number := waiting_requests(officer.organisation).count():
        yield Task(
            icon="people",
            title=_("参加の依頼が%(n)d件届いています") % {"n": number},
            text=_("依頼した人は、承認されるまで研修を始められません。"),
            url=reverse("accounts:join-request-list"),
            button=_("依頼を確かめる"),
        )


def _material_tasks(officer: Member, language: str) -> Iterator[Task]:
    for release in approvals_for(officer):
        due, author = release.decide_by, release.author
        yield Task(
            icon="clipboard",
            title=_("%(name)sさんが、自社版の公開の承認を求めています。")
            % {"name": author.name if author else ""},
            text=_("期限 %(due)s") % {"due": full_day(due)} if due else "",
            url=reverse("editions:release", args=[release.uuid]),
            button=_("内容を見る"),
        )
    for news in update_news(officer, language):
        update = news.update
        legal = update.legal_on
        conflicts = _("要確認 %(n)d件") % {"n": update.conflicts} if update.conflicts else ""
        sentences = [
            _("法改正の施行日は%(on)sです。") % {"on": full_day(legal)} if legal else "",
            _("「自社版のまま使い続ける」を選んであります。")
            if update.state == "kept"
            else _("取り込むまで、受講者の画面は変わりません。"),
        ]
        yield Task(
            icon="alert" if news.warns else "info",
            title=_("自社版「%(title)s」に、提供元の新しい版 %(version)s が届いています。")
            % {"title": news.title, "version": update.revision.version},
            chip=conflicts,
            text="".join(sentences),
            url=reverse("editions:update", args=[update.uuid]),
            button=_("更新を見る"),
            warns=news.warns,
        )


def _seat_tasks(cards: Sequence[AssignmentCard], seats: Sequence[SeatUse]) -> Iterator[Task]:
    """Seats that will not do for those who have not begun: of the only course there is, so far."""
    if len({card.assignment.course_id for card in cards}) != 1 or not seats:
        return
    free = sum(use.seats - use.taken for use in seats)
    waiting = max(card.funnel.new for card in cards)
    if waiting > free:
        yield Task(
            icon="people",
            title=_("受講枠が%(n)d枠足りません") % {"n": waiting - free},
            chip=_("空き %(n)d枠") % {"n": free},
            text=_(
                "まだ始めていない人が%(n)d名います。枠を追加するか、退職した人の枠を引き継げます。"
            )
            % {"n": waiting},
            url=reverse("billing:contract-list"),
            button=_("受講枠を追加する"),
        )


def _survey_tasks(surveys: Sequence[Wave]) -> Iterator[Task]:
    for wave in surveys:
        days = (wave.closes_on - clock.today()).days
        if 0 <= days <= SURVEY_DAYS:
            yield Task(
                icon="grid",
                title=_("意識調査（%(kind)s）の最終日が近づいています")
                % {"kind": wave.get_kind_display()},
                chip=_("匿名"),
                text=_("%(day)sまで受け付けます。延ばすこともできます。")
                % {"day": full_day(wave.closes_on)},
                url=reverse("surveys:wave-list"),
                button=_("回答率を見る"),
            )


def _fact_tasks(officer: Member) -> Iterator[Task]:
    if number := concerns_of_organisation(officer):
        yield Task(
            icon="book",
            title=_("確認が必要な根拠 %(n)d件") % {"n": number},
            text=_("有効な期間が終わる根拠や、新しい版で変わった根拠があります。"),
            url=reverse("reports:law-watch"),
            button=_("根拠を確認する"),
        )


def _dates(
    cards: Sequence[AssignmentCard], seats: Sequence[SeatUse], surveys: Sequence[Wave]
) -> list[tuple[dt.date, str]]:
    """What comes within ninety days, in order."""
    today = clock.today()
    found: list[tuple[dt.date, str]] = []
    for card in cards:
        if card.assignment.due_on:
            funnel = card.funnel
            counts = {"title": card.title, "done": funnel.completed, "all": funnel.all}
            found.append(
                (card.assignment.due_on, _("%(title)sの期限　修了 %(done)d / %(all)d名") % counts)
            )
    for wave in surveys:
        words = _("意識調査（%(kind)s）の最終日") % {"kind": wave.get_kind_display()}
        found.append((wave.closes_on, words))
    found += [(use.ends_on, _("受講期間の最終日")) for use in seats]
    last = today + dt.timedelta(days=AHEAD_DAYS)
    return sorted(one for one in found if today <= one[0] <= last)[:MOST_DATES]
