"""The command line: exit status, JSON, files."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

import pytest

from terakoya.courseware.cli import arguments
from terakoya.courseware.cli.arguments import Listed
from terakoya.courseware.cli.commands import _parser, main
from terakoya.courseware.cli.importing import write_folder
from terakoya.courseware.edition import NO_SETTINGS
from terakoya.courseware.formats import FORMATS
from terakoya.courseware.model import Material

from ..selection import IS_DEEP
from .conftest import CORPUS, Change
from .xlsx_samples import with_few_questions

CARD = "phrases-card"  # of courses with phrases alone: test_phrases_card.py
ENCODED = {"audio", "mp4"}  # test_audio.py, test_writer_video.py


def test_check_of_a_clean_course_says_fine(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(course), "--on", "2026-11-24"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "0 errors, 0 warnings"


def test_check_json_lists_findings_with_schema(
    course: Path, change: Change, capsys: pytest.CaptureFixture[str]
) -> None:
    change("ja/10-what-it-is.md", "goal: knows\n", "goal: knows\ngaol: x\n")
    assert main(["check", str(course), "--on", "2026-11-24", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["schema"], answer["findings"][0]["code"]) == (1, "extra-forbidden")


def test_check_accept_stamps_translations_and_nothing_else(course: Path, change: Change) -> None:
    change("ja/10-what-it-is.md", "業務が止まる", "仕事が止まる")
    before = (course / "en/10-what-it-is.md").read_text(encoding="utf-8").split("\n")
    assert main(["check", str(course), "--on", "2026-11-24"]) == 1
    assert main(["check", str(course), "--on", "2026-11-24", "--accept"]) == 0
    after = (course / "en/10-what-it-is.md").read_text(encoding="utf-8").split("\n")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [line.split(":")[0] for pair in changed for line in pair] == ["source_hash"] * 2


def test_check_of_something_else_is_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(tmp_path)]) == 2
    assert "course.yaml" in capsys.readouterr().err


def test_build_refuses_an_absent_format_with_the_list(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(course), "--to", "odp", "--out", str(tmp_path / "out")]) == 2
    assert ", ".join(FORMATS) in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_build_refuses_the_card_of_a_course_without_phrases(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["build", str(course), "--to", f"pdf,{CARD}", "--out", str(out)]) == 2
    assert "has no slide of the layout `phrases` in `ja`" in capsys.readouterr().err
    assert not out.exists()
    with_phrases = CORPUS / "later-layouts"
    assert main(["build", str(with_phrases), "--to", CARD, "--out", str(out)]) == 0
    names = {path.name for path in out.iterdir()}
    assert names == {"later-layouts-ja.card.pdf", "later-layouts-en.card.pdf"}


def test_build_refuses_an_absent_language(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    assert main(["build", str(course), "--to", "pdf", "--lang", "fr", "--out", out]) == 2
    assert "ja, en" in capsys.readouterr().err


def test_build_names_what_it_wrote_and_writes_the_same_bytes_again(
    short: Material, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = tmp_path / "short"
    write_folder(course, with_few_questions(short, 0, 1), NO_SETTINGS)
    written = []
    # The second time in one language: what a language adds is its words.
    for name, languages in (("one", ["ja", "en"]), ("two", ["ja", "en"] if IS_DEEP else ["en"])):
        formats = ",".join(one for one in FORMATS if one not in (*ENCODED, CARD, "kit"))
        arguments = ["build", str(course), "--to", formats, "--out", str(tmp_path / name)]
        assert main([*arguments, "--lang", ",".join(languages), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        written.append({Path(path).name: Path(path) for path in answer["written"]})
    files = {name for name in written[0] if written[0][name].is_file()}
    assert files == {
        "every-layout.REVISION.json",
        *(
            f"every-layout-{language}.{one.ending}"
            for language in ("ja", "en")
            for one in FORMATS.values()
            if one.per_language and one.name not in (*ENCODED, CARD, "kit")
        ),
    }
    again = {name for name in files if name in written[1]}
    assert again == {name for name in files if IS_DEEP or "-ja." not in name}
    assert all(written[0][n].read_bytes() == written[1][n].read_bytes() for n in again)


def test_reader_that_has_enough_is_no_error(course: Path) -> None:
    """As `terakoya check … | head -1` ends; the answer is longer than a pipe holds."""
    command = [sys.executable, "-m", "terakoya.courseware", "facts", str(course), "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) in (0, 1)


def _options() -> list[tuple[str, argparse.Action]]:
    """Every option of every command that takes a value."""
    commands = next(
        action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return [
        (name, action)
        for name, command in commands.choices.items()
        for action in command._actions
        if action.option_strings and action.nargs != 0
    ]


LISTS = [
    (name, action)
    for name, action in _options()
    if isinstance(action, (Listed, argparse._AppendAction))
]


@pytest.mark.parametrize(
    ("name", "action"), LISTS, ids=[f"{name} {one.option_strings[0]}" for name, one in LISTS]
)
def test_an_option_of_a_list_adds_up(name: str, action: argparse.Action) -> None:
    option = action.option_strings[0]
    parser = argparse.ArgumentParser()
    parser._add_action(action)
    added = vars(parser.parse_args([option, "b", option, "a"]))[action.dest]
    assert [str(one) for one in added] == ["b", "a"], name
    if isinstance(action, Listed):
        assert parser.parse_args([option, "b, a", f"{option}=a,c,"]) == argparse.Namespace(
            **{action.dest: ("b", "a", "c")}
        )


def test_every_option_that_is_read_as_a_list_is_one() -> None:
    assert [f"{name} {one.option_strings[0]}" for name, one in LISTS] == [
        "build --lang",
        "build --to",
        "import --survey",
        "import --test",
        "voice --lang",
        "voice --chapter",
    ]
    folder = Path(arguments.__file__).parent
    divided = [path.name for path in folder.glob("*.py") if 'split(",")' in path.read_text("utf-8")]
    assert divided == ["arguments.py"]  # nothing but `Listed` divides at commas


def test_formats_named_one_by_one_are_all_built(course: Path, tmp_path: Path) -> None:
    build = ["build", str(course), "--lang", "en", "--out", str(tmp_path)]
    assert main([*build, "--to", "revision", "--to", "test-xlsx", "--to", "revision"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == [
        "every-layout-en.test.xlsx",
        "every-layout.REVISION.json",
    ]


def test_a_list_of_nothing_builds_nothing(
    course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", str(course), "--to", ",", "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err.startswith("There is no format ``.")
