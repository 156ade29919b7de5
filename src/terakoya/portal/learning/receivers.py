"""What happens elsewhere and concerns learning."""

from __future__ import annotations

import sqlite3
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from ..accounts.models import Department, Member
from ..common import clock
from .models import AssignmentDepartment
from .services.notes import close_notes, delete_closed_notes, open_notes


def use_long_statements(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Let SQLite take as many values in one statement as it really can.

    Django 5.2 divides by the limit of 2009 (999 values), which makes three inserts of a batch of
    200 events; later versions ask the library, as here.
    """
    if connection.vendor == "sqlite":
        most = connection.connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
        connection.features.max_query_params = most


def close_member_notes(member: Member, **_signal: Any) -> int:
    """Somebody came by a joining code: the member's notes close."""
    return close_notes(member)


def open_member_notes(member: Member, **_signal: Any) -> None:
    """The person has shown who they are."""
    open_notes(member)


def delete_member_notes(member: Member, **_signal: Any) -> None:
    """The person gives up what closed."""
    delete_closed_notes(member)


def follow_merge(department: Department, into: Department, **_signal: Any) -> None:
    """What is assigned to a department is assigned to the one it became part of, too."""
    given = AssignmentDepartment.objects.filter(department=department)
    running = Q(assignment__ended_on=None) | Q(assignment__ended_on__gt=clock.today())
    AssignmentDepartment.objects.bulk_create(
        (
            AssignmentDepartment(
                organisation_id=one.organisation_id,
                assignment_id=one.assignment_id,
                department=into,
            )
            for one in given.filter(running)
        ),
        ignore_conflicts=True,
    )
