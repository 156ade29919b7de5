"""One LibreOffice that listens on this machine, for tests that edit decks through it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.courseware.office_profile import new_profile
from tests.means import office_python

Office = tuple[str, ...]  # the command and its switches, before what is to be done
EDITS = Path(__file__).with_name("office_edits.py")


class Session:
    """A running office."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port, self.folder, self.count = port, folder, 0

    def edit(self, deck: bytes, *edits: str, picture: bytes = b"") -> bytes:
        """The deck after edits by their names in `office_edits.py`, saved by the office."""
        self.count += 1
        paths = [self.folder / f"{self.count}{name}" for name in (".pptx", "-out.pptx", ".png")]
        paths[0].write_bytes(deck)
        paths[2].write_bytes(picture)
        command = [str(office_python()), str(EDITS), str(self.port), str(paths[0]), str(paths[1])]
        command += [",".join(edits), str(paths[2])]
        kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        done = subprocess.run(
            command, env=kept, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"ended with {done.returncode}: {done.stderr}"
        return paths[1].read_bytes()


@contextmanager
def office_session() -> Iterator[Session]:
    """Start an office with a profile of its own and end it with all that it started."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [
            "soffice",
            new_profile(folder / "profile"),
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            yield Session(port, folder)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
