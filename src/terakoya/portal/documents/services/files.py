"""The bytes of documents: made once, kept, and given to whoever asks."""

from __future__ import annotations

import hashlib
import time
from random import sample
from typing import Final

from django.db.models import Exists, OuterRef

from ...common import clock
from ..models import DocumentFile, IssuedDocument
from ..rendering import write_document

SECONDS: Final = 240.0
BATCH: Final = 100
LOOKED_AT: Final = 50_000  # documents, the newest: each look costs the same for ever


def document_pdf(document: IssuedDocument) -> bytes:
    """The PDF of a document: made at the first asking and kept; later always the same bytes."""
    kept = DocumentFile.objects.filter(document=document).first()
    if kept is None:
        kept = _keep(document, write_document(document))
    return bytes(kept.content)


def _keep(document: IssuedDocument, content: bytes) -> DocumentFile:
    """Keep the bytes, unless somebody was faster."""
    kept, _is_new = DocumentFile.objects.get_or_create(
        document=document,
        defaults={
            "content": content,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "made_at": clock.now(),
        },
    )
    return kept


def make_waiting_files(seconds: float = SECONDS) -> int:
    """Make the PDFs that nobody has asked for yet, for some minutes; how many.

    Workers that do so at once begin at different ones. A document that is older than the newest
    fifty thousand gets its PDF when somebody asks.
    """
    until = time.monotonic() + seconds
    count = 0
    while waiting := _waiting():
        for key in sample(waiting, min(len(waiting), BATCH)):
            if time.monotonic() >= until:
                return count
            document_pdf(IssuedDocument.objects.get(pk=key))
            count += 1
    return count


def _waiting() -> list[int]:
    newest = IssuedDocument.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    made = DocumentFile.objects.filter(document=OuterRef("pk"))
    rows = IssuedDocument.objects.filter(~Exists(made), pk__gt=newest - LOOKED_AT)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: 10 * BATCH])
