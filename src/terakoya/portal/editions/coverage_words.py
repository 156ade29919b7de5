"""What rests only on slides that nobody sees, in sentences for officers (`courseware/coverage`)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.edition import Hidden
from terakoya.courseware.inline import plain
from terakoya.courseware.merge.coverage import Gap, Rests, gaps
from terakoya.courseware.model import Course


def hiding_costs(base: Content, state: Content, slide_id: str, language: str) -> list[str]:
    """What would rest on nothing any more if a slide were hidden, each with its mend."""
    hidden = (*state.settings.hidden, Hidden(slide=slide_id))
    settings = state.settings.model_copy(update={"hidden": hidden})
    after = state.model_copy(update={"settings": settings})
    known = {(gap.kind, gap.id) for gap in gaps(state, base.course)}
    return [
        sentence_of(gap, state.course, language)
        for gap in gaps(after, base.course)
        if (gap.kind, gap.id) not in known
    ]


def open_gaps(base: Content, state: Content, language: str) -> list[str]:
    """What rests on nothing now, questions left out: these block publishing and say so there."""
    return [
        sentence_of(gap, state.course, language)
        for gap in gaps(state, base.course)
        if gap.kind is not Rests.QUESTION
    ]


def sentence_of(gap: Gap, course: Course, language: str) -> str:
    """One gap in words: what, why, and what to do."""
    name = _name_of(gap, course, language)
    sentences: dict[Rests, Any] = {
        Rests.QUESTION: _(
            "問題「%(name)s」を教えるスライドが、ほかにありません。"
            "問題を外すか、教えるスライドを残してください。"
        ),
        Rests.GOAL: _("目標「%(name)s」を教えるスライドが、なくなります。1枚は残してください。"),
        Rests.TOPIC: _(
            "意識調査で測る「%(name)s」を教えるスライドが、なくなります。"
            "調査の結果に、研修が応えられなくなります。"
        ),
        Rests.FACT: _(
            "根拠「%(name)s」を伝えるスライドが、なくなります。ほかの場で伝えてください。"
        ),
    }
    return str(sentences[gap.kind]) % {"name": name}


def _name_of(gap: Gap, course: Course, language: str) -> str:
    text = course.text(language)
    if gap.kind is Rests.QUESTION:
        return next((plain(one.text) for one in text.test.questions if one.id == gap.id), gap.id)
    if gap.kind is Rests.TOPIC:
        return next((one.name for one in text.survey.topics if one.id == gap.id), gap.id)
    if gap.kind is Rests.GOAL:
        return next((one.text[language] for one in course.meta.goals if one.id == gap.id), gap.id)
    return next((one.statement[language] for one in course.facts if one.id == gap.id), gap.id)
