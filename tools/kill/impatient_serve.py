"""`manage.py serve` without growing pauses: who kills twenty times has not got all day."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from terakoya.portal.common import garbage
from terakoya.portal.web.serving import processes

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")
    garbage.pause()
    processes.LONGEST_PAUSE = processes.FIRST_PAUSE
    execute_from_command_line(["manage.py", "serve", *sys.argv[1:]])
