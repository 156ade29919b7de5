"""An outbox worker in a process of its own, on a database that the test shares with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[5]
# A line asks for a worker; its process is told, and how it ended.
FORKING = """
import io, os, sys
import django
django.setup()
from django.core.management import call_command
from django.urls import get_resolver
get_resolver().reverse_dict
for _line in sys.stdin:
    process = os.fork()
    if not process:
        try:
            call_command("run_worker", every=0.05, stdout=io.StringIO())
        finally:
            os._exit(1)
    print(process, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)
"""


@contextmanager
def running_worker(
    database: str, var: Path, output: int = subprocess.DEVNULL, /, **environment: str
) -> Iterator[subprocess.Popen[str]]:
    """A worker that looks twenty times a second; it ends with the block, however that is left.

    A pipe for its output is for those who read it: a worker that fills one stands still.
    """
    given = _environment(database, var, environment)
    command = [sys.executable, str(ROOT / "manage.py"), "run_worker", "--every", "0.05"]
    with subprocess.Popen(command, env=given, stdout=output, stderr=output, text=True) as worker:
        try:
            yield worker
        finally:
            worker.kill()


@contextmanager
def forked_workers(
    database: str, var: Path, /, **environment: str
) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Gives such workers one after the other, each killed at the end of its block.

    They are forks of one process, since one that begins by loading the portal costs two seconds
    of a core.
    """
    with subprocess.Popen(
        [sys.executable, "-c", FORKING],
        env=_environment(database, var, environment),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as loaded:
        assert loaded.stdin is not None
        assert loaded.stdout is not None
        asked, told = loaded.stdin, loaded.stdout

        @contextmanager
        def worker() -> Iterator[None]:
            asked.write("\n")
            asked.flush()
            process = int(told.readline())
            try:
                yield
            finally:
                os.kill(process, signal.SIGKILL)
                assert int(told.readline()) == -signal.SIGKILL

        try:
            yield worker
        finally:
            loaded.kill()


def _environment(database: str, var: Path, more: Mapping[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
        "TERAKOYA_DATABASE": database,
        "TERAKOYA_VAR": str(var),
        **more,
    }


def sending_to(port: int) -> dict[str, str]:
    """What lets a worker send its mail to a server on this port."""
    return {
        "TERAKOYA_MAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "TERAKOYA_SMTP_PORT": str(port),
    }
