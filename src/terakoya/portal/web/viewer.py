"""What the frame of a page shows of the person who reads it, and where that person may go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from terakoya.courseware.formats.folder.wording import shared_wording

from ..accounts.access import find_current_member
from ..accounts.models import Member
from ..common.languages import current_language
from .navigation import Entry, Roles, person_links


@dataclass(frozen=True)
class Desk:
    """The consultation desk of an organisation, as its variables name it."""

    name: str
    person: str
    extension: str
    hours: str
    supervisor_rule: str

    @property
    def facts(self) -> str:
        """Who is there, how and when; each after a dot, empty where nothing is filled in."""
        return "".join(f"・{one}" for one in (self.person, self.extension, self.hours) if one)

    @property
    def dial(self) -> str:
        """The number a telephone can call; empty for an extension inside the house."""
        number = re.sub(r"[^0-9+]", "", self.extension)
        return number if re.fullmatch(r"(0|\+)\d{8,14}", number) else ""


def desk_of(member: Member | None) -> Desk:
    """The desk of the member's organisation, or words that fit any workplace."""
    variables: Mapping[str, Any] = member.organisation.variables if member else {}
    return Desk(
        name=str(variables.get("desk.name") or _("上司または人事担当")),
        person=str(variables.get("desk.person") or ""),
        extension=str(variables.get("desk.extension") or ""),
        hours=str(variables.get("desk.hours") or ""),
        supervisor_rule=str(variables.get("supervisor.rule") or ""),
    )


def rule_for_danger() -> str:
    """When to leave and call 110, in the words of the courses; "" where there are none."""
    return _words_for_danger(settings.COURSES).get(current_language(), "")


@lru_cache(maxsize=2)
def _words_for_danger(courses: Path) -> Mapping[str, str]:
    return shared_wording(courses, "call-110", "rule")


@dataclass(frozen=True)
class Viewer:
    """The reader of a page: nobody, a person, or a person acting as a member."""

    name: str = ""
    member: Member | None = None
    roles: Roles = field(default_factory=Roles)

    @property
    def is_signed_in(self) -> bool:
        """Whether the frame of signed-in people is shown."""
        return bool(self.name)

    @property
    def organisation_name(self) -> str:
        """The organisation the reader acts in; empty without one."""
        return self.member.organisation.name if self.member else ""

    @property
    def links(self) -> list[Entry]:
        """Where the reader may go from every page."""
        return list(person_links(self.roles))


def viewer_of(request: HttpRequest) -> Viewer:
    """Who reads this page: the member the session acts as, else the signed-in person.

    Costs nothing on pages that have asked for the member already, and nothing without a session.
    """
    if not request.user.is_authenticated:
        return Viewer()
    member = find_current_member(request)
    is_operator = request.user.is_operator
    if member is None:
        return Viewer(name=request.user.name, roles=Roles(is_operator=is_operator))
    roles = Roles(
        is_officer=member.is_officer,
        reads_records=member.reads_records,
        leads_unit=member.leads_unit,
        is_author=member.organisation.is_house,
        is_operator=is_operator,
    )
    return Viewer(name=member.name, member=member, roles=roles)
