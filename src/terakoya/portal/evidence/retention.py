"""How long packs stay; each can be made anew."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ..common import clock
from ..common.retention import Rows, Rule
from .models import EvidencePack

KEPT: Final = timedelta(days=30)


def old_packs() -> Rows:
    """Packs that were asked for long ago."""
    return EvidencePack.objects.filter(created_at__lt=clock.now() - KEPT)


RULES = (Rule("evidence-packs", old_packs, batch=5),)


def packs_of(organisation_id: int) -> Rule:
    """All packs of one organisation."""
    rows = EvidencePack.objects.filter(organisation_id=organisation_id)
    return Rule("evidence-packs", rows.all, batch=5)
