"""`manage.py verify_audit`: the whole audit log recomputed, its signatures and journal checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ....accounts.models import Organisation
from ....audit.selectors import key_folder
from ....audit.verification import Fault, Found, Verified, verify_log

_WORDS = {
    Fault.ENTRY: "entry {n} is missing or was changed: the chain is broken from there on",
    Fault.SIGNATURE: "the signature of entry {n} is none of the key that it names",
    Fault.KEY: "entry {n} was signed with another key ({detail}) → if it is a former one of yours, "
    "name it: --fingerprint {detail}",
    Fault.HEAD: "entry {n} is not what was signed: the chain was computed anew",
    Fault.UNSIGNED: "entries {n} to {detail} are older than three days and not signed → see that "
    "run_worker runs; where it does, signed heads were removed",
    Fault.RUN: "run {n}: {detail} signed heads are as the journal says",
    Fault.JOURNAL: "line {n} of the journal was changed, or one before it was removed",
}


class Command(BaseCommand):
    """Exit 0: all verifies; 1: something does not."""

    help = "Verifies the audit log: every chain, what was signed of it, and the journal of runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--fingerprint", action="append", default=[], help="of a former key that is trusted too"
        )
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *_args: Any, **options: Any) -> None:
        fingerprints = [_fingerprint(one) for one in options["fingerprint"]]
        folder = key_folder()
        verified = verify_log(folder, fingerprints)
        if options["json"]:
            self.stdout.write(_as_json(verified))
        else:
            self._tell(verified, folder.fingerprint())
        if verified.found:
            raise CommandError(f"{len(verified.found)} faults in the audit log.", returncode=1)

    def _tell(self, verified: Verified, fingerprint: str) -> None:
        for sentence in _sentences(verified.found):
            self.stdout.write(sentence)
        self.stdout.write(
            f"{verified.entries} entries in {verified.chains} chains, "
            f"{verified.heads} signed heads, {verified.runs} runs in the journal."
        )
        if fingerprint:
            self.stdout.write(f"Key: {fingerprint}")
        else:
            self.stdout.write(
                "There is no key here: TERAKOYA_AUDIT_KEY names no folder with one, so no "
                "signature is trusted but those of --fingerprint."
            )


def _fingerprint(typed: str) -> str:
    plain = re.sub(r"[\s:]", "", typed).lower()
    if not re.fullmatch(r"[0-9a-f]{64}", plain):
        raise CommandError("--fingerprint must be the 64 hex digits that /verify/ shows.")
    return plain


def _sentences(found: tuple[Found, ...]) -> list[str]:
    uuids = {one.organisation_uuid for one in found if one.organisation_uuid is not None}
    rows = Organisation.objects.filter(uuid__in=uuids).values_list("uuid", "code")
    codes: Mapping[UUID | None, str] = dict(rows)
    return [
        f"{_chain(one, codes)}{_WORDS[one.fault].format(n=one.number, detail=one.detail)}"
        for one in found
    ]


def _chain(one: Found, codes: Mapping[UUID | None, str]) -> str:
    if one.fault in (Fault.RUN, Fault.JOURNAL):
        return ""
    if one.organisation_uuid is None:
        return "the portal: "
    return f"{codes.get(one.organisation_uuid, one.organisation_uuid)}: "


def _as_json(verified: Verified) -> str:
    return json.dumps({"schema": 1, **asdict(verified)}, default=str)
