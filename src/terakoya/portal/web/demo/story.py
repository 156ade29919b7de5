"""What happens in the demo organisation, stage by stage."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Final

from ...accounts.models import Member
from ...catalogue.models import Course
from ...catalogue.selectors import latest_revision
from ...common import clock
from ...learning.models import Enrolment
from ...learning.services import open_enrolment
from ...surveys.choices import WaveKind
from ...surveys.errors import TooFewMembers
from ...surveys.models import Wave
from ...surveys.selectors import survey_of
from ...surveys.services import close_wave, open_wave, prepare_wave, submit_answers
from .diary import Deed, Diary
from .learning import read_course, take_test, visits_of
from .names import OFFICER_PLACE, DemoPerson, draw_people
from .organisation import (
    Colleague,
    Staff,
    apply_for_course,
    fill_in_company,
    join_with_password,
    join_without_password,
    officer_email,
    put_on_roster,
)
from .plots import PLOTS, READ_SHARES, Fate, Plot, Stage
from .spread import spread
from .surveying import survey_answers

SPARE_SEATS: Final = 6


@dataclass(frozen=True)
class Passwords:
    """What the two people type who can sign in."""

    officer: str
    learner: str


def tell_story(
    *, stage: Stage, members: int, seed: int, domain: str, course: Course, passwords: Passwords
) -> Staff:
    """Build the organisation; call inside a transaction, so that it is there whole or not."""
    story = Story(PLOTS[stage], f"{seed}/{stage}")
    staff = story.found(course, members, domain, passwords.officer)
    story.live(staff, passwords.learner)
    return staff


class Story:
    """What the people of one organisation do from its first day on, by a plot."""

    def __init__(self, plot: Plot, seed: str) -> None:
        self._plot = plot
        self._rng = Random(seed)  # noqa: S311 - a story, no secret
        self._diary = Diary(clock.now())
        self._waves: dict[WaveKind, Wave] = {}

    def live(self, staff: Staff, password: str) -> None:
        """Everything after the first day; `password` is that of the learner who signs in."""
        if self._plot.has_survey:
            self._note_setting_up(staff)
        self._note_joining(staff, password)
        self._diary.play()

    def found(self, course: Course, members: int, domain: str, password: str) -> Staff:
        """The organisation on its first day: applied, and everybody on the roster."""
        with clock.fixed_at(self._diary.ago(self._plot.first_day, 10, 20)):
            officer, assignment = apply_for_course(
                course=course,
                seats=members + SPARE_SEATS,
                email=officer_email(domain),
                password=password,
            )
        with clock.fixed_at(self._diary.ago(self._plot.first_day, 11, 5)):
            people = draw_people(members - 1, rng=self._rng, domain=domain)
            colleagues = put_on_roster(officer=officer, people=people)
        return Staff(officer, assignment, colleagues)

    def _note_setting_up(self, staff: Staff) -> None:
        ago, plot = self._diary.ago, self._plot
        self._diary.note(ago(plot.first_day, 13, 15), lambda: self._fill_in(staff.officer))
        self._diary.note(
            ago(plot.first_day, 14, 0), lambda: self._open_wave(staff, WaveKind.BEFORE)
        )
        for kind, day in (
            (WaveKind.BEFORE, plot.before_closed),
            (WaveKind.AFTER, plot.after_closed),
        ):
            if day is not None:
                self._diary.note(ago(day, 18, 0), self._closing(kind, staff.officer))

    def _fill_in(self, officer: Member) -> None:
        fill_in_company(officer)

    def _open_wave(self, staff: Staff, kind: WaveKind) -> None:
        """Open a wave and make its key at once: the demo does not wait for the worker."""
        with suppress(TooFewMembers):  # under five there is a self-check on the device instead
            self._waves[kind] = open_wave(
                by=staff.officer,
                assignment=staff.assignment,
                revision=latest_revision(staff.assignment.course),
                kind=kind,
            )
            prepare_wave(self._waves[kind])

    def _closing(self, kind: WaveKind, officer: Member) -> Deed:
        def close() -> None:
            if kind in self._waves:
                close_wave(wave=self._waves[kind], by=officer)

        return close

    def _note_joining(self, staff: Staff, password: str) -> None:
        """Everybody's joining; what they do then follows from it."""
        plot, others = self._plot, staff.colleagues[1:]
        fates = spread(len(others), plot.fates)
        self._rng.shuffle(fates)
        boss = Colleague(_person_of(staff.officer), staff.officer)
        self._note_life(staff, boss, plot.officer, lambda: None)
        self._note_life(
            staff,
            staff.colleagues[0],
            plot.learner,
            lambda: join_with_password(
                officer=staff.officer, member=staff.learner, password=password
            ),
        )
        for colleague, fate in zip(others, fates, strict=True):
            if fate is not Fate.INVITED:
                self._note_life(staff, colleague, fate, _joining(colleague.member))

    def _note_life(self, staff: Staff, one: Colleague, fate: Fate, join: Deed) -> None:
        """Join on some day, answer and read on the same or a later one."""
        first, last = self._plot.first_day - 1, self._plot.last_day
        joins_on = self._rng.randint((first + last) // 2, first)
        reads_on = self._rng.randint(last, joins_on)
        self._diary.note(self._some_time(joins_on, 9, 11), join)
        if fate >= Fate.SURVEYED and self._plot.has_survey:
            moment = self._some_time(reads_on, 12, 15)
            rng = Random(self._rng.random())  # noqa: S311 - a story, no secret
            self._diary.note(moment, lambda: self._answer(staff, one, None, rng))
            if fate >= Fate.BEGUN:
                begins = moment + dt.timedelta(minutes=4)
                self._diary.note(begins, lambda: self._read(staff, one, fate, rng))

    def _some_time(self, day: int, first_hour: int, last_hour: int) -> dt.datetime:
        return self._diary.ago(
            day, self._rng.randint(first_hour, last_hour), self._rng.randrange(60)
        )

    def _answer(
        self, staff: Staff, one: Colleague, enrolment: Enrolment | None, rng: Random
    ) -> None:
        """Answer the survey before the course, or after it when there is an enrolment.

        The wave after the course opens with the first who has completed it.
        """
        kind = WaveKind.AFTER if enrolment else WaveKind.BEFORE
        if kind is WaveKind.AFTER and kind not in self._waves:
            self._open_wave(staff, kind)
        wave = self._waves.get(kind)
        if wave is None:
            return
        answers = survey_answers(
            survey_of(wave.revision_id, "ja"),
            place=one.person.place.path,
            rng=rng,
            is_afterwards=enrolment is not None,
        )
        submit_answers(by=one.member, wave=wave, enrolment=enrolment, answers=answers)

    def _read(self, staff: Staff, one: Colleague, fate: Fate, rng: Random) -> None:
        enrolment = open_enrolment(
            member=one.member,
            assignment=staff.assignment,
            language="en" if one.person.is_from_abroad else "ja",
        )
        visits = visits_of(enrolment, share=rng.uniform(*READ_SHARES[fate]), rng=rng)
        ends = read_course(member=one.member, enrolment=enrolment, visits=visits)
        if fate >= Fate.FAILED:
            self._note_test(staff, one, fate, enrolment, ends + dt.timedelta(seconds=20), rng)

    def _note_test(
        self,
        staff: Staff,
        one: Colleague,
        fate: Fate,
        enrolment: Enrolment,
        at: dt.datetime,
        rng: Random,
    ) -> None:
        """A first try; who completes passes it, or the second one."""
        passes_later = fate is Fate.COMPLETED and rng.random() < 0.15
        wrong = rng.randint(3, 5) if passes_later or fate is Fate.FAILED else rng.randint(0, 2)
        self._diary.note(at, lambda: self._take_test(one, enrolment, wrong))
        if passes_later:
            at += dt.timedelta(minutes=9)
            self._diary.note(at, lambda: self._take_test(one, enrolment, 1))
        if fate is Fate.COMPLETED and rng.random() < 0.85:
            at += dt.timedelta(minutes=7)
            self._diary.note(at, lambda: self._answer(staff, one, _fresh(enrolment), rng))

    def _take_test(self, one: Colleague, enrolment: Enrolment, wrong: int) -> None:
        take_test(member=one.member, enrolment=_fresh(enrolment), wrong=wrong)


def _joining(member: Member) -> Deed:
    return lambda: join_without_password(member)


def _person_of(officer: Member) -> DemoPerson:
    return DemoPerson(
        officer.name, officer.name_kana, "", officer.person.email or "", OFFICER_PLACE
    )


def _fresh(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it is now stored."""
    return Enrolment.objects.select_related("revision", "assignment__course").get(pk=enrolment.pk)
