"""How an organisation's invoices are split over its departments, the topmost ones."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import override

from ..accounts.models import Department, Organisation
from ..documents.content import AnnexRow, Content, split_by_seats, total_of
from ..documents.models import IssuedDocument
from ..learning.selectors.grants import seats_by_department
from .choices import SplitBasis
from .models import CostSplit, Invoice


@dataclass(frozen=True)
class Weights:
    """Department's name (empty: of nobody's department) and its weight, in the order of names."""

    basis: SplitBasis
    rows: tuple[tuple[str, int], ...]


def split_of(organisation: Organisation) -> CostSplit:
    """What an organisation wants; nothing where it has not said yet."""
    kept = CostSplit.objects.filter(organisation=organisation).first()
    return kept or CostSplit(organisation=organisation, basis=SplitBasis.NONE)


def top_departments(organisation: Organisation) -> list[Department]:
    """The topmost departments in use, by name; one statement."""
    rows = Department.objects.filter(organisation=organisation, parent=None, is_active=True)
    return list(rows.order_by("name", "pk"))


def weights_of(organisations: Collection[int]) -> dict[int, Weights]:
    """Organisation → by what its invoices are split, where it wants that; at most 3 statements."""
    wanted = CostSplit.objects.filter(organisation__in=organisations).exclude(basis=SplitBasis.NONE)
    return weights_by({one.organisation_id: one for one in wanted})


def weights_by(splits: Mapping[int, CostSplit]) -> dict[int, Weights]:
    """Organisation → the weights that a split of it means today; at most two statements."""
    if not splits:
        return {}
    tops: dict[int, list[Department]] = defaultdict(list)
    for row in Department.objects.filter(organisation__in=splits, parent=None).order_by("name"):
        tops[row.organisation_id].append(row)
    by_seats = [key for key, one in splits.items() if one.basis == SplitBasis.SEATS]
    held: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for (organisation, path), seats in (seats_by_department(by_seats) if by_seats else {}).items():
        held[organisation][_top_of(path)] += seats
    return {key: _weights(one, tops[key], held[key]) for key, one in splits.items()}


def _top_of(path: str) -> int:
    """The key of the topmost department of a path `/12/40/`; 0 for none."""
    return int(path.split("/")[1]) if path else 0


def _weights(split: CostSplit, tops: list[Department], held: dict[int, int]) -> Weights:
    if split.basis == SplitBasis.SEATS:
        numbers = [(row.name, held.get(row.pk, 0)) for row in tops]
        rest = held.get(0, 0)
    else:
        shares = dict(split.shares)
        numbers = [(row.name, shares.get(str(row.uuid), 0)) for row in tops]
        rest = shares.get("", 0)
    rows = [*numbers, ("", rest)]
    return Weights(SplitBasis(split.basis), tuple(one for one in rows if one[1]))


@dataclass(frozen=True)
class Preview:
    """An invoice split as it would be now; `label` says what the weights are."""

    number: str
    total_yen: int
    label: str
    rows: tuple[AnnexRow, ...]


def split_preview(organisation: Organisation) -> Preview | None:
    """What the newest invoice would be split into, or nothing; at most four statements."""
    newest = Invoice.objects.filter(organisation=organisation).select_related("document").first()
    weights = weights_of([organisation.pk]).get(organisation.pk)
    if newest is None or weights is None:
        return None
    return preview_by(newest.document, weights)


def preview_by(document: IssuedDocument, weights: Weights) -> Preview:
    """What a document would be split into."""
    rows = [(name or _("部署なし"), number) for name, number in weights.rows]
    is_by_seats = weights.basis == SplitBasis.SEATS
    return Preview(
        document.number,
        document.total_yen,
        _("受講枠") if is_by_seats else _("割合"),
        split_by_seats(document.total_yen, rows),
    )


def with_annex(content: Content, weights: Weights | None) -> Content:
    """A content whose annex splits its total by weights; the same one where there are none."""
    if weights is None:
        return content
    with override(content.language):
        rows = [(name or _("部署なし"), number) for name, number in weights.rows]
    annex = split_by_seats(total_of(content), rows)
    return dataclasses.replace(content, annex=annex, annex_basis=weights.basis.value)


def split_again(content: Content) -> Content:
    """A content whose lines were changed, split by the weights that it was split by."""
    rows = [(one.name, one.seats) for one in content.annex]
    return dataclasses.replace(content, annex=split_by_seats(total_of(content), rows))
