"""The table of docs/algorithms/merge.md, line by line, on the course of the corpus."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from terakoya.courseware.edition import Edition, EditionSettings
from terakoya.courseware.merge import ConflictKind, Merged, NoticeKind, merge, rebased, resolve
from terakoya.courseware.merge.texts import merged_text
from terakoya.courseware.model import Change, Chapter, CourseText, Goal, Variable
from terakoya.courseware.revision import revision_id

from .editions import (
    changed,
    copied,
    field,
    hidden,
    moved,
    removed,
    slide_ids,
    small,
    with_chapters,
    with_course,
    with_settings,
)
from .edits import Edit, change_layout, with_texts
from .wholeness import problems


def told(merged: Merged) -> list[tuple[str, str]]:
    """What a person is told: conflicts by id and kind, then notices by kind and part."""
    conflicts = [(conflict.id, str(conflict.kind)) for conflict in merged.conflicts]
    notices = [(str(n.kind), f"{n.part}/{n.part_id}/{n.field}") for n in merged.notices]
    return conflicts + notices


def legal(slide: str | None = None, field_name: str = "narration", **item: str) -> Change:
    """A change of the law on a field."""
    return Change(
        slide=slide, field=field_name, kind="legal", effective_on=dt.date(2027, 4, 1),
        note={"ja": "改正", "en": "Amended"}, **item,
    )  # fmt: skip


def merged_with(ours: Edition, theirs: Edition, changes: Sequence[Change] = ()) -> Merged:
    """The two sides of the corpus course merged; whatever happens, the result is whole."""
    merged = merge(small(), ours, theirs, changes)
    assert problems(merged.edition) == []
    return merged


OURS = {"title": "私たちの題"}
THEIRS = {"title": "新しい題"}


def test_what_the_vendor_alone_changed_is_taken() -> None:
    theirs = changed(small(), "same-day", ja=THEIRS)
    merged = merged_with(changed(small(), "two-axes", ja=OURS), theirs)
    assert field(merged.edition, "same-day", "title") == "新しい題"
    assert field(merged.edition, "two-axes", "title") == "私たちの題"
    assert told(merged) == []


def test_what_the_company_alone_changed_in_the_same_slide_is_kept() -> None:
    ours = changed(small(), "same-day", ja={"point": "私たちの要点"})
    merged = merged_with(ours, changed(small(), "same-day", ja=THEIRS))
    assert field(merged.edition, "same-day", "title") == "新しい題"
    assert field(merged.edition, "same-day", "point") == "私たちの要点"
    assert told(merged) == []


def test_the_same_text_on_both_sides_needs_no_action() -> None:
    merged = merged_with(
        changed(small(), "same-day", ja=THEIRS), changed(small(), "same-day", ja=THEIRS)
    )
    assert told(merged) == []


def test_different_texts_conflict_and_until_then_ours_stands() -> None:
    merged = merged_with(
        changed(small(), "same-day", ja=OURS), changed(small(), "same-day", ja=THEIRS)
    )
    assert told(merged) == [("slide/same-day/ja/title", "changed")]
    conflict = merged.conflicts[0]
    assert (conflict.base, conflict.ours, conflict.theirs) == (
        field(small(), "same-day", "title"),
        "私たちの題",
        "新しい題",
    )
    assert conflict.label("ja") == "タイトル"
    assert field(merged.edition, "same-day", "title") == "私たちの題"


@pytest.mark.parametrize(
    ("take", "text", "result"),
    [("ours", "", "私たちの題"), ("theirs", "", "新しい題"), ("text", "二つの題", "二つの題")],
)
def test_a_conflict_is_resolved_by_either_side_or_a_text(take: Any, text: str, result: str) -> None:
    merged = merged_with(
        changed(small(), "same-day", ja=OURS), changed(small(), "same-day", ja=THEIRS)
    )
    choice = merged.conflicts[0].choose(take, text)
    resolved = resolve(merged, [choice])
    assert field(resolved.edition, "same-day", "title") == result
    assert (resolved.conflicts, resolved.misfits) == ((), ())
    assert resolved.settled == ((merged.conflicts[0], choice),)


def test_a_choice_that_no_longer_fits_is_reported_and_not_applied() -> None:
    ours = changed(small(), "same-day", ja=OURS)
    merged = merged_with(ours, changed(small(), "same-day", ja=THEIRS))
    choice = merged.conflicts[0].choose("theirs")
    later = merge(small(), ours, changed(small(), "same-day", ja={"title": "もっと新しい題"}), (),
                  [choice])  # fmt: skip
    assert [(m.choice, m.reason) for m in later.misfits] == [(choice, "changed")]
    assert field(later.edition, "same-day", "title") == "私たちの題"
    gone = merge(small(), ours, small(), (), [choice])
    assert [m.reason for m in gone.misfits] == ["gone"]


def test_a_text_is_refused_where_no_text_can_stand() -> None:
    merged = merged_with(
        changed(small(), "same-day", both={"goal": "knows"}),
        changed(small(), "same-day", both={"goal": "judges"}),
    )
    assert told(merged) == [("slide/same-day/all/goal", "changed")]
    assert not merged.conflicts[0].takes_text
    resolved = resolve(merged, [merged.conflicts[0].choose("text", "acts")])
    assert [m.reason for m in resolved.misfits] == ["unfit"]
    assert resolved.conflicts == merged.conflicts


def test_of_two_choices_for_one_conflict_the_last_holds() -> None:
    merged = merged_with(
        changed(small(), "same-day", ja=OURS), changed(small(), "same-day", ja=THEIRS)
    )
    conflict = merged.conflicts[0]
    first = resolve(merged, [conflict.choose("ours")])
    second = resolve(first, [conflict.choose("theirs")])
    assert field(second.edition, "same-day", "title") == "新しい題"


# -- paragraphs, lists ----------------------------------------------------------------------


def test_a_paragraph_put_in_and_another_reworded_do_not_conflict() -> None:
    def ours(plain: dict[str, Any]) -> None:
        plain["narration"].insert(0, "はじめに、社長からのお願いです。")

    def theirs(plain: dict[str, Any]) -> None:
        plain["narration"][-1] = plain["narration"][-1].replace("。", "のです。")

    base = field(small(), "three-elements", "narration.0")
    merged = merged_with(
        changed(small(), "three-elements", ja=ours), changed(small(), "three-elements", ja=theirs)
    )
    assert told(merged) == []
    assert field(merged.edition, "three-elements", "narration.0") == (
        "はじめに、社長からのお願いです。"
    )
    assert "のです。" in merged.edition.course.source.chapters[0].slides[1].narration[-1]
    assert field(merged.edition, "three-elements", "narration.1") == base


def test_a_paragraph_that_one_side_removed_and_the_other_reworded_conflicts() -> None:
    def ours(plain: dict[str, Any]) -> None:
        plain["narration"].pop(1)

    def theirs(plain: dict[str, Any]) -> None:
        plain["narration"][1] = "新しい" + plain["narration"][1]

    merged = merged_with(
        changed(small(), "three-elements", ja=ours), changed(small(), "three-elements", ja=theirs)
    )
    assert told(merged) == [("slide/three-elements/ja/narration.1", "changed")]
    conflict = merged.conflicts[0]
    assert (conflict.ours, conflict.field_ours, conflict.field_theirs) == (
        None,
        None,
        "narration.1",
    )
    taken = resolve(merged, [conflict.choose("theirs")])
    assert field(taken.edition, "three-elements", "narration.1").startswith("新しい")
    written = resolve(merged, [conflict.choose("text", "書き直した段落。")])
    assert field(written.edition, "three-elements", "narration.1") == "書き直した段落。"


def test_rows_of_a_table_come_from_both_sides_in_both_languages() -> None:
    def row(head: str) -> Any:
        def put(plain: dict[str, Any]) -> None:
            plain["rows"].insert(1, {"head": head, "cells": ["x", "y"]})

        return put

    merged = merged_with(
        changed(small(), "ordinance-and-law", ja=row("社内の規程"), en=row("Our rules")),
        changed(small(), "ordinance-and-law", ja=row("施行"), en=row("In force")),
    )
    assert told(merged) == []
    for language, heads in (("ja", ["社内の規程", "施行"]), ("en", ["Our rules", "In force"])):
        rows = [
            field(merged.edition, "ordinance-and-law", f"rows.{n}.head", language) for n in (1, 2)
        ]
        assert rows == heads


def test_a_table_that_would_not_be_rectangular_is_one_conflict() -> None:
    def ours(plain: dict[str, Any]) -> None:
        plain["columns"].append("社内")
        for row in plain["rows"]:
            row["cells"].append("社")

    def theirs(plain: dict[str, Any]) -> None:
        plain["rows"].append({"head": "相談先", "cells": ["労働局", "窓口"]})

    merged = merged_with(
        changed(small(), "ordinance-and-law", both=ours),
        changed(small(), "ordinance-and-law", both=theirs),
        [legal("ordinance-and-law", "rows")],
    )
    assert told(merged) == [("slide/ordinance-and-law/all/layout", "changed")]
    assert merged.conflicts[0].legal
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert problems(taken.edition) == []
    assert field(taken.edition, "ordinance-and-law", "rows.5.head") == "相談先"


def test_more_choices_than_a_case_can_hold_are_one_conflict_and_letters_run_on() -> None:
    def choice(text: str) -> Any:
        def put(plain: dict[str, Any]) -> None:
            plain["choices"].insert(0, {"id": "x", "text": text, "why": text})
            plain["choices"] = [{**c, "id": "abcd"[n]} for n, c in enumerate(plain["choices"])]

        return put

    three = len(small().course.source.chapters[1].slides[2].choices)  # type: ignore[union-attr]
    assert three == 3
    ours = changed(small(), "case-kettle", both=choice("私たちの選択肢"))
    assert told(merged_with(ours, changed(small(), "case-kettle", ja=THEIRS))) == []
    merged = merged_with(ours, changed(small(), "case-kettle", both=choice("新しい答え方")))
    assert told(merged) == [("slide/case-kettle/all/choices", "changed")]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert problems(taken.edition) == []
    assert field(taken.edition, "case-kettle", "choices.a.text") == "新しい答え方"


def test_two_right_answers_where_one_is_are_one_conflict() -> None:
    def right(letter: str) -> Any:
        def mark(plain: dict[str, Any]) -> None:
            plain["kind"] = "single"
            for one in plain["choices"]:
                one["correct"] = one["id"] == letter

        return mark

    base = changed(small(), "q-elements", both=right("a"))
    merged = merge(
        base,
        changed(base, "q-elements", both=right("b")),
        changed(base, "q-elements", both=right("c")),
    )
    assert problems(merged.edition) == []
    assert told(merged) == [("question/q-elements/all/choices", "changed")]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert field(taken.edition, "q-elements", "choices.c.correct") is True


def test_another_layout_and_another_title_are_different_fields() -> None:
    ours = changed(small(), "where-to-ask", ja={"title": "ここへ"})
    theirs = _bullets(small(), "where-to-ask")
    merged = merged_with(ours, theirs)
    assert told(merged) == []
    slide = next(s for _, s in merged.edition.course.source.slides() if s.id == "where-to-ask")
    assert (slide.layout, slide.title) == ("bullets", "ここへ")


def test_another_layout_and_another_text_of_the_old_layout_conflict_as_one() -> None:
    ours = changed(small(), "where-to-ask", ja={"police_110": "迷わず110番"})
    merged = merged_with(ours, _bullets(small(), "where-to-ask"))
    assert told(merged) == [("slide/where-to-ask/all/layout", "changed")]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    slide = next(s for _, s in taken.edition.course.source.slides() if s.id == "where-to-ask")
    assert slide.layout == "bullets"


def _bullets(edition: Edition, slide_id: str) -> Edition:
    at = slide_ids(edition).index(slide_id)
    return change_layout(edition, Edit("change layout", at, 0, 0, True))


# -- parts ----------------------------------------------------------------------------------


def test_a_change_on_a_hidden_slide_is_taken_and_the_slide_stays_hidden() -> None:
    ours = hidden(small(), "same-day", "自社の資料で説明")
    merged = merged_with(ours, changed(small(), "same-day", ja=THEIRS))
    assert told(merged) == [("changed-hidden", "slide/same-day/")]
    assert field(merged.edition, "same-day", "title") == "新しい題"
    assert merged.edition.settings == ours.settings


def test_a_legal_change_on_a_hidden_slide_is_a_conflict() -> None:
    ours = hidden(small(), "same-day", "自社の資料で説明")
    theirs = changed(small(), "same-day", ja=THEIRS)
    merged = merged_with(ours, theirs, [legal("same-day", "title")])
    assert told(merged) == [("slide/same-day/all/hidden", "hidden-legal")]
    assert merged.edition.settings.hides("same-day")
    shown = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert not shown.edition.settings.hides("same-day")
    kept = resolve(merged, [merged.conflicts[0].choose("ours")])
    assert kept.edition.settings.hides("same-day")


def test_what_is_no_text_is_shown_by_its_words() -> None:
    ours = hidden(small(), "same-day", "自社の資料で説明")
    theirs = changed(small(), "same-day", ja=THEIRS)
    lines = merged_text(merged_with(ours, theirs, [legal("same-day", "title")]), "ja").splitlines()
    assert lines[:4] == [
        "スライド same-dayは自社で非表示ですが、新版で法改正により変わりました。",
        "  slide/same-day/all/hidden",
        "  もと: 表示",
        "  自社版: 非表示",
    ]
    assert lines[4].startswith("  新版: ") and "新しい題" in lines[4]
    gone = merged_with(changed(small(), "same-day", ja=OURS), removed(small(), "same-day"))
    said = merged_text(gone, "ja").splitlines()
    kept, left = said[3], said[4]
    assert "私たちの題" in kept and not {"{", "[", '"'} & set(kept)
    assert left == "  新版: なし"
    assert "  theirs: nothing" in merged_text(gone, "en").splitlines()


def test_a_hidden_slide_that_the_vendor_did_not_change_asks_nothing() -> None:
    merged = merged_with(
        hidden(small(), "same-day"),
        changed(small(), "two-axes", ja=THEIRS),
        [legal("same-day", "title")],
    )
    assert told(merged) == []


def test_what_the_vendor_removed_goes_where_the_company_left_it_alone() -> None:
    merged = merged_with(changed(small(), "two-axes", ja=OURS), removed(small(), "opening"))
    assert told(merged) == []
    assert "opening" not in slide_ids(merged.edition)


def test_a_hidden_slide_that_the_vendor_removed_goes_with_a_notice() -> None:
    merged = merged_with(hidden(small(), "opening"), removed(small(), "opening"))
    assert told(merged) == [("removed-hidden", "slide/opening/")]
    assert merged.edition.settings.hidden == ()


def test_a_changed_slide_that_the_vendor_removed_is_a_conflict() -> None:
    merged = merged_with(changed(small(), "opening", ja=OURS), removed(small(), "opening"))
    assert told(merged) == [("slide/opening", "removed")]
    assert slide_ids(merged.edition)[0] == "opening"
    gone = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert "opening" not in slide_ids(gone.edition)
    kept = resolve(merged, [merged.conflicts[0].choose("ours")])
    assert field(kept.edition, "opening", "title") == "私たちの題"


def test_a_changed_and_hidden_slide_that_the_vendor_removed_is_a_conflict() -> None:
    ours = hidden(changed(small(), "opening", ja=OURS), "opening")
    merged = merged_with(ours, removed(small(), "opening"))
    assert told(merged) == [("slide/opening", "removed")]
    gone = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert gone.edition.settings.hidden == ()


def test_what_the_company_removed_stays_away_with_a_notice_if_the_vendor_changed_it() -> None:
    ours = removed(small(), "opening")
    assert told(merged_with(ours, changed(small(), "two-axes", ja=THEIRS))) == []
    merged = merged_with(ours, changed(small(), "opening", ja=THEIRS))
    assert told(merged) == [("changed-removed", "slide/opening/")]
    assert "opening" not in slide_ids(merged.edition)


def test_a_legal_change_on_what_the_company_removed_is_a_conflict() -> None:
    ours = removed(small(), "opening")
    theirs = changed(small(), "opening", ja=THEIRS)
    merged = merged_with(ours, theirs, [legal("opening", "title")])
    assert told(merged) == [("slide/opening", "removed-legal")]
    assert "opening" not in slide_ids(merged.edition)
    back = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert slide_ids(back.edition)[0] == "opening"


def test_a_slide_that_the_vendor_added_stands_after_its_neighbour() -> None:
    ours = copied(small(), "opening", "our-desk", "what-it-is", 2)
    ours = moved(ours, "three-elements", "what-it-is", 4)
    theirs = copied(small(), "opening", "new-law", "what-it-is", 2)
    merged = merged_with(ours, theirs)
    assert told(merged) == []
    assert slide_ids(merged.edition)[:7] == [
        "opening", "our-desk", "ordinance-and-law", "ordinance-text", "three-elements", "new-law",
        "check-duty",
    ]  # fmt: skip


def test_one_id_added_twice_is_a_conflict_unless_it_says_the_same() -> None:
    ours = copied(small(), "opening", "new-law", "what-it-is", 1)
    assert told(merged_with(ours, ours)) == []
    theirs = changed(ours, "new-law", ja=THEIRS)
    merged = merged_with(ours, theirs)
    assert told(merged) == [("slide/new-law", "added")]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert field(taken.edition, "new-law", "title") == "新しい題"


def test_one_id_added_as_a_slide_and_as_a_question_is_a_conflict() -> None:
    ours = copied(small(), "opening", "new-law", "what-it-is", 1)
    question = small().course.source.test.questions[0]
    theirs = _with_question(small(), question.id, "new-law")
    merged = merged_with(ours, theirs)
    assert told(merged) == [("slide/new-law", "added")]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert problems(taken.edition) == []
    assert "new-law" not in slide_ids(taken.edition)
    turned = merged_with(theirs, ours)
    assert told(turned) == [("question/new-law", "added")]
    assert "new-law" in [q.id for q in turned.edition.course.source.test.questions]


def _with_question(edition: Edition, question_id: str, new_id: str) -> Edition:
    def of_text(text: Any) -> Any:
        question = next(q for q in text.test.questions if q.id == question_id)
        questions = (*text.test.questions, question.model_copy(update={"id": new_id}))
        return text.model_copy(
            update={"test": text.test.model_copy(update={"questions": questions})}
        )

    return with_texts(edition, of_text)


# -- order and places -----------------------------------------------------------------------


def test_slides_moved_to_different_chapters_stand_where_the_company_put_them() -> None:
    merged = merged_with(
        moved(small(), "same-day", "judging", 0), moved(small(), "same-day", "what-it-is", 0)
    )
    assert told(merged) == [("moved", "slide/same-day/")]
    assert merged.edition.course.source.chapters[1].slides[0].id == "same-day"


def put_aside(edition: Edition, slide_id: str) -> Edition:
    """With a slide in a chapter of the bank."""

    def of_text(text: Any) -> Any:
        slides = [one for _, one in text.every_slide() if one.id == slide_id]
        bank = Chapter(id="aside", title="予備の事例", slides=tuple(slides))
        chapters = tuple(
            chapter.model_copy(
                update={"slides": tuple(one for one in chapter.slides if one.id != slide_id)}
            )
            for chapter in text.chapters
        )
        return text.model_copy(update={"chapters": chapters, "bank": (*text.bank, bank)})

    return with_texts(edition, of_text)


def test_a_changed_slide_that_the_vendor_put_into_the_bank_is_taught_on_with_a_notice() -> None:
    merged = merged_with(changed(small(), "same-day", ja=OURS), put_aside(small(), "same-day"))
    assert told(merged) == [("put-aside", "slide/same-day/")]
    assert slide_ids(merged.edition) == slide_ids(small())
    assert field(merged.edition, "same-day", "title") == "私たちの題"


def test_a_slide_that_the_company_took_out_of_the_bank_was_not_put_there_by_the_vendor() -> None:
    base = put_aside(small(), "same-day")
    merged = merge(base, changed(small(), "same-day", ja=OURS), base)
    assert told(merged) == []
    assert slide_ids(merged.edition) == slide_ids(small())


def test_a_slide_that_the_company_left_alone_goes_into_the_bank() -> None:
    merged = merged_with(changed(small(), "two-axes", ja=OURS), put_aside(small(), "same-day"))
    assert told(merged) == []
    assert "same-day" not in slide_ids(merged.edition)
    assert field(merged.edition, "same-day", "title") == field(small(), "same-day", "title")


def test_a_slide_moved_by_one_side_and_changed_by_the_other_is_both() -> None:
    merged = merged_with(
        moved(small(), "same-day", "judging", 0), changed(small(), "same-day", ja=THEIRS)
    )
    assert told(merged) == []
    assert merged.edition.course.source.chapters[1].slides[0].title == "新しい題"


def test_the_order_is_the_same_in_every_language() -> None:
    merged = merged_with(
        moved(small(), "same-day", "judging", 0), moved(small(), "opening", "acting", 1)
    )
    orders = [[s.id for _, s in text.slides()] for text in merged.edition.course.texts]
    assert orders[0] == orders[1]


def test_a_chapter_stays_as_long_as_a_slide_stands_in_it() -> None:
    theirs = with_chapters(small(), lambda chapters: chapters[:2])
    ours = changed(small(), "same-day", ja=OURS)
    merged = merge(small(), ours, theirs)
    chapter = merged.edition.course.source.chapters[2]
    assert (chapter.id, [slide.id for slide in chapter.slides]) == ("acting", ["same-day"])
    assert (str(NoticeKind.KEPT), "chapter/chapters/acting/") in told(merged)
    taken = resolve(merged, [conflict.choose("theirs") for conflict in merged.conflicts])
    assert [one.id for one in taken.edition.course.source.chapters] == ["what-it-is", "judging"]


# -- what the law asks for ------------------------------------------------------------------


def test_a_legal_change_on_the_field_that_the_company_changed_is_marked() -> None:
    ours = changed(small(), "same-day", ja=OURS)
    theirs = changed(small(), "same-day", ja=THEIRS)
    merged = merged_with(ours, theirs, [legal("same-day", "title")])
    assert [conflict.legal for conflict in merged.conflicts] == [True]
    assert merged.notices == ()


def test_a_legal_change_on_another_field_of_a_changed_slide_is_a_notice() -> None:
    ours = changed(small(), "same-day", ja=OURS)
    theirs = changed(small(), "same-day", ja={"narration.0": "新しい説明です。"})
    merged = merged_with(ours, theirs, [legal("same-day", "narration")])
    assert told(merged) == [("legal", "slide/same-day/narration")]


def test_a_typo_on_another_field_of_a_changed_slide_is_not_told() -> None:
    change = legal("same-day", "narration").model_copy(update={"kind": "typo"})
    ours = changed(small(), "same-day", ja=OURS)
    theirs = changed(small(), "same-day", ja={"narration.0": "新しい説明です。"})
    assert told(merged_with(ours, theirs, [change])) == []


def test_a_legal_change_on_a_slide_that_the_company_left_alone_is_simply_taken() -> None:
    theirs = changed(small(), "same-day", ja=THEIRS)
    merged = merged_with(changed(small(), "two-axes", ja=OURS), theirs, [legal("same-day")])
    assert told(merged) == []


def test_a_legal_change_that_names_no_field_covers_the_whole_slide() -> None:
    ours = changed(small(), "same-day", ja=OURS)
    theirs = changed(small(), "same-day", ja=THEIRS)
    merged = merged_with(ours, theirs, [legal("same-day", "everything")])
    assert [conflict.legal for conflict in merged.conflicts] == [True]


def test_a_legal_change_on_a_question_is_named_by_its_item() -> None:
    ours = changed(small(), "q-duty", ja={"text": "私たちの問い"})
    theirs = changed(small(), "q-duty", ja={"text": "新しい問い"})
    merged = merged_with(ours, theirs, [legal(None, "text", item="q-duty")])
    assert [(c.id, c.legal) for c in merged.conflicts] == [("question/q-duty/ja/text", True)]


# -- what must be found ---------------------------------------------------------------------


def test_a_goal_that_one_side_removed_stays_while_the_other_serves_it() -> None:
    base = _with_goal(small(), "extra")
    theirs = with_course(base, meta=base.course.meta.model_copy(
        update={"goals": base.course.meta.goals[:-1]}))  # fmt: skip
    ours = changed(base, "same-day", both={"goal": "extra"})
    merged = merge(base, ours, theirs)
    assert problems(merged.edition) == []
    assert [goal.id for goal in merged.edition.course.meta.goals][-1] == "extra"
    assert told(merged) == [("kept", "course//goals.extra")]
    assert merge(base, base, theirs).edition == theirs


def _with_goal(edition: Edition, goal_id: str) -> Edition:
    goal = Goal(id=goal_id, text={"ja": "もう1つ", "en": "One more"})
    meta = edition.course.meta
    return with_course(edition, meta=meta.model_copy(update={"goals": (*meta.goals, goal)}))


def test_a_variable_that_one_side_removed_stays_while_a_text_names_it() -> None:
    variable = Variable(key="shop.name", label={"ja": "店名"}, default={"ja": "当店"})
    meta = small().course.meta
    base = with_course(
        small(), meta=meta.model_copy(update={"variables": (variable, *meta.variables)})
    )
    theirs = with_course(base, meta=meta)
    ours = changed(base, "same-day", ja={"title": "{shop.name}では"})
    merged = merge(base, ours, theirs)
    assert merged.edition.course.meta.variables[0] == variable
    assert told(merged) == [("kept", "course//variables.shop.name")]


def test_facts_stay_while_a_slide_names_them_and_go_with_the_last() -> None:
    theirs = removed(small(), "five-steps")
    facts = {f for _, s in theirs.course.source.slides() for f in s.facts}
    facts |= {f for q in theirs.course.source.test.questions for f in q.facts}
    theirs = with_course(
        theirs, facts=tuple(fact for fact in small().course.facts if fact.id in facts)
    )
    lost = {fact.id for fact in small().course.facts} - facts
    assert lost
    ours = changed(small(), "five-steps", ja=OURS)
    merged = merged_with(ours, theirs)
    assert lost <= {fact.id for fact in merged.edition.course.facts}
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert {fact.id for fact in taken.edition.course.facts} == facts


def test_a_question_names_no_slide_that_is_gone_as_long_as_one_is_left() -> None:
    ours = changed(small(), "q-exchange", ja={"text": "私たちの問い"})
    merged = merged_with(ours, removed(small(), "two-axes"))
    assert told(merged) == [("named-removed", "question/q-exchange/slides")]
    for text in merged.edition.course.texts:
        question = next(q for q in text.test.questions if q.id == "q-exchange")
        assert question.slides == ("case-kettle",)
    alone = merge(small(), ours, removed(small(), "two-axes", "case-kettle"))
    assert ("rests-on-removed", "question/q-exchange/slides") in told(alone)


def _let_go(edition: Edition, *slides: str) -> Edition:
    """Without some slides, and without their names in questions, as an import gives it."""

    def pruned(plain: dict[str, Any]) -> None:
        plain["slides"] = [one for one in plain["slides"] if one not in slides] or plain["slides"]

    for question in edition.course.source.test.questions:
        if set(question.slides) & set(slides):
            edition = changed(edition, question.id, both=pruned)
    return removed(edition, *slides)


def _without_question(edition: Edition, question: str) -> Edition:
    def of_text(text: CourseText) -> CourseText:
        left = tuple(one for one in text.test.questions if one.id != question)
        return text.model_copy(update={"test": text.test.model_copy(update={"questions": left})})

    return with_texts(edition, of_text)


def test_a_question_goes_with_the_vendor_though_we_deleted_one_of_its_slides() -> None:
    ours = _let_go(small(), "two-axes")
    merged = merged_with(ours, _without_question(small(), "q-exchange"))
    assert told(merged) == []
    assert merged.edition == _without_question(ours, "q-exchange")


def test_a_question_that_we_reworded_too_is_still_asked_about() -> None:
    ours = changed(_let_go(small(), "two-axes"), "q-exchange", ja={"text": "私たちの問い"})
    merged = merged_with(ours, _without_question(small(), "q-exchange"))
    assert told(merged) == [("question/q-exchange", "removed")]


def test_other_slides_of_a_question_are_taken_beside_those_that_we_deleted() -> None:
    ours = _let_go(small(), "two-axes")
    theirs = changed(small(), "q-exchange", both={"slides": ["two-axes", "opening"]})
    merged = merged_with(ours, theirs)
    assert told(merged) == [("named-removed", "question/q-exchange/slides")]
    for text in merged.edition.course.texts:
        question = next(q for q in text.test.questions if q.id == "q-exchange")
        assert question.slides == ("opening",)
    alone = merge(small(), ours, changed(small(), "q-exchange", both={"slides": ["two-axes"]}))
    assert told(alone) == [("rests-on-removed", "question/q-exchange/slides")]


# -- heads, settings, languages -------------------------------------------------------------


def test_two_new_versions_are_the_vendors_with_a_notice() -> None:
    meta = small().course.meta
    ours = with_course(small(), meta=meta.model_copy(update={"version": "2026.11-m"}))
    theirs = with_course(small(), meta=meta.model_copy(update={"version": "2027.04"}))
    merged = merged_with(ours, theirs)
    assert (merged.edition.course.meta.version, told(merged)) == (
        "2027.04",
        [("version", "course//version")],
    )


def test_a_fact_checked_by_both_was_checked_on_the_later_day() -> None:
    def checked(day: int) -> Edition:
        first, *rest = small().course.facts
        fact = first.model_copy(update={"checked_on": dt.date(2027, 1, day)})
        return with_course(small(), facts=(fact, *rest))

    for ours, theirs in ((3, 9), (9, 3)):
        merged = merged_with(checked(ours), checked(theirs))
        assert merged.edition.course.facts[0].checked_on == dt.date(2027, 1, 9)
        assert told(merged) == []


def test_company_values_and_reasons_to_hide_stay() -> None:
    settings = EditionSettings(
        base="1" * 64,
        variables={"desk.name": {"ja": "人事部"}},
        hidden=hidden(small(), "opening").settings.hidden,
    )
    theirs = changed(small(), "two-axes", ja=THEIRS)
    merged = merged_with(with_settings(small(), settings), theirs)
    assert merged.edition.settings == settings
    assert rebased(merged.edition, theirs).settings.base == revision_id(theirs.course)


def test_the_title_of_the_course_and_a_chapter_conflict_by_language() -> None:
    meta = small().course.meta

    def titled(ja: str) -> Edition:
        title = {**meta.title, "ja": ja}
        edition = with_course(small(), meta=meta.model_copy(update={"title": title}))
        return with_chapters(
            edition,
            lambda chapters: (chapters[0].model_copy(update={"title": ja}), *chapters[1:]),
        )

    merged = merged_with(titled("A"), titled("B"))
    assert [conflict.id for conflict in merged.conflicts] == [
        "chapter/chapters/what-it-is/ja/title",
        "chapter/chapters/what-it-is/en/title",
        "course/all/title.ja",
    ]
    written = resolve(merged, [merged.conflicts[2].choose("text", "C")])
    assert written.edition.course.meta.title["ja"] == "C"


def test_changes_of_both_sides_stand_in_the_list_once() -> None:
    ours = with_course(small(), changes=(legal("opening"), legal("same-day")))
    theirs = with_course(small(), changes=(legal("same-day"), legal("two-axes")))
    merged = merged_with(ours, theirs)
    assert [one.slide for one in merged.edition.course.changes] == [
        "opening",
        "same-day",
        "two-axes",
    ]


def test_a_picture_that_both_drew_anew_is_a_conflict() -> None:
    def drawn(digit: str) -> Edition:
        media = {**small().course.media, "diagram-three.svg": digit * 64}
        return with_course(small(), media=media)

    merged = merged_with(drawn("1"), drawn("2"))
    assert [conflict.id for conflict in merged.conflicts] == ["course/all/media.diagram-three.svg"]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert taken.edition.course.media["diagram-three.svg"] == "2" * 64


def test_a_picture_that_left_with_its_slides_is_not_asked_about() -> None:
    """A deck that came back without some slides has their pictures no more."""
    media = {**small().course.media, "diagram-three.svg": "2" * 64}
    theirs = with_course(small(), media=media)
    rest = {name: one for name, one in media.items() if name != "diagram-three.svg"}
    ours = with_course(removed(small(), "three-elements"), media=rest)
    merged = merged_with(ours, theirs)
    assert merged.conflicts == ()
    assert merged.edition.course.media == rest
    still_drawn = merged_with(with_course(removed(small(), "three-elements"), media=media), theirs)
    assert still_drawn.edition.course.media == rest


def test_a_picture_that_left_and_is_shown_again_is_the_vendors() -> None:
    media = {**small().course.media, "diagram-three.svg": "2" * 64}
    theirs = with_course(copied(small(), "three-elements", "again", "acting", 0), media=media)
    rest = {name: one for name, one in media.items() if name != "diagram-three.svg"}
    ours = with_course(removed(small(), "three-elements"), media=rest)
    merged = merged_with(ours, theirs)
    assert merged.conflicts == ()
    assert merged.edition.course.media == media


def test_a_language_that_one_side_added_is_filled_up_where_the_other_added_a_slide() -> None:
    theirs = _with_language(small(), "zh")
    ours = copied(small(), "opening", "our-desk", "what-it-is", 1)
    merged = merged_with(ours, theirs)
    assert merged.edition.course.meta.languages == ("ja", "en", "zh")
    added = merged.edition.course.text("zh").chapters[0].slides[1]
    assert (added.id, added.source_hash) == ("our-desk", "")
    assert added.title == field(ours, "our-desk", "title")


def test_a_language_that_the_company_removed_stays_away() -> None:
    ours = _without_language(small(), "en")
    merged = merged_with(ours, changed(small(), "same-day", en={"title": "New"}, ja=THEIRS))
    assert merged.edition.course.meta.languages == ("ja",)
    assert told(merged) == [("changed-removed", "course//languages.en")]
    assert field(merged.edition, "same-day", "title") == "新しい題"


def test_a_language_that_the_vendor_removed_is_a_conflict_where_the_company_changed_it() -> None:
    theirs = _without_language(small(), "en")
    assert merge(small(), small(), theirs).edition == theirs
    ours = changed(small(), "same-day", en={"title": "Our title"})
    merged = merged_with(ours, theirs)
    assert told(merged) == [("course/all/languages.en", "removed")]
    assert field(merged.edition, "same-day", "title", "en") == "Our title"
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert taken.edition.course.meta.languages == ("ja",)


def test_where_no_language_would_be_left_ours_stay() -> None:
    ours = _without_language(small(), "en")
    merged = merged_with(ours, _without_language(small(), "ja"))
    assert merged.edition == ours
    assert told(merged) == [("kept", "course//languages")]


def _with_language(edition: Edition, language: str) -> Edition:
    course = edition.course
    text = course.text("en").model_copy(update={"language": language})
    meta = course.meta.model_copy(update={"languages": (*course.meta.languages, language)})
    return with_course(edition, meta=meta, texts=(*course.texts, text))


def _without_language(edition: Edition, language: str) -> Edition:
    course = edition.course
    meta = course.meta.model_copy(
        update={"languages": tuple(one for one in course.meta.languages if one != language)}
    )
    texts = tuple(text for text in course.texts if text.language != language)
    return with_course(edition, meta=meta, texts=texts)


def test_conflicts_and_notices_are_json_with_ids_and_hashes() -> None:
    merged = merged_with(
        changed(small(), "same-day", ja=OURS), changed(small(), "same-day", ja=THEIRS)
    )
    answer = merged.as_json()
    assert answer["schema"] == 1
    assert [(one["id"], one["seen"]) for one in answer["conflicts"]] == [
        (merged.conflicts[0].id, merged.conflicts[0].seen)
    ]
    assert merged.conflicts[0].kind is ConflictKind.CHANGED
    assert isinstance(merged.edition.course.source.chapters[0], Chapter)
