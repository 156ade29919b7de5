"""`questions.xml`: the pool as the question bank of the quiz, one entry a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from ...model import Question, TestPool
from ..questions.html import asked_html, shares, text_html
from .activities import HTML
from .plan import Activity
from .xml import Value, element, group

TOP, POOL = 1, 2  # ids of the two categories
MODULE_CONTEXT_LEVEL = 70
FIRST_ENTRY = 1


def entry_ids(pool: TestPool) -> dict[str, int]:
    """The id of each question's entry in the bank."""
    return {one.id: FIRST_ENTRY + number for number, one in enumerate(pool.questions)}


def question_bank(
    quiz: Activity, pool: TestPool, title: str, values: Mapping[str, str], course: str, when: int
) -> etree._Element:
    """The bank of a quiz: the category that every bank has, and below it that of the pool."""
    root = element("question_categories")
    entries = entry_ids(pool)
    for category, name, parent, questions in (
        (TOP, "top", 0, ()),
        (POOL, title, TOP, pool.questions),
    ):
        node = element(
            "question_category",
            {
                "name": name,
                "contextid": quiz.context,
                "contextlevel": MODULE_CONTEXT_LEVEL,
                "contextinstanceid": quiz.id,
                "info": "",
                "infoformat": HTML,
                "stamp": f"terakoya+{course}+{category}",
                "parent": parent,
                "sortorder": 999 if parent else 0,
                "idnumber": None,
            },
            id=category,
        )
        answers = _FirstAnswers(questions)
        made = [
            _entry(one, entries[one.id], answers[one.id], values, f"terakoya+{course}", when)
            for one in questions
        ]
        group(node, "question_bank_entries", *made)
        root.append(node)
    return root


class _FirstAnswers(dict[str, int]):
    """The id of the first answer of each question; ids count through the whole bank."""

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__()
        number = 1
        for one in questions:
            self[one.id] = number
            number += len(one.choices)


def _entry(
    question: Question,
    number: int,
    first_answer: int,
    values: Mapping[str, str],
    stamp: str,
    when: int,
) -> etree._Element:
    entry = element(
        "question_bank_entry",
        {"questioncategoryid": POOL, "idnumber": question.id, "ownerid": None},
        id=number,
    )
    version = element("question_versions", {"version": 1, "status": "ready"}, id=number)
    group(
        version,
        "questions",
        _question(question, number, first_answer, values, f"{stamp}+{question.id}", when),
    )
    group(entry, "question_version", version)
    return entry


def _question(
    question: Question,
    number: int,
    first_answer: int,
    values: Mapping[str, str],
    stamp: str,
    when: int,
) -> etree._Element:
    node = element(
        "question",
        {
            "parent": 0,
            "name": question.id,
            "questiontext": asked_html(question, values),
            "questiontextformat": HTML,
            "generalfeedback": text_html(question.explanation, values),
            "generalfeedbackformat": HTML,
            "defaultmark": "1.0000000",
            "penalty": "0.0000000",
            "qtype": "multichoice",
            "length": 1,
            "stamp": stamp,
            "timecreated": when,
            "timemodified": when,
            "createdby": None,
            "modifiedby": None,
        },
        id=number,
    )
    plugin = group(node, "plugin_qtype_multichoice_question")
    pairs = zip(question.choices, shares(question), strict=True)
    answers = [
        element(
            "answer",
            {
                "answertext": text_html(choice.text, values),
                "answerformat": HTML,
                "fraction": f"{share / 100:.7f}",
                "feedback": text_html(choice.why, values),
                "feedbackformat": HTML,
            },
            id=first_answer + place,
        )
        for place, (choice, share) in enumerate(pairs)
    ]
    group(plugin, "answers", *answers)
    plugin.append(element("multichoice", _options(question), id=number))
    group(node, "question_hints")
    group(node, "tags")
    return node


def _options(question: Question) -> dict[str, Value]:
    feedbacks: dict[str, Value] = {}
    for name in ("correct", "partiallycorrect", "incorrect"):
        feedbacks |= {f"{name}feedback": "", f"{name}feedbackformat": HTML}
    return {
        "layout": 0,
        "single": int(question.kind != "multiple"),
        "shuffleanswers": int(question.kind != "truefalse"),
        **feedbacks,
        "answernumbering": "abc",
        "shownumcorrect": 0,
        "showstandardinstruction": 1,
    }
