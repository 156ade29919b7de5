"""An edition whose languages have parted ways: the Japanese deck was reworked, the English not."""

from __future__ import annotations

from typing import Any

from terakoya.courseware.edition import Edition
from terakoya.courseware.merge import merge, resolve
from terakoya.courseware.merge.diff import State, diff
from terakoya.courseware.merge.tree.parts import PartKind
from terakoya.courseware.model import Course

from .editions import changed, copied, field, moved, removed, small
from .test_merge_table import told


def parted(changed_edition: Edition) -> Edition:
    """The Japanese of an edition beside the English of the corpus."""
    course = changed_edition.course
    texts = (course.texts[0], small().course.texts[1])
    return changed_edition.model_copy(update={"course": course.model_copy(update={"texts": texts})})


def titles(edition: Edition, language: str) -> list[str]:
    """The titles of the first chapter."""
    return [slide.title for slide in edition.course.text(language).chapters[0].slides]


def put_item(plain: dict[str, Any]) -> None:
    plain["items"].insert(0, {"head": "社内の決まり", "text": "3つ目の扉の裏にあります。"})


def test_an_item_in_japanese_alone_and_the_vendors_words_in_both_come_together() -> None:
    ours = changed(small(), "three-elements", ja=put_item)
    theirs = changed(
        small(), "three-elements", ja={"items.2.text": "新しい文"}, en={"items.2.text": "New text"}
    )
    merged = merge(small(), ours, theirs)
    assert told(merged) == []
    course = merged.edition.course
    assert Course.model_validate(course.model_dump()) == course
    slides = [text.chapters[0].slides[1] for text in course.texts]
    heads = [[item.text for item in slide.items] for slide in slides]  # type: ignore[union-attr]
    assert (heads[0][0], heads[0][3], heads[1][2]) == (
        "3つ目の扉の裏にあります。",
        "新しい文",
        "New text",
    )
    assert [len(texts) for texts in heads] == [4, 3]


def test_a_conflict_says_its_language_even_where_it_is_of_structure() -> None:
    ours = changed(small(), "three-elements", ja=put_item)
    ours = changed(ours, "three-elements", both={"goal": "acts"})
    theirs = changed(small(), "three-elements", both={"goal": "judges"})
    merged = merge(small(), ours, theirs)
    assert told(merged) == [
        ("slide/three-elements/ja/goal", "changed"),
        ("slide/three-elements/en/goal", "changed"),
    ]
    assert [conflict.takes_text for conflict in merged.conflicts] == [False, False]
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert field(taken.edition, "three-elements", "goal", "ja") == "judges"
    assert field(taken.edition, "three-elements", "goal", "en") == "acts"


def test_a_slide_taken_out_of_the_japanese_alone_stays_in_english_with_the_vendors_words() -> None:
    ours = parted(removed(small(), "opening"))
    theirs = changed(small(), "opening", ja={"title": "新しい題"}, en={"title": "New"})
    merged = merge(small(), ours, theirs)
    assert told(merged) == [("changed-removed", "slide/opening/")]
    assert "New" in titles(merged.edition, "en")
    assert "新しい題" not in titles(merged.edition, "ja")


def test_a_slide_of_one_language_that_the_vendor_removed_conflicts_in_that_language() -> None:
    ours = parted(changed(small(), "opening", ja={"title": "私たちの題"}))
    ours = changed(ours, "opening", ja={"goal": "acts"})
    merged = merge(small(), ours, removed(small(), "opening"))
    assert told(merged) == [("slide/opening/ja", "removed")]
    assert len(titles(merged.edition, "ja")) == 5
    assert len(titles(merged.edition, "en")) == 4
    gone = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert len(titles(gone.edition, "ja")) == 4


def test_an_order_of_one_language_stays_with_it() -> None:
    ours = parted(moved(small(), "opening", "what-it-is", 4))
    theirs = copied(small(), "opening", "new-law", "what-it-is", 5)
    merged = merge(small(), ours, theirs)
    orders = [
        [slide.id for slide in text.chapters[0].slides] for text in merged.edition.course.texts
    ]
    assert orders == [
        ["three-elements", "ordinance-and-law", "ordinance-text", "check-duty", "new-law",
         "opening"],
        ["opening", "three-elements", "ordinance-and-law", "ordinance-text", "check-duty",
         "new-law"],
    ]  # fmt: skip


def test_a_slide_added_in_one_language_alone_stays_in_it() -> None:
    ours = parted(copied(small(), "opening", "our-desk", "what-it-is", 1))
    theirs = changed(small(), "same-day", ja={"title": "新しい題"})
    merged = merge(small(), ours, theirs)
    assert told(merged) == []
    assert [len(text.chapters[0].slides) for text in merged.edition.course.texts] == [6, 5]


def test_a_merged_part_of_parted_languages_is_never_called_fresh() -> None:
    ours = changed(small(), "three-elements", ja=put_item)
    theirs = changed(small(), "three-elements", en={"title": "New"})
    merged = merge(small(), ours, theirs)
    slide = merged.edition.course.text("en").chapters[0].slides[1]
    was = small().course.text("en").chapters[0].slides[1]
    assert (slide.title, slide.source_hash) == ("New", was.source_hash)


def test_english_of_both_sides_beside_parted_japanese_keeps_the_hash_of_ours() -> None:
    ours = changed(small(), "three-elements", ja=put_item, en={"title": "Ours"})
    theirs = changed(small(), "three-elements", en={"point": "New point"})
    merged = merge(small(), ours, theirs)
    slide = merged.edition.course.text("en").chapters[0].slides[1]
    was = small().course.text("en").chapters[0].slides[1]
    assert (slide.title, slide.point) == ("Ours", "New point")
    assert slide.source_hash == was.source_hash


def test_the_languages_of_a_parted_slide_are_compared_each_by_itself() -> None:
    ours = changed(small(), "three-elements", ja=put_item)
    ours = changed(ours, "three-elements", en={"goal": "acts"})
    found = diff(small(), ours).part(PartKind.SLIDE, "three-elements")
    assert [(change.op, change.language, change.field) for change in found.changes] == [
        ("added", "ja", "items.0"),
        ("edited", "en", "goal"),
    ]


def test_a_slide_that_left_the_source_alone_is_removed_and_its_rest_is_told() -> None:
    ours = parted(removed(small(), "opening"))
    found = diff(small(), ours).part(PartKind.SLIDE, "opening")
    assert found.states == (State.REMOVED,)
    (change,) = found.changes
    assert (change.op, change.language, change.field, change.base_field) == (
        "removed",
        "ja",
        None,
        "",
    )
