"""What must be true before the portal is served, done again only where something changed.

`var/prepared.json` keeps a digest for each step; deleting `var/` starts from nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from ...common.file_modes import close_file, close_to_others
from ...surveys.services.keys import key_folder

Say = Callable[[str], None]
DEMO_SIGN_INS = "demo-sign-ins.txt"


def prepare(*, say: Say, with_demo: bool = True) -> None:
    """Bring database, static files, courses and demo up to date."""
    say("Looking for what has changed since the last start …")
    _close_to_others()
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    _make_key_folder()
    stamps = CompletedSteps(Path(settings.VAR) / "prepared.json")
    if not _database_exists():
        stamps.forget()
    packages = [settings.ROOT / "requirements/run.txt"]
    migrations = sorted(settings.PORTAL.glob("*/migrations/*.py"))
    stamps.step(
        "database",
        digest([*packages, *migrations]),
        lambda: _migrate(say),
        always=not _is_sqlite(),
    )
    static = [path for folder in _static_folders() for path in _files(folder)]
    static.append(settings.PORTAL / "web/static_files.py")
    stamps.step("static", digest([*packages, *static]), lambda: _collect_static(say))
    if with_demo:  # before the newest revision, which comes to its edition as an update
        stamps.step("demo store", "1", lambda: _fill_store(say))
    stamps.step("courses", digest(_files(settings.COURSES)), _publish)
    if with_demo:
        stamps.step("demo", "1", lambda: _fill_demo(say))


def _make_key_folder() -> None:
    try:
        key_folder().prepare()
    except OSError as error:
        raise CommandError(
            f"The folder for the keys of surveys cannot be made: {error}. "
            "Set TERAKOYA_SURVEY_KEYS to a folder outside of TERAKOYA_VAR that can be written."
        ) from None


class CompletedSteps:
    """Which steps are done, and for which state of the files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._done: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}

    def forget(self) -> None:
        """Begin again."""
        self._done = {}

    def step(
        self, name: str, state: str, action: Callable[[], None], *, always: bool = False
    ) -> None:
        """Run an action unless it was run for this very state."""
        if self._done.get(name) == state and not always:
            return
        action()
        self._done[name] = state
        self._path.write_text(json.dumps(self._done, indent=1), encoding="utf-8")


def digest(paths: Iterable[Path]) -> str:
    """A digest of the names and contents of files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def demo_sign_ins() -> str:
    """How to sign in to the demo; empty where there is none."""
    path = Path(settings.VAR) / DEMO_SIGN_INS
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _close_to_others() -> None:
    close_to_others(Path(settings.VAR))
    if _is_sqlite():  # perhaps elsewhere
        for ending in ("", "-wal", "-shm"):
            close_file(Path(f"{settings.DATABASES['default']['NAME']}{ending}"))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _static_folders() -> list[Path]:
    return [*map(Path, settings.STATICFILES_DIRS), *sorted(settings.PORTAL.glob("*/static"))]


def _is_sqlite() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


def _database_exists() -> bool:
    return not _is_sqlite() or Path(str(settings.DATABASES["default"]["NAME"])).exists()


def _migrate(say: Say) -> None:
    say("Preparing the database …")
    call_command("migrate", interactive=False, verbosity=0)


def _collect_static(say: Say) -> None:
    say("Collecting static files …")
    call_command("collectstatic", interactive=False, verbosity=0)


def _publish() -> None:
    try:
        call_command("publish_courses")
    except CommandError as error:
        raise CommandError(f"The courses could not be published.\n{error}") from None


def _fill_store(say: Say) -> None:
    say("Filling the demo's department store, 300 people (about half a minute) …")
    call_command("demo_data", "--store", stdout=io.StringIO())


def _fill_demo(say: Say) -> None:
    say("Filling the demo organisation …")
    answer = io.StringIO()
    call_command("demo_data", stdout=answer)
    path = Path(settings.VAR) / DEMO_SIGN_INS
    path.touch(mode=0o600)
    path.write_text(answer.getvalue(), encoding="utf-8")
