"""`manage.py bench_setup`: learners ready to begin, for `make bench` and the kill proof."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from ....accounts.models import Person
from ....catalogue.models import Course
from ...demo.rehearsal import rehearse

FEWEST, MOST = 5, 2000


class Command(BaseCommand):
    """Only for a database that nobody uses: every learner's password is written to a file."""

    help = "Fills an empty database with learners and writes what a client must know of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--learners", type=int, required=True, help=f"{FEWEST} to {MOST}")
        parser.add_argument("--output", type=Path, required=True, help="a new file for the answer")
        parser.add_argument("--course", default="stop-customer-harassment")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not FEWEST <= options["learners"] <= MOST:
            raise CommandError(f"--learners must be a number from {FEWEST} to {MOST}.")
        if Person.objects.exists():
            raise CommandError(
                "There are people in this database. Give an empty one: TERAKOYA_DATABASE=… "
                "or another folder: TERAKOYA_VAR=…"
            )
        course = Course.objects.filter(slug=options["course"], revisions__isnull=False).first()
        if course is None:
            raise CommandError(
                f"The course {options['course']} is not published. Run manage.py publish_courses."
            )
        with translation.override("ja"), transaction.atomic():
            answer = rehearse(course=course, learners=options["learners"])
        descriptor = os.open(options["output"], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(answer, file, ensure_ascii=False)
