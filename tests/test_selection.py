"""PostgreSQL runs what touches the database; what is left to the deep run is told."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]
CONFTEST = """
from tests.selection import DeepCount, mark_database
import pytest

counting = DeepCount()

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    mark_database(items)

def pytest_configure(config):
    marks = "browser database deep once once_on_postgres both postgres django_db"
    for name in marks.split():
        config.addinivalue_line("markers", name)
    config.pluginmanager.register(counting)

def pytest_terminal_summary(terminalreporter):
    terminalreporter.line(f"left to the deep run: {counting.number}")

@pytest.fixture
def db(): ...

@pytest.fixture
def person(db): ...

@pytest.fixture
def shared_database(): ...
"""
TESTS = """
import pytest

def test_rule(): ...

def test_row(person): ...

@pytest.mark.django_db
def test_table(): ...

@pytest.mark.postgres
def test_dump(): ...

@pytest.mark.browser
def test_page(person): ...

@pytest.mark.browser
@pytest.mark.database
def test_journey(person): ...

@pytest.mark.database
def test_kill(): ...

def test_rush(shared_database): ...

@pytest.mark.deep
def test_every_width(person): ...
"""


@pytest.fixture
def arguments(pytester: pytest.Pytester) -> list[str]:
    """Tests of every kind, and the arguments before a choice by marks."""
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(TESTS)
    return ["-p", "no:django", "-p", "no:xdist", "-p", "no:cacheprovider", "-v", "-m"]


def names_of(result: pytest.RunResult) -> list[str]:
    lines = [line for line in result.outlines if " PASSED" in line]
    return [line.split("::")[1].split()[0] for line in lines]


def test_postgresql_runs_what_touches_the_database(
    pytester: pytest.Pytester, arguments: list[str]
) -> None:
    result = pytester.runpytest_inprocess(*arguments, "database and not deep")
    wanted = ["test_row", "test_table", "test_dump", "test_journey", "test_kill", "test_rush"]
    assert names_of(result) == wanted
    result.stdout.fnmatch_lines(["left to the deep run: 1"])


def test_deep_run_leaves_nothing(pytester: pytest.Pytester, arguments: list[str]) -> None:
    result = pytester.runpytest_inprocess(*arguments, "")
    assert len(names_of(result)) == 9
    result.stdout.fnmatch_lines(["left to the deep run: 0"])


def test_each_test_is_played_where_it_says_most(
    pytester: pytest.Pytester, arguments: list[str]
) -> None:
    """Rows on PostgreSQL, what commits or is marked so on both, what touches nothing on SQLite."""
    pytester.makepyfile(
        test_once="""
            import pytest
            pytestmark = pytest.mark.once
            def test_file(person): ...
            def test_reckoning(): ...""",
        test_portal="""
            import pytest
            def test_rule(): ...
            def test_row(person): ...
            def test_rush(shared_database): ...
            @pytest.mark.django_db(transaction=True)
            def test_commit(): ...
            @pytest.mark.both
            def test_trigger(person): ...
            @pytest.mark.once_on_postgres
            def test_kill(shared_database): ...""",
    )
    runs = Path(__file__).parents[1].joinpath("tools/run_tests.py").read_text("utf-8")
    for choice, wanted in {
        "not deep and not (once_on_postgres and database)": [
            *("test_file", "test_reckoning", "test_rule", "test_rush", "test_commit"),
            "test_trigger",
        ],
        "database and not deep and not once": [
            *("test_row", "test_rush", "test_commit", "test_trigger", "test_kill"),
        ],
    }.items():
        assert f'"{choice}"' in runs
        chosen = (choice, "test_once.py", "test_portal.py")
        assert names_of(pytester.runpytest_inprocess(*arguments, *chosen)) == wanted


def test_what_is_marked_for_either_run_alone_is_refused(
    pytester: pytest.Pytester, arguments: list[str]
) -> None:
    pytester.makepyfile(
        test_twice="""
            import pytest
            pytestmark = pytest.mark.once
            @pytest.mark.once_on_postgres
            def test_crawl(person): ..."""
    )
    result = pytester.runpytest_inprocess(*arguments, "", "test_twice.py")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*::test_crawl is marked once and once_on_postgres"])
