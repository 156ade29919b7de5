"""What may be done with documents and with the seller's details."""

from .files import document_pdf, make_waiting_files
from .issuing import issue_document
from .received import keep_received
from .seller import save_seller

__all__ = [
    "document_pdf",
    "issue_document",
    "keep_received",
    "make_waiting_files",
    "save_seller",
]
