"""What a company changed, part by part and field by field."""

from __future__ import annotations

import datetime as dt
import json
import time
from typing import Any

import pytest
from hypothesis import given

from terakoya.courseware.edition import Edition, EditionSettings
from terakoya.courseware.merge.diff import Diff, FieldChange, State, diff
from terakoya.courseware.merge.diff.texts import diff_text
from terakoya.courseware.merge.tree.parts import PartKind
from terakoya.courseware.model import Change, CourseText

from .editions import (
    changed,
    copied,
    flagship,
    hidden,
    moved,
    removed,
    small,
    with_course,
    with_settings,
)
from .edits import Edit, all_edited, edits, with_texts
from .laws import at_least


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
    (told,) = diff(base, other).part(PartKind.SLIDE, "same-day").changes
    assert (told.op, told.field, told.base_field) == ("edited", "hidden", "hidden")
    assert (told.base, told.other) == ("a", "b")
    (told,) = diff(base, small()).part(PartKind.SLIDE, "same-day").changes
    assert (told.op, told.field, told.base_field) == ("removed", None, "hidden")
    (told,) = diff(small(), base).part(PartKind.SLIDE, "same-day").changes
    assert (told.op, told.field, told.base_field) == ("added", "hidden", None)


def test_a_hidden_slide_that_was_removed_is_not_called_shown_again() -> None:
    assert states(removed(small(), "same-day"), base=hidden(small(), "same-day")) == {
        "same-day": ["removed"]
    }


def test_editions_without_a_common_language_differ_in_their_languages_alone() -> None:
    def only(language: str) -> Edition:
        course = small().course
        meta = course.meta.model_copy(update={"languages": (language,)})
        return with_course(small(), meta=meta, texts=(course.text(language),))

    found = diff(only("ja"), only("en"))
    (course,) = found.differences
    assert [(one.op, one.base, one.other) for one in course.changes] == [
        ("added", None, "en"),
        ("removed", "ja", None),
    ]


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
    (told,) = changes(other, PartKind.COURSE, "")
    assert told["field"] == told["base_field"] == "media.diagram-three.svg"
    assert (told["base"], told["other"]) == (base.course.media["diagram-three.svg"], "f" * 64)


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


def test_chapters_items_questions_and_terms_are_moved_as_slides_are() -> None:
    def turned(text: CourseText) -> CourseText:
        chapters, items = text.chapters, text.survey.items
        questions = text.test.questions
        return text.model_copy(
            update={
                "chapters": (chapters[2], *chapters[:2]),
                "survey": text.survey.model_copy(update={"items": (items[-1], *items[:-1])}),
                "test": text.test.model_copy(update={"questions": (*questions[1:], questions[0])}),
            }
        )

    other = with_texts(small(), turned)
    readings = small().course.readings
    other = with_course(other, readings=(readings[1], readings[0]))
    assert states(other) == {
        "chapters/acting": ["moved"],
        "sv-word-self": ["moved"],
        "q-elements": ["moved"],
        readings[0].id: ["moved"],
    } or states(other) == {
        "chapters/acting": ["moved"],
        "sv-word-self": ["moved"],
        "q-elements": ["moved"],
        readings[1].id: ["moved"],
    }


def test_facts_come_and_go_and_their_order_says_nothing() -> None:
    facts = small().course.facts
    other = with_course(small(), facts=tuple(reversed(facts[1:])))
    assert states(other) == {facts[0].id: ["removed"]}
    assert states(small(), base=other) == {facts[0].id: ["added"]}


def test_a_name_that_left_a_list_is_one_removal() -> None:
    other = changed(small(), "ordinance-and-law", both={"facts": ["law-33-1"]})
    assert changes(other, PartKind.SLIDE, "ordinance-and-law") == [
        {"op": "removed", "base_field": "facts.tokyo-4", "base": "tokyo-4"}
    ]


def test_a_place_of_a_matrix_is_compared_with_the_same_place() -> None:
    other = changed(small(), "two-axes", ja={"cells.3.text": "三つ目の欄と同じ"})
    (change,) = diff(small(), other).part(PartKind.SLIDE, "two-axes").changes
    assert (change.field, change.base_field) == ("cells.3.text", "cells.3.text")


def test_the_list_of_changes_is_told_as_a_whole() -> None:
    change = Change(slide="opening", field="title", kind="typo", note={"ja": "誤字"})
    (told,) = changes(with_course(small(), changes=(change,)), PartKind.COURSE, "")
    assert (told["op"], told["field"], told["base_field"]) == ("edited", "changes", "changes")
    assert (told["base"], told["other"]) == ([], [change.model_dump(mode="json")])
    dated = change.model_copy(update={"effective_on": dt.date(2027, 4, 1)})
    (told,) = changes(with_course(small(), changes=(dated,)), PartKind.COURSE, "")
    assert told["other"][0]["effective_on"] == "2027-04-01"


def test_the_list_of_changes_is_told_of_the_course_and_of_no_other_part() -> None:
    change = Change(slide="opening", field="title", kind="typo", note={"ja": "誤字"})
    other = with_course(small(), changes=(change,))
    assert states(other) == {"course": ["edited"]}
    shown = diff_text(diff(small(), other), "ja")
    assert shown.startswith("研修: 編集\n")


def test_a_slide_that_is_nowhere_is_not_found() -> None:
    with pytest.raises(KeyError):
        diff(small(), small()).part(PartKind.SLIDE, "no-such")


def test_an_order_of_the_source_alone_counts() -> None:
    turned = moved(small(), "three-to-do", "acting", 0)
    texts = (turned.course.texts[0], small().course.texts[1])
    assert states(with_course(turned, texts=texts)) == {"three-to-do": ["moved"]}
    texts = (small().course.texts[0], turned.course.texts[1])
    assert states(with_course(turned, texts=texts)) == {}


def test_a_hidden_slide_that_was_added_is_both() -> None:
    other = hidden(copied(small(), "opening", "our-desk", "acting", 0), "our-desk")
    assert states(other) == {"our-desk": ["added", "hidden"]}
    assert states(hidden(small(), "opening"), base=hidden(small(), "opening")) == {}


def test_every_kind_of_line_is_written_for_people() -> None:
    def rows(plain: dict[str, Any]) -> None:
        plain["rows"] = [plain["rows"][3], *plain["rows"][:2], plain["rows"][4]]
        plain["rows"].append({"head": "社内", "cells": ["規程", "窓口"]})

    other = changed(small(), "ordinance-and-law", both=rows)
    other = changed(other, "ordinance-and-law", both={"goal": "acts"})
    other = moved(other, "ordinance-and-law", "acting", 0)
    lines = diff_text(diff(small(), other), "ja").split("\n")
    assert lines[0] == "スライド ordinance-and-law: 編集・移動"
    assert "  目標: [-knows-]{+acts+}" in lines
    assert "  表 1行目: 移動" in lines
    removal = next(line for line in lines if line.startswith("  表 3行目: 削除"))
    assert removal.startswith(
        '  表 3行目: 削除 {"head": {"ja": "行為の禁止", "en": "Ban"}, "cells":'
    )
    shown = removal.removeprefix("  表 3行目: 削除 ")
    assert (len(shown), shown[-1]) == (120, "…")
    addition = next(line for line in lines if line.startswith("  表 5行目: 追加"))
    assert addition.endswith('"cells": {"ja": ["規程", "窓口"], "en": ["規程", "窓口"]}}')
    english = diff_text(diff(small(), other), "en").split("\n")
    assert english[0] == "Slide ordinance-and-law: edited, moved"
    turned = changed(small(), "sv-talk", both={"reverse": True})
    assert diff_text(diff(small(), turned), "ja").split("\n") == [
        "意識調査の項目 sv-talk: 編集",
        "  点数を逆にする: false → true",
    ]


def test_a_value_of_120_characters_is_shown_whole_and_a_longer_one_is_cut() -> None:
    def shown(value: str) -> str:
        other = changed(small(), "same-day", ja=lambda plain: plain["narration"].append(value))
        return diff_text(diff(small(), other), "ja").rsplit(" ", 1)[-1]

    assert shown("あ" * 120) == "あ" * 120
    assert shown("あ" * 121) == "あ" * 119 + "…"


def test_a_change_as_json_holds_label_values_and_words() -> None:
    other = changed(small(), "same-day", ja={"title": "5日以内に知らせる"})
    part = diff(small(), other).part(PartKind.SLIDE, "same-day")
    answer = json.loads(json.dumps(part.as_json()))
    assert (answer["kind"], answer["states"], answer["chapter"]) == (
        "slide",
        ["edited"],
        "chapters/acting",
    )
    (change,) = answer["changes"]
    assert change["other"] == "5日以内に知らせる"
    assert "".join(text for op, text in change["spans"] if op != "delete") == change["other"]
    assert part.changes[0].label("en") == "Title"
    gone = FieldChange(op="removed", base_field="narration.1", base="x")
    assert (gone.label("ja"), gone.spans) == ("ナレーション文 2段落目", ())
    assert FieldChange(op="moved", field="text.0", base="a", other="b").spans == ()


@given(chosen=edits())
@at_least(100)
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
    for base, other in ((60, 80), (60, "80"), ("60", 80)):
        assert FieldChange(op="edited", field="pass_mark", base=base, other=other).spans == ()
