"""Runs one wave in a database of its own and prints who answered what, for test_privacy.

Started as a program, so that the database is a real file or a real server that an attacker can
read as a whole.  argv: where the file of the open wave is copied to, before the wave is closed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terakoya.portal.config.settings")

import django
from django.core.management import call_command

NAIVE = """CREATE TABLE naive_answer (id INTEGER PRIMARY KEY, member_id INTEGER, answers TEXT)"""
NAIVE_APART = """CREATE TABLE naive_apart (id INTEGER PRIMARY KEY, answers TEXT)"""


def run(while_open: Path) -> None:
    """Ask 26 people in random order; every answer is different from every other."""
    from django.conf import settings
    from django.db import connection, transaction

    from terakoya.portal.surveys.services import close_wave, submit_answers
    from terakoya.portal.surveys.tests.conftest import build_setting

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(NAIVE)
        cursor.execute(NAIVE_APART)
    settings.SURVEY_KEY_BITS = 512  # this attacker joins rows and reads bytes, and opens nothing
    setting = build_setting(first=14, second=12)
    from terakoya.portal.surveys.selectors import survey_of

    survey = survey_of(setting.wave.revision_id, "ja")
    chance = random.Random(20261125)
    order = list(setting.members)
    chance.shuffle(order)
    ledger = []
    for number, member in enumerate(order):
        answers = {
            item.id: (
                f"COMMENT-MARK-{number:02d}"
                if item.kind == "comment"
                else chance.choice(survey.options_of(item)).id
            )
            for item in survey.items
        }
        with transaction.atomic():
            submit_answers(by=member, wave=setting.wave, enrolment=None, answers=answers)
            # The planted naive versions, written where a careless design would write them.
            text = json.dumps(answers)
            with connection.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO naive_answer VALUES (%s, %s, %s)", [number, member.pk, text]
                )
                cursor.execute("INSERT INTO naive_apart VALUES (%s, %s)", [number, text])
        ledger.append({"member": member.pk, "answers": answers})
    connection.close()  # by which its log goes into the file
    shutil.copyfile(connection.settings_dict["NAME"], while_open)
    close_wave(wave=setting.wave)
    connection.close()
    print(json.dumps({"ledger": ledger, "wave": setting.wave.pk}))


if __name__ == "__main__":
    django.setup()
    run(Path(sys.argv[1]))
