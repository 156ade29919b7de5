"""Documents as what a mail carries: named when it is written, made by when it leaves."""

from __future__ import annotations

from django.utils.translation import override

from ..delivery.attachments import Attachment, AttachmentName
from ..delivery.sending import Refused
from .models import IssuedDocument
from .services import document_pdf

KIND = "document"


def attached(document: IssuedDocument) -> AttachmentName:
    """A document as a mail names it."""
    return AttachmentName(KIND, str(document.uuid))


def load_document(key: str) -> Attachment:
    """The PDF of a document, made now where nobody has asked for it yet.

    Raises `Refused` where its time is over.
    """
    document = IssuedDocument.objects.filter(uuid=key).first()
    if document is None:
        raise Refused("the document is not kept any more")
    with override(document.content["language"]):
        name = f"{document.get_kind_display()}_{document.number}.pdf"
    return Attachment(name, document_pdf(document), "application/pdf")
