"""The tree of hashes, and REVISION.json."""

from __future__ import annotations

import json
import pickle
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from terakoya.courseware.errors import UnreadableSource
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.folder.revision_file import read_revision_file
from terakoya.courseware.model import Course
from terakoya.courseware.revision import (
    UnreadableRevision,
    canonical,
    node_hash,
    read_revision,
    revision_bytes,
    revision_id,
    revision_tree,
    sha256,
    slide_hash,
)
from tests.courseware.laws import law

from .conftest import CORPUS, Change

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
@law
def test_canonical_bytes_say_the_same_and_do_not_depend_on_order(value: object) -> None:
    again = canonical(json.loads(canonical(value)))
    assert again == canonical(value)


def in_nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {in_nfc(key): in_nfc(item) for key, item in value.items()}
    return [in_nfc(item) for item in value] if isinstance(value, list) else value


@given(JSON | st.dictionaries(st.text("ab\x7f", max_size=2), JSON | st.floats(-1e9, 1e9)))
@law
def test_canonical_bytes_are_those_of_the_standard(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(in_nfc(value))


@pytest.mark.parametrize("value", [2**53, {"a": -(2**53)}, {1: 2}, object()])
def test_what_the_standard_does_not_know_is_refused(value: object) -> None:
    with pytest.raises((rfc8785.CanonicalizationError, ValueError)):
        canonical(value)


def test_control_characters_are_written_as_the_standard_wants() -> None:
    text = "".join(map(chr, range(0x20))) + '"\\/\x7f\u2028'
    assert canonical({"a": text}) == rfc8785.dumps({"a": text})


def test_canonical_bytes_are_nfc() -> None:
    assert canonical({"か\u3099": "e\u0301"}) == canonical({"が": "é"})


@pytest.fixture(scope="module")
def corpus() -> Course:
    return read_folder(CORPUS / "every-layout").course


def test_revision_id_is_the_hash_of_the_root(corpus: Course) -> None:
    document = json.loads(revision_bytes(corpus))
    assert node_hash(document["root"]) == revision_id(corpus)


def test_revision_file_holds_the_hashed_bytes_letter_by_letter(corpus: Course) -> None:
    data = revision_bytes(corpus)
    for key, node in json.loads(data)["nodes"].items():
        assert canonical(node) in data
        assert sha256(canonical(node)) == key


def test_revision_file_is_canonical_as_a_whole(corpus: Course) -> None:
    data = revision_bytes(corpus)
    assert data == canonical(json.loads(data))


def test_tree_knows_the_hash_of_every_slide_of_the_chapters(corpus: Course) -> None:
    tree = revision_tree(corpus)
    for text in corpus.texts:
        assert tree.slide_hashes(text.language) == {
            slide.id: slide_hash(slide, corpus.media) for _chapter, slide in text.slides()
        }


def test_revision_file_gives_the_course_back(corpus: Course) -> None:
    again = read_revision(revision_bytes(corpus), version=corpus.meta.version)
    dates = {fact.id: fact.checked_on for fact in corpus.facts}
    facts = tuple(f.model_copy(update={"checked_on": dates[f.id]}) for f in again.facts)
    assert again.model_copy(update={"facts": facts}) == corpus
    assert revision_id(again) == revision_id(corpus)


def test_version_label_and_day_of_checking_stay_outside(course: Path, change: Change) -> None:
    before = revision_id(read_folder(course).course)
    text = (course / "course.yaml").read_text(encoding="utf-8")
    line = next(one for one in text.split("\n") if one.startswith("version:"))
    change("course.yaml", line, 'version: "other"')
    change("../shared/facts.yaml", "checked_on: 2026-11-24", "checked_on: 2026-11-25")
    assert revision_id(read_folder(course).course) == before


def test_a_picture_changes_its_slide_and_the_revision(course: Path) -> None:
    before = read_folder(course).course
    path = course / "media/diagram-three.svg"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    after = read_folder(course).course
    changed = {
        ours.id
        for (_c, ours), (_d, theirs) in zip(
            before.source.slides(), after.source.slides(), strict=True
        )
        if slide_hash(ours, before.media) != slide_hash(theirs, after.media)
    }
    assert (revision_id(before) != revision_id(after), changed) == (True, {"three-elements"})
    assert {slide_hash(s) for _c, s in before.source.slides()} == {
        slide_hash(s) for _c, s in after.source.slides()
    }


def test_changed_revision_file_is_refused(corpus: Course) -> None:
    data = revision_bytes(corpus).replace("カスハラ".encode(), "カスパラ".encode(), 1)
    with pytest.raises(UnreadableSource, match="changed after it was written"):
        read_revision(data)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"schema":1}', b'{"root":{},"nodes":{}}'])
def test_other_files_are_refused_as_revision(data: bytes) -> None:
    with pytest.raises(UnreadableRevision) as refused:
        read_revision(data)
    sent = pickle.loads(pickle.dumps(refused.value))  # it comes from a process of its own
    said = {language: sent.sentence(language) for language in ("ja", "en")}
    assert said["en"] == str(refused.value) != said["ja"]
    assert said["ja"].endswith("。 → もう一度書き出してください。")


@pytest.mark.parametrize(
    ("change", "japanese", "english"),
    [
        (
            {"pass_mark": 101},
            "「meta.pass_mark」が100より大きくなっています",
            "`meta.pass_mark` is more than 100",
        ),
        (
            {"colour": "red"},
            "「meta.colour」という項目はありません",
            "`meta.colour` is not a key here",
        ),
        (
            {"audience": {"ja": 5}},
            "「meta.audience.ja」が文字ではありません",
            "`meta.audience.ja` is no text",
        ),
    ],
)
def test_a_value_that_does_not_fit_is_named_in_each_language_in_one_line(
    corpus: Course, change: dict[str, object], japanese: str, english: str
) -> None:
    document = json.loads(revision_bytes(corpus))
    part = next(key for key, node in document["nodes"].items() if "meta" in node)
    node = document["nodes"].pop(part)
    node["meta"] |= change
    other = node_hash(node)
    text = json.dumps({**document, "nodes": {**document["nodes"], other: node}})
    with pytest.raises(UnreadableRevision) as refused:
        read_revision(text.replace(part, other).encode())
    sent = pickle.loads(pickle.dumps(refused.value))
    assert {language: sent.sentence(language) for language in ("ja", "en")} == {
        "ja": f"REVISION.jsonにコース全体が入っていません（{japanese}）。"
        " → もう一度書き出してください。",
        "en": f"REVISION.json does not hold a whole course ({english}). → Export it again.",
    }


def test_revision_file_wants_its_pictures_beside_it(corpus: Course, tmp_path: Path) -> None:
    path = tmp_path / "REVISION.json"
    path.write_bytes(revision_bytes(corpus))
    with pytest.raises(UnreadableSource, match="media/"):
        read_revision_file(path)
    material = read_folder(CORPUS / "every-layout")
    (tmp_path / "media").mkdir()
    for name, picture in material.media.items():
        (tmp_path / "media" / name).write_bytes(picture)
    assert read_revision_file(path).media == material.media
