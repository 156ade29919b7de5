#!/usr/bin/env python3
"""Django's command line for the portal."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")
    from terakoya.portal.common import garbage

    garbage.pause()  # `web/apps.py` ends it
    from django.core.management import execute_from_command_line  # settings first

    from terakoya.portal.common.file_modes import write_privately

    write_privately()
    execute_from_command_line(sys.argv)
