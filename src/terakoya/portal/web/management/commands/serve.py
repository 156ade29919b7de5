"""`manage.py serve`: prepares what has changed, then serves the portal and sends its mail."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from ...serving.ports import answers, is_free, taken_sentence
from ...serving.preparation import demo_sign_ins, prepare
from ...serving.processes import Program, Supervisor

WORKER_SILENCE = 300.0  # seconds; no message and no job between two signs takes that long


class Command(BaseCommand):
    """Starts again what ends by itself, and ends everything when it ends, by whatever signal."""

    help = "Prepares and serves the portal with its outbox worker."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--workers", type=int, default=2, help="web server processes")
        parser.add_argument("--threads", type=int, default=2, help="threads of each")
        parser.add_argument("--reload", action="store_true", help="for development")
        parser.add_argument("--no-demo", action="store_true", help="no demo organisation")
        parser.add_argument("--no-worker", action="store_true", help="a machine for pages alone")

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        if not is_free(host, port):
            raise CommandError(taken_sentence(port))
        prepare(say=self._say, with_demo=not options["no_demo"])
        connections.close_all()
        names = [f"{one.name[0].lower()}{one.name[1:]}" for one in self.programs(options)]
        self._say(f"Starting {' and '.join(names)} for http://127.0.0.1:{port}/ …")
        environment = {**os.environ, "PORT": str(port)}
        ended = Supervisor(self.programs(options), environment, say=self._say).run(
            is_ready=lambda: answers(host, port), when_ready=lambda: self._tell_addresses(port)
        )
        if ended is not None:
            raise CommandError(f"{ended} ended by itself; see the lines above.")
        self._say("Stopped.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()  # a supervisor's line stands where it happened

    def programs(self, options: dict[str, Any]) -> list[Program]:
        """What is to be run and watched."""
        workers = [] if options["no_worker"] else [self._worker()]
        return [self._server(options), *workers]

    def _server(self, options: dict[str, Any]) -> Program:
        place = f"{options['host']}:{options['port']}"
        if options["reload"]:
            return Program("The web server", [sys.executable, "manage.py", "runserver", place])
        numbers = [f"--{name}={options[name]}" for name in ("host", "port", "workers", "threads")]
        module = "terakoya.portal.web.serving.server"
        return Program("The web server", [sys.executable, "-m", module, *numbers])

    def _worker(self) -> Program:
        command = [sys.executable, "manage.py", "run_worker"]
        return Program("The outbox worker", command, silence=WORKER_SILENCE)

    def _tell_addresses(self, port: int) -> None:
        base = f"http://127.0.0.1:{port}"
        lines = [
            "",
            f"Terakoya: {base}/",
            f"Training officer: {base}/manage/   Learner: {base}/my/   Help card: {base}/help/",
        ]
        if settings.DEBUG:
            lines.append(f"Parts of the pages: {base}/components/")
        if sign_ins := demo_sign_ins():
            lines += ["", sign_ins.strip()]
        self._say("\n".join([*lines, "", "Ctrl-C stops it.", ""]))
