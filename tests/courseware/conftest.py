"""A course folder that a test may break, and a SCORM package played in a system."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from terakoya.courseware.formats.folder.reading import read_folder
from terakoya.courseware.formats.scorm import package_files
from terakoya.courseware.model import Material

from .lms import System, serving
from .lms.courses import shortened
from .lms.player import Sco, launching
from .lms.records import EDITIONS, Launch
from .office_profile import new_profile
from .office_session import Office

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
Change = Callable[[str, str, str], None]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A copy of the corpus course with its shared folder beside it."""
    for name in ("every-layout", "shared"):
        shutil.copytree(CORPUS / name, tmp_path / name)
    return tmp_path / "every-layout"


@pytest.fixture
def change(course: Path) -> Change:
    """Replace a text in a file of the course; the text must be there."""

    def replace(file: str, old: str, new: str) -> None:
        path = course / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def soffice(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice without a window, or the test is left out; its profile is one a process."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    return (program, new_profile(tmp_path_factory.mktemp("office") / "profile"), "--headless")


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let commands read files in the process of the test, which has drawn much already.

    That they read them in a process of its own is tried by the tests that do not ask for this.
    """

    def here(read: Callable[..., Any], *given: Any, page_image: Any = None, **named: Any) -> Any:
        drawn = {"page_image": page_image} if page_image is not None else {}
        return read(*given, **named, **drawn)

    for module in ("arguments", "commands", "importing", "merging"):
        monkeypatch.setattr(f"terakoya.courseware.cli.{module}.within_limits", here)


@pytest.fixture(scope="module")
def material() -> Material:
    return read_folder(CORPUS / "every-layout")


@pytest.fixture(scope="module")
def short(material: Material) -> Material:
    return shortened(material)


@pytest.fixture(scope="module")
def packages(short: Material) -> dict[str, dict[str, bytes]]:
    return {name: package_files(edition, short, "ja") for name, edition in EDITIONS.items()}


@pytest.fixture
def launch(chromium: Browser, packages: dict[str, dict[str, bytes]]) -> Iterator[Launch]:
    """Launches the package of a data model; the same test goes on with the same record.

    `stored` is what the system knows beforehand, as of a package that was replaced.
    """
    systems: dict[str, System] = {}
    with ExitStack() as stack:

        def launch(
            model: str = "1.2", *, stored: dict[str, Any] | None = None, **wanted: Any
        ) -> Sco:
            if model not in systems:
                systems[model] = stack.enter_context(serving(System(packages[model])))
                launchers[model] = stack.enter_context(launching(chromium, systems[model]))
            if stored is not None:
                systems[model].commits.append(stored)
            return launchers[model](model, **wanted)

        launchers: dict[str, Launch] = {}
        yield launch


@pytest.fixture
def modules(chromium: Browser, packages: dict[str, dict[str, bytes]]) -> Iterator[Page]:
    """A page in which nothing plays, beside the package's own modules (`in_page`)."""
    with serving(System(packages["1.2"])) as system:
        page = chromium.new_page()
        page.goto(f"{system.url}/package/scorm/times.js")
        yield page
