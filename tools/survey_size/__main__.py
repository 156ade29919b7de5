"""`python -m tools.survey_size`: surveys of a large organisation, on a new database.

SQLite in a temporary folder, or the empty database of TERAKOYA_DATABASE. First many people answer
at once through the pages, then a wave of everybody is closed and looked at. Prints CPU seconds of
this process beside the clock; ends with 1 where somebody's answer failed or a bound is not kept.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

import django

CLOSING_WITHIN: Final = 30.0  # seconds
ANSWERED_WITHIN: Final = 600.0


def main() -> int:
    """0: all bounds are kept."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="terakoya-survey-size-") as name:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
            "TERAKOYA_VAR": f"{name}/var",
            "TERAKOYA_SURVEY_KEYS": f"{name}/survey-keys",
        }
        Path(name, "var").mkdir()
        django.setup()
        return 0 if _play(options) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.survey_size", description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--departments", type=int, default=2_000)
    parser.add_argument("--answering", type=int, default=5_000, help="people who really answer")
    parser.add_argument("--processes", type=int, default=4)
    return parser.parse_args()


def _play(options: argparse.Namespace) -> bool:
    from django.core.management import call_command

    from tests.factories import publish_flagship

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    revision = publish_flagship()
    has_answered = _answer(revision, options) if options.answering else True
    return _close_large(revision, options) and has_answered


def _answer(revision: Any, options: argparse.Namespace) -> bool:
    from terakoya.portal.surveys.services import opening

    from .answering import answer_all
    from .company import large_company

    company = large_company(revision, options.answering, max(1, options.answering // 100))
    wave = company.open_wave()
    opening.prepare_wave(wave)
    members = [one.pk for one in company.members]
    done = answer_all(str(wave.uuid), members, options.processes)
    print(
        f"{done.people} people answered through {options.processes} processes: "
        f"{done.seconds:.0f} s, slowest {done.slowest:.2f} s, failures {done.failures}",
        flush=True,
    )
    _close(wave, company.owner)
    _look(wave, company.owner)
    return done.people == len(members) and done.seconds <= ANSWERED_WITHIN


def _close_large(revision: Any, options: argparse.Namespace) -> bool:
    from terakoya.portal.surveys.services import opening

    from .ballots import fill
    from .company import large_company

    with _timed(f"{options.members} members in {options.departments} departments"):
        company = large_company(revision, options.members, options.departments)
    wave = company.open_wave()
    with _timed("opening: key, cells, pages"):
        opening.prepare_wave(wave)
    with _timed("ballots of everybody"):
        fill(wave, Random(1))  # noqa: S311 - no secret
    seconds = _close(wave, company.owner)
    _look(wave, company.owner)
    print("beside an earlier wave:")
    _look(_once_more(wave), company.owner)
    return seconds <= CLOSING_WITHIN


def _close(wave: Any, owner: Any) -> float:
    from terakoya.portal.surveys.services import ask_to_close, finish_closings
    from tests.statements import counted_statements

    begun = time.monotonic()
    with counted_statements() as statements:
        with _timed("no more ballots"):
            ask_to_close(wave=wave, by=owner)
        with _timed(f"closing, {wave.cells.count()} cells"):
            finish_closings()
    print(f"  {len(statements)} statements")
    return time.monotonic() - begun


def _once_more(wave: Any) -> Any:
    """A later wave with the same table, so that every row is compared."""
    from terakoya.portal.surveys.choices import WaveKind
    from terakoya.portal.surveys.models import CountingCell, PublishedTable, Wave

    later = Wave.objects.get(pk=wave.pk)
    later.pk, later.uuid, later.kind = None, uuid.uuid4(), WaveKind.AFTER
    later.save(force_insert=True)
    cells = list(CountingCell.objects.filter(wave=wave))
    for cell in cells:
        cell.pk, cell.wave, cell.parent = None, later, None
    CountingCell.objects.bulk_create(cells, batch_size=500)
    table = PublishedTable.objects.get(wave=wave)
    table.pk, table.wave = None, later
    table.save(force_insert=True)
    return later


def _look(wave: Any, owner: Any) -> None:
    from .visits import cost_of, signed_in

    wave.refresh_from_db()
    client, result = signed_in(owner), f"/manage/surveys/{wave.uuid}/result"
    pages = ("/", "/?page=40", ".xlsx", ".pdf")
    for one in pages:
        times = 7 if one.startswith("/") else 1
        print(f"  result{one}: {cost_of(client, result + one, times)}", flush=True)


@contextmanager
def _timed(what: str) -> Iterator[None]:
    cpu, wall = time.process_time(), time.monotonic()
    yield
    cpu, wall = time.process_time() - cpu, time.monotonic() - wall
    print(f"{what}: CPU {cpu:.2f} s, {wall:.2f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
