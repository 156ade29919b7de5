"""The result: what was chosen and why, what was right only after passing, in either language."""

from __future__ import annotations

import html as markup
import re
from collections.abc import Iterator

import pytest

from terakoya.courseware.inline import plain
from terakoya.courseware.model import BlueprintPart
from terakoya.portal.accounts.models import Organisation
from terakoya.portal.catalogue.selectors import test_pool
from terakoya.portal.common import clock
from terakoya.portal.learning.draws import draw_as_json, draw_test, read_draw
from terakoya.portal.learning.models import Attempt, Certificate
from terakoya.portal.learning.selectors.result import ResultPage, result_page
from tests.selection import IS_DEEP

from .exams import HOUR, Examinee, at_the_test
from .kept import again, kept_examinee
from .learners import after

__all__ = ["kept_examinee"]

# Dear: pages, and both databases keep the same.
pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def learner(kept_examinee: Examinee, db: None) -> Iterator[Examinee]:
    """A learner whose first attempt has been open for a minute, at the hour of the test."""
    made = again(kept_examinee)
    with at_the_test():
        made.start()
        made.take_time()
        yield made


def shown(learner: Examinee, language: str = "ja") -> ResultPage:
    """The result of the newest attempt."""
    return result_page(learner.attempt, language)


def seen(html: str) -> str:
    """What a page says, without its tags and the readings above words."""
    return markup.unescape(re.sub(r"<rt>.*?</rt>|<[^>]+>", "", html))


def page_of(learner: Examinee, attempt: Attempt) -> str:
    """The page of a result."""
    response = learner.client.get(learner.url_of(attempt))
    assert response.status_code == 200
    return response.content.decode()


def texts_of(attempt: Attempt, language: str = "ja") -> dict[str, set[str]]:
    """What an attempt could reveal: reasons, explanations, texts of choices; long ones alone."""
    texts = read_draw(attempt.draw).texts[language].values()
    found = {
        "why": {choice.why for text in texts for choice in text.choices.values()},
        "choice": {choice.text for text in texts for choice in text.choices.values()},
        "explanation": {text.explanation for text in texts},
    }
    return {kind: {plain(one) for one in words if len(one) > 8} for kind, words in found.items()}


# -- after passing ------------------------------------------------------------------------------


def test_result_that_passes_tells_everything(learner: Examinee) -> None:
    answers = learner.answers(right=8)
    learner.submit(answers)
    page = shown(learner)
    numbers = [one.number for one in page.to_review], [one.number for one in page.known]
    assert numbers == ([9, 10], [1, 2, 3, 4, 5, 6, 7, 8])
    assert (page.points, page.total, page.needed, page.lacking) == (8, 10, 8, 0)
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


def test_result_that_passes_shows_every_reason_and_leads_to_the_certificate(
    learner: Examinee,
) -> None:
    attempt = learner.attempt
    learner.submit(learner.answers(right=9))
    html = page_of(learner, attempt)
    words = seen(html)
    certificate = Certificate.objects.get()
    assert f'href="/my/certificates/{certificate.uuid}/"' in html
    assert "研修を修了しました" in words
    for one in shown(learner).to_review + shown(learner).known:
        assert all(seen(choice.text) in words for choice in one.choices)
        assert all(seen(choice.why) in words for choice in one.choices)
        assert seen(one.explanation) in words
        assert one.cited in words


def test_result_that_passes_in_a_hurry_tells_everything(learner: Examinee) -> None:
    learner.take_time(9)
    learner.submit(learner.answers(right=8))
    page = shown(learner)
    assert (page.tells_right_ones, page.why_unexplained) == (True, [])


def test_result_after_the_certificate_tells_the_right_choices_and_that_it_stays(
    learner: Examinee,
) -> None:
    learner.submit(learner.answers(right=3))
    failed = learner.attempt
    learner.start()
    learner.submit(learner.answers())
    learner.start()
    learner.take_time()
    again = learner.attempt
    learner.submit(learner.answers(right=2))
    for attempt, lacking in ((failed, 5), (again, 6)):
        words = seen(page_of(learner, attempt))
        assert f"あと{lacking}問で合格でした" in words
        assert "修了証はそのままです。" in words
        kinds = texts_of(attempt)
        assert all(one in words for one in kinds["why"] | kinds["explanation"])


# -- before passing -----------------------------------------------------------------------------


def test_result_that_fails_explains_the_choices_made_and_no_others(learner: Examinee) -> None:
    answers = learner.answers(right=7)
    learner.submit(answers)
    page = shown(learner)
    numbers = [one.number for one in page.to_review], [one.number for one in page.known]
    assert numbers == ([8, 9, 10], [1, 2, 3, 4, 5, 6, 7])
    assert (page.points, page.total, page.needed, page.lacking) == (7, 10, 8, 1)
    for one, drawn in zip(page.known + page.to_review, learner.draw.questions, strict=True):
        text = learner.draw.texts["ja"][drawn.id]
        assert [choice.id for choice in one.choices] == answers[drawn.id]
        assert [seen(choice.why) for choice in one.choices] == [
            plain(text.choices[choice].why) for choice in answers[drawn.id]
        ]
        assert (one.right_ones, one.explanation, one.cited) == ((), "", "")
        assert {slide.id for slide in one.slides} == set(learner.draw.slides[drawn.id])


def test_result_that_fails_says_on_its_page_what_was_chosen_and_where_to_look(
    learner: Examinee,
) -> None:
    attempt = learner.attempt
    answers = learner.answers(right=5)
    learner.submit(answers)
    html = page_of(learner, attempt)
    words = seen(html)
    assert "あと3問で合格でした" in words
    assert "正解は、合格したあとに出ます。" in words
    assert "修了証" not in words
    assert "所属長には見えません" in words
    assert 'class="good"' not in html
    assert f'action="{learner.test_url}"' in html
    texts = learner.draw.texts["ja"]
    told = {plain(texts[one].choices[c].why) for one, chosen in answers.items() for c in chosen}
    kinds = texts_of(attempt)
    assert all(one in words for one in told)
    rest = words
    for reason in sorted(told, key=len, reverse=True):  # one may end with another one's words
        rest = rest.replace(reason, "")
    assert not [one for one in kinds["why"] - told if one in rest]
    assert not [one for one in kinds["explanation"] - told if one in rest]
    for one in shown(learner).to_review + shown(learner).known:
        for slide in one.slides:
            assert f'href="/learn/{learner.enrolment.uuid}/{slide.id}/"' in html
            assert f"スライド{slide.number}「{slide.title}」を見る" in words


def test_result_says_when_more_applies_than_what_was_chosen(learner: Examinee) -> None:
    pool = test_pool(learner.enrolment.revision_id, "ja")
    several = next(q for q in pool.questions if sum(one.correct for one in q.choices) == 2)
    draw = draw_test(
        {"ja": pool.model_copy(update={"questions": (several,)})},
        (BlueprintPart(take=1),),
        pass_mark=80,
        seed=1,
        values={"ja": {}},
        cites={"ja": {}},
    )
    Attempt.objects.update(draw=draw_as_json(draw))
    right, other = draw.questions[0].correct
    wrong = next(one for one in draw.questions[0].choices if one not in (right, other))
    for chosen, has_more in (([right], True), ([right, wrong], False)):
        Attempt.objects.update(submitted_at=None)
        learner.submit({several.id: chosen})
        told = shown(learner).to_review[0]
        assert ({choice.id for choice in told.choices}, told.has_more) == (set(chosen), has_more)
        words = seen(page_of(learner, learner.attempt))
        assert ("選んだもののほかにも、あてはまるものがあります。" in words) is has_more


def test_result_names_unanswered_questions_with_their_slides(learner: Examinee) -> None:
    attempt = learner.attempt
    answers = dict(list(learner.answers(right=5).items())[:5])
    learner.submit(answers, accept_unanswered="yes")
    page = shown(learner)
    assert page_of(learner, attempt).count("答えていません") == 5
    assert [one.choices for one in page.to_review] == [()] * 5
    assert all(one.slides for one in page.to_review)


# -- nothing explained --------------------------------------------------------------------------

RULE = "半分以上の問題に答え、1問に5秒以上かけると、解説が出ます。"
TRY = "迷う問題も、よく読んで、いちばん近いと思うものを選びましょう。"


@pytest.mark.parametrize(
    ("given", "seconds", "reasons"),
    [
        (4, 60, ["この受験で答えたのは、10問中4問でした。"]),
        (10, 49, ["この受験にかけた時間は、49秒でした。"]),
        (
            0,
            1,
            ["この受験で答えたのは、10問中0問でした。", "この受験にかけた時間は、1秒でした。"],
        ),
    ],
)
def test_result_of_a_blank_or_hurried_attempt_says_why_nothing_is_explained(
    learner: Examinee, given: int, seconds: float, reasons: list[str]
) -> None:
    learner.take_time(seconds)
    attempt = learner.attempt
    answers = dict(list(learner.answers(right=given // 2).items())[:given])
    learner.submit(answers, accept_unanswered="yes")
    page = shown(learner)
    assert (page.to_review, page.known) == ((), ())
    assert page.why_unexplained == [RULE, *reasons, TRY]
    html = page_of(learner, attempt)
    words = seen(html)
    assert all(sentence in words for sentence in page.why_unexplained)
    assert f"{given // 2} / 10問 正解" in words
    assert f'href="/learn/{learner.enrolment.uuid}/"' in html
    assert not [one for texts in texts_of(attempt).values() for one in texts if one in words]


def test_result_counts_the_time_from_the_start_whatever_is_loaded_in_between(
    learner: Examinee,
) -> None:
    learner.take_time(50)
    answers = learner.answers(right=4)
    for _reload in range(3):
        learner.client.get(learner.test_url)
        learner.client.post(learner.test_url)
        learner.save(answers)
    learner.submit(answers)
    assert (shown(learner).effort.seconds, shown(learner).why_unexplained) == (50, [])


def test_blank_attempts_one_after_the_other_reveal_nothing(learner: Examinee) -> None:
    bodies, attempts = [], []
    for hours, language in enumerate(("ja", "en") * (6 if IS_DEEP else 2), 2):
        with clock.fixed_at(after(hours * HOUR)):
            learner.client.cookies["language"] = language
            learner.look_again()
            learner.client.post(learner.test_url)
            attempts.append(learner.attempt)
            first = learner.draw.questions[0]
            saved = learner.save({first.id: [first.choices[0]]})
            cleared = learner.client.post(
                learner.url_of(learner.attempt, "answer/"),
                {"clear": first.id},
                HTTP_ACCEPT="application/json",
            )
            refused = learner.submit({})
            running = learner.client.get(learner.test_url)
            learner.submit({}, accept_unanswered="yes")
            bodies += [running, saved, cleared, refused, learner.client.get(learner.test_url)]
            bodies += [learner.client.get(learner.url_of(attempt)) for attempt in attempts]
    said = [seen(body.content.decode()) for body in bodies]
    assert {body.status_code for body in bodies} == {200, 422}
    for attempt in attempts:
        for language in ("ja", "en"):
            kinds = texts_of(attempt, language)
            secret = kinds["why"] | kinds["explanation"]
            assert not [(one, body[:80]) for one in secret for body in said if one in body]
    choices = re.findall(r'(?s)<label class="choice">.*?<span>', bodies[0].content.decode())
    bare = (re.sub(r'(type|name|value)="[^"]+"', r"\1", one) for one in choices)
    shapes = {re.sub(r"\s+", " ", one) for one in bare}
    assert shapes == {'<label class="choice"><input type name value ><span>'}


# -- for good -----------------------------------------------------------------------------------


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
    words = seen(page_of(learner, attempt))
    assert plain(text.explanation) in words
    assert "1 question to review" in words


def test_result_of_an_open_attempt_leads_to_the_test(learner: Examinee) -> None:
    response = learner.client.get(learner.url_of(learner.attempt))
    assert (response.status_code, response["Location"]) == (302, learner.test_url)


def test_result_shows_readings_by_choice(learner: Examinee) -> None:
    learner.put_reading()
    learner.submit(learner.answers())
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


def test_heading_of_an_attempt_without_a_right_answer_counts_nothing_down(db: None) -> None:
    page = ResultPage.__new__(ResultPage)
    attempt = Attempt(passed=False)
    values = {"attempt": attempt, "points": 0, "needed": 8, "has_rules": False}
    for name, value in values.items():
        object.__setattr__(page, name, value)
    assert page.heading == "今回は、正解がありませんでした"
    object.__setattr__(page, "points", 6)
    assert page.heading == "あと2問で合格でした"
