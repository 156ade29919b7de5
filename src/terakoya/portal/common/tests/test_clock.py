"""The clock of the tests: where it stands, and who has the machine's."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from terakoya.courseware import clock as courseware_clock
from terakoya.portal.common import clock

ROOT = Path(__file__).parents[5]
SECOND = dt.timedelta(seconds=1)


def test_clocks_of_a_test_stand_at_its_day_and_keep_order() -> None:
    first, second = clock.now(), clock.now()
    assert settings.TEST_MOMENT <= first < second < settings.TEST_MOMENT + SECOND
    assert clock.today() == courseware_clock.today() == first.astimezone(clock.TOKYO).date()


@pytest.mark.real_time
def test_clocks_of_a_test_that_says_so_go() -> None:
    before = clock.machine()
    assert before <= clock.now() <= clock.machine()


@pytest.mark.parametrize("asking", ["datetime.date.today()", "datetime.datetime.now()"])
def test_the_machines_clock_is_refused_elsewhere(asking: str) -> None:
    code = f"import datetime\n\nday = {asking}\n"
    command = [sys.executable, "-m", "ruff", "check", "--stdin-filename=src/new.py", "-"]
    done = subprocess.run(
        command, cwd=ROOT, input=code, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "TID251" in done.stdout) == (1, True)
