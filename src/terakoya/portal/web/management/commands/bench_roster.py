"""How long a large roster takes: read, looked through, written, taken again; and its memory."""

from __future__ import annotations

import csv
import io
import resource
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, TypeVar

import xlsxwriter
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from ....accounts.choices import Role, RosterState
from ....accounts.models import Member, Organisation, Person, RoleGrant, RosterImport
from ....accounts.roster import OF_TEMPLATE
from ....accounts.services import (
    Wishes,
    apply_import,
    confirm_import,
    read_waiting,
    receive_file,
    undo_import,
)
from ....common import clock
from ...demo.names import draw_people

Result = TypeVar("Result")
SITES = ("本社", "大阪支店", "福岡支店", "札幌支店")
KINDS = ("正社員", "契約社員", "アルバイト")


class Command(BaseCommand):
    """`bench_roster --members 100000 --departments 2000`, in an empty database."""

    help = "measures a roster of many members, in an empty database"

    def add_arguments(self, parser: CommandParser) -> None:
        """How large, and of which kind."""
        parser.add_argument("--members", type=int, default=100_000)
        parser.add_argument("--departments", type=int, default=2_000)
        parser.add_argument("--kind", choices=["csv", "xlsx"], default="csv")

    def handle(self, *_args: Any, **options: Any) -> None:
        """One line a step: seconds, statements, memory of the process so far."""
        members, departments = options["members"], options["departments"]
        kind = options["kind"]
        if Member.objects.exists():
            raise CommandError("the database has members already: take an empty one")
        owner = _owner()
        rows = list(_rows(members, departments))
        write = _csv if kind == "csv" else _xlsx
        found = self._import(owner, write(rows), kind, "first")
        changed = [_moved(row, n, departments) for n, row in enumerate(rows)]
        again = changed[: len(changed) - len(changed) // 50]
        self._import(owner, write(again), kind, "again, one in ten moved, one in fifty left")
        newest = RosterImport.objects.latest("id")
        self._timed("undone", lambda: undo_import(by=owner, found=newest))
        self.stdout.write(f"members: {Member.objects.present().count():,}; first: {found.uuid}")

    def _import(self, owner: Member, content: bytes, kind: str, name: str) -> RosterImport:
        wishes = Wishes(covers_all=True, with_mail=False)
        self.stdout.write(f"{name}: {len(content):,} bytes of {kind}")
        found = receive_file(by=owner, content=content, file_name=f"a.{kind}", wishes=wishes)
        plan = self._timed("read and looked through", lambda: read_waiting(found))
        self.stdout.write(f"  {plan.counts()}")
        confirm_import(by=owner, found=found)
        if found.state != RosterState.APPLIED:  # small ones are written by the page
            self._timed("written", lambda: apply_import(found))
        return found

    def _timed(self, name: str, work: Callable[[], Result]) -> Result:
        begun, used = time.perf_counter(), time.process_time()
        count = 0

        def note(execute: Callable[..., Any], *told: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*told)

        with connection.execute_wrapper(note):
            result = work()
        seconds, used = time.perf_counter() - begun, time.process_time() - used
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        took = f"{seconds:.1f} s ({used:.1f} s of processor), {count} statements"
        self.stdout.write(f"  {name}: {took}, {memory} MB at most")
        return result


def _owner() -> Member:
    moment = clock.now()
    organisation = Organisation.objects.create(
        name="見本商事", code="bench-0001", created_at=moment
    )
    person = Person.objects.create(
        name="見本 太郎",
        email="owner@mihon.example",
        email_confirmed_at=moment,
        created_at=moment,
    )
    owner = Member.objects.create(
        organisation=organisation,
        person=person,
        name=person.name,
        joined_at=moment,
        created_at=moment,
    )
    RoleGrant.objects.create(organisation=organisation, member=owner, role=Role.OWNER)
    return owner


def _rows(members: int, departments: int) -> Iterator[list[str]]:
    people = draw_people(members, rng=Random(7), domain="mihon.example")  # noqa: S311 - no secret
    for number, person in enumerate(people):
        yield [
            person.name,
            person.kana,
            f"{number:06d}",
            "",
            _department(number % departments),
            "",
            "課長" if number % 50 == 0 else "",
            SITES[number % len(SITES)],
            KINDS[number % len(KINDS)],
            "",
            "休職" if number % 100 == 7 else "",
            "",
            "",
        ]


def _department(number: int) -> str:
    return f"本部{number // 100:02d}/部{number // 10 % 10}/課{number % 10}"


def _moved(row: list[str], number: int, departments: int) -> list[str]:
    if number % 10:
        return row
    return [*row[:4], _department((number + 1) % departments), *row[5:]]


def _csv(rows: list[list[str]]) -> bytes:
    output = io.StringIO(newline="")
    writer = csv.writer(output)
    writer.writerow([str(column.label) for column in OF_TEMPLATE])
    writer.writerows(rows)
    return output.getvalue().encode("cp932")


def _xlsx(rows: list[list[str]]) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([[str(one.label) for one in OF_TEMPLATE], *rows]):
            sheet.write_row(number, 0, row)
    return output.getvalue()
