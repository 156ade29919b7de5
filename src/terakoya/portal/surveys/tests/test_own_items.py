"""自社の問い: limits and words, asked and counted as the others, compared only when unchanged."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from terakoya.portal.accounts.sessions import BACKEND
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.surveys import own_items
from terakoya.portal.surveys.choices import Medium, WaveKind
from terakoya.portal.surveys.errors import OwnItemNotPossible
from terakoya.portal.surveys.models import BallotKey, OwnItem, PublishedTable
from terakoya.portal.surveys.own_items import OwnText, is_own, room_for, with_own_items
from terakoya.portal.surveys.result_page import result_page
from terakoya.portal.surveys.selectors import shown_items_of_wave, survey_of, survey_of_wave
from terakoya.portal.surveys.selectors_paper import wave_material
from terakoya.portal.surveys.selectors_results import course_results
from terakoya.portal.surveys.services import (
    add_own_item,
    close_wave,
    open_wave,
    prepare_wave,
    remove_own_item,
    submit_answers,
)
from tests.factories import (
    give_course,
    make_member,
    make_organisation,
    make_owner,
    publish_flagship,
)
from tests.made_once import made_once_by

from .conftest import Setting, answers_for

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # pages, and both databases keep the same
ASKED = "名札のことで困ったときは、すぐに相談できる"


def make_office() -> Setting:
    """Twelve people, an assignment, no wave yet."""
    revision, organisation = publish_flagship(), make_organisation()
    owner = make_owner(organisation)
    members = [make_member(organisation, f"受講{n}") for n in range(12)]
    assignment = give_course(owner, revision.course)
    return Setting(owner, members, assignment, None)  # type: ignore[arg-type]


made_office = made_once_by(make_office)


@pytest.fixture
def office(made_office: Setting, db: None) -> Setting:
    """The same, with rows of its own."""
    return deepcopy(made_office)


def topic_of() -> str:
    return survey_of(Revision.objects.get().pk, "ja").topics[0].id


def add(office: Setting, ja: str = ASKED, en: str = "", topic: str = "") -> OwnItem:
    return add_own_item(
        by=office.owner,
        assignment=office.assignment,
        topic=topic or topic_of(),
        text_ja=ja,
        text_en=en,
    )


def opened(office: Setting, kind: WaveKind = WaveKind.BEFORE, **more: object) -> Setting:
    wave = open_wave(
        by=office.owner,
        assignment=office.assignment,
        revision=Revision.objects.get(),
        kind=kind,
        **more,  # type: ignore[arg-type]
    )
    return Setting(office.owner, office.members, office.assignment, wave)


def test_own_items_are_asked_last_counted_and_shown_apart(office: Setting) -> None:
    item = add(office)
    wave = opened(office).wave
    prepare_wave(wave)
    survey = survey_of_wave(wave, "ja")
    last = survey.items[-1]
    assert (last.text, survey.options_of(last)) == (item.text_ja, survey.scale)
    assert shown_items_of_wave(wave, "en")[-1].plain_text == ASKED  # no English was given
    assert [last.id, survey.scale[0].id] in BallotKey.objects.get(wave=wave).counters
    answers = answers_for(wave, **{last.id: survey.scale[0].id})
    for member in office.members[:11]:
        submit_answers(by=member, wave=wave, enrolment=None, answers=answers)
    close_wave(wave=wave)
    company = PublishedTable.objects.get(wave=wave).table["company"]
    own = [topic for topic in company["topics"] if is_own(topic)]
    assert own == [last.topic] and company["topics"][last.topic]["score"] == 100
    page = result_page(course_results(wave))
    assert page is not None and page.topics[-1].endswith("（自社の問い）")
    assert f"{len(page.topics) - 1}つ" in page.figures[1].label  # the mean is without them


def test_an_open_wave_keeps_its_items_and_the_next_asks_others(office: Setting) -> None:
    item = add(office)
    before = opened(office, medium=Medium.PAPER).wave
    first = survey_of_wave(before, "ja").topics[-1].id
    again = opened(office, WaveKind.AFTER, medium=Medium.PAPER).wave
    assert survey_of_wave(again, "ja").topics[-1].id == first  # unchanged: compared
    remove_own_item(by=office.owner, item=item)
    add(office, "名札のことで困ったときは、店長に相談できる")
    before.refresh_from_db()
    assert survey_of_wave(before, "ja").items[-1].text == ASKED
    other = opened(office, WaveKind.DAY90, medium=Medium.PAPER).wave
    changed = survey_of_wave(other, "ja").topics[-1].id
    assert is_own(changed) and changed != first
    survey = wave_material(before).course.text("ja").survey
    assert survey.items[-1].text == ASKED


@pytest.mark.parametrize(
    "words",
    [
        "",
        "短い",
        "あ" * 121,
        "あなたの年齢は、職場で高いほうだ",
        "持病のことを、上司は知っている",
        "My age matters at work",
        "困ったときは、だれに相談しますか",
        "相談できますか？",
        "**強い**言葉で言われたことがある",
        "{漢字|かんじ}を読める",
    ],
)
def test_words_that_must_not_be_asked_are_refused(office: Setting, words: str) -> None:
    with pytest.raises(OwnItemNotPossible):
        add(office, words)
    assert not OwnItem.objects.exists()


def test_items_that_are_there_and_topics_that_are_not_are_refused(office: Setting) -> None:
    add(office, en="I can get advice at work manageably")  # no word of it is "age" or "name"
    known = survey_of(Revision.objects.get().pk, "ja").items[0].text
    for words, topic in ((ASKED, ""), (known, ""), ("別の問いに答えられる", "no-such-topic")):
        with pytest.raises(OwnItemNotPossible):
            add(office, words, topic=topic)
    assert OwnItem.objects.count() == 1


def test_more_than_one_ciphertext_holds_is_refused_with_the_number(
    office: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    survey = survey_of(Revision.objects.get().pk, "ja")
    taken = sum(len(survey.options_of(item)) for item in survey.items)
    monkeypatch.setattr(own_items, "COUNTERS", taken + len(survey.scale) + 1)
    assert room_for(survey) == 1
    add(office)
    with pytest.raises(OwnItemNotPossible, match="1問まで"):
        add(office, "別の問いにも、すぐに答えられる")
    monkeypatch.setattr(own_items, "COUNTERS", taken - 1)
    assert room_for(survey) == 0


def test_a_survey_with_all_its_room_used_fits_one_ciphertext(office: Setting) -> None:
    survey = survey_of(Revision.objects.get().pk, "ja")
    own = tuple(OwnText(topic_of(), f"問い{n}に答えられる", "") for n in range(room_for(survey)))
    asked = with_own_items(survey, own, "ja")
    counters = sum(len(asked.options_of(item)) for item in asked.items)
    assert own and counters <= own_items.COUNTERS == 153
    assert len({item.id for item in asked.items}) == len(asked.items)


def test_page_adds_and_removes_and_is_a_strangers_404(office: Setting) -> None:
    client, address = Client(), reverse("surveys:own-items", args=[office.assignment.uuid])
    client.force_login(office.owner.person, backend=BACKEND)
    sent = {"topic": topic_of(), "text_ja": ASKED}
    assert client.post(address, sent).status_code == 302
    assert client.post(address, sent).status_code == 422
    assert ASKED in client.get(address).content.decode()
    preview = reverse("surveys:wave-open", args=[office.assignment.uuid])
    assert ASKED in client.get(preview).content.decode()
    remove = reverse("surveys:own-item-remove", args=[OwnItem.objects.get().uuid])
    stranger = Client()
    stranger.force_login(make_owner(make_organisation("他社")).person, backend=BACKEND)
    assert stranger.get(address).status_code == stranger.post(remove).status_code == 404
    assert client.post(remove).status_code == 302
    assert not OwnItem.objects.exists()
