"""A PostgreSQL cluster of our own for tests: in a temporary folder, on a free port of
127.0.0.1, run by an unprivileged user, gone afterwards. As a program: `postgres.py COMMAND …`
runs the command with TERAKOYA_DATABASE set."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_FAST = (  # the data is thrown away
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=128MB",
    "max_connections=100",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
)


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first; None: there is no PostgreSQL."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    on_path = shutil.which("initdb")
    if on_path is not None:
        folders.insert(0, Path(on_path).resolve().parent)
    usable = [folder for folder in folders if (folder / "pg_ctl").exists()]
    return usable[-1] if usable else None


@dataclass(frozen=True)
class Cluster:
    """A running cluster; `address` is what TERAKOYA_DATABASE takes."""

    address: str
    user: str | None
    control: tuple[str, ...]
    start: tuple[str, ...]

    def restart(self) -> None:
        """End every connection and begin again, as after an update of the server."""
        self.stop("fast")
        _run(self.user, [*self.control, *self.start, "start"])

    def stop(self, mode: str) -> None:
        """End the server: `fast` finishes nothing but writes all, `immediate` neither."""
        _run(self.user, [*self.control, f"--mode={mode}", "stop"])


@contextmanager
def cluster(*settings: str) -> Iterator[str]:
    """Start a cluster, give its address for TERAKOYA_DATABASE, and end it.

    `settings` are the server's, `name=value`.
    """
    with running_cluster(*settings) as running:
        yield running.address


@contextmanager
def running_cluster(*settings: str) -> Iterator[Cluster]:
    """Start a cluster that can be restarted, and end it."""
    programs = find_programs()
    if programs is None:
        raise FileNotFoundError("PostgreSQL's initdb was not found")
    folder = Path(tempfile.mkdtemp(prefix="terakoya-postgres-"))
    user = _unprivileged_user()
    try:
        if user is not None:
            shutil.chown(folder, user)
        password, port = secrets.token_hex(12), _free_port()
        _run(user, [str(programs / "initdb"), *_initial(folder, password, user)])
        options = " ".join(f"-c {setting}" for setting in (*_FAST, *settings, f"port={port}"))
        running = Cluster(
            f"postgresql://terakoya:{password}@127.0.0.1:{port}/postgres",
            user,
            control=(str(programs / "pg_ctl"), f"--pgdata={folder}/data", "--wait"),
            start=(f"--log={folder}/log", f"--options={options}"),
        )
        _run(user, [*running.control, *running.start, "start"])
        try:
            yield running
        finally:
            running.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initial(folder: Path, password: str, user: str | None) -> list[str]:
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(password, encoding="ascii")
    if user is not None:
        shutil.chown(secret, user)
    return [
        f"--pgdata={folder}/data",
        "--username=terakoya",
        "--auth=scram-sha-256",
        f"--pwfile={secret}",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
    ]


def _unprivileged_user() -> str | None:
    """Whom to run as where we are root, since PostgreSQL refuses root; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run(user: str | None, command: list[str]) -> None:
    try:
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            user=user,
            cwd="/",
            text=True,
        )
    except subprocess.CalledProcessError as error:
        raise RuntimeError(f"{command[0]} failed: {error.stderr}") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    """Run a command beside a cluster; its exit status."""
    with cluster() as address:
        environment = {**os.environ, "TERAKOYA_DATABASE": address}
        return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
