"""An inquiry becomes a quote, and the answer that brings it lies ready; nothing is sent."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ...accounts.models import Person
from ...audit.services import record
from ...catalogue.models import Course
from ...orders.models import Quote
from ...orders.services.contract_quotes import WantedOfContract, quote_contract
from ...orders.services.quotes import AboutContract, issue_quote
from ...orders.specs import ONE_ENTITY, Asker, LicenceTerms, Selection, Units
from ..errors import InquiryIsSpam
from ..models import AnswerDraft, Inquiry, InquiryQuote
from .drafting import save_draft


def quote_inquiry(
    *,
    by: Person,
    inquiry: Inquiry,
    course: Course,
    selection: Selection,
    asker: Asker,
    units: Units,
    valid_until: dt.date,
    note: str,
    key: uuid.UUID,
    about: AboutContract | None = None,
    licence: LicenceTerms = ONE_ENTITY,
) -> Quote:
    """Issue a quote of the seller's for who asked, in their language; the same `key` is one quote.

    `about` is a contract of who asked that gets more seats, or another term; `licence` says who may
    use the manuscript. The link goes into the draft of an answer of `by`, below what stands there.

    Raises `InquiryIsSpam`, or what `issue_quote` and `quote_contract` raise.
    """
    if inquiry.is_spam:
        raise InquiryIsSpam(
            _("迷惑フォルダーにあります。見積書にするには、先に状態を「未返信」にしてください。")
        )
    with transaction.atomic(), override(inquiry.language):
        said: dict[str, Any] = {"asker": asker, "by": by, "units": units, "note": note, "key": key}
        said |= {"valid_until": valid_until}
        if about is not None:
            wanted = WantedOfContract(
                about.contract, about.purpose, selection.seats, selection.months
            )
            quote = quote_contract(wanted=wanted, **said)
        else:
            quote = issue_quote(
                course=course,
                selection=selection,
                organisation=inquiry.organisation,
                is_mailed=False,
                licence=licence,
                **said,
            )
        _link, is_new = InquiryQuote.objects.get_or_create(inquiry=inquiry, quote=quote)
        if is_new:
            _prepare_answer(by, inquiry, quote)
            record(
                organisation_uuid=inquiry.organisation.uuid if inquiry.organisation else None,
                actor_uuid=by.uuid,
                verb="inquiry.quoted",
                target=inquiry.number,
            )
    return quote


def _prepare_answer(by: Person, inquiry: Inquiry, quote: Quote) -> None:
    known = AnswerDraft.objects.filter(inquiry=inquiry, by=by).first()
    words = render_to_string(
        "inquiries/mail/quote_words.txt",
        {"inquiry": inquiry, "quote": quote, "base_url": settings.BASE_URL, "known": known},
    )
    text = "\n\n".join(filter(None, (known.text.rstrip() if known else "", words.strip())))
    save_draft(by=by, inquiry=inquiry, text=text, key=known.key if known else uuid.uuid4())
