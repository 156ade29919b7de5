"""What stands on a page of notes beside the words that are spoken is told, and not spoken."""

from __future__ import annotations

from typing import Any

import pytest
from pptx.oxml import parse_xml

from terakoya.courseware.formats.pptx.reading import Imported, Loss, State, import_deck
from tests.courseware.deck_editing import Edit, edited, page_of
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
_SPACES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_REMARK = "講師用：運行管理者の話を入れる"
_PICTURE = (
    f"<p:pic {_SPACES}>"
    '<p:nvPicPr><p:cNvPr id="77" name="図 1"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
    "<p:blipFill/><p:spPr/></p:pic>"
)
_TABLE = (
    f'<p:graphicFrame {_SPACES}><p:nvGraphicFramePr><p:cNvPr id="77" name="表 1"/>'
    "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
    '<p:xfrm><a:off x="0" y="0"/><a:ext cx="1" cy="1"/></p:xfrm><a:graphic><a:graphicData '
    'uri="http://schemas.openxmlformats.org/drawingml/2006/table"><a:tbl><a:tblGrid>'
    '<a:gridCol w="1"/></a:tblGrid><a:tr h="1"><a:tc><a:txBody><a:bodyPr/><a:p><a:r><a:t>'
    "甲</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></a:graphicData></a:graphic>"
    "</p:graphicFrame>"
)


def shape(text: str, place: str = "") -> str:
    """A text box, or the shape of a place where its kind is given."""
    holder = f'<p:ph type="{place}"/>' if place else ""
    return (
        f'<p:sp {_SPACES}><p:nvSpPr><p:cNvPr id="77" name="テキスト ボックス 6"/>'
        f'<p:cNvSpPr txBox="1"/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/>'
        f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def on_notes(*shapes: str) -> Edit:
    """Put shapes on the page of a slide's notes."""

    def edit(presentation: Any) -> None:
        tree = page_of(presentation, "three-elements").notes_slide.shapes._spTree
        for one in shapes:
            tree.append(parse_xml(one))

    return edit


def imported(edit: Edit) -> Imported:
    return import_deck(edited(corpus_deck("ja"), edit), BASE)


def told(result: Imported) -> list[tuple[Loss, dict[str, str]]]:
    return [(one.loss, dict(one.values)) for one in result.report.notices]


@pytest.mark.parametrize(
    ("shapes", "expected"),
    [
        ([shape(_REMARK)], [(Loss.NOTES_BOX, {"text": _REMARK})]),
        ([shape("あ" * 500)], [(Loss.NOTES_BOX, {"text": "あ" * 299 + "…"})]),
        ([_TABLE], [(Loss.NOTES_BOX, {"text": "甲"})]),
        ([_PICTURE], [(Loss.NOTES_PICTURE, {})]),
        (
            [_PICTURE, shape(_REMARK), shape(_REMARK)],
            [(Loss.NOTES_BOX, {"text": _REMARK}), (Loss.NOTES_PICTURE, {})],
        ),
        ([shape("")], []),
        ([shape("社外秘", place) for place in ("hdr", "ftr", "dt", "sldNum", "sldImg")], []),
    ],
)
def test_what_stands_beside_the_notes_is_told_with_its_words(
    shapes: list[str], expected: list[tuple[Loss, dict[str, str]]]
) -> None:
    result = imported(on_notes(*shapes))
    assert told(result) == expected
    assert result.material.course == BASE.course
    assert {one.states for one in result.report.slides} == {(State.SAME,)}
