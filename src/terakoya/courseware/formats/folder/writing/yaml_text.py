"""Plain values → YAML as authors write it: short things on one line, sentences without quotes.

A text stands plain where `text/yaml_lines.py` reads it back as that very text, otherwise in
double quotes with JSON's escapes. What fits on a line and is not nested deeper than two stands in
braces and brackets, unless a sentence would need quotes only for that; everything else is
indented by two.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LINE = 96

# What JSON leaves as it is and YAML takes for a line break or refuses to read.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# A plain text begins with a letter of any script, a digit or a mark that means nothing in YAML,
# and holds no comment, no `key: value`, and nothing that ends it.
_START = re.compile(r"[^\W_]|[「『（［〔【《〈“”‘’…・、。〜～／＋－①-⑳]")
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|: | #|:$")
_FLOW_BREAKING = re.compile(r"[,\[\]{}]|:")
_NUMBER_LIKE = re.compile(
    r"[0-9][0-9_]*\.?[0-9_]*([eE][-+]?[0-9]+)?|0[xXoObB][0-9a-fA-F_]+"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*|[0-9][0-9_]*(:[0-9]+)+.*"
)
_WORD_LIKE = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


class Tall(dict[str, Any]):
    """A mapping that always stands one key a line, as what others must find by its `id:` line."""


def yaml_text(value: Mapping[str, Any]) -> str:
    """A YAML document that holds the mapping; `""` for an empty one."""
    return "".join(f"{line}\n" for line in _mapping(value))


def quoted(text: str) -> str:
    """The text in double quotes, readable as JSON and as YAML, on one line."""
    return _UNPRINTABLE.sub(
        lambda mark: f"\\u{ord(mark[0]):04x}", json.dumps(text, ensure_ascii=False)
    )


def _mapping(value: Mapping[str, Any]) -> Iterator[str]:
    for key, entry in value.items():
        line = _one_line(entry, LINE - len(key) - 2)
        if line is not None:
            yield f"{key}: {line}"
        else:
            yield f"{key}:"
            yield from (f"  {line}" for line in _lines(entry))


def _list(value: Sequence[Any]) -> Iterator[str]:
    for entry in value:
        line = _one_line(entry, LINE - 2)
        if line is not None:
            yield f"- {line}"
        else:
            for number, line in enumerate(_lines(entry)):
                yield f"  {line}" if number else f"- {line}"


def _lines(value: Mapping[str, Any] | Sequence[Any]) -> Iterator[str]:
    return _mapping(value) if isinstance(value, Mapping) else _list(value)


def _one_line(value: Any, room: int) -> str | None:
    """The value on one line; `None` for a mapping or list that is better written below."""
    if not isinstance(value, (list, Mapping)):
        return _scalar(value, False)
    line = _flow(value, 2)
    return None if line is None or len(line) > room else line


def _flow(value: Any, depth: int) -> str | None:
    """A value within braces; `None` where it is nested too deep or would need more quotes."""
    if not isinstance(value, (list, Mapping)):
        within, alone = _scalar(value, True), _scalar(value, False)
        return within if within == alone else None
    entries = list(value.values()) if isinstance(value, Mapping) else value
    written = [_flow(entry, depth - 1) for entry in entries]
    if (entries and not depth) or None in written or isinstance(value, Tall):
        return None
    parts = [str(one) for one in written]
    if isinstance(value, Mapping):
        pairs = zip(value, parts, strict=True)
        return "{" + ", ".join(f"{key}: {part}" for key, part in pairs) + "}"
    return "[" + ", ".join(parts) + "]"


def _scalar(value: Any, in_flow: bool) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value)
    return text if _is_plain(text, in_flow) else quoted(text)


def _is_plain(text: str, in_flow: bool) -> bool:
    return bool(
        _START.match(text)
        and not _BREAKING.search(text)
        and not (in_flow and _FLOW_BREAKING.search(text))
        and not _NUMBER_LIKE.fullmatch(text)
        and text.lower() not in _WORD_LIKE
        and text == text.strip()
    )
