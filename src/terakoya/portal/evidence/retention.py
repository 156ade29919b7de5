"""How long packs stay, since each can be made anew; statements stay with the organisation."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ..common import clock
from ..common.retention import Rows, Rule
from .models import EvidencePack, MeasureStatement

KEPT: Final = timedelta(days=30)


def old_packs() -> Rows:
    """Packs that were asked for long ago."""
    return EvidencePack.objects.filter(created_at__lt=clock.now() - KEPT)


RULES = (Rule("evidence-packs", old_packs, batch=5),)


def evidence_of(organisation_id: int) -> tuple[Rule, ...]:
    """All packs and statements of one organisation."""
    packs = EvidencePack.objects.filter(organisation_id=organisation_id)
    statements = MeasureStatement.objects.filter(organisation_id=organisation_id)
    return (
        Rule("evidence-packs", packs.all, batch=5),
        Rule("measure-statements", statements.all),
    )
