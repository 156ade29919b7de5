"""`manage.py run_worker`: sends the outbox and runs what comes round, until told to stop."""

from __future__ import annotations

import faulthandler
import logging
import os
import select
import signal
import time
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error, close_old_connections, connection

from terakoya.portal.delivery.heartbeat import Heartbeat
from terakoya.portal.delivery.schedule import hanging_jobs, run_due_jobs
from terakoya.portal.delivery.worker import send_waiting

log = logging.getLogger(__name__)
SENDING_SECONDS = 20.0  # then what comes round has its turn, however much waits to be sent


class Command(BaseCommand):
    """Several may run at once, on several machines."""

    help = "Sends mail and other outbox messages. SIGTERM ends it after the present message."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what waits now, then end")
        parser.add_argument("--every", type=float, default=2.0, help="seconds between looks")
        parser.add_argument(
            "--heartbeat", type=int, metavar="FD", help="an open file that gets signs of life"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"run_worker: {send_waiting()} tried")
            return
        faulthandler.enable()  # SIGABRT by the supervisor tells where a hanging worker stands
        stop, heart = StopSign(), Heartbeat(options["heartbeat"])
        self.stdout.write("run_worker: ready")
        self.stdout.flush()
        while not stop.is_set():
            heart.beat()
            _look(stop, heart)
            if hanging := hanging_jobs():
                raise CommandError(f"run_worker: {', '.join(hanging)} does not come back")
            stop.wait(options["every"])
        self.stdout.write("run_worker: stopped")


class StopSign:
    """Set by SIGTERM or SIGINT; waiting for it ends at once.

    A pipe, since a `threading.Event` set in a signal handler can lock itself up.
    """

    def __init__(self) -> None:
        self._stopping = False
        self._reader, self._writer = os.pipe()
        signal.signal(signal.SIGTERM, self._set)
        signal.signal(signal.SIGINT, self._set)

    def is_set(self) -> bool:
        return self._stopping

    def wait(self, seconds: float) -> None:
        select.select([self._reader], [], [], seconds)

    def _set(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        os.write(self._writer, b".")


def _look(stop: StopSign, heart: Heartbeat) -> None:
    until = time.monotonic() + SENDING_SECONDS

    def is_enough() -> bool:
        heart.beat()
        return stop.is_set() or time.monotonic() > until

    try:
        close_old_connections()
        heart.keep_row()
        send_waiting(is_enough)
        if not stop.is_set():
            run_due_jobs()
    except Error:  # the database restarts or is locked for long: look again later
        log.exception("run_worker: the database did not answer")
        connection.close()
