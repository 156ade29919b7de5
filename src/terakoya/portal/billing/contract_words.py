"""What the page of contracts says of each, chosen by where it stands."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..accounts.models import Member
from ..common.dates import full_day
from ..learning.models import SeatHolder
from ..orders.contracts import ContractState
from ..orders.selectors.contracts import ContractUse
from .bank_days import due_day
from .choices import PaymentTerms

# What the chip says, and its tone; nothing here is red, since nothing here is an error.
CHIPS: Final = {
    ContractState.AHEAD: (gettext_lazy("開始前"), "info"),
    ContractState.RUNNING: (gettext_lazy("契約中"), "ok"),
    ContractState.ENDED: (gettext_lazy("契約終了"), ""),
    ContractState.CANCELLED: (gettext_lazy("取消済み"), ""),
}


def payment_sentences(kind: PaymentTerms, billed_on: dt.date) -> list[str]:
    """When seats or a term are billed, and until when they are paid, by the contract's terms."""
    match kind:
        case PaymentTerms.MONTHLY:
            return [_("毎月末に、その月の分を請求します。お支払いは翌月末までです。")]
        case PaymentTerms.AFTER_ACCEPTANCE:
            return [_("検収のあとの月末に請求します。お支払いは翌月末までです。")]
    due = due_day(billed_on)
    days = {"billed": full_day(billed_on), "due": full_day(due.due_on)}
    sentences = [_("%(billed)sに請求、お支払いは%(due)sまで。") % days]
    if due.payable_on != due.due_on:
        day = {"day": full_day(due.payable_on)}
        sentences.append(_("銀行の休業日のため、%(day)sまで間に合います。") % day)
    return sentences


def seat_sentence(use: ContractUse) -> str:
    """What the numbers of seats mean, and what to do where none is free."""
    match use.state:
        case ContractState.AHEAD:
            day = full_day(use.contract.starts_on)
            return _("枠は%(day)sから使えます。") % {"day": day}
        case ContractState.ENDED | ContractState.CANCELLED:
            return _("この契約の枠は、もう使えません。")
    if use.free < 1:
        return _("空きがありません。枠を追加するか、受講しない人の枠を別の人に引き継げます。")
    return _("1枠で1名が受講できます。枠は、研修を始めるときに使います。")


def end_sentence(use: ContractUse) -> str:
    """What happens at the end of the term."""
    match use.state:
        case ContractState.CANCELLED:
            return _("取り消したため、請求はありません。")
        case ContractState.ENDED:
            return _("契約は終わりました。受講は止まりますが、修了証と記録は今も見られます。")
    if use.next_term is not None:
        return _("次の契約に続きます。受講中の人は、そのまま続けられます。")
    if use.contract.renews:
        return _("自動更新が入っています。最終日の次の日から、同じ枠と期間で続きます。")
    return _("自動更新はありません。終わると受講は止まりますが、修了証と記録は見られます。")


def holder_chip(holder: SeatHolder) -> tuple[str, str]:
    """How much somebody still needs their seat: what the chip says, and its tone."""
    said = vars(holder)
    if said["is_gone"]:
        return _("退職"), "mute"
    if said["is_done"]:
        return _("修了"), "ok"
    if said["has_begun"]:
        return _("受講中"), "info"
    return _("未開始"), ""


def given_on_sentence(giver: Member, to: Member | None) -> str:
    """What was done with a seat."""
    if to is None:
        return _("%(name)sさんの受講枠を空けました。次に研修を始める人が使えます。") % {
            "name": giver.name
        }
    return _("%(name)sさんの受講枠を、%(to)sさんに引き継ぎました。") % {
        "name": giver.name,
        "to": to.name,
    }
