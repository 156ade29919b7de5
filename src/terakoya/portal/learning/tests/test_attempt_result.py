"""The result: what was right, what was not and why, in either language, for good."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator

import pytest

from terakoya.courseware.inline import plain
from terakoya.portal.accounts.models import Organisation
from terakoya.portal.learning.models import Certificate
from terakoya.portal.learning.selectors_exam import ResultPage, result_page

from .exams import Examinee, at_the_test, make_examinee

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(db: None) -> Iterator[Examinee]:
    """A learner whose first attempt is open; the clock stands at the hour of the test."""
    made = make_examinee()
    with at_the_test():
        made.start()
        yield made


def shown(learner: Examinee, language: str = "ja") -> ResultPage:
    """The result of the newest attempt."""
    return result_page(learner.attempt, language)


def seen(html: str) -> str:
    """What a page says, without its tags and the readings above words."""
    return markup.unescape(re.sub(r"<rt>.*?</rt>|<[^>]+>", "", html))


def test_result_tells_what_was_right_and_what_was_not(learner: Examinee) -> None:
    answers = learner.answers(right=7)
    learner.submit(answers)
    page = shown(learner)
    numbers = [one.number for one in page.to_review], [one.number for one in page.known]
    assert numbers == ([8, 9, 10], [1, 2, 3, 4, 5, 6, 7])
    assert (page.points, page.total, page.needed, page.lacking) == (7, 10, 8, 1)
    for one, drawn in zip(page.known + page.to_review, learner.draw.questions, strict=True):
        text = learner.draw.texts["ja"][drawn.id]
        assert [choice.id for choice in one.chosen] == answers[drawn.id]
        assert {choice.id for choice in one.right_ones} == set(drawn.correct)
        assert [seen(choice.why) for choice in one.choices] == [
            plain(text.choices[choice].why) for choice in drawn.choices
        ]
        assert seen(one.explanation) == plain(text.explanation)
        assert [slide.id for slide in one.slides] == sorted(
            learner.draw.slides[drawn.id],
            key=[slide.id for slide in learner.text.slides].index,
        )


def test_result_page_shows_every_reason_and_links_every_slide(learner: Examinee) -> None:
    attempt = learner.attempt
    learner.submit(learner.answers(right=5))
    response = learner.client.get(learner.url_of(attempt))
    html = response.content.decode()
    words = seen(html)
    assert response.status_code == 200
    assert "あと3問で合格でした" in words
    for one in shown(learner).to_review + shown(learner).known:
        for choice in one.choices:
            assert seen(choice.text) in words
            assert seen(choice.why) in words
        for slide in one.slides:
            assert f'href="/learn/{learner.enrolment.uuid}/{slide.id}/"' in html
            assert f"スライド{slide.number}「{slide.title}」を見る" in words
    assert f'action="{learner.test_url}"' in html
    assert "修了証" not in words
    assert "所属長には見えません" in words


def test_result_that_passes_leads_to_the_certificate(learner: Examinee) -> None:
    attempt = learner.attempt
    learner.submit(learner.answers(right=9))
    html = learner.client.get(learner.url_of(attempt)).content.decode()
    certificate = Certificate.objects.get()
    assert f'href="/my/certificates/{certificate.uuid}/"' in html
    assert "研修を修了しました" in html


def test_result_after_the_certificate_says_that_it_stays(learner: Examinee) -> None:
    learner.submit(learner.answers())
    attempt = learner.start()
    learner.submit(learner.answers(right=2))
    words = seen(learner.client.get(learner.url_of(attempt)).content.decode())
    assert "あと6問で合格でした" in words
    assert "修了証はそのままです。" in words


def test_result_names_unanswered_questions_as_such(learner: Examinee) -> None:
    attempt = learner.attempt
    learner.submit({}, accept_unanswered="yes")
    html = learner.client.get(learner.url_of(attempt)).content.decode()
    assert html.count("答えていません") == 10
    assert shown(learner).points == 0


def test_result_reads_in_the_other_language_and_stays_as_it_was_taken(learner: Examinee) -> None:
    attempt = learner.attempt
    learner.submit(learner.answers(right=9))
    before = shown(learner)
    Organisation.objects.update(name="名前が変わった会社", variables={"desk.name": "新しい窓口"})
    assert shown(learner) == before
    english = shown(learner, "en")
    assert [one.number for one in english.to_review] == [10]
    question = english.to_review[0]
    text = learner.draw.texts["en"][question.id]
    assert seen(question.text) == plain(text.text)
    learner.client.cookies["language"] = "en"
    words = seen(learner.client.get(learner.url_of(attempt)).content.decode())
    assert plain(text.explanation) in words
    assert "1 question to review" in words


def test_result_of_an_open_attempt_leads_to_the_test(learner: Examinee) -> None:
    response = learner.client.get(learner.url_of(learner.attempt))
    assert (response.status_code, response["Location"]) == (302, learner.test_url)


def test_result_shows_readings_by_choice(learner: Examinee) -> None:
    learner.submit(learner.answers(right=0))
    for _draw in range(30):  # few questions hold a reading, and a draw may hold none of them
        if shown(learner).has_readings:
            break
        learner.start()
        learner.submit(learner.answers(right=0))
    assert shown(learner).has_readings
    url = learner.url_of(learner.attempt)
    pages = []
    for chosen in ("off", "on"):
        learner.client.cookies["furigana"] = chosen
        html = learner.client.get(url).content.decode()
        pages.append(("no-ruby" in html, re.findall(r'aria-pressed="(\w+)" data-furigana', html)))
    assert pages == [(True, ["false"]), (False, ["true"])]
    del learner.client.cookies["furigana"]
    learner.member.person.furigana = True
    learner.member.person.save()
    assert "no-ruby" not in learner.client.get(url).content.decode()
    assert not shown(learner, "en").has_readings
