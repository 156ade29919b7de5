"""`manage.py verify_audit` names what does not verify, and ends with 1."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from pytest_django.fixtures import Settings

from terakoya.portal.accounts.models import Member
from terakoya.portal.audit.models import AuditEntry, SignedHead
from terakoya.portal.audit.selectors import signing_fingerprint
from terakoya.portal.audit.services import record
from terakoya.portal.audit.services_signing import sign_heads

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def signed(settings: Settings, tmp_path: Path, owner: Member) -> Member:
    settings.AUDIT_KEY = tmp_path / "audit-key"
    for _ in range(3):
        record(organisation_uuid=owner.organisation.uuid, actor_uuid=None, verb="a.b", data={})
    sign_heads()
    return owner


def told(*arguments: str) -> str:
    output = io.StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=output)
    except CommandError as error:
        assert error.returncode == 1
        output.write(str(error))
    return output.getvalue()


def test_a_whole_log_is_counted_with_the_fingerprint() -> None:
    assert told() == (
        "4 entries in 2 chains, 2 signed heads, 1 runs in the journal.\n"
        f"Key: {signing_fingerprint()}\n"
    )
    assert json.loads(told("--json")) == {
        "schema": 1,
        "chains": 2,
        "entries": 4,
        "heads": 2,
        "runs": 1,
        "found": [],
    }


def test_the_first_broken_entry_is_named_with_the_organisation(signed: Member) -> None:
    entries = AuditEntry.objects.filter(organisation_uuid=signed.organisation.uuid)
    entries.filter(sequence=2).update(target="member:1")
    words = told()
    assert f"{signed.organisation.code}: entry 2 is missing or was changed" in words
    assert words.endswith("1 faults in the audit log.")


def test_a_strange_key_is_told_with_what_to_do(settings: Settings, tmp_path: Path) -> None:
    former = signing_fingerprint()
    settings.AUDIT_KEY = tmp_path / "other"
    words = told()
    assert f"the portal: entry 1 was signed with another key ({former})" in words
    assert "There is no key here" in words
    assert told("--fingerprint", f"{former[:32]} {former[32:]}".upper()).startswith("4 entries")


def test_removed_heads_are_told() -> None:
    SignedHead.objects.all().delete()
    assert "run 1: 0 of 2 signed heads are as the journal says" in told()


def test_a_fingerprint_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="64 hex digits"):
        call_command("verify_audit", "--fingerprint", "abc")


def test_fingerprint_is_public(client: Client, settings: Settings, tmp_path: Path) -> None:
    shown = " ".join(signing_fingerprint()[n : n + 8] for n in range(0, 64, 8))
    assert shown in client.get("/verify/").content.decode()
    settings.AUDIT_KEY = tmp_path / "other"
    page = client.get("/verify/").content.decode()
    assert "指紋" not in page
