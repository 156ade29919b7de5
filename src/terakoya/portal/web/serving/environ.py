"""A request as granian gives it (RSGI) to a request as WSGI applications read it (PEP 3333)."""

from __future__ import annotations

import sys
from typing import Any, Protocol


class Headers(Protocol):
    """The header fields of a request, names in small letters."""

    def items(self) -> list[tuple[str, str]]:
        """Each field as often as it was sent."""

    def get(self, key: str, default: str = "") -> str:
        """The first field of a name."""


class Scope(Protocol):
    """What granian knows of a request beside its body."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    authority: str | None
    headers: Headers


_SAME: dict[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_SOFTWARE": "granian",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}
_NAMES: dict[str, str] = {"content-type": "CONTENT_TYPE", "content-length": "CONTENT_LENGTH"}
_MOST_NAMES = 500  # header names that are remembered; a stranger may send any number


def environ_of(scope: Scope) -> dict[str, Any]:
    """The WSGI environment without `wsgi.input`.

    A name with an underscore is left out: it would pass for the one with a hyphen, which a proxy
    has set.
    """
    host, port = address_of(scope.server)
    environ = {
        **_SAME,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": _as_latin(scope.path),
        "QUERY_STRING": _as_latin(scope.query_string),
        "SERVER_PROTOCOL": "HTTP/1.1" if scope.http_version == "1.1" else "HTTP/1.0",
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "REMOTE_ADDR": address_of(scope.client)[0],
        "wsgi.url_scheme": scope.scheme,
    }
    for name, value in scope.headers.items():
        key = _NAMES.get(name) or _key_of(name)
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    environ.pop("", None)
    if scope.authority:  # of a request line with a whole address; it goes before the header
        environ["HTTP_HOST"] = scope.authority
    return environ


def address_of(text: str) -> tuple[str, str]:
    """Host and port of `192.0.2.1:80` or `[2001:db8::1]:80`; without a port: no address."""
    host, colon, port = text.rpartition(":")
    return (host.strip("[]"), port) if colon else ("", "")


def _key_of(name: str) -> str:
    key = "" if "_" in name else f"HTTP_{name.upper().replace('-', '_')}"
    if len(_NAMES) < _MOST_NAMES:
        _NAMES[name] = key
    return key


def _as_latin(text: str) -> str:
    """The bytes of a text as characters, as PEP 3333 wants them."""
    return text if text.isascii() else text.encode("utf-8").decode("latin-1")
