"""The awareness survey of an own course: items on the usual scale, each under a topic. Pure."""

from __future__ import annotations

import secrets
from typing import Final

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import Course, CourseText, Option, Survey, SurveyItem, Topic
from terakoya.courseware.times import survey_minutes

from .finding import with_each_text

_SCALE: Final = {
    "ja": (
        "そう思う",
        "どちらかといえばそう思う",
        "どちらともいえない",
        "どちらかといえばそう思わない",
        "そう思わない",
    ),
    "en": (
        "Agree",
        "Somewhat agree",
        "Neither agree nor disagree",
        "Somewhat disagree",
        "Disagree",
    ),
}
_IDS: Final = ("agree", "rather-agree", "neither", "rather-disagree", "disagree")
_INTRO: Final = {
    "ja": (
        "答えは、だれのものか分からない形で集計します。",
        "正解はありません。今の考えに近いものを選んでください。",
        "答えたくない問いは、「答えたくない」を選べます。",
    ),
    "en": (
        "Answers are counted so that nobody can tell whose they are.",
        "There are no right answers. Choose what is closest to what you think now.",
        "You may choose not to answer any question.",
    ),
}


def add_survey_item(state: Content, topic: str, text: str, *, sensitive: bool) -> Content:
    """Ask one item more, under the topic of that name; a new name is a new topic."""
    item_id = f"sv-{secrets.token_hex(4)}"

    def added(words: CourseText) -> CourseText:
        survey = _begun(words.survey, words.language)
        known = next((one.id for one in survey.topics if one.name == topic), "")
        topics = survey.topics
        if not known:
            known = _new_topic(topics)
            goal = state.course.meta.goals[0].id
            topics = (*topics, Topic(id=known, name=topic, goal=goal))
        item = SurveyItem(id=item_id, topic=known, kind="scale", text=text, sensitive=sensitive)
        update = {"topics": topics, "items": (*survey.items, item)}
        return words.model_copy(update={"survey": survey.model_copy(update=update)})

    return with_each_text(state, added)


def remove_survey_item(state: Content, item_id: str) -> Content:
    """Ask an item no more; a topic without items goes with its last one."""

    def removed(words: CourseText) -> CourseText:
        items = tuple(one for one in words.survey.items if one.id != item_id)
        survey = _asked_topics(words.survey.model_copy(update={"items": items}))
        return words.model_copy(update={"survey": survey})

    return with_each_text(state, removed)


def adopted(survey: Survey, course: Course, language: str) -> Survey:
    """The items, topics and scale of another course's survey; its title and introduction stay
    behind, since they speak of that course."""
    own = course.text(language).survey
    goal = course.meta.goals[0].id
    topics = tuple(one.model_copy(update={"goal": goal}) for one in survey.topics)
    items = tuple(one.model_copy(update={"source_hash": ""}) for one in survey.items)
    update = {
        "title": own.title,
        "intro": own.intro or _INTRO.get(language, _INTRO["en"]),
        "topics": topics,
        "items": items,
        "source_hash": "",
    }
    return _asked_topics(survey.model_copy(update=update))


def with_topics_for(survey: Survey, other: Survey) -> Survey:
    """The survey with the topics and the scale that its items have in the other one."""
    known = {one.id for one in survey.topics}
    used = {one.topic for one in survey.items} - known
    if not used and survey.scale:
        return survey
    new = tuple(one for one in other.topics if one.id in used)
    return survey.model_copy(
        update={
            "topics": (*survey.topics, *new),
            "scale": survey.scale or other.scale,
            "intro": survey.intro or other.intro,
        }
    )


def with_own_survey(course: Course) -> Course:
    """The own course with the minutes of its survey, and a topic that its questions serve.

    Questions of a deck serve its goal (`checks/references.py`): where there are topics, the first
    one goes by the goal's id.
    """
    goal = course.meta.goals[0].id
    items = course.source.survey.items
    taken = survey_minutes(items) if items else 0
    minutes = course.meta.minutes.model_copy(update={"survey": taken})
    texts = tuple(_with_goal_as_topic(one, goal) for one in course.texts)
    meta = course.meta.model_copy(update={"minutes": minutes})
    return course.model_copy(update={"meta": meta, "texts": texts})


def _with_topic_of_goal(survey: Survey, goal: str) -> Survey:
    if not survey.topics or any(one.id == goal for one in survey.topics):
        return survey
    first = survey.topics[0]
    topics = (first.model_copy(update={"id": goal}), *survey.topics[1:])
    items = tuple(
        one.model_copy(update={"topic": goal}) if one.topic == first.id else one
        for one in survey.items
    )
    return survey.model_copy(update={"topics": topics, "items": items})


def _with_goal_as_topic(text: CourseText, goal: str) -> CourseText:
    survey = _with_topic_of_goal(text.survey, goal)
    known = {one.id for one in survey.topics} | {goal}
    questions = tuple(
        one if one.topic in known else one.model_copy(update={"topic": goal})
        for one in text.test.questions
    )
    test = text.test.model_copy(update={"questions": questions})
    return text.model_copy(update={"survey": survey, "test": test})


def _begun(survey: Survey, language: str) -> Survey:
    words = _SCALE.get(language, _SCALE["en"])
    scale = tuple(
        Option(id=name, text=text, score=100 - 25 * at)
        for at, (name, text) in enumerate(zip(_IDS, words, strict=True))
    )
    intro = survey.intro or _INTRO.get(language, _INTRO["en"])
    return survey.model_copy(update={"scale": survey.scale or scale, "intro": intro})


def _asked_topics(survey: Survey) -> Survey:
    asked = {one.topic for one in survey.items}
    topics = tuple(one for one in survey.topics if one.id in asked)
    return survey.model_copy(update={"topics": topics})


def _new_topic(topics: tuple[Topic, ...]) -> str:
    known = {one.id for one in topics}
    number = 1
    while f"topic-{number}" in known:
        number += 1
    return f"topic-{number}"
