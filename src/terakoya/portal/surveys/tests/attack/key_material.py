"""The values that must be nowhere: private keys, and after the closing what they open."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

from .byte_search import Needles
from .states import State, leaves

PUBLIC = {"base", "version"}
"""What a key file holds that the database may hold too."""
LONG_BYTES, LONG_TEXT = 32, 40  # a public id is a text of 32 letters


def private_keys(folder: Path) -> Needles:
    """Every spelling of the private parts of the key files."""
    found: Needles = {}
    for file in sorted(folder.glob("*.key")):
        for name, value in json.loads(file.read_text("ascii")).items():
            if name not in PUBLIC:
                found |= {spelling: [spelling] for spelling in spellings(value)}
    return found


def spellings(value: str) -> list[bytes]:
    """A hexadecimal number as programs write it."""
    number = int(value, 16)
    data = number.to_bytes((len(value) + 1) // 2, "big")
    spelt = [value.lower(), value.upper(), str(number), b64encode(data).decode().rstrip("=")]
    return [data, data[::-1], *(text.encode() for text in spelt)]


def long_values(state: State) -> set[bytes]:
    """The long values without words in the tables of surveys."""
    found: set[bytes] = set()
    for table, rows in state.items():
        if table.startswith("surveys_"):
            values = [value for row in rows for _path, value in leaves(row)]
            raw = (bytes(value) for value in values if isinstance(value, bytes | memoryview))
            texts = (value for value in values if isinstance(value, str) and value.isalnum())
            found |= {value for value in raw if len(value) >= LONG_BYTES}
            found |= {value.encode() for value in texts if len(value) >= LONG_TEXT}
    return found
