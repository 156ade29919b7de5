"""`manage.py delete_organisation CODE`: an organisation's data, on its request; orders stay."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import ProtectedError

from ....accounts.models import Organisation
from ....operator.organisation_data import delete_organisation_data, rules_of


class Command(BaseCommand):
    """Lists at first; deletes when the company code is said a second time."""

    help = "Deletes all data of an organisation but its orders and invoices."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="会社コード of the organisation")
        parser.add_argument("--confirm", metavar="CODE", help="the same code: delete for good")

    def handle(self, *_args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(code=options["code"]).first()
        if organisation is None:
            raise CommandError(f"There is no organisation with the code {options['code']}.")
        if options["confirm"] is None:
            self._list(organisation)
            return
        if options["confirm"] != organisation.code:
            raise CommandError("--confirm names another organisation. Nothing was deleted.")
        try:
            counts = delete_organisation_data(organisation, verb="organisation.deleted_on_request")
        except ProtectedError as error:
            raise CommandError(
                f"Not everything could be deleted: {error.args[0]} What went before is gone; this "
                "is a fault of the program. → Report it, and run the command again afterwards."
            ) from error
        for name, number in counts.items():
            if number:
                self.stdout.write(f"{name}: {number} are deleted")
        self.stdout.write("Orders, contracts and licences stay, with the name and address.")

    def _list(self, organisation: Organisation) -> None:
        self.stdout.write(f"{organisation.name} ({organisation.code})")
        for rule in rules_of(organisation):
            if number := rule.count():
                self.stdout.write(f"{rule.name}: {number}")
        self.stdout.write(
            "Nothing was deleted. Let the organisation take its exports first, then say: "
            f"--confirm {organisation.code}"
        )
