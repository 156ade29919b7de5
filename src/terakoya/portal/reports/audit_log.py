"""The audit log of an organisation for its readers: who did what, to whom or what, and when.

Entries are read from the newest on by their number in the chain, so that a page costs the same
wherever it lies; names are looked up for a page at a time.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from ..accounts.models import Department, Member, Person
from ..audit.models import AuditEntry
from ..audit.selectors import entries_of, payload_of
from ..catalogue.models import RevisionText
from ..common import clock
from ..common.languages import current_language
from ..editions.models import Edition
from ..learning.models import Assignment, Enrolment
from ..surveys.models import Wave
from .audit_words import WORDS, AuditTopic, details_of, words_of

PAGE: Final = 50
BATCH: Final = 1000
OF_SELLER: Final = "operator."  # how the verbs of what the seller's people did begin
MOST_PEOPLE: Final = 100  # whom a search for a name may mean


@dataclass(frozen=True)
class AuditFilter:
    """What of the log is wanted; days are those of Japan, both included."""

    since: dt.date | None = None
    until: dt.date | None = None
    topic: str = ""
    person: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return self != AuditFilter()


@dataclass(frozen=True)
class AuditLine:
    """An entry as it is read; `data` is its payload, `None` where the rule has deleted it."""

    number: int
    at: dt.datetime
    verb: str
    who: str
    what: str
    about: str
    data: dict[str, Any] | None

    @property
    def details(self) -> list[tuple[str, str]]:
        """What else a reader understands: label and value."""
        return details_of(self.verb, self.data or {})


@dataclass(frozen=True)
class AuditPage:
    """Up to fifty lines; `older` is the number before which the next page begins."""

    lines: list[AuditLine]
    older: int | None


def audit_page(reader: Member, wanted: AuditFilter, before: int | None = None) -> AuditPage:
    """A page of the log, newest first; nine statements at most, whatever is on it."""
    entries = _entries(reader, wanted)
    if before is not None:
        entries = entries.filter(sequence__lt=before)
    found = list(entries[: PAGE + 1])
    lines = list(_lines(reader, found[:PAGE]))
    return AuditPage(lines, lines[-1].number if len(found) > PAGE else None)


def audit_lines(reader: Member, wanted: AuditFilter) -> Iterator[AuditLine]:
    """All lines, newest first, read a thousand at a time."""
    entries = _entries(reader, wanted).iterator(chunk_size=BATCH)
    while some := list(islice(entries, BATCH)):
        yield from _lines(reader, some)


def audit_columns() -> list[str]:
    """The names of the columns of a file of the log."""
    return [_("番号"), _("日時"), _("だれが"), _("したこと"), _("対象"), _("記録の内容")]


def audit_rows(reader: Member, wanted: AuditFilter) -> Iterator[list[object]]:
    """The same lines as rows of such a file, their moments in Japan's time."""
    for line in audit_lines(reader, wanted):
        at = line.at.astimezone(clock.TOKYO).strftime("%Y-%m-%d %H:%M:%S")
        said = json.dumps(line.data, ensure_ascii=False) if line.data else ""
        yield [line.number, at, line.who, line.what, line.about, said]


def _entries(reader: Member, wanted: AuditFilter) -> QuerySet[AuditEntry]:
    entries = entries_of(reader.organisation.uuid)
    if wanted.since:
        entries = entries.filter(created_at__gte=_midnight(wanted.since))
    if wanted.until:
        entries = entries.filter(created_at__lt=_midnight(wanted.until + dt.timedelta(days=1)))
    if wanted.topic:
        entries = entries.filter(verb__in=list(WORDS[AuditTopic(wanted.topic)]))
    if wanted.person:
        entries = entries.filter(_by_or_about(reader, wanted.person))
    return entries


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=clock.TOKYO)


def _by_or_about(reader: Member, words: str) -> Q:
    members = Member.objects.filter(organisation_id=reader.organisation_id)
    for word in words.split():
        members = members.filter(
            Q(name__icontains=word) | Q(name_kana__icontains=word) | Q(employee_number=word)
        )
    found = members.select_related("person").only("uuid", "person__uuid")[:MOST_PEOPLE]
    people = {one.person.uuid for one in found if one.person}
    return Q(actor_uuid__in=people) | Q(target__in=[f"member:{one.uuid}" for one in found])


def _lines(reader: Member, entries: Sequence[AuditEntry]) -> Iterator[AuditLine]:
    names = _Names(reader, entries)
    for entry in entries:
        payload = payload_of(entry)
        yield AuditLine(
            number=entry.sequence,
            at=entry.created_at,
            verb=entry.verb,
            who=names.actor(entry),
            what=words_of(entry.verb),
            about=names.target(entry.target),
            data=payload.data if payload else None,
        )


class _Names:
    """Who and what the entries of a page name; eight statements at most."""

    def __init__(self, reader: Member, entries: Sequence[AuditEntry]) -> None:
        self.organisation = reader.organisation_id
        actors = {entry.actor_uuid for entry in entries if entry.actor_uuid}
        targets = {found for entry in entries if (found := _uuid_in(entry.target))}
        self.actors: dict[uuid.UUID, str] = {}
        self.targets: dict[uuid.UUID, str] = {}
        self._read_members(actors, targets)
        self._read_outsiders(actors - set(self.actors))
        self._read_departments(targets - set(self.targets))
        self._read_courses(targets - set(self.targets))

    def actor(self, entry: AuditEntry) -> str:
        """The name of who did it; where that is nobody of the organisation, in general words.

        Of whom no membership and no right is kept any more, nobody can say on whose side they were.
        """
        if entry.verb.startswith(OF_SELLER):
            return _("運営者")
        if entry.actor_uuid is None:
            return _("システム")
        return self.actors.get(entry.actor_uuid) or _("今は登録のない人")

    def target(self, target: str) -> str:
        """The name of whom or what it was done to; empty where it says nothing to a reader."""
        found = _uuid_in(target)
        return self.targets.get(found, "") if found else ""

    def _read_members(self, actors: set[uuid.UUID], targets: set[uuid.UUID]) -> None:
        members = Member.objects.filter(organisation_id=self.organisation).filter(
            Q(uuid__in=targets) | Q(person__uuid__in=actors)
        )
        for person, member, name in members.values_list("person__uuid", "uuid", "name"):
            self.actors[person] = self.targets[member] = name

    def _read_outsiders(self, wanted: set[uuid.UUID]) -> None:
        if wanted:
            elsewhere = Exists(Member.objects.filter(person=OuterRef("pk")))
            rows = Person.objects.filter(elsewhere | Q(is_operator=True), uuid__in=wanted)
            for person, is_operator in rows.values_list("uuid", "is_operator"):
                self.actors[person] = _("運営者") if is_operator else _("社外の人")

    def _read_departments(self, wanted: set[uuid.UUID]) -> None:
        if wanted:
            rows = Department.objects.filter(organisation_id=self.organisation, uuid__in=wanted)
            self.targets |= dict(rows.values_list("uuid", "name"))

    def _read_courses(self, wanted: set[uuid.UUID]) -> None:
        """Assignments, enrolments, editions and waves are called by the title of their course."""
        if not wanted:
            return
        own = {"organisation_id": self.organisation, "uuid__in": wanted}
        editions = list(Edition.objects.filter(**own).select_related("offer"))
        courses = {
            **dict(Assignment.objects.filter(**own).values_list("uuid", "course_id")),
            **dict(Enrolment.objects.filter(**own).values_list("uuid", "assignment__course_id")),
            **{edition.uuid: edition.course_id for edition in editions},
            **dict(Wave.objects.filter(**own).values_list("uuid", "revision__course_id")),
        }
        texts = RevisionText.objects.filter(
            revision__course__in=set(courses.values()), language=current_language()
        )
        titles = dict(texts.order_by("revision_id").values_list("revision__course_id", "title"))
        self.targets |= {one: titles[course] for one, course in courses.items() if course in titles}
        for edition in editions:
            if edition.uuid in self.targets and not edition.is_default:
                self.targets[edition.uuid] += f"｜{edition.name}"


def _uuid_in(target: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(target.rpartition(":")[2])
    except ValueError:
        return None
