"""From an old copy of the server's files and its write-ahead log: any state in between."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tools.postgres import find_programs

from .postgres_server import address_of, data_folder, run


class BaseBackup:
    """A copy of the server's files, taken while nobody wrote."""

    def __init__(self, server: str) -> None:
        self.server, self.source = server, data_folder(server)
        self.folder = self.source.with_name("copy")
        self.user = self.source.owner() if os.geteuid() == 0 else None
        ignored = shutil.ignore_patterns("postmaster.*")
        shutil.copytree(self.source, self.folder, ignore=ignored)
        (self.folder / "recovery.signal").touch()
        for path in (self.folder, *self.folder.rglob("*")):
            if self.user is not None:
                shutil.chown(path, self.user)

    @contextmanager
    def at(self, transaction: int) -> Iterator[int]:
        """Bring the copy forward to a transaction and run it; its port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        options = {
            "port": str(port),
            "recovery_target_xid": str(transaction),
            "recovery_target_action": "pause",
            "restore_command": f"'cp {self.source}/pg_wal/%f %p'",
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
        }
        text = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._control("--options", text, "start")
        try:
            self._await_target(port)
            yield port
        finally:
            self._control("--mode=immediate", "stop")

    def _control(self, *arguments: str) -> None:
        programs = find_programs() or Path()
        log = self.folder / "log"
        command = [str(programs / "pg_ctl"), f"--pgdata={self.folder}", "--wait", f"--log={log}"]
        subprocess.run(
            [*command, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=self.user,
            cwd="/",
        )

    def _await_target(self, port: int) -> None:
        """The copy answers questions a moment before it has come to its target."""
        address = address_of(self.server, "postgres", port)
        for _ in range(200):
            if run(address, "SELECT pg_get_wal_replay_pause_state()") == [("paused",)]:
                return
            time.sleep(0.02)
        raise TimeoutError((self.folder / "log").read_text("utf-8")[-2000:])


def last_transaction(address: str) -> int:
    """The newest transaction so far, which is this very question's."""
    with psycopg.connect(address) as connection:
        row = connection.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        assert row is not None
        return int(row[0])
