"""Tables as CSV, line by line, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from .text import formula_safe

GETA: Final = "〓"  # stands in print for a sign that cannot be set
LINES_A_PIECE: Final = 200


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a CSV (RFC 4180) with a byte order mark, by which Excel knows UTF-8."""
    lines = _lines(header, rows)
    yield "\ufeff" + next(lines)
    yield from lines


def csv_pieces(
    header: Sequence[str], rows: Iterable[Sequence[object]], *, in_cp932: bool
) -> Iterator[bytes]:
    """A CSV as bytes, some lines at a time: UTF-8 with its mark, or CP932 as older programs of
    Windows read it, in which 〓 stands for what it has no sign for.
    """
    if in_cp932:
        lines = _lines(_in_windows_signs(header), map(_in_windows_signs, rows))
    else:
        lines = csv_lines(header, rows)
    encoding = "cp932" if in_cp932 else "utf-8"
    yield next(lines).encode(encoding)  # at once: rows may take their time
    some: list[str] = []
    for line in lines:
        some.append(line)
        if len(some) == LINES_A_PIECE:
            yield "".join(some).encode(encoding)
            some = []
    yield "".join(some).encode(encoding)


def _in_windows_signs(cells: Iterable[object]) -> list[object]:
    """Before cells are made safe: a sign that is put for another may begin a formula."""
    return [in_windows_signs(cell) if isinstance(cell, str) else cell for cell in cells]


# Signs of Unicode that look like one of CP932 and are typed for it.
_NEAR: Final = str.maketrans("〜−—‖¢£¬", "～－―∥￠￡￢")


def in_windows_signs(text: str) -> str:
    """The text with 〓 for every sign that CP932 has not; ① and 髙 are among those it has."""
    near = text.translate(_NEAR)
    return (
        near if _is_in_cp932(near) else "".join(one if _is_in_cp932(one) else GETA for one in near)
    )


def _is_in_cp932(text: str) -> bool:
    try:
        text.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True


def _lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield writer.writerow(header)
    for row in rows:
        yield writer.writerow(
            [formula_safe(cell) if isinstance(cell, str) else cell for cell in row]
        )


class _Echo:
    """A file that hands each line back instead of keeping it."""

    def write(self, line: str) -> Any:
        """What csv calls."""
        return line
