"""`manage.py demo_data`: the demo organisation at a chosen stage, through services only."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from ....catalogue.models import Course
from ...demo.organisation import DOMAIN, free_domain, is_built
from ...demo.passwords import new_password
from ...demo.plots import Stage
from ...demo.sign_ins import keep_sign_ins, kept_sign_ins, sign_ins_of
from ...demo.story import Passwords, tell_story

FEWEST, MOST = 2, 5000


class Command(BaseCommand):
    """Prints nothing but the sign-ins to its output; everything else goes to the error stream."""

    help = "Builds 株式会社みほん商事 at a stage; a second run changes nothing and prints again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=list(Stage), default=Stage.LEARNING)
        parser.add_argument("--members", type=int, default=24, help=f"{FEWEST} to {MOST}")
        parser.add_argument("--seed", type=int, default=1, help="who they are and what they do")
        parser.add_argument("--course", default="stop-customer-harassment")
        parser.add_argument(
            "--fresh-organisation", action="store_true", help="build another one beside the first"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        is_first = not is_built(DOMAIN)
        if is_first or options["fresh_organisation"]:
            lines = self._build(free_domain(), options)
            # A database that begins anew makes older lines useless.
            keep_sign_ins(lines if is_first else "\n".join(filter(None, [kept_sign_ins(), lines])))
        elif not kept_sign_ins():
            self.stderr.write(
                "The demo organisation is there, but its passwords are not kept on this machine. "
                "Build another one: manage.py demo_data --fresh-organisation"
            )
        self.stdout.write(kept_sign_ins(), ending="")

    def _build(self, domain: str, options: dict[str, Any]) -> str:
        if not FEWEST <= options["members"] <= MOST:
            raise CommandError(f"--members must be a number from {FEWEST} to {MOST}.")
        course = Course.objects.filter(slug=options["course"], revisions__isnull=False).first()
        if course is None:
            raise CommandError(
                f"The course {options['course']} is not published. Run manage.py publish_courses."
            )
        passwords = Passwords(new_password(), new_password())
        # One transaction: a demo that was interrupted is not there at all.
        with translation.override("ja"), transaction.atomic():
            staff = tell_story(
                stage=Stage(options["stage"]),
                members=options["members"],
                seed=options["seed"],
                domain=domain,
                course=course,
                passwords=passwords,
            )
        return sign_ins_of(staff, passwords)
