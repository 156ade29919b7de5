"""The proofs of `tools/` as tests play them: a process that tells what it found in JSON."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil

from tools.bench.server import kill_all

ROOT = Path(__file__).resolve().parents[1]
SMALL_COURSE = "--course=tests/corpus/every-layout"
TO_TIDY_UP = 60  # seconds


def told_by(module: str, *options: str) -> Any:
    """What a tool tells in the last line of its answer.

    It is interrupted where the test is, so that it ends the servers it has started.
    """
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", module, *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as tool:
        try:
            answer, errors = tool.communicate()
        except BaseException:
            tool.send_signal(signal.SIGINT)
            try:
                tool.communicate(timeout=TO_TIDY_UP)
            except subprocess.TimeoutExpired:
                # Its servers have sessions of their own and would outlive it; once it is gone,
                # nothing tells whose they were.
                below = psutil.Process(tool.pid).children(recursive=True)
                tool.kill()
                kill_all(below)
            raise
    assert answer, errors
    return json.loads(answer.splitlines()[-1])
