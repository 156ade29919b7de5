"""`edition.yaml` → `EditionSettings`: what an edition says beside its course."""

from __future__ import annotations

from ...edition import EditionSettings
from ...text.yaml_lines import Lined
from .parts import PartReader

EDITION_FILE = "edition.yaml"


def read_settings(parts: PartReader, lined: Lined) -> EditionSettings | None:
    """The settings of an edition, or `None` after findings that name the line."""
    parts.places.put("edition", "settings", EDITION_FILE, lined)
    return parts.read(EditionSettings, lined, EDITION_FILE)
