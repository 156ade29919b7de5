"""Closing a wave: one table, nothing of the ballots, no key; and every step cut short."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditPayload
from terakoya.portal.common import clock
from terakoya.portal.surveys.choices import WaveKind, WaveState
from terakoya.portal.surveys.errors import LastDayNotPossible, WaveWithoutKey
from terakoya.portal.surveys.key_files import WaveKeyFolder
from terakoya.portal.surveys.models import (
    BallotKey,
    BlobPage,
    CellMember,
    CountingCell,
    Participation,
    PublishedTable,
    Wave,
)
from terakoya.portal.surveys.paillier import PrivateKey
from terakoya.portal.surveys.selectors import officer_waves
from terakoya.portal.surveys.services import (
    ask_to_close,
    close_due_waves,
    close_wave,
    closing,
    counting,
    extend_wave,
    finish_closings,
    move_waves_on,
    open_wave,
    submit_answers,
    watch_keys,
)
from terakoya.portal.surveys.services.keys import key_folder
from tests.factories import make_member, make_organisation
from tests.statements import counted_statements

from .conftest import Setting, answers_for, comment_item
from .kept import kept_setting, setting
from .test_wave import signed_in

__all__ = ["kept_setting", "setting"]


def answer(setting: Setting, members: list[Member], **extra: str) -> None:
    for member in members:
        submit_answers(
            by=member,
            wave=setting.wave,
            enrolment=None,
            answers=answers_for(setting.wave, **extra),
        )


def left(wave: Wave) -> dict[str, Any]:
    """What is left of a wave, apart from its table."""
    wave.refresh_from_db()
    cells = CountingCell.objects.filter(wave=wave).values_list("ballots", "ciphertexts", "seal")
    return {
        "state": wave.state,
        "cells": {(ballots, bytes(data), bytes(seal)) for ballots, data, seal in cells},
        "pages": BlobPage.objects.filter(wave=wave).count(),
        "keys": BallotKey.objects.filter(wave=wave).count(),
        "members": CellMember.objects.filter(wave=wave).count(),
        "key file": key_folder().has(wave.uuid),
        "key gone": wave.key_gone_at is not None,
    }


NOTHING = {
    "state": "closed",
    "cells": {(0, b"", b"")},
    "pages": 0,
    "keys": 0,
    "members": 0,
    "key file": False,
    "key gone": True,
}


@pytest.mark.both
def test_close_wave_publishes_sums_and_leaves_nothing_else(setting: Setting) -> None:
    item = comment_item(setting.wave)
    answer(setting, setting.members, **{item: "a"})
    table = close_wave(wave=setting.wave, by=setting.owner).table
    topics = table["company"]["topics"]
    # Everybody agrees to everything, and each topic has an item of either direction.
    assert {score["score"] for score in topics.values() if score and "score" in score} == {50}
    assert (table["answered"], table["comments"], table["loss"]) == (
        "10-19",
        {item: ["a"] * 13},
        "",
    )
    assert left(setting.wave) == NOTHING
    assert Participation.objects.filter(wave=setting.wave).count() == 13


def test_close_wave_merges_small_cells_before_anything_is_decrypted(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    decrypted: list[int] = []
    original = PrivateKey.decrypt

    def decrypt(key: PrivateKey, cipher: int) -> int:
        plain = original(key, cipher)
        decrypted.append(plain)
        return plain

    answer(setting, setting.members[:4] + setting.members[7:])
    monkeypatch.setattr(PrivateKey, "decrypt", decrypt)
    table = close_wave(wave=setting.wave, by=setting.owner)
    assert (table.table["answered"], table.table["names"]) == ("10-19", {"0": ""})
    # One group of ten: every counter of every number is 0 or 10.
    counters = {plain >> 20 * place & 0xFFFFF for plain in decrypted for place in range(25)}
    assert counters == {0, 10}
    assert close_wave(wave=setting.wave, by=setting.owner) == table


def test_close_wave_under_five_is_destroyed_unread(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(setting, setting.members[:4])

    def refuse(_key: PrivateKey, _cipher: int) -> int:
        raise AssertionError("so few must not be decrypted")

    monkeypatch.setattr(PrivateKey, "decrypt", refuse)
    table = close_wave(wave=setting.wave).table
    assert (table["answered"], table["company"], table["groups"], table["comments"]) == (
        None,
        None,
        {},
        {},
    )
    assert left(setting.wave) == NOTHING


def test_close_wave_under_ten_opens_no_comment(setting: Setting) -> None:
    answer(setting, setting.members[:9], **{comment_item(setting.wave): "a"})
    table = close_wave(wave=setting.wave).table
    assert (table["answered"], table["comments"]) == ("5-9", {})
    assert left(setting.wave) == NOTHING


def test_close_wave_gives_the_same_table_as_plain_sums(setting: Setting) -> None:
    from terakoya.portal.surveys.selectors import survey_of
    from terakoya.portal.surveys.suppression import published_table

    survey = survey_of(setting.wave.revision_id, "ja")
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for number, member in enumerate(setting.members):
        group = str(member.departments.get().department_id) if number < 7 else "0"
        answers = {}
        for place, item in enumerate(i for i in survey.items if i.kind != "comment"):
            options = survey.options_of(item)
            answers[item.id] = options[(number * (place + 1)) % len(options)].id
            cell = counts.setdefault(group, {}).setdefault(item.id, {})
            cell[answers[item.id]] = cell.get(answers[item.id], 0) + 1
        submit_answers(by=member, wave=setting.wave, enrolment=None, answers=answers)
    wanted = published_table(
        survey, counts, {g: 7 if g != "0" else 6 for g in counts}, minimum=5, minimum_sensitive=10
    )
    table = close_wave(wave=setting.wave).table
    assert {name: table[name] for name in wanted} == wanted


def test_close_due_waves_ends_only_what_is_over(setting: Setting) -> None:
    Wave.objects.filter(pk=setting.wave.pk).update(closes_on=clock.today())
    assert close_due_waves() == 0
    Wave.objects.filter(pk=setting.wave.pk).update(closes_on=clock.today() - dt.timedelta(days=1))
    assert close_due_waves() == 1
    setting.wave.refresh_from_db()
    assert setting.wave.state == WaveState.CLOSING
    assert (move_waves_on(), left(setting.wave)) == (1, NOTHING)


def test_wave_that_ends_before_its_key_is_made_closes_empty(setting: Setting) -> None:
    wave = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=WaveKind.AFTER,
    )
    ask_to_close(wave=wave, by=setting.owner)
    move_waves_on()
    assert left(wave) == {**NOTHING, "cells": set()}


# -- cut short ----------------------------------------------------------------------------------


class Killed(BaseException):
    """The worker ends here; nothing catches it."""


@pytest.fixture
def kill_at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Let the worker end at a step of closing, before or after it has done its work."""

    def arm(step: str) -> None:
        when, name = step.split(" ")
        home = WaveKeyFolder if name == "destroy" else closing
        original = getattr(home, name)

        def stop(*args: Any, **kwargs: Any) -> None:
            if when == "after":
                original(*args, **kwargs)
            raise Killed

        monkeypatch.setattr(home, name, stop)

    yield arm


STEPS = [
    "before table_of",
    "after table_of",
    "before _remove_ballots",
    "after _remove_ballots",
    "after _publish",
    "after erase_freed_space",
    "before destroy",
    "after destroy",
]


# What is rolled back and what is erased is each database's own affair.
@pytest.mark.both
@pytest.mark.parametrize("step", STEPS)
def test_closing_that_is_cut_short_is_finished_by_the_worker(
    setting: Setting,
    kill_at: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    answer(setting, setting.members)
    ask_to_close(wave=setting.wave, by=setting.owner)
    kill_at(step)
    with pytest.raises(Killed):
        finish_closings()
    monkeypatch.undo()
    interrupted = left(setting.wave)
    # Either all that is needed is there, or the table is.
    if interrupted["state"] == WaveState.CLOSING:
        assert (interrupted["keys"], interrupted["key file"]) == (1, True)
        assert PublishedTable.objects.count() == 0
    else:
        assert interrupted["cells"] == {(0, b"", b"")}
        assert PublishedTable.objects.get().table["answered"] == "10-19"
    assert finish_closings() == 1
    assert left(setting.wave) == NOTHING
    assert PublishedTable.objects.get().table["answered"] == "10-19"
    assert finish_closings() == 0


@pytest.mark.both
def test_two_workers_that_count_at_once_publish_one_table(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(setting, setting.members)
    ask_to_close(wave=setting.wave)
    original = counting.table_of

    def counted_by_another_meanwhile(*args: Any) -> dict[str, object]:
        table = original(*args)
        monkeypatch.setattr(closing, "table_of", original)
        assert finish_closings() == 1
        return table

    monkeypatch.setattr(closing, "table_of", counted_by_another_meanwhile)
    assert finish_closings() == 1
    assert (PublishedTable.objects.count(), left(setting.wave)) == (1, NOTHING)


def test_one_wave_that_fails_does_not_keep_the_others_open(
    setting: Setting, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    other = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=WaveKind.AFTER,
    )
    for wave in (setting.wave, other):
        ask_to_close(wave=wave)
    original = counting.table_of

    def fail(wave: Wave, *args: Any) -> dict[str, object]:
        if wave.pk == setting.wave.pk:
            raise ValueError("agree 7, disagree 3")
        return original(wave, *args)

    monkeypatch.setattr(closing, "table_of", fail)
    assert finish_closings() == 1
    assert left(other)["state"] == "closed"
    assert "ValueError" in caplog.text
    assert "agree" not in caplog.text


# -- damage and loss ------------------------------------------------------------------------------


def test_ballots_that_the_portal_did_not_write_are_destroyed_unread(setting: Setting) -> None:
    answer(setting, setting.members)
    CountingCell.objects.filter(wave=setting.wave, name="").update(ballots=5)
    table = close_wave(wave=setting.wave).table
    assert (table["answered"], table["loss"]) == (None, "seal")
    assert left(setting.wave) == NOTHING


def test_an_earlier_state_put_back_is_destroyed_unread(setting: Setting) -> None:
    answer(setting, setting.members[:5])
    cell = CountingCell.objects.get(wave=setting.wave, name="店舗")
    answer(setting, setting.members[5:])
    cell.save()
    assert close_wave(wave=setting.wave).table["loss"] == "seal"


def test_wave_without_its_key_waits_for_a_second_copy(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    answer(setting, setting.members)
    path = key_folder().path / f"{setting.wave.uuid}.key"
    copy = path.read_bytes()
    path.unlink()
    assert watch_keys() == 1
    setting.wave.refresh_from_db()
    assert setting.wave.state == WaveState.KEYLESS
    assert str(setting.wave.uuid) in caplog.text
    ask_to_close(wave=setting.wave)
    assert (finish_closings(), left(setting.wave)["state"]) == (0, "closing")
    with pytest.raises(WaveWithoutKey):
        close_wave(wave=setting.wave)
    path.write_bytes(copy)
    assert finish_closings() == 1
    assert PublishedTable.objects.get().table["answered"] == "10-19"
    assert left(setting.wave) == NOTHING


def test_wave_whose_key_is_back_takes_ballots_again(setting: Setting) -> None:
    path = key_folder().path / f"{setting.wave.uuid}.key"
    aside = path.rename(path.with_suffix(".aside"))
    assert (watch_keys(), watch_keys()) == (1, 0)
    aside.rename(path)
    assert (watch_keys(), watch_keys()) == (1, 0)
    setting.wave.refresh_from_db()
    answer(setting, setting.members[:1])
    assert Participation.objects.count() == 1


def test_lost_key_loses_its_answers_after_fourteen_days(setting: Setting) -> None:
    answer(setting, setting.members)
    key_folder().destroy(setting.wave.uuid)
    ask_to_close(wave=setting.wave)
    with clock.fixed_at(clock.now() + dt.timedelta(days=14)):
        assert finish_closings() == 0
    with clock.fixed_at(clock.now() + dt.timedelta(days=15)):
        assert finish_closings() == 1
    assert left(setting.wave) == NOTHING
    assert [row.outcome for row in officer_waves(setting.owner)] == [
        "鍵が失われたため、集計できませんでした"
    ]


# -- the last day -------------------------------------------------------------------------------


def test_extend_wave_moves_the_last_day_on_within_sixty_days(setting: Setting) -> None:
    wave = setting.wave
    with pytest.raises(LastDayNotPossible):
        extend_wave(by=setting.owner, wave=wave, closes_on=wave.closes_on)
    with pytest.raises(LastDayNotPossible):
        extend_wave(by=setting.owner, wave=wave, closes_on=clock.today() + dt.timedelta(days=60))
    extend_wave(by=setting.owner, wave=wave, closes_on=clock.today() + dt.timedelta(days=59))
    wave.refresh_from_db()
    assert wave.closes_on == wave.latest_on == clock.today() + dt.timedelta(days=59)


def test_extend_wave_reopens_nothing(setting: Setting) -> None:
    wave = setting.wave
    later = wave.latest_on
    with (
        clock.fixed_at(clock.now() + (wave.closes_on - clock.today()) + dt.timedelta(days=1)),
        pytest.raises(LastDayNotPossible),
    ):
        extend_wave(by=setting.owner, wave=wave, closes_on=later)
    close_wave(wave=wave)
    with pytest.raises(LastDayNotPossible):
        extend_wave(by=setting.owner, wave=wave, closes_on=later)


def test_wave_extend_page_is_for_officers(setting: Setting) -> None:
    address = f"/manage/surveys/{setting.wave.uuid}/extend/"
    data = {"closes_on": setting.wave.latest_on.isoformat()}
    assert signed_in(setting.members[0]).post(address, data).status_code == 404
    owner = signed_in(setting.owner)
    assert "日付の形" in owner.post(address, {"closes_on": "soon"}, follow=True).content.decode()
    assert "変えました" in owner.post(address, data, follow=True).content.decode()
    setting.wave.refresh_from_db()
    assert setting.wave.closes_on == setting.wave.latest_on
    assert owner.post(address, data).status_code == 422
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")
    assert signed_in(stranger).post(address, data).status_code == 404


def test_wave_close_page_is_for_officers_and_leaves_the_counting_to_the_worker(
    setting: Setting,
) -> None:
    address = f"/manage/surveys/{setting.wave.uuid}/close/"
    assert signed_in(setting.members[0]).post(address).status_code == 404
    assert signed_in(setting.owner).post(address).status_code == 302
    assert left(setting.wave)["state"] == "closing"
    assert "集計中" in signed_in(setting.owner).get("/manage/surveys/").content.decode()
    move_waves_on()
    page = signed_in(setting.owner).get("/manage/surveys/").content.decode()
    assert ("集計済み" in page, "5名未満" in page) == (True, True)


# -- numbers that tell nothing --------------------------------------------------------------------


def test_wave_list_shows_the_rate_of_an_open_wave_and_a_range_of_a_closed_one(
    setting: Setting,
) -> None:
    answer(setting, setting.members[:12])
    page = signed_in(setting.owner).get("/manage/surveys/").content.decode()
    assert "85%（12 / 14）" in page
    assert signed_in(setting.members[0]).get("/manage/surveys/").status_code == 404
    close_wave(wave=setting.wave)
    with counted_statements() as statements:
        (row,) = officer_waves(setting.owner)
    assert (row.rate, len(statements)) == ("10〜19名", 2)
    with translation.override("en"):
        assert officer_waves(setting.owner)[0].rate == "10–19"
    PublishedTable.objects.filter(wave=setting.wave).update(
        table={"answered": None, "company": None, "loss": "key"}
    )
    assert officer_waves(setting.owner)[0].rate == "–"  # of lost answers nothing is told


def test_audit_and_log_of_a_wave_tell_no_number_of_answers(
    setting: Setting, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="terakoya")
    last = str(setting.wave.closes_on)
    answer(setting, setting.members[:11])
    close_wave(wave=setting.wave, by=setting.owner)
    written = AuditPayload.objects.filter(entry__verb__startswith="surveys.").order_by("pk")
    assert [(p.entry.verb, p.data) for p in written.select_related("entry")] == [
        (
            "surveys.wave_opened",
            {
                "kind": "before",
                "axis": "departments",
                "medium": "online",
                "closes_on": last,
                "shares_company": True,
            },
        ),
        ("surveys.wave_ended", {}),
        ("surveys.wave_closed", {"loss": ""}),
        ("surveys.key_destroyed", {}),
    ]
    assert caplog.text == ""


def test_worker_runs_the_jobs_of_waves(db: None) -> None:
    from terakoya.portal.delivery import schedule

    names = {name for name in schedule._jobs if name.startswith("surveys.")}
    assert names == {
        "surveys.move_waves_on",
        "surveys.open_due_waves",
        "surveys.watch_keys",
        "surveys.close_due_waves",
        "surveys.end_uncounted_waves",
    }
    call_command("run_worker", "--once")
