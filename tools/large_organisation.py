"""What the officer's pages cost in an organisation of 100,000 members and 2,000 departments.

`TERAKOYA_VAR=… python -m tools.large_organisation build` fills an empty database with rows that no
service writes one by one; `… measure` opens the pages in this process and prints milliseconds and
statements; `… plans` prints the query plans of the heaviest statements (PostgreSQL).
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import time
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any, Final

import django

MEMBERS: Final = 100_000
DEPARTMENTS: Final = 2_000
BATCH: Final = 2_000
NAME: Final = "株式会社おおきな商事"
NAMES: Final = (
    ("佐藤", "サトウ"),
    ("鈴木", "スズキ"),
    ("高橋", "タカハシ"),
    ("田中", "タナカ"),
    ("伊藤", "イトウ"),
    ("渡辺", "ワタナベ"),
    ("山本", "ヤマモト"),
    ("中村", "ナカムラ"),
    ("小林", "コバヤシ"),
    ("加藤", "カトウ"),
    ("吉田", "ヨシダ"),
    ("山田", "ヤマダ"),
)


def build(members: int, departments: int) -> None:
    """One organisation, one assignment, half completed, a third running, some late."""
    from django.db import connection, transaction

    from terakoya.portal.catalogue.models import Course

    course = Course.objects.filter(revisions__isnull=False).order_by("id").first()
    assert course is not None, "publish a course first: manage.py publish_courses"
    with transaction.atomic():
        owner, assignment = _organisation(course, members)
        places = _departments(owner.organisation, departments)
        _members(owner.organisation, members)
        _memberships(owner.organisation, places)
        _runs(assignment)
        _exceptions(assignment, places)
    with connection.cursor() as cursor:  # statistics, which a database in use has
        cursor.execute("ANALYZE")


def _organisation(course: Any, seats: int) -> tuple[Any, Any]:
    from terakoya.portal.accounts.choices import Role
    from terakoya.portal.accounts.models import Member, Organisation, Person, RoleGrant
    from terakoya.portal.common import clock
    from terakoya.portal.learning.models import AccessGrant, Assignment

    now, today = clock.now(), clock.today()
    organisation = Organisation.objects.create(name=NAME, code="OOKINA", created_at=now)
    person = Person(email="officer@ookina.example", name="見本 太郎", created_at=now)
    person.set_unusable_password()
    person.email_confirmed_at = now
    person.save()
    owner = Member.objects.create(
        organisation=organisation,
        person=person,
        name=person.name,
        name_kana="ミホン タロウ",
        employee_number="000000",
        joined_at=now,
        created_at=now,
    )
    RoleGrant.objects.create(organisation=organisation, member=owner, role=Role.OWNER)
    AccessGrant.objects.create(
        organisation=organisation,
        course=course,
        starts_on=today,
        ends_on=today + dt.timedelta(days=365),
        seats=seats,
        source="large",
    )
    assignment = Assignment.objects.create(
        organisation=organisation,
        course=course,
        due_on=today - dt.timedelta(days=10),
        created_at=now - dt.timedelta(days=50),
    )
    return owner, assignment


def _departments(organisation: Any, number: int) -> list[Any]:
    """A tree of three levels: a department in twenty has no one above it."""
    from terakoya.portal.accounts.models import Department

    found: list[Any] = []
    for n in range(number):
        above = None if n % 20 == 0 else found[n - n % 20 + (n % 5 if n % 20 >= 5 else 0)]
        one = Department(organisation=organisation, parent=above, name=f"第{n + 1}課")
        one.save()
        one.path = f"{above.path if above else '/'}{one.pk}/"
        one.save(update_fields=["path"])
        found.append(one)
    return found


def _in_batches(rows: Iterator[Any], model: Any) -> None:
    while some := list(islice(rows, BATCH)):
        model.objects.bulk_create(some)


def _members(organisation: Any, number: int) -> None:
    from django.contrib.auth.hashers import make_password

    from terakoya.portal.accounts.models import Member, Person
    from terakoya.portal.common import clock

    now, rng = clock.now(), Random(1)  # noqa: S311 - no secret
    nobody = make_password(None)
    people = (
        Person(
            email=f"p{n}@ookina.example",
            name=f"{rng.choice(NAMES)[0]} {n}",
            password=nobody,
            created_at=now,
        )
        for n in range(1, number + 1)
    )
    _in_batches(people, Person)
    rows = (
        Member(
            organisation=organisation,
            person_id=pk,
            name=name,
            name_kana=f"{dict(NAMES)[name.split()[0]]} {name.split()[1]}",
            employee_number=f"{name.split()[1]:0>6}",
            joined_at=now - dt.timedelta(days=60),
            created_at=now - dt.timedelta(days=60),
        )
        for pk, name in Person.objects.filter(password=nobody, email__startswith="p")
        .values_list("pk", "name")
        .order_by("pk")
    )
    _in_batches(rows, Member)


def _memberships(organisation: Any, places: list[Any]) -> None:
    from terakoya.portal.accounts.models import DepartmentMembership, Member
    from terakoya.portal.common import clock

    members = Member.objects.filter(organisation=organisation).order_by("pk")
    today = clock.today()
    rows = (
        DepartmentMembership(
            organisation=organisation,
            member_id=pk,
            department=places[n % len(places)],
            from_on=today - dt.timedelta(days=400),
        )
        for n, pk in enumerate(members.values_list("pk", flat=True))
    )
    _in_batches(rows, DepartmentMembership)


def _runs(assignment: Any) -> None:
    from terakoya.portal.accounts.models import Member
    from terakoya.portal.catalogue.selectors import latest_revision
    from terakoya.portal.common import clock
    from terakoya.portal.learning.models import Attempt, Certificate, Enrolment

    revision = latest_revision(assignment.course)
    now, rng = clock.now(), Random(2)  # noqa: S311 - no secret
    members = Member.objects.filter(organisation_id=assignment.organisation_id).order_by("pk")

    def _run(member: int) -> Any:
        begun = now - dt.timedelta(days=rng.randrange(5, 45), minutes=rng.randrange(1000))
        is_done = rng.random() < 0.6
        return Enrolment(
            organisation_id=assignment.organisation_id,
            assignment=assignment,
            member_id=member,
            revision=revision,
            language="ja",
            opened_at=begun,
            first_slide_at=begun,
            last_at=begun + dt.timedelta(minutes=30),
            slides_seen=30,
            slides_met=30 if is_done else rng.randrange(30),
            completed_at=begun + dt.timedelta(minutes=30) if is_done else None,
            seconds_spent=rng.randrange(600, 2000),
        )

    keys = [pk for pk in members.values_list("pk", flat=True) if rng.random() < 0.85]
    _in_batches(map(_run, keys), Enrolment)
    done = Enrolment.objects.filter(assignment=assignment, completed_at__isnull=False)
    pairs: list[Any] = list(done.order_by("pk").values_list("pk", "completed_at", "member__name"))
    _in_batches(
        (
            Attempt(
                organisation_id=assignment.organisation_id,
                enrolment_id=pk,
                number=1,
                seed=pk,
                draw={"questions": []},
                started_at=at,
                submitted_at=at,
                percent=90,
                passed=True,
            )
            for pk, at, _name in pairs
        ),
        Attempt,
    )
    _in_batches(
        (
            Certificate(
                organisation_id=assignment.organisation_id,
                enrolment_id=pk,
                code=f"LARGE{pk}",
                number=f"TK-{pk:07}",
                person_name=name,
                organisation_name=NAME,
                course_title="見本",
                language="ja",
                revision_id=revision.revision_id,
                version=revision.version,
                percent=90,
                issued_at=at,
            )
            for pk, at, name in pairs
        ),
        Certificate,
    )


def _exceptions(assignment: Any, places: list[Any]) -> None:
    """One in 20 moved within the time, one in 50 on leave, some extended, some exempt."""
    from terakoya.portal.accounts.models import DepartmentMembership, Member
    from terakoya.portal.common import clock
    from terakoya.portal.learning.models import Exemption, Extension

    now, today = clock.now(), clock.today()
    of = assignment.organisation
    keys = list(Member.objects.filter(organisation=of).order_by("pk").values_list("pk", flat=True))
    moved = today - dt.timedelta(days=20)
    homes = DepartmentMembership.objects.filter(member__in=keys[::20])
    homes.update(until_on=moved - dt.timedelta(days=1))
    _in_batches(
        (
            DepartmentMembership(
                organisation=of, member_id=pk, department=places[n % len(places)], from_on=moved
            )
            for n, pk in enumerate(keys[::20])
        ),
        DepartmentMembership,
    )
    Member.objects.filter(pk__in=keys[7::50]).update(on_leave_since=today - dt.timedelta(days=30))
    later = today + dt.timedelta(days=10)
    of_it = {"organisation": of, "assignment": assignment, "created_at": now}
    _in_batches((Extension(member_id=pk, due_on=later, **of_it) for pk in keys[3::25]), Extension)
    rows = (Exemption(member_id=pk, reason="他社で受講", **of_it) for pk in keys[11::100])
    _in_batches(rows, Exemption)


PAGES: Final = {
    "受講状況": "/manage/status/",
    "期限超過": "/manage/status/?state=late",
    "修了": "/manage/status/?state=completed",
    "部署": "/manage/status/?department={department}",
    "氏名": "/manage/status/?q=ヨシダ",
    "並べ替え（進み具合）": "/manage/status/?sort=-percent",
    "並べ替え（部署）": "/manage/status/?sort=department",
    "最後のページ": "/manage/status/?page=2000",
    "基準日": "/manage/status/?as_of={day}",
    "検索": "/manage/search/?q=ヨシダ 12",
    "ホーム": "/manage/",
    "割り当て": "/manage/assignments/",
    "分析": "/manage/status/analysis/",
    "受講記録一式": "/manage/evidence/",
    "メンバー": "/manage/members/",
    "1人の記録": "/manage/people/{member}/",
    "書き出し": "/manage/status/exports/file/?kind=list&form=xlsx",
    "書き出し（CSV）": "/manage/status/exports/file/?kind=list&form=cp932",
    "書き出し（労働時間）": "/manage/status/exports/file/?kind=days&form=csv",
}


def measure(only: str) -> None:
    """Open each page five times and print the wall time and the CPU of this process."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, values = _signed_in(Client())
    for name, address in PAGES.items():
        if only not in name:
            continue
        address = address.format(**values)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        asked = sorted(queries.captured_queries, key=lambda one: -float(one["time"]))
        if response.status_code != 200:
            print(f"{name}\t{response.status_code}")
            continue
        if response.streaming:
            print(_streamed(name, client, address))
            continue
        times, costs = [], []
        for _ in range(5):
            start, cpu = time.perf_counter(), time.process_time()
            client.get(address)
            times.append(time.perf_counter() - start)
            costs.append(time.process_time() - cpu)
        print(
            f"{name}\tbest {min(times) * 1000:.0f} ms\tmedian {sorted(times)[2] * 1000:.0f} ms"
            f"\tCPU {sorted(costs)[2] * 1000:.0f} ms"
            f"\t{len(asked)} statements\tslowest {' '.join(one['time'] for one in asked[:4])}"
        )


def _streamed(name: str, client: Any, address: str) -> str:
    start = time.perf_counter()
    response = client.get(address)
    parts = iter(response.streaming_content)
    next(parts)
    first = time.perf_counter() - start
    size = sum(len(part) for part in parts)
    whole = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{name}\tfirst byte {first:.2f} s\twhole {whole:.1f} s\t{size >> 20} MB\tpeak {peak} MB"


def _signed_in(client: Any) -> tuple[Any, dict[str, str]]:
    from terakoya.portal.accounts.models import Department, Member
    from terakoya.portal.common import clock

    owner = Member.objects.select_related("person").get(person__email="officer@ookina.example")
    client.force_login(owner.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(owner.uuid)
    session.save()
    department = Department.objects.filter(organisation=owner.organisation, parent=None)[7]
    member = Member.objects.filter(organisation=owner.organisation)[500]
    day = clock.today() - dt.timedelta(days=20)
    return client, {
        "department": str(department.uuid),
        "member": str(member.uuid),
        "day": f"{day:%Y-%m-%d}",
    }


def plans(only: str) -> None:
    """The plan of the slowest statement of each page, as the database tells it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, values = _signed_in(Client())
    for name, address in PAGES.items():
        if only not in name:
            continue
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address.format(**values))
            for _part in response.streaming_content if response.streaming else ():
                pass
        slowest = max(queries.captured_queries, key=lambda one: float(one["time"]))
        print(f"\n== {name}: {slowest['time']} s\n{slowest['sql'][:1500]}")
        query = slowest["sql"][slowest["sql"].find("SELECT") :]  # exports declare a cursor
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query}")
                print("\n".join(str(row[-1]) for row in cursor.fetchall()))


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("build", "measure", "plans"))
    parser.add_argument("--members", type=int, default=MEMBERS)
    parser.add_argument("--departments", type=int, default=DEPARTMENTS)
    parser.add_argument("--only", default="", help="pages whose name has this in it")
    given = parser.parse_args()
    django.setup()
    if given.step == "build":
        build(given.members, given.departments)
    elif given.step == "measure":
        measure(given.only)
    else:
        plans(given.only)


if __name__ == "__main__":
    main()
