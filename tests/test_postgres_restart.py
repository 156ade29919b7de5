"""A restart of the database server costs no page but those underway."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

from tools import migrated
from tools.postgres import find_programs, running_cluster

VARIABLE = "TERAKOYA_DATABASE"
ROOT = Path(__file__).resolve().parents[1]
# Four threads ask pages as a web server's do; "restart" is what it reads when it may go on.
ASKING = """
import io, sys, threading
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()

def status():
    told = []
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/verify/AAAA-BBBB-CCCC/", "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "8000", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr,
    }
    answer = application(environ, lambda line, headers: told.append(line))
    b"".join(answer)
    answer.close()
    return told[0]

def all_at_once():
    told = []
    threads = [threading.Thread(target=lambda: told.append(status())) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return sorted(set(told))

for _ in range(3):
    print(all_at_once(), flush=True)
    sys.stdin.readline()
"""


def copy_tables(programs: Path, cluster: str, target: str) -> None:
    """Give a database the tables of the migrated one in another cluster; no index, no key."""
    source = urlunsplit(urlsplit(cluster)._replace(path=f"/{migrated.template(cluster)}"))
    command = [str(programs / "pg_dump"), "--section=pre-data", source]
    dump = subprocess.run(command, capture_output=True, check=True)
    restore = [str(programs / "psql"), "--quiet", "--set=ON_ERROR_STOP=1", target]
    subprocess.run(restore, input=dump.stdout, stdout=subprocess.DEVNULL, check=True)


@pytest.mark.slow
@pytest.mark.postgres
def test_restart_of_the_database_costs_no_page(tmp_path: Path) -> None:
    programs = find_programs()
    if programs is None:
        pytest.skip("needs initdb and pg_ctl")
    with running_cluster() as running:
        copy_tables(programs, os.environ[VARIABLE], running.address)
        environment = {
            **os.environ,
            "TERAKOYA_DATABASE": running.address,
            "TERAKOYA_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "terakoya.portal.config.settings_test",
        }
        asking = subprocess.Popen(
            [sys.executable, "-c", ASKING],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert asking.stdin is not None
        assert asking.stdout is not None
        told = []
        try:
            for _ in range(3):
                told.append(asking.stdout.readline().strip())
                running.restart()
                asking.stdin.write("\n")
                asking.stdin.flush()
            asking.communicate(timeout=60)
        finally:
            asking.kill()
            asking.wait()
    assert told == ["['404 Not Found']"] * 3
