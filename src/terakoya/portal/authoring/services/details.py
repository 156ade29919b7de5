"""Name, minutes, goals and pass mark of an own course."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from terakoya.courseware.edition import Edition as Content
from terakoya.courseware.model import CourseMeta, Goal, Minutes

from ...accounts.models import Member
from ...editions.services import change_draft
from ..deck import LONGEST_TITLE
from ..errors import DetailsRefused
from ..models import OwnCourse

MOST_MINUTES: Final = 600
MOST_GOALS: Final = 6
LONGEST_GOAL: Final = 200


@dataclass(frozen=True)
class Details:
    """What an officer says of an own course; `goals` one a line."""

    title: str
    minutes: int
    pass_mark: int
    goals: tuple[str, ...]


def change_details(*, by: Member, own_course: OwnCourse, details: Details) -> None:
    """Put other details into the draft. Raises `DetailsRefused`."""
    assert own_course.edition is not None
    _refuse(details)

    def changed(state: Content) -> Content:
        meta = _with_details(state.course.meta, state.course.source.language, details)
        return state.model_copy(update={"course": state.course.model_copy(update={"meta": meta})})

    change_draft(
        by=by,
        edition=own_course.edition,
        change=changed,
        verb="authoring.details_changed",
        data={"title": details.title, "minutes": details.minutes, "pass_mark": details.pass_mark},
    )


def _refuse(details: Details) -> None:
    if not details.title:
        raise DetailsRefused(_("教材の名前を入力してください。"), field="title")
    if len(details.title) > LONGEST_TITLE:
        raise DetailsRefused(
            _("教材の名前は%(most)d字までで入力してください。") % {"most": LONGEST_TITLE},
            field="title",
        )
    if not 1 <= details.minutes <= MOST_MINUTES:
        raise DetailsRefused(
            _("受講の時間は、1から%(most)dまでの分で入力してください。") % {"most": MOST_MINUTES},
            field="minutes",
        )
    if not 0 <= details.pass_mark <= 100:
        raise DetailsRefused(
            _("合格の点は、0から100までの%%で入力してください。") % {}, field="pass_mark"
        )
    if len(details.goals) > MOST_GOALS or any(len(one) > LONGEST_GOAL for one in details.goals):
        raise DetailsRefused(
            _("目標は%(most)d行まで、1行は%(long)d字までで入力してください。")
            % {"most": MOST_GOALS, "long": LONGEST_GOAL},
            field="goals",
        )


def _with_details(meta: CourseMeta, language: str, details: Details) -> CourseMeta:
    """The first goal keeps its id: slides and questions serve it."""
    said = details.goals or (meta.goals[0].text[language],)
    known = [one.id for one in meta.goals]
    ids = [*known, *(f"goal-{number}" for number in range(len(known) + 1, len(said) + 1))]
    goals = tuple(Goal(id=key, text={language: text}) for key, text in zip(ids, said, strict=False))
    minutes = Minutes(
        total=details.minutes, main=details.minutes, test=0, survey=meta.minutes.survey
    )
    return meta.model_copy(
        update={
            "title": {**meta.title, language: details.title},
            "minutes": minutes,
            "pass_mark": details.pass_mark,
            "goals": goals,
        }
    )
