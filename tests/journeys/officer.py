"""A company for the officer's road: its roster, its people, and how they answer and learn."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random

from django.test import Client

from terakoya.courseware.model import SurveyItem
from terakoya.portal.accounts.models import Member
from terakoya.portal.accounts.selectors import department_of
from terakoya.portal.accounts.tokens import invitation_token
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.tests.exams import Examinee, read_everything
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.selectors import survey_of_wave
from terakoya.portal.web.demo.names import draw_people

OWN, WEAK = "総務部", "店舗"
HEADER = "氏名,フリガナ,社員番号,メール,部署"
SCALE = ("agree", "rather-agree", "neither", "rather-disagree", "disagree")
GOOD, MIDDLING, POOR = (0, 1), (1, 2), (2, 3)


@dataclass(frozen=True)
class Company:
    """How many people work in which department, the officer among those of the first one."""

    sizes: dict[str, int]
    weak: dict[str, tuple[str, ...]]
    accepted: tuple[tuple[str, str], ...]

    @property
    def people(self) -> int:
        """All of them."""
        return sum(self.sizes.values())


def roster_lines(company: Company) -> list[str]:
    """Everybody but the officer, in a roster without a fault."""
    places = [place for place, size in company.sizes.items() for _one in range(size)]
    places.remove(OWN)
    people = draw_people(len(places) + 1, rng=Random("road"), domain="mihon.example")[1:]
    return [
        f"{one.name},{one.kana},{number + 1000:06d},person{number}@mihon.example,{place}"
        for number, (one, place) in enumerate(zip(people, places, strict=True), 1)
    ]


def with_faults(lines: list[str]) -> list[str]:
    """The same with three wrong rows: no name, no address of a mail, a number given twice."""
    wrong = [line.split(",") for line in lines]
    wrong[1][0] = ""
    wrong[3][3] = "person4-mihon.example"
    wrong[5][2] = wrong[4][2]
    return [",".join(cells) for cells in wrong]


class Calendar:
    """The clock of the whole process, moved on to the days of the road."""

    def __init__(self, stack: ExitStack) -> None:
        self.stack = stack

    def go_to(self, day: dt.date, hour: int = 10) -> None:
        """A moment in Japan that has not come yet."""
        moment = dt.datetime.combine(day, dt.time(hour), tzinfo=clock.TOKYO)
        self.stack.enter_context(clock.shifted_by(moment - clock.now()))

    def pass_minutes(self, minutes: int) -> None:
        """So much later."""
        self.stack.enter_context(clock.shifted_by(dt.timedelta(minutes=minutes)))


def join(member: Member, number: int) -> None:
    """By the mailed link."""
    client = Client(REMOTE_ADDR=f"192.0.2.{number % 250}")
    address = f"/invitation/{invitation_token(member)}/"
    sent = {"password": f"example-road-{number}-kawa", "terms": "on"}
    assert client.post(address, sent).status_code == 302


def place_of(member: Member) -> str:
    """The department of a member."""
    found = department_of(member)
    return found.name if found else ""


def answers_of(
    wave: Wave, company: Company, place: str, number: int, *, learned: bool
) -> dict[str, str]:
    """Somebody's answers: low in what their department is weak in, until they have learned."""
    own, common = company.weak.get(place, ()), company.weak.get("", ())
    answers = {}
    survey = survey_of_wave(wave, "ja")
    for item in survey.items:
        if item.kind == "scale":
            low = POOR if item.topic in own else MIDDLING
            is_weak = item.topic in (*own, *common) and not learned
            answers[item.id] = _option(item, low if is_weak else GOOD, number)
        elif item.kind == "choice":
            options = survey.options_of(item)
            scored = [option for option in options if option.score is not None]
            best = max(scored, key=lambda option: option.score or 0, default=None)
            answers[item.id] = (best or options[number % len(options)]).id
        elif number % 9 == 0:
            answers[item.id] = "夜の時間帯は一人になることがあり、不安です。"
    return answers


def _option(item: SurveyItem, steps: tuple[int, int], number: int) -> str:
    step = steps[number % 2]
    return SCALE[len(SCALE) - 1 - step if item.reverse else step]


def answer(member: Member, wave: Wave, answers: dict[str, str]) -> None:
    """Send the survey as the page does."""
    sent = {f"item-{item}": chosen for item, chosen in answers.items()}
    found = signed_in(member).post(f"/survey/{wave.uuid}/", sent)
    assert (found.status_code, found["Location"]) == (302, f"/survey/{wave.uuid}/thanks/")


def begin(member: Member, assignment: object) -> Examinee:
    """Press 受講を始める; the survey was answered."""
    client = signed_in(member)
    found = client.post(f"/my/assignments/{assignment}/begin/")
    run = Enrolment.objects.get(member=member)
    assert (found.status_code, found["Location"]) == (302, f"/learn/{run.uuid}/")
    client.get(f"/learn/{run.uuid}/", follow=True)
    return Examinee(member, run, client)


def learn(learners: list[Examinee], days: Calendar) -> None:
    """Everybody reads every slide and passes the test, an hour after they began."""
    days.pass_minutes(90)
    for one in learners:
        read_everything(one)
        one.start()
    days.pass_minutes(10)
    for one in learners:
        assert one.submit(one.answers()).status_code == 302
