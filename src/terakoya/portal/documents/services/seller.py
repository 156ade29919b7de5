"""The seller's details from a day on."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import unicodedata
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...accounts.names import clean_line, clean_name, clean_postal_code
from ...audit.services import record
from ...common import clock
from ..choices import AccountType
from ..errors import SellerNotUsable
from ..models import SellerDetails
from ..seller import Seller, is_registration, seller_to_json, typed_registration
from ..seller_memory import read_again

_HOLDER: Final = re.compile(r"[ァ-ヶー（）()．.，,「」\-／/A-Z0-9 　]{1,100}")


@transaction.atomic
def save_seller(*, by: Person, valid_from: dt.date, details: Seller) -> SellerDetails:
    """Let the seller be so from a day on, today or later; entered again, that day is replaced.

    Documents that were issued keep the details of their day.

    Raises:
        SellerNotUsable: a day that is past, a registration number whose check digit is wrong, or
            an account of which something is missing.
    """
    if valid_from < clock.today():
        raise SellerNotUsable(_("今日か、これからの日にしてください。"), field="valid_from")
    cleaned = _cleaned(details)
    row, _is_new = SellerDetails.objects.update_or_create(
        valid_from=valid_from,
        defaults={**seller_to_json(cleaned), "created_at": clock.now()},
    )
    record(
        organisation_uuid=None,
        actor_uuid=by.uuid,
        verb="documents.seller_saved",
        data={"valid_from": valid_from.isoformat(), **seller_to_json(cleaned)},
    )
    transaction.on_commit(read_again)
    return row


def _cleaned(details: Seller) -> Seller:
    lines = {
        name: clean_line(str(value), most=200, field=name)
        for name, value in dataclasses.asdict(details).items()
        if isinstance(value, str)
    }
    lines["name"] = clean_name(details.name)
    lines["postal_code"] = clean_postal_code(details.postal_code)
    lines["registration"] = _registration(details.registration)
    lines |= _account(details)
    return Seller(**{**seller_to_json(details), **lines})


def _registration(typed: str) -> str:
    number = typed_registration(typed)
    if number and not is_registration(number):
        raise SellerNotUsable(
            _(
                "登録番号が正しくありません。Tと13桁の数字で入力してください。"
                "最初の数字は、続く12桁を確かめるための数字です。"
            ),
            field="registration",
        )
    return number


def _account(details: Seller) -> dict[str, str]:
    """The account as it is printed; all of it or nothing."""
    said = {
        "bank_name": details.bank_name.strip(),
        "account_type": details.account_type,
        "account_number": unicodedata.normalize("NFKC", details.account_number).strip(),
        "account_holder": _wide(details.account_holder),
    }
    if not any(value for name, value in said.items() if name != "account_type"):
        return {**dict.fromkeys(said, ""), "bank_branch": ""}
    for name, value in said.items():
        if not value:
            raise SellerNotUsable(
                _("振込先は、銀行・種目・番号・名義をすべて入力してください。"), field=name
            )
    if said["account_type"] not in AccountType.values:
        raise SellerNotUsable(_("預金種目を選んでください。"), field="account_type")
    if not re.fullmatch(r"[0-9]{1,7}", said["account_number"]):
        raise SellerNotUsable(
            _("口座番号は、7桁までの数字で入力してください。"), field="account_number"
        )
    if not _HOLDER.fullmatch(said["account_holder"]):
        raise SellerNotUsable(
            _("口座名義は、カタカナで入力してください（例：カ）ミホンキヨウイク）。"),
            field="account_holder",
        )
    said["account_number"] = said["account_number"].zfill(7)
    return said


def _wide(holder: str) -> str:
    """Half-width kana as full-width ones, brackets as banks in Japan print them."""
    text = " ".join(unicodedata.normalize("NFKC", holder).split())
    return text.replace("(", "（").replace(")", "）")
