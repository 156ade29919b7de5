"""A confined program sees its own folder and the system's programs, and nothing else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from terakoya.courseware import office
from terakoya.courseware.formats.pptx.writing import write_pptx
from terakoya.courseware.office.confinement import can_confine, confined, is_readable
from tests.courseware.deck_reading import corpus

pytestmark = pytest.mark.skipif(not can_confine(), reason="needs Linux with Landlock")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file that its owner alone may read, outside of the folder."""
    path = tmp_path / "survey-keys" / "wave.key"
    path.parent.mkdir(mode=0o700)
    path.write_text("secret", encoding="ascii")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the program works."""
    path = tmp_path / "work"
    path.mkdir()
    return path


def run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_confined_program_reads_and_writes_its_folder_alone(secret: Path, folder: Path) -> None:
    script = f"echo mine > {folder}/own; cat {folder}/own {secret}; ls {secret.parent}"
    command = ["/bin/sh", "-c", script]
    assert run(command) == "mine\nsecretwave.key\n"
    assert run(confined(folder, command)) == "mine\n"


def test_confined_program_changes_nothing_elsewhere(secret: Path, folder: Path) -> None:
    aside = secret.with_name("aside")
    script = f"echo changed > {secret}; mv {secret} {aside}; ln {secret} {folder}/link"
    run(confined(folder, ["/bin/sh", "-c", script]))
    assert secret.read_text("ascii") == "secret"
    assert sorted(path.name for path in secret.parent.iterdir()) == ["wave.key"]
    assert list(folder.iterdir()) == []


def test_confined_program_hands_its_limits_on(secret: Path, folder: Path) -> None:
    inner = f"/bin/sh -c 'cat {secret}; echo end'"
    assert run(confined(folder, ["/bin/sh", "-c", inner])) == "end\n"


def test_confined_program_does_not_read_the_environment_of_others(folder: Path) -> None:
    command = ["/bin/cat", f"/proc/{os.getpid()}/environ"]
    assert run(command) != ""
    assert run(confined(folder, command)) == ""


def test_program_in_the_place_of_libreoffice_does_not_see_the_keys(
    secret: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "office" / "program" / "soffice"
    program.parent.mkdir(parents=True)
    program.write_text(
        f"#!/bin/sh\ncat {secret} /etc/passwd > deck.pdf\nls {secret.parent} >> deck.pdf\n",
        encoding="ascii",
    )
    program.chmod(0o755)
    monkeypatch.setattr(office, "find_office", lambda: str(program))
    drawn = office.deck_pdf(write_pptx(corpus(), "ja"))
    assert drawn == Path("/etc/passwd").read_bytes()


def test_is_readable_names_what_a_program_can_reach(tmp_path: Path) -> None:
    program = str(tmp_path / "office" / "program" / "soffice")
    assert not is_readable(tmp_path / "survey-keys", program)
    assert is_readable(tmp_path / "office" / "survey-keys", program)
    assert is_readable(Path("/usr/local/survey-keys"), program)
    assert not is_readable(Path("/etc/terakoya/survey-keys"), program)


@pytest.mark.deep  # every run draws one, confined, in `test_import_command`
@pytest.mark.office
@pytest.mark.slow
def test_libreoffice_draws_a_deck_all_the_same() -> None:
    assert office.deck_pdf(write_pptx(corpus(), "ja")).startswith(b"%PDF")
