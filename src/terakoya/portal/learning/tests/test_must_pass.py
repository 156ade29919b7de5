"""Rules of passing in the portal: told before, held by the draw, and why an attempt fails."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.model import Course, Material, PassRule
from terakoya.portal.catalogue.services import publish_material
from terakoya.portal.common import clock
from terakoya.portal.learning.models import Certificate
from terakoya.portal.learning.paper_tests import SheetResult
from terakoya.portal.learning.scope import Scope
from terakoya.portal.learning.selectors.result import ResultPage, result_page
from terakoya.portal.learning.services import open_enrolment, take_papers
from tests.courseware.editions import changed, small
from tests.factories import (
    ROOT,
    give_course,
    make_member,
    make_organisation,
    make_owner,
)
from tests.made_once import made_once_by

from .exams import HOUR, Examinee, at_the_test, read_everything, to_examinee
from .kept import again
from .learners import OPENED, Learner, after, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

RULES = (
    PassRule(topic="judgement", draw=1),
    PassRule(
        tag="own-conduct",
        draw=1,
        text={"ja": "自分の言動の問題に、必ず正解してください。", "en": "Mind your own conduct."},
    ),
)
JUDGEMENT = "「判断」の問題は、すべて正解が必要です。"
OWN = "自分の言動の問題に、必ず正解してください。"


def _material(course: Course) -> Material:
    """A state of the small course with its pictures."""
    return replace(read_folder(ROOT / "tests" / "corpus" / "every-layout"), course=course)


def make_ruled() -> Examinee:
    """At the test of a small course: 3 questions, 2 must be right, and two rules beside that."""
    meta = small().course.meta.model_copy(update={"must": RULES})
    material = _material(small().course.model_copy(update={"meta": meta}))
    with clock.fixed_at(OPENED):
        revision = publish_material(material=material)
        owner = make_owner(make_organisation())
        member = make_member(owner.organisation, "見本 花子")
        assignment = give_course(owner, revision.course)
        enrolment = open_enrolment(member=member, assignment=assignment, language="ja")
        learner = Learner(member, enrolment, signed_in(member))
    with clock.fixed_at(after(HOUR)):
        read_everything(learner)
    return to_examinee(learner)


kept_ruled = made_once_by(make_ruled)


@pytest.fixture
def learner(kept_ruled: Examinee, db: None) -> Iterator[Examinee]:
    """The same, with rows and a browser of their own."""
    with at_the_test():
        yield again(kept_ruled)


def _hand_in(learner: Examinee, *wrong: str, seconds: float = 60) -> ResultPage:
    """An attempt with wrong answers to the questions of some topics; what its page holds."""
    learner.start()
    learner.take_time(seconds)
    answers = {**learner.answers()}
    false = learner.answers(right=0)
    for one in learner.draw.questions:
        if one.topic in wrong:
            answers[one.id] = false[one.id]
    learner.submit(answers)
    return result_page(learner.attempt, "ja")


def _page(learner: Examinee) -> str:
    return learner.client.get(learner.url_of(learner.attempt)).content.decode()


def test_the_rules_are_told_before_and_during_the_test(learner: Examinee) -> None:
    before = learner.client.get(learner.test_url).content.decode()
    learner.start()
    during = learner.client.get(learner.test_url).content.decode()
    for html in (before, during):
        assert JUDGEMENT in html
        assert OWN in html
    home = learner.client.get("/my/").content.decode()
    assert "ほかの条件は、テストの前に出ます。" in home


def test_each_attempt_holds_what_the_rules_want(learner: Examinee) -> None:
    for _attempt in range(4):
        learner.look_again()
        _hand_in(learner, "knowledge", "judgement", "response")
        topics = {one.id: one.topic for one in learner.draw.questions}
        assert [len(rule.questions) for rule in learner.draw.must] == [1, 1]
        assert [topics[rule.questions[0]] for rule in learner.draw.must] == [
            "judgement",
            "response",
        ]


def test_enough_right_answers_and_an_unmet_rule_do_not_pass(learner: Examinee) -> None:
    page = _hand_in(learner, "judgement")
    assert (page.points, page.needed, page.attempt.passed) == (2, 2, False)
    assert page.heading == "正解の数は届きました。合格の条件が残っています"
    assert page.rules_heading == "次の合格の条件を、まだ満たしていません。"
    [rule] = page.rules
    assert rule.sentence == JUDGEMENT
    wrong = next(one for one in page.to_review)
    assert [slide.id for slide in rule.slides] == [slide.id for slide in wrong.slides] != []
    html = _page(learner)
    assert JUDGEMENT in html
    assert OWN not in html
    assert not Certificate.objects.exists()


def test_the_same_score_with_every_rule_met_passes(learner: Examinee) -> None:
    page = _hand_in(learner, "knowledge")
    assert (page.points, page.attempt.passed, page.rules) == (2, True, ())
    assert JUDGEMENT not in _page(learner)
    assert Certificate.objects.count() == 1


def test_too_few_right_answers_are_told_beside_what_is_unmet(learner: Examinee) -> None:
    page = _hand_in(learner, "judgement", "response")
    assert page.heading == "合格には、正解があと1問必要でした"
    assert [rule.sentence for rule in page.rules] == [JUDGEMENT, OWN]


def test_an_attempt_without_effort_names_the_rules_and_not_the_unmet_one(
    learner: Examinee,
) -> None:
    """Which rule was not met would say that the answer to its only question is wrong."""
    page = _hand_in(learner, "judgement", seconds=2)
    assert [rule.sentence for rule in page.rules] == [JUDGEMENT, OWN]
    assert [rule.slides for rule in page.rules] == [(), ()]
    assert page.rules_heading == "正解の数のほかに、次の条件をすべて満たすと合格です。"


def test_a_learner_who_reads_english_reads_the_rules_in_english(learner: Examinee) -> None:
    _hand_in(learner, "judgement", "response")
    page = result_page(learner.attempt, "en")
    assert [rule.sentence for rule in page.rules] == [
        "Answer all of the questions on “Judgement” right.",
        "Mind your own conduct.",
    ]


def test_a_delta_has_the_rules_that_its_questions_can_meet(learner: Examinee) -> None:
    """The case is new: the question on judgement that rests on it is asked, no other."""
    before = learner.enrolment.revision
    state = changed(small(), "case-kettle", both={"title": "別の題"})
    meta = state.course.meta.model_copy(update={"must": RULES, "version": "next"})
    material = _material(state.course.model_copy(update={"meta": meta}))
    with clock.fixed_at(after(HOUR)):
        revision = publish_material(material=material)
    scope = Scope(revision.pk, before.pk)
    delta = scope.delta
    assert delta is not None
    assert delta.questions == ("q-exchange",)
    assert scope.must(revision) == RULES[:1]
    assert scope.rule_sentences(revision, "ja") == (JUDGEMENT,)
    assert Scope(revision.pk).must(revision) == RULES
    assert (scope.facts().has_rules, Scope(revision.pk).facts().has_rules) == (True, True)


def test_a_delta_without_a_question_of_a_rule_tells_of_none(learner: Examinee) -> None:
    """What changed is what questions on knowledge rest on; the other rule is about another tag."""
    before = learner.enrolment.revision
    state = changed(small(), "three-elements", both={"title": "別の題"})
    meta = state.course.meta.model_copy(update={"must": RULES, "version": "next"})
    material = _material(state.course.model_copy(update={"meta": meta}))
    with clock.fixed_at(after(HOUR)):
        revision = publish_material(material=material)
    scope = Scope(revision.pk, before.pk)
    assert scope.delta is not None
    assert scope.delta.questions == ("q-elements",)
    assert (scope.must(revision), scope.facts().has_rules) == ((), False)


# -- on paper -----------------------------------------------------------------------------------


def _paper(learner: Examinee, percent: int, *, meets_rules: bool | None) -> tuple[str, str]:
    """What becomes of a sheet of this learner."""
    member, assignment = learner.member, learner.enrolment.assignment
    member.employee_number = "004128"
    member.save(update_fields=["employee_number"])
    row = SheetResult(
        file="用紙.xlsx",
        place="解答用紙",
        number="004128",
        name=member.name,
        taken_on=clock.today(),
        percent=percent,
        meets_rules=meets_rules,
    )
    [outcome] = take_papers(by=member, assignment=assignment, rows=[row])
    return outcome.outcome.value, str(outcome.why)


@pytest.mark.parametrize(
    ("percent", "meets_rules", "outcome", "why"),
    [
        (66, True, "passed", ""),
        (66, False, "failed", "正解の数は足りていますが、合格の条件を満たしていません。"),
        (33, False, "failed", ""),
        (33, None, "failed", ""),
        (
            66,
            None,
            "refused",
            "得点だけでは、合格の条件を満たしたかがわかりません。"
            "成績一覧の「条件」に○か×を入れるか、記入した解答用紙を取り込んでください。",
        ),
    ],
)
def test_a_sheet_passes_by_its_points_and_the_rules(
    learner: Examinee, percent: int, meets_rules: bool | None, outcome: str, why: str
) -> None:
    assert _paper(learner, percent, meets_rules=meets_rules) == (outcome, why)
    assert Certificate.objects.exists() is (outcome == "passed")
