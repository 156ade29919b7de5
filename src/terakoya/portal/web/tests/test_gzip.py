"""What is compressed on its way, and what is not worth it."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from ..middleware import ONE_PACKET, PageGzip


def encoding(content: str, kind: str = "text/html", **headers: str) -> str:
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip", **headers})
    answer = HttpResponse(content, content_type=kind)
    response = PageGzip(lambda _request: answer).process_response(request, answer)
    return str(response.headers.get("Content-Encoding", ""))


@pytest.mark.parametrize("kind", ["text/html", "application/json", "image/svg+xml"])
def test_what_is_longer_than_a_packet_is_compressed(kind: str) -> None:
    assert encoding("a" * (ONE_PACKET + 1), kind) == "gzip"


def test_what_fits_into_a_packet_is_sent_as_it_is() -> None:
    assert encoding("a" * ONE_PACKET) == ""


@pytest.mark.parametrize("kind", ["audio/mp4", "image/png", "image/jpeg"])
def test_what_is_compressed_already_is_sent_as_it_is(kind: str) -> None:
    assert encoding("a" * 10 * ONE_PACKET, kind) == ""
