"""A portal under attack, a process of its own: reads orders, one line of JSON each, and answers.

It runs with the settings of a real portal (files under TERAKOYA_VAR, log to standard error) and
takes ballots as a browser sends them. Error reports go to var/mail, as where an operator wants
them mailed. The clock stands still.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import re
import sys
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")

import django
from django.core.management import call_command

MOMENT = dt.datetime(2026, 11, 27, 3, tzinfo=dt.UTC)
Answer = dict[str, Any]


class BrokenError(RuntimeError):
    """What goes wrong in the middle of a ballot."""


class Program:
    """The portal's process."""

    def __init__(self) -> None:
        from terakoya.portal.surveys.selectors import survey_of
        from terakoya.portal.surveys.tests.conftest import build_setting

        call_command("migrate", verbosity=0)
        self.setting = build_setting()
        run_jobs()
        items = survey_of(self.setting.wave.revision_id, "ja").items
        survey = survey_of(self.setting.wave.revision_id, "ja")
        self.clients = {member.pk: signed_in(member) for member in self.setting.members}
        self.opened: list[str] = []
        sys.addaudithook(self._notice)
        self.told = {
            "wave": self.setting.wave.pk,
            "members": [member.pk for member in self.setting.members],
            "questions": [[item.id, [o.id for o in survey.options_of(item)]] for item in items],
        }

    def ballot(self, member: int, answers: dict[str, str]) -> Answer:
        """Send a ballot.

        MatchedBy are the answer's status and size, the shape of each SQL statement, and which files
        Python opened to write.
        """
        statements: list[tuple[str, list[Any]]] = []
        self.opened.clear()

        def listen(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
            statements.append(_shape(sql, params))
            return execute(sql, params, *rest)

        response = self._post(member, answers, listen)
        return {
            "status": response.status_code,
            "size": len(response.content),
            "statements": statements,
            "opened": self.opened,
        }

    def _notice(self, event: str, details: tuple[Any, ...]) -> None:
        if event == "open" and details[2] & (os.O_WRONLY | os.O_RDWR):
            self.opened.append(str(details[0]))

    def fault(self, member: int, answers: dict[str, str], at: int) -> Answer:
        """Send a ballot that breaks off before its statement number `at`."""
        count = 0

        def break_off(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
            nonlocal count
            count += 1
            if count == at:
                raise BrokenError("the database is gone")
            return execute(sql, params, *rest)

        response = self._post(member, answers, break_off)
        return {"status": response.status_code, "page": response.content.decode()}

    def _post(self, member: int, answers: dict[str, str], wrapper: Callable[..., Any]) -> Any:
        from django.db import connection

        form = {f"item-{item}": answer for item, answer in answers.items()}
        with connection.execute_wrapper(wrapper):
            return self.clients[member].post(f"/survey/{self.setting.wave.uuid}/", form)

    def close(self) -> Answer:
        """An officer closes the wave; the worker does the rest and sends the mails."""
        from terakoya.portal.delivery.worker import send_waiting

        officer = signed_in(self.setting.owner)
        response = officer.post(f"/manage/surveys/{self.setting.wave.uuid}/close/")
        run_jobs()
        send_waiting()
        return {"status": response.status_code}

    def backup(self, folder: str) -> Answer:
        """The operator makes a backup."""
        call_command("backup", folder, stdout=sys.stderr)
        return {}

    def rest(self) -> Answer:
        """Let go of the database, which may be replaced meanwhile."""
        from django.db import connection

        connection.close()
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]
        return {}


def _shape(sql: str, params: Any) -> tuple[str, list[Any]]:
    """A statement without the names of savepoints; numbers as they are, else the length."""
    sizes = [p if isinstance(p, int) else _length(p) for p in params or ()]
    return re.sub(r"s\d+_x\d+", "savepoint", sql), sizes


def _length(value: Any) -> int:
    inner = getattr(value, "obj", value)  # psycopg's wrappers of bytes and JSON
    return len(inner if isinstance(inner, bytes | memoryview) else str(inner))


def signed_in(member: Any) -> Any:
    """A browser in which a member has signed in."""
    from django.test import Client

    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.force_login(member.person, backend="terakoya.portal.accounts.backends.EmailBackend")
    session = client.session
    session["member"] = str(member.uuid)
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    return client


def run_jobs() -> None:
    """Run the worker's jobs that concern surveys, due or not."""
    from terakoya.portal.delivery import schedule

    for job in list(schedule._jobs.values()):
        if job.name.startswith("surveys."):
            job.run()


def prepare_settings() -> None:
    """Let error reports go out with all that Django puts into them."""
    from django.conf import settings
    from django.utils.log import AdminEmailHandler

    settings.ADMINS = [("運営者", "operator@operator.example")]
    plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES["staticfiles"]["BACKEND"] = plain  # nothing was collected
    handler = AdminEmailHandler(include_html=True)
    handler.setLevel(logging.ERROR)
    logging.getLogger().addHandler(handler)


def main() -> None:
    """Answer orders until the input ends."""
    from django.utils import timezone

    from terakoya.portal.common import clock

    timezone.now = lambda: MOMENT  # noqa: TID251 - what Django and others ask
    prepare_settings()
    output = sys.stdout
    sys.stdout = sys.stderr
    with clock.fixed_at(MOMENT):
        program = Program()
        print(json.dumps(program.told), file=output, flush=True)
        for line in sys.stdin:
            order = json.loads(line)
            done = getattr(program, order.pop("do"))(**order)
            print(json.dumps(done), file=output, flush=True)


if __name__ == "__main__":
    django.setup()
    main()
