"""From the third failure on, the slides concerned are looked at again before another attempt."""

from __future__ import annotations

import datetime as dt
import html as markup
import re

import pytest
from django.db import connection

from terakoya.portal.common import clock
from terakoya.portal.learning.choices import Gate
from terakoya.portal.learning.models import Attempt, Enrolment
from terakoya.portal.learning.selectors.exam import BeforeTest, before_test
from tests.statements import counted_statements

from .exams import HOUR, Examinee, to_examinee
from .kept import again, kept_examinee
from .learners import OPENED, after, make_learner

# Dear: pages, and both databases keep the same.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
__all__ = ["kept_examinee"]
FAILED = 2 * HOUR  # when the last attempt of these tests was handed in


@pytest.fixture
def learner(kept_examinee: Examinee, db: None) -> Examinee:
    """Somebody before their first attempt."""
    return again(kept_examinee)


def failed(found: Examinee, times: int, *, right: int = 0) -> None:
    """Let a learner fail some times; the last time just now."""
    for left in range(times, 0, -1):
        with clock.fixed_at(after(FAILED - 600 * (left - 1))):
            found.start()
            found.submit(found.answers(right=right))
    assert not found.attempt.passed
    found.enrolment = Enrolment.objects.get(pk=found.enrolment.pk)


def later(seconds: float) -> dt.datetime:
    """So many seconds after the last failure."""
    return after(FAILED + seconds)


def concerned(learner: Examinee) -> list[str]:
    """The slides of the questions that the newest attempt answered wrongly, in course order."""
    draw, right = learner.draw, learner.attempt.result["right"]
    slides = {
        slide for one in draw.questions if one.id not in right for slide in draw.slides[one.id]
    }
    return [slide.id for slide in learner.text.slides if slide.id in slides]


def look(learner: Examinee, slide: str, start: float, seconds: float = 10) -> None:
    """Look at a slide, so many seconds after the failure."""
    event = learner.read(slide, FAILED + start, FAILED + start + seconds)
    assert learner.post(event).json()["refused"] == []


def look_at_all(learner: Examinee) -> float:
    """Look at every slide concerned; tells the second after the failure at which that is done."""
    slides = concerned(learner)
    with clock.fixed_at(later(10 * len(slides))):
        for n, slide in enumerate(slides):
            look(learner, slide, 10 * n)
    return 10 * len(slides)


def listed(page: str) -> list[tuple[str, str]]:
    """The slides that the start page names, each with what is said beside it."""
    text = re.sub(r"\s+", " ", page)
    found = re.findall(r'<li><a href="/learn/[^/]+/([^/]+)/"[^>]*>.*?</a> (.*?)</li>', text)
    return [(slide, re.sub(r"<[^>]+>", "", said).strip()) for slide, said in found]


# -- when, and which slides ---------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 2])
def test_review_is_not_asked_for_after_one_or_two_failures(learner: Examinee, times: int) -> None:
    failed(learner, times)
    with clock.fixed_at(later(1)):
        assert before_test(learner.enrolment) == BeforeTest()
        learner.start()
    assert learner.attempt.number == times + 1


def test_review_names_the_slides_of_wrong_answers_and_refuses_to_start(learner: Examinee) -> None:
    failed(learner, 3, right=7)
    slides = concerned(learner)
    with clock.fixed_at(later(1)):
        page = learner.client.get(learner.test_url)
        refused = learner.client.post(learner.test_url)
    assert (page.status_code, refused.status_code) == (200, 409)
    for answer in (page, refused):
        text = answer.content.decode()
        assert listed(text) == [(slide, "あと10秒") for slide in slides]
        assert f"あと{len(slides)}枚のスライドを見直すと、もう一度受けられます。" in text
        assert "もう一度受ける</button>" not in text.replace("\n", "")
    assert "まだ見直していないスライドがあります。" in refused.content.decode()
    assert Attempt.objects.count() == 3


def test_review_of_a_blank_attempt_is_of_all_its_slides(learner: Examinee) -> None:
    failed(learner, 2)
    with clock.fixed_at(later(0)):
        learner.start()
        learner.submit({}, accept_unanswered="yes")
    learner.enrolment.refresh_from_db()
    slides = {slide for slides in learner.draw.slides.values() for slide in slides}
    assert set(learner.enrolment.review_slides) == slides


# -- what counts --------------------------------------------------------------------------------


def test_review_lets_start_when_every_slide_was_looked_at_after_the_failure(
    learner: Examinee,
) -> None:
    failed(learner, 3, right=7)
    slides = concerned(learner)
    with clock.fixed_at(later(10 * len(slides) + 1)):
        for n, slide in enumerate(slides[:-1]):
            look(learner, slide, 10 * n)
        assert learner.client.post(learner.test_url).status_code == 409
        look(learner, slides[-1], 10 * len(slides) - 10, 4)
        assert listed(learner.client.get(learner.test_url).content.decode()) == [
            (slides[-1], "あと6秒")
        ]
        look(learner, slides[-1], 10 * len(slides) - 6, 6)
        assert learner.start().number == 4
    enrolment = Enrolment.objects.get()
    assert (enrolment.review_from, enrolment.review_slides) == (None, [])


def test_review_does_not_count_what_was_seen_before_nor_one_moment_for_all(
    learner: Examinee,
) -> None:
    failed(learner, 3, right=7)
    slides = concerned(learner)
    with clock.fixed_at(later(12)):
        for slide in slides:
            look(learner, slide, -60, 60)
        assert before_test(learner.enrolment).review == dict.fromkeys(slides, 10.0)
        for slide in slides:
            look(learner, slide, 0, 12)
        left = before_test(learner.enrolment).review
    assert sum(left.values()) == 10 * len(slides) - 12


def test_review_counts_any_language_and_what_arrives_late(learner: Examinee) -> None:
    failed(learner, 3, right=7)
    slides = concerned(learner)
    with clock.fixed_at(later(5000)):
        for n, slide in enumerate(slides):
            start = FAILED + 10 * n
            learner.post(
                learner.read(slide, start, start + 5),
                learner.read(slide, start + 5, start + 10, language="en"),
            )
        assert before_test(learner.enrolment) == BeforeTest()


def test_review_asks_nothing_of_a_scene_that_was_skipped(learner: Examinee) -> None:
    failed(learner, 3)
    harsh = next(slide.id for slide in learner.text.slides if slide.skippable)
    Enrolment.objects.update(review_slides=[harsh])
    learner.enrolment.refresh_from_db()
    with clock.fixed_at(later(60)):
        assert before_test(learner.enrolment).review == {harsh: 10.0}
        learner.post(learner.event("skipped", harsh, FAILED))
        assert before_test(learner.enrolment) == BeforeTest()


def test_review_is_asked_for_anew_after_each_further_failure(learner: Examinee) -> None:
    failed(learner, 3)
    passed = look_at_all(learner)
    with clock.fixed_at(later(passed)):
        learner.start()
        learner.submit(learner.answers(right=5))
        learner.enrolment.refresh_from_db()
        review = before_test(learner.enrolment).review
    assert list(review) == concerned(learner)
    assert learner.enrolment.review_from == later(passed)


def test_review_is_not_asked_for_once_the_course_is_completed(learner: Examinee) -> None:
    failed(learner, 3)
    passed = look_at_all(learner)
    with clock.fixed_at(later(passed)):
        learner.start()
        learner.submit(learner.answers())
        for _again in range(4):
            learner.start()
            learner.submit(learner.answers(right=0))
        assert learner.start().number == 9
    assert Enrolment.objects.get().review_from is None


def test_review_holds_without_the_gate_too() -> None:
    with clock.fixed_at(OPENED):
        learner = to_examinee(make_learner())
    Enrolment.objects.update(gate=Gate.FREE)
    with clock.fixed_at(after(HOUR)):
        learner.post(*[learner.event("seen", slide.id) for slide in learner.text.slides])
    failed(learner, 3)
    with clock.fixed_at(later(1)):
        assert learner.client.post(learner.test_url).status_code == 409
    passed = look_at_all(learner)
    with clock.fixed_at(later(passed)):
        assert learner.start().number == 4


# -- what pages say -----------------------------------------------------------------------------


def note_of(learner: Examinee, slide: str) -> tuple[str, list[str]]:
    """What the player says of looking again at a slide, and where it leads."""
    page = learner.client.get(learner.url(slide)).content.decode()
    found = re.search(r"(?s)data-review([^>]*)>.*?<p>(.*?)</p>", page)
    assert found is not None
    if "hidden" in found[1]:
        return "", []
    words = markup.unescape(re.sub(r"<[^>]+>", "", found[2]))
    return re.sub(r"\s+", " ", words).strip(), re.findall(r'href="([^"]+)"', found[2])


def test_player_says_what_to_look_at_again_and_where_to_go_on(learner: Examinee) -> None:
    failed(learner, 3, right=7)
    first, *others = concerned(learner)
    other = next(slide.id for slide in learner.text.slides if slide.id not in (first, *others))
    title = {slide.id: slide.title for slide in learner.text.slides}
    with clock.fixed_at(later(4)):
        look(learner, first, 0, 4)
        assert note_of(learner, first) == (
            "確認テストの前の見直しです。このスライドを、あと6秒ご覧ください。",
            [],
        )
        assert note_of(learner, other) == (
            f"確認テストの前に見直すスライド： {title[first]}",
            [learner.url(first)],
        )
    passed = look_at_all(learner)
    with clock.fixed_at(later(passed)):
        words = "見直しが終わりました。もう一度、テストを受けられます。 確認テストへ"
        assert note_of(learner, first) == (words, [learner.test_url])
        learner.start()
        assert note_of(learner, first) == ("", [])


def next_of(learner: Examinee, slide: str) -> tuple[str, str]:
    """Where 次へ leads at a slide, and its words."""
    page = learner.client.get(learner.url(slide)).content.decode()
    found = re.search(r'data-go="next"[^>]* href="([^"]+)"\s*>\s*<span[^>]*>([^<]+)<', page)
    assert found is not None
    return found[1], found[2]


def test_next_leads_to_the_next_slide_to_look_at_again(learner: Examinee) -> None:
    failed(learner, 3, right=7)
    slides = concerned(learner)
    with clock.fixed_at(later(1)):
        leads = [next_of(learner, slide) for slide in slides]
        page = learner.client.get(learner.test_url).content.decode()
    assert leads == [(learner.url(one), "次へ") for one in (*slides[1:], slides[0])]
    minutes = -(-10 * len(slides) // 60)  # 10 s a slide, and every minute begun
    assert f"全部で約{minutes}分です。" in page
    assert "3回不合格になったあとは、先にスライドを見直します。" in page
    passed = look_at_all(learner)
    with clock.fixed_at(later(passed)):
        assert next_of(learner, slides[0]) == (learner.test_url, "確認テストへ")
        learner.start()
        following = learner.text.slides[
            [one.id for one in learner.text.slides].index(slides[0]) + 1
        ]
        assert next_of(learner, slides[0]) == (learner.url(following.id), "次へ")


def test_player_says_nothing_of_looking_again_before_the_third_failure(learner: Examinee) -> None:
    failed(learner, 2)
    with clock.fixed_at(later(1)):
        assert note_of(learner, learner.text.slides[0].id) == ("", [])


def test_result_of_the_third_failure_leads_to_the_slides(learner: Examinee) -> None:
    failed(learner, 3)
    with clock.fixed_at(later(1)):
        page = learner.client.get(learner.url_of(learner.attempt)).content.decode()
    assert f'href="{learner.test_url}"' in page
    assert "見直すスライドを確かめる" in page
    assert f'action="{learner.test_url}"' not in page


def shown_at(learner: Examinee, slide: str, seconds: float) -> tuple[str, str]:
    """The page of a slide at a second, and the note in its form."""
    with clock.fixed_at(later(seconds)):
        page = learner.client.get(learner.url(slide)).content.decode()
    return page, re.findall(r'name="shown" value="([^"]+)"', page)[0]


def say_read(learner: Examinee, slide: str, note: str, seconds: float) -> str:
    """Press 読みました at a second; tells where it leads."""
    with clock.fixed_at(later(seconds)):
        done = learner.client.post(f"{learner.url(slide)}read/", {"shown": note})
    return done["Location"]


def test_slides_are_looked_at_again_without_a_script(learner: Examinee) -> None:
    failed(learner, 3, right=7)
    slides = concerned(learner)
    for n, slide in enumerate(slides):
        start = 100.0 * n
        _page, note = shown_at(learner, slide, start)
        assert say_read(learner, slide, note, start + 4) == learner.url(slide)
        page, note = shown_at(learner, slide, start + 4)
        assert "あと6秒ご覧ください。" in page
        following = learner.url(slides[n + 1]) if slide != slides[-1] else learner.test_url
        assert say_read(learner, slide, note, start + 40) == following


# -- costs --------------------------------------------------------------------------------------


def test_review_costs_one_statement_at_the_third_failure_and_one_at_the_next_start(
    learner: Examinee,
) -> None:
    failed(learner, 2)
    costs = []
    for seconds in (0, 1000):
        with clock.fixed_at(later(seconds)):
            learner.look_again()
            with counted_statements() as start:
                learner.client.post(learner.test_url)
            answers = {f"q-{key}": one for key, one in learner.answers(right=0).items()}
            url = learner.url_of(learner.attempt, "submit/")
            with counted_statements() as submit:
                learner.client.post(url, answers)
            with counted_statements() as intro:
                learner.client.get(learner.test_url)
            costs.append((len(start), len(submit), len(intro)))
    locks = 1 if connection.vendor == "postgresql" else 0
    assert costs == [(11 + locks, 7 + locks, 6), (12 + locks, 7 + locks, 6)]
