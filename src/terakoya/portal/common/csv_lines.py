"""Tables as CSV, line by line, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .text import formula_safe


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV (RFC 4180) with a byte order mark, by which Excel knows UTF-8."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(header)
    for row in rows:
        yield writer.writerow(
            [formula_safe(cell) if isinstance(cell, str) else cell for cell in row]
        )


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> Any:
        """What csv calls."""
        return line
