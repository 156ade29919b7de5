"""What queueing reminders costs: `python -m tools.reminders [PEOPLE] [GROUPS]`, on a new database.

SQLite in a temporary folder, or the empty database of TERAKOYA_DATABASE. Everybody has a mail
address and is late. With GROUPS the assignment is for so many groups by rule instead of everyone.
Prints time and statements of what an officer waits for and of what the worker does; the figures
in docs/bench.md come from here.
"""

from __future__ import annotations

import datetime as dt
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final

import django

PEOPLE: Final = 100_000
BATCH: Final = 2_000
# A Wednesday morning, on which mail may leave.
MORNING: Final = dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)


def main() -> None:
    """Queue one reminder for everybody."""
    said = [int(one) for one in sys.argv[1:]]
    people, groups = said + [PEOPLE, 0][len(said) :]
    with tempfile.TemporaryDirectory(prefix="terakoya-reminders-") as name:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings",
            "TERAKOYA_VAR": f"{name}/var",
        }
        Path(name, "var").mkdir()
        django.setup()
        _play(people, groups)


def _play(people: int, groups: int) -> None:
    from django.db import connection

    from terakoya.portal.common import clock
    from terakoya.portal.delivery.models import OutboxMessage
    from terakoya.portal.learning.standing_choice import Choice
    from terakoya.portal.reminders.models import Reminder
    from terakoya.portal.reminders.selectors import sheet_of, usual_texts
    from terakoya.portal.reminders.services import queue_unfinished, remind_members

    with clock.fixed_at(MORNING):
        owner, assignment = _company(people, groups)
        with connection.cursor() as cursor:  # statistics, which a database in use has
            cursor.execute("ANALYZE")
        choice = Choice(state="late")
        with _timed("the sheet with its counts"):
            sheet = sheet_of(assignment, choice)
        with _timed("the officer's click"):
            remind_members(
                by=owner, assignment=assignment, choice=choice, texts=usual_texts(assignment)
            )
        with _timed("the worker queues the rest"):
            batches = queue_unfinished()
    print(f"{batches} batches; the sheet said {sheet.sent}, reminders: {Reminder.objects.count()}")
    print("messages in the outbox:", OutboxMessage.objects.filter(kind="reminder").count())
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def _company(people: int, groups: int) -> tuple[Any, Any]:
    from django.core.management import call_command

    from terakoya.portal.accounts.models import Member
    from terakoya.portal.common import clock
    from terakoya.portal.learning.choices import Audience
    from terakoya.portal.learning.services import assign_course
    from tests.factories import give_course, make_organisation, make_owner, publish_flagship

    call_command("migrate", verbosity=0)
    owner = make_owner(make_organisation("株式会社おおきな商事"))
    yesterday = clock.now() - dt.timedelta(days=1)  # everybody is late for what was due then
    with clock.fixed_at(yesterday):
        course = give_course(owner, publish_flagship().course, seats=people + 1).course
    _members(owner.organisation, people)
    made = [_group(owner, number) for number in range(groups)]
    audience = Audience.GROUPS if made else Audience.EVERYONE
    with clock.fixed_at(yesterday):
        assignment = assign_course(
            by=owner, course=course, due_on=clock.today(), audience=audience, groups=made
        )
    print(f"{Member.objects.count()} members")
    return owner, assignment


def _group(owner: Any, number: int) -> Any:
    from terakoya.portal.learning.choices import GroupKind
    from terakoya.portal.learning.models import GroupCondition
    from terakoya.portal.learning.services import save_group

    conditions = [
        GroupCondition(kind=GroupKind.SITE, text=f"店舗{number}"),
        GroupCondition(kind=GroupKind.EMPLOYMENT, text="アルバイト"),
    ]
    return save_group(by=owner, name=f"店舗{number}のアルバイト", conditions=conditions)


def _members(organisation: Any, number: int) -> None:
    from terakoya.portal.accounts.models import Member, Person
    from terakoya.portal.common import clock

    now = clock.now()
    people = (
        Person(
            email=f"p{n}@ookina.example", name=f"見本 {n}", created_at=now, email_confirmed_at=now
        )
        for n in range(number)
    )
    _in_batches(people, Person)
    rows = (
        Member(
            organisation=organisation,
            person_id=pk,
            name=name,
            joined_at=now,
            created_at=now,
            site=f"店舗{pk % 10}",
            employment="アルバイト",
        )
        for pk, name in Person.objects.filter(email__endswith="ookina.example").values_list(
            "pk", "name"
        )
    )
    _in_batches(rows, Member)


def _in_batches(rows: Iterator[Any], model: Any) -> None:
    while some := list(islice(rows, BATCH)):
        model.objects.bulk_create(some)


@contextmanager
def _timed(what: str) -> Iterator[None]:
    from django.db import connection

    count = 0

    def note(execute: Any, *asked: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*asked)

    start, cpu = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(note):
        yield
    wall, spent = time.perf_counter() - start, time.process_time() - cpu
    print(f"{what}: {wall:.2f} s, CPU {spent:.2f} s, {count} statements")


if __name__ == "__main__":
    main()
