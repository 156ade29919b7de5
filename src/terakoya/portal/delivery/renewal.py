"""Keeping a claim while the work lasts, so that it may be short: a dead worker's is soon free."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, connections

log = logging.getLogger(__name__)


@contextmanager
def renewed(renew: Callable[[], object], *, every: float) -> Iterator[None]:
    """Call `renew` every so many seconds, in a thread, until the block is left."""
    is_over = threading.Event()
    # A daemon: it must not keep a worker alive that is asked to stop.
    thread = threading.Thread(target=_renew, args=(renew, every, is_over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _renew(renew: Callable[[], object], every: float, is_over: threading.Event) -> None:
    try:
        while not is_over.wait(every):
            try:
                renew()
            except Error:  # a locked database: the claim lasts for several tries
                log.warning("a claim was not renewed", exc_info=True)
    finally:
        connections.close_all()
