"""`make bench`: what a journey asks for, what is counted, and when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tools.bench.browser import Browser, WrongAnswer, needed_by
from tools.bench.journey import JOURNEY, Rehearsal, reading_of, windows
from tools.bench.measure import Cost
from tools.bench.report import Report

ROOT = Path(__file__).resolve().parents[1]


def rehearsal(count: int = 20) -> Rehearsal:
    """A course of slides of 60 s each, every fifth of which asks something."""
    slides = {
        language: [
            {
                "id": f"s{n}",
                "hash": f"{language}{n}",
                "seconds": 60,
                "read": 20,
                "choices": ["a", "b"] if n % 5 == 4 else [],
            }
            for n in range(count)
        ]
        for language in ("ja", "en")
    }
    return Rehearsal({"opened": 1000.0, "slides": slides})


def test_reading_lasts_twenty_minutes_and_changes_the_language_half_way() -> None:
    first, second = reading_of(rehearsal(), seed=1)
    assert (first[0].at, second[-1].at) == (1060.0, 1060.0 + 20 * 60)
    languages = [
        {event["language"] for one in half for event in one.events} for half in (first, second)
    ]
    assert languages == [{"ja"}, {"en"}]
    hashes = {event["slide_hash"][:2] for one in second for event in one.events}
    assert hashes == {"en"}


def test_reading_sends_the_batches_of_the_real_player() -> None:
    first, second = reading_of(rehearsal(), seed=1)
    # Of each half: opening, 10 × two times 30 s, 2 answers, 9 changes, leaving; an answer after
    # 36 s puts the second report of its slide off, beyond its end.
    assert [len(first), len(second)] == [1 + 10 * 2 + 2 - 2 + 9 + 1] * 2
    kinds = [event["kind"] for one in (*first, *second) for event in one.events]
    # Twice 30 s of 16 slides; 30, 6 and 24 s of the 4 that ask.
    assert {kind: kinds.count(kind) for kind in kinds} == {"seen": 20, "read": 44, "answered": 4}
    assert [kind for one in first[-1:] for kind in (e["kind"] for e in one.events)] == ["read"]


def test_reading_is_the_same_for_the_same_learner() -> None:
    one, again, other = (reading_of(rehearsal(), seed=seed) for seed in (1, 1, 2))
    assert one == again
    assert one != other


@pytest.mark.parametrize(
    ("first", "last", "asked"),
    [(0, 21, [0, 8, 16]), (0, 3, [0]), (0, 4, [0, 8]), (10, 21, [10, 18]), (21, 21, [21])],
)
def test_windows_are_loaded_when_fewer_than_four_slides_are_left(
    first: int, last: int, asked: list[int]
) -> None:
    assert windows(22, first, last) == asked


def test_journey_walks_the_whole_road_in_order() -> None:
    names = [step.name for step in JOURNEY]
    assert list(dict.fromkeys(names)) == [
        "sign-in page",
        "scripts, styles, pictures (first visit)",
        "sign in",
        "マイ研修",
        "survey page",
        "survey submit",
        "player page",
        "slides ahead, by eight",
        "progress batch",
        "language switch",
        "test intro",
        "test start",
        "test answer saved",
        "test submit and result",
        "certificate page",
        "certificate PDF",
    ]
    assert [step.name for step in JOURNEY if step.has_hash] == ["sign in"]


def answer(kind: str, text: str) -> httpx.Response:
    request = httpx.Request("GET", "http://127.0.0.1/static/learning/player.js")
    return httpx.Response(200, headers={"Content-Type": kind}, text=text, request=request)


def test_browser_follows_what_scripts_and_styles_need() -> None:
    script = 'import { a } from "./queue.js";\nimport "../portal/b.js";\nfetch("/my/");'
    style = '@import "base.css"; a { background: url("../x.svg") } b { src: url(data:image/png) }'
    at = "http://127.0.0.1/static"
    assert needed_by(answer("text/javascript", script)) == [
        f"{at}/learning/queue.js",
        f"{at}/portal/b.js",
    ]
    assert needed_by(answer("text/css", style)) == [f"{at}/learning/base.css", f"{at}/x.svg"]
    assert needed_by(answer("text/html", script)) == []


def report(batch_ms: float, page_ms: float) -> Report:
    batches = Cost("progress batch", is_batch=True, requests=100, cpu_ms=100 * batch_ms)
    sign_in = Cost("sign in", has_hash=True, requests=2, cpu_ms=2 * 25.0)
    pages = Cost("マイ研修", requests=2, cpu_ms=2 * page_ms, seconds=[0.01, 0.03])
    for cost in (batches, sign_in, pages):
        cost.wall_seconds = 1.0
    return Report(
        "sqlite", learners=2, concurrency=8, hash_ms=20.0, costs=[batches, sign_in, pages]
    )


def test_report_leaves_password_hashing_out_of_a_journey() -> None:
    found = report(2.0, 10.0)
    assert (found.journey_ms, found.batch_ms) == (100.0 + 5.0 + 10.0, 2.0)
    assert found.broken == []
    told = found.as_json()
    assert (told["schema"], told["requests_per_journey"]) == (1, 52.0)
    assert [step["cpu_ms_per_journey"] for step in told["steps"]] == [100.0, 5.0, 10.0]
    assert told["steps"][2]["p95_ms"] == 30.0


def test_report_names_the_bounds_that_are_broken() -> None:
    assert report(3.5, 10.0).broken == ["A batch costs 3.50 ms; it may cost 3."]
    assert report(2.0, 300.0).broken == ["A journey costs 405 ms; it may cost 350."]
    assert len(report(9.0, 300.0).broken) == 2
    assert "A batch costs 9.00 ms" in report(9.0, 0.0).as_table()


async def _ask(handler: object) -> None:
    browser = Browser("http://127.0.0.1")
    browser._client = httpx.AsyncClient(
        base_url="http://127.0.0.1",
        transport=httpx.MockTransport(handler),  # type: ignore[arg-type]
    )
    await browser.page("/my/")


def test_browser_takes_no_failure_for_an_answer() -> None:
    import asyncio

    asyncio.run(_ask(lambda _request: httpx.Response(200, text="")))
    with pytest.raises(WrongAnswer, match="500"):
        asyncio.run(_ask(lambda _request: httpx.Response(500)))


@pytest.mark.slow
@pytest.mark.database
@pytest.mark.deep  # a measurement, which whoever asks for it sees fail
def test_bench_plays_whole_journeys_against_the_real_server() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench", "--learners=2", "--concurrency=2", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr  # 1: dearer than it may be on a busy machine
    told = json.loads(done.stdout)
    requests = {step["name"]: step["requests_per_journey"] for step in told["steps"]}
    several = {
        "scripts, styles, pictures (first visit)",
        "slides ahead, by eight",
        "progress batch",
    }
    assert {name: count for name, count in requests.items() if name not in several} == {
        "sign-in page": 1,
        "sign in": 1,
        "マイ研修": 1,
        "survey page": 1,
        "survey submit": 2,
        "player page": 3,
        "language switch": 2,
        "test intro": 1,
        "test start": 2,
        "test answer saved": 10,
        "test submit and result": 2,
        "certificate page": 1,
        "certificate PDF": 1,
    }
    assert told["batch_cpu_ms"] > 0
