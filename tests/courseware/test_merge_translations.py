"""A merged translation is fresh only where a side has called it so."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from terakoya.courseware.checks.translations import source_hashes
from terakoya.courseware.edition import Edition
from terakoya.courseware.merge import Merged, merge, resolve

from .editions import changed, flagship, small
from .edits import Edit, all_edited, change_parts, edits
from .laws import law
from .test_merge_laws import NEAR

SLIDE = "same-day"
OUR_JA, OUR_EN = {"title": "私たちの題"}, {"title": "Our title"}
THEIR_JA, THEIR_EN = {"narration.0": "新しい説明。"}, {"narration.0": "New words."}


def accepted(edition: Edition, part_id: str = SLIDE) -> Edition:
    """The translation of a part accepted as rendering its source."""
    present = source_hashes(edition.course.source)[part_id]

    def stamp(part: Any, language: str) -> Any:
        return part if language == "ja" else part.model_copy(update={"source_hash": present})

    return change_parts(edition, part_id, stamp)


def recorded(edition: Edition, part_id: str = SLIDE) -> str:
    """The hash that the English part records."""
    text = edition.course.text("en")
    parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
    return next(part.source_hash for part in parts if part.id == part_id)


def is_fresh(edition: Edition, part_id: str = SLIDE) -> bool:
    """Whether the English part renders the Japanese one."""
    return recorded(edition, part_id) == source_hashes(edition.course.source)[part_id]


def both_sides(ours: Edition, theirs: Edition) -> Merged:
    """The sides merged, and the same with the sides exchanged: equally fresh."""
    merged, turned = merge(small(), ours, theirs), merge(small(), theirs, ours)
    assert is_fresh(merged.edition) == is_fresh(turned.edition)
    return merged


def test_two_fresh_translations_of_different_fields_make_a_fresh_one() -> None:
    ours = accepted(changed(small(), SLIDE, ja=OUR_JA, en=OUR_EN))
    theirs = accepted(changed(small(), SLIDE, ja=THEIR_JA, en=THEIR_EN))
    merged = both_sides(ours, theirs)
    assert merged.conflicts == ()
    assert is_fresh(merged.edition)


def test_our_untranslated_title_leaves_the_english_with_the_hash_of_their_japanese() -> None:
    ours = changed(small(), SLIDE, ja=OUR_JA)
    theirs = accepted(changed(small(), SLIDE, ja=THEIR_JA, en=THEIR_EN))
    merged = both_sides(ours, theirs)
    assert not is_fresh(merged.edition)
    assert recorded(merged.edition) == recorded(theirs)


def test_their_untranslated_change_leaves_the_english_with_the_hash_of_ours() -> None:
    ours = accepted(changed(small(), SLIDE, ja=OUR_JA, en=OUR_EN))
    theirs = changed(small(), SLIDE, ja=THEIR_JA)
    merged = both_sides(ours, theirs)
    assert not is_fresh(merged.edition)
    assert recorded(merged.edition) == recorded(ours)


def test_a_translation_that_both_left_behind_stays_stale() -> None:
    ours, theirs = changed(small(), SLIDE, ja=OUR_JA), changed(small(), SLIDE, ja=THEIR_JA)
    assert not is_fresh(both_sides(ours, theirs).edition)


def test_better_english_alone_is_fresh_beside_our_own_japanese() -> None:
    ours = accepted(changed(small(), SLIDE, ja=OUR_JA, en=OUR_EN))
    theirs = changed(small(), SLIDE, en=THEIR_EN)
    assert is_fresh(theirs)
    assert is_fresh(both_sides(ours, theirs).edition)


def test_their_english_beside_our_japanese_in_one_field_is_stale() -> None:
    ours = accepted(changed(small(), SLIDE, ja=OUR_JA))  # the English is said to render it still
    theirs = accepted(changed(small(), SLIDE, ja={"title": "新しい題"}, en={"title": "New"}))
    merged = merge(small(), ours, theirs)
    assert [conflict.id for conflict in merged.conflicts] == [f"slide/{SLIDE}/ja/title"]
    assert not is_fresh(merged.edition)
    taken = resolve(merged, [merged.conflicts[0].choose("theirs")])
    assert is_fresh(taken.edition)
    kept = resolve(merged, [merged.conflicts[0].choose("ours")])
    assert not is_fresh(kept.edition)


@pytest.mark.parametrize("take", ["ours", "theirs"])
def test_a_conflict_resolved_alike_in_both_languages_is_fresh(take: Any) -> None:
    ours = accepted(changed(small(), SLIDE, ja={**OUR_JA, **THEIR_JA}, en={**OUR_EN, **THEIR_EN}))
    theirs = accepted(changed(small(), SLIDE, ja={"title": "新しい題", "point": "新しい要点"},
                              en={"title": "New", "point": "New point"}))  # fmt: skip
    merged = merge(small(), ours, theirs)
    assert len(merged.conflicts) == 2
    assert is_fresh(merged.edition)
    alike = resolve(merged, [conflict.choose(take) for conflict in merged.conflicts])
    assert is_fresh(alike.edition)
    mixed = resolve(
        merged, [merged.conflicts[0].choose("ours"), merged.conflicts[1].choose("theirs")]
    )
    assert not is_fresh(mixed.edition)
    written = resolve(merged, [merged.conflicts[0].choose("text", "別の題")])
    assert not is_fresh(written.edition)


def test_paragraphs_of_both_sides_are_fresh_where_both_translated_theirs() -> None:
    def put(at: int, word: str) -> Any:
        def change(plain: dict[str, Any]) -> None:
            plain["narration"].insert(at, word)

        return change

    ours = accepted(changed(small(), SLIDE, ja=put(0, "はじめに"), en=put(0, "First")))
    theirs = accepted(changed(small(), SLIDE, ja=put(9, "おわりに"), en=put(9, "Last")))
    assert is_fresh(both_sides(ours, theirs).edition)
    late = changed(small(), SLIDE, ja=put(9, "おわりに"))
    assert not is_fresh(both_sides(ours, late).edition)


def test_a_translation_accepted_by_one_side_alone_is_accepted() -> None:
    ours = changed(small(), SLIDE, ja=OUR_JA)
    theirs = accepted(ours)
    assert is_fresh(merge(small(), ours, theirs).edition)
    assert is_fresh(merge(small(), theirs, ours).edition)


def test_structure_that_one_side_changed_needs_that_side_fresh() -> None:
    ours = accepted(changed(small(), SLIDE, both={"goal": "knows"}))
    theirs = accepted(changed(small(), SLIDE, ja=THEIR_JA, en=THEIR_EN))
    assert is_fresh(both_sides(ours, theirs).edition)
    stale = changed(small(), SLIDE, both={"goal": "knows"})
    assert not is_fresh(both_sides(stale, theirs).edition)


@pytest.mark.parametrize("part_id", ["q-duty", "sv-talk"])
def test_questions_and_items_are_held_to_the_same(part_id: str) -> None:
    ours = accepted(changed(small(), part_id, ja={"text": "私たち"}, en={"text": "Ours"}), part_id)
    theirs = accepted(
        changed(small(), part_id, both={"facts": ["tokyo-4"]} if part_id == "q-duty" else
                {"reverse": True}), part_id)  # fmt: skip
    assert is_fresh(merge(small(), ours, theirs).edition, part_id)
    late = changed(small(), part_id, ja={"text": "私たち"})
    assert not is_fresh(merge(small(), late, theirs).edition, part_id)


@given(ours=edits(reach=NEAR), theirs=edits(reach=NEAR))
@law
def test_no_merge_calls_a_translation_fresh_that_nobody_translated(
    ours: list[Edit], theirs: list[Edit]
) -> None:
    """A merged translation is fresh only where it was on one of the sides."""
    sides = [all_edited(small(), ours), all_edited(small(), theirs)]
    merged = merge(small(), sides[0], sides[1])
    fresh_once = set().union(*(_fresh(side) for side in sides))
    assert _fresh(merged.edition) <= fresh_once


def _fresh(edition: Edition) -> set[str]:
    """The parts whose English renders the Japanese."""
    text = edition.course.text("en")
    parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
    present = source_hashes(edition.course.source)
    return {part.id for part in parts if present.get(part.id) == part.source_hash}


def test_the_flagship_merged_with_itself_is_fresh_throughout() -> None:
    merged = merge(flagship(), flagship(), flagship())
    assert merged.edition == flagship()
