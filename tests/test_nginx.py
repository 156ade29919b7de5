"""The nginx example of docs/operating.md before a real portal: addresses, https, sizes, ranges."""

from __future__ import annotations

import getpass
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from terakoya.courseware.revision import sha256
from tools.bench.server import ROOT, Place, own_place, running

from .recordings import SOUND, recorded_courses

pytestmark = [pytest.mark.nginx, pytest.mark.slow]
EXAMPLE = ROOT / "docs/examples/nginx.conf"
HOST = "training.example"
SETTINGS = {
    "TERAKOYA_BASE_URL": f"https://{HOST}",
    "TERAKOYA_HOSTS": f"{HOST},127.0.0.1",
    "TERAKOYA_TRUSTED_PROXIES": "127.0.0.1",
}
# Debian's own folders belong to root; all that is written goes into the test's.
FRAME = """
user {user};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/terakoya.conf;
}}
"""


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The ports for http and https of an nginx with the example, before a portal."""
    folder = tmp_path_factory.mktemp("nginx")
    more = {**SETTINGS, "TERAKOYA_COURSES": str(recorded_courses(folder / "courses"))}
    with own_place(more=more) as place, running(place, _serve(place)):
        http, https = _free_port(), _free_port()
        with _nginx(folder, place, http, https):
            yield http, https


def _serve(place: Place) -> list[str]:
    place.begin()
    options = ["--no-demo", "--no-worker", "--workers=1", "--threads=2", f"--port={place.port}"]
    return [sys.executable, "manage.py", "serve", *options]


@contextmanager
def _nginx(folder: Path, place: Place, http: int, https: int) -> Iterator[None]:
    _make_certificate(folder)
    text = EXAMPLE.read_text("utf-8")
    for old, new in {
        "127.0.0.1:8000": f"127.0.0.1:{place.port}",
        "listen 80;": f"listen 127.0.0.1:{http};",
        "listen 443 ssl;": f"listen 127.0.0.1:{https} ssl;",
        f"/etc/letsencrypt/live/{HOST}/fullchain.pem": f"{folder}/certificate.pem",
        f"/etc/letsencrypt/live/{HOST}/privkey.pem": f"{folder}/key.pem",
    }.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (folder / "terakoya.conf").write_text(text, encoding="utf-8")
    frame = FRAME.format(folder=folder, user=getpass.getuser())
    (folder / "nginx.conf").write_text(frame, encoding="utf-8")
    process = subprocess.Popen(
        ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], stdin=subprocess.DEVNULL
    )
    try:
        _wait_for(https)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={HOST}", "-keyout", str(folder / "key.pem")),
            *("-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    raise AssertionError("nginx did not start")


def _client(port: int, *, address: str = "127.0.0.2", scheme: str = "https") -> httpx.Client:
    transport = httpx.HTTPTransport(verify=False, local_address=address)
    return httpx.Client(
        base_url=f"{scheme}://127.0.0.1:{port}",
        headers={"Host": HOST, "Origin": f"https://{HOST}"},
        transport=transport,
        timeout=30,
    )


def _ask_for_a_password(client: httpx.Client, number: int, **headers: str) -> int:
    page = client.get("/password/")
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found is not None
    form = {"csrfmiddlewaretoken": found[1], "email": f"nobody{number}@mihon.example"}
    return client.post("/password/", data=form, headers=headers).status_code


def test_nginx_leads_to_https_where_cookies_are_secure_and_hsts_is_sent(
    ports: tuple[int, int],
) -> None:
    http, https = ports
    with _client(http, scheme="http") as client:
        answer = client.get("/help/?a=1")
        assert answer.status_code == 308
        assert answer.headers["location"] == f"https://{HOST}/help/?a=1"
    with _client(https) as client:
        answer = client.get("/sign-in/")
        assert answer.status_code == 200
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
        cookies = answer.headers.get_list("set-cookie")
        assert cookies and all("; Secure" in cookie for cookie in cookies)


def test_nginx_tells_clients_apart_and_no_client_can_say_that_it_is_another(
    ports: tuple[int, int],
) -> None:
    _, https = ports
    with _client(https) as client:
        told = [
            _ask_for_a_password(client, number, **{"X-Forwarded-For": f"203.0.113.{number}"})
            for number in range(12)
        ]
        assert told[0] != 429
        assert told[-1] == 429
    with _client(https, address="127.0.1.3") as other:
        assert _ask_for_a_password(other, 99) != 429


def test_nginx_passes_ranges_of_sound_and_the_portals_word_on_sizes(
    ports: tuple[int, int],
) -> None:
    _, https = ports
    sound = SOUND.read_bytes()
    with _client(https) as client:
        answer = client.get(f"/media/audio/{sha256(sound)}.m4a", headers={"Range": "bytes=10-19"})
        assert answer.status_code == 206
        assert answer.content == sound[10:20]
        answer = client.post("/sign-in/", content=b"a" * 4_000_000)
        assert answer.status_code == 413
        assert "text/html" in answer.headers["content-type"]
