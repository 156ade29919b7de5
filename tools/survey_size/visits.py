"""Pages as a signed-in person gets them, and what they cost."""

from __future__ import annotations

import statistics
import time
from typing import Any

from django.test import Client

from tests.statements import counted_statements

BACKEND = "terakoya.portal.accounts.backends.EmailBackend"


def signed_in(member: Any) -> Client:
    """A browser of a member."""
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(member.person, backend=BACKEND)
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    return client


def cost_of(client: Client, address: str, times: int = 7) -> str:
    """Median CPU and wall time of some visits after a first one, statements, size."""
    with counted_statements() as statements:
        first = client.get(address)
    if first.status_code != 200:
        raise RuntimeError(f"{address} answers {first.status_code}")
    cpu, wall = [], []
    for _ in range(times):
        spent, begun = time.process_time(), time.monotonic()
        client.get(address)
        cpu.append(time.process_time() - spent)
        wall.append(time.monotonic() - begun)
    return (
        f"CPU {statistics.median(cpu) * 1000:.0f} ms, {statistics.median(wall) * 1000:.0f} ms "
        f"(slowest {max(wall) * 1000:.0f}), {len(statements)} statements, "
        f"{len(first.content) / 1000:.0f} kB"
    )
