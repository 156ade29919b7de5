"""What each earlier release made is read by this one: its files lie in tests/corpus/older."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from terakoya.courseware.cli.commands import main
from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.revision import revision_id

OLDER = Path(__file__).parents[1] / "corpus/older"
RELEASES = sorted(path.name for path in OLDER.iterdir() if path.is_dir())
FORMATS = "web,pptx,survey-xlsx,test-xlsx,gift,moodle-xml,pdf,scorm12,scorm2004,moodle,revision"
Run = Callable[..., int]


@pytest.fixture(params=RELEASES)
def older(request: pytest.FixtureRequest) -> Path:
    return OLDER / str(request.param)


@pytest.fixture
def revision(older: Path, tmp_path: Path) -> Path:
    """A REVISION.json with its pictures beside it."""
    shutil.copytree(older / "edition/media", tmp_path / "revision/media")
    shutil.copy(older / "REVISION.json", tmp_path / "revision/REVISION.json")
    return tmp_path / "revision/REVISION.json"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def runs(*arguments: object) -> int:
        status = main([str(one) for one in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return status

    return runs


@pytest.mark.slow
def test_course_folder_is_checked_and_built_as_the_revision_it_was(
    older: Path, revision: Path, run: Run, tmp_path: Path
) -> None:
    course = older / "course/every-layout"
    assert run("check", course) == 0
    assert run("build", course, "--lang", "ja", "--to", FORMATS, "--out", tmp_path / "built") == 0
    assert (
        len(list((tmp_path / "built").iterdir())) == len(FORMATS.split(",")) + 1
    )  # web is also a zip
    built = tmp_path / "built/every-layout.REVISION.json"
    assert built.read_bytes() == revision.read_bytes()
    assert run("diff", revision, course) == 0


@pytest.mark.parametrize(
    "files",
    [
        ("deck.pptx",),
        ("--survey", "survey.xlsx"),
        ("--test", "test.xlsx"),
        ("--test", "questions.gift"),
        ("deck.pptx", "--survey", "survey.xlsx", "--test", "test.xlsx"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("base", ["folder", "revision"])
def test_files_come_back_as_the_course_they_were_made_from(
    older: Path, revision: Path, run: Run, tmp_path: Path, files: tuple[str, ...], base: str
) -> None:
    course = older / "course/every-layout"
    named = [older / one if "." in one else one for one in files]
    origin = course if base == "folder" else revision
    assert run("import", *named, "--base", origin, "--out", tmp_path / "back") == 0
    assert run("diff", origin, tmp_path / "back") == 0


@pytest.mark.slow
def test_edition_is_checked_built_and_updated(older: Path, run: Run, tmp_path: Path) -> None:
    edition, course, merged = older / "edition", older / "course/every-layout", tmp_path / "merged"
    assert run("check", edition) == 0
    assert run("build", edition, "--lang", "ja", "--to", FORMATS, "--out", tmp_path / "built") == 0
    assert run("diff", course, edition) == 1
    newer = tmp_path / "newer"
    shutil.copytree(older / "course", newer)
    chapter = newer / "every-layout/ja/30-acting.md"
    text = chapter.read_text("utf-8")
    old, new = "# 今日から、この3つを実行します", "# 明日から、この3つを実行します"
    assert text.count(old) == 1
    chapter.write_text(text.replace(old, new), "utf-8")
    assert run("merge", course, edition, newer / "every-layout", "--out", merged) == 0
    taken = (merged / "ja/30-acting.md").read_text("utf-8")
    assert "# みほん商事では、その日に話す" in taken
    assert new in taken
    assert "two-axes" in (merged / "edition.yaml").read_text("utf-8")


def test_what_a_newer_rule_refuses_is_a_warning_for_a_year(run: Run, tmp_path: Path) -> None:
    course = with_comments(tmp_path)
    assert run("check", course, "--on", "2027-11-30") == 0
    assert run("check", course, "--on", "2027-12-01") == 1
    assert run("build", course, "--lang", "ja", "--to", "pptx", "--out", tmp_path / "built") == 0
    made = tmp_path / "built/every-layout-ja.pptx"
    assert run("import", made, "--base", course, "--out", tmp_path / "back") == 0


def test_mending_changes_the_lines_that_a_rule_names_and_no_meaning(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = with_comments(tmp_path)
    facts, chapter = course.parent / "shared/facts.yaml", course / "ja/10-what-it-is.md"
    before, told = revision_id(read_folder(course).course), facts.read_text("utf-8")
    slides = chapter.read_bytes().decode("utf-8")
    assert main(["check", str(course), "--mend", "--on", "2027-12-01"]) == 0
    lines = [line for line in capsys.readouterr().out.splitlines() if "mended" in line]
    assert [line.partition(" ")[0] for line in lines] == [
        f"../shared/facts.yaml:{told[: told.index('#9110')].count(chr(10)) + 1}:",
        "ja/10-what-it-is.md:9:",
    ]
    assert facts.read_text("utf-8") == told.replace(" #9110", "\n      #9110")
    assert chapter.read_bytes().decode("utf-8") == slides.replace(
        "全従業員向け研修  # for now", "全従業員向け研修\r\n# for now"
    )
    assert revision_id(read_folder(course).course) == before
    assert main(["check", str(course), "--mend"]) == 0
    assert "mended" not in capsys.readouterr().out


def with_comments(folder: Path) -> Path:
    """The course of 2026.11 with texts that end as comments, as that release took them."""
    shutil.copytree(OLDER / "2026.11/course", folder / "courses")
    course = folder / "courses/every-layout"
    facts, chapter = course.parent / "shared/facts.yaml", course / "ja/10-what-it-is.md"
    text = facts.read_text("utf-8")
    line = next(line for line in text.splitlines() if line.startswith("      ja: "))
    facts.write_text(text.replace(line, f"{line} #9110", 1), "utf-8")
    slides = chapter.read_text("utf-8").replace(
        "全従業員向け研修", "全従業員向け研修  # for now", 1
    )
    chapter.write_bytes(slides.replace("\n", "\r\n").encode("utf-8"))
    return course
