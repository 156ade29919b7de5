"""Files of the portal are closed to other users, those from before as well."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from terakoya.portal.common.file_modes import close_to_others

ROOT = Path(__file__).resolve().parents[5]
# One application's tables make the file; all of them would take five seconds of a core.
WRITING = """
from django.core.management import call_command
call_command("migrate", "contenttypes", verbosity=0)
call_command("sendtestemail", "somebody@mihon.example")
"""


def open_to_others(folder: Path) -> list[str]:
    """What in a folder other users may do anything with; the folder itself is `.`."""
    paths = [folder, *folder.rglob("*")]
    return sorted(str(path.relative_to(folder)) for path in paths if path.lstat().st_mode & 0o077)


def test_folder_from_before_is_closed_with_all_in_it(tmp_path: Path) -> None:
    var, outside = tmp_path / "var", tmp_path / "outside.txt"
    (var / "mail").mkdir(parents=True, mode=0o755)
    program = var / "program"
    for path, mode in ((var / "mail/1.log", 0o644), (program, 0o755), (outside, 0o644)):
        path.touch()
        path.chmod(mode)
    (var / "link").symlink_to(outside)
    assert open_to_others(var) == [".", "link", "mail", "mail/1.log", "program"]
    close_to_others(var)
    assert open_to_others(var) == ["link"]  # a link has no mode of its own
    assert (program.stat().st_mode & 0o777, outside.stat().st_mode & 0o777) == (0o700, 0o644)


def test_new_folder_is_closed(tmp_path: Path) -> None:
    close_to_others(tmp_path / "deep/var")
    assert open_to_others(tmp_path / "deep/var") == []


def test_folder_of_everybody_is_refused_and_stays(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    with pytest.raises(PermissionError, match="choose a folder of its own"):
        close_to_others(shared)
    assert shared.stat().st_mode & 0o7777 == 0o1777


@pytest.mark.slow
def test_command_writes_for_its_user_alone(tmp_path: Path) -> None:
    var = tmp_path / "var"
    environment = {
        **os.environ,
        "TERAKOYA_VAR": str(var),
        "TERAKOYA_DATABASE": f"sqlite:///{var}/terakoya.sqlite3",
        "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
    }
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", WRITING],
        cwd=ROOT,
        env=environment,
        check=True,
        umask=0o022,
    )
    written = {path.name.partition(".")[0] for path in var.iterdir()}
    assert written >= {"terakoya", "secret_key", "mail"}
    assert open_to_others(var) == []
