"""Which addresses a link of a course may lead to.

Web pages, mail and telephone alone, and none that says it is another than it is: no sign-in
before the host, no host written as a number, none that is the reader's own machine. Nothing here
is ever opened.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

LONGEST = 2000
# What may stand in an address as our marks write it; all else is refused or percent-encoded.
CHARACTERS = r"[\w!#$%&'*+,\-./:;=?@~]"
_ALLOWED = re.compile(rf"(?:{CHARACTERS})+", re.ASCII)
_SAFE = "!#$%&'*+,-./:;=?@_~"
_REFUSED = re.compile(r"[\x00-\x20\x7f\\]")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?")  # of a host, between two dots
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)", re.IGNORECASE)
_MAIL = re.compile(r"[\w.!#$%&'*+\-/=~]+@[\w.-]+\.[\w-]+(?:\?subject=[^&?#]*)?", re.ASCII)
_TEL = re.compile(r"\+?[\d*#-]{2,24}")
_TEL_SIGNS = str.maketrans("", "", " .()")


@lru_cache(maxsize=4096)
def allowed_address(address: str) -> str | None:
    """An address as a course writes it; `None` where no course links to it."""
    address = address.strip()
    scheme, colon, rest = address.partition(":")
    if not colon or len(address) > LONGEST:
        return None
    match scheme.lower():
        case "http" | "https":
            return _web(scheme.lower(), rest)
        case "mailto":
            return _as(_MAIL, "mailto", quote(rest, safe=_SAFE))
        case "tel":
            return _as(_TEL, "tel", rest.translate(_TEL_SIGNS))
    return None


def _as(form: re.Pattern[str], scheme: str, rest: str) -> str | None:
    return f"{scheme}:{rest}" if form.fullmatch(rest) else None


def _web(scheme: str, rest: str) -> str | None:
    if _REFUSED.search(rest) or not rest.startswith("//"):
        return None
    try:
        parts = urlsplit(f"{scheme}:{rest}")
        port, host = parts.port, (parts.hostname or "").encode("idna").decode("ascii")
    except ValueError:  # a port or host that is none
        return None
    if "@" in parts.netloc or not _is_host(host):
        return None
    after = rest.removeprefix("//")[len(parts.netloc) :]
    place = host if port is None else f"{host}:{port}"
    made = f"{scheme}://{place}{quote(after, safe=_SAFE)}"
    return made if _ALLOWED.fullmatch(made) else None


def _is_host(host: str) -> bool:
    """Whether a host can be read as what it is, and is not the reader's own machine."""
    labels = host.removesuffix(".").split(".")
    if not all(map(_LABEL.fullmatch, labels)) or labels[-1] == "localhost":
        return False
    if not _NUMBER.fullmatch(labels[-1]):
        return True
    try:
        number = ipaddress.IPv4Address(".".join(labels))
    except ValueError:  # 127.1, 0x7f000001: browsers read them as numbers, people do not
        return False
    return not (number.is_loopback or number.is_link_local or number.is_unspecified)
