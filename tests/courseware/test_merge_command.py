"""`terakoya diff` and `terakoya merge` on folders and revisions."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.cli.importing import write_folder
from terakoya.courseware.edition import Edition, EditionSettings
from terakoya.courseware.formats.folder.reading import read_edition_folder
from terakoya.courseware.model import Material
from terakoya.courseware.revision import revision_bytes, revision_id
from tests.courses import before_danger, flagship_material, notes_of_danger, short_material

from .editions import changed

TITLE = "カスハラは、3つの要素がそろったもの"
CHAPTER = "ja/10-what-it-is.md"
DANGER = "when-it-happens"
REWRITTEN = (  # half of the texts of a slide
    TITLE,
    "買い物客のほか、取引先や施設の利用者も。",
    "どこまで：社会通念上許される範囲を超える",
    "要求の内容と、伝える手段・態様の両方から見ます。",
    "業務が止まる、働くのが怖い、心身の不調など。",
    "苦情そのものは、カスハラではありません。",
)


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


def test_a_rewritten_slide_is_written_down_once_and_opened_by_fields(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, old in enumerate(REWRITTEN):
        sides.change(sides.ours, old, f"私たちの文{number}")
    for number, old in enumerate(REWRITTEN[:2]):
        sides.change(sides.theirs, old, f"新しい文{number}")
    assert sides.run("first") == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 of 1 conflicts are open"
    choices = sides.root / "first" / "conflicts.json"
    filled = json.loads(choices.read_text(encoding="utf-8"))
    [entry] = filled["choices"]
    assert (entry["kind"], entry["takes_fields"], entry["field"]) == ("rewritten", True, "")
    entry["take"] = "fields"
    choices.write_text(json.dumps(filled), encoding="utf-8")
    assert sides.run("second", "--resolve", str(choices)) == 1
    opened = sides.root / "second" / "conflicts.json"
    filled = json.loads(opened.read_text(encoding="utf-8"))
    kept = [(one["conflict"], one["take"]) for one in filled["choices"]]
    slide = "slide/three-elements"
    assert kept == [(f"{slide}/ja/title", ""), (f"{slide}/ja/items.0.text", ""), (slide, "fields")]
    for one in filled["choices"][:2]:
        one["take"] = "theirs"
    opened.write_text(json.dumps(filled), encoding="utf-8")
    assert sides.run("third", "--resolve", str(opened)) == 0
    text = (sides.root / "third" / CHAPTER).read_text(encoding="utf-8")
    assert [text.count(f"新しい文{n}") for n in range(2)] == [1, 1]
    assert [text.count(f"私たちの文{n}") for n in range(6)] == [0, 0, 1, 1, 1, 1]


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


# -- the rule for danger, as a company receives it that holds 2026.12 ---------------------------


def _updated(sides: Sides, capsys: pytest.CaptureFixture[str], **own: str) -> dict[str, Any]:
    """What the merge answers where the company's slide says something of its own."""
    newest = short_material()
    before = before_danger(newest)
    ours = Edition(course=before.course, settings=EditionSettings(base=revision_id(before.course)))
    ours = changed(ours, DANGER, ja=own)
    sides.base = _written(before, sides.root / "2026.12")
    sides.theirs = _written(newest, sides.root / "2027.01")
    write_folder(sides.root / "own", replace(before, course=ours.course), ours.settings)
    sides.ours = sides.root / "own"
    with answer(capsys) as found:
        assert sides.run("out", "--json") == int(bool(own.get("alarm")))
    return found


def _written(material: Material, out: Path) -> Path:
    write_folder(out, material, EditionSettings())
    return out


def _danger(folder: Path, language: str) -> dict[str, Any]:
    text = read_edition_folder(folder)[0].course.text(language)
    return next(one for _, one in text.slides() if one.id == DANGER).model_dump(mode="json")


def test_who_left_the_slide_alone_gets_the_rule_for_danger(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _updated(sides, capsys)
    assert (found["conflicts"], found["notices"]) == ([], [])
    for language in ("ja", "en"):
        assert _danger(sides.root / "out", language) == _danger(sides.theirs, language)
        assert _danger(sides.root / "out", language) != _danger(sides.base, language)


def test_who_changed_the_alarm_is_asked_once_and_told_that_it_is_law(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _updated(sides, capsys, alarm="危ないときは、すぐ離れて通報。")
    assert [(one["id"], one["legal"]) for one in found["conflicts"]] == [
        (f"slide/{DANGER}/ja/alarm", True)
    ]
    own, new = _danger(sides.root / "out", "ja"), _danger(sides.theirs, "ja")
    assert own == {**new, "alarm": "危ないときは、すぐ離れて通報。"}
    assert _danger(sides.root / "out", "en") == _danger(sides.theirs, "en")


def test_who_changed_another_field_gets_the_rule_with_a_notice_and_its_day(
    sides: Sides, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _updated(sides, capsys, title="起きたら、こう動く")
    assert found["conflicts"] == []
    notices = [(one["kind"], one["part_id"], one["field"]) for one in found["notices"]]
    assert notices == [("legal", DANGER, ""), ("legal", DANGER, "narration")]
    new = _danger(sides.theirs, "ja")
    assert _danger(sides.root / "out", "ja") == {**new, "title": "起きたら、こう動く"}
    told = read_edition_folder(sides.root / "out")[0].course.changes
    newest, earlier = notes_of_danger(short_material())
    assert sorted(map(repr, told)) == sorted(map(repr, (*newest, *earlier)))
    days = [one.effective_on for one in told if one.slide == DANGER and one.kind == "legal"]
    assert days == [dt.date(2026, 10, 1)] * 2


def test_each_note_is_told_once_to_whichever_version_a_company_holds() -> None:
    course = flagship_material().course
    second = before_danger(flagship_material()).course
    first = second.model_copy(update={"changes": ()})
    newest, earlier = notes_of_danger(flagship_material())
    assert (newest[0].slide, newest[-1].field, earlier[0].slide) == (DANGER, "wording", "opening")
    assert course.changes_since(second) == newest
    assert second.changes_since(first) == earlier
    assert course.changes_since(first) == (*newest, *earlier)
    assert course.changes_since(course) == ()


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
