"""The page of a wave's results: what it shows, to whom, in how many statements."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from terakoya.courseware.model import CourseText
from terakoya.portal.accounts.models import Department, Member
from terakoya.portal.audit.models import WaitingEntry
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from terakoya.portal.common.dates import day_of, full_day
from terakoya.portal.learning.models import Assignment
from terakoya.portal.surveys.choices import WaveKind, WaveState
from terakoya.portal.surveys.models import CountingCell, PublishedTable, Wave
from terakoya.portal.surveys.selectors import survey_of
from terakoya.portal.surveys.selectors_results import course_results
from terakoya.portal.surveys.services import (
    ask_to_close,
    close_wave,
    open_wave,
    prepare_wave,
    submit_answers,
)
from tests.courses import flagship_material
from tests.factories import give_course, make_department, make_organisation
from tests.statements import counted_statements

from .conftest import Setting, answers_for, build_setting, comment_item
from .kept import kept_setting, setting
from .test_wave import signed_in

__all__ = ["kept_setting", "setting"]

# Pages, which both databases fill alike.
pytestmark = pytest.mark.once

TOPICS = (
    "knowledge",
    "judgement",
    "prevention",
    "readiness",
    "reporting",
    "support",
    "own-conduct",
)


def address(wave: Wave) -> str:
    return f"/manage/surveys/{wave.uuid}/result/"


def text_of(client: Client, wave: Wave) -> str:
    page = client.get(address(wave))
    assert page.status_code == 200
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def row(n: str, score: int, margin: int = 4) -> dict[str, Any]:
    return {"n": n, "topics": {topic: {"score": score, "margin": margin} for topic in TOPICS}}


def publish(wave: Wave, score: int, units: dict[str, dict[str, Any]], **more: Any) -> None:
    """A closed wave with a table written by hand, for what takes too many people to come about."""
    ask_to_close(wave=wave)
    close_wave(wave=wave)
    cells = dict(CountingCell.objects.filter(wave=wave).values_list("department_id", "name"))
    names = {str(one or 0): name for one, name in cells.items()}
    table = {
        "answered": "60",
        "company": row("60", score) | {"shares": {}},
        "groups": units,
        "hidden": {},
        "names": names,
        "comments": {},
        "loss": "",
    }
    PublishedTable.objects.filter(wave=wave).update(table=table | more)


def unit_of(wave: Wave, name: str) -> str:
    return str(CountingCell.objects.get(wave=wave, name=name).department_id)


def answer_all(setting: Setting, **extra: str) -> None:
    for member in setting.members:
        answers = answers_for(setting.wave, **extra)
        submit_answers(by=member, wave=setting.wave, enrolment=None, answers=answers)


def after_wave(setting: Setting) -> Wave:
    wave = open_wave(
        by=setting.owner,
        assignment=setting.assignment,
        revision=setting.wave.revision,
        kind=WaveKind.AFTER,
    )
    prepare_wave(wave)
    return wave


def test_wave_result_shows_units_and_why_others_are_hidden(db: None) -> None:
    setting = build_setting(14, 7, 5)
    comment = comment_item(setting.wave)
    for member in setting.members[:14] + setting.members[14:18] + setting.members[21:]:
        answers = answers_for(setting.wave, **{comment: "窓口を増やしてほしい"})
        submit_answers(by=member, wave=setting.wave, enrolment=None, answers=answers)
    close_wave(wave=setting.wave)
    text = text_of(signed_in(setting.owner), setting.wave)
    assert "全社 23名" in text
    assert "店舗 10〜19名" in text
    assert "お客様相談室 ― 表示しません：回答者が5名未満のため" in text
    assert "そのほか（小さな部署と部署なし） 5〜9名" in text
    assert text.count("窓口を増やしてほしい") == 20
    assert "ほかに3件あります。" in text
    assert "回答率 85% 23 / 27名" in text


def test_wave_result_under_twenty_answers_shows_the_company_alone(setting: Setting) -> None:
    answer_all(setting)
    close_wave(wave=setting.wave)
    text = text_of(signed_in(setting.owner), setting.wave)
    assert "全社 10〜19名" in text
    assert "店舗" not in text
    assert "お客様相談室" not in text


def test_wave_result_under_five_answers_shows_nothing_and_says_what_next(
    setting: Setting,
) -> None:
    for member in setting.members[:4]:
        submit_answers(
            by=member, wave=setting.wave, enrolment=None, answers=answers_for(setting.wave)
        )
    close_wave(wave=setting.wave)
    text = text_of(signed_in(setting.owner), setting.wave)
    assert "まだ結果を表示できません。回答が5名以上そろわなかったためです。" in text
    assert "意識調査の一覧へ" in text
    assert "4名" not in text


def test_wave_result_while_open_tells_nothing_of_answers(setting: Setting) -> None:
    answer_all(setting)
    text = text_of(signed_in(setting.owner), setting.wave)
    assert "受付中です。結果は、締め切ったあとに1度だけ集計して表示します。" in text
    assert "13" not in re.sub(r"\d+月\d+日", "", text)


def test_wave_result_tells_changes_only_beyond_the_margin(setting: Setting) -> None:
    shop, desk = unit_of(setting.wave, "店舗"), "12345"
    publish(setting.wave, 50, {shop: row("30", 50), desk: row("30", 50)})
    after = after_wave(setting)
    publish(after, 70, {shop: row("30", 53)})
    text = text_of(signed_in(setting.owner), after)
    assert "事前より20ポイント上がりました。" in text
    due = day_of(after.opened_at) + dt.timedelta(days=90)
    assert f"90日後の調査は、{full_day(due)}ごろが目安です。" in text
    page = signed_in(setting.owner).get(address(after)).content.decode()
    assert page.count("<small><b>+20</b></small>") == len(TOPICS)
    assert page.count("<small>+3</small>") == len(TOPICS)


def test_wave_result_suggests_only_clear_weak_points(setting: Setting) -> None:
    shop = unit_of(setting.wave, "店舗")
    low = row("30", 75)
    low["topics"]["reporting"] = {"score": 60, "margin": 5}
    publish(setting.wave, 75, {shop: low})
    text = text_of(signed_in(setting.owner), setting.wave)
    assert "「相談と報告」を高める 店舗の指数は60です（全社75、回答者30名）。" in text
    assert "「知識」を高める" not in text


def test_wave_result_refuses_learners_and_strangers(setting: Setting, stranger: Member) -> None:
    publish(setting.wave, 60, {})
    assert signed_in(setting.owner).get(address(setting.wave)).status_code == 200
    for other in (setting.members[0], stranger):
        assert signed_in(other).get(address(setting.wave)).status_code == 404


def test_wave_result_is_noted_in_the_audit_log(setting: Setting) -> None:
    publish(setting.wave, 60, {})
    before = WaitingEntry.objects.count()
    signed_in(setting.owner).get(address(setting.wave))
    assert WaitingEntry.objects.count() == before + 1


def test_wave_result_names_units_of_one_name_with_their_parents(db: None) -> None:
    setting = build_setting(14, 7, 5)
    shop, desk = Department.objects.filter(organisation=setting.owner.organisation).order_by("id")
    for unit, parent in ((shop, "本店"), (desk, "横浜店")):
        unit.parent = make_department(setting.owner.organisation, parent)
        unit.name = "売場"
        unit.save()
    CountingCell.objects.filter(wave=setting.wave, department__isnull=False).update(name="売場")
    publish(setting.wave, 61, {str(shop.pk): row("30", 58), str(desk.pk): row("20", 58)})
    text = text_of(signed_in(setting.owner), setting.wave)
    assert "本店／売場 30名" in text and "横浜店／売場 20名" in text


@pytest.mark.parametrize("units", [1, 3, 120])
def test_wave_result_costs_the_same_statements_for_any_number_of_units(
    setting: Setting, units: int
) -> None:
    groups = {str(10_000 + n): row("30", 60) for n in range(units)}
    publish(setting.wave, 60, groups)
    after = after_wave(setting)
    publish(after, 65, groups)
    client = signed_in(setting.owner)
    client.get(address(after))
    survey_of(setting.wave.revision_id, "ja")
    with counted_statements() as statements:
        page = client.get(address(after))
    assert page.status_code == 200
    assert len(statements) == 6


def test_wave_result_pages_its_units_by_fifty(setting: Setting) -> None:
    publish(setting.wave, 60, {str(10_000 + n): row("30", 60) for n in range(120)})
    client = signed_in(setting.owner)
    first = client.get(address(setting.wave)).content.decode()
    third = client.get(address(setting.wave) + "?page=3").content.decode()
    assert (first.count('data-b="3"') - 1, third.count('data-b="3"') - 1) == (
        51 * len(TOPICS),
        21 * len(TOPICS),
    )


def test_wave_close_leads_to_the_result(setting: Setting) -> None:
    client = signed_in(setting.owner)
    answer = client.post(f"/manage/surveys/{setting.wave.uuid}/close/")
    assert (answer.status_code, answer["Location"]) == (302, address(setting.wave))
    assert "集計しています" in text_of(client, setting.wave)


def test_wave_list_of_a_wave_with_twenty_answers_leads_to_its_result(db: None) -> None:
    setting = build_setting(20, 6)
    answer_all(setting)
    close_wave(wave=setting.wave)
    page = signed_in(setting.owner).get("/manage/surveys/").content.decode()
    assert address(setting.wave) in page
    assert "26名" in page


def test_home_leads_to_the_latest_result(setting: Setting) -> None:
    client = signed_in(setting.owner)
    assert address(setting.wave) not in client.get("/manage/").content.decode()
    publish(setting.wave, 60, {})
    assert address(setting.wave) in client.get("/manage/").content.decode()


def test_wave_result_escapes_names_and_comments(setting: Setting) -> None:
    make_department(setting.owner.organisation, "<b>部")
    comment = comment_item(setting.wave)
    publish(
        setting.wave,
        60,
        {"77": row("30", 60)},
        names={"77": "<b>部"},
        comments={comment: ["<script>alert(1)</script>"]},
    )
    page = signed_in(setting.owner).get(address(setting.wave)).content.decode()
    assert "&lt;b&gt;部" in page
    assert "<script>alert" not in page


# -- waves around another assignment ----------------------------------------------------------


def another_wave(setting: Setting, **of_it: Any) -> Wave:
    """An open after-wave around a new assignment of the same course, five days later."""
    with clock.fixed_at(setting.wave.opened_at + dt.timedelta(days=5)):
        given = give_course(setting.owner, setting.assignment.course)
        Assignment.objects.filter(pk=given.pk).update(**of_it)
        wave = open_wave(
            by=setting.owner,
            assignment=given,
            revision=setting.wave.revision,
            kind=WaveKind.AFTER,
        )
        prepare_wave(wave)
    return wave


def test_a_wave_around_another_assignment_is_compared_in_rows_that_both_show(
    setting: Setting,
) -> None:
    shop, desk = (str(one.pk) for one in Department.objects.order_by("id"))
    publish(setting.wave, 60, {shop: row("30", 60)})
    later = another_wave(setting)
    publish(later, 72, {shop: row("30", 75), desk: row("30", 70)})

    found = course_results(later)

    assert [one.wave for one in found.waves] == [later]
    assert found.earlier is not None and found.earlier.wave == setting.wave
    shown = {unit: found.comparison.of(unit, "knowledge") for unit in ("", shop, desk)}
    points = {unit: change and change.points for unit, change in shown.items()}
    assert points == {"": 12, shop: 15, desk: None}
    closed_on = full_day(Wave.objects.get(pk=setting.wave.pk).closed_at or later.opened_at)
    text = text_of(signed_in(setting.owner), later)
    assert f"下段は別の割り当ての事前（{closed_on}に締め切り）との差です。" in text
    first = course_results(setting.wave)
    assert (first.earlier, first.later and first.later.wave) == (None, later)


def test_the_own_assignment_comes_before_another_one(setting: Setting) -> None:
    publish(setting.wave, 60, {})
    publish(another_wave(setting), 72, {})
    with clock.fixed_at(setting.wave.opened_at + dt.timedelta(days=10)):
        own = after_wave(setting)
        publish(own, 65, {})
    found = course_results(own)
    assert found.earlier is not None and found.earlier.wave == setting.wave
    assert found.earlier_label == "事前"


@pytest.mark.parametrize(
    ("changes", "of_it"),
    [
        ({}, {"audience": "departments"}),
        ({"medium": "paper", "key_gone_at": None}, {}),
        ({"axis": "none"}, {}),
    ],
)
def test_what_is_not_alike_is_not_compared(
    setting: Setting, changes: dict[str, Any], of_it: dict[str, str]
) -> None:
    publish(setting.wave, 60, {})
    later = another_wave(setting, **of_it)
    publish(later, 72, {})
    Wave.objects.filter(pk=setting.wave.pk).update(**changes)
    assert course_results(later).earlier is None


def test_a_wave_that_is_still_open_is_not_compared(setting: Setting) -> None:
    later = another_wave(setting)
    publish(later, 72, {})
    assert course_results(later).earlier is None
    assert setting.wave.state == WaveState.OPEN


OWN = "of-company-0123456789ab"


def with_another_question() -> Revision:
    """A newer revision whose survey asks one question in other words."""
    material = flagship_material()

    def changed(text: CourseText) -> CourseText:
        first, *rest = text.survey.items
        items = (first.model_copy(update={"text": f"{first.text}（改）"}), *rest)
        return text.model_copy(update={"survey": text.survey.model_copy(update={"items": items})})

    texts = tuple(changed(text) for text in material.course.texts)
    course = material.course.model_copy(update={"texts": texts})
    return publish_material(material=replace(material, course=course))


def test_another_organisation_and_other_items_are_never_compared(setting: Setting) -> None:
    publish(setting.wave, 60, {})
    later = another_wave(setting)
    publish(later, 72, {})
    revision = with_another_question()
    Wave.objects.filter(pk=setting.wave.pk).update(revision=revision)
    assert course_results(later).earlier is None
    Wave.objects.filter(pk=setting.wave.pk).update(revision=later.revision)
    assert course_results(later).earlier is not None
    stranger = make_organisation("株式会社よその")
    Wave.objects.filter(pk=setting.wave.pk).update(organisation=stranger)
    assert course_results(later).earlier is None


def test_own_items_are_compared_only_where_both_waves_ask_the_same(setting: Setting) -> None:
    def table(score: int) -> dict[str, Any]:
        shown = row("60", score) | {"shares": {}}
        shown["topics"][OWN] = {"score": score, "margin": 4}
        return {"company": shown}

    question = {"topic": "support", "ja": "別の問い", "en": "", "sensitive": False}
    publish(setting.wave, 60, {}, **table(60))
    later = another_wave(setting)
    publish(later, 72, {}, **table(72))
    assert course_results(later).comparison.of("", OWN) is not None
    Wave.objects.filter(pk=later.pk).update(own_items=[question])
    later.refresh_from_db()
    found = course_results(later).comparison
    assert (found.of("", OWN), found.of("", "knowledge") is None) == (None, False)


def test_respondents_see_no_wave_of_another_assignment(setting: Setting) -> None:
    publish(setting.wave, 60, {})
    later = another_wave(setting)
    publish(later, 72, {})
    assert course_results(later, shared_only=True).earlier is None


def test_page_says_whether_the_next_wave_is_to_come_or_has_begun(setting: Setting) -> None:
    publish(setting.wave, 60, {})
    client = signed_in(setting.owner)
    to_come = "事後の回は、はじめの人が修了すると開きます。90日後の回は、その90日後です。"
    begun = "事後の回は、始まっています。"
    assert to_come in text_of(client, setting.wave)
    after = after_wave(setting)
    page = text_of(client, setting.wave)
    assert begun in page and to_come not in page
    publish(after, 62, {})
    page = text_of(client, setting.wave)
    assert begun not in page and to_come not in page
