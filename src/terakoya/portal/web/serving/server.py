"""The web server process: granian with several processes. Started by `manage.py serve`."""

from __future__ import annotations

import argparse
import os
import resource
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from ...common.parent_death import end_with_parent

CONNECTIONS = 4_096  # of each process; further ones wait in the kernel
HEADER_MILLISECONDS = 15_000  # for the head of a request, and between two requests
HEADER_BYTES = 65_536
OPEN_FILES = 2 * CONNECTIONS
STOP_SECONDS = 10


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    end_with_parent()
    _allow_open_files()
    os.environ["TERAKOYA_SERVER_PORT"] = str(options.port)
    os.environ["TERAKOYA_SERVER_THREADS"] = str(options.threads)
    granian("terakoya.portal.web.serving.application:application", options).serve()


def granian(target: str, options: argparse.Namespace) -> Any:
    """The server, with its limits."""
    return Granian(
        target,
        address=options.host,
        port=options.port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,  # one connection, one request at a time: a limit that counts
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES
        ),
        workers=options.workers,
        backpressure=CONNECTIONS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        websockets=False,
        log_level=LogLevels.warning,
    )


def _allow_open_files() -> None:
    """Each connection is an open file; many systems allow 1,024 unless asked for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    main()
