"""Issuing documents: rows first, numbers without gaps."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Organisation, Person
from ...audit.services import record_soon
from ...common import clock
from ...delivery.services import next_number
from ..canonical import document_hash
from ..choices import ABOUT_ANOTHER, QUALIFIED, WITHOUT_LINES, DocumentKind
from ..content import LANGUAGES, Content, last_day_of, to_json, total_of
from ..errors import ContentNotWhole, KeyUsedForAnother
from ..models import Counterparty, IssuedDocument
from ..numbering import number_of, series_of
from ..searching import compared
from ..selectors import seller_on
from ..seller import BANK, Seller, seller_to_json


def issue_document(
    *,
    kind: DocumentKind,
    organisation: Organisation | None,
    content: Content,
    key: str,
    by: Person | None = None,
    corrects: IssuedDocument | None = None,
    issued_on: dt.date | None = None,
) -> IssuedDocument:
    """Issue a document within the caller's transaction; the same key again gives the same one.

    Holds the series of its kind and year until that transaction ends: issue late, after the slow
    work. `issued_on` is today in Japan, or an earlier day (a closing dated the month's end).

    Raises:
        ContentNotWhole: something that this kind must say is missing, or does not fit.
        KeyUsedForAnother: the key was used for another kind or organisation.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("issue_document belongs into the transaction of what it is about")
    day = clock.today() if issued_on is None else issued_on
    _check(kind, content, corrects, day)
    if (kept := _kept(kind, organisation, key)) is not None:
        return kept
    party, _is_new = Counterparty.objects.get_or_create(compared=compared(content.addressee.name))
    try:
        with transaction.atomic():  # a number that is not used is given back
            document = _issue(kind, organisation, content, key, corrects, day, party)
    except _IssuedMeanwhile as other:
        return other.document
    _record(document, organisation, by)
    return document


class _IssuedMeanwhile(Exception):
    """Whoever held the series before us has issued the same thing."""

    def __init__(self, document: IssuedDocument) -> None:
        super().__init__()
        self.document = document


def _issue(
    kind: DocumentKind,
    organisation: Organisation | None,
    content: Content,
    key: str,
    corrects: IssuedDocument | None,
    day: dt.date,
    party: Counterparty,
) -> IssuedDocument:
    series = series_of(kind, day.year)
    serial = next_number(series)
    if (kept := _kept(kind, organisation, key)) is not None:
        raise _IssuedMeanwhile(kept)
    number = number_of(kind, day.year, serial)
    said, seller = to_json(content), seller_to_json(_paid_to(day))
    return IssuedDocument.objects.create(
        organisation=organisation,
        kind=kind,
        series=series,
        serial=serial,
        number=number,
        issued_on=day,
        ends_on=max(day, last_day_of(content) or day),
        counterparty=party,
        total_yen=total_of(content),
        content=said,
        seller=seller,
        key=key,
        corrects=corrects,
        sha256=document_hash(
            number=number,
            kind=kind.value,
            issued_on=day,
            content=said,
            seller=seller,
            corrects="" if corrects is None else corrects.number,
        ),
        created_at=clock.now(),
    )


def _kept(kind: DocumentKind, organisation: Organisation | None, key: str) -> IssuedDocument | None:
    found = IssuedDocument.objects.filter(key=key).first()
    if found is None:
        return None
    own = None if organisation is None else organisation.pk
    if (found.kind, found.organisation_id) != (kind, own):
        raise KeyUsedForAnother(
            _(
                "この番号の処理では、別の書類がすでに発行されています。書類の一覧を確かめてください。"
            )
        )
    return found


def _check(
    kind: DocumentKind, content: Content, corrects: IssuedDocument | None, day: dt.date
) -> None:
    """Refuse what no document of this kind may leave out."""
    if content.language not in LANGUAGES:
        raise ContentNotWhole(_("書類の言語は、日本語か英語にしてください。"))
    if not content.addressee.name.strip():
        raise ContentNotWhole(_("宛先の会社名を入力してください。"), field="name")
    if day > clock.today():
        raise ContentNotWhole(_("発行日は、今日までの日にしてください。"), field="issued_on")
    if kind not in WITHOUT_LINES and not content.lines:
        raise ContentNotWhole(_("明細を1行以上入れてください。"))
    if kind in ABOUT_ANOTHER and corrects is None:
        raise ContentNotWhole(_("どの請求書についての書類かを選んでください。"))
    if kind in QUALIFIED and content.traded_on is None:
        raise ContentNotWhole(_("取引年月日を入れてください。"), field="traded_on")
    if kind == DocumentKind.INVOICE and content.due_on is None:
        raise ContentNotWhole(_("お支払期限を入れてください。"), field="due_on")
    if content.annex and sum(one.amount_yen for one in content.annex) != total_of(content):
        raise ContentNotWhole(_("部署ごとの金額の合計を、書類の合計（税込）に合わせてください。"))
    if kind == DocumentKind.COST_ANNEX and not (
        content.annex and corrects is not None and corrects.total_yen == total_of(content)
    ):
        raise ContentNotWhole(
            _("部署ごとの金額の合計を、元の書類の合計（税込）に合わせてください。")
        )


def _record(document: IssuedDocument, organisation: Organisation | None, by: Person | None) -> None:
    # Not in the chain at once: who holds it and waits for a series would meet who does the reverse.
    record_soon(
        organisation_uuid=None if organisation is None else organisation.uuid,
        actor_uuid=None if by is None else by.uuid,
        verb="documents.issued",
        target=str(document.uuid),
        data={
            "kind": document.kind,
            "number": document.number,
            "total_yen": document.total_yen,
            "sha256": document.sha256,
        },
    )


def _paid_to(day: dt.date) -> Seller:
    """The seller of the day of issue, who may have entered the bank account only since then."""
    seller = seller_on(day)
    if seller.has_bank:
        return seller
    now = seller_on(clock.today())
    return replace(seller, **{name: getattr(now, name) for name in BANK})
