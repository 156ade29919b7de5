"""Certificates of many at once: a ZIP with a file each, or one document with a page each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ..common import clock
from ..common.zip_stream import zip_pieces
from .certificate_pdf import write_certificate, write_certificates
from .certificate_sheet import certificate_sheet
from .models import Certificate

BATCH: Final = 100
# What a file cannot be called on one system or another.
_UNNAMABLE: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def certificates_zip(keys: Sequence[int]) -> Iterator[bytes]:
    """A ZIP of certificates by their keys, in that order, while they are typeset."""
    files = ((file_name(one), [_pdf(one)]) for one in _read(keys))
    return zip_pieces(files, packs=False)  # a PDF is compressed in itself


def certificates_pdf(keys: Sequence[int], title: str) -> bytes:
    """One document of certificates by their keys, in that order."""
    sheets = [certificate_sheet(one) for one in _read(keys)]
    return write_certificates(sheets, title=title, written_at=clock.now())


def file_name(certificate: Certificate) -> str:
    """By the holder's name and the number, which nobody shares."""
    name = _UNNAMABLE.sub("", certificate.person_name).strip(" .")[:60]
    return f"{name}_{certificate.number}.pdf" if name else f"{certificate.number}.pdf"


def _pdf(certificate: Certificate) -> bytes:
    return write_certificate(certificate_sheet(certificate), issued_at=certificate.issued_at)


def _read(keys: Sequence[int]) -> Iterator[Certificate]:
    """A hundred at a time, two statements each."""
    rows = Certificate.objects.select_related("enrolment__revision__course").prefetch_related(
        "addenda"
    )
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        found = rows.in_bulk(some)
        yield from (found[key] for key in some if key in found)
