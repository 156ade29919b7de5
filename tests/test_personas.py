"""Waiting for a live server between two browser tests."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from .personas import Underway, pytest_runtest_protocol


def in_thread(call: object) -> None:
    """Call as a thread of a live server does."""
    assert callable(call)
    thread = threading.Thread(target=call)
    thread.start()
    thread.join()


def test_a_request_of_the_main_thread_is_not_waited_for() -> None:
    underway = Underway()
    underway.begin()  # a streamed answer that a test's client leaves half read
    start = time.monotonic()
    underway.wait_for_rest()
    assert time.monotonic() - start < 5


def test_a_request_of_a_server_is_waited_for() -> None:
    underway = Underway()
    in_thread(underway.begin)
    ended = []

    def answer() -> None:
        ended.append(True)
        underway.end()

    timer = threading.Timer(0.2, answer)
    timer.start()
    underway.wait_for_rest()
    assert ended
    timer.join()


def test_a_request_that_never_ends_is_given_up() -> None:
    underway = Underway(longest=0.1)
    in_thread(underway.begin)
    underway.wait_for_rest()
    start = time.monotonic()
    Underway.wait_for_rest(underway)
    assert time.monotonic() - start < 5


def test_loop_of_a_browser_is_aside_before_the_fixtures_of_other_tests(
    request: pytest.FixtureRequest,
) -> None:
    loop = asyncio.new_event_loop()
    asyncio._set_running_loop(loop)
    try:
        around = pytest_runtest_protocol(request.node)
        next(around)
        assert asyncio._get_running_loop() is None
        with pytest.raises(StopIteration):
            around.send(True)
        assert asyncio._get_running_loop() is loop
    finally:
        asyncio._set_running_loop(None)
        loop.close()
