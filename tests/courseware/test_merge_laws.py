"""The laws of merging, over random edits of a course with every layout and of the flagship."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terakoya.courseware.cli.importing import write_folder
from terakoya.courseware.edition import Edition
from terakoya.courseware.fields import fields_of
from terakoya.courseware.formats.folder.reading import read_edition_folder, read_folder
from terakoya.courseware.merge import (
    Choice,
    ConflictKind,
    Merged,
    NoticeKind,
    Take,
    merge,
    rebased,
    resolve,
)
from terakoya.courseware.model import Change, Course, Material, Question, SlideBase, SurveyItem

from .conftest import CORPUS
from .editions import flagship, small
from .edits import OPS, RAGGED_OPS, Edit, all_edited, edits, with_field, without_sheets
from .laws import EXAMPLES, few, law
from .wholeness import problems, questions_without_slides

REWRITING = ["rewrite part", "rewrite part", *OPS]  # so often that two meet
TAKES: list[Take] = ["ours", "theirs", "text", "fields"]
PICKS = st.lists(st.sampled_from(TAKES), min_size=1, max_size=8)
ENOUGH = 3  # so often each kind of conflict is met
NEAR = 6  # so small a reach that both sides often change the same part


@given(chosen=edits(most=6))
@law
def test_where_one_side_changed_nothing_the_other_side_is_taken(chosen: list[Edit]) -> None:
    base, changed = small(), all_edited(small(), chosen)
    assert merge(base, base, changed).edition == changed
    assert merge(base, changed, base).edition == changed
    assert merge(base, changed, changed).edition == changed
    for one in (merge(base, base, changed), merge(base, changed, base)):
        assert (one.conflicts, one.misfits) == ((), ())


# The law above, of a long course; that it merges with itself: test_merge_translations.py.
@pytest.mark.deep
@given(chosen=edits(most=4))
@few
def test_where_one_side_changed_nothing_the_flagship_is_taken(chosen: list[Edit]) -> None:
    base, changed = flagship(), all_edited(flagship(), chosen)
    assert merge(base, base, changed).edition == changed
    assert merge(base, changed, base).edition == changed
    assert merge(base, changed, changed).edition == changed


RAGGED = [*RAGGED_OPS, "edit text", "edit questions", "hide slide"]


@given(chosen=edits(RAGGED))
@law
def test_languages_that_have_parted_ways_are_taken_as_they_are(chosen: list[Edit]) -> None:
    """A company may rework the Japanese deck alone; its English slides then are built otherwise."""
    base, parted = small(), all_edited(small(), chosen)
    assert merge(base, base, parted).edition == parted
    assert merge(base, parted, base).edition == parted
    assert merge(base, parted, parted).edition == parted


@given(ours=edits(RAGGED, reach=NEAR), theirs=edits(reach=NEAR), picks=PICKS)
@law
def test_an_update_comes_into_languages_that_have_parted_ways(
    ours: list[Edit], theirs: list[Edit], picks: list[Take]
) -> None:
    merged = _merged(ours, theirs)
    rounds = 0
    while True:
        course = merged.edition.course
        assert Course.model_validate(course.model_dump()) == course
        for text in course.texts:
            ids = [slide.id for _, slide in text.every_slide()]
            assert len(ids) == len(set(ids))
        if not merged.conflicts:
            break
        rounds += 1
        assert rounds <= 4
        merged = resolve(merged, _choices(merged, picks))


@given(ours=edits(reach=NEAR), theirs=edits(reach=NEAR), law_asks=st.booleans())
@law
def test_merging_twice_gives_the_same(ours: list[Edit], theirs: list[Edit], law_asks: bool) -> None:
    first, second = (_merged(ours, theirs, law_asks=law_asks) for _ in range(2))
    assert first == second
    assert json.dumps(first.as_json()) == json.dumps(second.as_json())


@given(ours=edits(reach=NEAR), theirs=edits(reach=NEAR), law_asks=st.booleans())
@law
def test_the_result_is_a_whole_course_before_anything_is_resolved(
    ours: list[Edit], theirs: list[Edit], law_asks: bool
) -> None:
    merged = _merged(ours, theirs, law_asks=law_asks)
    assert problems(merged.edition) == []
    told = {one.part_id for one in merged.notices if one.kind is NoticeKind.RESTS_ON_REMOVED}
    assert questions_without_slides(merged.edition) <= told


@given(
    ours=edits(reach=NEAR, most=6),
    theirs=edits(reach=NEAR, most=6),
    law_asks=st.booleans(),
    picks=PICKS,
)
@law
def test_resolving_every_conflict_gives_a_whole_course(
    ours: list[Edit], theirs: list[Edit], law_asks: bool, picks: list[Take]
) -> None:
    merged = _merged(ours, theirs, law_asks=law_asks)
    rounds = 0
    while merged.conflicts:
        rounds += 1
        assert rounds <= 4
        merged = resolve(merged, _choices(merged, picks))
        assert problems(merged.edition) == []
    of = merged.of
    again = merge(of.base, of.ours, of.theirs, of.changes, merged.choices)
    assert again.edition == merged.edition


def _choices(merged: Merged, picks: list[Take]) -> list[Choice]:
    choices = []
    for number, conflict in enumerate(merged.conflicts):
        take = picks[number % len(picks)]
        if take == "text" and conflict.takes_text:
            sides = [conflict.ours, conflict.theirs]
            is_list = any(isinstance(side, list) for side in sides)
            choices.append(conflict.choose("text", ("決めた文",) if is_list else "決めた文"))
        elif take == "fields" and not conflict.takes_fields:
            choices.append(conflict.choose("theirs"))
        else:
            choices.append(conflict.choose("ours" if take == "text" else take))
    return choices


@given(ours=edits([*OPS, *RAGGED_OPS], reach=NEAR), theirs=edits(reach=NEAR))
@settings(few, max_examples=max(5, EXAMPLES // 15))
def test_what_was_merged_is_written_as_a_folder_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, ours: list[Edit], theirs: list[Edit]
) -> None:
    edition = rebased(_merged(ours, theirs).edition, all_edited(small(), theirs))
    material = Material(edition.course, _pictures())
    folder = tmp_path_factory.mktemp("merged")
    write_folder(folder, material, edition.settings)
    back, settings_read = read_edition_folder(folder)
    assert back.course == edition.course
    assert settings_read == edition.settings


@cache
def _pictures() -> Mapping[str, bytes]:
    return read_folder(CORPUS / "every-layout").media


@given(ours=edits(reach=NEAR), theirs=edits(reach=NEAR))
@law
def test_resolving_all_for_one_side_keeps_no_text_of_the_other_in_these_places(
    ours: list[Edit], theirs: list[Edit]
) -> None:
    merged = _merged(ours, theirs, law_asks=False)
    kept = resolve(merged, [conflict.choose("ours") for conflict in merged.conflicts])
    assert kept.edition == merged.edition
    assert [conflict for conflict, _ in kept.settled] == list(merged.conflicts)


@given(
    ours=edits(REWRITING, reach=NEAR), theirs=edits(REWRITING, reach=NEAR), law_asks=st.booleans()
)
@law
def test_a_rewritten_part_is_asked_about_once_and_by_fields_as_if_it_were_not(
    ours: list[Edit], theirs: list[Edit], law_asks: bool
) -> None:
    merged = _merged(ours, theirs, law_asks=law_asks)
    whole = [one for one in merged.conflicts if one.kind is ConflictKind.REWRITTEN]
    for one in whole:
        about = [other for other in merged.conflicts if other.part_id == one.part_id]
        assert {other.kind for other in about} <= {one.kind, ConflictKind.HIDDEN_LEGAL}
    opened = resolve(merged, [one.choose("fields") for one in whole])
    for one in whole:
        fields = {other.field for other in opened.conflicts if other.part_id == one.part_id}
        assert len(fields - {"hidden"}) > 1
    theirs_whole = resolve(opened, [one.choose("theirs") for one in whole])
    new = {part.id: part for part in _parts_of(all_edited(small(), theirs))}
    taken = {part.id: part for part in _parts_of(theirs_whole.edition)}
    assert all(taken[one.part_id] == new[one.part_id] for one in whole)
    assert resolve(opened, [one.choose("ours") for one in whole]).edition == merged.edition


def _parts_of(edition: Edition) -> list[SlideBase | SurveyItem | Question]:
    text = edition.course.source
    return [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]


WORDING = ["edit text"]


@given(ours=edits(WORDING, reach=NEAR), theirs=edits(WORDING, reach=NEAR))
@law
def test_the_same_places_are_in_conflict_whoever_is_called_ours(
    ours: list[Edit], theirs: list[Edit]
) -> None:
    one, other = _merged(ours, theirs), _merged(theirs, ours)
    assert {c.id for c in one.conflicts} == {c.id for c in other.conflicts}
    assert {(c.id, str(c.ours), str(c.theirs)) for c in one.conflicts} == {
        (c.id, str(c.theirs), str(c.ours)) for c in other.conflicts
    }


@given(data=st.data())
@law
def test_changes_in_different_fields_never_conflict(data: st.DataObject) -> None:
    """Any two texts of the course, two paragraphs of one narration included."""
    base = small()
    places = _text_places(base)
    one = data.draw(st.sampled_from(places), label="ours")
    other = data.draw(st.sampled_from([place for place in places if place != one]), label="theirs")
    ours, theirs = with_field(base, *one, "私たちの文"), with_field(base, *other, "新しい版の文")
    merged = merge(base, ours, theirs)
    assert merged.conflicts == ()
    assert merged.edition == with_field(ours, *other, "新しい版の文")


OTHER_THAN_SLIDES = ["edit text", "edit questions", "edit items", "edit head", "move slide"]


@given(gone=st.sets(st.integers(0, 12), min_size=1, max_size=4), theirs=edits(OTHER_THAN_SLIDES))
@law
def test_whoever_only_deletes_sheets_is_asked_about_no_question_and_no_picture(
    gone: set[int], theirs: list[Edit]
) -> None:
    """As an import gives it: names of questions and pictures have gone with their slides."""
    base = small()
    slides = [slide.id for _, slide in base.course.source.every_slide()]
    ours = without_sheets(base, {slides[at % len(slides)] for at in gone})
    other = all_edited(base, theirs)
    media = dict.fromkeys(other.course.media, "0" * 64)  # the vendor drew all of them anew
    course = other.course.model_copy(update={"media": media})
    merged = merge(base, ours, other.model_copy(update={"course": course}))
    assert merged.conflicts == ()
    assert problems(merged.edition) == []


@given(ours=edits(reach=NEAR), theirs=edits(reach=NEAR))
@law
def test_every_change_of_either_side_is_in_the_result_or_named(
    ours: list[Edit], theirs: list[Edit]
) -> None:
    merged = _merged(ours, theirs, law_asks=False)
    base = _said(small())
    result = _said(merged.edition)
    named = {conflict.part_id for conflict in merged.conflicts}
    named |= {notice.part_id for notice in merged.notices}
    for side in (all_edited(small(), ours), all_edited(small(), theirs)):
        there = _said(side)
        for place in base.keys() | there.keys():
            if place[0] in named:
                continue
            new = there.get(place, set()) - base.get(place, set())
            assert new <= result.get(place, set()), place
        for part in {place[0] for place in base} - {place[0] for place in there} - named:
            assert part not in {place[0] for place in result}


def _said(edition: Edition) -> dict[tuple[str, str], set[object]]:
    """Every value by part and language: what each slide, item and question says."""
    said: dict[tuple[str, str], set[object]] = {}
    for text in edition.course.texts:
        parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
        for part in parts:
            said[part.id, text.language] = set(fields_of(part).values())
    return said


def _text_places(edition: Edition) -> list[tuple[str, str, str]]:
    return [
        (text.language, part.id, path)
        for text in edition.course.texts
        for part in (
            *(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions
        )
        for path, value in fields_of(part).items()
        if isinstance(value, str) and value and path.split(".")[-1] not in NO_TEXT
        and path.split(".")[0] not in ("facts", "slides", "tags")
    ]  # fmt: skip


NO_TEXT = ("goal", "required", "kind", "topic", "file", "ground", "judgement", "doer", "suits")


def _merged(ours: list[Edit], theirs: list[Edit], *, law_asks: bool = False) -> Merged:
    base = small()
    changes = [
        Change(slide=slide.id, field=field, kind="legal", note={"ja": "法改正"})
        for _, slide in base.course.source.slides()
        for field in ("narration", "title")
    ]
    return merge(
        base, all_edited(base, ours), all_edited(base, theirs), changes if law_asks else ()
    )


@pytest.mark.parametrize("kind", list(ConflictKind))
def test_the_random_edits_reach_every_kind_of_conflict(kind: ConflictKind) -> None:
    """The laws above would say little if the edits never met."""
    met = _kinds_met()
    assert met[kind] >= ENOUGH, met


@cache
def _kinds_met() -> dict[ConflictKind, int]:
    chance = random.Random(20261124)
    met = dict.fromkeys(ConflictKind, 0)
    for _ in range(250):
        if min(met.values()) >= ENOUGH:
            break
        sides = [
            [
                Edit(
                    chance.choice(list(OPS)),
                    chance.randint(0, NEAR),
                    chance.randint(0, NEAR),
                    chance.randint(0, 5),
                    chance.random() < 0.5,
                )
                for _ in range(4)
            ]
            for _ in range(2)
        ]
        for conflict in _merged(sides[0], sides[1], law_asks=True).conflicts:
            met[conflict.kind] += 1
    return met
