"""What a system knows of a learner, and what the package's own modules say when asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from terakoya.courseware.formats.scorm.manifest import SCORM_12, SCORM_2004_4
from tests.courseware.lms import System
from tests.courseware.lms.player import Sco
from tests.waiting import expect_read

EDITIONS = {"1.2": SCORM_12, "2004": SCORM_2004_4}
DONE = {"1.2": ("passed", "100"), "2004": ("completed", "passed", "1")}
SESSION_TIME = {"1.2": "cmi.core.session_time", "2004": "cmi.session_time"}
Launch = Callable[..., Sco]


def done(system: System, model: str) -> tuple[Any, ...]:
    """What a system says of the learner: status and score."""
    if (stored := system.stored) is None:
        return ()
    if model == "1.2":
        return stored["core"]["lesson_status"], stored["core"]["score"]["raw"]
    return stored["completion_status"], stored["success_status"], stored["score"]["scaled"]


def expect_done(system: System, model: str, wanted: tuple[Any, ...]) -> None:
    """Wait until the system says so."""
    expect_read(lambda: done(system, model), wanted)


def in_page(page: Page, script: str, value: Any = None) -> Any:
    """Run a script that loads modules of the package by `load(name)`."""
    load = "const load = name => import(`/package/scorm/${name}.js`);"
    return page.evaluate(f"async value => {{ {load} {script} }}", value)
