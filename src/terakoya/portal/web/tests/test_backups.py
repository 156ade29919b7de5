"""A backup holds one state and no key; a restore changes nothing until all was looked at."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import sqlite3
import tarfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from terakoya.portal.audit.key_folder import KeyFolder
from terakoya.portal.common import clock
from terakoya.portal.web.backups import restoration, snapshot
from terakoya.portal.web.backups.archive import checked_name
from terakoya.portal.web.backups.errors import BackupRefused
from terakoya.portal.web.backups.files import files_to_keep
from terakoya.portal.web.backups.restoration import restore_backup
from terakoya.portal.web.backups.snapshot import make_backup, verify_backup
from terakoya.portal.web.backups.sqlite import SqliteDatabase

TABLES = """
PRAGMA journal_mode=WAL;
CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT);
INSERT INTO django_migrations (app, name) VALUES ('audit', '0005_chain_of_entries');
CREATE TABLE accounts_person (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE accounts_organisation (id INTEGER PRIMARY KEY);
CREATE TABLE audit_signedhead (run INTEGER);
CREATE TABLE surveys_wave (id INTEGER PRIMARY KEY, uuid CHAR(32), closed_at TEXT);
CREATE TABLE surveys_ballotkey (wave_id INTEGER);
CREATE TABLE pairs (id INTEGER PRIMARY KEY, a INTEGER, b INTEGER);
"""
SECRETS = {"secret_key": "s3cret-key-of-the-portal", "survey": "ab" * 32, "audit": "cd" * 32}


def portal_in(folder: Path, people: int = 0) -> Path:
    """A folder like `var/` with a small database of our tables."""
    (folder / "files").mkdir(parents=True)
    with closing(sqlite3.connect(folder / "terakoya.sqlite3")) as connection:
        connection.executescript(TABLES)
        for number in range(people):
            connection.execute("INSERT INTO accounts_person (name) VALUES (?)", (f"P{number}",))
        connection.commit()
    return folder


Use = Callable[[Path], Path]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Use:
    """Let the portal live in a folder."""

    def here(folder: Path) -> Path:
        database = SqliteDatabase(folder / "terakoya.sqlite3")
        settings.VAR, settings.MEDIA_ROOT = folder, folder / "files"
        settings.SURVEY_KEYS, settings.AUDIT_KEY = folder / "survey-keys", folder / "audit-key"
        for module in (snapshot, restoration):
            monkeypatch.setattr(module, "own_database", lambda: database)
        monkeypatch.setattr(restoration, "_record", lambda _manifest: None)
        return folder

    return here


@pytest.fixture
def full(tmp_path: Path, use: Use) -> Iterator[Path]:
    """A portal with three people."""
    yield use(portal_in(tmp_path / "var", people=3))


def people_of(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "terakoya.sqlite3")) as connection:
        return int(connection.execute("SELECT count(*) FROM accounts_person").fetchone()[0])


def names_in(path: Path) -> list[str]:
    with tarfile.open(path) as archive:
        return archive.getnames()


def rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> Path:
    """The backup with other members, as somebody could write it by hand."""
    other = path.with_name("changed.tar")
    other.unlink(missing_ok=True)
    with tarfile.open(path) as source, tarfile.open(other, "w") as target:
        for member in source:
            stream = source.extractfile(member)
            assert stream is not None
            made = change(member.name, stream.read())
            if made is not None:
                info = tarfile.TarInfo(made[0])
                info.size = len(made[1])
                target.addfile(info, io.BytesIO(made[1]))
    return other


# -- making


def test_backup_holds_manifest_database_and_files_for_its_owner_alone(
    full: Path, tmp_path: Path
) -> None:
    (full / "files/deep").mkdir()
    (full / "files/deep/a.txt").write_text("file")
    made = make_backup(tmp_path / "out/one.tar")
    assert names_in(made.path) == ["manifest.json", "database.sqlite3.gz", "files/deep/a.txt"]
    assert made.path.stat().st_mode & 0o777 == 0o600
    assert made.path.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in made.path.parent.iterdir()] == ["one.tar"]
    manifest = verify_backup(made.path)
    assert manifest == made.manifest
    assert (manifest.tables["accounts_person"], manifest.database) == (3, "sqlite")
    assert manifest.migrations == {"audit": ["0005_chain_of_entries"]}


@pytest.mark.parametrize("place", ["survey-keys", "files/keys", "files"])
def test_no_key_is_in_a_backup_wherever_it_lies(
    full: Path, tmp_path: Path, settings: Settings, place: str
) -> None:
    folder = full / place
    folder.mkdir(exist_ok=True)
    settings.SURVEY_KEYS = settings.AUDIT_KEY = folder
    (full / "secret_key").write_text(SECRETS["secret_key"])
    (full / "files/secret_key.old").write_text(SECRETS["secret_key"])
    (folder / "1.key").write_text(json.dumps({"p": SECRETS["survey"], "q": SECRETS["survey"]}))
    (folder / "ed25519").write_text(SECRETS["audit"])
    (folder / "copy-of-it").write_text(f"{SECRETS['audit']}\n")
    (folder / "pem.txt").write_text("-----BEGIN PRIVATE KEY-----\nx\n")
    made = make_backup(tmp_path / "out")
    assert names_in(made.path) == ["manifest.json", "database.sqlite3.gz"]
    content = made.path.read_bytes()
    assert [name for name, secret in SECRETS.items() if secret.encode() in content] == []


def test_a_key_folder_is_passed_by_without_the_setting_that_names_it(
    full: Path, settings: Settings
) -> None:
    """As in a cron job whose environment lacks TERAKOYA_SURVEY_KEYS."""
    folder = full / "files/elsewhere"
    folder.mkdir()
    (folder / "CACHEDIR.TAG").write_text("Signature: 8a477f597d28d172789f06886806bc55\n")
    (folder / "note.txt").write_text("within")
    (full / "files/kept.txt").write_text("kept")
    (full / "files/link.txt").symlink_to(full / "secret_key")
    settings.SURVEY_KEYS = settings.AUDIT_KEY = full / "nowhere"
    assert [name for name, _path in files_to_keep()] == ["kept.txt"]


def test_a_backup_is_one_state_while_others_write(full: Path, tmp_path: Path) -> None:
    """Every transaction writes a pair; no backup ever holds half of one."""
    stop = threading.Event()
    count = [0]

    def write() -> None:
        with closing(sqlite3.connect(full / "terakoya.sqlite3", timeout=20)) as connection:
            while not stop.is_set():
                with connection:
                    count[0] += 1
                    connection.execute("INSERT INTO pairs (a) VALUES (?)", (count[0],))
                    connection.execute("UPDATE pairs SET b = a WHERE a = ?", (count[0],))

    writer = threading.Thread(target=write)
    writer.start()
    seen = []
    try:
        for number in range(3):
            before = count[0]
            made = make_backup(tmp_path / f"{number}.tar")
            seen.append((before, made.manifest.tables["pairs"], count[0]))
    finally:
        stop.set()
        writer.join()
    assert all(before - 1 <= held <= after for before, held, after in seen)
    assert seen[0][1] < seen[-1][1]


def test_only_the_oldest_of_our_own_files_give_way(full: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "terakoya-notes.tar").write_text("somebody's")
    moment = clock.now()
    for number in range(4):
        with clock.shifted_by(clock.now() - moment + number * dt.timedelta(days=1)):
            made = make_backup(out, keep=2)
    assert len(made.removed) == 1
    kept = sorted(path.name for path in out.iterdir())
    assert (len(kept), kept[-1], made.path.name in kept) == (3, "terakoya-notes.tar", True)


def test_a_file_that_is_there_is_not_overwritten(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.tar"
    path.write_text("there")
    with pytest.raises(BackupRefused, match="is there already"):
        make_backup(path)
    assert path.read_text() == "there"


def test_a_full_disk_leaves_nothing_behind(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(path: Path, *_given: object) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshot, "write_archive", no_room)
    with pytest.raises(BackupRefused, match=r"could not be written.*No space left"):
        make_backup(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_what_a_killed_run_has_left_goes_after_a_day(full: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for name, hours in (("old", 25), ("young", 23)):
        left = out / f"{snapshot.UNFINISHED}{name}"
        left.mkdir(parents=True)
        (left / "database.sqlite3").write_text("people")
        moment = clock.now().timestamp() - hours * 3600
        os.utime(left, (moment, moment))
    make_backup(out / "one.tar")
    assert sorted(path.name for path in out.iterdir()) == [f"{snapshot.UNFINISHED}young", "one.tar"]


def test_a_damaged_database_gives_no_backup(full: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(full / "terakoya.sqlite3")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    path = full / "terakoya.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    path.write_bytes(content)
    with pytest.raises(BackupRefused, match=r"damaged|cannot be"):
        make_backup(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_without_a_database_there_is_no_backup(tmp_path: Path, use: Use) -> None:
    use(tmp_path)
    with pytest.raises(BackupRefused, match="There is no database at"):
        make_backup(tmp_path / "out")


# -- verifying


@pytest.fixture
def backup(full: Path, tmp_path: Path) -> Path:
    (full / "files/a.txt").write_text("file")
    return make_backup(tmp_path / "one.tar").path


def changed_byte(name: str) -> Callable[[str, bytes], tuple[str, bytes]]:
    return lambda one, data: (one, data[:-20] + b"!" + data[-19:] if one == name else data)


def renamed(old: str, new: str) -> Callable[[str, bytes], tuple[str, bytes]]:
    return lambda one, data: (one.replace(old, new), data.replace(old.encode(), new.encode()))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (changed_byte("database.sqlite3.gz"), "not as its manifest says"),
        (lambda one, data: (one, b"FILE" if one == "files/a.txt" else data), "not as its manifest"),
        (lambda one, data: None if one == "files/a.txt" else (one, data), "is missing"),
        (
            lambda one, data: ("files/b.txt" if "files/" in one else one, data),
            "not in its manifest",
        ),
        (lambda one, data: None if one == "manifest.json" else (one, data), "no backup of Terak"),
        (renamed("terakoya-backup-1", "terakoya-backup-9"), "version does not know"),
        (renamed('"made_at"', '"made"'), "manifest cannot be read"),
        (lambda one, data: (one, b"{}" if one == "manifest.json" else data), "cannot be read"),
    ],
)
def test_a_changed_backup_is_refused(
    backup: Path, change: Callable[[str, bytes], tuple[str, bytes] | None], words: str
) -> None:
    with pytest.raises(BackupRefused, match=words):
        verify_backup(rewritten(backup, change))


def test_rows_that_the_manifest_does_not_count_are_told(backup: Path) -> None:
    more = rewritten(backup, renamed('"accounts_person": 3', '"accounts_person": 4'))
    with pytest.raises(BackupRefused, match="tables are not as the manifest says"):
        verify_backup(more)


@pytest.mark.parametrize("cut", [0, 1, 700, 2600])
def test_a_backup_that_was_cut_off_is_refused(backup: Path, cut: int) -> None:
    part = backup.with_name("part.tar")
    part.write_bytes(backup.read_bytes()[:cut])
    with pytest.raises(BackupRefused):
        verify_backup(part)


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "", "a\\b", "a\0b"])
def test_no_file_leads_out_of_its_folder(name: str) -> None:
    with pytest.raises(BackupRefused, match="is refused"):
        checked_name(name)


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="is not there"):
        verify_backup(tmp_path / "none.tar")
    with pytest.raises(BackupRefused, match="is a folder"):
        verify_backup(tmp_path)


# -- restoring


def test_restore_into_a_new_place_brings_everything_back(
    backup: Path, tmp_path: Path, use: Use
) -> None:
    new = use(tmp_path / "new")
    restored = restore_backup(backup)
    assert (people_of(new), restored.files) == (3, 1)
    assert (new / "files/a.txt").read_text() == "file"
    assert sorted(path.name for path in new.iterdir()) == ["files", "terakoya.sqlite3"]
    assert (new / "terakoya.sqlite3").stat().st_mode & 0o777 == 0o600
    assert "older version" in restored.next_steps[0]


def test_a_place_with_people_is_refused_unless_told_and_keeps_the_old(
    backup: Path, tmp_path: Path, use: Use
) -> None:
    other = use(portal_in(tmp_path / "other", people=7))
    (other / "files/old.txt").write_text("old")
    with pytest.raises(BackupRefused, match="There are people in this database"):
        restore_backup(backup)
    assert people_of(other) == 7
    restored = restore_backup(backup, replace=True)
    assert (people_of(other), (other / "files/a.txt").exists()) == (3, True)
    old = next(other.glob("terakoya.sqlite3.before-*"))
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("SELECT count(*) FROM accounts_person").fetchone() == (7,)
    assert next(other.glob("files.before-*/old.txt")).read_text() == "old"
    assert [step for step in restored.next_steps if "is kept as" in step or "are kept as" in step]


def test_a_place_without_people_is_taken(backup: Path, tmp_path: Path, use: Use) -> None:
    other = use(portal_in(tmp_path / "other"))
    restore_backup(backup)
    assert people_of(other) == 3
    assert list(other.glob("*.before-*")) == []


def test_tables_of_somebody_else_are_refused(backup: Path, tmp_path: Path, use: Use) -> None:
    other = use(tmp_path / "other")
    other.mkdir()
    with closing(sqlite3.connect(other / "terakoya.sqlite3")) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    with pytest.raises(BackupRefused, match="tables that are not ours"):
        restore_backup(backup)


def test_a_portal_that_runs_is_refused(backup: Path, tmp_path: Path, use: Use) -> None:
    other = use(portal_in(tmp_path / "other"))
    with closing(sqlite3.connect(other / "terakoya.sqlite3")) as connection:
        connection.execute("SELECT * FROM pairs").fetchall()
        with pytest.raises(BackupRefused, match="is in use"):
            restore_backup(backup)
    restore_backup(backup)


def test_a_damaged_place_can_be_replaced(backup: Path, tmp_path: Path, use: Use) -> None:
    other = use(tmp_path / "other")
    other.mkdir()
    (other / "terakoya.sqlite3").write_bytes(b"no database at all" * 1000)
    (other / "terakoya.sqlite3-wal").write_bytes(b"of it")
    with pytest.raises(BackupRefused, match="There are people"):
        restore_backup(backup)
    restore_backup(backup, replace=True)
    assert people_of(other) == 3
    assert not (other / "terakoya.sqlite3-wal").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"sqlite"', '"postgresql"', "names sqlite"),
        ("0005_chain_of_entries", "0099_of_tomorrow", "audit.0099_of_tomorrow"),
        ('"accounts_person": 3', '"accounts_person": 4', "tables are not as the manifest"),
    ],
)
def test_a_refused_restore_changes_nothing(
    backup: Path, tmp_path: Path, use: Use, old: str, new: str, words: str
) -> None:
    other = use(portal_in(tmp_path / "other", people=7))
    (other / "files/old.txt").write_text("old")
    strange = rewritten(backup, renamed(old, new))
    with pytest.raises(BackupRefused, match=words):
        restore_backup(strange, replace=True)
    assert people_of(other) == 7
    assert sorted(path.name for path in other.iterdir()) == ["files", "terakoya.sqlite3"]


def test_next_steps_tell_of_keys_that_no_backup_holds(
    full: Path, tmp_path: Path, use: Use, settings: Settings
) -> None:
    with closing(sqlite3.connect(full / "terakoya.sqlite3")) as connection:
        for number, closed in ((1, None), (2, None), (3, "2026-11-27"), (4, None)):
            row = (number, f"{number:032x}", closed)
            connection.execute("INSERT INTO surveys_wave VALUES (?, ?, ?)", row)
        # The third is closed, the fourth waits for its first key.
        connection.execute("INSERT INTO surveys_ballotkey VALUES (1), (2), (3)")
        connection.commit()
    made = make_backup(tmp_path / "one.tar")
    new = use(tmp_path / "new")
    (new / "survey-keys").mkdir(parents=True)
    (new / f"survey-keys/{'0' * 8}-{'0' * 4}-{'0' * 4}-{'0' * 4}-{1:012x}.key").write_text("k")
    steps = restore_backup(made.path).next_steps
    assert [
        step for step in steps if "Open surveys whose keys are not in" in step and ": 1." in step
    ]
    assert [step for step in steps if "secret key" in step] == []
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    steps = restore_backup(made.path, replace=True).next_steps
    assert [step for step in steps if "The secret key is not the one" in step]
    settings.SECRET_KEY_FALLBACKS = [former]
    steps = restore_backup(made.path, replace=True).next_steps
    assert [step for step in steps if "The secret key is not the one" in step] == []


def test_the_journal_of_signing_runs_learns_of_the_restore(
    full: Path, tmp_path: Path, use: Use
) -> None:
    with closing(sqlite3.connect(full / "terakoya.sqlite3")) as connection:
        connection.execute("INSERT INTO audit_signedhead VALUES (41)")
        connection.commit()
    made = make_backup(tmp_path / "one.tar")
    new = use(tmp_path / "new")
    folder = KeyFolder(new / "audit-key")
    folder.key()
    folder.journal.add_run(41, [], clock.now())
    folder.journal.add_run(42, [], clock.now())
    restore_backup(made.path)
    assert [run.number for run in folder.journal.runs()] == [41]


# -- the commands


def test_commands_say_what_they_did(full: Path, tmp_path: Path, use: Use) -> None:
    told = io.StringIO()
    call_command("backup", str(tmp_path / "one.tar"), stdout=told)
    call_command("backup", str(tmp_path / "one.tar"), "--verify", stdout=told)
    use(tmp_path / "new")
    call_command("restore", str(tmp_path / "one.tar"), stdout=told)
    lines = told.getvalue().splitlines()
    assert lines[0].endswith("MB) is written.")
    assert "4 rows in 7 tables, 0 files." in lines[1]
    assert lines[2].startswith(f"{tmp_path}/one.tar is whole. Made ")
    assert lines[3].startswith("Restored: the state of ")
    assert lines[4].startswith("1. ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["backup", "{tmp}", "--keep", "0"], "--keep must be 1 or more"),
        (["backup", "{tmp}/a.tar", "--keep", "3"], "--keep needs a folder"),
        (["backup", "{tmp}/none.tar", "--verify"], "is not there"),
        (["restore", "{tmp}/none.tar"], "is not there. Nothing was changed"),
    ],
)
def test_commands_refuse_in_words(
    full: Path, tmp_path: Path, arguments: list[str], words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        call_command(*[one.replace("{tmp}", str(tmp_path)) for one in arguments])


@pytest.fixture(autouse=True)
def umask_as_before() -> Iterator[None]:
    """The commands close what this process writes; tests after them go on as before."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)
