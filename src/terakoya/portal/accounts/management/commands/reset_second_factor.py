"""`manage.py reset_second_factor EMAIL`: for somebody who has lost app, passkeys and codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ...names import clean_email
from ...selectors import holder_of
from ...services import reset_second_factor


class Command(BaseCommand):
    """Removes every second factor of a person; a second run changes nothing."""

    help = (
        "Removes all second factors of whoever signs in with this address. Make sure first who "
        "asks: the address alone proves nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *_args: Any, **options: Any) -> None:
        person = holder_of(clean_email(options["email"]) or "")
        if person is None:
            raise CommandError("Nobody signs in with this address.")
        had = reset_second_factor(person=person)
        done = "Their second factors are removed." if had else "They had no second factor."
        self.stdout.write(f"{person.name} ({person.email}): {done}")
