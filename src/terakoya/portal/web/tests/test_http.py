"""The web server as clients see it, the well-behaved and the others."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .echo import BIG, PATIENCE, echo_server

pytestmark = pytest.mark.slow
HOST = b"Host: portal.example\r\n"
JAPANESE = "送信が途中で切れました。もう一度送ってください。"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("echo")


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with echo_server(folder) as port:
        yield port


def connected(port: int, *, room: int = 0) -> socket.socket:
    """A connection; with `room` for so few bytes that are not read."""
    connection = socket.socket()
    if room:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", port))
    return connection


def read_answer(connection: socket.socket) -> tuple[int, dict[str, list[str]], bytes]:
    """One answer: status, header fields and content."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(1)
        assert piece, data
        data += piece
    first, *lines = data.decode("latin-1").strip().split("\r\n")
    fields: dict[str, list[str]] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        fields.setdefault(name.lower(), []).append(value)
    content, length = b"", int(fields.get("content-length", ["0"])[0])
    while len(content) < length:
        content += connection.recv(length - len(content))
    return int(first.split()[1]), fields, content


def sent(port: int, request: bytes) -> tuple[int, dict[str, list[str]], bytes]:
    with connected(port) as connection:
        connection.sendall(request)
        return read_answer(connection)


def told(port: int, request: bytes) -> dict[str, Any]:
    status, _fields, content = sent(port, request)
    assert status == 200, content
    found: dict[str, Any] = json.loads(content)
    return found


def is_closed(connection: socket.socket) -> bool:
    """Whether the server closes it now; waits for that."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def post(length: int, more: bytes = b"", path: bytes = b"/a/") -> bytes:
    return b"POST %s HTTP/1.1\r\n%s%sContent-Length: %d\r\n\r\n" % (path, HOST, more, length)


def test_http_request_arrives_as_it_was_sent(port: int) -> None:
    request = (
        b"POST /a/%E7%A0%94%20b?c=%20d&e=f HTTP/1.1\r\n"
        + HOST
        + b"Content-Type: text/plain\r\nContent-Length: 3\r\nX-Forwarded-For: 192.0.2.1\r\n"
        + b"X_Forwarded_For: 192.0.2.9\r\nAccept: a\r\nAccept: b\r\nCookie: c=1\r\nCookie: d=2\r\n"
        + b"\r\nabc"
    )
    found = told(port, request)
    assert {
        key: value for key, value in found.items() if not key.startswith(("wsgi", "SERVER"))
    } == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/a/研 b".encode().decode("latin-1"),
        "QUERY_STRING": "c=%20d&e=f",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "3",
        "HTTP_HOST": "portal.example",
        "HTTP_ACCEPT": "a,b",
        "HTTP_COOKIE": "c=1; d=2",
        "HTTP_X_FORWARDED_FOR": "192.0.2.1",
        "body": "abc",
    }
    assert (found["SERVER_PROTOCOL"], found["SERVER_PORT"]) == ("HTTP/1.1", str(port))
    assert found["wsgi.url_scheme"] == "http"


def test_http_answer_leaves_as_it_was_given(port: int) -> None:
    status, fields, content = sent(port, b"GET /a/ HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (status, fields["set-cookie"]) == (200, ["a=1", "b=2"])
    assert json.loads(content)["PATH_INFO"] == "/a/"


def test_http_head_has_no_content(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"HEAD /a/ HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
        data = b""
        while piece := connection.recv(65536):
            data += piece
    assert data.startswith(b"HTTP/1.1 200")
    assert data.endswith(b"\r\n\r\n") and b"content-length: " in data


def test_http_requests_in_one_go_are_answered_in_order(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(
            post(3) + b"abc" + b"GET /b/ HTTP/1.1\r\n" + HOST + b"\r\n" + post(2) + b"de"
        )
        answers = [json.loads(read_answer(connection)[2]) for _ in range(3)]
    assert [(one["PATH_INFO"], one["body"]) for one in answers] == [
        ("/a/", "abc"),
        ("/b/", ""),
        ("/a/", "de"),
    ]


def test_http_body_is_asked_for_only_when_it_is_taken(port: int) -> None:
    expecting = b"Expect: 100-continue\r\n"
    with connected(port) as connection:
        connection.sendall(post(3, expecting))
        assert connection.recv(100).startswith(b"HTTP/1.1 100 Continue\r\n\r\n")
        connection.sendall(b"abc")
        assert json.loads(read_answer(connection)[2])["body"] == "abc"
    with connected(port) as connection:
        connection.sendall(post(999_999_999, expecting))
        status, _fields, content = read_answer(connection)
        assert (status, json.loads(content)["body"]) == (200, "")
        assert is_closed(connection)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        (b"Transfer-Encoding: chunked\r\n", 411),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 411),
        (b"Transfer-Encoding: gzip, chunked\r\n", 411),
        (b"Transfer-Encoding: xchunked\r\n", 400),
        (b"Transfer-Encoding : chunked\r\n", 400),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n", 400),
        (b"Content-Length: 5, 5\r\n", 400),
        (b"Content-Length: +5\r\n", 400),
        (b"Content-Length: -5\r\n", 400),
        (b"Content-Length: 0x5\r\n", 400),
        (b"Content-Length: 99999999999999999999999\r\n", 400),
    ],
)
def test_http_body_whose_end_is_in_doubt_is_refused_and_the_connection_closed(
    port: int, fields: bytes, status: int
) -> None:
    smuggled = b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
    with connected(port) as connection:
        connection.sendall(b"POST /a/ HTTP/1.1\r\n" + HOST + fields + b"\r\n" + smuggled)
        assert read_answer(connection)[0] == status
        assert is_closed(connection)


def test_http_body_may_be_as_large_as_the_address_takes(port: int, folder: Path) -> None:
    size = 9_000_000
    known = told(port, post(size, b"Cookie: known\r\n") + b"x" * size)
    unknown = told(port, post(size))
    assert (known["body"], "terakoya.too_large" in known) == (size, False)
    assert (unknown["body"], unknown["terakoya.too_large"]) == ("", 3 * 1024 * 1024)
    assert list((folder / "incoming").iterdir()) == []


def test_http_body_that_is_too_large_is_read_so_that_a_known_sender_gets_the_page(
    port: int,
) -> None:
    size = 12_000_000
    with connected(port) as connection:
        connection.sendall(post(size, b"Cookie: known\r\n") + b"x" * size)
        assert json.loads(read_answer(connection)[2])["terakoya.too_large"] == 10 * 1024 * 1024
        connection.sendall(post(1) + b"y")  # the connection is of use afterwards
        assert json.loads(read_answer(connection)[2])["body"] == "y"


@pytest.mark.parametrize("part", [b"", b"GET /a/ HTTP/1.1\r\nHos"])
def test_http_head_that_does_not_come_ends_the_connection(port: int, part: bytes) -> None:
    with connected(port) as connection:
        connection.sendall(part)
        begun = time.monotonic()
        assert is_closed(connection)
        assert time.monotonic() - begun < 5 * PATIENCE


def test_http_connection_that_is_idle_ends(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(b"GET /a/ HTTP/1.1\r\n" + HOST + b"\r\n")
        assert read_answer(connection)[0] == 200
        assert is_closed(connection)


def test_http_body_that_does_not_come_is_told(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(post(10) + b"abc")
        status, fields, content = read_answer(connection)
        assert (status, fields["connection"]) == (408, ["close"])
        assert "もう一度送ってください。" in content.decode()
        assert is_closed(connection)


def test_http_large_body_that_drips_is_told(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(post(5_000_000, b"Cookie: known\r\n"))
        status = 0
        connection.settimeout(0.05)
        until = time.monotonic() + 10 * PATIENCE
        while not status and time.monotonic() < until:
            connection.sendall(b"x")
            try:
                status = int(connection.recv(12).split()[1])
            except TimeoutError:
                continue
        assert status == 408


def test_http_body_that_breaks_off_reaches_nobody(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(post(10) + b"abc")
        connection.shutdown(socket.SHUT_WR)
        data = b""
        while piece := connection.recv(65536):
            data += piece
    assert b" 200 " not in data


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux knows of a connection")
def test_http_answer_that_is_not_read_ends_the_connection(port: int) -> None:
    with connected(port, room=4096) as connection:
        connection.sendall(b"GET /big HTTP/1.1\r\n" + HOST + b"\r\n")
        with connected(port) as other:  # the only thread is free meanwhile
            other.sendall(b"GET /a/ HTTP/1.1\r\n" + HOST + b"\r\n")
            assert read_answer(other)[0] == 200
        for _ in range(40):
            connection.recv(16)
            time.sleep(PATIENCE / 20)
        until = time.monotonic() + 10 * PATIENCE
        with pytest.raises(ConnectionResetError):
            while time.monotonic() < until:  # what had come before is still there
                connection.recv(65536)


def test_http_answer_that_is_read_comes_whole(port: int) -> None:
    status, _fields, content = sent(port, b"GET /big HTTP/1.1\r\n" + HOST + b"\r\n")
    assert (status, len(content)) == (200, BIG)
