"""Course → findings, each with its file, line and mend.

`check_folder` is what `terakoya check` and publishing run.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from .. import clock
from ..errors import Finding, weighed
from ..formats.folder.reading import LoadedFolder, load_folder
from . import (
    charts,
    counts,
    editions,
    forms,
    guards,
    kit,
    layout,
    must_pass,
    pictures,
    recordings,
    references,
    translations,
)
from .context import CheckContext, blocks_publishing

__all__ = ["CheckContext", "blocks_publishing", "check_folder", "check_loaded"]


def check_folder(path: Path, *, on: dt.date | None = None) -> list[Finding]:
    """Every finding of a course folder, sorted by file and line; `on` is today when left out."""
    return check_loaded(load_folder(path), on=on or clock.today())


def check_loaded(loaded: LoadedFolder, *, on: dt.date) -> list[Finding]:
    """Every finding of a folder that was read already."""
    findings = list(loaded.findings)
    if loaded.material is not None:
        context = CheckContext(
            loaded.material,
            loaded.places,
            on,
            findings,
            loaded.unused_audio,
            loaded.settings,
        )
        for rule in (
            *references.RULES,
            *must_pass.RULES,
            *translations.RULES,
            *pictures.RULES,
            *counts.RULES,
            *charts.RULES,
            *forms.RULES,
            *layout.RULES,
            *recordings.RULES,
            *editions.RULES,
            *kit.RULES,
            *guards.RULES,
        ):
            rule(context)
    return sorted({weighed(finding, on) for finding in findings})
