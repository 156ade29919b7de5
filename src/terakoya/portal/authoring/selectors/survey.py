"""What the awareness survey of an own course asks, as its draft says."""

from __future__ import annotations

from dataclasses import dataclass

from terakoya.courseware.inline import plain

from ...editions.storage import content_of
from ..models import OwnCourse


@dataclass(frozen=True)
class SurveyRow:
    """An item and its topic."""

    id: str
    text: str
    topic: str
    sensitive: bool


@dataclass(frozen=True)
class SurveyPage:
    """The items, the names of their topics, and the answers of the scale."""

    title: str
    rows: tuple[SurveyRow, ...]
    topics: tuple[str, ...]
    scale: tuple[str, ...]


def survey_page(own_course: OwnCourse) -> SurveyPage:
    """The survey of the draft; writes nothing, asks nothing."""
    assert own_course.edition is not None
    course = content_of(own_course.edition.draft).course
    survey = course.source.survey
    names = {one.id: plain(one.name) for one in survey.topics}
    return SurveyPage(
        title=course.meta.title[course.source.language],
        rows=tuple(
            SurveyRow(one.id, plain(one.text), names.get(one.topic, ""), one.sensitive)
            for one in survey.items
        ),
        topics=tuple(names.values()),
        scale=tuple(one.text for one in survey.scale),
    )
