"""How the demo's people answer the awareness survey: each department leans its own way."""

from __future__ import annotations

from random import Random
from typing import Final

from terakoya.courseware.model import Option, Survey, SurveyItem

AFTERWARDS: Final = 18.0  # points by which answers rise after the course
_COMMENTS: Final = (
    "電話が長引いたとき、途中で代わってもらえると助かります。",
    "責任者がいない時間帯の決まりを、紙で貼ってほしいです。",
    "名札を名字だけにしてもらえて、安心しました。",
    "同じお客様から何度も電話があり、記録の書き方に迷います。",
    "店長がすぐ来てくれるので、今のところ困っていません。",
    "夜の時間帯は一人になることがあり、不安です。",
    "どこからが行きすぎなのか、具体的な例を知りたいです。",
    "相談したあと、どうなったかを教えてもらえるとうれしいです。",
)


def survey_answers(
    survey: Survey, *, place: str, rng: Random, is_afterwards: bool = False
) -> dict[str, str]:
    """Somebody's answers by item; not everybody answers everything or writes a comment."""
    answers = {}
    for item in survey.items:
        if item.kind == "comment":
            if rng.random() < 0.2:
                answers[item.id] = rng.choice(_COMMENTS)
        elif rng.random() < 0.97:
            answers[item.id] = _choice(survey, item, place, rng, is_afterwards).id
    return answers


def _choice(
    survey: Survey, item: SurveyItem, place: str, rng: Random, is_afterwards: bool
) -> Option:
    options = survey.options_of(item)
    scored = [option for option in options if option.score is not None]
    if not scored or rng.random() < 0.04:
        return rng.choice(options)
    leaning = Random(f"{place}/{item.topic}").uniform(35, 75)  # noqa: S311 - a story, no secret
    wanted = rng.gauss(leaning + (AFTERWARDS if is_afterwards else 0), 22)
    return min(scored, key=lambda option: abs((option.score or 0) - wanted))
