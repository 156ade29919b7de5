"""Migrations say all that the models say, go back as well as forth, and tell their topic."""

from __future__ import annotations

import datetime as dt
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from terakoya.portal.accounts.models import DepartmentMembership
from terakoya.portal.web.schema_history import SchemaHistory
from tests.factories import make_department, make_member, make_organisation

pytestmark = pytest.mark.both

OWN = [app.label for app in apps.get_app_configs() if app.name.startswith("terakoya.")]

OWN_WITH_TABLES = [
    label
    for label in OWN
    if any(model._meta.managed for model in apps.get_app_config(label).get_models())
]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_the_database_holds_every_constraint_and_index_of_the_models() -> None:
    missing = []
    with connection.cursor() as cursor:
        for model in (model for app in OWN for model in apps.get_app_config(app).get_models()):
            held = connection.introspection.get_constraints(cursor, model._meta.db_table)
            said = [*model._meta.indexes, *model._meta.constraints]
            if not connection.features.supports_nulls_distinct_unique_constraints:
                said = [one for one in said if getattr(one, "nulls_distinct", None) is None]
            missing += [f"{model._meta.label}.{one.name}" for one in said if one.name not in held]
    assert missing == []


@pytest.mark.django_db
def test_of_departments_that_a_missing_constraint_let_in_the_last_stays() -> None:
    step = import_module("terakoya.portal.accounts.migrations.0023_one_department_now")
    organisation = make_organisation()
    member, other = (make_member(organisation, name) for name in ("見本 花子", "見本 次郎"))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {step.NAME}")
    days = (dt.date(2026, 4, 1), dt.date(2026, 6, 1), dt.date(2026, 6, 1))
    for number, day in enumerate(days):
        DepartmentMembership.objects.create(
            organisation=organisation,
            member=member,
            department=make_department(organisation, f"{number}"),
            from_on=day,
        )
    DepartmentMembership.objects.create(
        organisation=organisation,
        member=other,
        department=make_department(organisation, "3"),
        from_on=days[0],
    )
    step.end_what_went_on(DepartmentMembership)
    ends = DepartmentMembership.objects.order_by("pk").values_list("until_on", flat=True)
    assert list(ends) == [dt.date(2026, 5, 31), dt.date(2026, 6, 1), None, None]


@pytest.mark.django_db
def test_a_database_that_had_all_that_a_migration_stands_for_waits_for_nothing() -> None:
    recorded = MigrationRecorder.Migration.objects.filter(app="evidence")
    recorded.filter(name="0002_packs_and_statements").delete()
    done = MigrationRecorder(connection).applied_migrations()
    assert SchemaHistory().pending(done) == []
    assert not SchemaHistory().is_between(done)
    recorded.filter(name="0002_measure_statements").delete()
    done = MigrationRecorder(connection).applied_migrations()
    assert SchemaHistory().pending(done) == [("evidence", "0002_packs_and_statements")]
    assert SchemaHistory().is_between(done)


def test_every_step_can_be_taken_back() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    one_way = [
        f"{label}.{name}: {operation.describe()}"
        for (label, name), migration in loader.disk_migrations.items()
        if label in OWN
        for operation in migration.operations
        if not operation.reversible
    ]
    assert one_way == []


def test_names_tell_their_topic() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    names = [name for label, name in loader.disk_migrations if label in OWN]
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z]\w+", name)] == []
    assert [name for name in names if re.search(r"_auto_|_initial$", name)] == []


@pytest.mark.slow
@pytest.mark.deep  # forth goes every database of the tests, and back those of test_moving_over
@pytest.mark.django_db(transaction=True)
def test_all_tables_go_and_come_back() -> None:
    def own_tables() -> set[str]:
        return {
            name for name in connection.introspection.table_names() if name.partition("_")[0] in OWN
        }

    before = own_tables()
    try:
        MigrationExecutor(connection).migrate([(label, None) for label in OWN_WITH_TABLES])
        assert own_tables() == set()
    finally:
        call_command("migrate", verbosity=0, interactive=False)
    assert own_tables() == before != set()
