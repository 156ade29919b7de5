"""The files that belong to a backup: those below MEDIA_ROOT, and never a key.

All content of the portal is rows: uploads, pictures, recordings. What else lies in `var/` is made
again (static files), or is nobody's to keep (mails that were written to files, keys).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings

_TAG: Final = "CACHEDIR.TAG"  # a folder that asks backup programs to pass it by
_KEY_NAMES: Final = re.compile(r"(?i)(?:^|[._-])(?:secret_?key|ed25519)|\.(?:key|pem|p12|pfx)$")
_KEY_TEXT: Final = re.compile(
    rb"\s*(?:-----BEGIN [A-Z ]*PRIVATE KEY|[0-9a-f]{64}\s*$|\{[^}]*\"p\":)"
)


def media_root() -> Path:
    """Where apps keep files, if any does."""
    return Path(settings.MEDIA_ROOT)


def files_to_keep() -> Iterator[tuple[str, Path]]:
    """Every file of a backup with its name below the folder, in order; links are left out."""
    root = media_root()
    for folder, folders, names in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not _is_passed_by(here / name))
        if _is_passed_by(here):
            folders.clear()
            continue
        for name in sorted(names):
            path = here / name
            if not path.is_symlink() and path.is_file() and not is_key(path):
                yield path.relative_to(root).as_posix(), path


def is_key(path: Path) -> bool:
    """Whether a file is a key of ours, or looks like one: then it is in no backup."""
    if _KEY_NAMES.search(path.name):
        return True
    with path.open("rb") as file:
        return _KEY_TEXT.match(file.read(4096)) is not None


def _is_passed_by(folder: Path) -> bool:
    own = folder.resolve()
    return (folder / _TAG).exists() or any(own == Path(one).resolve() for one in _key_folders())


def _key_folders() -> Iterator[Path]:
    for name in ("SURVEY_KEYS", "AUDIT_KEY"):
        if folder := getattr(settings, name, None):
            yield Path(folder)
