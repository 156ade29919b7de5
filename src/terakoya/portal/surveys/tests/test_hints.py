"""What the page adds to an item's own help, and leaves out where that says it."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.model import SurveyItem
from terakoya.portal.surveys.selectors import shown_items, survey_of
from terakoya.portal.surveys.words import hint_of
from tests.factories import publish_flagship

MINIMUM = "10名以上の回答がそろったときだけ集計します。"
NAMES = "人の名前や、だれのことか分かる内容は書かないでください。"
KEPT = "部署や時刻とは結び付けずに、暗号化して保存します。"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ""),
        ({"sensitive": True}, MINIMUM + "内容を思い出して書く必要はありません。"),
        ({"sensitive": True, "help": "１０名以上の答えがそろったときだけ集計します。"}, ""),
        ({"sensitive": True, "help": "思い出せる範囲で。"}, MINIMUM + "内容を"),
        ({"kind": "comment"}, NAMES + KEPT),
        ({"kind": "comment", "help": "名前は書かないでください。"}, KEPT),
    ],
)
def test_hint_says_once_what_must_be_known(changes: dict[str, Any], expected: str) -> None:
    fields: dict[str, Any] = {"kind": "scale", "help": "", "sensitive": False} | changes
    item = SurveyItem.model_construct(id="x", topic="y", text="問い", **fields)
    hint = hint_of(item)
    assert hint == expected or (expected and hint.startswith(expected))


def test_the_flagships_survey_says_nothing_twice(db: None) -> None:
    revision = publish_flagship()
    assert survey_of(revision.pk, "ja").items
    for item in shown_items(revision.pk, "ja"):
        assert (item.help + item.hint).count("10名以上") <= 1
        assert item.sensitive == ("10名以上" in item.help + item.hint)
