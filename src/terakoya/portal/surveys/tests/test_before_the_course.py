"""A survey before the course is never ended unasked, from whichever address a learner comes."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from terakoya.portal.accounts.models import Member
from terakoya.portal.catalogue.selectors import revision_text
from terakoya.portal.learning.errors import SurveyOpen
from terakoya.portal.learning.models import Enrolment
from terakoya.portal.learning.services import open_enrolment, open_first_slide
from terakoya.portal.learning.tests.learners import signed_in
from terakoya.portal.surveys.choices import WaveState
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.services import submit_answers
from tests.factories import make_member, make_organisation
from tests.statements import counted_statements

from .conftest import Setting, answers_for
from .kept import kept_setting, setting

__all__ = ["kept_setting", "setting"]

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

ANSWER, SKIP = "意識調査に答えてから始める", "調査には答えずに始める"


@pytest.fixture
def asked(setting: Setting) -> Setting:
    """The standard setting: opening its wave made the assignment one with a survey."""
    setting.assignment.refresh_from_db()
    assert setting.assignment.with_survey
    return setting


def begin_url(asked: Setting) -> str:
    return f"/my/assignments/{asked.assignment.uuid}/begin/"


def start_url(asked: Setting) -> str:
    return f"/my/assignments/{asked.assignment.uuid}/start/"


def enrolled(asked: Setting, member: Member) -> Enrolment:
    return open_enrolment(member=member, assignment=asked.assignment, language="ja")


def first_slide_at(member: Member) -> object:
    return Enrolment.objects.values_list("first_slide_at", flat=True).get(member=member)


def landed_on(client: Client, address: str) -> str:
    """Where a browser ends that opens the address."""
    answer = client.get(address, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else address


def test_my_page_offers_both_ways_and_no_third(asked: Setting) -> None:
    page = signed_in(asked.members[0]).get("/my/").content.decode()
    assert page.count(ANSWER) == 2  # on the card and in its dialog
    assert page.count(SKIP) == 2
    assert f'href="/survey/{asked.wave.uuid}/"' in page
    assert "受講を始める" not in page


def test_the_minutes_are_those_of_what_the_wave_asks(asked: Setting) -> None:
    client = signed_in(asked.members[0])
    addresses = ("/my/", start_url(asked), f"/survey/{asked.wave.uuid}/")

    def told() -> list[bool]:
        pages = [client.get(address).content.decode() for address in addresses]
        return [f"約{minutes}分" in page for page in pages for minutes in (3, 4)]

    assert told() == [True, False] * 3
    asked.wave.own_items = [
        {"topic": "knowledge", "ja": f"相談先の{n}番目を知っている。", "en": "", "sensitive": False}
        for n in range(5)
    ]
    asked.wave.save()
    assert told() == [False, True] * 3


def test_beginning_without_having_been_asked_asks_first_and_takes_no_seat(asked: Setting) -> None:
    client = signed_in(asked.members[0])
    answer = client.post(begin_url(asked))
    assert (answer.status_code, answer["Location"]) == (302, start_url(asked))
    assert Enrolment.objects.count() == 0
    page = client.get(start_url(asked)).content.decode()
    assert [page.count(words) for words in (ANSWER, SKIP, "まだ始めない")] == [1, 1, 1]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_address_of_a_slide_ends_the_survey(asked: Setting, language: str) -> None:
    member = asked.members[0]
    run, client = enrolled(asked, member), signed_in(member)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    first = revision_text(run.revision_id, language).slides[0].id
    expected = f"{start_url(asked)}?slide={first}"
    for address in (f"/learn/{run.uuid}/", f"/learn/{run.uuid}/{first}/"):
        assert landed_on(client, address) == expected
    assert first_slide_at(member) is None
    answer = client.post(begin_url(asked), {"survey": "skip", "slide": first})
    assert answer["Location"] == f"/learn/{run.uuid}/{first}/"
    assert first_slide_at(member) is not None
    assert client.get(f"/learn/{run.uuid}/{first}/").status_code == 200
    assert landed_on(client, f"/learn/{run.uuid}/") == f"/learn/{run.uuid}/{first}/"


def test_declining_begins_the_course_and_closes_the_survey(asked: Setting) -> None:
    member = asked.members[0]
    client = signed_in(member)
    client.post(begin_url(asked), {"survey": "skip"})
    assert first_slide_at(member) is not None
    page = client.get(f"/survey/{asked.wave.uuid}/").content.decode()
    assert ("研修を始めたあとは" in page, "data-survey=" in page) == (True, False)
    assert ANSWER not in client.get("/my/").content.decode()


def test_answering_leads_on_to_the_course(asked: Setting) -> None:
    member = asked.members[0]
    client = signed_in(member)
    submit_answers(by=member, wave=asked.wave, enrolment=None, answers=answers_for(asked.wave))
    thanks = client.get(f"/survey/{asked.wave.uuid}/thanks/").content.decode()
    assert begin_url(asked) in thanks
    answer = client.post(begin_url(asked))
    run = Enrolment.objects.get(member=member)
    assert answer["Location"] == f"/learn/{run.uuid}/"
    assert landed_on(client, f"/learn/{run.uuid}/").startswith(f"/learn/{run.uuid}/")


def test_the_service_refuses_to_end_a_survey_that_was_not_declined(asked: Setting) -> None:
    run = enrolled(asked, asked.members[0])
    with pytest.raises(SurveyOpen):
        open_first_slide(enrolment=run)
    assert first_slide_at(asked.members[0]) is None
    open_first_slide(enrolment=run, without_survey=True)
    assert first_slide_at(asked.members[0]) is not None


def test_a_survey_being_prepared_is_at_stake_too(asked: Setting) -> None:
    Wave.objects.update(state=WaveState.PREPARING)
    client = signed_in(asked.members[0])
    assert client.post(begin_url(asked))["Location"] == start_url(asked)
    page = client.get(start_url(asked)).content.decode()
    assert ("準備しています" in page, ANSWER in page, SKIP in page) == (True, False, True)


@pytest.mark.parametrize("state", [WaveState.CLOSING, WaveState.KEYLESS])
def test_nothing_is_asked_where_nothing_can_be_answered(asked: Setting, state: WaveState) -> None:
    Wave.objects.update(state=state)
    client = signed_in(asked.members[0])
    answer = client.post(begin_url(asked))
    run = Enrolment.objects.get()
    assert answer["Location"] == f"/learn/{run.uuid}/"
    assert "ありません" in client.get(start_url(asked)).content.decode()


def test_strangers_get_no_start_page(asked: Setting) -> None:
    stranger = make_member(make_organisation("株式会社よその商店"), "他社 花子")
    assert signed_in(stranger).get(start_url(asked)).status_code == 404
    assert signed_in(asked.members[0]).get(start_url(asked)).status_code == 200


def test_a_slide_costs_nothing_more_once_the_course_has_begun(asked: Setting) -> None:
    costs = []
    for with_survey in (True, False):
        member = asked.members[int(with_survey)]
        asked.assignment.with_survey = with_survey
        asked.assignment.save()
        run = enrolled(asked, member)
        open_first_slide(enrolment=run, without_survey=True)
        client, first = signed_in(member), revision_text(run.revision_id, "ja").slides[0].id
        client.get(f"/learn/{run.uuid}/{first}/")
        with counted_statements() as statements:
            client.get(f"/learn/{run.uuid}/{first}/")
        costs.append(len(statements))
    assert costs[0] == costs[1]
