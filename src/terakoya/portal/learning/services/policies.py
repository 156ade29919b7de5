"""Attaching a policy to an assignment, its versions, and confirming that one has read it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Member
from ...audit.services import record
from ...common import clock
from ...common.large_bodies import MEGABYTE
from ..errors import MemberOfAnother, PolicyUnusable
from ..models import (
    Acknowledgement,
    Assignment,
    Policy,
    PolicyFile,
    PolicyVersion,
)

MOST_BYTES: Final = 10 * MEGABYTE
LONGEST_TEXT: Final = 50_000
_HEAD: Final = 1024  # a PDF says so within its first bytes, and where its table stands in the last
_FOOT: Final = 2048
_ENCRYPTED: Final = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R\b|<<)")


@dataclass(frozen=True)
class Document:
    """What a version says: a text, or a PDF with its name."""

    text: str = ""
    file_name: str = ""
    content: bytes = b""

    def cleaned(self) -> Document:
        """As it is kept. Raises `PolicyUnusable` where it is neither, both, or not readable."""
        if self.file_name:
            if self.text.strip():
                raise PolicyUnusable(
                    _("文章とPDFは、どちらか一方だけにしてください。"), field="text"
                )
            _refuse_what_is_no_pdf(self.content)
            name = " ".join(self.file_name.replace("/", " ").replace("\\", " ").split())
            return Document(file_name=name[-200:], content=self.content)
        text = unicodedata.normalize("NFC", self.text).replace("\r\n", "\n").strip()
        if not text:
            raise PolicyUnusable(
                _("方針の文章を入力するか、PDFのファイルを選んでください。"), field="text"
            )
        if len(text) > LONGEST_TEXT:
            raise PolicyUnusable(
                _("文章は50,000字までにしてください。長いものはPDFにしてください。"), field="text"
            )
        return Document(text=text, content=text.encode())


def _refuse_what_is_no_pdf(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise PolicyUnusable(_("PDFは10MBまでにしてください。"), field="file")
    if b"%PDF-" not in content[:_HEAD] or b"startxref" not in content[-_FOOT:]:
        raise PolicyUnusable(
            _("PDFとして読めません。PDFで書き出したファイルを選んでください。"), field="file"
        )
    if _ENCRYPTED.search(content):
        raise PolicyUnusable(
            _(
                "パスワードの付いたPDFは、受講者が開けません。パスワードを外して保存し直してください。"
            ),
            field="file",
        )


@transaction.atomic
def attach_policy(*, by: Member, assignment: Assignment, policy: Policy | None) -> None:
    """Let learners of an assignment confirm a policy, another one, or none any more.

    What was confirmed stays. Raises `MemberOfAnother` for a stranger's policy.
    """
    if policy is not None and policy.organisation_id != by.organisation_id:
        raise MemberOfAnother(_("ほかの会社・団体の方針は選べません。選び直してください。"))
    if assignment.policy_id == (policy.pk if policy else None):
        return
    assignment.policy = policy
    assignment.save(update_fields=["policy"])
    _note(
        by,
        "learning.policy_attached" if policy else "learning.policy_detached",
        str(assignment.uuid),
        {"policy": str(policy.uuid) if policy else ""},
    )


@transaction.atomic
def write_policy(*, by: Member, title: str, document: Document) -> Policy:
    """A new policy with its first version. Raises `PolicyUnusable`."""
    cleaned, name = document.cleaned(), " ".join(title.split())
    if not name:
        raise PolicyUnusable(_("方針の名前を入力してください。"), field="title")
    try:
        with transaction.atomic():
            policy = Policy.objects.create(
                organisation_id=by.organisation_id, title=name, created_at=clock.now()
            )
    except IntegrityError:
        raise PolicyUnusable(
            _("同じ名前の方針があります。それを選ぶか、別の名前にしてください。"), field="title"
        ) from None
    _add(by, policy, 1, cleaned, asks_again=True)
    return policy


@transaction.atomic
def revise_policy(
    *, by: Member, policy: Policy, document: Document, asks_again: bool
) -> PolicyVersion:
    """The next version; those who confirmed an earlier one are asked anew if the officer says so.

    Raises `PolicyUnusable` where it says the same as the version before.
    """
    cleaned = document.cleaned()
    locked = Policy.objects.select_for_update().get(
        pk=policy.pk, organisation_id=by.organisation_id
    )
    newest = locked.versions.order_by("-number")[0]
    if newest.sha256 == _hash(cleaned):
        raise PolicyUnusable(_("今の版と同じ内容です。変えてから登録してください。"))
    return _add(by, locked, newest.number + 1, cleaned, asks_again=asks_again)


def _hash(document: Document) -> str:
    return hashlib.sha256(document.content).hexdigest()


def _add(
    by: Member, policy: Policy, number: int, document: Document, *, asks_again: bool
) -> PolicyVersion:
    version = PolicyVersion.objects.create(
        organisation_id=by.organisation_id,
        policy=policy,
        number=number,
        text=document.text,
        file_name=document.file_name,
        sha256=_hash(document),
        asks_again=asks_again,
        by=by,
        created_at=clock.now(),
    )
    if document.file_name:
        PolicyFile.objects.create(
            organisation_id=by.organisation_id, version=version, content=document.content
        )
    data = {"title": policy.title, "number": number, "sha256": version.sha256}
    _note(by, "learning.policy_version", str(version.uuid), {**data, "asks_again": asks_again})
    return version


@transaction.atomic
def acknowledge_policy(*, by: Member, assignment: Assignment, version: PolicyVersion) -> None:
    """Note that a member has read a version; saying so again changes nothing.

    Raises `PolicyUnusable` where a newer version has come meanwhile: it is to be read first.
    """
    newest = PolicyVersion.objects.filter(policy=assignment.policy_id).order_by("-number").first()
    if newest is None or newest.pk != version.pk:
        raise PolicyUnusable(_("新しい版に変わりました。もう一度読んで、確認してください。"))
    _row, is_new = Acknowledgement.objects.get_or_create(
        version=version,
        member=by,
        defaults={
            "organisation_id": by.organisation_id,
            "assignment": assignment,
            "at": clock.now(),
        },
    )
    if is_new:
        data = {"member": str(by.uuid), "number": version.number, "sha256": version.sha256}
        _note(by, "learning.policy_acknowledged", str(version.uuid), data)


def _note(by: Member, verb: str, target: str, data: dict[str, Any]) -> None:
    record(
        organisation_uuid=by.organisation.uuid,
        actor_uuid=by.person.uuid,
        verb=verb,
        target=target,
        data=data,
    )
