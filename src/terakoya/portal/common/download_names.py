"""What a file is called when somebody downloads it: its own name, and one in plain letters."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


def attachment(name: str, plain: str = "") -> str:
    """The `Content-Disposition` of a download (RFC 6266).

    Programs that know no other letters take the plain name, everybody else the name itself; both
    without what no file system takes. `plain` is used where the name has no such letters.
    """
    name = _UNSAFE.sub("_", name).strip(" .") or "download"
    stem, dot, ending = name.partition(".")
    letters = _plain(stem) or plain or "download"
    return (
        f"attachment; filename=\"{letters}{dot}{_plain(ending)}\"; filename*=UTF-8''{quote(name)}"
    )


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _UNFIT.sub("-", folded).strip("-._")
