"""Ends this process when the one that started it is gone, however it went (Linux: the kernel's
own signal; elsewhere a thread that looks every second)."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG, prctl(2)
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Send this process a signal when its parent ends; call it in the process itself.

    Also fit for `preexec_fn`: on Linux the wish outlives `exec`.
    """
    parent = os.getppid()
    if _libc is not None:
        _libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(number))
        if os.getppid() != parent:  # it ended before the kernel knew our wish
            os.kill(os.getpid(), number)
        return
    threading.Thread(target=_watch, args=(parent, number), daemon=True).start()


def _watch(parent: int, number: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), number)
