"""Migrations say all that the models say, go back as well as forth, and tell their topic."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

OWN = [app.label for app in apps.get_app_configs() if app.name.startswith("terakoya.")]

OWN_WITH_TABLES = [
    label
    for label in OWN
    if any(model._meta.managed for model in apps.get_app_config(label).get_models())
]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


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
