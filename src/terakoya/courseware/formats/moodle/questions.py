"""`questions.xml`: the question bank of the quiz, one entry a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from ...model import Question
from ...question_tags import tags_of
from ..questions.writing.html import asked_html, question_name, shares, text_html
from .activities import HTML
from .categories import Category, QuestionBank
from .plan import Activity
from .xml import Value, element, group

MODULE_CONTEXT_LEVEL = 70


@dataclass(frozen=True)
class _Setting:
    """What every entry of a bank goes by."""

    quiz: Activity
    values: Mapping[str, str]
    stamp: str
    when: int

    def next_id(self) -> int:
        """The id of whatever comes next."""
        return next(self.quiz.ids)


def question_bank(
    quiz: Activity, bank: QuestionBank, values: Mapping[str, str], course: str, when: int
) -> etree._Element:
    """The categories of a quiz with their questions; `course` makes the stamps unique."""
    setting = _Setting(quiz, values, f"terakoya+{course}", when)
    root = element("question_categories")
    for category in bank.categories:
        node = element("question_category", _category(category, setting), id=category.id)
        entries = [_entry(one, category.id, setting) for one in category.questions]
        group(node, "question_bank_entries", *entries)
        root.append(node)
    return root


def no_questions() -> etree._Element:
    """The bank of a course without a test."""
    return element("question_categories")


def _category(category: Category, setting: _Setting) -> dict[str, Value]:
    return {
        "name": category.name,
        "contextid": setting.quiz.context,
        "contextlevel": MODULE_CONTEXT_LEVEL,
        "contextinstanceid": setting.quiz.id,
        "info": category.note,
        "infoformat": HTML,
        "stamp": f"{setting.stamp}+{category.id}",
        "parent": category.parent,
        "sortorder": 999 if category.parent else 0,
        "idnumber": None,
    }


def _entry(question: Question, category: int, setting: _Setting) -> etree._Element:
    entry = element(
        "question_bank_entry",
        {"questioncategoryid": category, "idnumber": question.id, "ownerid": None},
        id=setting.next_id(),
    )
    number = setting.next_id()
    version = element("question_versions", {"version": 1, "status": "ready"}, id=number)
    group(version, "questions", _question(question, setting))
    group(entry, "question_version", version)
    return entry


def _question(question: Question, setting: _Setting) -> etree._Element:
    node = element(
        "question",
        {
            "parent": 0,
            "name": question_name(question, setting.values),
            "questiontext": asked_html(question, setting.values),
            "questiontextformat": HTML,
            "generalfeedback": text_html(question.explanation, setting.values),
            "generalfeedbackformat": HTML,
            "defaultmark": "1.0000000",
            "penalty": "0.0000000",
            "qtype": "multichoice",
            "length": 1,
            "stamp": f"{setting.stamp}+{question.id}",
            "timecreated": setting.when,
            "timemodified": setting.when,
            "createdby": None,
            "modifiedby": None,
        },
        id=setting.next_id(),
    )
    plugin = group(node, "plugin_qtype_multichoice_question")
    group(plugin, "answers", *_answers(question, setting))
    plugin.append(element("multichoice", _options(question), id=setting.next_id()))
    group(node, "question_hints")
    group(node, "tags", *_tags(question, setting))
    return node


def _answers(question: Question, setting: _Setting) -> list[etree._Element]:
    rows = []
    for choice, share in zip(question.choices, shares(question), strict=True):
        fields: dict[str, Value] = {
            "answertext": text_html(choice.text, setting.values),
            "answerformat": HTML,
            "fraction": f"{share / 100:.7f}",
            "feedback": text_html(choice.why, setting.values),
            "feedbackformat": HTML,
        }
        rows.append(element("answer", fields, id=setting.next_id()))
    return rows


def _tags(question: Question, setting: _Setting) -> list[etree._Element]:
    rows = []
    for tag in tags_of(question):
        fields: dict[str, Value] = {"name": tag.lower(), "rawname": tag}
        number = setting.next_id()
        rows.append(element("tag", fields, id=number, contextid=setting.quiz.context))
    return rows


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
