"""A fixed piece of work, so that figures of a fast hour and a slow one can be compared.

A machine that is shared gives the same work more or less CPU time from hour to hour. The work
here is of the kind that a portal does (JSON, patterns, hashes, dictionaries, joined texts) and
never changes; as many processes do it at once as the server has.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

# CPU ms of `work` at the speed at which the bounds of report.py were set: the commit whose
# journey was recorded there with 310 ms (docs/bench.md) was measured again beside it.
STANDARD_MS: Final = 0.77
ROUNDS: Final = 1_500
_WORD: Final = re.compile(r"[^\W\d_]+|\d+")


def yardstick_ms(processes: int) -> float:
    """The CPU milliseconds of one round of the work, on the average of all processes."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(rounds, [2] * processes))  # begun and warm
        return sum(pool.map(rounds, [ROUNDS] * processes)) / processes


def rounds(count: int) -> float:
    """Do the work that often; the CPU milliseconds of one."""
    start = time.process_time()
    for _ in range(count):
        work()
    return 1000 * (time.process_time() - start) / count


def work() -> str:
    """The work: what it answers is always the same."""
    rows = [
        {"id": f"slide-{n}", "title": "カスタマーハラスメント" * 3, "read": [n / 7, n * 1.5]}
        for n in range(120)
    ]
    text = json.dumps(rows, ensure_ascii=False)
    counted: dict[str, int] = {}
    for row in json.loads(text):
        for word in _WORD.findall(f"{row['id']} {row['title']} {row['read']}"):
            counted[word] = counted.get(word, 0) + 1
    lines = [f"<li>{word.upper()} {number:05d}</li>" for word, number in sorted(counted.items())]
    digests = [hashlib.sha256(line.encode()).hexdigest()[:8] for line in lines]
    return hashlib.sha256("".join([*lines, *digests]).encode()).hexdigest()
