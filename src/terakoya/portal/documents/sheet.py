"""What stands where on the page of a document, in its language, ready for `document.typ`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..common.dates import full_day, in_japanese, short_day
from ..common.money import percent, yen
from .choices import AccountType, DocumentKind
from .content import Content, Line, from_json, rate_totals, total_of
from .models import IssuedDocument
from .seller import Seller, seller_from_json
from .wording import Wording, wording_of

REDUCED_PER_MILLE = 80  # 軽減税率
_PAID_BY_INVOICE = (DocumentKind.INVOICE, DocumentKind.CORRECTED_INVOICE)


def sheet_of(document: IssuedDocument) -> dict[str, Any]:
    """All texts of a document by their places; the row alone says them."""
    content = from_json(document.content)
    seller = seller_from_json(document.seller)
    with override(content.language):
        return _sheet(document, DocumentKind(document.kind), content, seller)


def _sheet(
    document: IssuedDocument, kind: DocumentKind, content: Content, seller: Seller
) -> dict[str, Any]:
    words = wording_of(kind, is_qualified=bool(seller.registration))
    has_lines = bool(content.lines)
    is_annex = kind == DocumentKind.COST_ANNEX  # what its invoice says of lines is not said again
    return {
        "language": content.language,
        "title": f"{words.heading} {document.number}",
        "number": document.number,
        "heading": words.heading,
        "subheading": words.subheading,
        "numbers": list(_numbers(document, words, content)),
        "addressee": _addressee(content),
        "seller": _seller(seller),
        "amount": {"label": words.amount, "value": yen(total_of(content))} if has_lines else None,
        "facts": list(_facts(document, kind, content)),
        "body": list(content.body),
        "lead": words.lead,
        "columns": _columns(content),
        "lines": [_line(one) for one in content.lines] if not is_annex else [],
        "tax_notes": list(_tax_notes(kind, content)),
        "sums": list(_sums(content)),
        "total": (_("合計（税込）"), yen(total_of(content))),
        "terms": list(_terms(document, kind, content, seller)),
        "notes": list(_notes(kind, content, seller)),
        "annex": {**_annex(content), "is_alone": is_annex},
    }


def _numbers(
    document: IssuedDocument, words: Wording, content: Content
) -> Iterator[tuple[str, str]]:
    yield words.number, document.number
    yield _("発行日"), full_day(document.issued_on)
    if content.valid_until is not None:
        yield _("有効期限"), full_day(content.valid_until)
    if content.contract_number:
        yield _("契約番号"), content.contract_number
    if content.purchase_order:
        yield _("発注番号"), content.purchase_order


def _addressee(content: Content) -> dict[str, Any]:
    to = content.addressee
    person = " ".join(filter(None, (to.department, to.person)))
    if person and to.person and in_japanese():
        person = f"{person} 様"
    place = "　".join(filter(None, (_postal(to.postal_code), to.address)))
    honorific = "" if not in_japanese() else "様" if to.is_person else "御中"
    return {"name": to.name, "honorific": honorific, "lines": [*filter(None, (place, person))]}


def _postal(code: str) -> str:
    return f"〒{code}" if code else ""


def _seller(seller: Seller) -> dict[str, Any]:
    labelled = ((_("電話 %(number)s"), seller.phone), (_("担当 %(number)s"), seller.contact))
    return {
        "name": seller.name,
        "lines": [
            *filter(None, (_postal(seller.postal_code), " ".join(_place(seller)))),
            *(words % {"number": text} for words, text in labelled if text),
        ],
        "registration": _("登録番号 %(number)s") % {"number": seller.registration}
        if seller.registration
        else "",
    }


def _place(seller: Seller) -> Iterator[str]:
    yield from filter(None, (seller.address, seller.building))


def _facts(
    document: IssuedDocument, kind: DocumentKind, content: Content
) -> Iterator[tuple[str, ...]]:
    if content.subject:
        yield _("件名"), content.subject
    if kind == DocumentKind.CREDIT_NOTE:
        yield _("返還の日"), full_day(document.issued_on)
    if content.traded_on is not None:
        label = _("元の取引日") if kind == DocumentKind.CREDIT_NOTE else _("取引年月日")
        yield label, full_day(content.traded_on)
    if document.corrects is not None:
        yield (
            _("元の書類"),
            _("%(number)s（%(day)s発行）")
            % {
                "number": document.corrects.number,
                "day": full_day(document.corrects.issued_on),
            },
        )
    yield from content.facts
    if content.due_on is not None:
        # The third stands below the second, which is then printed bold.
        yield _("お支払期限"), full_day(content.due_on), _later(content.due_on, content.payable_on)


def _later(due_on: dt.date, payable_on: dt.date | None) -> str:
    if payable_on is None or payable_on == due_on:
        return ""
    later = short_day(payable_on) if payable_on.year == due_on.year else full_day(payable_on)
    return _("休業日のため、%(day)sまで承ります") % {"day": later}


def _columns(content: Content) -> list[str]:
    amount = _("金額（税込）") if content.includes_tax else _("金額（税抜）")
    return [_("品目"), _("数量"), _("単価"), _("税率"), amount]


def _line(line: Line) -> dict[str, Any]:
    period = []
    if line.period_from is not None and line.period_until is not None:
        label = line.period_label or _("利用期間")
        period = [label, _period(line.period_from, line.period_until)]
    mark = " ※" if line.tax_per_mille == REDUCED_PER_MILLE else ""
    return {
        "title": line.title + mark,
        "details": list(line.details),
        "period": period,
        "quantity": line.quantity_text,
        "unit": "" if line.unit_yen is None else yen(line.unit_yen),
        "rate": _rate(line.tax_per_mille),
        "amount": yen(line.amount_yen),
    }


def _period(first: dt.date, last: dt.date) -> str:
    if in_japanese():
        return f"{_day(first)}〜{_day(last)}"
    return f"{_day(first)} – {_day(last)}"


def _day(day: dt.date) -> str:
    """A day without its weekday."""
    if in_japanese():
        return f"{day.year}年{day.month}月{day.day}日"
    return full_day(day).rpartition(" (")[0]


def _rate(per_mille: int) -> str:
    return percent(per_mille) if per_mille else _("対象外")


def _tax_notes(kind: DocumentKind, content: Content) -> Iterator[str]:
    yield _("消費税は、税率ごとの合計に対して1回だけ計算し、1円未満を切り捨てています。")
    if kind == DocumentKind.QUOTE:
        yield _("税率が変わったときは、提供時の税率で計算します。")
    if any(line.tax_per_mille == REDUCED_PER_MILLE for line in content.lines):
        yield _("※は、軽減税率（8%）の対象です。")


def _sums(content: Content) -> Iterator[tuple[str, str]]:
    for one in rate_totals(content):
        rate = _rate(one.tax_per_mille)
        if one.tax_per_mille:
            yield _("%(rate)s対象（税抜）") % {"rate": rate}, yen(one.subtotal_yen)
            yield _("消費税（%(rate)s）") % {"rate": rate}, yen(one.tax_yen)
        else:
            yield rate, yen(one.subtotal_yen)


def _terms(
    document: IssuedDocument, kind: DocumentKind, content: Content, seller: Seller
) -> Iterator[dict[str, Any]]:
    if kind in _PAID_BY_INVOICE and seller.has_bank:
        yield {"title": _("お振込先"), "rows": list(_bank(seller))}
        yield {"title": _("お支払いについて"), "rows": list(_paying(document, kind, seller))}
    for one in content.terms:
        yield {"title": one.title, "rows": list(one.rows)}


def _bank(seller: Seller) -> Iterator[tuple[str, str]]:
    yield _("銀行"), " ".join(filter(None, (seller.bank_name, seller.bank_branch)))
    kind = AccountType(seller.account_type).label if seller.account_type else ""
    yield _("口座"), " ".join(filter(None, (str(kind), seller.account_number)))
    yield _("名義"), seller.account_holder


def _paying(
    document: IssuedDocument, kind: DocumentKind, seller: Seller
) -> Iterator[tuple[str, str]]:
    yield _("方法"), _("銀行振込")
    bears = (
        _("お客様のご負担でお願いします") if seller.customer_bears_fee else _("当社が負担します")
    )
    yield _("振込手数料"), bears
    if kind == DocumentKind.INVOICE:  # a correction has a series of its own
        hint = _("前に「%(serial)d」を付けていただくと、確認が早くなります")
        yield _("振込名義"), hint % {"serial": document.serial}


def _notes(kind: DocumentKind, content: Content, seller: Seller) -> Iterator[str]:
    yield from content.notes
    if kind in _PAID_BY_INVOICE:
        yield _("この請求書の内容は変わりません。訂正は、新しい番号の書類でお届けします。")
        yield _("電子データで発行しているため、押印はありません。保存期間は10年です。")
    if kind == DocumentKind.COST_ANNEX:
        yield _("この書類は請求書ではありません。お支払いは、元の書類でお願いします。")
    if kind in {DocumentKind.RECEIPT, DocumentKind.ORDER_CONFIRMATION}:
        yield _("電子データで発行しているため、押印と収入印紙はありません。")
    if seller.email:
        yield _("お問い合わせ　%(address)s") % {"address": seller.email}


def _annex(content: Content) -> dict[str, Any]:
    rows = content.annex
    lead = _("受講枠の数で按分しています。合計は、書類の合計（税込）と同じです。")
    weight = _("受講枠")
    if content.annex_basis == "shares":
        lead = _("ご指定の割合で按分しています。合計は、書類の合計（税込）と同じです。")
        weight = _("割合")
    return {
        "heading": _("別紙　部署ごとの内訳"),
        "lead": lead,
        "columns": [_("部署"), weight, _("金額（税込）")],
        "rows": [(one.name, f"{one.seats:,}", yen(one.amount_yen)) for one in rows],
        "total": [_("合計"), f"{sum(one.seats for one in rows):,}", yen(total_of(content))],
    }
