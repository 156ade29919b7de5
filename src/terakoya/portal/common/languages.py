"""The language of the page being written."""

from __future__ import annotations

from django.utils.translation import get_language


def current_language() -> str:
    """Its code, `ja` where none is chosen."""
    return get_language() or "ja"
