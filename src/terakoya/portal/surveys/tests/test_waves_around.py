"""Waves around a course: after its contract, with other clocks, counted by two at once."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.sessions import BACKEND
from terakoya.portal.common import clock
from terakoya.portal.common.dates import day_of
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.tests.concurrency import in_thread, in_threads, shared_database
from terakoya.portal.learning.models import AccessGrant, Enrolment
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.surveys.choices import Medium, WaveState
from terakoya.portal.surveys.errors import LastDayNotPossible, WaveCounted
from terakoya.portal.surveys.models import PublishedTable, Wave
from terakoya.portal.surveys.paper_sheets import Counted, UnitCounts
from terakoya.portal.surveys.services import (
    ask_to_close,
    count_sheets,
    extend_wave,
    finish_closings,
    open_due_waves,
    prepare_waves,
    sealed,
)
from terakoya.portal.surveys.services.keys import key_folder

from .conftest import Setting, answers_for
from .paper import build_paper_setting

__all__ = ["shared_database"]


def later(number: int) -> Any:
    return clock.fixed_at(clock.now() + dt.timedelta(days=number))


def complete(setting: Setting) -> Enrolment:
    enrolment = open_enrolment(
        member=setting.members[0], assignment=setting.assignment, language="ja"
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=clock.now())
    return enrolment


@pytest.mark.django_db
def test_90_day_survey_is_answered_after_a_contract_of_a_month_has_ended(
    setting: Setting,
) -> None:
    AccessGrant.objects.update(ends_on=clock.today() + dt.timedelta(days=30))
    complete(setting)
    open_due_waves()
    with later(91):
        assert not AccessGrant.objects.filter(ends_on__gte=clock.today()).exists()
        assert (open_due_waves(), prepare_waves()) == (1, 2)
        wave = Wave.objects.get(kind="day90")
        client = Client()
        client.force_login(setting.members[0].person, backend=BACKEND)
        address = reverse("surveys:wave-answer", args=[wave.uuid])
        assert client.get(address).status_code == 200
        sent = {f"item-{item}": option for item, option in answers_for(wave).items()}
        assert client.post(address, sent).status_code == 302
        assert wave.participations.count() == 1


@pytest.mark.django_db
def test_a_wave_is_extended_within_60_days_and_never_beyond(setting: Setting) -> None:
    wave = setting.wave
    with pytest.raises(LastDayNotPossible):
        extend_wave(by=setting.owner, wave=wave, closes_on=wave.latest_on + dt.timedelta(days=1))
    extend_wave(by=setting.owner, wave=wave, closes_on=wave.latest_on)
    assert (wave.latest_on - day_of(wave.opened_at)).days == 59


@pytest.mark.django_db
def test_a_clock_that_went_back_does_not_cost_the_answers(setting: Setting) -> None:
    wave = setting.wave
    with later(-400):
        ask_to_close(wave=wave)
    wave.refresh_from_db()
    assert wave.closes_on == day_of(wave.opened_at)
    lost = key_folder().path / f"{wave.uuid}.key"
    kept = lost.read_bytes()
    lost.unlink()
    with later(10):  # within the two weeks that a key is waited for
        finish_closings()
        wave.refresh_from_db()
        assert wave.state == WaveState.CLOSING
        lost.write_bytes(kept)
        finish_closings()
    assert PublishedTable.objects.get(wave=wave).table["loss"] == ""


@pytest.mark.django_db
def test_later_waves_are_on_paper_as_the_first_one() -> None:
    setting = build_paper_setting()
    complete(setting)
    assert open_due_waves() == 1
    after = Wave.objects.get(kind="after")
    assert (after.medium, after.state) == (Medium.PAPER, WaveState.OPEN)
    assert (prepare_waves(), key_folder().has(after.uuid)) == (0, False)


def count(setting: Setting, field: str) -> type[PortalError] | None:
    """What became of counting: the refusal, or None."""
    try:
        count_sheets(by=setting.owner, wave=Wave.objects.get(pk=setting.wave.pk), field=field)
    except PortalError as refusal:
        return type(refusal)
    return None


@pytest.mark.slow
def test_two_who_count_at_once_publish_one_table(shared_database: str) -> None:
    setting = in_thread(build_paper_setting)

    def fields() -> list[str]:
        return [sealed(setting.wave, Counted({None: UnitCounts(n)})) for n in (6, 7)]

    results = in_threads([partial(count, setting, field) for field in in_thread(fields)])
    assert sorted(str(one) for one in results) == sorted([str(None), str(WaveCounted)])
    assert in_thread(PublishedTable.objects.count) == 1
