"""What a player sends while somebody reads, by the example of docs/algorithms/progress.md §9."""

from __future__ import annotations

from random import Random

from terakoya.portal.web.demo.reading import Sending, Visit, sendings


def send(*visits: Visit, finishes: bool = True) -> list[Sending]:
    return list(sendings(visits, start=1000.0, language="ja", rng=Random(1), finishes=finishes))


def told(sending: Sending) -> tuple[float, list[tuple[str, str, object]]]:
    return sending.at, [
        (event["kind"], event["slide"], event.get("ranges") or event.get("answer"))
        for event in sending.events
    ]


def test_sendings_report_every_30_seconds_and_on_a_change() -> None:
    assert [told(one) for one in send(Visit("a", "h", 65.0), Visit("b", "h", 10.0))] == [
        (1000.0, [("seen", "a", "")]),
        (1030.0, [("read", "a", [[1000.0, 1030.0]])]),
        (1060.0, [("read", "a", [[1030.0, 1060.0]])]),
        (1065.0, [("read", "a", [[1060.0, 1065.0]]), ("seen", "b", "")]),
        (1075.0, [("read", "b", [[1065.0, 1075.0]])]),
    ]


def test_sendings_report_an_answer_at_once_and_count_30_seconds_anew() -> None:
    assert [told(one) for one in send(Visit("a", "h", 55.0, "yes"), finishes=False)] == [
        (1000.0, [("seen", "a", "")]),
        (1030.0, [("read", "a", [[1000.0, 1030.0]])]),
        (1033.0, [("read", "a", [[1030.0, 1033.0]]), ("answered", "a", "yes")]),
    ]


def test_sendings_of_the_example_journey() -> None:
    visits = [Visit(f"s{n}", "h", 60.0) for n in range(20)]
    batches = send(*visits)
    assert len(batches) == 1 + 20 * 2 + 19 + 1
    read = [
        tuple(event["ranges"][0])
        for one in batches
        for event in one.events
        if event["kind"] == "read"
    ]
    assert read == [(1000.0 + 30 * n, 1030.0 + 30 * n) for n in range(40)]
    events = [event for one in batches for event in one.events]
    assert len({event["uuid"] for event in events}) == len(events)
    assert [event["seq"] for event in events] == list(range(len(events)))


def test_sendings_of_nothing_are_none() -> None:
    assert send() == []
