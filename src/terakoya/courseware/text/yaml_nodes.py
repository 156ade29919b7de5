"""The nodes of a YAML text, composed by libyaml, with the kinds of YAML 1.2's core schema.

`yes`, `no`, `on` and `off` are texts, and so is `1:30`. PyYAML's own parser, ten times as slow,
reads the few texts whose lines libyaml counts otherwise, and all of them where PyYAML came without
libyaml.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

REMEMBERED = 512  # texts; a course of two languages has three hundred
MAX_COMPOSED = 100  # levels: each takes a piece of the stack before anybody can count them
_TAG = "tag:yaml.org,2002:"
_KINDS = {
    "bool": r"true|True|TRUE|false|False|FALSE",
    "float": r"[-+]?[0-9][0-9_]*(?:\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[eE][-+]?[0-9]+)"
    r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
    "int": r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9_]+)",
    "merge": r"<<",
    "null": r"~|null|Null|NULL|",
    "timestamp": r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
    "value": r"=",
}
_KIND = re.compile("|".join(f"(?P<{kind}>{words})" for kind, words in _KINDS.items()))
_STARTS = frozenset(["", *"tTfF-+0123456789.<~nN="])  # of what is no text
# Marks that end a line in YAML 1.1 alone, and one that libyaml refuses inside a text.
_READ_OTHERWISE = re.compile("[\x85\u2028\u2029\ufeff]")


class TooDeep(yaml.MarkedYAMLError):
    """A text that is nested deeper than `MAX_COMPOSED`, and the line where it is, from 0."""

    def __init__(self, line: int) -> None:
        super().__init__(problem="nested too deep")
        self.line = line


class _CoreSchema:
    """What a parser asks: the tag of each node, which it enters and leaves."""

    depth = 0

    def descend_resolver(self, parent: yaml.Node | None, _index: Any) -> None:
        self.depth += 1
        if self.depth > MAX_COMPOSED:
            raise TooDeep(parent.start_mark.line if parent else 0)

    def ascend_resolver(self) -> None:
        self.depth -= 1

    def resolve(self, kind: type[yaml.Node], value: Any, implicit: Any) -> str:
        if kind is not yaml.ScalarNode:
            return _TAG + ("seq" if kind is yaml.SequenceNode else "map")
        _, is_quoted = implicit
        if not is_quoted and value[:1] in _STARTS and (found := _KIND.fullmatch(value)):
            return f"{_TAG}{found.lastgroup}"
        return _TAG + "str"


class PythonParser(_CoreSchema, yaml.BaseLoader):
    """PyYAML's own parser, with the lines of YAML 1.2."""

    def forward(self, length: int = 1) -> None:
        for _ in range(length):
            passed = self.buffer[self.pointer]
            self.pointer += 1
            self.index += 1
            if passed == "\n" or (passed == "\r" and self.buffer[self.pointer] != "\n"):
                self.line += 1
                self.column = 0
            elif passed != "\ufeff":
                self.column += 1


QuickParser: type[Any] = PythonParser
if yaml.__with_libyaml__:

    class LibyamlParser(_CoreSchema, yaml.CBaseLoader):
        """libyaml's parser; the nodes are composed in C."""

    QuickParser = LibyamlParser


@lru_cache(REMEMBERED)
def compose(text: str) -> yaml.Node | None:
    """Return the node of the one document in a text, to be changed by nobody; `None` where there
    is none.

    Raises `yaml.MarkedYAMLError`, `TooDeep` among them, and ValueError where an escape stands for
    no character. It is a quarter of the reading; whoever reads a course again, since one of its
    files was saved, composes that file alone.
    """
    node: yaml.Node | None
    try:
        node = _parser(text).get_single_node()
    except UnicodeDecodeError:  # libyaml hands on tags whose bytes are no text
        node = PythonParser(text).get_single_node()
    return node


def anchored_places(text: str) -> frozenset[int]:
    """Return where the nodes with an anchor, and the aliases, begin in a text that composes."""
    if "&" not in text:
        return frozenset()
    events = iter(_parser(text).get_event, None)
    return frozenset(event.start_mark.index for event in events if getattr(event, "anchor", None))


def _parser(text: str) -> Any:
    return (PythonParser if _READ_OTHERWISE.search(text) else QuickParser)(text)
