"""JSON as PostgreSQL stores it (src/include/utils/jsonb.h describes the layout)."""

from __future__ import annotations

import struct
from decimal import Decimal
from typing import Any

COUNT, SCALAR, OBJECT = 0x0FFFFFFF, 0x10000000, 0x20000000
LENGTH, HAS_OFFSET, KIND = 0x0FFFFFFF, 0x80000000, 0x70000000
TEXT, NUMBER, FALSE, TRUE, NULL, CONTAINER = (n << 28 for n in range(6))


def read_jsonb(data: bytes) -> Any:
    """The value of a container; whole numbers and fractions as numbers."""
    (header,) = struct.unpack("<I", data[:4])
    count = (header & COUNT) * (2 if header & OBJECT else 1)
    entries = struct.unpack(f"<{count}I", data[4 : 4 + 4 * count])
    values = _children(entries, data[4 + 4 * count :])
    if header & OBJECT:
        half = count // 2
        return dict(zip(values[:half], values[half:], strict=True))
    return values[0] if header & SCALAR else values


def _children(entries: tuple[int, ...], data: bytes) -> list[Any]:
    values, start = [], 0
    for entry in entries:
        end = entry & LENGTH if entry & HAS_OFFSET else start + (entry & LENGTH)
        values.append(_child(entry & KIND, data, start, end))
        start = end
    return values


def _child(kind: int, data: bytes, start: int, end: int) -> Any:
    aligned = data[start + -start % 4 : end]
    if kind == TEXT:
        return data[start:end].decode("utf-8", "replace")
    if kind == NUMBER:
        return _number(aligned)
    if kind == CONTAINER:
        return read_jsonb(aligned)
    return {FALSE: False, TRUE: True}.get(kind)


def _number(value: bytes) -> int | float:
    """A short numeric: sign, scale and weight in two bytes, then digits to base 10,000."""
    body = value[1:] if value[0] & 1 else value[4:]
    (header,) = struct.unpack("<H", body[:2])
    digits = struct.unpack(f"<{(len(body) - 2) // 2}h", body[2:])
    weight = (header & 0x3F) - (0x40 if header & 0x40 else 0)
    total = sum(d * Decimal(10000) ** (weight - n) for n, d in enumerate(digits))
    total = -total if header & 0x2000 else total
    return int(total) if total == int(total) else float(total)
