"""The ledgers against the database: `python -m tools.kill.compare LEDGERS`, after the last kill."""

from __future__ import annotations

import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import django

from terakoya.portal.common import garbage

Ledger = Mapping[str, Any]


def main() -> int:
    """Print what does not agree, and some counts, as JSON."""
    garbage.pause()
    django.setup()
    found = compared(json.loads(Path(sys.argv[1]).read_text("utf-8")))
    print(json.dumps(found, ensure_ascii=False))
    return 1 if found["findings"] else 0


def compared(ledgers: list[Ledger]) -> dict[str, Any]:
    """What does not agree, and some counts."""
    finished = [ledger for ledger in ledgers if ledger["is_finished"]]
    findings = [*_events(ledgers), *_progress(ledgers), *_survey(ledgers), *_tests(finished)]
    findings += [*_chains(), *_file()]
    return {"findings": findings, "counts": _counts(ledgers)}


def _events(ledgers: list[Ledger]) -> Iterator[str]:
    """Every acknowledged event is there as it was sent, once, and nothing that was not sent."""
    from terakoya.portal.learning.models import Event  # Django is set up in main

    for ledger in ledgers:
        rows = {
            str(row.uuid): row for row in Event.objects.filter(enrolment__uuid=ledger["enrolment"])
        }
        for uuid in ledger["saved"]:
            if uuid not in rows:
                yield f"event {uuid} was called saved and is not there"
            elif _said(rows[uuid]) != _sent(ledger["sent"][uuid]):
                yield f"event {uuid} is not as it was sent"
        for uuid in rows.keys() - ledger["sent"].keys():
            yield f"event {uuid} is there and was never sent"
        numbers = Counter((row.language, row.seq) for row in rows.values())
        for number, count in numbers.items():
            if count > 1:
                yield f"{ledger['enrolment']} has {count} events of number {number}"


def _said(row: Any) -> tuple[Any, ...]:
    moment = row.client_time.timestamp()
    return (row.slide_id, row.kind, row.language, row.ranges, row.answer, row.seq, moment)


def _sent(event: Mapping[str, Any]) -> tuple[Any, ...]:
    import datetime as dt

    moment = dt.datetime.fromisoformat(event["client_time"]).timestamp()
    names = ("slide", "kind", "language", "ranges", "answer", "seq")
    return (*(event[name] for name in names), moment)


def _progress(ledgers: list[Ledger]) -> Iterator[str]:
    """The merged rows are the union of the events, and the place is the latest one seen."""
    from dataclasses import replace

    from terakoya.portal.learning.models import Enrolment
    from terakoya.portal.learning.selectors.progress import stored_state, union_of_events

    for ledger in ledgers:
        enrolment = Enrolment.objects.get(uuid=ledger["enrolment"])
        union = union_of_events(enrolment)
        slides = stored_state(enrolment)
        if {slide: replace(one, kept=()) for slide, one in slides.items()} != union.slides:
            yield f"the progress of {ledger['enrolment']} is not the union of its events"
        yield from _time(enrolment, union)
        place = union.position.slide if union.position else ""
        if (enrolment.last_slide, enrolment.slides_seen) != (place, len(union.slides)):
            yield f"the place of {ledger['enrolment']} is not the latest one seen"


def _time(enrolment: Any, union: Any) -> Iterator[str]:
    """The time spent is that of the union, and no moment is kept by two slides."""
    from terakoya.portal.learning.gate import seconds_spent
    from terakoya.portal.learning.selectors.progress import needs_for, stored_state

    if (enrolment.seconds_spent or 0) != seconds_spent(needs_for(enrolment), union):
        yield f"the time of {enrolment.uuid} is not that of its events"
    kept = sorted(one for slide in stored_state(enrolment).values() for one in slide.kept)
    if any(after[0] < before[1] for before, after in itertools.pairwise(kept)):
        yield f"two slides of {enrolment.uuid} keep the same moment"


def _survey(ledgers: list[Ledger]) -> Iterator[str]:
    """Each person took part at most once, and the counters are the sum of what was sent."""
    from terakoya.portal.surveys.models import Participation

    saved = [ledger for ledger in ledgers if ledger["is_survey_saved"]]
    sent_only = sum(bool(one["survey"]) and not one["is_survey_saved"] for one in ledgers)
    taken = Participation.objects.count()
    if not len(saved) <= taken <= len(saved) + sent_only:
        yield f"{len(saved)} surveys were called saved, {taken} people took part"
    ballots, found = _counted()
    if ballots != taken:
        yield "the cells count other answers than people took part"
    if sent_only:
        return  # an open end: the sums below are not known
    wanted: Counter[tuple[str, str]] = Counter()
    for ledger in saved:
        wanted.update(
            (name.removeprefix("item-"), option) for name, option in ledger["survey"].items()
        )
    if +found != wanted:
        yield "the counters are not the sum of the answers that were sent"


def _counted() -> tuple[int, Counter[tuple[str, str]]]:
    """How many ballots the cells hold, their seals checked, and what they come to."""
    from terakoya.portal.surveys.models import BallotKey
    from terakoya.portal.surveys.services.counting import decrypted, encrypted_groups
    from terakoya.portal.surveys.services.keys import key_folder

    ballots, found = 0, Counter[tuple[str, str]]()
    for key in BallotKey.objects.select_related("wave"):
        groups = encrypted_groups(key.wave, key)
        ballots += sum(group.ballots for group in groups.values())
        for counters in decrypted(groups, key, key_folder().read(key.wave.uuid)).values():
            for item, options in counters.items():
                found.update({(item, option): count for option, count in options.items()})
    return ballots, found


def _tests(finished: list[Ledger]) -> Iterator[str]:
    """One attempt with the answers as saved, one certificate, numbers without a gap."""
    from terakoya.portal.learning.models import Attempt, Certificate

    for ledger in finished:
        attempts = list(Attempt.objects.filter(enrolment__uuid=ledger["enrolment"]))
        certificates = Certificate.objects.filter(enrolment__uuid=ledger["enrolment"]).count()
        if (len(attempts), certificates) != (1, 1):
            yield f"{ledger['enrolment']} has {len(attempts)} attempts, {certificates} certificates"
        for attempt in attempts:
            given = {key: sorted(choices) for key, choices in attempt.answers.items()}
            wanted = {key: sorted(choices) for key, choices in ledger["answers"].items()}
            if given != wanted or attempt.submitted_at is None:
                yield f"the answers of {ledger['enrolment']} are not those that were saved"
    numbers = sorted(Certificate.objects.values_list("number", flat=True))
    series = [int(number.rsplit("-", 1)[1]) for number in numbers]
    if series != list(range(1, len(series) + 1)):
        yield f"the numbers of the certificates have a gap: {series}"


def _chains() -> Iterator[str]:
    """The audit log is whole."""
    from terakoya.portal.accounts.models import Organisation
    from terakoya.portal.audit.selectors import verify_chain

    for organisation in Organisation.objects.all():
        broken = verify_chain(organisation.uuid)
        if broken is not None:
            yield f"the audit log of {organisation.code} breaks at entry {broken}"


def _file() -> Iterator[str]:
    """SQLite's own opinion of its file."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for pragma in ("integrity_check", "foreign_key_check"):
            rows = cursor.execute(f"PRAGMA {pragma}").fetchall()
            if rows not in ([], [("ok",)]):
                yield f"{pragma}: {rows[:3]}"


def _counts(ledgers: list[Ledger]) -> dict[str, int]:
    import datetime as dt

    from terakoya.portal.learning.models import Attempt, Certificate, Event
    from terakoya.portal.surveys.models import Participation

    received = {str(u): at for u, at in Event.objects.values_list("uuid", "received_at")}
    unanswered = {
        uuid: dt.datetime.fromisoformat(moment)
        for ledger in ledgers
        for uuid, moment in ledger["unanswered"].items()
    }
    return {
        "learners": len(ledgers),
        "journeys_finished": sum(ledger["is_finished"] for ledger in ledgers),
        "events_acknowledged": sum(len(set(ledger["saved"])) for ledger in ledgers),
        "events_stored": len(received),
        "events_sent_again": len(unanswered),
        # Committed, and the answer was lost: sent again and counted once.
        "events_saved_without_answer": sum(
            uuid in received and received[uuid] <= moment for uuid, moment in unanswered.items()
        ),
        "surveys": Participation.objects.count(),
        "attempts": Attempt.objects.count(),
        "certificates": Certificate.objects.count(),
    }


if __name__ == "__main__":
    sys.exit(main())
