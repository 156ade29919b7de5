"""`terakoya diff` and `terakoya merge` on folders and revisions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.formats.folder.reading import read_edition_folder
from terakoya.courseware.revision import revision_bytes, revision_id

TITLE = "カスハラは、3つの要素がそろったもの"
CHAPTER = "ja/10-what-it-is.md"


class Sides:
    """Base, ours and theirs as folders beside each other."""

    def __init__(self, root: Path, course: Path) -> None:
        self.root, self.base = root, course
        self.ours, self.theirs = self._copy("ours"), self._copy("theirs")

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self.base, self.root / name))

    def change(self, side: Path, old: str, new: str, file: str = CHAPTER) -> None:
        """Replace a text in a file; it must be there."""
        path = side / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, out: str, *more: str) -> int:
        """`terakoya merge` of the three."""
        sides = [str(self.base), str(self.ours), str(self.theirs)]
        return main(["merge", *sides, "--out", str(self.root / out), *more])

    def titles(self, out: str) -> list[str]:
        """The titles of the first chapter of a result."""
        material, _ = read_edition_folder(self.root / out)
        return [slide.title for slide in material.course.source.chapters[0].slides]


@pytest.fixture
def sides(tmp_path: Path, course: Path) -> Sides:
    return Sides(tmp_path, course)


@contextmanager
def answer(capsys: pytest.CaptureFixture[str]) -> Iterator[dict[str, Any]]:
    """What the commands inside answered, read after them."""
    found: dict[str, Any] = {}
    capsys.readouterr()
    yield found
    found.update(json.loads(capsys.readouterr().out))


def test_diff_of_the_same_course_is_fine_and_of_another_is_not(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(sides.base), str(sides.ours)]) == 0
    assert capsys.readouterr().out == "There is no difference.\n"
    sides.change(sides.ours, TITLE, "カスハラは、三要素がそろったもの")
    assert main(["diff", str(sides.base), str(sides.ours), "--lang", "ja"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "スライド three-elements: 編集",
        "  タイトル [ja]: カスハラは、[-3つの-]{+三+}要素がそろったもの",
    ]


def test_diff_as_json_lists_every_slide(sides: Sides, capsys: pytest.CaptureFixture[str]) -> None:
    sides.change(sides.ours, TITLE, "三要素")
    with answer(capsys) as found:
        assert main(["diff", str(sides.base), str(sides.ours), "--json"]) == 1
    assert (found["schema"], found["same"], len(found["slides"])) == (1, False, 12)


@pytest.mark.usefixtures("read_here")
def test_diff_with_a_revision_does_not_tell_of_what_no_revision_holds(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    revision = _revision(sides.base, sides.root / "vendor")
    assert main(["diff", str(revision), str(sides.ours)]) == 0
    assert main(["diff", str(sides.ours), str(revision)]) == 0
    assert main(["diff", str(revision), str(revision)]) == 0


def _revision(folder: Path, out: Path) -> Path:
    material, _ = read_edition_folder(folder)
    (out / "media").mkdir(parents=True)
    for name, data in material.media.items():
        (out / "media" / name).write_bytes(data)
    (out / "REVISION.json").write_bytes(revision_bytes(material.course))
    return out / "REVISION.json"


def test_what_is_not_there_is_unreadable(
    sides: Sides, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(sides.base), str(tmp_path / "nothing")]) == 2
    assert "→" in capsys.readouterr().err
    sides.theirs = tmp_path / "nothing"
    assert sides.run("out") == 2
    assert not (tmp_path / "out").exists()


def test_merge_without_conflict_is_fine_and_writes_an_edition(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.change(sides.ours, TITLE, "私たちの題")
    sides.change(sides.theirs, "第2章", "2章", "ja/20-judging.md")
    with answer(capsys) as found:
        assert sides.run("out", "--json") == 0
    assert (found["schema"], found["conflicts"]) == (1, [])
    assert "私たちの題" in sides.titles("out")
    material, settings = read_edition_folder(sides.root / "out")
    theirs, _ = read_edition_folder(sides.theirs)
    assert settings.base == revision_id(theirs.course)
    assert material.media == theirs.media
    assert not (sides.root / "out" / "conflicts.json").exists()
    assert main(["diff", str(sides.theirs), str(sides.root / "out")]) == 1
    assert "Slide three-elements: edited" in capsys.readouterr().out


def test_a_conflict_is_written_down_filled_in_and_resolved(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.change(sides.ours, TITLE, "私たちの題")
    sides.change(sides.theirs, TITLE, "新しい題")
    assert sides.run("first", "--lang", "ja") == 1
    shown = capsys.readouterr().out.splitlines()
    assert shown == [
        "スライド three-elements タイトル [ja]は、自社と新版の両方で変わりました。",
        "  slide/three-elements/ja/title",
        f"  もと: {TITLE}",
        "  自社版: 私たちの題",
        "  新版: 新しい題",
        "要確認 1件（全1件）",
    ]
    assert "私たちの題" in sides.titles("first")
    choices = sides.root / "first" / "conflicts.json"
    filled = json.loads(choices.read_text(encoding="utf-8"))
    assert sides.run("again", "--resolve", str(choices)) == 1
    filled["choices"][0]["take"] = "theirs"
    choices.write_text(json.dumps(filled), encoding="utf-8")
    assert sides.run("second", "--resolve", str(choices)) == 0
    assert "新しい題" in sides.titles("second")
    kept = sides.root / "second" / "conflicts.json"
    assert json.loads(kept.read_text(encoding="utf-8"))["choices"][0]["take"] == "theirs"
    assert sides.run("third", "--resolve", str(kept)) == 0


def test_choices_may_be_yaml_and_a_text(sides: Sides) -> None:
    sides.change(sides.ours, TITLE, "私たちの題")
    sides.change(sides.theirs, TITLE, "新しい題")
    assert sides.run("first") == 1
    seen = json.loads((sides.root / "first/conflicts.json").read_text("utf-8"))["choices"][0]
    choices = sides.root / "choices.yaml"
    choices.write_text(
        "choices:\n"
        f"  - conflict: {seen['conflict']}\n"
        "    take: text\n"
        "    text: 二つを合わせた題\n"
        f'    seen: "{seen["seen"]}"\n',
        encoding="utf-8",
    )
    assert sides.run("second", "--resolve", str(choices)) == 0
    assert "二つを合わせた題" in sides.titles("second")


def test_a_choice_made_for_another_text_is_reported_and_not_applied(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.change(sides.ours, TITLE, "私たちの題")
    sides.change(sides.theirs, TITLE, "新しい題")
    assert sides.run("first") == 1
    choices = sides.root / "first" / "conflicts.json"
    filled = json.loads(choices.read_text(encoding="utf-8"))
    filled["choices"][0]["take"] = "theirs"
    choices.write_text(json.dumps(filled), encoding="utf-8")
    sides.change(sides.theirs, "新しい題", "もっと新しい題")
    with answer(capsys) as found:
        assert sides.run("second", "--resolve", str(choices), "--json") == 1
    assert [misfit["reason"] for misfit in found["misfits"]] == ["changed"]
    assert "私たちの題" in sides.titles("second")


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe",
        b"choices: {a",
        b"[]",
        b"choices: 3",
        b"choices: [x]",
        b"choices: [{take: ours}]",
        b'{"choices": [{"conflict": "a", "take": "mine", "seen": "b"}]}',
    ],
)
def test_a_file_of_choices_that_cannot_be_read_is_refused_and_nothing_is_written(
    sides: Sides, capsys: pytest.CaptureFixture[str], text: bytes
) -> None:
    choices = sides.root / "choices.yaml"
    choices.write_bytes(text)
    assert sides.run("out", "--resolve", str(choices)) == 2
    assert "→" in capsys.readouterr().err
    assert not (sides.root / "out").exists()


def test_the_changes_that_the_new_revision_tells_of_say_what_is_legal(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.change(sides.ours, TITLE, "私たちの題")
    sides.change(sides.theirs, TITLE, "新しい題")
    (sides.theirs / "changes.yaml").write_text(
        "changes:\n  - {slide: three-elements, field: title, kind: legal, "
        "effective_on: 2027-04-01, note: {ja: 改正, en: Amended}}\n",
        encoding="utf-8",
    )
    with answer(capsys) as found:
        assert sides.run("out", "--json") == 1
    assert [conflict["legal"] for conflict in found["conflicts"]] == [True]
    assert sides.run("told", "--lang", "ja") == 1
    assert "両方で変わりました。新版の変更は法改正によるものです。\n" in capsys.readouterr().out


def test_a_merge_of_revisions_needs_no_folder(sides: Sides) -> None:
    sides.change(sides.ours, TITLE, "私たちの題")
    sides.base = _revision(sides.base, sides.root / "base")
    sides.theirs = _revision(sides.theirs, sides.root / "new")
    assert sides.run("out") == 0
    material, _ = read_edition_folder(sides.root / "out")
    assert material.course.meta.version == "2026.11"


def test_states_of_different_courses_are_not_merged(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    sides.change(sides.theirs, "id: every-layout", "id: another", "course.yaml")
    assert sides.run("out") == 2
    assert "`another`" in capsys.readouterr().err
    assert not (sides.root / "out").exists()


def test_a_folder_that_holds_something_is_not_written_into(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    assert sides.run("ours") == 2
    assert "empty" in capsys.readouterr().err
