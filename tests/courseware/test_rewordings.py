"""The words of changed pages, old beside new."""

from __future__ import annotations

from terakoya.courseware.formats.pptx.patching.result import HandWork, Rewording
from terakoya.courseware.formats.pptx.patching.rewordings import rewordings
from terakoya.courseware.model import ListItem, TextSlide


def slide(*lines: str, said: str) -> TextSlide:
    return TextSlide(
        id="cards",
        layout="text",
        goal="learn",
        title="名刺の扱い",
        items=tuple(ListItem(text=one) for one in lines),
        narration=(said,),
    )


WAS = slide("机に出しません", "人に渡しません", "捨てません", said="名刺の話です。")
NOW = slide("机に出しません", "細断します", said="名刺と書類の話です。")


def test_old_words_stand_beside_the_new_ones() -> None:
    found = list(rewordings({"cards": 4}, {"cards": WAS}, {"cards": NOW}, (), str))
    assert found == [
        Rewording(4, "人に渡しません", "細断します"),
        Rewording(4, "捨てません", ""),
        Rewording(4, "名刺の話です。", "名刺と書類の話です。", in_notes=True),
    ]


def test_what_is_left_to_a_hand_and_pages_that_are_new_are_not_among_them() -> None:
    left = HandWork(4, "cards", "名刺の扱い", "捨てません", "")
    pages = {"cards": 4, "new": 5}
    found = rewordings(pages, {"cards": WAS}, {"cards": NOW, "new": NOW}, (left,), str)
    assert [one.before for one in found] == ["人に渡しません", "名刺の話です。"]
