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
from ..cost_split import Weights, weights_by, with_annex
from ..errors import SplitNotUsable
from ..models import CostSplit, Invoice
from ..selectors.invoices import latest_document


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
        weights, document = weights_wanted(split), latest_document(locked)
        if shown != split_digest(document, weights):
            raise SplitNotUsable(
                _("確かめた内訳から変わりました。下の内訳を、もう一度確かめてください。")
            )
        today = clock.today()
        return issue_document(
            kind=DocumentKind.COST_ANNEX,
            organisation=locked.organisation,
            content=_content(document, weights, today),
            key=f"cost-annex:{today.isoformat()}:{split_digest(document, weights)}",
            by=by,
            corrects=document,
        )


def _content(document: IssuedDocument, weights: Weights, today: dt.date) -> Content:
    said = from_json(document.content)
    facts = said.facts
    if weights.basis == SplitBasis.SEATS:
        with override(said.language):
            facts = (*facts, (gettext("按分の基準日"), full_day(today)))
    asks_nothing = dataclasses.replace(said, facts=facts, due_on=None, payable_on=None)
    return with_annex(asks_nothing, weights)


def split_digest(document: IssuedDocument, weights: Weights) -> str:
    """By what a split of a document is known again: 32 hexadecimal digits."""
    said = [str(document.uuid), weights.basis.value, weights.rows]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:32]
