"""`make pictures`: the screens of docs/pictures, taken from a demo made for it.

Needs Chromium. Builds the demo in an empty folder, serves it, and writes PNGs of few colours.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "pictures"
PORT = int(os.environ.get("PORT", "8109"))
BASE = f"http://127.0.0.1:{PORT}"
SIZE = {"width": 1280, "height": 800}
COLOURS, MOST_BYTES = 200, 400_000
SECONDS = 300
OFFICER, OPERATOR = "officer@mihon-store.example", "operator@terakoya.example"


def main() -> int:
    """Take every picture; PICTURES_VAR names a folder whose demo is there already."""
    given = os.environ.get("PICTURES_VAR")
    with tempfile.TemporaryDirectory() as made:
        os.environ["TERAKOYA_VAR"] = given or str(Path(made) / "var")
        with _served():
            # Asked before the browser begins: Django refuses its database beside playwright's loop.
            pages = [(name, _session(mail), page, high) for name, mail, page, high in _pages()]
            _take_all(pages)
    return 0


@contextmanager
def _served() -> Iterator[None]:
    command = [sys.executable, "manage.py", "serve", f"--port={PORT}"]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        until = time.monotonic() + SECONDS
        while not _answers():
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The portal did not start; see the lines above.")
            time.sleep(0.5)
        yield
    finally:
        process.terminate()
        process.wait()


def _answers() -> bool:
    try:
        return bool(urlopen(f"{BASE}/", timeout=5).status == 200)  # noqa: S310 - this machine
    except (URLError, OSError):
        return False


def _pages() -> list[tuple[str, str, str, int]]:
    """Name, who is signed in, address, height."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")
    sys.path.insert(0, str(ROOT / "src"))
    import django  # the settings read the environment that was set above

    django.setup()
    from django.urls import reverse

    from terakoya.portal.accounts.models import Member
    from terakoya.portal.editions.models import EditionUpdate
    from terakoya.portal.editions.services import receive_updates
    from terakoya.portal.surveys.choices import WaveKind
    from terakoya.portal.surveys.models import Wave

    receive_updates()  # the worker does the same, a little later
    store = Member.objects.get(person__email=OFFICER).organisation
    wave = Wave.objects.get(kind=WaveKind.AFTER, organisation=store)
    update = EditionUpdate.objects.get(organisation=store)
    return [
        ("heat-map", OFFICER, reverse("surveys:wave-result", args=[wave.uuid]), 1000),
        ("merge", OFFICER, reverse("editions:update", args=[update.uuid]), 1200),
        ("operator", OPERATOR, reverse("operator:home"), 900),
    ]


def _take_all(pages: list[tuple[str, str, str, int]]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for page in pages:
            _take(browser, *page)
        browser.close()


def _take(browser: Browser, name: str, session: str, address: str, height: int) -> None:
    context = browser.new_context(viewport={**SIZE, "height": height}, locale="ja-JP")
    cookie = {"name": "sessionid", "value": session, "url": BASE}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{BASE}{address}", wait_until="networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = PICTURES / f"{name}.png"
    picture.quantize(COLOURS).save(path, optimize=True)
    context.close()
    if path.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{path.name} has {path.stat().st_size} bytes.")
    print(f"{path.relative_to(ROOT)} {path.stat().st_size}")


def _session(email: str) -> str:
    """The cookie of somebody who is signed in and was asked just now who sits there."""
    from django.conf import settings
    from django.test import Client

    from terakoya.portal.accounts.access import CONFIRMED_KEY
    from terakoya.portal.accounts.models import Member, Person
    from terakoya.portal.common import clock

    client = Client()
    person = Person.objects.get(email=email)
    client.force_login(person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session[CONFIRMED_KEY] = clock.now().timestamp()
    member = Member.objects.filter(person=person).first()
    if member is not None:
        session["member"] = str(member.uuid)
    session.save()
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    sys.exit(main())
