"""The pool as Moodle XML: everything that a question bank can hold, tags included."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from ....model import Material, Question
from ....question_tags import tags_of
from ....variables import values_of
from .base_line import made_from
from .html import asked_html, question_name, shares, text_html


def write_moodle_xml(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """The pool of a course in one language as Moodle XML."""
    course = material.course
    filled = values_of(course, language, values)
    quiz = etree.Element("quiz")
    category = etree.SubElement(quiz, "question", type="category")
    title = " ".join(course.meta.title.get(language, course.meta.id).replace("/", "//").split())
    _words(etree.SubElement(category, "category"), f"$course$/top/{title}")
    for question in course.text(language).test.questions:
        _question(quiz, question, filled)
    quiz.addprevious(etree.Comment(f" {made_from(course)} "))
    whole = quiz.getroottree()
    return bytes(etree.tostring(whole, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _question(quiz: etree._Element, question: Question, values: Mapping[str, str]) -> None:
    one = etree.SubElement(quiz, "question", type="multichoice")
    _words(etree.SubElement(one, "name"), question_name(question, values))
    _html(one, "questiontext", asked_html(question, values))
    _html(one, "generalfeedback", text_html(question.explanation, values))
    for name, value in (
        ("defaultgrade", "1"),
        ("penalty", "0"),
        ("hidden", "0"),
        ("idnumber", question.id),
        ("single", "false" if question.kind == "multiple" else "true"),
        ("shuffleanswers", "false" if question.kind == "truefalse" else "true"),
        ("answernumbering", "abc"),
        ("showstandardinstruction", "1"),
    ):
        etree.SubElement(one, name).text = value
    for choice, share in zip(question.choices, shares(question), strict=True):
        answer = etree.SubElement(one, "answer", fraction=f"{share:.7g}", format="html")
        _words(answer, text_html(choice.text, values))
        _html(answer, "feedback", text_html(choice.why, values))
    tags = etree.SubElement(one, "tags")
    for tag in tags_of(question):
        _words(etree.SubElement(tags, "tag"), tag)


def _html(parent: etree._Element, name: str, words: str) -> None:
    _words(etree.SubElement(parent, name, format="html"), words)


def _words(parent: etree._Element, words: str) -> None:
    etree.SubElement(parent, "text").text = words
