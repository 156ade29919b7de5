#!/usr/bin/env python3
"""`make start`: from a fresh clone to a portal that answers. `--reload` is `make dev`.

Installs what is locked, then becomes `manage.py serve`, which prepares and serves.
"""

from __future__ import annotations

import os
import sys

from environment import PYTHON, ROOT, ensure

sys.path.insert(0, str(ROOT / "src"))

from terakoya.portal.common.parent_death import end_with_parent  # standard library only
from terakoya.portal.web.serving.ports import is_free, taken_sentence


def main() -> int:
    """Install, then serve."""
    port = os.environ.get("PORT", "8000")
    if not port.isdecimal() or not 0 < int(port) < 65536:
        print(f"PORT is {port!r}; it must be a number from 1 to 65535.", file=sys.stderr)
        return 1
    if not is_free("127.0.0.1", int(port)):
        print(taken_sentence(int(port)), file=sys.stderr)
        return 1
    if (status := ensure("run")) != 0:
        return status
    if "--reload" in sys.argv:
        os.environ["TERAKOYA_DEBUG"] = "1"
    os.environ["PYTHONUNBUFFERED"] = "1"
    os.chdir(ROOT)
    print("Loading the portal …", flush=True)  # busy machines take a minute for it
    end_with_parent()  # the kernel's signal stays over exec: a killed `make` leaves nothing behind
    command = [str(PYTHON), "manage.py", "serve", *sys.argv[1:]]
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
