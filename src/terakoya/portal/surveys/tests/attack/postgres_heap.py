"""Row versions straight from a table's file, dead ones included."""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from .ballots import Question, Reading
from .jsonb import read_jsonb
from .postgres_server import TABLES
from .states import Row, State, read_row_of_states

PAGE = 8192
XMAX_INVALID, XMAX_LOCK_ONLY = 0x0800, 0x0080
ITEMS = """
    SELECT t_xmin::text::bigint, t_xmax::text::bigint, t_infomask, t_attrs
    FROM heap_page_item_attrs(%s, %s::regclass) WHERE t_attrs IS NOT NULL
"""
COLUMNS = """
    SELECT attname::text, atttypid::regtype::text FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 ORDER BY attnum
"""


@dataclass(frozen=True)
class Version:
    """A row as one transaction wrote it and another replaced it (0: none has)."""

    table: str
    row: Row
    written_by: int
    replaced_by: int


def versions(address: str, folder: Path) -> list[Version]:
    """The versions in the files of all tables; `folder` holds what memory held."""
    found: list[Version] = []
    with psycopg.connect(address) as connection:
        for (table,) in connection.execute(TABLES).fetchall():
            found += _versions_of(connection, folder, table)
    return found


def _versions_of(connection: Any, folder: Path, table: str) -> Iterator[Version]:
    columns = connection.execute(COLUMNS, [f'"{table}"']).fetchall()
    row = connection.execute("SELECT pg_relation_filepath(%s::regclass)", [f'"{table}"']).fetchone()
    data = (folder / row[0]).read_bytes()
    for start in range(0, len(data), PAGE):
        items = connection.execute(ITEMS, [data[start : start + PAGE], f'"{table}"'])
        for xmin, xmax, mask, values in items.fetchall():
            replaced = 0 if mask & (XMAX_INVALID | XMAX_LOCK_ONLY) else xmax
            yield Version(table, _row(columns, values), xmin, replaced)


def _row(columns: list[tuple[str, str]], values: list[bytes | None]) -> Row:
    pairs = zip(columns, values, strict=True)
    return {
        name: None if value is None else READERS.get(kind, bytes)(value)
        for (name, kind), value in pairs
    }


def _number(value: bytes) -> int:
    return int.from_bytes(value, "little", signed=True)


def _body(value: bytes) -> bytes | None:
    """A value of varying length without its header; `None`: it lies elsewhere, or is packed."""
    if value[0] & 1:
        return value[1:] if value[0] > 1 else None
    return None if value[0] & 2 else value[4:]


def _text(value: bytes) -> str:
    return (_body(value) or b"").decode("utf-8", "replace")


def _jsonb(value: bytes) -> Any:
    body = _body(value)
    return read_jsonb(body) if body else None


READERS: dict[str, Callable[[bytes], Any]] = {
    "bigint": _number,
    "integer": _number,
    "smallint": _number,
    "text": _text,
    "character varying": _text,
    "json": lambda value: json.loads(_text(value) or "null"),
    "jsonb": _jsonb,
}


def without_free_space(data: bytes) -> bytes:
    """Pages without the gap between the pointers to rows and the rows."""
    kept = []
    for start in range(0, len(data), PAGE):
        page = data[start : start + PAGE]
        lower, upper = struct.unpack("<HH", page[12:16])
        kept.append(page[:lower] + page[upper:])
    return b"".join(kept)


def states_of(found: list[Version]) -> Iterator[State]:
    """The state after each transaction that a version names, as far as versions are left."""
    for moment in sorted({version.written_by for version in found}):
        state: State = {}
        for version in found:
            is_gone = version.replaced_by and version.replaced_by <= moment
            if version.written_by <= moment and not is_gone:
                state.setdefault(version.table, []).append(version.row)
        yield state


def read_versions(found: list[Version], questions: list[Question]) -> list[Reading]:
    """What the states say. A savepoint's id differs from its transaction's: neighbours belong
    together, so that of each pair one gives the name and one the ballot."""
    steps = [r for r in read_row_of_states(states_of(found), questions) if r.pairs or r.member]
    return steps + [
        Reading(one.pairs | two.pairs, one.member or two.member, one.comments | two.comments)
        for one, two in itertools.pairwise(steps)
    ]
