"""The XML of the quiz: a random question a slot, drawn by category.

Field names and order are those of `mod/quiz/backup/moodle2/` of Moodle 4.5.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from .activities import HTML, activity_xml, inner_xml
from .plan import Activity
from .xml import Value, element, group

# When a learner sees what (mod_quiz): while answering, right after it, while open, once closed.
DURING, AFTERWARDS, WHILE_OPEN, CLOSED = 0x10000, 0x01000, 0x00100, 0x00010
ALWAYS = DURING | AFTERWARDS | WHILE_OPEN | CLOSED
AFTER_ANSWERING = AFTERWARDS | WHILE_OPEN | CLOSED
# Who has not passed takes the quiz again, so it says which answers were wrong and why, and not
# which are right: nothing in Moodle waits for the pass mark, only for the day the quiz closes.
REVIEW: Mapping[str, Value] = {
    "reviewattempt": ALWAYS,
    "reviewcorrectness": AFTER_ANSWERING,
    "reviewmaxmarks": ALWAYS,
    "reviewmarks": AFTER_ANSWERING,
    "reviewspecificfeedback": AFTER_ANSWERING,
    "reviewgeneralfeedback": CLOSED,
    "reviewrightanswer": CLOSED,
    "reviewoverallfeedback": AFTER_ANSWERING,
}
_ANY, _ALL = 1, 2  # how a filter joins (core\output\datafilter)


@dataclass(frozen=True)
class QuizTexts:
    """What a quiz says: before the first attempt, and after one by its grade."""

    intro: str
    passed: str
    failed: str


def quiz(
    one: Activity, texts: QuizTexts, slots: Sequence[int], pass_mark: int, when: int
) -> etree._Element:
    """A quiz with one question a page; `slots` holds the category that each is drawn from."""
    fields: dict[str, Value] = {
        "intro": texts.intro,
        "introformat": HTML,
        "timeopen": 0,
        "timeclose": 0,
        "timelimit": 0,
        "overduehandling": "autosubmit",
        "graceperiod": 0,
        "preferredbehaviour": "deferredfeedback",
        "canredoquestions": 0,
        "attempts_number": 0,
        "attemptonlast": 0,
        "grademethod": 1,
        "decimalpoints": 0,
        "questiondecimalpoints": -1,
        **REVIEW,
        "questionsperpage": 1,
        "navmethod": "free",
        "shuffleanswers": 1,
        "sumgrades": f"{len(slots)}.00000",
        "grade": "100.00000",
        "timecreated": when,
        "timemodified": when,
        "password": "",
        "subnet": "",
        "browsersecurity": "-",
        "delay1": 0,
        "delay2": 0,
        "showuserpicture": 0,
        "showblocks": 0,
        "completionattemptsexhausted": 0,
        "completionminattempts": 0,
        "allowofflineattempts": 0,
    }
    inner = inner_xml(one, fields)
    group(inner, "quiz_grade_items")
    rows = [_slot(one, number, category) for number, category in enumerate(slots, 1)]
    group(inner, "question_instances", *rows)
    section: dict[str, Value] = {"firstslot": 1, "heading": "", "shufflequestions": 1}
    group(inner, "sections", element("section", section, id=next(one.ids)))
    group(inner, "feedbacks", *_feedbacks(one, texts, pass_mark))
    for name in ("overrides", "grades", "attempts"):
        group(inner, name)
    return activity_xml(one, inner)


def _feedbacks(one: Activity, texts: QuizTexts, pass_mark: int) -> list[etree._Element]:
    """What is said from a grade on and below another; the best grade is below 101."""
    return [
        element(
            "feedback",
            {
                "feedbacktext": text,
                "feedbacktextformat": HTML,
                "mingrade": f"{lowest}.00000",
                "maxgrade": f"{below}.00000",
            },
            id=next(one.ids),
        )
        for text, lowest, below in ((texts.passed, pass_mark, 101), (texts.failed, 0, pass_mark))
    ]


def _slot(one: Activity, number: int, category: int) -> etree._Element:
    node = element(
        "question_instance",
        {
            "quizid": one.instance,
            "slot": number,
            "page": number,
            "displaynumber": None,
            "requireprevious": 0,
            "maxmark": "1.0000000",
            "quizgradeitemid": None,
        },
        id=next(one.ids),
    )
    reference: dict[str, Value] = {
        "usingcontextid": one.context,
        "component": "mod_quiz",
        "questionarea": "slot",
        "questionscontextid": one.context,
        "filtercondition": _filter(category, one.context),
    }
    node.append(element("question_set_reference", reference, id=next(one.ids)))
    return node


def _filter(category: int, context: int) -> str:
    """What Moodle 4.3 and later keep for “a random question from this category and below”.

    A restore follows the id of the category in both places.
    """
    condition = {
        "filter": {
            "category": {
                "jointype": _ANY,
                "values": [str(category)],
                "filteroptions": {"includesubcategories": True},
            }
        },
        "jointype": _ALL,
        "cat": f"{category},{context}",
        "qpage": 0,
        "qperpage": 100,
        "tabname": "questions",
    }
    return json.dumps(condition, separators=(",", ":"))
