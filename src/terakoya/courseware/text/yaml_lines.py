"""YAML as plain values that remember their lines, read without trust.

Anchors and aliases are refused (a small file could stand for a gigantic one), duplicate keys
too, and so is nesting deeper than 20. A plain text that ` #` ends is remembered: YAML takes the
rest of its line for a comment, where the author may have meant 「警察相談専用電話 #9110」.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, cast

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

MAX_DEPTH = 20
REMEMBERED = 512  # texts; a course of two languages has three hundred
Path = tuple[str | int, ...]
_COMMENT = re.compile(r":?[ \t]+#[^\r\n]*")  # after a text, or after a key without any


class YamlProblem(Exception):
    """A text that is not acceptable YAML: what is wrong, how to mend it, and the line."""

    def __init__(self, line: int, message: str, mend: str) -> None:
        super().__init__(message)
        self.line, self.message, self.mend = line, message, mend


@dataclass(frozen=True)
class Lined:
    """A plain value and the line (from 1) of every path in it.

    `cuts` are the plain texts that a ` #` ends: the line, and what is taken for a comment.
    """

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)
    cuts: tuple[tuple[int, str], ...] = ()

    def line(self, *path: str | int) -> int:
        """The line of a path, or of the nearest place above it that stands in the file."""
        for end in range(len(path), -1, -1):
            found = self.lines.get(path[:end])
            if found is not None:
                return found
        return 0


def read_yaml(text: str, first_line: int = 1) -> Lined:
    """Read one YAML document that starts at `first_line` of its file.

    Raises `YamlProblem`.
    """
    try:
        node = _composed(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        raise YamlProblem(
            line,
            f"this is not YAML ({error.problem})",
            "look at the indentation, at unclosed quotation marks and at a colon inside a text; "
            "put such a text in quotation marks",
        ) from error
    except YAMLError as error:
        raise YamlProblem(first_line, f"this is not YAML ({error})", "write it anew") from error
    if node is None:
        return Lined({}, {(): first_line})
    builder = _Builder(first_line, text)
    return Lined(builder.build(node, (), 0), builder.lines, tuple(builder.cuts))


@lru_cache(REMEMBERED)
def _composed(text: str) -> Node | None:
    """The nodes of a text, which nobody changes: composing takes nine tenths of the reading.

    Whoever reads a course again, since one of its files was saved, composes that file alone.
    """
    return cast("Node | None", YAML(typ="safe", pure=True).compose(text))


class _Builder:
    def __init__(self, first_line: int, text: str) -> None:
        self.first_line, self.text, self.seen = first_line, text, set[int]()
        self.lines: dict[Path, int] = {}
        self.cuts: list[tuple[int, str]] = []

    def build(self, node: Node, path: Path, depth: int) -> Any:
        line = self.first_line + node.start_mark.line
        self.lines.setdefault(path, line)
        if node.anchor or id(node) in self.seen:
            raise YamlProblem(
                line, "anchors and aliases (& and *) are not used", "write the value out"
            )
        if depth > MAX_DEPTH:
            raise YamlProblem(line, f"nested deeper than {MAX_DEPTH}", "make it flatter")
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, SequenceNode):
            return [self.build(item, (*path, n), depth + 1) for n, item in enumerate(node.value)]
        self._note_cut(cast(ScalarNode, node))
        return self._scalar(cast(ScalarNode, node), line)

    def _note_cut(self, node: ScalarNode) -> None:
        """Remember a plain text whose line goes on as a comment; numbers and dates have none."""
        is_text = str(node.tag).rsplit(":", 1)[-1] in ("str", "null")
        if is_text and node.style is None and node.value:
            self._note_comment(node)

    def _note_comment(self, node: Node) -> None:
        if rest := _COMMENT.match(self.text, node.end_mark.index):
            line = self.first_line + node.end_mark.line
            self.cuts.append((line, rest[0].lstrip(": \t")))

    def _mapping(self, node: MappingNode, path: Path, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self.first_line + key_node.start_mark.line
            key = str(key_node.value)
            if key in out:
                raise YamlProblem(line, f"the key `{key}` stands twice", "keep one of the two")
            self.lines[(*path, key)] = line
            if value_node.start_mark.index == value_node.end_mark.index:  # there is no text at all
                self._note_comment(key_node)
            out[key] = self.build(value_node, (*path, key), depth + 1)
        return out

    @staticmethod
    def _scalar(node: ScalarNode, line: int) -> Any:
        text, kind = node.value, str(node.tag).rsplit(":", 1)[-1]
        try:
            if kind == "int":
                return int(text)
            if kind == "float":
                return float(text)
            if kind == "bool":
                return text.lower() == "true"
            if kind == "null":
                return None
            if kind == "timestamp":
                return dt.date.fromisoformat(text)
        except ValueError as error:
            raise YamlProblem(
                line, f"`{text}` is no {kind}", "put it in quotation marks"
            ) from error
        if kind != "str":
            raise YamlProblem(line, f"the tag {node.tag} is not used", "remove it")
        return text
