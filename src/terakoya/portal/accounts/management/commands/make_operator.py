"""`manage.py make_operator EMAIL`: the first operator, who gives the others their rights."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from ....common.errors import PortalError
from ...choices import Right
from ...emails import address_of
from ...services import appoint_operator
from ...tokens import password_token


class Command(BaseCommand):
    """Gives every right, and prints a link that sets a password; a further run a new link."""

    help = "Makes whoever signs in with this address an operator with all rights."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("--name", default="", help="of somebody who does not sign in here yet")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with translation.override("en"):
                person, _is_new = appoint_operator(
                    by=None, email=options["email"], name=options["name"], rights=Right
                )
        except PortalError as error:
            with translation.override("en"):
                raise CommandError(str(error)) from error
        self.stdout.write(f"{person.name} ({person.email}) is an operator with all rights.")
        link = address_of("accounts:password-set", token=password_token(person))
        self.stdout.write(f"To set a password within 24 hours, open {link}")
