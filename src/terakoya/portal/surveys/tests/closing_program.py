"""Closes waves in a process of its own that is killed at a step, for test_at_once.

argv: the folder of the keys, the step ("before table_of", …).
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django


def main() -> None:
    """Finish what is closing, as far as the step."""
    django.setup()
    from django.conf import settings

    from terakoya.portal.surveys.key_files import WaveKeyFolder
    from terakoya.portal.surveys.services import closing

    settings.SURVEY_KEYS = Path(sys.argv[1])
    when, name = sys.argv[2].split(" ")
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
