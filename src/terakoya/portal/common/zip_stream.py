"""A ZIP that is sent while it is written: what is in it is never in memory at once."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from typing import Final

FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # so that the same contents are the same bytes
PIECE: Final = 1 << 16


class _Outlet:
    """Where zipfile writes; it can be neither read nor sought."""

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self.size = 0

    def write(self, data: bytes) -> int:
        """What zipfile calls."""
        self._written.append(bytes(data))
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """What zipfile calls; there is nothing to do."""

    def taken(self) -> bytes:
        """What was written since the last time."""
        data, self._written, self.size = b"".join(self._written), [], 0
        return data


def zip_pieces(entries: Iterable[tuple[str, Iterable[bytes]]], *, packs: bool) -> Iterator[bytes]:
    """The bytes of a ZIP of named entries, each given in pieces; `packs` compresses them."""
    outlet = _Outlet()
    kind = zipfile.ZIP_DEFLATED if packs else zipfile.ZIP_STORED
    with zipfile.ZipFile(outlet, "w") as archive:  # type: ignore[call-overload]
        for name, pieces in entries:
            entry = zipfile.ZipInfo(name, date_time=FIRST_DAY)
            entry.compress_type = kind
            with archive.open(entry, "w") as file:
                for piece in pieces:
                    file.write(piece)
                    if outlet.size >= PIECE:
                        yield outlet.taken()
            if outlet.size:
                yield outlet.taken()
    yield outlet.taken()
