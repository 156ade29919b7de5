"""One department at a time holds on PostgreSQL too.

A former migration took an index from the column `member` there, and Django took the unique index of
this constraint with it. SQLite kept it, and so do databases made since.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAME = "member_one_department_now"


def hold(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the constraint where it is missing, after what goes against it."""
    stays: Any = apps.get_model("accounts", "DepartmentMembership")
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if NAME in connection.introspection.get_constraints(cursor, stays._meta.db_table):
            return
    end_what_went_on(stays)
    (constraint,) = (one for one in stays._meta.constraints if one.name == NAME)
    schema_editor.add_constraint(stays, constraint)


def end_what_went_on(stays: Any) -> None:
    """Of several departments that a member is in now, the last stays."""
    following: dict[int, Any] = {}
    for stay in stays.objects.filter(until_on=None).order_by("-from_on", "-pk").iterator():
        after = following.get(stay.member_id)
        if after is not None:
            stay.until_on = max(stay.from_on, after.from_on - dt.timedelta(days=1))
            stay.save(update_fields=["until_on"])
        following[stay.member_id] = stay


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0022_people_and_organisations"),
    ]

    operations = [migrations.RunPython(hold, migrations.RunPython.noop)]
