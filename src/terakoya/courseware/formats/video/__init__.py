"""The `mp4` format: every sheet as a picture, with its narration, captions and chapters.

Needs LibreOffice, which draws the sheets, and the optional part `[video]` (`make video`);
`writing.py` says so where either is absent.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from ...office import find_office

_PARTS: Final = ("av", "numpy", "pypdfium2")


def is_available() -> bool:
    """Whether everything that videos need is on this machine."""
    return find_office() is not None and all(find_spec(part) for part in _PARTS)
