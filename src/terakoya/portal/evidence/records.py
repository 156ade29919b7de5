"""The rows of a pack: who was to learn, and what they have done, at the end of a day."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, Q

from ..accounts.models import DepartmentMembership, Member
from ..accounts.selectors import names_of
from ..common import clock
from ..learning.models import Assignment, Attempt, Enrolment, PaperResult
from ..learning.selectors.group_session import GroupMark, group_marks
from ..learning.selectors.policies import Confirmation, confirmations_of
from ..learning.selectors.standing import assigned_members

COMPLETED, RUNNING, NEW, ON_LEAVE = "completed", "running", "new", "leave"
Rename = tuple[dt.date, str]  # from which day on there was another name, and the one before
Memberships = Mapping[int, list[tuple[str, dt.date, dt.date | None]]]


@dataclass(frozen=True)
class Record:
    """One person's row; times are aware, `None` where nothing has happened by then."""

    member: str
    name: str
    name_kana: str
    employee_number: str
    department: str
    state: str
    is_in_scope: bool = True
    is_on_leave: bool = False  # 休職中 on the day of the pack, and in scope
    enrolment: str = ""
    language: str = ""
    revision: str = ""
    version: str = ""
    opened_at: dt.datetime | None = None
    completed_at: dt.datetime | None = None
    minutes: int | None = None
    attempts: tuple[dict[str, Any], ...] = ()
    certificate: str = ""
    group: str = ""  # 集合受講: when, where, who led
    exempt_for: str = ""  # the reason; empty for who is not exempt
    policy_version: int | None = None  # of the assignment's policy, as it was confirmed
    policy_sha256: str = ""
    policy_at: dt.datetime | None = None

    @property
    def percent(self) -> int | None:
        """The score with which the test was passed."""
        return next((one["percent"] for one in self.attempts if one["passed"]), None)

    @property
    def paper(self) -> dict[str, Any] | None:
        """Who sent the result on paper by which the test was passed; `None` where it was online."""
        passed = next((one for one in self.attempts if one["passed"]), None)
        return passed.get("paper") if passed else None

    def as_json(self) -> dict[str, Any]:
        """The row as the pack's file has it."""
        row = dict(vars(self)) | {"attempts": list(self.attempts)}
        for key in ("opened_at", "completed_at", "policy_at"):
            row[key] = _moment(row[key])
        return row


@dataclass(frozen=True)
class Denominators:
    """How many are in scope, and where they stand.

    In scope are those who have completed it, are at work (`running`, `new`) or on leave. Who is
    exempt is not in scope; `left` are those who learned and are in scope no more.
    """

    in_scope: int
    completed: int
    running: int
    new: int
    on_leave: int
    exempt: int
    left: int


def denominators_of(records: Iterable[Record]) -> Denominators:
    """The counts on a pack's second page."""
    states: Counter[str] = Counter()
    outside: Counter[bool] = Counter()
    for one in records:
        if one.is_in_scope:
            is_away = one.is_on_leave and one.state != COMPLETED
            states[ON_LEAVE if is_away else one.state] += 1
        else:
            outside[bool(one.exempt_for)] += 1
    return Denominators(
        in_scope=states.total(),
        completed=states[COMPLETED],
        running=states[RUNNING],
        new=states[NEW],
        on_leave=states[ON_LEAVE],
        exempt=outside[True],
        left=outside[False],
    )


def records_of(assignment: Assignment, as_of: dt.date) -> list[Record]:
    """The rows of an assignment, by department and name, whatever their number in nine statements.

    One more where the assignment has a policy.
    """
    until = _end_of(as_of)
    in_scope = set(assigned_members(assignment, on=as_of).values_list("pk", flat=True))
    exempt = dict(assignment.exemptions.values_list("member_id", "reason"))
    runs = _runs(assignment, until)
    attempts = _attempts(assignment, until)
    memberships = _memberships(assignment.organisation_id)
    confirmed = confirmations_of(assignment, until) if assignment.policy_id else {}
    marks = group_marks(assignment.pk)
    people = Member.objects.filter(organisation_id=assignment.organisation_id)
    found = [
        replace(
            _record(member, runs.get(member.pk), attempts, memberships, until),
            is_in_scope=member.pk in in_scope,
            is_on_leave=member.pk in in_scope and member.is_on_leave_on(as_of),
            group=_marks_before(marks.get(member.pk, []), as_of),
            exempt_for="" if member.pk in in_scope else exempt.get(member.pk, ""),
            **_policy_values(confirmed.get(member.pk)),
        )
        for member in people.order_by("name_kana", "name", "pk").iterator()
        if member.pk in in_scope or member.pk in runs or member.pk in exempt
    ]
    return sorted(found, key=lambda one: one.department)


def _policy_values(confirmed: Confirmation | None) -> dict[str, Any]:
    if confirmed is None:
        return {}
    return {
        "policy_version": confirmed.number,
        "policy_sha256": confirmed.sha256,
        "policy_at": confirmed.at,
    }


def _marks_before(marks: list[GroupMark], as_of: dt.date) -> str:
    return "、".join(mark.words for mark in marks if mark.on <= as_of)


def _runs(assignment: Assignment, until: dt.datetime) -> dict[int, dict[str, Any]]:
    """The run of each person that counted at that moment."""
    runs = (
        Enrolment.objects.filter(assignment=assignment, opened_at__lt=until)
        .filter(Q(continued_at=None) | Q(continued_at__gte=until))
        .order_by("id")
        .values(
            "pk",
            "uuid",
            "member_id",
            "language",
            "opened_at",
            "completed_at",
            "seconds_spent",
            revision_hash=F("revision__revision_id"),
            version=F("revision__version"),
            number=F("certificate__number"),
            added_to=F("addendum__certificate__number"),
        )
    )
    return {run["member_id"]: dict(run) for run in runs}


def _attempts(assignment: Assignment, until: dt.datetime) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Attempt.objects.filter(enrolment__assignment=assignment, submitted_at__lt=until)
    values = rows.order_by("enrolment_id", "number").values_list(
        "enrolment_id", "number", "submitted_at", "percent", "passed"
    )
    for run, number, at, percent, passed in values.iterator():
        found[run].append(
            {"number": number, "at": _moment(at), "percent": percent, "passed": passed}
        )
    _add_paper(found, assignment, until)
    return found


def _add_paper(
    found: dict[int, list[dict[str, Any]]], assignment: Assignment, until: dt.datetime
) -> None:
    """What was taken on paper, behind the attempts online: who sent it, and when."""
    rows = PaperResult.objects.filter(enrolment__assignment=assignment, sent_at__lt=until)
    for one in rows.order_by("enrolment_id", "id").iterator():
        attempts = found[one.enrolment_id]
        attempts.append(
            {
                "number": len(attempts) + 1,
                "at": one.taken_on.isoformat(),
                "percent": one.percent,
                "passed": one.passed,
                "paper": {"sent_by": one.sent_by_name, "sent_at": _moment(one.sent_at)},
            }
        )


def _memberships(organisation_id: int) -> Memberships:
    found: dict[int, list[tuple[str, dt.date, dt.date | None]]] = defaultdict(list)
    rows = DepartmentMembership.objects.filter(organisation_id=organisation_id).order_by("from_on")
    names = names_of(organisation_id)
    columns = ("member_id", "department__path", "from_on", "until_on")
    known: dict[str, tuple[str, list[Rename]]] = {}
    for member, path, first, last in rows.values_list(*columns).iterator():
        if path not in known:
            chain = [int(key) for key in path.strip("/").split("/")]
            label = "/".join(names[key][0] for key in chain)
            known[path] = (label, renamed_paths([names[key] for key in chain]))
        label, before = known[path]
        found[member] += named_stays(label, first, last, before)
    return found


def renamed_paths(chain: Sequence[tuple[str, Sequence[Rename]]]) -> list[Rename]:
    """From which day on a department, or one above it, bore another name, and the path before.

    A name alone says little: many departments have a 第一課. Those above are today's.
    """
    days = sorted({on for _name, renames in chain for on, _before in renames})
    return [
        (day, "/".join(_name_before(day, name, renames) for name, renames in chain)) for day in days
    ]


def _name_before(day: dt.date, name: str, renames: Sequence[Rename]) -> str:
    return next((before for on, before in renames if on >= day), name)


def named_stays(
    name: str, first: dt.date, last: dt.date | None, renames: Sequence[tuple[dt.date, str]]
) -> Iterator[tuple[str, dt.date, dt.date | None]]:
    """A stay in a department, divided where it was renamed; each part has the name of its time."""
    for on, before in renames:
        end = on - dt.timedelta(days=1)
        if end < first:
            continue
        if last is not None and end >= last:
            yield before, first, last
            return
        yield before, first, end
        first = on
    yield name, first, last


def _record(
    member: Member,
    run: dict[str, Any] | None,
    attempts: Mapping[int, list[dict[str, Any]]],
    memberships: Memberships,
    until: dt.datetime,
) -> Record:
    completed = run["completed_at"] if run and _is_before(run["completed_at"], until) else None
    day = (completed or until - dt.timedelta(microseconds=1)).astimezone(clock.TOKYO).date()
    person: dict[str, Any] = {
        "member": str(member.uuid),
        "name": member.name,
        "name_kana": member.name_kana,
        "employee_number": member.employee_number or "",
        "department": _department_on(memberships.get(member.pk, []), day),
    }
    if run is None:
        return Record(**person, state=NEW)
    seconds = run["seconds_spent"]
    return Record(
        **person,
        state=COMPLETED if completed else RUNNING,
        enrolment=str(run["uuid"]),
        language=run["language"],
        revision=run["revision_hash"],
        version=run["version"],
        opened_at=run["opened_at"],
        completed_at=completed,
        minutes=None if seconds is None else -(-seconds // 60),
        attempts=tuple(attempts.get(run["pk"], ())),
        certificate=(run["number"] or run["added_to"] or "") if completed else "",
    )


def _department_on(memberships: list[tuple[str, dt.date, dt.date | None]], day: dt.date) -> str:
    for name, first, last in memberships:
        if first <= day and (last is None or day <= last):
            return name
    return ""


def _is_before(moment: dt.datetime | None, until: dt.datetime) -> bool:
    return moment is not None and moment < until


def _end_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), tzinfo=clock.TOKYO)


def _moment(at: dt.datetime | None) -> str:
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds") if at else ""
