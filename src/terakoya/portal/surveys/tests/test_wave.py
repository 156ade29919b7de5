"""Opening and answering a wave."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.models import DepartmentMembership, Member
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.services import open_enrolment
from terakoya.portal.surveys import comments, paillier
from terakoya.portal.surveys.choices import WaveKind, WaveState
from terakoya.portal.surveys.errors import (
    AlreadyAnswered,
    TooFewMembers,
    TooManyMembers,
    UnknownAnswer,
    WaveClosed,
    WaveDamaged,
    WaveNotOpen,
    WaveWithoutKey,
)
from terakoya.portal.surveys.models import BallotKey, BlobPage, CountingCell, Participation, Wave
from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.services import (
    ask_to_close,
    open_wave,
    prepare_wave,
    prepare_waves,
    submit_answers,
)
from terakoya.portal.surveys.services.keys import key_folder
from tests.factories import (
    give_course,
    make_department,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.statements import counted_statements

from .conftest import Setting, answers_for, comment_item, counted, first_option, scale_items
from .kept import kept_setting, setting

__all__ = ["kept_setting", "setting"]


def state(wave: Wave) -> dict[str, Any]:
    """All of a wave that a ballot changes, byte by byte."""
    return {
        "cells": list(wave.cells.order_by("id").values_list("ballots", "ciphertexts", "seal")),
        "participations": sorted(wave.participations.values_list("member_id", flat=True)),
        "pages": list(wave.blob_pages.order_by("id").values_list("blobs", flat=True)),
    }


def opened(setting: Setting, kind: WaveKind) -> Wave:
    wave = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=kind,
    )
    prepare_wave(wave)
    return wave


# -- opening ------------------------------------------------------------------------------------


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
    assert not Wave.objects.filter(assignment=assignment).exists()


def test_open_wave_is_refused_beyond_what_a_counter_holds(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paillier, "MOST_BALLOTS", 13)
    with pytest.raises(TooManyMembers):
        opened(setting, WaveKind.AFTER)
    monkeypatch.setattr(paillier, "MOST_BALLOTS", 14)
    assert opened(setting, WaveKind.AFTER).state == WaveState.OPEN


def test_wave_waits_for_its_key_and_says_so(setting: Setting) -> None:
    wave = open_wave(
        by=setting.owner,
        assignment=give_course(setting.owner, setting.assignment.course),
        revision=setting.wave.revision,
        kind=WaveKind.BEFORE,
    )
    member = setting.members[0]
    page = signed_in(member).get(f"/survey/{wave.uuid}/").content.decode()
    assert ("準備しています" in page, "data-survey" in page) == (True, False)
    assert "準備しています" in signed_in(member).get("/my/").content.decode()
    with pytest.raises(WaveNotOpen):
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    assert prepare_waves() == 1
    wave.refresh_from_db()
    submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    assert wave.participations.count() == 1


def test_prepare_wave_takes_the_members_of_its_moment(setting: Setting) -> None:
    wave = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=WaveKind.AFTER,
    )
    moved = DepartmentMembership.objects.filter(member__in=setting.members[:7])
    moved.update(department=make_department(setting.owner.organisation, "本社"))
    prepare_wave(wave)
    assert set(wave.cells.values_list("name", "headcount")) == {("", 7), ("本社", 7)}
    assert not prepare_wave(wave)


def test_order_of_counters_is_that_of_the_survey(setting: Setting) -> None:
    survey = survey_of(setting.wave.revision_id, "ja")
    key = BallotKey.objects.get(wave=setting.wave)
    asked = [item for item in survey.items if item.kind != "comment"]
    assert key.counters == [[i.id, o.id] for i in asked for o in survey.options_of(i)]


# -- answering ----------------------------------------------------------------------------------


def test_submit_answers_adds_to_the_counters_of_one_cell(setting: Setting) -> None:
    wave, member = setting.wave, setting.members[0]
    item = scale_items(wave)[0]
    submit_answers(by=member, wave=wave, enrolment=None, answers={item: first_option(wave)})
    assert counted(wave) == {"": (0, {}), "店舗": (1, {item: {first_option(wave): 1}})}
    assert state(wave)["participations"] == [member.pk]


def test_submit_answers_of_several_people_add_up(setting: Setting) -> None:
    wave, survey = setting.wave, survey_of(setting.wave.revision_id, "ja")
    first, second = scale_items(wave)[:2]
    for number, member in enumerate(setting.members[:7]):
        answers = {first: survey.scale[number % 2].id, second: survey.scale[4].id}
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers)
    ids = [option.id for option in survey.scale]
    assert counted(wave)["店舗"] == (7, {first: {ids[0]: 4, ids[1]: 3}, second: {ids[4]: 7}})


def test_same_answers_change_the_cell_differently_every_time(setting: Setting) -> None:
    wave, cell = setting.wave, CountingCell.objects.get(wave=setting.wave, department=None)
    empty = bytes(cell.ciphertexts)
    seen = set()
    for member in setting.members[7:10]:
        CountingCell.objects.filter(pk=cell.pk).update(ballots=0, ciphertexts=empty, seal=cell.seal)
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
        seen.add(bytes(CountingCell.objects.get(pk=cell.pk).ciphertexts))
    assert len(seen) == 3
    assert {len(one) for one in seen} == {len(empty)}


def test_every_ballot_adds_one_blob_of_one_length(setting: Setting) -> None:
    wave, item = setting.wave, comment_item(setting.wave)
    lengths = []
    for member, text in zip(setting.members, ["", "短い", "長" * 2000, "\ud83d" * 5], strict=False):
        submit_answers(by=member, wave=wave, enrolment=None, answers={item: text})
        lengths.append(len(bytes(BlobPage.objects.get(wave=wave).blobs)))
    one = comments.blob_bytes(1)
    assert lengths == [one, 2 * one, 3 * one, 4 * one]
    blobs = comments.blobs_of(bytes(BlobPage.objects.get(wave=wave).blobs), 1)
    private = key_folder().read(wave.uuid).comments
    opened = sorted(comments.open_comments(private, blob)[0] for blob in blobs)
    assert opened == ["", "", "短い", "長" * 1000]


def test_submit_answers_twice_is_refused_and_counts_once(setting: Setting) -> None:
    wave, member = setting.wave, setting.members[0]
    submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    before = state(wave)
    with pytest.raises(AlreadyAnswered):
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers_for(wave))
    assert state(wave) == before


def test_who_joined_later_counts_in_the_company_s_own_cell(setting: Setting) -> None:
    late = make_member(setting.owner.organisation, "新人")
    submit_answers(by=late, wave=setting.wave, enrolment=None, answers=answers_for(setting.wave))
    assert {name: cell[0] for name, cell in counted(setting.wave).items()} == {"": 1, "店舗": 0}


@pytest.mark.parametrize("answers", [{"no-such-item": "1"}, {"first": "no-such-option"}])
def test_submit_answers_refuses_unknown_answers(setting: Setting, answers: dict[str, str]) -> None:
    wave = setting.wave
    if "first" in answers:
        answers = {scale_items(wave)[0]: answers["first"]}
    before = state(wave)
    with pytest.raises(UnknownAnswer):
        submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers)
    assert state(wave) == before


def test_a_full_cell_takes_no_ballot_more(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = setting.wave
    monkeypatch.setattr(paillier, "MOST_BALLOTS", 1)
    submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    before = state(wave)
    with pytest.raises(WaveClosed):
        submit_answers(by=setting.members[1], wave=wave, enrolment=None, answers=answers_for(wave))
    assert state(wave) == before


def enrol(setting: Setting, member: Member) -> Enrolment:
    return open_enrolment(member=member, assignment=setting.assignment, language="ja")


def test_before_survey_closes_for_a_person_at_their_first_slide(setting: Setting) -> None:
    enrolment = enrol(setting, setting.members[0])
    enrolment.first_slide_at = clock.now()
    with pytest.raises(WaveClosed, match="研修を始めたあと"):
        submit_answers(by=setting.members[0], wave=setting.wave, enrolment=enrolment, answers={})
    assert state(setting.wave)["participations"] == []


def test_after_survey_opens_with_the_completion(setting: Setting) -> None:
    wave = opened(setting, WaveKind.AFTER)
    enrolment = enrol(setting, setting.members[0])
    with pytest.raises(WaveNotOpen):
        submit_answers(by=setting.members[0], wave=wave, enrolment=enrolment, answers={})
    enrolment.completed_at = clock.now()
    submit_answers(by=setting.members[0], wave=wave, enrolment=enrolment, answers=answers_for(wave))
    assert state(wave)["participations"] == [setting.members[0].pk]


def test_ballot_that_comes_while_the_wave_is_closing_is_refused(setting: Setting) -> None:
    """The page was opened before: its wave still says that it is open."""
    wave = Wave.objects.select_related("ballot_key").get(pk=setting.wave.pk)
    ask_to_close(wave=setting.wave, by=setting.owner)
    before = state(setting.wave)
    with pytest.raises(WaveClosed, match="数えていません"):
        submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    assert state(setting.wave) == before


def test_wave_without_its_key_takes_no_ballots(setting: Setting) -> None:
    Wave.objects.filter(pk=setting.wave.pk).update(state=WaveState.KEYLESS)
    setting.wave.refresh_from_db()
    with pytest.raises(WaveWithoutKey, match="鍵が見つかりません"):
        submit_answers(by=setting.members[0], wave=setting.wave, enrolment=None, answers={})
    assert Participation.objects.count() == 0


# -- what somebody with the database cannot do ----------------------------------------------------


def test_ciphertexts_of_another_cell_are_refused(setting: Setting) -> None:
    wave = setting.wave
    submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    shop = CountingCell.objects.get(wave=wave, name="店舗")
    company = CountingCell.objects.filter(wave=wave, name="")
    company.update(ballots=shop.ballots, ciphertexts=shop.ciphertexts, seal=shop.seal)
    before = state(wave)
    with pytest.raises(WaveDamaged):
        submit_answers(by=setting.members[7], wave=wave, enrolment=None, answers=answers_for(wave))
    assert state(wave) == before


def test_a_ballot_counted_twice_is_refused(setting: Setting) -> None:
    wave, public = setting.wave, key_folder().read(setting.wave.uuid).public
    submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    cell = CountingCell.objects.get(wave=wave, name="店舗")
    once = paillier.from_bytes(public, bytes(cell.ciphertexts))
    cell.ciphertexts = paillier.to_bytes(public, paillier.add_all(public, once, once))
    cell.save()
    with pytest.raises(WaveDamaged):
        submit_answers(by=setting.members[1], wave=wave, enrolment=None, answers=answers_for(wave))


@pytest.mark.parametrize("column", ["modulus", "base", "comment_key"])
def test_a_key_of_somebody_else_encrypts_nothing(setting: Setting, column: str) -> None:
    other = key_folder().make(make_organisation("株式会社みほん商店").uuid, 512)
    size = other.public.ciphertext_bytes
    values = {
        "modulus": other.public.n.to_bytes(size // 2, "big"),
        "base": other.base.to_bytes(size, "big"),
        "comment_key": comments.public_half(other.comments),
    }
    BallotKey.objects.filter(wave=setting.wave).update(**{column: values[column]})
    wave = Wave.objects.get(pk=setting.wave.pk)
    with pytest.raises(WaveDamaged):
        submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    assert Participation.objects.count() == 0


def test_a_changed_secret_key_still_opens_the_seals_of_its_former_one(
    setting: Setting, settings: Any
) -> None:
    wave, former = setting.wave, settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(WaveDamaged):
        submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    settings.SECRET_KEY_FALLBACKS = [former]
    submit_answers(by=setting.members[0], wave=wave, enrolment=None, answers=answers_for(wave))
    assert counted(wave)["店舗"][0] == 1


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
    with counted_statements() as statements:
        response = client.post(address, answers)
    assert (response.status_code, response["Location"]) == (302, f"{address}thanks/")
    assert len(statements) <= 10


def test_wave_answer_page_says_what_holds_and_what_does_not(setting: Setting) -> None:
    address = f"/survey/{setting.wave.uuid}/"
    page = signed_in(setting.members[0]).get(address).content.decode()
    for said in ("鍵を消します", "サーバーを操作できる人", "またはその写し", "作られたアカウント"):
        assert said in page


def test_wave_answer_page_is_not_there_for_strangers(setting: Setting) -> None:
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")
    address = f"/survey/{setting.wave.uuid}/"
    assert signed_in(setting.members[0]).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
    assert signed_in(stranger).post(address, {}).status_code == 404


def test_wave_thanks_page_is_for_the_organisation(setting: Setting) -> None:
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 太郎")
    address = reverse("surveys:wave-thanks", args=[setting.wave.uuid])
    assert signed_in(setting.members[0]).get(address).status_code == 200
    assert signed_in(stranger).get(address).status_code == 404
