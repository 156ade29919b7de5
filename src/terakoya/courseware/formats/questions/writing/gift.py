"""The pool as GIFT, the text format of question banks.

Ids and what a question serves stand in the comment above it, where Moodle reads them as id
number and tags. The first line says which revision the file was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ....model import Material, Question
from ....question_tags import tags_of
from ....variables import values_of
from .base_line import made_from
from .html import asked_html, question_name, shares, text_html

_SPECIAL = re.compile(r"[\\~=#{}:]")
# A wrong choice of “choose all” takes everything away, as in Moodle XML. Moodle reads two digits
# before the point of a share, and takes what is this near to -100 % as that.
WRONG = "-99.99999"


def write_gift(
    material: Material, language: str, *, values: Mapping[str, str] | None = None
) -> bytes:
    """The pool of a course in one language as GIFT (UTF-8)."""
    course = material.course
    filled = values_of(course, language, values)
    pool = course.text(language).test
    title = course.meta.title.get(language, course.meta.id)
    head = f"// {made_from(course)}\n$CATEGORY: {_line(title)}\n"
    parts = [head, *("".join(_question(one, filled)) for one in pool.questions)]
    return "\n".join(parts).encode()


def _question(question: Question, values: Mapping[str, str]) -> Iterator[str]:
    tags = " ".join(f"[tag:{tag}]" for tag in tags_of(question))
    yield f"// [id:{question.id}] {tags}\n"
    name = _escaped(question_name(question, values))
    yield f"::{name}::[html]{_escaped(asked_html(question, values))}{{\n"
    for choice, share in zip(question.choices, shares(question), strict=True):
        why = f"#{_escaped(text_html(choice.why, values))}" if choice.why else ""
        yield f"\t{_mark(share)}{_escaped(text_html(choice.text, values))}{why}\n"
    if question.explanation:
        yield f"\t####{_escaped(text_html(question.explanation, values))}\n"
    yield "}\n"


def _mark(share: float) -> str:
    """`=` for a choice that earns everything, `~` for one that earns nothing, else its share."""
    if share == 100:
        return "="
    if share == 0:
        return "~"
    return f"~%{WRONG if share < 0 else f'{share:.7g}'}%"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda sign: "\\" + sign[0], text).replace("\r", "").replace("\n", "\\n")


def _line(text: str) -> str:
    return " ".join(text.split())
