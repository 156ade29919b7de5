"""所属長への1枚: slides, words and questions for a talk about a topic.

It holds nothing of the survey's results, of any row: supervisors see none of them
(docs/algorithms/survey.md), and the paper does not say why they were given it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from django.utils.translation import gettext as _

from terakoya.courseware.inline import plain
from terakoya.courseware.model import (
    AnySlide,
    ContactSlide,
    Course,
    CourseText,
    Doer,
    Judgement,
    StepsSlide,
    TwoColumnsSlide,
)
from terakoya.courseware.variables import filled, values_of

from ..surveys.documents import Document, PrintedTable, Section, text_row

MOST_SLIDES: Final = 4
MOST_POINTS: Final = 5
MOST_QUESTIONS: Final = 3

_Say = Callable[[str], str]


def brief_document(
    course: Course, topic_id: str, values: Mapping[str, str], language: str
) -> Document:
    """The document in a language that the course speaks, else in its source's."""
    text = next((one for one in course.texts if one.language == language), course.source)
    company = values_of(course, text.language, values)
    topic = next(one for one in text.survey.topics if one.id == topic_id)
    slides = [slide for _chapter, slide in text.slides() if slide.goal == topic.goal]

    def say(words: str) -> str:
        return plain(filled(words, company))

    sections = (
        _aim(topic.name),
        _slides(slides, say),
        _deeds(slides, say),
        _phrases(slides, say),
        _questions(text, topic_id, say),
        _meeting(),
    )
    return Document(
        title=_("所属長の方へ：「%(topic)s」") % {"topic": topic.name},
        subtitle=say(course.meta.title[text.language]),
        author=company.get("company.name", ""),
        footer=_("この資料には、意識調査の数字はありません。評価や査定に使わないでください。"),
        language=text.language,
        sections=tuple(one for one in sections if one.points or one.tables or one.paragraphs),
    )


def _aim(topic: str) -> Section:
    return Section(
        _("ねらい"),
        paragraphs=(
            _(
                "「%(topic)s」は、研修だけでは変わりません。職場で5分、話し合う時間をとってください。"
            )
            % {"topic": topic},
        ),
    )


def _slides(slides: list[AnySlide], say: _Say) -> Section:
    listed = [one for one in slides if one.layout not in ("case", "check")][:MOST_SLIDES]
    rows = tuple(text_row(say(one.title), say(one.point) or "–") for one in listed)
    table = PrintedTable((_("スライド"), _("要点")), rows, (5, 6))
    return Section(_("先に見ておくスライド"), tables=(table,) if rows else ())


def _deeds(slides: list[AnySlide], say: _Say) -> Section:
    """What a supervisor does by the course's own steps."""
    found = [
        f"{say(step.name)}：{say(step.text)}"
        for slide in slides
        if isinstance(slide, StepsSlide)
        for step in slide.steps
        if step.doer is Doer.SUPERVISOR
    ]
    return Section(_("上司のすること"), points=tuple(found[:MOST_POINTS]))


def _phrases(slides: list[AnySlide], say: _Say) -> Section:
    found = [f"「{say(words)}」" for slide in slides for words in _said(slide)]
    return Section(_("そのまま使えることば"), points=tuple(dict.fromkeys(found))[:MOST_POINTS])


def _said(slide: AnySlide) -> Iterator[str]:
    """The words of a slide that may be said as they are."""
    if isinstance(slide, TwoColumnsSlide):
        for column in (slide.left, slide.right):
            if column.judgement is Judgement.FAIR and column.quote:
                yield column.quote
    elif isinstance(slide, ContactSlide):
        yield from slide.promises


def _questions(text: CourseText, topic: str, say: _Say) -> Section:
    """What to talk about: the survey's own items, which everybody knows; no answer to them."""
    items = [
        say(one.text)
        for one in text.survey.items
        if one.topic == topic and one.kind == "scale" and not one.sensitive
    ]
    return Section(_("話し合う問い（うちの職場ではどうか）"), points=tuple(items[:MOST_QUESTIONS]))


def _meeting() -> Section:
    return Section(
        _("5分の進め方"),
        points=(
            _("1分：上の「ことば」を読み上げ、上司が代わることを約束します。"),
            _("3分：問いを1つ選び、「困ったとき、だれが代わるか」を決めます。"),
            _("1分：相談窓口を確かめます。だれが何を答えたかは、たずねません。"),
        ),
    )
