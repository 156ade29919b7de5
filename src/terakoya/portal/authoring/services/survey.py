"""The awareness survey of an own course: items typed one by one, on the usual scale."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content

from ...accounts.models import Member
from ...editions.editing.own_survey import add_survey_item, remove_survey_item
from ...editions.services import change_draft
from ...surveys.own_items import cleaned, why_not
from ..errors import SurveyRefused
from ..models import OwnCourse

MOST_ITEMS: Final = 20  # with ten of an assignment's own all counters fit into one ciphertext
LONGEST_TOPIC: Final = 30


def ask_item(*, by: Member, own_course: OwnCourse, topic: str, text: str, sensitive: bool) -> None:
    """Ask one item more. Raises `SurveyRefused` for words that nobody should be asked."""
    assert own_course.edition is not None
    topic, text = cleaned(topic), cleaned(text)
    if not 0 < len(topic) <= LONGEST_TOPIC:
        raise SurveyRefused(
            _("テーマを1字から%(most)d字で入力してください（例：知識）。")
            % {"most": LONGEST_TOPIC},
            field="topic",
        )

    def asked(state: Content) -> Content:
        known = [one.text for one in state.course.source.survey.items]
        _refuse_item(text, known)
        return add_survey_item(state, topic, text, sensitive=sensitive)

    change_draft(
        by=by,
        edition=own_course.edition,
        change=asked,
        verb="authoring.survey_item_added",
        data={},
    )


def _refuse_item(text: str, known: list[str]) -> None:
    if len(known) >= MOST_ITEMS:
        raise SurveyRefused(
            _("問いは%(most)d問までです。どれかを外してから加えてください。") % {"most": MOST_ITEMS}
        )
    if why := why_not([text], known):
        raise SurveyRefused(why, field="text")


def drop_item(*, by: Member, own_course: OwnCourse, item: str) -> None:
    """Ask an item no more; one that is gone already is no error."""
    assert own_course.edition is not None
    change_draft(
        by=by,
        edition=own_course.edition,
        change=lambda state: remove_survey_item(state, item),
        verb="authoring.survey_item_removed",
        data={},
    )
