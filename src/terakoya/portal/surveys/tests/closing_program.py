"""Closes waves in processes of their own that are killed at a step, for test_at_once.

A line of standard input asks for one: {"database": …, "keys": folder, "step": "before table_of"}.
It is a fork, since a process that begins by loading the portal costs a second of a core. Its exit
code is printed; -9 where it was killed.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import django


def main() -> None:
    """Answer every line."""
    django.setup()
    for line in sys.stdin:
        print(_exit_code(json.loads(line)), flush=True)


def _exit_code(asked: dict[str, str]) -> int:
    process = os.fork()
    if not process:
        try:
            # The test waits for its exit code, and then for the end of the pipe that it holds open.
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(60)
            _close(**asked)
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    _process, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


def _close(database: str, keys: str, step: str) -> None:
    """Finish what is closing, as far as the step."""
    from django.conf import settings
    from django.db import connections

    from terakoya.portal.surveys.key_files import WaveKeyFolder
    from terakoya.portal.surveys.services import closing

    connections.settings["default"]["NAME"] = unquote(urlsplit(database).path.removeprefix("/"))
    settings.SURVEY_KEYS = Path(keys)
    when, name = step.split(" ")
    home: Any = WaveKeyFolder if name == "destroy" else closing
    original = getattr(home, name)

    def kill(*arguments: Any) -> None:
        if when == "after":
            original(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(home, name, kill)
    closing.finish_closings()


if __name__ == "__main__":
    main()
