"""Refusals of documents."""

from __future__ import annotations

from ..common.errors import PortalError


class ContentNotWhole(PortalError):
    """Something is missing or does not fit together in what a document is to say."""

    code = "content-not-whole"


class KeyUsedForAnother(PortalError):
    """Another document was issued under this key."""

    code = "key-used"


class SellerNotUsable(PortalError):
    """The seller's details cannot be taken as they are."""

    code = "seller-not-usable"


class FileNotUsable(PortalError):
    """A file that cannot be kept."""

    code = "file-not-usable"
