"""費用内訳書: an invoice that is out already, split over departments by a document of its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from ...accounts.models import Person
from ...common import clock
from ...common.dates import full_day
from ...documents.choices import DocumentKind
from ...documents.content import Content, from_json
from ...documents.models import IssuedDocument
from ...documents.services import issue_document
from ..choices import SplitBasis
from ..cost_split import Preview, Weights, preview_by, weights_by, with_annex
from ..errors import SplitNotUsable
from ..invoice_sentences import returned_sentence
from ..models import CostSplit, Invoice
from ..selectors.invoice_documents import DocumentsInForce, documents_in_force


@dataclasses.dataclass(frozen=True)
class AnnexOffer:
    """What an annex would say today, and by what it is known again when it is asked for."""

    digest: str
    preview: Preview


def offer_annex(invoice: Invoice, split: CostSplit) -> AnnexOffer:
    """What a split makes of an invoice as it holds today; raises as `weights_wanted`."""
    found, weights = documents_in_force(invoice), weights_wanted(split)
    return AnnexOffer(_digest(found, weights), preview_by(found.document, weights))


def weights_wanted(split: CostSplit) -> Weights:
    """The weights that a split means today.

    Raises `SplitNotUsable` where it splits nothing: shares of 0, or no seat in use.
    """
    weights = weights_by({split.organisation_id: split})[split.organisation_id]
    if weights.rows:
        return weights
    if split.basis == SplitBasis.SEATS:
        raise SplitNotUsable(
            _("受講枠を使っている人が、まだいません。割合を入力して分けてください。"),
            field="basis",
        )
    raise SplitNotUsable(_("割合を、1つ以上の部署に入力してください。"), field="basis")


def issue_annex(*, by: Person, invoice: Invoice, split: CostSplit, shown: str) -> IssuedDocument:
    """Issue the 費用内訳書 of an invoice, or of its newest correction; neither changes.

    `shown` is the digest of what the person saw. The same split of the same document on the same
    day gives the same one. `split` is not kept. Raises `SplitNotUsable`, also where something else
    was shown: seats, shares or the invoice have changed since.
    """
    with transaction.atomic():
        locked = Invoice.objects.select_for_update().get(pk=invoice.pk)
        found, weights = documents_in_force(locked), weights_wanted(split)
        digest = _digest(found, weights)
        if shown != digest:
            raise SplitNotUsable(
                _("確かめた内訳から変わりました。下の内訳を、もう一度確かめてください。")
            )
        today = clock.today()
        return issue_document(
            kind=DocumentKind.COST_ANNEX,
            organisation=locked.organisation,
            content=_content(found, weights, today),
            key=f"cost-annex:{today.isoformat()}:{digest}",
            by=by,
            corrects=found.document,
        )


def _content(found: DocumentsInForce, weights: Weights, today: dt.date) -> Content:
    said = from_json(found.document.content)
    facts, body = said.facts, said.body
    with override(said.language):
        if weights.basis == SplitBasis.SEATS:
            facts = (*facts, (gettext("按分の基準日"), full_day(today)))
        if found.credits:
            body = (*body, returned_sentence(found.credits))
    asks_nothing = dataclasses.replace(said, facts=facts, body=body, due_on=None, payable_on=None)
    return with_annex(asks_nothing, weights)


def _digest(found: DocumentsInForce, weights: Weights) -> str:
    """By what a split of what is in force is known again: 32 hexadecimal digits."""
    documents = [str(one.uuid) for one in (found.document, *found.credits)]
    said = [*documents, weights.basis.value, weights.rows]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]
