"""The fonts that typesetting uses, and which characters they can show.

A tagged PDF must not hold a character without a shape, and typst refuses to write one; texts
that come from people (names) therefore pass through `printable` first.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

# What the first has no shape for is taken from the others: names in Hangul, simplified Han.
FONT_FAMILIES = ("Noto Sans JP", "Noto Sans KR", "Noto Sans SC", "Noto Sans TC")
GETA = "〓"  # what printers in Japan set where they have no type
_HIDDEN = {"Cc", "Cf", "Cs", "Mn", "Me"}
_NAME_SHAPES = range(0xE0100, 0xE01F0)  # choose the shape of the character before: 葛󠄀 or 葛
_WHOLE_UNICODE = (3, 10)  # platform and encoding of the table that holds every character


def font_folders() -> list[str]:
    """The folders of the fonts, in the order in which they are asked for a character."""
    root = files("justmytype_intl_cjk")
    names = (family.replace(" ", "").lower() for family in FONT_FAMILIES)
    return [str(root.joinpath(f"fonts/ofl/{name}")) for name in names]


def printable(text: str) -> str:
    """A person's text as it can be typeset on one line: hidden marks go, 〓 for what has no shape.

    Emoji and scripts outside the fonts become 〓.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(_shown(character) for character in line)


def all_printable(value: Any) -> Any:
    """A value as `json` writes it, its texts with 〓 for what has no shape; their lines stay."""
    if isinstance(value, str):
        return value if value.isascii() else "".join(map(_kept, value))
    if isinstance(value, Mapping):
        return {key: all_printable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [all_printable(one) for one in value]
    return value


def _kept(character: str) -> str:
    """A character of a text whose marks without a shape, such as places to break, stay."""
    is_mark = character.isascii() or unicodedata.category(character) == "Cf"
    return character if is_mark else _shown(character)


def _shown(character: str) -> str:
    kind = unicodedata.category(character)
    if kind in {"Cc", "Cf", "Cs"}:
        return ""
    if ord(character) in _covered() or ord(character) in _NAME_SHAPES:
        return character
    return "" if kind in _HIDDEN else GETA


@cache
def _covered() -> frozenset[int]:
    """Every character that one of the fonts has a shape for."""
    return frozenset(
        point
        for folder in font_folders()
        for path in sorted(Path(folder).rglob("*.ttf"))
        for point in _characters_of(_character_map(path))
    )


def _character_map(path: Path) -> bytes:
    """The table `cmap` of an OpenType font (its specification names the fields read here)."""
    with path.open("rb") as font:
        (tables,) = struct.unpack(">4xH6x", font.read(12))
        for tag, place, length in struct.iter_unpack(">4s4xII", font.read(16 * tables)):
            if tag == b"cmap":
                font.seek(place)
                return font.read(length)
    raise ValueError(f"{path.name} has no table of characters")


def _characters_of(cmap: bytes) -> Iterator[int]:
    """The characters of the subtable for the whole of Unicode (format 12: groups of characters)."""
    (subtables,) = struct.unpack_from(">2xH", cmap)
    for platform, encoding, place in struct.iter_unpack(">HHI", cmap[4 : 4 + 8 * subtables]):
        if (platform, encoding) == _WHOLE_UNICODE:
            (groups,) = struct.unpack_from(">12xI", cmap, place)
            for first, last, _glyph in struct.iter_unpack(
                ">III", cmap[place + 16 : place + 16 + 12 * groups]
            ):
                yield from range(first, last + 1)
