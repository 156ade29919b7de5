"""Packages played in a browser, in a system that keeps their records."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import Browser, Page, expect

from terakoya.courseware.draw import draw_questions
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.scorm import package_files
from terakoya.courseware.formats.scorm.exam import exam_values
from terakoya.courseware.formats.scorm.manifest import SCORM_12
from terakoya.courseware.model import Material, PassRule, TestPool
from terakoya.courseware.must_pass import held_rules, is_about
from terakoya.courseware.scoring import score_attempt
from terakoya.portal.learning.gate import Need, slide_is_met
from terakoya.portal.learning.progress import SlideState
from tests.accessibility import violations
from tests.courseware.lms import System, serving
from tests.courseware.lms.courses import KEPT
from tests.courseware.lms.player import Sco, launching
from tests.courseware.lms.records import (
    DONE,
    EDITIONS,
    SESSION_TIME,
    Launch,
    expect_done,
    in_page,
)
from tests.recordings import recorded
from tests.selection import deep
from tests.waiting import expect_read, number_of, read_until

FLAGSHIP = Path(__file__).parents[2] / "courses" / "stop-customer-harassment"
OWN_MARK = "お使いの学習管理システムの合格点は90点です。"
STATUS = {"1.2": "cmi.core.lesson_status", "2004": "cmi.completion_status"}

pytestmark = [pytest.mark.browser, pytest.mark.npm]


def deep_pairs(*pairs: tuple[str, str]) -> list[ParameterSet]:
    """Pairs of parameters that are left to the deep run."""
    return [pytest.param(*pair, marks=pytest.mark.deep) for pair in pairs]


OLD = ["1.2", *deep("2004")]  # for what no code asks the edition
FAILED = {"1.2": ("failed", "0"), "2004": ("incomplete", "failed", "0")}
ON_THE_WAY = {"1.2": ("incomplete", ""), "2004": ("incomplete", "unknown", "")}


@pytest.mark.parametrize("model", EDITIONS)
def test_played_to_the_end_without_one_error(
    model: str, material: Material, short: Material, chromium: Browser
) -> None:
    """In one edition each layout, in the other by hand; which edition it is, no slide asks."""
    played = {"1.2": material, "2004": short}[model]
    system = System(package_files(EDITIONS[model], played, "ja"))
    with serving(system), launching(chromium, system) as launch:
        sco = launch(model)
        if model == "2004":
            sco.finish_slides_by_hand()
        else:
            sco.finish_slides()
        expect_done(system, model, ON_THE_WAY[model])
        if model == "2004":
            sco.take_test_by_hand()
        else:
            sco.take_test()
        expect(sco.frame.locator("[data-headline]")).to_have_text("研修を修了しました")
        expect_done(system, model, DONE[model])
        sco.lms.evaluate("document.querySelector('iframe').remove()")
        expect_read(lambda: sco.calls[-1]["name"] in {"Finish", "Terminate"}, True)
        assert [call for call in sco.calls if call["error"]] == []
        assert (sco.called("Initialize"), sco.called("Finish") + sco.called("Terminate")) == (1, 1)
        assert "not attempted" not in sco.sent(STATUS[model])
        assert sco.sent(SESSION_TIME[model])
        exits = sco.sent("cmi.core.exit" if model == "1.2" else "cmi.exit")
        assert exits == ["suspend"]


# Deep: test_played_to_the_end_without_one_error goes through the same layouts.
@pytest.mark.deep
@pytest.mark.slow
@pytest.mark.parametrize("model", EDITIONS)
def test_the_first_course_is_played_to_the_end_without_one_error(
    model: str, chromium: Browser
) -> None:
    flagship = replace(read_folder(FLAGSHIP), audio={})
    system = System(package_files(EDITIONS[model], flagship, "en"))
    with serving(system), launching(chromium, system) as launch:
        sco = launch(model)
        sco.finish_slides_by_hand()
        sco.take_test_by_hand()
        expect_done(system, model, DONE[model])
        assert [call for call in sco.calls if call["error"]] == []


# Deep for 2004: that nothing is lost with its window, the tests hold that go on where it was left
# and in the middle of the test; what failing is called there, that of a failed test taken again.
@pytest.mark.parametrize("model", OLD)
def test_best_score_stays_whatever_comes_later_and_however_the_window_closes(
    model: str, launch: Launch
) -> None:
    sco = launch(model)
    sco.finish_slides()
    sco.take_test(rightly=False)
    expect_done(sco.system, model, FAILED[model])
    expect(sco.frame.locator("[data-headline]")).to_contain_text("で合格でした")
    sco.take_test()
    # As when the power goes: no event of leaving is heard.
    sco.lms.evaluate("window.made = null; window.finished = null")
    sco.lms.context.close()
    expect_done(sco.system, model, DONE[model])
    again = launch(model)
    expect(again.frame.locator("[data-headline]")).to_have_text("研修を修了しました")
    expect_done(again.system, model, DONE[model])
    again.take_test(rightly=False)
    advice = again.frame.locator("[data-advice]")
    expect(advice).to_have_text("修了は記録されています。画面を閉じてかまいません。")
    expect_done(again.system, model, DONE[model])
    assert [call for call in again.calls if call["error"]] == []
    again.lms.context.close()
    # A passed course is only looked at in a review.
    review = launch(model, mode="review")
    review.expect_at("page-last")
    review.take_test(rightly=False)
    assert [call for call in review.calls if call["name"] == "SetValue"] == []


# How a system says yes and what is refused, no code asks the edition. That of 1.2 a bare system is
# enough, and a number a yes, test_commit_that_fails_is_tried_again_and_said holds; text is what the
# bare system says elsewhere.
@pytest.mark.parametrize(
    ("model", "yes"),
    [
        ("2004", "boolean"),
        *deep_pairs(("1.2", "boolean"), ("1.2", "number"), ("1.2", "text")),
        *deep_pairs(("2004", "number"), ("2004", "text")),
    ],
)
def test_works_where_every_optional_element_is_refused(
    model: str, yes: str, launch: Launch
) -> None:
    sco = launch(model, system="bare", yes=yes)
    sco.finish_slides()
    sco.take_test()
    stored = sco.system.stored or {}
    assert stored[STATUS[model]] == ("passed" if model == "1.2" else "completed")
    refused = [one["values"][0] for one in sco.calls if one["name"] == "SetValue" and one["error"]]
    assert refused and len(refused) == len(set(refused))  # asked once, and never again
    expect(sco.frame.locator("[data-saved]")).to_contain_text("記録しました")


def test_works_where_a_refusal_is_an_exception(launch: Launch) -> None:
    sco = launch(system="bare", throws="yes")
    sco.finish_slide()
    sco.go_on()
    at = sco.at
    expect_read(lambda: (sco.system.stored or {}).get("cmi.core.lesson_location"), at)


# Deep for 2004: that its object has another name, every launch of it holds.
@pytest.mark.parametrize("model", OLD)
def test_object_that_comes_late_is_found(model: str, launch: Launch) -> None:
    sco = launch(model, late="6000")
    expect(sco.frame.locator("[data-notice]")).to_have_text("学習管理システムにつないでいます。")
    sco.pass_time(6.5)
    sco.expect_slide()
    assert sco.called("Initialize") == 1
    expect(sco.frame.locator("[data-notice]")).to_be_hidden()


# An opener's parents are the way through both, each alone is deep; the way asks no edition.
@pytest.mark.parametrize(
    ("model", "window"),
    [
        ("1.2", "opener-deep"),
        *deep_pairs(("1.2", "opener"), ("1.2", "deep")),
        *deep_pairs(("2004", "opener-deep"), ("2004", "opener"), ("2004", "deep")),
    ],
)
def test_object_is_found_in_opener_and_parents(model: str, window: str, launch: Launch) -> None:
    sco = launch(model, window=window)
    sco.expect_slide()
    assert sco.called("Initialize") == 1


def test_without_a_system_the_page_says_that_nothing_is_recorded(launch: Launch) -> None:
    sco = launch(system="none")
    sco.pass_time(11)
    expect(sco.frame.locator("[data-notice]")).to_contain_text("結果は記録されません")
    sco.finish_slides()
    sco.take_test()
    expect(sco.frame.locator("[data-advice]")).to_contain_text("記録できていません")


def test_system_that_does_not_begin_a_session_is_as_good_as_none(launch: Launch) -> None:
    sco = launch(system="bare", closed="yes")
    expect(sco.frame.locator("[data-notice]")).to_contain_text("結果は記録されません")
    assert {call["name"] for call in sco.calls} == {"Initialize"}


def test_system_of_another_origin_is_left_alone(
    packages: dict[str, dict[str, bytes]], chromium: Browser
) -> None:
    here, there = System(packages["1.2"]), System(packages["1.2"])
    with serving(here), serving(there), launching(chromium, here) as launch:
        sco = launch(**{"from": there.url})
        sco.pass_time(11)
        expect(sco.frame.locator("[data-notice]")).to_contain_text("結果は記録されません")
        assert sco.calls == []


def test_without_scripts_the_slides_are_a_page_and_say_what_is_missing(
    packages: dict[str, dict[str, bytes]], chromium: Browser
) -> None:
    with serving(System(packages["1.2"])) as system:
        context = chromium.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{system.url}/package/index.html")
        slides = page.locator("section.page[data-number]")
        for number in range(number_of(slides)):
            expect(slides.nth(number)).to_be_visible()
        expect(page.locator(".notice:visible").first).to_contain_text("JavaScriptが必要です")
        expect(page.locator("[data-act=start]:visible")).to_have_count(0)
        context.close()


def test_listening_counts_as_reading_does(short: Material, chromium: Browser) -> None:
    heard = recorded(short, ["opening"])
    system = System(package_files(SCORM_12, heard, "ja"))
    with serving(system), launching(chromium, system) as launch:
        sco = launch()
        link = sco.frame.locator("#slide-opening .steps .button--solid")
        expect(link).to_have_attribute("aria-disabled", "true")
        sco.frame.evaluate(
            """() => new Promise((done) => {
              const sound = document.querySelector("#slide-opening audio");
              sound.playbackRate = 16;
              sound.muted = true;
              sound.onended = done;
              sound.play();
            })"""
        )
        sco.pass_time(1)
        expect(link).to_have_attribute("aria-disabled", "false")
        took = sco.frame.evaluate("performance.now()")
        assert took < 8_000  # sooner than by reading


# Deep for 1.2: of a record that is read again there, the test of the best score holds the result.
@pytest.mark.parametrize("model", ["2004", *deep("1.2")])
def test_goes_on_where_it_was_left_and_in_the_middle_of_the_test(
    model: str, launch: Launch
) -> None:
    sco = launch(model)
    places = [one["page"] for one in sco.values["needs"]]
    asks = next(one["page"] for one in sco.values["needs"] if one["choices"])
    while sco.at != asks:
        sco.finish_slide()
        sco.go_on()
    sco.frame.locator(f"#{asks} .s-pick").nth(1).click()
    sco.frame.locator("[data-toggle-narration]:visible").click()
    sco.pass_time(3)
    sco.lms.context.close()

    again = launch(model)
    again.expect_at(asks)
    expect(again.frame.locator(".resumed")).to_be_visible()
    chosen = again.frame.locator(f"#{asks} .s-choice.is-chosen")
    expect(chosen).to_have_attribute("data-choice", "b")
    expect(again.frame.locator("html")).to_have_class("is-player no-narration")
    expect(again.frame.locator(".rail a.is-seen")).to_have_count(places.index(asks))
    assert [call for call in again.calls if call["error"]] == []

    again.finish_slides()
    again.frame.locator("[data-act=start]:visible").click()
    first = again.question_shown
    again.frame.locator(".tq input").first.check()
    again.frame.locator("[data-act=forward]").click()
    second = read_until(lambda: again.question_shown, lambda shown: shown != first)
    again.lms.context.close()

    third = launch(model)
    expect_read(lambda: third.question_shown, second)
    third.frame.locator("[data-act=back]").click()
    expect_read(lambda: third.question_shown, first)
    expect(third.frame.locator(".tq input").first).to_be_checked()


def test_place_alone_opens_the_slides_up_to_it(launch: Launch) -> None:
    second = f"slide-{KEPT[1]}"
    stored = {"cmi.core.lesson_location": second, "cmi.core.lesson_status": "incomplete"}
    again = launch(system="bare", stored=stored)
    again.expect_at(second)
    shut = again.frame.locator(".rail a.is-shut")
    expect(shut).to_have_count(len(KEPT) - 2 + 1)


def test_test_and_next_slide_wait_until_what_leads_to_them_is_done(launch: Launch) -> None:
    sco = launch()
    sco.open_test()
    expect(sco.frame.locator("[data-missing]")).to_be_visible()
    expect(sco.frame.locator("[data-act=start]:visible")).to_have_count(0)
    count = len(sco.values["needs"])
    expect(sco.frame.locator("[data-missing-count]")).to_have_text(
        f"あと{count}枚のスライドを終えると進めます。"
    )
    sco.frame.locator("[data-missing-first]").click()
    first: str = sco.values["needs"][0]["page"]
    sco.expect_at(first)
    link = sco.frame.locator(f"#{first} .steps .button--solid")
    expect(link).to_have_attribute("aria-disabled", "true")
    expect(sco.frame.locator(f"#{first} [data-gate]")).to_contain_text("で進めます")
    link.click(force=True)
    sco.pass_time(0.1)
    reason = "まだ進めません。このスライドまでを、順に終えると開きます。"
    expect(sco.frame.locator("[data-voice]")).to_have_text(reason)
    expect(sco.frame.locator(f"#{first} [data-gate]")).to_contain_text(reason)
    sco.frame.locator(".rail a.is-shut").first.click()
    sco.frame.wait_for_url(f"**#{first}")
    sco.expect_at(first)
    sco.finish_slide()
    expect(link).to_have_attribute("aria-disabled", "false")
    expect(sco.frame.locator("[data-voice]")).to_have_text("次へ進めます。")
    assert sco.go_on() != first


def test_leaving_twice_ends_the_session_once(launch: Launch) -> None:
    sco = launch()
    for _ in range(2):
        sco.frame.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    expect_read(lambda: sco.called("Finish"), 1)
    before = len(sco.calls)
    sco.frame.locator(".rail a").first.click()
    sco.pass_time(2)
    assert len(sco.calls) == before  # nothing is written into a session that has ended


def test_what_the_system_knew_is_never_lowered(launch: Launch) -> None:
    """A record without our data, as after the package was replaced or the data was lost."""
    stored = {"core": {"lesson_status": "passed", "entry": "resume", "score": {"raw": "90"}}}
    again = launch(stored=stored)
    again.open_test()
    again.take_test(rightly=False)
    expect_done(again.system, "1.2", ("passed", "90"))


# Deep for 90: test_system_that_reckons_the_status_by_itself_agrees begins with it.
@pytest.mark.parametrize(
    ("mark", "shown"),
    [("0", 80), *(pytest.param(*one, marks=pytest.mark.deep) for one in (("90", 90), ("", 80)))],
)
def test_pass_mark_of_the_system_counts_where_it_is_one(
    mark: str, shown: int, launch: Launch
) -> None:
    sco = launch(mark=mark)
    sco.expect_slide()
    expect(sco.frame.locator("[data-own-mark]")).to_have_text("" if shown == 80 else OWN_MARK)


def test_system_that_reckons_the_status_by_itself_agrees(launch: Launch) -> None:
    sco = launch(override="yes", mark="90")
    sco.expect_slide()
    expect(sco.frame.locator("[data-own-mark]")).to_have_text(OWN_MARK)
    sco.finish_slides()
    sco.take_test()
    sco.lms.evaluate("document.querySelector('iframe').remove()")
    expect_read(lambda: sco.lms.evaluate("window.finished?.core.lesson_status"), "passed")


def test_commit_that_fails_is_tried_again_and_said(launch: Launch) -> None:
    sco = launch(system="bare", yes="number")
    sco.finish_slide()
    before = list(sco.system.commits)
    sco.lms.evaluate("window.refusesCommit = true")
    sco.go_on()
    sco.finish_slide()
    expect(sco.frame.locator("[data-notice]")).to_contain_text("記録できていません")
    sco.go_on()
    sco.finish_slides()
    sco.take_test()
    advice = sco.frame.locator("[data-advice]")
    expect(advice).to_contain_text("記録できていません")
    assert sco.system.commits == before
    refused = [one["values"][0] for one in sco.calls if one["name"] == "SetValue" and one["error"]]
    assert len(refused) == len(set(refused))  # asked once, and never again
    sco.lms.evaluate("window.refusesCommit = false")
    sco.pass_time(61)
    expect(sco.frame.locator("[data-notice]")).to_be_hidden()
    expect(advice).to_have_text("修了は記録されています。画面を閉じてかまいません。")
    expect_read(lambda: (sco.system.stored or {}).get("cmi.core.lesson_status"), "passed")


# Deep: test_writer_web_browser.py goes through the same slides by Tab.
@pytest.mark.deep
def test_works_by_keyboard_alone(launch: Launch) -> None:
    sco = launch()
    keys = sco.lms.keyboard
    while sco.at != "page-last":
        sco.finish_slide()
        sco.frame.locator("#main").focus()
        keys.press("ArrowRight")
        _expect_focus(sco, "h2, .s-title, .s-harsh")
    _press(sco, "[data-act=start]", "Enter")
    _expect_focus(sco, ".card.tq")
    for _ in sco.values["exam"]["draws"][0]:
        keys.press("Tab")
        keys.press(" ")
        expect(sco.frame.locator(".tq input:checked")).to_have_count(1)
        keys.press("Enter")
    _expect_focus(sco, "h3")
    _press(sco, "[data-act=submit]", "Enter")
    _expect_focus(sco, ".headline")


def _expect_focus(sco: Sco, selector: str) -> None:
    """Wait until such an element has the focus."""
    script = "selector => document.activeElement.matches(selector)"
    expect_read(lambda: sco.frame.evaluate(script, selector), True)


def _press(sco: Sco, selector: str, key: str) -> None:
    """Reach an element by the tabulator, and press a key on it."""
    for _ in range(30):
        sco.lms.keyboard.press("Tab")
        if sco.frame.evaluate("selector => document.activeElement.matches(selector)", selector):
            return sco.lms.keyboard.press(key)
    raise AssertionError(f"{selector} is not reached by the keyboard")


# Deep: test_writer_web_browser.py judges and measures the same slides outside a package.
@pytest.mark.deep
@pytest.mark.parametrize("width", [320, *deep(390, 1440)])
def test_pages_are_accessible_and_fit(width: int, launch: Launch) -> None:
    sco = launch(width=width)
    faults = _faults(sco)
    sco.finish_slides()
    faults += _faults(sco)
    sco.frame.locator("[data-act=start]:visible").click()
    faults += _faults(sco)
    sco.frame.locator("[data-act=forward]").click()
    sco.frame.locator("[data-act=back]").click()
    for _ in sco.values["exam"]["draws"][0]:
        sco.frame.locator("[data-act=forward]").click()
    faults += _faults(sco)
    sco.frame.locator("[data-act=submit]").click()
    sco.frame.locator("details.more summary").first.click()
    faults += _faults(sco)
    assert faults == []


def _faults(sco: Sco) -> list[str]:
    """What axe finds on the page, and whether something stands out of it."""
    page: Page = sco.lms
    found = violations(page)
    told = [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
    wide = sco.frame.evaluate("document.documentElement.scrollWidth - innerWidth")
    return told + ([f"{wide} px too wide"] if wide > 0 else [])


@pytest.mark.parametrize("model", OLD)
def test_a_course_without_a_test_is_completed_by_its_last_slide(
    model: str, short: Material, chromium: Browser
) -> None:
    meta = short.course.meta.model_copy(update={"blueprint": ()})
    untested = replace(short, course=short.course.model_copy(update={"meta": meta}))
    system = System(package_files(EDITIONS[model], untested, "ja"))
    with serving(system), launching(chromium, system) as launch:
        sco = launch(model)
        last = sco.values["needs"][-1]["page"]
        while sco.at != last:
            sco.finish_slide()
            sco.go_on()
        expect_done(system, model, ON_THE_WAY[model])
        sco.finish_slide()
        wanted = {"1.2": ("completed", ""), "2004": ("completed", "passed", "")}
        expect_done(system, model, wanted[model])
        sco.go_on()
        expect(sco.frame.locator("[data-end]")).to_have_text(
            "修了は記録されています。画面を閉じてかまいません。"
        )
        assert [call for call in sco.calls if call["error"]] == []


# -- the script's own sums ----------------------------------------------------------------------


def test_marks_as_the_portal_does(short: Material, modules: Page) -> None:
    course = short.course
    exam = exam_values(course, "ja")
    pool = course.text("ja").test
    chance = random.Random(23)
    asked, wanted = [], []
    earlier: list[set[str]] = []
    for seed in range(len(exam["draws"])):
        drawn = draw_questions(pool, course.meta.blueprint, seed, earlier)
        earlier.append({one.id for one in drawn})
        mark = chance.randrange(1, 101)
        answers, masks = {}, []
        for one in drawn:
            chosen = [choice for choice in one.choices if chance.random() < 0.4]
            chosen = list(one.correct) if chance.random() < 0.6 else chosen
            answers[one.id] = chosen
            question = next(q for q in pool.questions if q.id == one.id)
            masks.append(
                sum(1 << n for n, choice in enumerate(question.choices) if choice.id in chosen)
            )
        rules = [_random_rule(pool, chance) for _ in range(chance.randrange(3))]
        held = held_rules(rules, pool.questions, answers.keys())
        score = score_attempt(drawn, answers, pass_mark=mark, must=held)
        must = [
            {
                "questions": [n for n, one in enumerate(pool.questions) if is_about(rule, one)],
                "correct": rule.correct,
            }
            for rule in rules
        ]
        asked.append([exam["draws"][seed], masks, exam["right"], mark, must])
        unmet = [rule.place for rule in score.unmet]
        told = max(0, min(score.percent, mark - 1)) if unmet else score.percent
        wanted.append([score.points, score.percent, score.passed, unmet, told])
    told = in_page(
        modules,
        """const { markAttempt, pointsNeeded } = await load("marking");
        return value.map((one) => {
          const { points, percent, isPassed, unmet, score } = markAttempt(...one);
          const isEnough = points >= pointsNeeded(one[3], one[0].length);
          if (isPassed !== (isEnough && unmet.length === 0)) throw new Error(one[3]);
          return [points, percent, isPassed, unmet.map((rule) => rule.place), score];
        });""",
        asked,
    )
    assert told == wanted


def _random_rule(pool: TestPool, chance: random.Random) -> PassRule:
    one = chance.choice(pool.questions)
    about = {"topic": one.topic} if chance.random() < 0.5 else {"questions": (one.id,)}
    return PassRule.model_validate({**about, "draw": 1, "correct": chance.choice((None, 1, 2))})


def test_slides_are_done_by_the_rules_of_the_portal(modules: Page) -> None:
    chance = random.Random(4)
    asked, wanted = [], []
    for _ in range(300):
        need = Need(
            "slide",
            listen={"ja": chance.choice([0, 12, 40])},
            read=chance.choice([10, 25]),
            asks=chance.random() < 0.5,
            skippable=chance.random() < 0.3,
        )
        read, heard = chance.uniform(0, 30), chance.uniform(0, 40)
        answers = frozenset({"a"}) if chance.random() < 0.5 else frozenset[str]()
        is_skipped = need.skippable and chance.random() < 0.5
        listens = need.listen["ja"] > 0 and heard >= need.to_hear("ja")
        state = SlideState(answers=answers, skipped=is_skipped)
        wanted.append(slide_is_met(need, state, was_taken_in=read >= need.read or listens))
        choices = ["a", "b"] if need.asks else []
        told = {"read": need.read, "listen": need.listen["ja"], "choices": choices}
        asked.append([told, read, heard, int(bool(answers)), is_skipped])
    told_met = in_page(
        modules,
        """const { Gate } = await load("gate");
        return value.map(([need, read, heard, answer, isSkipped]) =>
          new Gate([need], { met: [isSkipped], answers: [answer] }).judge(0, read, heard));""",
        asked,
    )
    assert told_met == wanted
    assert {True, False} == set(wanted)


def test_three_hundred_slides_and_a_long_test_fit_into_4096_characters(modules: Page) -> None:
    full, again = in_page(
        modules,
        """const { encode, decode, newProgress } = await load("suspended");
        const full = Object.assign(newProgress(300), {
          at: 299, seconds: 3599, best: 100, attempts: 9999, draw: 199,
          opened: Array(300).fill(true), met: Array(300).fill(true), answers: Array(300).fill(4),
          ruby: false, letters: false, narration: false, isPassed: true, isRunning: true,
          chosen: Array(100).fill(31),
        });
        const line = encode(full, "0123abcd");
        const read = decode(line, "0123abcd", 300);
        const wanted = JSON.stringify({ ...full, attempts: 4095 });
        if (JSON.stringify(read) !== wanted) throw new Error(line);
        return [line, encode(read, "0123abcd")];""",
    )
    assert len(full) < 700
    assert full == again
    assert full.isascii() and full.isprintable() and " " not in full


def test_progress_survives_writing_and_reading(modules: Page) -> None:
    faults = in_page(
        modules,
        """const { encode, decode, newProgress } = await load("suspended");
        let seed = 7;
        const chance = (below) => (seed = (seed * 48271) % 2147483647) % below;
        const faults = [];
        for (let turn = 0; turn < 500; turn += 1) {
          const slides = 1 + chance(40);
          const bits = () => Array.from({ length: slides }, () => chance(2) === 1);
          const made = Object.assign(newProgress(slides), {
            at: chance(slides + 1), seconds: chance(5000), opened: bits(), met: bits(),
            answers: Array.from({ length: slides }, () => chance(5)), ruby: chance(2) === 1,
            isPassed: chance(2) === 1, isRunning: chance(2) === 1, best: chance(102) - 1,
            attempts: chance(4096), draw: chance(201) - 1,
            chosen: Array.from({ length: chance(20) }, () => chance(32)),
            spent: chance(90000), since: chance(900000),
          });
          const read = decode(encode(made, "cafe0123"), "cafe0123", slides);
          if (JSON.stringify(read) !== JSON.stringify(made)) faults.push(made);
        }
        return faults;""",
    )
    assert faults == []


STRANGE = ("", "hello", "1.2.3", "2.cafe0123.0.0.0.0.0.0.0.0.0.0", "1.cafe0123.é.0.0.0.0.0.0.0.0.0")


def test_strange_data_of_the_system_is_no_progress(modules: Page) -> None:
    script = """const { decode } = await load("suspended");
    return value.map((line) => decode(line, "cafe0123", 5));"""
    assert in_page(modules, script, STRANGE) == [None] * len(STRANGE)


def test_progress_of_other_slides_keeps_the_result_alone(modules: Page) -> None:
    told = in_page(
        modules,
        """const { encode, decode, newProgress } = await load("suspended");
        const made = Object.assign(newProgress(3), {
          at: 2, met: [true, true, true], best: 80, isPassed: true, attempts: 2, ruby: false,
          draw: 5, isRunning: true, spent: 61, since: 600,
        });
        return decode(encode(made, "cafe0123"), "beef0123", 4);""",
    )
    assert json.loads(json.dumps(told)) == {
        "at": 0,
        "seconds": 0,
        "opened": [False] * 4,
        "met": [False] * 4,
        "answers": [0] * 4,
        "ruby": False,
        "letters": True,
        "narration": True,
        "best": 80,
        "isPassed": True,
        "isRunning": False,
        "attempts": 2,
        "draw": -1,
        "chosen": [],
        "spent": 61,
        "since": 600,
    }


TIMES = (
    (0, "0000:00:00", "PT0H0M0S"),
    (59.9, "0000:00:59", "PT0H0M59S"),
    (3661, "0001:01:01", "PT1H1M1S"),
    (90_000, "0025:00:00", "PT25H0M0S"),
)


def test_times_are_written_as_the_standards_want(modules: Page) -> None:
    script = """const { clockTime, periodTime, clockSeconds, periodSeconds } = await load("times");
    return value.map((seconds) => [clockTime(seconds), periodTime(seconds)])
      .map(([clock, period]) => [clock, period, clockSeconds(clock), periodSeconds(period)]);"""
    wanted = [[clock, period, int(seconds), int(seconds)] for seconds, clock, period in TIMES]
    assert in_page(modules, script, [seconds for seconds, *_ in TIMES]) == wanted


def test_times_of_others_are_read_and_what_is_none_is_none(modules: Page) -> None:
    clocks = ["00:01:40.50", "1234:00:01", "", "1:2:3", "PT1S"]
    periods = ["PT90M", "P1DT0.5S", "PT1H2M3.25S", "P", "PT", "P1M", "0000:00:01"]
    script = """const { clockSeconds, periodSeconds } = await load("times");
    return [value[0].map(clockSeconds), value[1].map(periodSeconds)];"""
    assert in_page(modules, script, [clocks, periods]) == [
        [100, 1234 * 3600 + 1, None, None, None],
        [5400, 86_400, 3723, None, 0, None, None],
    ]
