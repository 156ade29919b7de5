"""What every test may use, and the list of tests that a machine could not run."""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as laws

from terakoya.courseware import clock as courseware_clock
from terakoya.portal.common import clock, garbage
from tests.emptying import empty_tables
from tests.means import MEANS, is_present
from tests.selection import IS_DEEP, DeepCount, mark_database
from tools import migrated

pytest_plugins = ["tests.personas"]
# No law is broken by a machine that is slow; CI's own profile stays beneath.
laws.register_profile("unhurried", laws.default, deadline=None)
laws.load_profile("unhurried")

DATABASE = "TERAKOYA_DATABASE"
LEFT_OUT_FILE = "TERAKOYA_LEFT_OUT"
MUST_RUN = "TERAKOYA_MUST_RUN"
LONGEST_TOLD = 2_000  # characters
LONGEST = ("slow", "browser", "uno", "office")  # marks


@pytest.hookimpl(tryfirst=True)  # before marks are asked for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a program that is not here, and begin with the files that take longest.

    Skipped tests are named at the end of the run. A long file that began last would keep one of
    the processes busy alone.
    """
    mark_database(items)
    absent = {name: mean for name, mean in MEANS.items() if not is_present(name)}
    for item in items:
        for name, mean in absent.items():
            if item.get_closest_marker(name) is not None:
                item.add_marker(pytest.mark.skip(reason=f"left out: {mean}"))
    turns: dict[Path, int] = {}
    for item in items:
        turn = next((n for n, name in enumerate(LONGEST) if item.get_closest_marker(name)), 9)
        turns[item.path] = min(turn, turns.get(item.path, 9))
    items.sort(key=lambda item: turns[item.path])


def pytest_collection() -> None:
    """Search for no garbage among tests that are being collected."""
    garbage.pause()


def pytest_collection_finish() -> None:
    """Let the garbage collector never look again at seven thousand tests and their modules."""
    gc.collect()
    garbage.resume()


@pytest.fixture(autouse=True)
def fixed_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let the clocks stand at the tests' moment (`make test DAY=…`) for every test.

    Beside a browser, whose own clock goes (`tests/personas.py` puts it there too), the portal's
    goes from there. A test that is marked `real_time` has the machine's.
    """
    if request.node.get_closest_marker("real_time"):
        clock.follow()
        courseware_clock.standing = None
    elif "chromium" in request.fixturenames:
        clock.follow(clock.going_from(moment()))
    yield
    stand_still()


def moment() -> dt.datetime:
    """The moment at which the clocks of the tests stand."""
    from django.conf import settings

    found: dt.datetime = settings.TEST_MOMENT
    return found


@cache
def _standing() -> Callable[[], dt.datetime]:
    """One for the whole process: what is made once for many tests is older than what they make."""
    return clock.standing_at(moment())


def stand_still() -> None:
    """Let both clocks stand there, for what is set up once for many tests as well."""
    clock.follow(_standing())
    courseware_clock.standing = moment().astimezone(clock.TOKYO).date()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 - gives the name
) -> None:
    """Let the database of the tests begin as a copy of a migrated one."""
    from django.db import connection

    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        migrated.copy_to(Path(test["NAME"]))
    else:
        test["TEMPLATE"] = migrated.template(os.environ[DATABASE])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:  # noqa: ARG001 - what it adds to
    """Let what tests commit be taken away as `tests/emptying.py` does.

    And of an answer's templates only the page leaves its context with the test, which asks it what
    the view gave; Django would copy that of each of its hundred parts.
    """
    from django.test import TransactionTestCase, client

    store = client.store_rendered_templates

    def store_page(found: Any, signal: Any, *, template: Any, context: Any, **named: Any) -> None:
        if template is context.template:  # no part of another
            store(found, signal, template=template, context=context, **named)

    with pytest.MonkeyPatch.context() as patch:
        _let_axes_follow(patch)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: empty_tables())
        patch.setattr(client, "store_rendered_templates", store_page)
        yield


def _let_axes_follow(patch: pytest.MonkeyPatch) -> None:
    """Let django-axes, which counts failed attempts, ask the portal's clock."""
    from axes.models import AccessAttempt

    def pre_save(attempt: AccessAttempt, add: bool) -> dt.datetime:
        if add:
            attempt.attempt_time = clock.now()
        found: dt.datetime = attempt.attempt_time
        return found

    for name in ("axes.attempts.now", "axes.handlers.proxy.now"):
        patch.setattr(name, clock.now)
    patch.setattr(AccessAttempt._meta.get_field("attempt_time"), "pre_save", pre_save)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Whether Django finds its database made: a file is, by `django_db_modify_db_settings`."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Keep nothing in memory of rows that were rolled back (`tests/made_once.py`)."""
    if standing := sys.modules.get("tests.made_once"):  # courseware's tests must not load Django
        standing.forget_between_tests()


class Telling:
    """Tells each failure when it happens: a run that is broken off has said what it knew."""

    def __init__(self, reporter: Any) -> None:
        self._reporter = reporter

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The name of what failed, its phase and the end of its report."""
        if report.failed:
            self._reporter.ensure_newline()
            self._reporter.line(f"FAILED {report.nodeid} ({report.when})", red=True)
            self._reporter.line(report.longreprtext[-LONGEST_TOLD:])


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure() -> None:
    """Look once for what was dropped with an error in it, where pytest would look five times."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tell failures at once, where the run is reported, and count what is left to the deep run."""
    stand_still()
    config.pluginmanager.register(DeepCount(), DeepCount.__name__)
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Telling(reporter))


def _left_out(reporter: Any) -> Counter[str]:
    skipped = reporter.stats.get("skipped", [])
    return Counter(name for report in skipped for name in MEANS if name in report.keywords)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Name loudly what was left out."""
    config = terminalreporter.config
    deep = config.pluginmanager.get_plugin(DeepCount.__name__)
    if deep.number and not IS_DEEP and not hasattr(config, "workerinput"):
        terminalreporter.section("DEEP", sep="!", yellow=True, bold=True)
        terminalreporter.line(f"{deep.number} deep tests were left to make test-deep", yellow=True)
    left_out = _left_out(terminalreporter)
    if left_out and not hasattr(terminalreporter.config, "workerinput"):
        terminalreporter.section("LEFT OUT", sep="!", red=True, bold=True)
        for name, number in sorted(left_out.items()):
            terminalreporter.line(f"{number} tests were left out: no {MEANS[name]}", red=True)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail where something was left out that must run here, and hand the list on."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    left_out = _left_out(reporter)
    if path := os.environ.get(LEFT_OUT_FILE):
        Path(path).write_text(json.dumps(left_out), encoding="utf-8")
    must_run = {name for name in os.environ.get(MUST_RUN, "").split(",") if name}
    if must_run & left_out.keys():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
