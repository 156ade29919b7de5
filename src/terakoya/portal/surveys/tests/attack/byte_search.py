"""Looks for pieces of bytes in files, packed ones included."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

Needles = dict[bytes, list[bytes]]
"""What to look for, by a piece that stands in each of a list."""

STREAM = 1_000_000  # bytes of a packed stream that are looked at
PACKED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")


def found_in(data: bytes, needles: Needles) -> list[bytes]:
    """The needles that data holds, plain or packed by zlib or gzip."""
    found = []
    for text in (data, *unpacked(data)):
        for stem, wanted in needles.items():
            # Few stems are found, so that few places need to be searched for the many needles.
            for place in set(_around(stem, text, max(map(len, wanted)))):
                found += [needle for needle in wanted if needle in place]
    return sorted(set(found))


def _around(stem: bytes, text: bytes, reach: int) -> Iterator[bytes]:
    """Each place of a stem with as much before and after it as a needle that holds it can take."""
    at = text.find(stem)
    while at >= 0:
        yield text[max(0, at - reach) : at + reach]
        at = text.find(stem, at + 1)


def unpacked(data: bytes) -> list[bytes]:
    """What begins in data like a packed stream and can be unpacked."""
    found = []
    for match in PACKED.finditer(data):
        packer = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        try:
            found.append(packer.decompress(data[match.start() : match.start() + STREAM]))
        except zlib.error:
            continue
    return found


def found_in_files(files: Iterable[Path], needles: Needles) -> dict[str, list[bytes]]:
    """File name → the needles that it holds."""
    # A segment of a write-ahead log ends with megabytes of nothing.
    hits = {path.name: found_in(path.read_bytes().rstrip(b"\0"), needles) for path in files}
    return {name: hit for name, hit in hits.items() if hit}
