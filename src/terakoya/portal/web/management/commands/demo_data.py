"""`manage.py demo_data`: the demo organisation at a chosen stage, through services only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from ....catalogue.models import Course
from ...demo import department_store
from ...demo.organisation import DOMAIN, free_domain, is_built
from ...demo.passwords import new_password
from ...demo.plots import Stage
from ...demo.sign_ins import keep_sign_ins, kept_sign_ins, sign_ins_of, sign_ins_of_store
from ...demo.story import Passwords, tell_story

FEWEST, MOST = 2, 5000


class Command(BaseCommand):
    """Prints nothing but the sign-ins to its output; everything else goes to the error stream."""

    help = "Builds 株式会社みほん商事 at a stage; a second run changes nothing and prints again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--stage", choices=list(Stage), default=Stage.LEARNING)
        parser.add_argument(
            "--members", type=int, help=f"{FEWEST} to {MOST}; 24, of the store 300, if not given"
        )
        parser.add_argument("--seed", type=int, default=1, help="who they are and what they do")
        parser.add_argument("--course", default="stop-customer-harassment")
        parser.add_argument(
            "--store",
            action="store_true",
            help="株式会社みほん百貨店 and the seller's desk; before publish_courses",
        )
        parser.add_argument(
            "--fresh-organisation", action="store_true", help="build another one beside the first"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        is_first = not is_built(DOMAIN)
        if options["store"]:
            self._build_store(options)
        elif is_first or options["fresh_organisation"]:
            lines = self._build(free_domain(), options)
            kept = _still_true()
            keep_sign_ins("\n".join(filter(None, [lines, kept] if is_first else [kept, lines])))
        elif not kept_sign_ins():
            self.stderr.write(
                "The demo organisation is there, but its passwords are not kept on this machine. "
                "Build another one: manage.py demo_data --fresh-organisation"
            )
        self.stdout.write(kept_sign_ins(), ending="")

    def _build_store(self, options: dict[str, Any]) -> None:
        """Once, and only where nobody real works: it names the seller and makes an operator."""
        if is_built(department_store.DOMAIN):
            return
        if not department_store.is_demo_only():
            self.stderr.write("There are others than the demo here: no second demo organisation.")
            return
        members = _members(options, department_store.MEMBERS)
        folder = settings.COURSES / options["course"]
        with translation.override("ja"), transaction.atomic():
            store = department_store.tell_store_story(
                folder=folder, seed=options["seed"], members=members
            )
        lines = sign_ins_of_store(store)
        keep_sign_ins("\n".join(filter(None, [_still_true(is_before=True), lines])))

    def _build(self, domain: str, options: dict[str, Any]) -> str:
        members = _members(options, 24)
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
                members=members,
                seed=options["seed"],
                domain=domain,
                course=course,
                passwords=passwords,
            )
        return sign_ins_of(staff, passwords)


def _members(options: dict[str, Any], usual: int) -> int:
    members = int(usual if options["members"] is None else options["members"])
    if not FEWEST <= members <= MOST:
        raise CommandError(f"--members must be a number from {FEWEST} to {MOST}.")
    return members


def _still_true(*, is_before: bool = False) -> str:
    """What was kept; nothing where the database has begun anew and made it useless."""
    others = DOMAIN if is_before else department_store.DOMAIN
    return kept_sign_ins() if is_built(DOMAIN) or is_built(others) else ""
