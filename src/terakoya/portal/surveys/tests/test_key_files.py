"""Private keys of waves: made once, closed to others, destroyed (ballots.md §6)."""

from __future__ import annotations

import os
import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from terakoya.portal.surveys import checks, key_files
from terakoya.portal.surveys.key_files import KeyLost, WaveKeyFolder

WAVE = uuid.UUID(int=7)
BITS = 512


@pytest.fixture
def folder(tmp_path: Path) -> WaveKeyFolder:
    """A folder that is not there yet."""
    return WaveKeyFolder(tmp_path / "deep" / "survey-keys")


def modes(folder: WaveKeyFolder) -> dict[str, int]:
    paths = [folder.path, *folder.path.iterdir()]
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths}


def test_make_writes_one_file_that_only_its_owner_reads(folder: WaveKeyFolder) -> None:
    before = os.umask(0)
    try:
        key = folder.make(WAVE, BITS)
    finally:
        os.umask(before)
    assert modes(folder) == {"survey-keys": 0o700, "CACHEDIR.TAG": 0o600, f"{WAVE}.key": 0o600}
    assert folder.read(WAVE) == key
    tag = (folder.path / "CACHEDIR.TAG").read_text("ascii")
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


def test_prepare_closes_a_folder_that_was_open(folder: WaveKeyFolder) -> None:
    folder.path.mkdir(parents=True, mode=0o755)
    folder.prepare()
    assert modes(folder)["survey-keys"] == 0o700


def test_make_again_gives_the_key_that_is_there(folder: WaveKeyFolder) -> None:
    assert folder.make(WAVE, BITS) == folder.make(WAVE, BITS)
    assert folder.make(uuid.UUID(int=8), BITS) != folder.make(WAVE, BITS)


def test_two_workers_at_once_get_the_same_key(
    folder: WaveKeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = key_files._draw

    def slow(bits: int) -> key_files.WaveKey:
        monkeypatch.setattr(key_files, "_draw", draw)
        others.append(folder.make(WAVE, BITS))
        return draw(bits)

    others: list[key_files.WaveKey] = []
    monkeypatch.setattr(key_files, "_draw", slow)
    assert [folder.make(WAVE, BITS)] == others
    assert {path.name for path in folder.path.iterdir()} == {"CACHEDIR.TAG", f"{WAVE}.key"}


def test_key_is_flushed_before_it_has_its_name(
    folder: WaveKeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[bool] = []
    fsync = os.fsync

    def note(descriptor: int) -> None:
        flushed.append(folder.has(WAVE))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    folder.make(WAVE, BITS)
    assert flushed == [False, True]  # the file, then its name in the folder


def test_destroy_overwrites_what_it_takes_away(folder: WaveKeyFolder, tmp_path: Path) -> None:
    folder.make(WAVE, BITS)
    kept = tmp_path / "the same file by another name"
    os.link(folder.path / f"{WAVE}.key", kept)
    before = kept.read_bytes()
    folder.destroy(WAVE)
    assert not folder.has(WAVE)
    assert len(kept.read_bytes()) == len(before)
    assert not set(before.split(b'"')) & set(kept.read_bytes().split(b'"'))
    folder.destroy(WAVE)


def test_destroy_takes_what_a_killed_worker_left(
    folder: WaveKeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def kill(*_args: Any, **_kwargs: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", kill)
        with pytest.raises(Killed):
            folder.make(WAVE, BITS)
    assert len(list(folder.path.glob(f"*{WAVE}*"))) == 2
    key = folder.make(WAVE, BITS)
    assert folder.read(WAVE) == key
    folder.destroy(WAVE)
    assert [path.name for path in folder.path.iterdir()] == ["CACHEDIR.TAG"]


def test_full_disk_leaves_no_half_key(
    folder: WaveKeyFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            folder.make(WAVE, BITS)
    assert [path.name for path in folder.path.iterdir()] == ["CACHEDIR.TAG"]


@pytest.mark.parametrize("content", ["", "{}", '{"p": "zz"}', "[]"])
def test_file_that_is_no_key_is_named_and_left_alone(folder: WaveKeyFolder, content: str) -> None:
    folder.prepare()
    path = folder.path / f"{WAVE}.key"
    path.write_text(content, encoding="ascii")
    with pytest.raises(KeyLost, match=str(path)):
        folder.make(WAVE, BITS)
    assert path.read_text("ascii") == content


def test_key_that_does_not_decrypt_opens_no_wave(folder: WaveKeyFolder) -> None:
    folder.make(WAVE, BITS)
    path = folder.path / f"{WAVE}.key"
    path.write_text(path.read_text("ascii").replace('"base": "', '"base": "1'), encoding="ascii")
    with pytest.raises(KeyLost):
        folder.make(WAVE, BITS)


def test_error_names_no_part_of_a_key(folder: WaveKeyFolder) -> None:
    key = folder.make(WAVE, BITS)
    path = folder.path / f"{WAVE}.key"
    path.write_text(path.read_text("ascii")[:-40], encoding="ascii")
    with pytest.raises(KeyLost) as lost:
        folder.read(WAVE)
    assert f"{key.p:x}"[:12] not in str(lost.value)
    assert lost.value.__suppress_context__


# -- settings -----------------------------------------------------------------------------------


def ids(settings: Any, path: Path) -> list[str]:
    settings.SURVEY_KEYS = path
    return [one.id or "" for one in run_checks() if (one.id or "").startswith("terakoya.")]


def test_checks_tell_of_keys_that_are_copied_read_or_seen(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.VAR = tmp_path / "var"
    monkeypatch.setattr(checks, "find_office", lambda: None)
    assert ids(settings, tmp_path / "survey-keys") == []
    assert ids(settings, tmp_path / "var" / "keys") == ["terakoya.E010"]
    (tmp_path / "open").mkdir(mode=0o755)
    assert ids(settings, tmp_path / "open") == ["terakoya.W010"]
    monkeypatch.setattr(checks, "find_office", lambda: "/usr/lib/libreoffice/program/soffice")
    monkeypatch.setattr(checks, "can_confine", lambda: True)
    assert ids(settings, tmp_path / "survey-keys") == []
    assert ids(settings, Path("/usr/local/survey-keys")) == ["terakoya.W011"]
    monkeypatch.setattr(checks, "can_confine", lambda: False)
    assert ids(settings, tmp_path / "survey-keys") == ["terakoya.W011"]
