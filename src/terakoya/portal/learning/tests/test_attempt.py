"""The confirmation test: when it opens, what is drawn and frozen, and the open attempt's page."""

from __future__ import annotations

import datetime as dt
import re
from random import Random
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from terakoya.courseware.draw import PoolTooSmall, draw_questions
from terakoya.courseware.model import BlueprintPart, CourseText, Material, TestPool
from terakoya.portal.accounts.models import Organisation
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.catalogue.models import Revision
from terakoya.portal.catalogue.selectors import blueprint_of, citations, test_pool
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from terakoya.portal.learning.choices import Gate
from terakoya.portal.learning.draws import draw_test, read_draw
from terakoya.portal.learning.models import AccessGrant, Attempt, Enrolment
from terakoya.portal.learning.selectors.exam import BeforeTest, attempt_page, before_test
from terakoya.portal.learning.services import attempts, open_enrolment, start_attempt
from tests.courses import flagship_material
from tests.factories import give_course, make_member, make_organisation, make_owner
from tests.statements import counted_statements

from . import learners
from .exams import HOUR, Examinee, at_the_test, make_examinee, to_examinee
from .kept import again, kept_whole_examinee
from .learners import OPENED, after, make_learner, signed_in

__all__ = ["kept_whole_examinee"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(kept_whole_examinee: Examinee, db: None) -> Examinee:
    """Somebody before the test."""
    return again(kept_whole_examinee)


def begun(slides: int) -> Examinee:
    """A learner who has read the first slides."""
    with clock.fixed_at(OPENED):
        learner = make_learner()
    with clock.fixed_at(after(HOUR)):
        learner.finish(slides)
    return to_examinee(learner)


# -- when it opens ------------------------------------------------------------------------------


def test_attempt_names_the_missing_slides_and_refuses_to_start() -> None:
    learner = begun(3)
    missing = learner.text.slides[3:]
    with at_the_test():
        page = learner.client.get(learner.test_url)
        refused = learner.client.post(learner.test_url)
    links = [f"/learn/{learner.enrolment.uuid}/{slide.id}/" for slide in missing]
    for answer, status in ((page, 200), (refused, 409)):
        found = re.findall(r'<li><a href="(/learn/[^"]+)"', answer.content.decode())
        assert (answer.status_code, found) == (status, links)
    assert "まだ終えていないスライドがあります" in refused.content.decode()
    assert Attempt.objects.count() == 0


def test_attempt_opens_when_every_slide_is_met(learner: Examinee) -> None:
    with at_the_test():
        assert before_test(learner.enrolment) == BeforeTest()
        attempt = learner.start()
    assert (attempt.number, attempt.submitted_at, attempt.answers) == (1, None, {})
    assert attempt.started_at == after(HOUR)


def test_attempt_without_gate_opens_when_every_slide_was_opened() -> None:
    with clock.fixed_at(OPENED):
        learner = to_examinee(make_learner())
    Enrolment.objects.update(gate=Gate.FREE)
    slides = [slide.id for slide in learner.text.slides]
    with at_the_test():
        learner.post(*[learner.event("seen", slide) for slide in slides[:-1]])
        assert learner.client.post(learner.test_url).status_code == 409
        learner.post(learner.event("seen", slides[-1]))
        assert learner.start().number == 1


def test_attempt_does_not_start_after_the_contract(learner: Examinee) -> None:
    AccessGrant.objects.update(ends_on=dt.date(2026, 11, 24))
    with clock.fixed_at(after(86_400)):
        page = learner.client.get(learner.test_url)
        refused = learner.client.post(learner.test_url)
    assert (page.status_code, refused.status_code, Attempt.objects.count()) == (200, 409, 0)
    for answer in (page, refused):
        assert answer.content.decode().count("契約の期間が終わったか、受講枠がありません。") == 1


def test_attempt_is_for_the_learner_alone(learner: Examinee) -> None:
    with at_the_test():
        attempt = learner.start()
        colleague = make_member(learner.member.organisation, "同僚 次郎")
        stranger = make_owner(make_organisation("例示物産株式会社"), "他社 三郎")
        urls = (learner.test_url, learner.url_of(attempt))
        actions = (
            learner.test_url,
            learner.url_of(attempt, "answer/"),
            learner.url_of(attempt, "submit/"),
        )
        for other in (colleague, stranger, make_owner(learner.member.organisation)):
            client = signed_in(other)
            assert [client.get(url).status_code for url in urls] == [404, 404]
            assert [client.post(url).status_code for url in actions] == [404, 404, 404]
        assert [learner.client.get(url).status_code for url in urls] == [200, 302]
        assert Client().get(learner.test_url).status_code == 302
        script = Client().post(actions[1], HTTP_ACCEPT="application/json")
    assert (script.status_code, script.json()["code"]) == (401, "sign-in-needed")
    assert Attempt.objects.get() == attempt


def test_attempt_of_another_enrolment_is_not_found_under_ones_own(learner: Examinee) -> None:
    owner = make_owner(learner.member.organisation)
    with clock.fixed_at(OPENED):
        again = open_enrolment(
            member=learner.member,
            assignment=give_course(owner, learner.enrolment.revision.course),
            language="ja",
        )
        colleague = make_learner(make_member(learner.member.organisation, "別 太郎"))
    with at_the_test():
        attempt = learner.start()
        for enrolment, client in (
            (again, learner.client),
            (colleague.enrolment, colleague.client),
        ):
            url = f"/learn/{enrolment.uuid}/test/{attempt.uuid}/"
            assert client.get(url).status_code == 404
            assert client.post(f"{url}submit/").status_code == 404
        assert learner.client.get(learner.url_of(attempt)).status_code == 302


# -- the draw -----------------------------------------------------------------------------------


def test_start_attempt_freezes_what_its_seed_draws(learner: Examinee) -> None:
    with at_the_test():
        attempt = learner.start()
    revision = learner.enrolment.revision
    pool = test_pool(revision.pk, "ja")
    draw = read_draw(attempt.draw)
    assert draw.questions == draw_questions(pool, blueprint_of(revision), attempt.seed)
    assert (draw.pass_mark, draw.needed, len(draw.questions)) == (80, 8, 10)
    assert attempt.seed < 2**63
    asked = {question.id: question for question in pool.questions}
    assert draw.slides == {one.id: asked[one.id].slides for one in draw.questions}
    assert (draw.languages, set(draw.texts)) == (("ja", "en"), {"ja", "en"})
    assert (draw.language_for("en"), draw.language_for("fr")) == ("en", "ja")
    cites = citations(revision.pk, "ja")
    for one in draw.questions:
        text, source = draw.texts["ja"][one.id], asked[one.id]
        assert (text.scene, text.text, text.explanation) == (
            source.scene,
            source.text,
            source.explanation,
        )
        assert {key: (c.text, c.why) for key, c in text.choices.items()} == {
            c.id: (c.text, c.why) for c in source.choices
        }
        assert text.sources == tuple(dict.fromkeys(cites[fact] for fact in source.facts))


def test_start_attempt_twice_gives_the_same_attempt(learner: Examinee) -> None:
    with at_the_test():
        first = learner.start()
        assert learner.start() == first
        started = start_attempt(member=learner.member, enrolment=learner.enrolment)
    assert (started, Attempt.objects.count()) == (first, 1)
    verbs = AuditEntry.objects.filter(verb__startswith="learning.attempt")
    assert list(verbs.values_list("verb", "target")) == [
        ("learning.attempt_started", str(learner.enrolment.uuid))
    ]


@pytest.fixture
def seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fixed seeds, a new one for each attempt."""
    monkeypatch.setattr(attempts, "secrets", SimpleNamespace(randbits=Random(1).getrandbits))


def _fills(pool: TestPool, blueprint: tuple[BlueprintPart, ...], ids: set[str]) -> bool:
    """Whether the blueprint can be filled with these questions."""
    asked = tuple(one for one in pool.questions if one.id in ids)
    try:
        return bool(draw_questions(pool.model_copy(update={"questions": asked}), blueprint, 0))
    except PoolTooSmall:
        return False


def test_start_attempt_again_draws_what_was_not_asked_yet(learner: Examinee, seeds: None) -> None:
    pool = test_pool(learner.enrolment.revision_id, "ja")
    blueprint = blueprint_of(learner.enrolment.revision)
    earlier: list[set[str]] = []
    for number in range(1, 6):
        with clock.fixed_at(after(number * HOUR)):
            learner.look_again()
            attempt = learner.start()
            drawn = draw_questions(pool, blueprint, attempt.seed, earlier)
            assert (attempt.number, learner.draw.questions) == (number, drawn)
            earlier.append({one.id for one in drawn})
            learner.submit(learner.answers(right=0))
    assert len({attempt.seed for attempt in Attempt.objects.all()}) == 5
    unused = {one.id for one in pool.questions}
    needless = []  # none is asked again while an unused one could stand in its place
    for asked in earlier:
        again = asked - unused
        unused -= asked
        needless += [
            (old, new)
            for old in again
            for new in unused
            if _fills(pool, blueprint, asked - {old} | {new})
        ]
    assert needless == []
    assert not earlier[0] & earlier[1]  # of 44 questions the second attempt needs none again


def test_start_attempt_forgets_what_others_and_other_runs_were_asked(learner: Examinee) -> None:
    with clock.fixed_at(OPENED):
        colleague = make_learner(make_member(learner.member.organisation, "別 太郎"))
    Enrolment.objects.filter(pk=colleague.enrolment.pk).update(gate=Gate.FREE)
    with at_the_test():
        learner.start()
        other = to_examinee(colleague)
        other.post(*[other.event("seen", slide.id) for slide in other.text.slides])
        other.start()
    pool = test_pool(learner.enrolment.revision_id, "ja")
    blueprint = blueprint_of(learner.enrolment.revision)
    assert other.draw.questions == draw_questions(pool, blueprint, other.attempt.seed)


def test_draw_test_fills_in_values_and_drops_lines_without_one() -> None:
    question = {
        "id": "q",
        "kind": "single",
        "goal": "knows",
        "topic": "t",
        "slides": ["s"],
        "facts": ["f"],
        "text": "{company.name}の窓口は、{desk.name}ですか。",
        "choices": [
            {"id": "a", "text": "{窓口|まどぐち}", "why": "はい。", "correct": True},
            {"id": "b", "text": "いいえ", "why": "{desk.hours}\n残る行"},
        ],
        "explanation": "説明",
    }
    pool = TestPool.model_validate({"title": "t", "intro": [], "questions": [question]})
    draw = draw_test(
        {"ja": pool},
        (BlueprintPart(take=1),),
        pass_mark=100,
        seed=1,
        values={"ja": {"company.name": "みほん<b>", "desk.name": "相談室", "desk.hours": ""}},
        cites={"ja": {"f": "法"}},
    )
    text = draw.texts["ja"]["q"]
    assert text.text == "みほん<b>の窓口は、相談室ですか。"
    assert (text.choices["a"].text, text.choices["b"].why) == ("{窓口|まどぐち}", "残る行")
    assert text.sources == ("法",)
    page = attempt_page(Attempt(draw=draw.model_dump(mode="json"), answers={}), "en")
    shown = page.questions[0]
    assert (page.language, shown.text) == ("ja", "みほん&lt;b&gt;の窓口は、相談室ですか。")
    assert shown.choices[0].text == "<ruby>窓口<rt>まどぐち</rt></ruby>"


@pytest.mark.parametrize(
    ("filled", "shown"),
    [({"desk.name": "見本相談室"}, "見本相談室"), ({}, "上司または人事担当")],
)
def test_start_attempt_fills_in_the_company_and_the_defaults_of_the_course(
    monkeypatch: pytest.MonkeyPatch, filled: dict[str, str], shown: str
) -> None:
    monkeypatch.setattr(learners, "publish_flagship", publish_asking_for_the_desk)
    learner = make_examinee()
    Organisation.objects.update(variables=filled)
    learner.member.organisation.variables = filled
    with at_the_test():
        learner.start()
        html = learner.client.get(learner.test_url).content.decode()
    texts = {text.text for text in learner.draw.texts["ja"].values()}
    assert texts == {f"株式会社みほん商事の窓口は、{shown}ですか。"}
    assert html.count(f"株式会社みほん商事の窓口は、{shown}ですか。") == 10


def publish_asking_for_the_desk() -> Revision:
    """The real course, published, in which every question asks for the desk."""
    source = flagship_material()
    texts = tuple(_asking(text) for text in source.course.texts)
    course = source.course.model_copy(update={"texts": texts})
    return publish_material(material=Material(course, source.media))


def _asking(text: CourseText) -> CourseText:
    asked = "{company.name}の窓口は、{desk.name}ですか。"
    questions = tuple(one.model_copy(update={"text": asked}) for one in text.test.questions)
    test = text.test.model_copy(update={"questions": questions})
    return text.model_copy(update={"test": test})


# -- the page -----------------------------------------------------------------------------------


def test_attempt_page_shows_the_draw_in_its_order(learner: Examinee) -> None:
    with at_the_test():
        learner.start()
        learner.save(dict([next(iter(learner.answers().items()))]))
        page = learner.client.get(learner.test_url).content.decode()
    fields = re.findall(r'<input\s+type="(radio|checkbox)" name="q-([^"]+)" value="([^"]+)"', page)
    assert fields == [
        ("checkbox" if one.kind == "multiple" else "radio", one.id, choice)
        for one in learner.draw.questions
        for choice in one.choices
    ]
    first = learner.draw.questions[0]
    assert page.count(" checked") == len(first.correct)
    assert re.findall(r"\bwhy\b", page) == []  # a token may hold the letters, never as a word
    for one in learner.draw.questions:
        for choice in learner.draw.texts["ja"][one.id].choices.values():
            if len(choice.why) > 12:
                assert choice.why not in page


def test_attempt_page_changes_language_in_the_middle(learner: Examinee) -> None:
    with at_the_test():
        learner.start()
        answers = learner.answers()
        learner.save(answers)
        learner.client.cookies["language"] = "en"
        page = attempt_page(learner.attempt, "en")
        html = learner.client.get(learner.test_url).content.decode()
    first = learner.draw.questions[0]
    assert page.questions[0].id == first.id
    assert [choice.id for choice in page.questions[0].choices] == list(first.choices)
    assert all(question.is_answered for question in page.questions)
    assert str(page.questions[0].text) in html
    assert "Confirmation test" in html


def test_attempt_costs_few_statements() -> None:
    learner = make_examinee()  # whose reading has left the contents in memory
    with at_the_test():
        with counted_statements() as intro:
            learner.client.get(learner.test_url)
        learner.start()  # the pool and the citations are in memory from here on
        learner.submit(learner.answers(right=0))
        with counted_statements() as start:
            learner.client.post(learner.test_url)
        with counted_statements() as page:
            learner.client.get(learner.test_url)
    locks = 1 if connection.vendor == "postgresql" else 0
    assert (len(intro), len(start), len(page)) == (7, 11 + locks, 3)


def test_intro_lists_the_attempts_made(learner: Examinee) -> None:
    with at_the_test():
        results = []
        for right in (0, 5):
            attempt = learner.start()
            learner.submit(learner.answers(right=right))
            results.append(learner.url_of(attempt))
        page = learner.client.get(learner.test_url).content.decode()
    found = re.findall(r"(?s)(\d+) / (\d+)問</span>.*?<a href=\"([^\"]+)\"", page)
    assert found == [("5", "10", results[1]), ("0", "10", results[0])]


def test_attempt_refuses_other_methods(learner: Examinee) -> None:
    with at_the_test():
        attempt = learner.start()
        assert learner.client.put(learner.test_url).status_code == 405
        assert learner.client.get(learner.url_of(attempt, "submit/")).status_code == 405
        assert learner.client.post(learner.url_of(attempt)).status_code == 405
