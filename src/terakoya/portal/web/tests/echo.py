"""A server that tells what arrived, with the limits of the real one and little patience."""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from terakoya.portal.common.large_bodies import MEGABYTE, USUAL
from terakoya.portal.web.serving import bodies, request_buffer, server, slow_readers
from terakoya.portal.web.serving.ports import answers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ROOT = Path(__file__).resolve().parents[5]
FOLDER, PORT = "ECHO_FOLDER", "ECHO_PORT"
PATIENCE = 1.0  # seconds
BIG = 30 * MEGABYTE


def echo(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Tell the request, or answer with a lot."""
    if environ["PATH_INFO"] == "/big":
        start_response("200 OK", [("Content-Length", str(BIG))])
        return [b"x" * BIG]
    body = environ["wsgi.input"].read()
    told = {key: value for key, value in environ.items() if isinstance(value, str | int)}
    told["body"] = body.decode("latin-1") if len(body) < 1000 else len(body)
    content = json.dumps(told).encode()
    start_response(
        "200 OK",
        [("Content-Length", str(len(content))), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],
    )
    return iter([content[:10], content[10:]])


if FOLDER in os.environ:
    bodies.GRACE = slow_readers.GRACE = PATIENCE  # type: ignore[misc]
    request_buffer.LOOK_EVERY = 0.1
    application = request_buffer.RequestBuffer(
        echo,
        files=("/static/a.css",),
        port=int(os.environ[PORT]),
        threads=1,
        folder=Path(os.environ[FOLDER]),
        largest=lambda environ: 10 * MEGABYTE if "HTTP_COOKIE" in environ else USUAL,
    )


@contextmanager
def echo_server(folder: Path) -> Iterator[int]:
    """The server in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    environment = {**os.environ, FOLDER: str(folder / "incoming"), PORT: str(port)}
    command = [sys.executable, "-m", "terakoya.portal.web.tests.echo"]
    with (folder / "told.txt").open("wb") as told:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=told)
    try:
        until = time.monotonic() + 60
        while not answers("127.0.0.1", port):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def main() -> None:
    """Serve."""
    server.HEADER_MILLISECONDS = int(1000 * PATIENCE)
    options = argparse.Namespace(host="127.0.0.1", port=int(os.environ[PORT]), workers=1)
    server.granian("terakoya.portal.web.tests.echo:application", options).serve()


if __name__ == "__main__":
    main()
