"""An outbox worker in a process of its own, on a database that the test shares with it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[5]


@contextmanager
def running_worker(
    database: str, var: Path, output: int = subprocess.DEVNULL, /, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """A worker that looks twenty times a second; it ends with the block, however that is left.

    A pipe for its output is for those who read it: a worker that fills one stands still.
    """
    given = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
        "TERAKOYA_DATABASE": database,
        "TERAKOYA_VAR": str(var),
        **environment,
    }
    command = [sys.executable, str(ROOT / "manage.py"), "run_worker", "--every", "0.05"]
    with subprocess.Popen(command, env=given, stdout=output, stderr=output, text=True) as worker:
        try:
            yield worker
        finally:
            worker.kill()


def sending_to(port: int) -> dict[str, str]:
    """What lets a worker send its mail to a server on this port."""
    return {
        "TERAKOYA_MAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "TERAKOYA_SMTP_PORT": str(port),
    }
