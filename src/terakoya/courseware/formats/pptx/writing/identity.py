"""The tags of a slide, by which a changed deck is recognised (`stack.md` §3)."""

from __future__ import annotations

from lxml import etree

from ....layouts.identity import Identity
from .xml import el


def tags(identity: Identity) -> etree._Element:
    """The slide's tags, the store that PowerPoint itself offers to programs."""
    values = {
        "CW_SLIDE": identity.slide_id,
        "CW_HASH": identity.content_hash,
        "CW_SHEET": identity.part.value,
    }
    return el(
        "p:tagLst", None, *(el("p:tag", {"name": key, "val": val}) for key, val in values.items())
    )
