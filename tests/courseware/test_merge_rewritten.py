"""A part that the company rewrote is one question (docs/algorithms/merge.md §2)."""

from __future__ import annotations

from typing import Any

import pytest

from terakoya.courseware.edition import Edition
from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.merge import ConflictKind, merge, resolve
from terakoya.courseware.merge.choices import choices_file, read_choices
from terakoya.courseware.merge.texts import conflict_text, merged_text
from terakoya.courseware.model import Part
from terakoya.courseware.revision import slide_hash
from terakoya.courseware.texts import texts_of

from .conftest import CORPUS
from .editions import changed, field, flagship, small
from .test_merge_ragged import parted, put_item
from .test_merge_table import legal, merged_with, told

SLIDE = "three-elements"
HALF = {
    "title": "私たちの題",
    "items.0.head": "だれから、だれへ",
    "items.0.text": "お客さまから、私たちへ。",
    "items.1.head": "どこまで",
    "items.1.text": "度を越したもの。",
    "items.2.head": "その結果",
}
NEW = {"title": "新しい題", "items.0.text": "新しい文0", "items.1.text": "新しい文1"}
NEW_ENGLISH = {"title": "New title", "items.0.text": "New 0", "items.1.text": "New 1"}


def rewritten(**more: Any) -> Edition:
    """Half of the texts of the slide are the company's own, in Japanese alone."""
    return changed(small(), SLIDE, ja={**HALF, **more})


def newest(**more: Any) -> Edition:
    """The vendor changed three of them, and one that the company left alone."""
    words = {**NEW, "point": "新しい要点", **more}
    return changed(small(), SLIDE, ja=words, en={**NEW_ENGLISH, "point": "New point"})


def slide(edition: Edition, language: str = "ja") -> Part:
    return next(s for _, s in edition.course.text(language).slides() if s.id == SLIDE)


def test_a_rewritten_slide_is_asked_about_once_and_stays_until_then() -> None:
    merged = merged_with(rewritten(), newest())
    assert told(merged) == [(f"slide/{SLIDE}", "rewritten")]
    [conflict] = merged.conflicts
    assert (conflict.field, conflict.takes_fields, conflict.takes_text) == ("", True, False)
    assert conflict.theirs["title"] == {"ja": "新しい題", "en": "New title"}
    assert slide(merged.edition) == slide(rewritten())
    assert conflict_text(conflict, "ja") == (
        f"スライド {SLIDE}は、自社で半分以上を書き直しましたが、新版でも変わりました。"
    )
    assert "  自社版: 私たちの題 / " in merged_text(merged, "ja")


def test_one_text_less_of_our_own_is_asked_about_field_by_field() -> None:
    texts = dict(list(HALF.items())[:3])
    merged = merged_with(changed(small(), SLIDE, ja=texts), newest())
    assert [one.kind for one in merged.conflicts] == [ConflictKind.CHANGED] * 2


def test_a_rewritten_slide_of_which_one_field_meets_asks_about_that_field() -> None:
    merged = merged_with(rewritten(), changed(small(), SLIDE, ja={"title": "新しい題"}))
    assert told(merged) == [(f"slide/{SLIDE}/ja/title", "changed")]


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_one_side_of_it_is_taken_whole(take: Any) -> None:
    merged = merged_with(rewritten(), newest())
    done = resolve(merged, [merged.conflicts[0].choose(take)])
    side = rewritten() if take == "ours" else newest()
    assert (done.conflicts, done.misfits) == ((), ())
    for language in ("ja", "en"):
        assert slide(done.edition, language) == slide(side, language)


def test_on_demand_it_is_asked_about_field_by_field() -> None:
    merged = merged_with(rewritten(), newest())
    opened = resolve(merged, [merged.conflicts[0].choose("fields")])
    assert [one.field for one in opened.conflicts] == ["title", "items.0.text", "items.1.text"]
    assert field(opened.edition, SLIDE, "point") == "新しい要点"
    done = resolve(opened, [one.choose("theirs") for one in opened.conflicts[:1]])
    done = resolve(done, [one.choose("ours") for one in done.conflicts])
    assert (done.conflicts, done.misfits) == ((), ())
    found = [field(done.edition, SLIDE, name) for name in ("title", "items.0.text", "point")]
    assert found == ["新しい題", "お客さまから、私たちへ。", "新しい要点"]
    again = merge(small(), rewritten(), newest(), (), read_choices(choices_file(done)))
    assert (again.edition, again.conflicts) == (done.edition, ())


def test_what_was_answered_for_fields_comes_back_when_it_is_opened_again() -> None:
    merged = merged_with(rewritten(), newest())
    [whole] = merged.conflicts
    opened = resolve(merged, [whole.choose("fields")])
    answered = resolve(opened, [one.choose("theirs") for one in opened.conflicts])
    closed = resolve(answered, [whole.choose("ours")])
    assert slide(closed.edition) == slide(rewritten())
    assert (len(closed.settled), closed.misfits) == (1, ())
    reopened = resolve(closed, [whole.choose("fields")])
    assert (reopened.edition, reopened.conflicts) == (answered.edition, ())


def test_answers_for_fields_that_an_earlier_release_kept_hold() -> None:
    merged = merged_with(rewritten(), newest())
    opened = resolve(merged, [merged.conflicts[0].choose("fields")])
    kept = [opened.conflicts[0].choose("theirs")]
    found = merge(small(), rewritten(), newest(), (), kept)
    assert [one.field for one in found.conflicts] == ["items.0.text", "items.1.text"]
    assert (field(found.edition, SLIDE, "title"), found.misfits) == ("新しい題", ())
    assert [choice.take for choice in found.choices] == ["fields", "theirs"]


def test_to_decide_by_fields_holds_when_the_slide_is_edited_and_a_side_does_not() -> None:
    [whole] = merged_with(rewritten(), newest()).conflicts
    edited = rewritten(point="私たちの要点")
    fields = merge(small(), edited, newest(), (), [whole.choose("fields")])
    assert (len(fields.conflicts), fields.misfits) == (4, ())
    stale = merge(small(), edited, newest(), (), [whole.choose("theirs")])
    assert [one.kind for one in stale.conflicts] == [ConflictKind.REWRITTEN]
    assert [one.reason for one in stale.misfits] == ["changed"]


def test_by_fields_is_refused_where_there_is_one_field() -> None:
    ours, theirs = changed(small(), SLIDE, ja={"title": "甲"}), newest()
    [conflict] = merged_with(ours, theirs).conflicts
    found = merge(small(), ours, theirs, (), [conflict.choose("fields")])
    assert ([one.reason for one in found.misfits], len(found.conflicts)) == (["unfit"], 1)


@pytest.mark.parametrize("take", [None, "ours", "theirs", "fields"])
def test_what_the_law_changed_in_it_is_told_unless_the_new_slide_is_taken(take: Any) -> None:
    law = [legal(SLIDE, "title"), legal(SLIDE, "point")]
    merged = merged_with(rewritten(), newest(), law)
    [whole] = merged.conflicts
    assert whole.legal
    found = resolve(merged, [whole.choose(take)]) if take else merged
    both = [("legal", f"slide/{SLIDE}/title"), ("legal", f"slide/{SLIDE}/point")]
    notices = [one for one in told(found) if one[0] == "legal"]
    assert notices == {"theirs": [], "fields": both[1:]}.get(take or "", both)


def test_a_slide_whose_languages_have_parted_ways_is_one_question_too() -> None:
    more = {**HALF, "items.2.text": "働けなくなること。", "point": "私たちの要点"}
    ours = changed(parted(changed(small(), SLIDE, ja=put_item)), SLIDE, ja=more)
    ours = changed(ours, SLIDE, en={"title": "Our title", "items.0.text": "Our text"})
    merged = merge(small(), ours, newest())
    assert told(merged) == [(f"slide/{SLIDE}", "rewritten")]
    assert "  自社版: 私たちの題 / 私たちの要点 / " in merged_text(merged, "ja")
    assert "  theirs: New title / New point / " in merged_text(merged, "en")
    assert slide(merged.edition) == slide(ours)
    done = resolve(merged, [merged.conflicts[0].choose("theirs")])
    for language in ("ja", "en"):
        assert slide(done.edition, language) == slide(newest(), language)
    opened = resolve(merged, [merged.conflicts[0].choose("fields")])
    assert {one.language for one in opened.conflicts} == {"ja", "en"}


def test_a_translation_is_as_fresh_as_on_the_side_that_was_taken() -> None:
    ours = changed(rewritten(), SLIDE, en={"title": "Our title"})
    ours = changed(ours, SLIDE, en={"source_hash": slide_hash(slide(ours))})  # type: ignore[arg-type]
    merged = merged_with(ours, newest())
    kept = resolve(merged, [merged.conflicts[0].choose("ours")])
    assert slide(kept.edition, "en").source_hash == slide_hash(slide(kept.edition))  # type: ignore[arg-type,attr-defined]


def test_a_case_of_the_first_edition_that_was_rewritten_is_one_question() -> None:
    """Its deck with a rewritten case, updated to the course of today."""
    base = Edition(course=read_folder(CORPUS / "first-edition").course)
    [case] = [one for _, one in base.course.source.slides() if one.id == "case-kettle"]
    texts = {text for _, text in texts_of(case)}
    own = {path: f"自社の文、{path}" for path, value in fields_of(case).items() if value in texts}
    ours, theirs = changed(base, case.id, ja=own), flagship()
    merged = merge(base, ours, theirs, theirs.course.changes_since(base.course))
    assert told(merged)[:1] == [(f"slide/{case.id}", "rewritten")]
    assert len(merged.conflicts) == 1
    opened = resolve(merged, [merged.conflicts[0].choose("fields")])
    assert len({one.id for one in opened.conflicts}) > 10
    done = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert done.edition.course.source == theirs.course.source
