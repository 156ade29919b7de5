"""The bytes of documents: made once, kept, and given to whoever asks."""

from __future__ import annotations

import hashlib
from typing import Final

from ...common import clock
from ..models import DocumentFile, IssuedDocument
from ..rendering import write_document

MOST_AT_ONCE: Final = 200


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


def make_waiting_files() -> int:
    """Make the PDFs that nobody has asked for yet, some at a time; how many."""
    waiting = IssuedDocument.objects.filter(file=None).order_by("id")[:MOST_AT_ONCE]
    for document in waiting:
        document_pdf(document)
    return len(waiting)
