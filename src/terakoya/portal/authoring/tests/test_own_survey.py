"""The awareness survey of an own course: typed, from a workbook, asked, and not offered."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from terakoya.courseware.formats.xlsx.writing import write_survey_workbook
from terakoya.courseware.model import Survey
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.authoring.errors import SurveyRefused
from terakoya.portal.authoring.models import OwnCourse
from terakoya.portal.authoring.services import ask_item, drop_item
from terakoya.portal.authoring.services.survey import MOST_ITEMS
from terakoya.portal.catalogue.models import Revision, RevisionText
from terakoya.portal.editions.choices import UploadState
from terakoya.portal.editions.editing.own_survey import with_own_survey
from terakoya.portal.editions.models import Edition, Upload
from terakoya.portal.editions.selectors.upload import upload_page
from terakoya.portal.editions.services import read_uploads, receive_upload, take_upload
from terakoya.portal.editions.tests.test_pages import signed_in
from terakoya.portal.learning.errors import NoSurvey
from terakoya.portal.learning.services import assign_course
from terakoya.portal.surveys.choices import WaveKind
from terakoya.portal.surveys.errors import NothingToAsk
from terakoya.portal.surveys.models import Wave
from terakoya.portal.surveys.selectors import shown_items_of_wave
from terakoya.portal.surveys.services import open_wave
from tests.courses import flagship_material
from tests.factories import make_member

from .drawn import made_in_studio
from .studio import Studio, make_studio, state_of

pytestmark = pytest.mark.once  # dear: courses are published, and both databases keep the same

SAID = "名刺の扱いを、同僚に説明できる。"


made_own = made_in_studio(Studio.make)


@pytest.fixture
def own(made_own: OwnCourse, studio: Studio) -> OwnCourse:
    """A draft without a survey."""
    return deepcopy(made_own)


def survey_in(own: OwnCourse) -> Survey:
    return state_of(own).course.source.survey


def ask(studio: Studio, own: OwnCourse, text: str = SAID, topic: str = "知識") -> None:
    ask_item(by=studio.officer, own_course=own, topic=topic, text=text, sensitive=False)


def people(studio: Studio) -> None:
    for number in range(5):
        make_member(studio.officer.organisation, f"受講 {number}郎")


def send(page: str, officer: Client, text: str = SAID) -> int:
    return officer.post(page, {"topic": "知識", "text": text}).status_code


def test_items_are_typed_listed_and_taken_away(studio: Studio, own: OwnCourse) -> None:
    officer = signed_in(studio.officer)
    page = reverse("authoring:own-course-survey", args=(own.uuid,))
    assert send(page, officer) == 302
    assert SAID in officer.get(page).content.decode()
    first = survey_in(own)
    assert [(one.text, one.kind) for one in first.items] == [(SAID, "scale")]
    assert [one.name for one in first.topics] == ["知識"]
    assert [one.score for one in first.scale] == [100, 75, 50, 25, 0]
    assert send(page, officer) == 422  # the same words twice
    officer.post(reverse("authoring:survey-item-drop", args=(own.uuid, first.items[0].id)))
    assert (survey_in(own).items, survey_in(own).topics) == ((), ())
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"authoring.survey_item_added", "authoring.survey_item_removed"} <= verbs


def test_a_stranger_neither_reads_nor_asks(studio: Studio, own: OwnCourse) -> None:
    ask(studio, own)
    item = survey_in(own).items[0].id
    page = reverse("authoring:own-course-survey", args=(own.uuid,))
    drop = reverse("authoring:survey-item-drop", args=(own.uuid, item))
    stranger = signed_in(make_studio("株式会社よその").officer)
    assert signed_in(studio.officer).get(page).status_code == 200
    assert stranger.get(page).status_code == 404
    assert send(page, stranger, "社内の決まりを、知っている。") == 404
    assert stranger.post(drop).status_code == 404
    assert len(survey_in(own).items) == 1


@pytest.mark.parametrize(
    ("topic", "text", "field"),
    [
        ("", SAID, "topic"),
        ("長" * 31, SAID, "topic"),
        ("知識", "社員番号を書ける。", "text"),
        ("知識", "名刺を説明できますか。", "text"),
        ("知識", "短い", "text"),
    ],
)
def test_what_nobody_should_be_asked_is_refused(
    studio: Studio, own: OwnCourse, topic: str, text: str, field: str
) -> None:
    with pytest.raises(SurveyRefused) as refused:
        ask_item(by=studio.officer, own_course=own, topic=topic, text=text, sensitive=False)
    assert (refused.value.field, survey_in(own).items) == (field, ())


def test_there_is_an_end_to_asking(studio: Studio, own: OwnCourse) -> None:
    for number in range(MOST_ITEMS):
        ask(studio, own, f"決まりの{number}番を、説明できる。")
    with pytest.raises(SurveyRefused, match="20問まで"):
        ask(studio, own)
    drop_item(by=studio.officer, own_course=own, item=survey_in(own).items[0].id)
    ask(studio, own)


def test_a_published_survey_may_be_asked_like_any_other(studio: Studio, own: OwnCourse) -> None:
    ask(studio, own)
    ask(studio, own, "困ったときに、上司に話せる。", "相談")
    published = studio.publish(own)
    meta = Revision.objects.get(pk=published.revision_id).meta
    assert meta["minutes"]["survey"] == 1
    people(studio)
    assert own.edition is not None
    assigned = assign_course(
        by=studio.officer, course=own.edition.course, due_on=None, with_survey=True
    )
    wave = Wave.objects.get(assignment=assigned)
    asked = [item.text for item in shown_items_of_wave(wave, "ja")]
    assert asked == [SAID, "困ったときに、上司に話せる。"]
    opening = reverse("surveys:wave-open", args=(assigned.uuid,))
    assert SAID in signed_in(studio.officer).get(opening).content.decode()
    # whoever uses the portal in another language is asked in the course's own
    reader = signed_in(studio.officer)
    reader.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert SAID in reader.get(opening).content.decode()
    assert reader.get(reverse("surveys:wave-answer", args=(wave.uuid,))).status_code == 200


def test_where_there_is_no_survey_none_is_offered(studio: Studio, own: OwnCourse) -> None:
    published = studio.publish(own)
    assert own.edition is not None
    course = own.edition.course
    officer = signed_in(studio.officer)
    new = reverse("learning:assignment-new")
    box = 'name="with_survey"'
    assert box not in officer.get(f"{new}?course={course.slug}").content.decode()
    other = officer.get(new).content.decode()
    assert box in other and "意識調査のない教材：個人情報の取り扱い" in other
    with pytest.raises(NoSurvey):
        assign_course(by=studio.officer, course=course, due_on=None, with_survey=True)
    assigned = studio.assign(own)
    opening = reverse("surveys:wave-open", args=(assigned.uuid,))
    listed = officer.get(reverse("surveys:wave-list")).content.decode()
    assert (officer.get(opening).status_code, opening in listed) == (404, False)
    people(studio)
    with pytest.raises(NothingToAsk):
        open_wave(
            by=studio.officer,
            assignment=assigned,
            revision=published.revision,
            kind=WaveKind.BEFORE,
        )
    ask(studio, own)
    studio.publish(own)
    assert box in officer.get(f"{new}?course={course.slug}").content.decode()
    listed = officer.get(reverse("surveys:wave-list")).content.decode()
    assert (officer.get(opening).status_code, opening in listed) == (200, True)


def test_questions_still_serve_a_topic_once_there_is_a_survey(
    studio: Studio, own: OwnCourse
) -> None:
    ask(studio, own)
    ask(studio, own, "困ったときに、上司に話せる。", "相談")
    course = with_own_survey(state_of(own).course)
    goal = course.meta.goals[0].id
    assert course.source.survey.topics[0].id == goal
    assert course.source.survey.items[0].topic == goal


def test_the_workbook_of_another_course_brings_its_items(studio: Studio, own: OwnCourse) -> None:
    assert own.edition is not None
    material = flagship_material()
    book = write_survey_workbook(replace(material, audio={}), "ja")
    edition = Edition.objects.select_related("course").get(pk=own.edition.pk)
    upload = receive_upload(
        by=studio.officer, edition=edition, name="意識調査.xlsx", size=len(book), chunks=[book]
    )
    assert read_uploads() == 1
    upload = Upload.objects.select_related("edition__draft", "edition__course").get(pk=upload.pk)
    assert upload.state == UploadState.READY, upload.refusal
    shown = upload_page(upload, studio.officer, "ja")
    items = [one.key for one in shown.items if one.key.startswith("item/")]
    asked = material.course.text("ja").survey
    assert len(items) == len(asked.items)
    take_upload(by=studio.officer, upload=upload, chosen=items, version=1)
    taken = survey_in(own)
    assert [one.text for one in taken.items] == [one.text for one in asked.items]
    assert {one.name for one in taken.topics} == {one.name for one in asked.topics}
    goal = state_of(own).course.meta.goals[0].id
    assert {one.goal for one in taken.topics} == {goal}
    assert "カスハラ" not in taken.title
    published = studio.publish(own)
    text = RevisionText.objects.get(revision=published.revision)
    assert len(text.survey["items"]) == len(asked.items)
