"""Lists of members on their way in: received, checked, written or dropped."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction

from ...common import clock
from ...common.errors import PortalError
from ...delivery.models import OutboxMessage
from ..choices import RosterKind, RosterOrigin, RosterState
from ..emails import invitation_mail
from ..errors import LeavingNotConfirmed, RosterChanged, RosterHasErrors, RosterNotAsShown
from ..invited_courses import invited_courses_of
from ..models import Member, Organisation, RosterImport, RosterLine, RosterSource
from ..roster import (
    RosterPlan,
    Table,
    check_roster,
    is_invited,
    read_text,
    read_upload,
)
from ..roster.workbook import Marks, Merge
from .base import record_by, require_confirmed_email
from .invitation_mails import queue_invitations
from .members import language_of_new
from .roster_writing import BATCH, Writing, chunks, row_uuid

ROWS_AT_ONCE: Final = 2_000  # are checked and written while the officer waits
MOST_NAMED: Final = 2_000  # members in an audit entry


@dataclass(frozen=True, slots=True)
class RosterResult:
    """What an import did; the last mail may wait for its turn until another day."""

    members: list[Member]
    mails: int
    last_mail_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a list is to be taken."""

    covers_all: bool = False
    with_mail: bool = True


def import_roster(
    *, by: Member, text: str, with_mail: bool = True, covers_all: bool = False
) -> RosterResult:
    """Take a pasted list at once; one row that needs mending, and nothing is saved."""
    require_confirmed_email(by)
    wishes = Wishes(covers_all=covers_all, with_mail=with_mail)
    found = receive_table(by=by, table=read_text(text), wishes=wishes)
    try:
        plan = _plan_of(found)
        if plan.problems:
            raise RosterHasErrors(count=len(plan.problems))
        return _write(found, by, plan)
    except PortalError:
        found.delete()
        raise


# -- receiving ------------------------------------------------------------------------------------


def receive_table(
    *,
    by: Member,
    table: Table,
    wishes: Wishes,
    file_name: str = "",
) -> RosterImport:
    """Keep a list that was read; it is not checked yet."""
    content = packed(table)
    return _received(by, content, wishes, file_name, RosterState.CHECKED)


def receive_file(
    *,
    by: Member,
    content: bytes,
    file_name: str,
    wishes: Wishes,
    source: RosterSource | None = None,
) -> RosterImport:
    """Keep a file that a worker will read."""
    kept = zlib.compress(content, 1)
    return _received(by, kept, wishes, file_name, RosterState.WAITING, source)


def _received(
    by: Member,
    content: bytes,
    wishes: Wishes,
    file_name: str,
    state: RosterState,
    source: RosterSource | None = None,
) -> RosterImport:
    return RosterImport.objects.create(
        organisation=by.organisation,
        by=by,
        by_name=by.name,
        source=source,
        origin=source.origin if source else RosterOrigin.PAGE,
        state=state,
        file_name=file_name[-200:],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        covers_all=wishes.covers_all,
        with_mail=wishes.with_mail,
        created_at=clock.now(),
    )


def packed(table: Table) -> bytes:
    """A list as it is kept."""
    whole = {"rows": table.rows, "marks": asdict(table.marks)}
    return zlib.compress(json.dumps(whole, ensure_ascii=False).encode(), 1)


def table_of(found: RosterImport) -> Table:
    """The list that was kept."""
    if found.content is None:
        raise RosterNotAsShown
    whole = json.loads(zlib.decompress(bytes(found.content)))
    marks = whole["marks"]
    return Table(
        [(number, cells) for number, cells in whole["rows"]],
        Marks(
            hidden=tuple(marks["hidden"]),
            merged=tuple(Merge(**one) for one in marks["merged"]),
            formulas=tuple((row, place) for row, place in marks["formulas"]),
            errors=tuple((row, place) for row, place in marks["errors"]),
        ),
    )


# -- checking -------------------------------------------------------------------------------------


def _plan_of(found: RosterImport) -> RosterPlan:
    return check_roster(
        found.organisation, table_of(found), covers_all=found.covers_all, by=found.by
    )


def check_import(found: RosterImport) -> RosterPlan:
    """Look through a kept list and write down what it would do; nothing of the roster changes."""
    plan = _plan_of(found)
    with transaction.atomic():
        _keep_plan(found, plan)
    return plan


def _keep_plan(found: RosterImport, plan: RosterPlan) -> None:
    found.counts = plan.counts()
    found.facts = {
        "columns": plan.known_columns,
        "has_header": plan.has_header,
        "ignored": plan.ignored_headers[:60],
        "departments": len(plan.new_departments),
        "some_departments": plan.new_departments[:12],
        "rows": len(plan.rows),
        "problem_rows": len(plan.problem_rows),
        "unchanged": plan.unchanged,
        "present": plan.present,
        "mails": plan.mails if found.with_mail else 0,
        "asks": plan.asks_about_leaving,
        "mark": _mark(plan),
    }
    found.state, found.checked_at = RosterState.CHECKED, clock.now()
    found.save(update_fields=["counts", "facts", "state", "checked_at"])
    RosterLine.objects.filter(roster_import=found).delete()
    for part in chunks(_lines(found, plan), BATCH):
        RosterLine.objects.bulk_create(part)


def _lines(found: RosterImport, plan: RosterPlan) -> Iterator[RosterLine]:
    own: dict[str, Any] = {"organisation": found.organisation, "roster_import": found}
    for one in plan.problems:
        said = {"column": one.column, "cell": one.cell, "message": one.message}
        yield RosterLine(kind=RosterKind.PROBLEM, number=one.number, after=said, **own)
    for line in plan.lines:
        yield RosterLine(
            kind=line.kind,
            number=line.number,
            member=line.known.uuid if line.known else row_uuid(found.uuid, line.number),
            name=line.name,
            before=line.before,
            after=line.after,
            **own,
        )
    for sentence in plan.notices:
        yield RosterLine(kind=RosterKind.NOTICE, after={"message": sentence}, **own)


def _mark(plan: RosterPlan) -> str:
    """What two checks share that would do the same."""
    digest = hashlib.sha256()
    for line in plan.lines:
        known = line.known.pk if line.known else None
        said = (line.kind.value, line.number, known, line.before, line.after)
        digest.update(json.dumps(said, ensure_ascii=False, sort_keys=True).encode())
    digest.update(str([(one.number, one.message) for one in plan.problems]).encode())
    return digest.hexdigest()


# -- deciding -------------------------------------------------------------------------------------


def confirm_import(*, by: Member, found: RosterImport, leaving: str = "") -> RosterImport:
    """Take the list as the page showed it; a large one is written by a worker.

    Where more than one in twenty would leave, `leaving` must be their number.
    """
    require_confirmed_email(by)
    check_confirmation(found, leaving)
    taken = RosterImport.objects.filter(pk=found.pk, state=RosterState.CHECKED)
    if not taken.update(state=RosterState.CONFIRMED, by=by, by_name=by.name):
        raise RosterNotAsShown
    found.refresh_from_db()
    if found.facts["rows"] <= ROWS_AT_ONCE and _changes(found) <= ROWS_AT_ONCE:
        apply_import(found)
    return found


def check_confirmation(found: RosterImport, leaving: str = "") -> None:
    """Refuse what may not be written as it stands."""
    problems = found.counts.get(RosterKind.PROBLEM.value, 0)
    if problems and not found.skips_problems:
        raise RosterHasErrors(count=problems)
    number = found.counts.get(RosterKind.LEFT.value, 0)
    typed = leaving.strip().replace(",", "")
    if found.facts["asks"] and typed != str(number):
        raise LeavingNotConfirmed(present=found.facts["present"], leaving=number)


def _changes(found: RosterImport) -> int:
    return sum(found.counts.values())


def skip_problems(*, by: Member, found: RosterImport) -> None:
    """Take the list without the rows that need mending; whom they mean stays as they are."""
    taken = RosterImport.objects.filter(pk=found.pk, state=RosterState.CHECKED)
    if not taken.update(skips_problems=True, by=by, by_name=by.name):
        raise RosterNotAsShown
    found.skips_problems = True


def drop_import(*, by: Member, found: RosterImport) -> None:
    """Forget a list that was not written."""
    waiting = [RosterState.CHECKED, RosterState.WAITING, RosterState.REFUSED]
    with transaction.atomic():
        taken = RosterImport.objects.filter(pk=found.pk, state__in=waiting)
        if not taken.update(state=RosterState.DROPPED, content=None):
            raise RosterNotAsShown
        RosterLine.objects.filter(roster_import=found).delete()
        record_by(by, "roster.dropped", _target(found))


def apply_import(found: RosterImport) -> RosterResult:
    """Write a confirmed list; where the roster has changed meanwhile, it is shown anew."""
    by = found.by
    assert by is not None, "who confirmed it is a member"
    plan = _plan_of(found)
    if _mark(plan) != found.facts["mark"]:
        with transaction.atomic():
            _keep_plan(found, plan)
        raise RosterChanged
    try:
        return _write(found, by, plan)
    except PortalError:  # nothing was written; the list waits for another decision
        RosterImport.objects.filter(pk=found.pk).update(
            state=RosterState.CHECKED, claimed_until=None
        )
        found.state = RosterState.CHECKED
        raise


# -- writing --------------------------------------------------------------------------------------


def _write(found: RosterImport, by: Member, plan: RosterPlan) -> RosterResult:
    writing = Writing(found.organisation, plan, found.uuid, language_of_new(by))
    added = writing.prepare()
    # Composed before the transaction: words for 2,000 mails take a second.
    courses = invited_courses_of(found.organisation) if found.with_mail else {}
    mails = [invitation_mail(one, by, courses) for one in added if found.with_mail and one.email]
    try:
        with transaction.atomic():
            Organisation.objects.select_for_update().get(pk=found.organisation_id)
            writing.write()
            _finish(found, by, plan, writing)
            if found.with_mail:
                mails += [invitation_mail(one, by, courses) for one in _returning(plan)]
            leaving = queue_invitations(by, mails)
            _keep_mails(found, leaving)
    except IntegrityError:  # somebody else changed the roster between check and writing
        raise RosterChanged from None
    last = max((mail.run_after for mail in leaving), default=clock.now())
    return RosterResult(added, len(leaving), last)


def _keep_mails(found: RosterImport, leaving: Sequence[OutboxMessage]) -> None:
    """How many invitations left, and when the last of them does."""
    found.facts["mails"] = len(leaving)
    if leaving:
        last = max(mail.run_after for mail in leaving)
        found.facts["last_mail_on"] = last.astimezone(clock.TOKYO).date().isoformat()
    RosterImport.objects.filter(pk=found.pk).update(facts=found.facts)


def _returning(plan: RosterPlan) -> Iterator[Member]:
    """Who is back without ever having joined, and is invited anew."""
    keys = [
        line.known.pk
        for line in plan.lines
        if line.kind is RosterKind.RETURNED and line.known and is_invited(line)
    ]
    for part in chunks(keys):
        yield from Member.objects.filter(pk__in=part).select_related("person", "organisation")


def _finish(found: RosterImport, by: Member, plan: RosterPlan, writing: Writing) -> None:
    first_time = found.checked_at is None
    if first_time:
        _keep_plan(found, plan)
    RosterLine.objects.bulk_create(_leader_lines(found, writing), batch_size=BATCH)
    found.counts = {**plan.counts(), RosterKind.LEADER.value: len(writing.given)}
    found.facts |= {
        "made_departments": [one.pk for one in writing.new_departments],
        "departments": len(writing.new_departments),
    }
    found.state, found.applied_at, found.content = RosterState.APPLIED, clock.now(), None
    found.claimed_until = None
    found.save()
    made = [str(member.uuid) for member in list(writing.made.values())[:MOST_NAMED]]
    said = {"import": str(found.uuid), **found.counts, "count": len(writing.made), "members": made}
    record_by(by, "roster.imported", f"organisation:{found.organisation.uuid}", said)


def _leader_lines(found: RosterImport, writing: Writing) -> Iterable[RosterLine]:
    pairs = [(True, pair) for pair in writing.given] + [(False, pair) for pair in writing.taken]
    names = dict[int, tuple[Any, str]]()
    for part in chunks({member for _given, (member, _place) in pairs}):
        for pk, uuid, name in Member.objects.filter(pk__in=part).values_list("pk", "uuid", "name"):
            names[pk] = (uuid, name)
    labels = {department.pk: "/".join(path) for path, department in writing.places.items()}
    for is_given, (member, department) in pairs:
        said = {"leads": labels[department], "_department": department}
        yield RosterLine(
            organisation=found.organisation,
            roster_import=found,
            kind=RosterKind.LEADER,
            member=names[member][0],
            name=names[member][1],
            before={} if is_given else said,
            after=said if is_given else {},
        )


def _target(found: RosterImport) -> str:
    return f"roster:{found.uuid}"


def read_waiting(found: RosterImport) -> RosterPlan:
    """Read the kept file and check it; raises `RosterUnreadable`."""
    content = zlib.decompress(bytes(found.content or b""))
    table = read_upload(found.file_name, content)
    found.content = packed(table)
    found.save(update_fields=["content"])
    return check_import(found)
