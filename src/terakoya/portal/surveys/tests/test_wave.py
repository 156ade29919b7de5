"""Opening, answering and closing a wave."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terakoya.portal.accounts.models import Member
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.errors import (
    AlreadyAnswered,
    TooFewMembers,
    UnknownAnswer,
    WaveClosed,
    WaveNotOpen,
)
from terakoya.portal.surveys.models import CommentPage, CountingCell, Participation, Wave
from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.services import close_due_waves, close_wave, open_wave, submit_answers
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)

from .conftest import Setting


def scale_items(wave: Wave) -> list[str]:
    return [i.id for i in survey_of(wave.revision_id, "ja").items if i.kind == "scale"]


def first_option(wave: Wave) -> str:
    return survey_of(wave.revision_id, "ja").scale[0].id


def comment_item(wave: Wave) -> str:
    return next(i.id for i in survey_of(wave.revision_id, "ja").items if i.kind == "comment")


def answers_for(wave: Wave, **extra: str) -> dict[str, str]:
    return {item: first_option(wave) for item in scale_items(wave)} | extra


def state(wave: Wave) -> dict[str, Any]:
    cells = CountingCell.objects.filter(wave=wave).order_by("id")
    return {
        "cells": [(cell.name, cell.answered, cell.counts) for cell in cells],
        "participations": sorted(wave.participations.values_list("member_id", flat=True)),
        "comments": [page.comments for page in wave.comment_pages.all()],
    }


def test_open_wave_fixes_cells_of_at_least_five(setting: Setting) -> None:
    cells = CountingCell.objects.filter(wave=setting.wave).order_by("id")
    assert [(cell.name, cell.headcount) for cell in cells] == [("", 7), ("店舗", 7)]


def test_open_wave_is_refused_below_five_members(db: None) -> None:
    revision = publish_flagship()
    owner = make_owner(make_organisation())
    for n in range(3):
        make_member(owner.organisation, f"{n}")
    assignment = give_course(owner, revision.course)
    with pytest.raises(TooFewMembers):
        open_wave(by=owner, assignment=assignment, revision=revision, kind=WaveKind.BEFORE)
    assert Wave.objects.count() == 0


def test_submit_answers_adds_to_the_counters_of_one_cell(setting: Setting) -> None:
    wave, member = setting.wave, setting.members[0]
    item = scale_items(wave)[0]
    submit_answers(by=member, wave=wave, enrolment=None, answers={item: first_option(wave)})
    assert state(wave) == {
        "cells": [("", 0, {}), ("店舗", 1, {item: {first_option(wave): 1}})],
        "participations": [member.pk],
        "comments": [[]],
    }


def test_submit_answers_keeps_comments_apart_from_cells(setting: Setting) -> None:
    wave = setting.wave
    for number, member in enumerate(setting.members[:3]):
        submit_answers(
            by=member, wave=wave, enrolment=None, answers={comment_item(wave): f"意見{number}"}
        )
    assert sorted(state(wave)["comments"][0]) == ["意見0", "意見1", "意見2"]
    assert {cell[1] for cell in state(wave)["cells"]} == {0, 3}


def test_submit_answers_twice_is_refused_and_counts_once(setting: Setting) -> None:
    wave, member = setting.wave, setting.members[0]
    submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    before = state(wave)
    with pytest.raises(AlreadyAnswered):
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    assert state(wave) == before


@pytest.mark.parametrize("answers", [{"no-such-item": "1"}, {"first": "no-such-option"}])
def test_submit_answers_refuses_unknown_answers(setting: Setting, answers: dict[str, str]) -> None:
    wave = setting.wave
    if "first" in answers:
        answers = {scale_items(wave)[0]: answers["first"]}
    before = state(wave)
    with pytest.raises(UnknownAnswer):
        submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers)
    assert state(wave) == before


def enrol(setting: Setting, member: Member) -> Enrolment:
    return open_enrolment(member=member, assignment=setting.assignment, language="ja")


def test_before_survey_closes_for_a_person_at_their_first_slide(setting: Setting) -> None:
    enrolment = enrol(setting, setting.members[0])
    enrolment.first_slide_at = clock.now()
    with pytest.raises(WaveClosed):
        submit_answers(by=setting.members[0], wave=setting.wave, enrolment=enrolment, answers={})
    assert state(setting.wave)["participations"] == []


def test_after_survey_opens_with_the_completion(setting: Setting) -> None:
    wave = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=WaveKind.AFTER,
    )
    enrolment = enrol(setting, setting.members[0])
    with pytest.raises(WaveNotOpen):
        submit_answers(by=setting.members[0], wave=wave, enrolment=enrolment, answers={})
    enrolment.completed_at = clock.now()
    submit_answers(by=setting.members[0], wave=wave, enrolment=enrolment, answers=answers_for(wave))
    assert state(wave)["participations"] == [setting.members[0].pk]


def test_close_wave_merges_small_cells_and_publishes_once(setting: Setting) -> None:
    wave = setting.wave
    for member in setting.members[:4] + setting.members[7:]:
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    table = close_wave(wave=wave, by=setting.owner)
    assert [(cell.name, cell.answered) for cell in CountingCell.objects.filter(wave=wave)] == [
        ("", 10)
    ]
    assert table.table["answered"] == "10-19"
    assert close_wave(wave=wave, by=setting.owner) == table


def test_close_wave_refuses_late_answers(setting: Setting) -> None:
    close_wave(wave=setting.wave, by=setting.owner)
    setting.wave.refresh_from_db()
    with pytest.raises(WaveClosed):
        submit_answers(by=setting.members[0], wave=setting.wave, enrolment=None, answers={})
    assert Participation.objects.count() == 0


def test_close_wave_takes_the_comment_pages_away(setting: Setting) -> None:
    wave = setting.wave
    for member in setting.members:
        submit_answers(
            by=member,
            wave=wave,
            enrolment=None,
            answers=answers_for(wave, **{comment_item(wave): "a"}),
        )
    table = close_wave(wave=wave)
    assert CommentPage.objects.count() == 0
    assert table.table["comments"] == {comment_item(wave): ["a"] * 13}


def test_close_due_waves_closes_only_what_is_over(setting: Setting) -> None:
    Wave.objects.filter(pk=setting.wave.pk).update(closes_on=clock.today())
    assert close_due_waves() == 0
    Wave.objects.filter(pk=setting.wave.pk).update(closes_on=clock.today() - dt.timedelta(days=1))
    assert close_due_waves() == 1


# -- pages ------------------------------------------------------------------------------------


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client


def test_wave_answer_page_counts_within_its_budget(setting: Setting) -> None:
    client = signed_in(setting.members[0])
    address = f"/survey/{setting.wave.uuid}/"
    assert client.get(address).status_code == 200
    answers = {f"item-{key}": value for key, value in answers_for(setting.wave).items()}
    answers[f"item-{comment_item(setting.wave)}"] = "よくなりました"
    with CaptureQueriesContext(connection) as queries:
        response = client.post(address, answers)
    control = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    statements = [q["sql"] for q in queries if not q["sql"].startswith(control)]
    assert (response.status_code, response["Location"]) == (302, f"{address}thanks/")
    assert len(statements) <= 10


def test_wave_answer_page_is_not_there_for_strangers(setting: Setting) -> None:
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")
    address = f"/survey/{setting.wave.uuid}/"
    assert signed_in(setting.members[0]).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(stranger).post(address, {}).status_code == 404


def test_wave_list_is_for_officers_and_shows_the_rate_alone(setting: Setting) -> None:
    submit_answers(
        by=setting.members[0], wave=setting.wave, enrolment=None, answers=answers_for(setting.wave)
    )
    page = signed_in(setting.owner).get("/manage/surveys/")
    assert "1 / 14" in page.content.decode()
    assert signed_in(setting.members[0]).get("/manage/surveys/").status_code == 404


def test_wave_close_is_for_officers(setting: Setting) -> None:
    address = f"/manage/surveys/{setting.wave.uuid}/close/"
    assert signed_in(setting.members[0]).post(address).status_code == 404
    assert signed_in(setting.owner).post(address).status_code == 302
    setting.wave.refresh_from_db()
    assert setting.wave.closed_at is not None


def test_close_wave_keeps_no_sums_of_fewer_than_five(setting: Setting) -> None:
    submit_answers(
        by=setting.members[0], wave=setting.wave, enrolment=None, answers=answers_for(setting.wave)
    )
    table = close_wave(wave=setting.wave)
    cells = CountingCell.objects.filter(wave=setting.wave)
    assert [(cell.answered, cell.counts) for cell in cells] == [(1, {})]
    assert (table.table["answered"], table.table["company"], table.table["groups"]) == (
        None,
        None,
        {},
    )


def test_wave_thanks_page_is_for_the_organisation(setting: Setting) -> None:
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")
    address = reverse("surveys:wave-thanks", args=[setting.wave.uuid])
    assert signed_in(setting.members[0]).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
