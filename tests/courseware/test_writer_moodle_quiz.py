"""The quiz of the Moodle backup: what it draws from where, how it marks, what it tells."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest
from lxml import etree

from terakoya.courseware.draw import PoolTooSmall, serves
from terakoya.courseware.formats.moodle import write_moodle
from terakoya.courseware.formats.moodle.categories import QuestionBank, question_bank_of
from terakoya.courseware.formats.moodle.pages import words_of
from terakoya.courseware.formats.questions.reading.html import read_html
from terakoya.courseware.inline import plain
from terakoya.courseware.model import BlueprintPart, Material, PassRule, Question
from terakoya.courseware.question_tags import tags_of
from terakoya.courseware.variables import filled, values_of

from .moodle_reading import CASES, Backup, backup_of, material_of, text
from .xlsx_samples import with_few_questions, with_texts

Case = tuple[Backup, Material, str]


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> Case:
    name, language = request.param
    return backup_of(name, language), material_of(name), language


def quiz_of(backup: Backup) -> etree._Element:
    quiz = backup.xml(f"{backup.activity('quiz')}/quiz.xml").find("quiz")
    assert quiz is not None
    return quiz


def filters_of(backup: Backup) -> list[dict[str, object]]:
    path = "question_instances/question_instance/question_set_reference/filtercondition"
    return [json.loads(one.text or "") for one in quiz_of(backup).iterfind(path)]


def drawn_from(backup: Backup) -> list[str]:
    """For each slot the id of its category."""
    return [condition["filter"]["category"]["values"][0] for condition in filters_of(backup)]  # type: ignore[index]


def ids_below(backup: Backup, category: str) -> list[str]:
    """The ids of the questions in a category and in those below it."""
    root = backup.xml("questions.xml")
    found = [
        text(one, "idnumber")
        for node in root
        if category in (node.get("id"), text(node, "parent"))
        for one in node.iter("question_bank_entry")
    ]
    return found


# -- slots ---------------------------------------------------------------------------------------


def test_every_slot_draws_at_random_from_a_category_of_the_quizs_own(case: Case) -> None:
    backup, material, _ = case
    context = backup.xml(f"{backup.activity('quiz')}/quiz.xml").get("contextid")
    quiz = quiz_of(backup)
    slots = quiz.findall("question_instances/question_instance")
    total = sum(part.take for part in material.course.meta.blueprint)
    assert [text(one, "slot") for one in slots] == [str(n + 1) for n in range(total)]
    assert float(text(quiz, "sumgrades")) == total
    assert (text(quiz, "sections/section/firstslot"), text(quiz, "shuffleanswers")) == ("1", "1")
    categories = {one.get("id") for one in backup.xml("questions.xml")}
    for slot, condition in zip(slots, filters_of(backup), strict=True):
        places = [
            text(slot, f"question_set_reference/{name}")
            for name in ("usingcontextid", "questionscontextid", "component", "questionarea")
        ]
        assert places == [context, context, "mod_quiz", "slot"]
        category = condition["filter"]["category"]["values"][0]  # type: ignore[index]
        assert category in categories
        assert condition == {
            "filter": {
                "category": {
                    "jointype": 1,
                    "values": [category],
                    "filteroptions": {"includesubcategories": True},
                }
            },
            "jointype": 2,
            "cat": f"{category},{context}",
            "qpage": 0,
            "qperpage": 100,
            "tabname": "questions",
        }


def test_the_slots_ask_what_the_blueprint_asks(case: Case) -> None:
    backup, material, language = case
    questions = {one.id: one for one in material.course.text(language).test.questions}
    slots = Counter(drawn_from(backup))
    parts = _divided(material.course.meta.blueprint, list(slots.values()))
    taken: list[str] = []
    for (category, take), part in zip(slots.items(), parts, strict=True):
        ids = ids_below(backup, category)
        assert len(ids) >= take
        assert all(serves(questions[one], part) for one in ids)
        taken += ids
    assert len(taken) == len(set(taken))


def _divided(parts: Sequence[BlueprintPart], takes: Sequence[int]) -> list[BlueprintPart]:
    """The part of each category: rules of passing divide a part among several, one by one."""
    left = list(takes)
    found = []
    for part in parts:
        total = 0
        while total < part.take:
            total += left.pop(0)
            found.append(part)
        assert total == part.take
    assert not left
    return found


def test_categories_are_named_by_their_topics(case: Case) -> None:
    backup, material, language = case
    topics = {one.id: one.name for one in material.course.text(language).survey.topics}
    questions = {one.id: one for one in material.course.text(language).test.questions}
    root = backup.xml("questions.xml")
    names = {one.get("id"): text(one, "name") for one in root}
    assert next(iter(names.values())) == "top"
    for node in root:
        of = {questions[text(one, "idnumber")].topic for one in node.iter("question_bank_entry")}
        for topic in of:
            wanted = (topics.get(topic, topic), words_of(language)["bank_all"])
            assert text(node, "name") in (*wanted, words_of(language)["bank_other"])
        assert len(of) <= 1
    for category in set(drawn_from(backup)):
        assert set(names[category].split(" / ")) <= set(topics.values())


# -- bank ----------------------------------------------------------------------------------------


def test_the_bank_holds_the_whole_pool_word_for_word(case: Case) -> None:
    backup, material, language = case
    values = values_of(material.course, language)
    quiz = backup.xml(f"{backup.activity('quiz')}/quiz.xml")
    root = backup.xml("questions.xml")
    for category in root:
        place = (text(category, "contextlevel"), text(category, "contextid"))
        assert place == ("70", quiz.get("contextid"))
        assert text(category, "contextinstanceid") == quiz.get("moduleid")
    ids = {int(one.get("id", "")) for one in root}
    parents = [int(text(one, "parent")) for one in root]
    assert parents[0] == 0 and set(parents[1:]) <= ids
    assert backup.references(backup.activity("quiz"), "question_category") == ids
    found = {text(one, "idnumber"): one for one in root.iter("question_bank_entry")}
    pool = material.course.text(language).test
    assert sorted(found) == sorted(one.id for one in pool.questions)
    for question in pool.questions:
        node = found[question.id].find("question_version/question_versions/questions/question")
        assert node is not None
        body = read_html(text(node, "questiontext"))
        assert (body.scene, body.text) == (
            filled(question.scene, values),
            filled(question.text, values),
        )
        feedback = read_html(text(node, "generalfeedback")).text
        assert feedback == filled(question.explanation, values)
        answers = node.findall("plugin_qtype_multichoice_question/answers/answer")
        assert [
            (read_html(text(one, "answertext")).text, read_html(text(one, "feedback")).text)
            for one in answers
        ] == [(filled(c.text, values), filled(c.why, values)) for c in question.choices]
        single = text(node, "plugin_qtype_multichoice_question/multichoice/single")
        assert single == str(int(question.kind != "multiple"))
    for kind in ("answer", "question", "question_bank_entry", "tag", "question_category"):
        assert max(Counter(one.get("id") for one in root.iter(kind)).values()) == 1
    stamps = Counter(text(one, "stamp") for one in (*root, *root.iter("question")))
    assert max(stamps.values()) == 1


def test_questions_have_readable_names_and_the_tags_of_the_question_files(case: Case) -> None:
    backup, material, language = case
    values = values_of(material.course, language)
    questions = {one.id: one for one in material.course.text(language).test.questions}
    names = []
    for entry in backup.xml("questions.xml").iter("question_bank_entry"):
        question = questions[text(entry, "idnumber")]
        node = entry.find("question_version/question_versions/questions/question")
        assert node is not None
        name = text(node, "name")
        begun = " ".join(plain(filled(question.scene or question.text, values)).split())
        assert begun.startswith(name.removesuffix("…")) and len(name) <= 60
        assert [text(tag, "rawname") for tag in node.iterfind("tags/tag")] == [*tags_of(question)]
        names.append(name)
    assert max(Counter(names).values()) == 1


# -- marking -------------------------------------------------------------------------------------


def _earned(node: etree._Element, chosen: frozenset[int]) -> float:
    """The share of a point that Moodle gives for some choices."""
    answers = node.findall("plugin_qtype_multichoice_question/answers/answer")
    return max(0.0, sum(float(text(answers[one], "fraction")) for one in chosen))


def test_what_the_quiz_asks_is_marked_as_here(case: Case) -> None:
    backup, material, language = case
    questions = {one.id: one for one in material.course.text(language).test.questions}
    asked = {one for category in drawn_from(backup) for one in ids_below(backup, category)}
    is_told_partial = words_of(language)["test_partial"] in text(quiz_of(backup), "intro")
    for entry in backup.xml("questions.xml").iter("question_bank_entry"):
        question = questions[text(entry, "idnumber")]
        node = entry.find("question_version/question_versions/questions/question")
        assert node is not None
        right = frozenset(place for place, one in enumerate(question.choices) if one.correct)
        for chosen in _possible(question):
            earned = _earned(node, chosen)
            if question.id in asked and (question.kind != "multiple" or not is_told_partial):
                assert earned == pytest.approx(float(chosen == right), abs=1e-6)
            elif chosen - right:
                assert earned == 0


def _possible(question: Question) -> list[frozenset[int]]:
    places = range(len(question.choices))
    if question.kind != "multiple":
        return [frozenset({one}) for one in places]
    return [
        frozenset(some)
        for size in range(1, len(question.choices) + 1)
        for some in itertools.combinations(places, size)
    ]


def test_partial_marks_are_told_where_the_test_cannot_do_without_them() -> None:
    one_asked = with_few_questions(
        with_texts(
            material_of("first-edition"),
            lambda text: text.model_copy(update={"chapters": text.chapters[:1]}),
        ),
        *range(12),
    )
    meta = one_asked.course.meta.model_copy(update={"blueprint": (BlueprintPart(take=11),)})
    most_asked = replace(one_asked, course=one_asked.course.model_copy(update={"meta": meta}))
    backups = [Backup.of(write_moodle(one, "ja")) for one in (one_asked, most_asked)]
    told = words_of("ja")["test_partial"]
    assert [told in text(quiz_of(one), "intro") for one in backups] == [False, True]
    assert len(ids_below(backups[1], drawn_from(backups[1])[0])) == 12


@pytest.mark.parametrize(("name", "is_told"), [("first-edition", False), ("flagship", True)])
def test_the_second_edition_cannot_do_without_partial_marks(name: str, *, is_told: bool) -> None:
    # It asks of one's own conduct by choosing all that apply, almost alone.
    meta, source = material_of(name).course.meta, material_of(name).course.source
    bank = question_bank_of(
        source.test.questions, meta.blueprint, source.survey.topics, "", words_of("ja"), meta.must
    )
    assert bank.has_partial_marks is is_told


# -- what a learner is told ----------------------------------------------------------------------


def test_nothing_shows_right_answers_while_the_quiz_is_open(case: Case) -> None:
    backup, _, _ = case
    quiz = quiz_of(backup)
    closed = 0x10
    assert (
        int(text(quiz, "reviewrightanswer")) == int(text(quiz, "reviewgeneralfeedback")) == closed
    )
    for name in ("correctness", "marks", "specificfeedback", "overallfeedback"):
        assert int(text(quiz, f"review{name}")) == 0x1110
    rules = ("attempts_number", "grademethod", "preferredbehaviour")
    assert tuple(text(quiz, rule) for rule in rules) == ("0", "1", "deferredfeedback")


def test_overall_feedback_turns_at_the_pass_mark(case: Case) -> None:
    backup, material, language = case
    words, mark = words_of(language), material.course.meta.pass_mark
    rows = [
        (float(text(one, "mingrade")), float(text(one, "maxgrade")), text(one, "feedbacktext"))
        for one in quiz_of(backup).iterfind("feedbacks/feedback")
    ]
    assert rows == [
        (mark, 101, f"<p>{words['test_passed']}</p>"),
        (0, mark, f"<p>{words['test_failed']}</p>"),
    ]


# -- dividing the pool ---------------------------------------------------------------------------


def _question(name: str, goal: str, *tags: str, kind: str = "single", topic: str = "") -> Question:
    template = material_of("every-layout").course.source.test.questions[0]
    return template.model_copy(
        update={"id": name, "goal": goal, "tags": tags, "kind": kind, "topic": topic or goal}
    )


def _bank(questions: list[Question], *blueprint: BlueprintPart) -> QuestionBank:
    return question_bank_of(questions, blueprint, (), "Bank", words_of("en"))


def _named(bank: QuestionBank, category: int) -> list[str]:
    return [
        one.id
        for node in bank.categories
        if category in (node.id, node.parent)
        for one in node.questions
    ]


def test_a_question_stands_in_the_narrowest_part_that_it_serves() -> None:
    questions = [_question("a", "g"), _question("b", "g", "t"), _question("c", "h")]
    bank = _bank(questions, BlueprintPart(take=1, goal="g"), BlueprintPart(take=1, tag="t"))
    assert [_named(bank, one) for one in bank.slots] == [["a"], ["b"]]
    other = next(one for one in bank.categories if one.name == words_of("en")["bank_other"])
    assert [one.id for one in other.questions] == ["c"]


def test_a_part_that_lacks_questions_gets_them_from_one_that_can_spare_them() -> None:
    tagged = [_question(name, "g", "t") for name in "abc"]
    bank = _bank(tagged, BlueprintPart(take=2, goal="g"), BlueprintPart(take=1, tag="t"))
    assert [len(_named(bank, one)) for one in dict.fromkeys(bank.slots)] == [2, 1]


def test_questions_are_handed_on_through_a_part_that_has_none_to_spare() -> None:
    # `a` serves g and t, `b` serves t and u: g takes `a` once t has `b` in its place.
    questions = [_question("a", "g", "t"), _question("b", "h", "t", "u"), _question("c", "h", "u")]
    parts = [BlueprintPart(take=1, **{"tag": tag}) for tag in ("u", "t")]
    bank = _bank(questions, *parts, BlueprintPart(take=1, goal="g"))
    assert [_named(bank, one) for one in bank.slots] == [["c"], ["b"], ["a"]]


def test_parts_that_ask_for_the_same_share_a_category() -> None:
    questions = [_question(name, "g") for name in "ab"]
    bank = _bank(questions, BlueprintPart(take=1, goal="g"), BlueprintPart(take=1, goal="g"))
    assert len(set(bank.slots)) == 1 and len(bank.slots) == 2


def test_choose_all_questions_stand_apart_unless_they_are_needed() -> None:
    questions = [_question("a", "g"), _question("b", "g", kind="multiple")]
    apart = _bank(questions, BlueprintPart(take=1, goal="g"))
    assert (_named(apart, apart.slots[0]), apart.has_partial_marks) == (["a"], False)
    needed = _bank(questions, BlueprintPart(take=2, goal="g"))
    assert (_named(needed, needed.slots[0]), needed.has_partial_marks) == (["a", "b"], True)


def test_what_a_rule_of_passing_wants_has_slots_of_its_own_and_says_what_moodle_does() -> None:
    questions = [*(_question(name, "g") for name in "abc"), _question("d", "g", "t")]
    rule = PassRule(tag="t", draw=1)
    parts = (BlueprintPart(take=2, goal="g"),)
    bank = question_bank_of(questions, parts, (), "Bank", words_of("en"), [rule])
    kept, rest = bank.slots
    assert [sorted(_named(bank, one)) for one in (kept, rest)] == [["d"], ["a", "b", "c"]]
    notes = [bank.categories[one - 1].note for one in (kept, rest)]
    assert notes == [words_of("en")["bank_kept_note"], ""]


def test_the_quiz_tells_the_rules_of_passing_and_that_it_does_not_judge_them() -> None:
    material = material_of("every-layout")
    meta = material.course.meta.model_copy(update={"must": (PassRule(topic="judgement", draw=1),)})
    ruled = replace(material, course=material.course.model_copy(update={"meta": meta}))
    intros = [
        text(quiz_of(Backup.of(write_moodle(one, "ja"))), "intro") for one in (material, ruled)
    ]
    sentences = (words_of("ja")["test_rules"], "「判断」の問題は、すべて正解が必要です。")
    told = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    assert [told in intro for intro in intros] == [False, True]


def test_a_pool_that_cannot_fill_the_blueprint_is_refused() -> None:
    with pytest.raises(PoolTooSmall):
        _bank([_question("a", "g")], BlueprintPart(take=2, goal="g"))
