"""A learner's browser: cookies, the form token, pages with their files, and nothing twice."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin

import httpx

_LINKED: Final = re.compile(
    r'(?:<(?:script|img)[^>]* src|<link[^>]* href)="(/(?:static|media)[^"]+)"'
)
_IMPORTED: Final = re.compile(r'(?:\bfrom|\bimport)\s*"(\.{1,2}/[^"]+|/static/[^"]+)"')
_IN_CSS: Final = re.compile(r'url\("?([^")]+)"?\)|@import\s+"([^"]+)"')
SECONDS = 30.0


class WrongAnswer(AssertionError):
    """The portal answered something that no journey expects."""


@dataclass
class Timings:
    """How long each request of a step took, by the wall clock."""

    seconds: list[float] = field(default_factory=list)


class Browser:
    """One learner's browser; every request is timed under the step that is being played."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=base_url,
            timeout=SECONDS,
            headers={"Accept": "text/html", "Accept-Encoding": "gzip", "Origin": base_url},
        )
        self._kept: set[str] = set()
        self.timings = Timings()
        self.token = ""

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def page(self, address: str) -> httpx.Response:
        """Open a page, following redirects as a browser does."""
        return await self._landed(await self._send("GET", address))

    async def post_form(
        self, address: str, fields: Mapping[str, Any], *, follow: bool = True
    ) -> httpx.Response:
        """Send a form and follow to the page that answers, or only see that it leads somewhere."""
        form = {"csrfmiddlewaretoken": self.token, **fields}
        response = await self._send("POST", address, data=form)
        if follow:
            return await self._landed(response)
        if not response.is_redirect:
            raise WrongAnswer(f"POST {address}: {response.status_code}")
        return response

    async def post_json(self, address: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Post as the player does; the answer must be 200."""
        headers = {"Accept": "application/json", "X-CSRFToken": self._client.cookies["csrftoken"]}
        response = await self._send("POST", address, json=body, headers=headers)
        return _json(response)

    async def post_script_form(self, address: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Post form fields as the test's script does; the answer must be 200."""
        headers = {"Accept": "application/json", "X-CSRFToken": self.token}
        return _json(await self._send("POST", address, data=fields, headers=headers))

    async def get_json(self, address: str) -> dict[str, Any]:
        """Ask as the player's script does."""
        return _json(await self._send("GET", address, headers={"Accept": "application/json"}))

    async def files_of(self, html: str, page_url: str) -> int:
        """Load what a page needs and the browser does not have yet; how many files that were."""
        wanted = [urljoin(page_url, address) for address in _LINKED.findall(html)]
        count = 0
        while wanted:
            address = wanted.pop(0)
            if address in self._kept:
                continue
            self._kept.add(address)
            response = await self._send("GET", address)
            if response.status_code != 200:
                raise WrongAnswer(f"{address}: {response.status_code}")
            count += 1
            wanted += needed_by(response)
        return count

    async def _send(self, method: str, address: str, **more: Any) -> httpx.Response:
        start = time.perf_counter()
        response = await self._client.request(method, address, **more)
        self.timings.seconds.append(time.perf_counter() - start)
        return response

    async def _landed(self, response: httpx.Response) -> httpx.Response:
        while response.is_redirect:
            response = await self._send("GET", response.headers["Location"])
        if response.status_code != 200:
            raise WrongAnswer(f"{response.request.method} {response.url}: {response.status_code}")
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', response.text):
            self.token = found[1]
        return response


def needed_by(response: httpx.Response) -> list[str]:
    """What a script or a style sheet makes the browser load as well."""
    kind = response.headers.get("Content-Type", "")
    if "javascript" in kind:
        found = _IMPORTED.findall(response.text)
    elif "text/css" in kind:
        found = [one or other for one, other in _IN_CSS.findall(response.text)]
    else:
        return []
    return [
        urljoin(str(response.url), address)
        for address in found
        if not address.startswith(("data:", "#"))
    ]


def _json(response: httpx.Response) -> dict[str, Any]:
    if response.status_code != 200:
        raise WrongAnswer(f"{response.url}: {response.status_code} {response.text[:300]}")
    answer: dict[str, Any] = response.json()
    return answer
