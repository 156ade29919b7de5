"""What is no input at all is refused in words: zero bytes, other names of the host, too much."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from ..failures import bad_request, not_found, server_fault

handler400, handler404, handler500 = bad_request, not_found, server_fault
pytestmark = [pytest.mark.urls(__name__), pytest.mark.django_db]

UNREADABLE = (
    "送られた内容を読み取れませんでした。前のページを読み込み直して、もう一度お試しください。"
)
FORM = "application/x-www-form-urlencoded"


def _echo(request: HttpRequest, **places: str) -> HttpResponse:
    return HttpResponse(repr([places, dict(request.GET.lists()), dict(request.POST.lists())]))


def _keep(_request: HttpRequest) -> HttpResponse:
    raise DataError("value too long for type character varying(200)")


urlpatterns = [
    path("echo/", _echo),
    path("echo/<str:name>/", _echo),
    path("keep/", _keep),
    path("", include("terakoya.portal.config.urls")),
]


@pytest.fixture
def calm() -> Client:
    return Client(raise_request_exception=False)


def told(answer: Any) -> tuple[int, str]:
    """Status and the sentence of the page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>|<svg.*?</svg><p>(.*?)</p>", answer.content.decode())
    return answer.status_code, "" if found is None else found[1] or found[2]


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/echo/?q=a%00b", None),
        ("/echo/?q%00=a", None),
        ("/echo/a%00b/", None),
        ("/echo/", b"name=a%00b"),
        ("/echo/", b"na%00me=a"),
        ("/echo/?q=%C3%28", None),
        ("/echo/", b"name=%ED%A0%80"),
        ("/echo/", b"name=\xff"),
    ],
)
def test_zero_bytes_and_what_is_no_utf8_are_refused(
    calm: Client, address: str, body: bytes | None
) -> None:
    answer = calm.get(address) if body is None else calm.post(address, body, content_type=FORM)
    assert (answer.status_code, UNREADABLE in answer.content.decode()) == (400, True)
    as_json = calm.generic(
        "GET" if body is None else "POST",
        address,
        body or b"",
        content_type=FORM,
        headers={"accept": "application/json"},
    )
    assert (as_json.status_code, as_json.json()["error"]["code"]) == (400, "bad-input")


@pytest.mark.parametrize("typed", ["花子", "\N{REPLACEMENT CHARACTER}", "𠮷🏴‍☠️", "a\tb\r\nc"])
def test_what_somebody_may_type_goes_on(calm: Client, typed: str) -> None:
    assert calm.get("/echo/", {"q": typed}).content.decode() == repr([{}, {"q": [typed]}, {}])
    for sent in (calm.post("/echo/", {"q": typed}), calm.post("/echo/", f"q={typed}", FORM)):
        assert typed in eval(sent.content.decode())[2]["q"]


def test_zero_bytes_in_a_file_of_a_form_are_its_readers_matter(calm: Client) -> None:
    multipart = calm.post("/echo/", {"name": "a\x00b"})
    assert multipart.status_code == 400
    assert calm.post("/echo/", {"name": "a"}).status_code == 200


def test_what_the_database_refuses_is_told_and_logged(
    calm: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="terakoya.failures"):
        answer = calm.post("/keep/")
    assert (answer.status_code, UNREADABLE in answer.content.decode()) == (400, True)
    assert [one.getMessage() for one in caplog.records if one.name == "terakoya.failures"] == [
        "POST /keep/: could not be kept"
    ]


def test_host_that_is_not_ours_is_told_so(calm: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["localhost"], "https://terakoya.mihon.example"
    answer = calm.get("/", headers={"host": "evil.example"})
    sentence = "このホスト名では利用できません。案内されたアドレスを開いてください。"
    assert told(answer) == (400, sentence)
    assert 'href="https://terakoya.mihon.example"' in answer.content.decode()
    assert "evil.example" not in answer.content.decode()
    english = calm.get("/", headers={"host": "evil.example", "cookie": "language=en"})
    assert told(english)[1].startswith("This host name")
    as_json = calm.get("/", headers={"host": "evil.example", "accept": "application/json"})
    assert (as_json.status_code, as_json.json()["error"]["code"]) == (400, "unknown-host")
    assert calm.get("/help/", headers={"host": "localhost"}).status_code == 200


def test_form_that_is_too_large_is_413_and_one_with_too_many_fields_400(calm: Client) -> None:
    large = calm.post("/echo/", f"text={'x' * 2_700_000}", content_type=FORM)
    sentence = "送られたデータが大きすぎます。小さくするか、分けて送ってください。"
    assert told(large) == (413, sentence)
    many = calm.post("/echo/", "&".join(f"a{n}=1" for n in range(1_001)), content_type=FORM)
    assert told(many) == (400, "送られた項目が多すぎます。分けて送ってください。")
    as_json = calm.post(
        "/echo/",
        f"text={'x' * 2_700_000}",
        content_type=FORM,
        headers={"accept": "application/json"},
    )
    assert (as_json.status_code, as_json.json()["error"]["code"]) == (413, "body-too-large")


@pytest.mark.parametrize("body", [b"--x\r\nnonsense", b"--x--"])
def test_broken_multipart_is_no_fault(calm: Client, body: bytes) -> None:
    answer = calm.post("/contact/", body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in {200, 400}
    nameless = calm.post("/contact/", body, content_type="multipart/form-data")
    assert told(nameless) == (400, "リクエストの形が正しくありません。")
