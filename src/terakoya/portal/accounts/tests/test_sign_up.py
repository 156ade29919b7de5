"""A new organisation with its owner: all of it, or nothing and a sentence."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings

from terakoya.portal.accounts.choices import Role
from terakoya.portal.accounts.errors import (
    EmailTaken,
    EmailUnusable,
    NameMissing,
    NameTooLong,
    PasswordWeak,
    PostalCodeUnusable,
)
from terakoya.portal.accounts.models import (
    Department,
    Member,
    Organisation,
    Person,
    RoleGrant,
    TermsAcceptance,
)
from terakoya.portal.accounts.selectors import department_of
from terakoya.portal.accounts.services import accept_documents, sign_up_owner
from terakoya.portal.audit.models import AuditEntry
from terakoya.portal.audit.selectors import entries_of, payload_of, verify_chain
from terakoya.portal.common.errors import PortalError
from terakoya.portal.delivery.models import OutboxMessage

from .people import PASSWORD, make_owner

FORM = {
    "email": " Yamada@Mihon.example",
    "password": PASSWORD,
    "name": "山田　花子",
    "name_kana": "やまだ はなこ",
    "organisation_name": "株式会社みほん商事",
    "organisation_name_kana": "ﾐﾎﾝｼｮｳｼﾞ",
    "postal_code": "１２３４５６７",
    "prefecture": "東京都",
    "address": "見本区1-2-3",
    "building": "みほんビル4階",
    "phone": "03-0000-0000",
    "department": "人事部",
}


def test_sign_up_owner_makes_everything_at_once(db: None) -> None:
    owner = sign_up_owner(**FORM)
    organisation, person = owner.organisation, owner.person
    assert (person.email, person.name, person.email_confirmed_at, person.language) == (
        "yamada@mihon.example",
        "山田 花子",
        None,
        "ja",
    )
    assert person.check_password(PASSWORD)
    assert (organisation.name_kana, organisation.postal_code) == ("ミホンショウジ", "123-4567")
    assert re.fullmatch(r"[CDFGHJKLMNPRTVWXY]{4}[2-9]{4}", organisation.code)
    assert (owner.name_kana, owner.joined_at is not None) == ("ヤマダ ハナコ", True)
    assert set(RoleGrant.objects.values_list("member", "role")) == {
        (owner.pk, Role.OWNER),
        (owner.pk, Role.OFFICER),
    }
    place = department_of(owner)
    assert place is not None
    assert (place.name, place.path) == ("人事部", f"/{place.pk}/")
    (entry,) = entries_of(organisation.uuid)
    payload = payload_of(entry)
    assert payload is not None
    assert (entry.verb, entry.actor_uuid, payload.data) == (
        "organisation.opened",
        person.uuid,
        {"name": "株式会社みほん商事", "code": organisation.code, "owner": "山田 花子"},
    )
    assert verify_chain(organisation.uuid) is None


def test_sign_up_owner_sends_one_mail_with_code_and_links(db: None) -> None:
    form: dict[str, Any] = {**FORM, "password": None}
    owner = sign_up_owner(**form)
    (mail,) = OutboxMessage.objects.all()
    assert (mail.organisation_uuid, mail.payload["to"]) == (
        owner.organisation.uuid,
        "yamada@mihon.example",
    )
    assert mail.payload["subject"] == "【Terakoya】株式会社みほん商事のログインのご案内"
    text = mail.payload["text"]
    assert owner.organisation.code in text
    assert len(re.findall(r"http://127\.0\.0\.1:8000/(email|password)/[\w:-]+/\n", text)) == 2
    assert not owner.person.has_usable_password()


def _everything() -> list[int]:
    kinds = (Person, Organisation, Member, RoleGrant, Department, AuditEntry, OutboxMessage)
    return [kind.objects.count() for kind in kinds]


def test_sign_up_owner_with_a_taken_address_changes_nothing(db: None) -> None:
    make_owner(email="yamada@mihon.example", confirmed=False)
    before = _everything()
    with pytest.raises(EmailTaken) as refusal:
        sign_up_owner(**FORM)
    assert (refusal.value.field, refusal.value.status, str(refusal.value)) == (
        "email",
        409,
        "このメールアドレスは登録済みです。"
        "ログインしてから申し込むか、別のメールアドレスを入力してください。",
    )
    assert _everything() == before
    sign_up_owner(**{**FORM, "email": "other@mihon.example"})
    assert _everything() != before


@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"email": "mihon"}, EmailUnusable, "email"),
        ({"email": ""}, EmailUnusable, "email"),
        ({"name": "\u202e"}, NameMissing, "name"),
        ({"name": "あ" * 201}, NameTooLong, "name"),
        ({"organisation_name": ""}, NameMissing, "organisation_name"),
        ({"postal_code": "123-45"}, PostalCodeUnusable, "postal_code"),
        ({"password": "short"}, PasswordWeak, "password"),
        ({"password": "1234567890"}, PasswordWeak, "password"),
        ({"password": "yamada@mihon.example"}, PasswordWeak, "password"),
    ],
)
def test_sign_up_owner_names_the_field_and_changes_nothing(
    db: None, change: dict[str, str], error: type[PortalError], field: str
) -> None:
    before = _everything()
    with pytest.raises(error) as refusal:
        sign_up_owner(**{**FORM, **change})
    assert refusal.value.field == field
    assert _everything() == before


def test_company_codes_differ(db: None) -> None:
    for number in range(30):
        make_owner(email=f"o{number}@mihon.example", confirmed=False)
    assert Organisation.objects.values("code").distinct().count() == 30


def test_accept_documents_keeps_both_versions(db: None) -> None:
    owner = make_owner()
    accept_documents(person=owner.person, organisation=owner.organisation)
    kept = TermsAcceptance.objects.order_by("document").values_list(
        "document", "version", "person", "organisation"
    )
    assert list(kept) == [
        (document, version, owner.person.pk, owner.organisation.pk)
        for document, version in (
            ("privacy", settings.PRIVACY_VERSION),
            ("terms", settings.TERMS_VERSION),
        )
    ]
