"""Whom a limit by address counts."""

from __future__ import annotations

import ipaddress

from django.http import HttpRequest

IPV6_PREFIX = 64  # what one customer gets at least, and may change within at will


def network_of(request: HttpRequest) -> str:
    """The client's IPv4 address, or the network of its IPv6 address; empty where there is none.

    Proxies were settled before (web/proxies.py).
    """
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_PREFIX), strict=False).network_address)


def network_or_none(request: HttpRequest) -> str | None:
    """The same for django-axes, whose column takes no empty text (AXES_CLIENT_IP_CALLABLE)."""
    return network_of(request) or None
