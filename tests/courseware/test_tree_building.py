"""Parts as trees: told by name, place or likeness, and back again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from terakoya.courseware.edition import Edition, EditionSettings, Hidden
from terakoya.courseware.merge.tree.building import is_level, tree_of
from terakoya.courseware.merge.tree.nodes import (
    Leaf,
    Listing,
    MatchedBy,
    Record,
    Words,
    plain,
    shown,
    speaks,
    texts_in,
)
from terakoya.courseware.merge.tree.parts import PartKind, Tongues, contents_of
from terakoya.courseware.model import BlueprintPart, Part, Voice

from .editions import changed, flagship, hidden, moved, small

BOTH = ("ja", "en")


def tongues(part_id: str, edition: Edition | None = None) -> dict[str, Part]:
    """A slide, item or question in both languages."""
    found: dict[str, Part] = {}
    for text in (edition or small()).course.texts:
        parts = [*(s for _, s in text.every_slide()), *text.survey.items, *text.test.questions]
        found[text.language] = next(part for part in parts if part.id == part_id)
    return found


def every(edition: Edition) -> Iterator[Tongues]:
    """Every part of an edition."""
    contents = contents_of(edition, edition.course.meta.languages)
    for kind in PartKind:
        yield from contents.of(kind).values()


@pytest.mark.parametrize("edition", [small(), flagship()], ids=["small", "flagship"])
def test_a_tree_gives_every_part_back_in_every_language(edition: Edition) -> None:
    lists = ("slides", "items", "questions")
    for part in every(edition):
        tree = tree_of(part)
        for language, one in part.items():
            plain_values = {**plain(tree, language), "source_hash": getattr(one, "source_hash", "")}
            known = type(one).model_fields
            values = {name: plain_values[name] for name in plain_values if name in known}
            values |= {name: () for name in lists if name in known and name not in values}
            assert type(one).model_validate(values) == one


def listing(part_id: str, name: str) -> Listing:
    node = tree_of(tongues(part_id)).fields[name]
    assert isinstance(node, Listing)
    return node


@pytest.mark.parametrize(
    ("part_id", "name", "told", "names"),
    [
        ("five-steps", "facts", MatchedBy.NAME, ("call-110",)),
        ("two-axes", "cells", MatchedBy.PLACE, ("0", "1", "2", "3")),
        ("case-kettle", "verdict", MatchedBy.NAME, ("demand", "manner")),
        ("case-kettle", "choices", MatchedBy.LIKENESS, ("a", "b", "c")),
        ("three-elements", "items", MatchedBy.LIKENESS, ("0", "1", "2")),
    ],
)
def test_elements_are_told_by_name_place_or_likeness(
    part_id: str, name: str, told: MatchedBy, names: tuple[str, ...]
) -> None:
    node = listing(part_id, name)
    assert (node.told, node.names, node.lettered) == (told, names, name == "choices")


def test_texts_stand_in_each_language_and_structure_once() -> None:
    fields = tree_of(tongues("two-axes")).fields
    assert fields["goal"] == Leaf("judges")
    title, columns = fields["title"], fields["columns"]
    assert isinstance(title, Words) and set(title.fields) == {"ja", "en"}
    assert isinstance(columns, Words)
    assert isinstance(columns.fields["ja"], Listing)
    assert columns.fields["ja"].told is MatchedBy.PLACE
    assert "suits" not in fields and "source_hash" not in fields


def test_a_name_that_stands_twice_tells_nothing() -> None:
    double = changed(small(), "five-steps", both={"facts": ["call-110", "call-110"]})
    node = tree_of(tongues("five-steps", double)).fields["facts"]
    assert isinstance(node, Listing) and node.told is MatchedBy.LIKENESS


def test_parts_of_a_blueprint_are_told_by_goal_and_tag() -> None:
    meta = small().course.meta
    node = tree_of({"": meta}).fields["blueprint"]
    assert isinstance(node, Listing)
    assert node.names == ("knows+", "judges+", "+own-conduct")
    twice = meta.model_copy(
        update={"blueprint": (*meta.blueprint, BlueprintPart(take=2, goal="knows"))}
    )
    node = tree_of({"": twice}).fields["blueprint"]
    assert isinstance(node, Listing) and node.told is MatchedBy.LIKENESS


def test_voices_stand_by_language_with_all_they_say() -> None:
    voice = Voice(engine="kokoro-ja", name="jf_alpha", speed=0.9, others=("jm_kumo",))
    meta = small().course.meta.model_copy(update={"voices": {"ja": voice}})
    assert type(meta).model_validate(plain(tree_of({"": meta}))) == meta
    node = tree_of({"": meta}).fields["voices"]
    assert shown(node) == {
        "ja": {
            "engine": "kokoro-ja",
            "name": "jf_alpha",
            "speed": 0.9,
            "others": ["jm_kumo"],
            "readings": [],
        }
    }


def test_values_and_hidden_slides_are_told_by_variable_and_slide() -> None:
    settings = EditionSettings(
        variables={"desk.name": {"ja": "人事部"}}, hidden=(Hidden(slide="opening"),)
    )
    fields = tree_of({"": settings}).fields
    assert fields["variables"] == Record({"desk.name": Record({"ja": Leaf("人事部")})})
    assert isinstance(fields["hidden"], Listing)
    assert (fields["hidden"].told, fields["hidden"].names) == (MatchedBy.NAME, ("opening",))


def test_a_language_that_lacks_a_text_is_shown_the_first_that_has_it() -> None:
    node = Record(
        {"title": Words({"ja": Leaf("題")}), "n": Listing(MatchedBy.PLACE, ("0",), (Leaf(1),))}
    )
    assert plain(node, "en") == {"title": "題", "n": [1]}
    assert plain(Words({}), "en") == ""
    assert (speaks(node, "ja"), speaks(node, "en")) == (True, False)
    listed = Listing(MatchedBy.LIKENESS, ("0", "1"), (node, Record({})))
    assert (speaks(listed, "ja"), speaks(listed, "en")) == (True, False)
    assert list(texts_in(listed)) == ["題"]
    assert shown(listed) == [{"title": {"ja": "題"}, "n": [1]}, {}]
    assert shown(None) is None


def test_lettered_elements_get_their_letters_anew() -> None:
    node = Listing(
        MatchedBy.LIKENESS, ("c", "a"), (Record({"x": Leaf(1)}), Record({})), lettered=True
    )
    assert plain(node, "ja") == [{"id": "a", "x": 1}, {"id": "b"}]


def _without_item(plain_part: dict[str, object]) -> None:
    items = plain_part["items"]
    assert isinstance(items, list)
    items.pop()


def test_a_list_that_is_longer_in_one_language_is_a_tree_all_the_same() -> None:
    other = changed(small(), "three-elements", en=_without_item)
    node = tree_of(tongues("three-elements", other)).fields["items"]
    assert isinstance(node, Listing)
    assert [speaks(item, "en") for item in node.nodes] == [True, True, False]


def test_a_picture_that_one_language_lacks_is_that_of_the_other_alone() -> None:
    other = changed(small(), "three-elements", en={"picture": None})
    node = tree_of(tongues("three-elements", other)).fields["picture"]
    assert (speaks(node, "ja"), speaks(node, "en")) == (True, False)


def test_languages_built_alike_are_level() -> None:
    assert is_level(tongues("three-elements"), BOTH)
    assert is_level(tongues("case-kettle"), BOTH)
    assert is_level({"": small().course.meta}, BOTH)
    assert is_level(tongues("three-elements"), ("ja",))


@pytest.mark.parametrize(
    ("part_id", "change"),
    [
        ("three-elements", _without_item),
        ("three-elements", {"goal": "acts"}),
        ("three-elements", {"facts": []}),
        ("same-wish", {"left.judgement": "may"}),
        ("case-kettle", {"choices.a.correct": True, "choices.b.correct": True}),
        ("same-day", {"picture.file": "diagram-three.svg"}),
        ("sv-talk", {"reverse": True}),
    ],
)
def test_languages_built_otherwise_are_not_level(part_id: str, change: object) -> None:
    other = changed(small(), part_id, ja=change)  # type: ignore[arg-type]
    assert not is_level(tongues(part_id, other), BOTH)


def test_a_missing_language_and_another_layout_are_not_level() -> None:
    both = tongues("three-elements")
    assert not is_level({"ja": both["ja"]}, BOTH)
    assert not is_level({"ja": both["ja"], "en": tongues("same-day")["en"]}, BOTH)
    bare = changed(small(), "three-elements", ja={"title": "x", "narration": ["一つだけ"]})
    assert is_level(tongues("three-elements", bare), BOTH)


def test_contents_know_the_places_of_slides_in_each_language() -> None:
    edition = moved(hidden(small(), "opening"), "same-day", "judging", 0)
    contents = contents_of(edition, BOTH)
    assert contents.place("en")["same-day"] == "chapters/judging"
    assert contents.slides_by_chapter("ja")["chapters/judging"][:2] == ["same-day", "same-wish"]
    assert contents.order(PartKind.CHAPTER, "ja") == [
        "chapters/what-it-is",
        "chapters/judging",
        "chapters/acting",
    ]
    assert contents.order(PartKind.QUESTION, "zh") == contents.order(PartKind.QUESTION, "ja")
    assert contents.order(PartKind.FACT, "") == [fact.id for fact in small().course.facts]
    assert contents_of(edition, ()).place("ja") == {}
    assert contents.of(PartKind.CHAPTER)["chapters/judging"]["ja"].slides == ()  # type: ignore[attr-defined]
