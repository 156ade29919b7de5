"""What a company changed, part by part and field by field."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given

from terakoya.courseware.diff import Diff, FieldChange, State, diff
from terakoya.courseware.diff.people import diff_text
from terakoya.courseware.edition import Edition, EditionSettings
from terakoya.courseware.tree.parts import PartKind

from .editions import changed, flagship, hidden, moved, removed, small, with_settings
from .edits import Edit, all_edited, edits


def states(other: Edition, base: Edition | None = None) -> dict[str, list[str]]:
    """The states of all parts that differ, by id."""
    found = diff(base or small(), other).differences
    return {part.part_id or str(part.kind): [str(s) for s in part.states] for part in found}


def changes(other: Edition, kind: PartKind, part_id: str) -> list[dict[str, Any]]:
    """The changes of a part, without the values that are not there."""
    found = diff(small(), other).part(kind, part_id).changes
    return [one.model_dump(mode="json", exclude_defaults=True) for one in found]


def test_an_edition_is_the_same_as_itself() -> None:
    found = diff(small(), small())
    assert found.differences == ()
    assert {slide.states for slide in found.slides} == {(State.SAME,)}
    assert len(found.slides) == 12
    assert diff_text(found, "ja") == "違いはありません。"


def test_a_text_in_one_language_is_one_change_with_both_paths() -> None:
    other = changed(small(), "three-elements", ja={"title": "三つの要素"})
    assert states(other) == {"three-elements": ["edited"]}
    assert changes(other, PartKind.SLIDE, "three-elements") == [
        {
            "op": "edited",
            "language": "ja",
            "field": "title",
            "base_field": "title",
            "base": "カスハラは、3つの要素がそろったもの",
            "other": "三つの要素",
        }
    ]


def test_a_paragraph_put_in_front_is_one_change_and_the_others_keep_theirs() -> None:
    def put_in(plain: dict[str, Any]) -> None:
        plain["narration"].insert(0, "はじめに。")
        plain["narration"][2] += "これは追加です。"

    other = changed(small(), "three-elements", ja=put_in)
    found = changes(other, PartKind.SLIDE, "three-elements")
    assert [(one["op"], one.get("field"), one.get("base_field")) for one in found] == [
        ("added", "narration.0", None),
        ("edited", "narration.2", "narration.1"),
    ]


def test_an_element_of_a_list_comes_goes_and_moves_as_a_whole() -> None:
    def turn(plain: dict[str, Any]) -> None:
        plain["rows"] = [plain["rows"][3], *plain["rows"][:2], plain["rows"][4]]

    other = changed(small(), "ordinance-and-law", ja=turn, en=turn)
    found = changes(other, PartKind.SLIDE, "ordinance-and-law")
    assert [(one["op"], one.get("field"), one.get("base_field")) for one in found] == [
        ("moved", "rows.0", "rows.3"),
        ("removed", None, "rows.2"),
    ]
    assert found[1]["base"]["head"] == {"ja": "行為の禁止", "en": "Ban"}


def test_facts_and_structure_are_changes_of_no_language() -> None:
    other = changed(
        small(),
        "three-elements",
        both={"facts": ["tokyo-4", "law-33-1"], "required": "none", "goal": "acts"},
    )
    found = changes(other, PartKind.SLIDE, "three-elements")
    assert {one.get("language", "") for one in found} == {""}
    assert {"goal", "required", "facts.tokyo-4"} <= {one.get("field") for one in found}


def test_slides_are_added_removed_moved_hidden_and_that_in_any_combination() -> None:
    other = removed(small(), "same-day")
    other = moved(other, "where-to-ask", "judging", 0)
    other = changed(other, "where-to-ask", ja={"title": "ここに相談"})
    other = hidden(other, "where-to-ask", "別に案内")
    assert states(other) == {
        "where-to-ask": ["edited", "hidden", "moved"],
        "same-day": ["removed"],
    }
    slide = diff(small(), other).part(PartKind.SLIDE, "where-to-ask")
    assert (slide.base_chapter, slide.chapter) == ("chapters/acting", "chapters/judging")
    assert states(small(), base=other) == {
        "where-to-ask": ["edited", "shown", "moved"],
        "same-day": ["added"],
    }


def test_another_reason_to_hide_is_an_edit() -> None:
    base, other = hidden(small(), "same-day", "a"), hidden(small(), "same-day", "b")
    assert states(other, base=base) == {"same-day": ["edited"]}


def test_the_fewest_slides_are_called_moved() -> None:
    other = moved(small(), "three-to-do", "acting", 0)
    assert states(other) == {"three-to-do": ["moved"]}


def test_company_values_are_told_and_the_base_of_the_edition_is_not() -> None:
    other = with_settings(
        small(),
        EditionSettings(base="0" * 64, variables={"desk.name": {"ja": "人事部"}}),
    )
    assert changes(other, PartKind.SETTINGS, "") == [
        {"op": "added", "field": "variables.desk.name", "other": {"ja": "人事部"}}
    ]


def test_questions_items_and_heads_are_compared_like_slides() -> None:
    other = changed(small(), "q-duty", ja={"text": "義務ですか。"})
    other = changed(other, "sv-talk", both={"reverse": True})
    assert states(other) == {"q-duty": ["edited"], "sv-talk": ["edited"]}


def test_a_picture_with_other_bytes_is_told_by_its_name() -> None:
    base = small()
    media = {**base.course.media, "diagram-three.svg": "f" * 64}
    other = base.model_copy(update={"course": base.course.model_copy(update={"media": media})})
    assert [one["field"] for one in changes(other, PartKind.COURSE, "")] == [
        "media.diagram-three.svg"
    ]


def test_json_lists_every_slide_and_of_the_others_what_differs() -> None:
    other = changed(small(), "q-duty", ja={"text": "義務ですか。"})
    other = changed(other, "same-day", ja={"title": "5日以内に"})
    answer = json.loads(json.dumps(diff(small(), other).as_json()))
    assert (answer["schema"], answer["same"], len(answer["slides"])) == (1, False, 12)
    assert [part["part_id"] for part in answer["others"]] == ["q-duty"]
    slide = next(part for part in answer["slides"] if part["part_id"] == "same-day")
    assert slide["changes"][0]["spans"][-1][0] in ("insert", "equal")


def test_people_read_part_field_and_words_in_their_language() -> None:
    other = changed(small(), "same-wish", ja={"left.head": "冷静に伝える"})
    other = hidden(other, "same-day", "別の資料で説明")
    assert diff_text(diff(small(), other), "ja").split("\n") == [
        "スライド same-wish: 編集",
        "  左 見出し [ja]: " + LEFT_HEAD,
        "スライド same-day: 非表示",
        "  非表示: 追加 別の資料で説明",
    ]
    assert diff_text(diff(small(), other), "en").split("\n")[2:] == [
        "Slide same-day: hidden",
        "  Hidden: added 別の資料で説明",
    ]


LEFT_HEAD = "[-正当な申し出-]{+冷静に伝える+}"


@given(chosen=edits())
def test_a_difference_is_found_exactly_where_editions_differ(chosen: list[Edit]) -> None:
    other = all_edited(small(), chosen)
    found = diff(small(), other)
    assert (found.differences == ()) == (_said(other) == _said(small()))
    assert _but_moved(diff(other, small())) == _but_moved(found)


def _said(value: Any) -> Any:
    """All that an edition says; which source a translation was accepted for is no content."""
    if isinstance(value, Edition):
        return _said(value.model_dump())
    if isinstance(value, dict):
        return {name: _said(inner) for name, inner in value.items() if name != "source_hash"}
    if isinstance(value, (list, tuple)):
        return [_said(inner) for inner in value]
    return value


def _but_moved(found: Diff) -> set[tuple[PartKind, str]]:
    """What differs in more than its place: of two that changed places, either may be called so."""
    return {(p.kind, p.part_id) for p in found.differences if p.states != (State.MOVED,)}


@pytest.mark.slow
def test_the_flagship_is_compared_in_well_under_a_third_of_a_second() -> None:
    base = flagship()
    other = base
    for _, slide in base.course.source.slides():
        other = changed(other, slide.id, ja={"title": f"{slide.title}改"})
    start = time.process_time()
    found = diff(base, Edition.model_validate(other.model_dump()))
    assert time.process_time() - start < 0.3
    assert len(found.differences) == len(list(base.course.source.slides()))


def test_a_change_that_is_no_text_has_no_words() -> None:
    assert FieldChange(op="edited", field="pass_mark", base=60, other=80).spans == ()
