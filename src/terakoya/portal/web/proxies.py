"""Whose request a proxy passes on: the client's own address and scheme, of trusted proxies only.

`X-Forwarded-For` is read from its end: each trusted proxy has written down who spoke to it, and
what stands before the first stranger was written by that stranger. A forwarding header that no
trusted proxy has sent is dropped. Everything behind this middleware, Django included, finds the
client in `REMOTE_ADDR` and `wsgi.url_scheme`, whichever server runs.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

UNIX: Final = "unix"  # in the setting: whoever connects by a socket file, where no address is
_FOR, _PROTO = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"
_FORWARDING: Final = (
    _FOR,
    _PROTO,
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


class ProxyMiddleware:
    """Puts the client in the place of the proxies that passed the request on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = TrustedProxies(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Settle address and scheme, then pass the request on."""
        self.trusted.settle(request.META)
        return self.get_response(request)


class TrustedProxies:
    """The proxies of TERAKOYA_TRUSTED_PROXIES."""

    def __init__(self, entries: Sequence[str]) -> None:
        self.is_unix_trusted = UNIX in entries
        self.networks = [ipaddress.ip_network(entry) for entry in entries if entry != UNIX]

    def settle(self, environ: dict[str, Any]) -> None:
        """Write the client's address and scheme into a WSGI environment."""
        passed_on = {name: environ.pop(name) for name in _FORWARDING if name in environ}
        peer = read_address(environ.get("REMOTE_ADDR", ""))
        if not self._is_trusted(peer):
            return
        client, hops = self._walk(passed_on.get(_FOR, "").split(","))
        if client is not None:
            environ["REMOTE_ADDR"] = str(client)
        scheme = _at_hop(passed_on.get(_PROTO, ""), hops)
        if scheme in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme

    def _walk(self, written: list[str]) -> tuple[Address | None, int]:
        """The nearest address that is no trusted proxy, and how many proxies lie before it."""
        client: Address | None = None
        hops = 0
        for text in reversed(written):
            found = read_address(text)
            if found is None:
                break
            client, hops = found, hops + 1
            if not self._is_trusted(found):
                break
        return client, max(hops, 1)

    def _is_trusted(self, address: Address | None) -> bool:
        if address is None:
            return self.is_unix_trusted
        return any(address in network for network in self.networks)


def read_address(text: str) -> Address | None:
    """An address as proxies write it, with or without port; None: it is none."""
    host = text.strip()
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _at_hop(text: str, hops: int) -> str:
    """What the outermost trusted proxy says of the scheme: each may have added its own."""
    said = [part.strip().lower() for part in text.split(",")]
    return said[-hops] if hops <= len(said) else said[0]
