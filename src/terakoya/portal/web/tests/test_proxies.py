"""The client behind trusted proxies, and what strangers write is dropped."""

from __future__ import annotations

from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client
from pytest_django import Settings

from terakoya.portal.accounts.models import Member

from ..proxies import TrustedProxies

CLIENT, FORGED = "203.0.113.9", "198.51.100.66"
TRUSTED = ["10.0.0.0/8", "2001:db8:1::/48"]


def settled(trusted: list[str], **environ: str) -> tuple[str, str]:
    """Address and scheme as the portal takes them."""
    found: dict[str, Any] = {"wsgi.url_scheme": "http", **environ}
    TrustedProxies(trusted).settle(found)
    assert not [name for name in found if "FORWARD" in name or name == "HTTP_X_REAL_IP"]
    return found["REMOTE_ADDR"], found["wsgi.url_scheme"]


@pytest.mark.parametrize(
    ("peer", "written", "proto", "expected"),
    [
        # A stranger speaks to the portal itself.
        (CLIENT, FORGED, "https", (CLIENT, "http")),
        ("", FORGED, "https", ("", "http")),
        # One proxy; what the client wrote stands before the client.
        ("10.0.0.5", CLIENT, "https", (CLIENT, "https")),
        ("10.0.0.5", f"{FORGED}, {CLIENT}", "https", (CLIENT, "https")),
        ("10.0.0.5", f"10.0.0.7,{FORGED},{CLIENT}", "http", (CLIENT, "http")),
        ("::ffff:10.0.0.5", CLIENT, "https", (CLIENT, "https")),
        ("10.0.0.5", f"{CLIENT}:51234", "https", (CLIENT, "https")),
        ("2001:db8:1::1", "[2001:db8:9::7]:443", "https", ("2001:db8:9::7", "https")),
        # Two proxies, each of which has added its own word of the scheme, or only the outer one.
        ("10.0.0.5", f"{CLIENT}, 10.0.0.7", "https, http", (CLIENT, "https")),
        ("10.0.0.5", f"{FORGED}, {CLIENT}, 10.0.0.7", "https, http, http", (CLIENT, "http")),
        ("10.0.0.5", f"{CLIENT}, 10.0.0.7", "https", (CLIENT, "https")),
        # Somebody within the trusted network, and what is no address.
        ("10.0.0.5", "10.0.0.9", "https", ("10.0.0.9", "https")),
        ("10.0.0.5", f"{CLIENT}, unknown", "https", ("10.0.0.5", "https")),
        ("10.0.0.5", "", "https", ("10.0.0.5", "https")),
        ("10.0.0.5", CLIENT, "gopher", (CLIENT, "http")),
    ],
)
def test_client_is_the_nearest_that_is_no_trusted_proxy(
    peer: str, written: str, proto: str, expected: tuple[str, str]
) -> None:
    found = settled(
        TRUSTED,
        REMOTE_ADDR=peer,
        HTTP_X_FORWARDED_FOR=written,
        HTTP_X_FORWARDED_PROTO=proto,
        HTTP_X_FORWARDED_HOST="evil.example",
        HTTP_FORWARDED=f"for={FORGED}",
        HTTP_X_REAL_IP=FORGED,
    )
    assert found == expected


@pytest.mark.parametrize("peer", ["", "/run/terakoya.sock"])
def test_client_behind_a_socket_file_needs_the_word_unix(peer: str) -> None:
    passed_on = {"HTTP_X_FORWARDED_FOR": CLIENT, "HTTP_X_FORWARDED_PROTO": "https"}
    assert settled(["unix"], REMOTE_ADDR=peer, **passed_on) == (CLIENT, "https")
    assert settled(TRUSTED, REMOTE_ADDR=peer, **passed_on) == (peer, "http")
    assert settled(["unix"], REMOTE_ADDR="10.0.0.5", **passed_on) == ("10.0.0.5", "http")


@pytest.mark.parametrize(
    ("peer", "expected"), [("10.0.0.5", "max-age=31536000"), ("203.0.113.9", None)]
)
def test_hsts_is_sent_behind_the_proxy_alone(
    db: None, settings: Settings, peer: str, expected: str | None
) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_HSTS_SECONDS = TRUSTED, 31_536_000
    passed_on = {"x-forwarded-for": CLIENT, "x-forwarded-proto": "https"}
    page = Client().get("/help/", REMOTE_ADDR=peer, headers=passed_on)
    assert page.get("Strict-Transport-Security") == expected


def test_lockout_counts_clients_and_not_their_proxy(settings: Settings, owner: Member) -> None:
    settings.TRUSTED_PROXIES = TRUSTED

    def attempt(client: str) -> int:
        form = {"by": "email", "email": owner.person.email or "", "password": "wrong"}
        passed_on = {"x-forwarded-for": client}
        proxy = Client(REMOTE_ADDR="10.0.0.5")
        return proxy.post("/sign-in/", form, headers=passed_on).status_code

    assert [attempt(FORGED) for _ in range(8)] == [422] * 7 + [429]
    assert attempt(CLIENT) == 422
    addresses = AccessAttempt.objects.order_by("pk").values_list("ip_address", flat=True)
    assert list(addresses) == [FORGED, CLIENT]
