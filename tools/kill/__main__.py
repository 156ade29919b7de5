"""`python -m tools.kill [--kills 20] [--seed 1]`: the ledger against the database.

Eight learners post batches as the player does. The whole server is killed by SIGKILL at random
moments and started again; what was not acknowledged is sent again, as the player's queue does.
Afterwards every acknowledged event must be in the database, once, and the merged progress must
be the union of the events. Exit 1 when anything is missing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LEARNERS, BATCH = 8, 5


def main() -> int:
    """Play, kill, compare, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        clients = prepare(server.address)
        report = play(server, clients, arguments.kills, random.Random(arguments.seed))  # noqa: S311
        report |= compare(clients)
    print(json.dumps(report, indent=1))
    return 1 if report["lost"] or report["differing"] else 0


class Server:
    """The portal under granian, in a process group of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.traces = folder / "traces"
        self.traces.mkdir()
        os.environ |= {
            "TERAKOYA_VAR": str(folder),
            "TERAKOYA_DATABASE": f"sqlite:///{folder}/terakoya.sqlite3",
            "TERAKOYA_BASE_URL": self.address,
            "TERAKOYA_KILL_TRACES": str(self.traces),
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"]
        command += [
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "tools.kill.traced:application",
        ]
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _try in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def kill(self) -> int:
        """SIGKILL for the whole group; how many workers were inside a transaction."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        inside = 0
        for trace in self.traces.iterdir():
            inside += trace.read_bytes().endswith(b"B")
            trace.unlink()
        return inside


@dataclass
class Client:
    """A learner's browser: its queue, and the ledger of what the server acknowledged."""

    address: str
    cookies: dict[str, str]
    slides: list[tuple[str, str]]
    enrolment: str
    acknowledged: set[str] = field(default_factory=set)
    sent: int = 0
    second: int = 0
    queue: list[dict[str, Any]] = field(default_factory=list)

    def fill(self) -> None:
        """What the player would report next: a slide seen, then seconds of reading."""
        while len(self.queue) < BATCH:
            slide, digest = self.slides[self.second // 60 % len(self.slides)]
            kind = "seen" if self.second % 60 == 0 else "read"
            now = time.time()
            self.queue.append(
                {
                    "uuid": str(uuid.uuid4()),
                    "slide": slide,
                    "slide_hash": digest,
                    "language": "ja",
                    "kind": kind,
                    "ranges": [] if kind == "seen" else [[now - 5, now - 4]],
                    "answer": "",
                    "seq": self.sent,
                    "client_time": dt.datetime.now(dt.UTC).isoformat(),
                }
            )
            self.sent += 1
            self.second += 10

    def post(self) -> None:
        """Send a batch; what is not acknowledged stays in the queue."""
        import httpx  # after the environment is set

        self.fill()
        try:
            answer = httpx.post(
                f"{self.address}/learn/{self.enrolment}/events/",
                json={"events": self.queue[:50]},
                cookies=self.cookies,
                headers={"X-CSRFToken": self.cookies["csrftoken"], "Accept": "application/json"},
                timeout=5,
            )
        except httpx.HTTPError:
            return
        if answer.status_code == 200:
            saved = set(answer.json()["saved"])
            self.acknowledged |= saved
            self.queue = [event for event in self.queue if event["uuid"] not in saved]


def prepare(address: str) -> list[Client]:
    """A database with learners who began an hour ago, and their browsers."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client as Browser

    from terakoya.portal.catalogue.selectors import revision_text
    from terakoya.portal.common import clock
    from terakoya.portal.learning.services import open_enrolment
    from tests.factories import (
        give_course,
        make_member,
        make_organisation,
        make_owner,
        publish_flagship,
    )

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    revision = publish_flagship()
    owner = make_owner(make_organisation())
    assignment = give_course(owner, revision.course)
    slides = [(slide.id, slide.hash) for slide in revision_text(revision.pk, "ja").slides]
    clients = []
    for number in range(LEARNERS):
        member = make_member(owner.organisation, f"受講 {number}")
        with clock.fixed_at(clock.now() - dt.timedelta(hours=1)):
            enrolment = open_enrolment(member=member, assignment=assignment, language="ja")
        browser = Browser()
        browser.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
        session = browser.session
        session["member"] = str(member.uuid)
        session.save()
        browser.get(f"/learn/{enrolment.uuid}/{slides[0][0]}/", HTTP_HOST="127.0.0.1")
        cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
        clients.append(Client(address, cookies, slides, str(enrolment.uuid)))
    return clients


def play(
    server: Server, clients: list[Client], kills: int, chance: random.Random
) -> dict[str, int]:
    """Post from all clients while the server is killed again and again."""
    stop = threading.Event()

    def learn(client: Client) -> None:
        while not stop.is_set():
            client.post()

    server.start()
    threads = [threading.Thread(target=learn, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    inside = workers_inside = 0
    for _kill in range(kills):
        before = sum(len(client.acknowledged) for client in clients)
        deadline = time.monotonic() + 30
        while sum(len(c.acknowledged) for c in clients) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(chance.uniform(0.05, 0.6))
        found = server.kill()
        workers_inside += found
        inside += bool(found)
        server.start()
    time.sleep(1)
    stop.set()
    for thread in threads:
        thread.join()
    for client in clients:
        client.post()
    server.kill()
    return {"kills": kills, "kills_inside_a_transaction": inside, "workers_inside": workers_inside}


def compare(clients: list[Client]) -> dict[str, int]:
    """The ledger against the database, and the merged progress against the events."""
    from terakoya.portal.learning.models import Enrolment, Event
    from terakoya.portal.learning.progress import Report, State, merge
    from terakoya.portal.learning.selectors_progress import stored_state

    acknowledged = {key for client in clients for key in client.acknowledged}
    stored = {str(key) for key in Event.objects.values_list("uuid", flat=True)}
    differing = 0
    for client in clients:
        rows = stored_state(Enrolment.objects.get(uuid=client.enrolment))
        reports = [
            Report(
                event.slide_id,
                event.kind,
                event.language,
                event.client_time.timestamp(),
                tuple((start, end) for start, end in event.ranges),
                event.answer,
            )
            for event in Event.objects.filter(enrolment__uuid=client.enrolment)
        ]
        differing += rows != merge(State(), reports).slides
    return {
        "acknowledged": len(acknowledged),
        "stored": len(stored),
        "lost": len(acknowledged - stored),
        "differing": differing,
    }


if __name__ == "__main__":
    sys.exit(main())
