"""YAML as plain values that remember their lines, read without trust.

Anchors and aliases are refused (a small file could stand for a gigantic one), duplicate keys
too, and so is nesting deeper than 20. A plain text that ` #` ends is remembered: YAML takes the
rest of its line for a comment, where the author may have meant 「警察相談専用電話 #9110」.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any, cast

from yaml import MappingNode, Mark, MarkedYAMLError, Node, ScalarNode, SequenceNode

from .yaml_nodes import TooDeep, anchored_places, compose

MAX_DEPTH = 20
Path = tuple[str | int, ...]
_COMMENT = re.compile(r":?[ \t]+#[^\r\n]*")  # after a text, or after a key without any
_BREAK = re.compile(r"\r\n?|\n")
_UNREADABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# `>#1`, perhaps behind a tag: libyaml would see no text at all.
_BLOCK_COMMENT = re.compile(r"(?:!\S*[ \t]+)?([|>])[-+0-9]*#")
_ANCHOR = re.compile(r"\b(?:anchor|alias)\b")
_QUOTE = "put it in quotation marks"
_NO_ANCHORS = "anchors and aliases (& and *) are not used", "write the value out"
_NO_CHARACTER = "a number in it stands for no character"
# What a parser says, by some word of it, and what an author reads instead: sentences of ours,
# whatever the version of the parser or of Python. `{}` is what stands there.
_SAID = {
    r"found character .*cannot start": "no text begins with `{}`",
    r"found unknown escape": r"`\{}` stands for no character",
    r"hex\w*decimal|Unicode character|codec": _NO_CHARACTER,
    r"values are not allowed|unexpected ':'": "a colon stands where none may stand",
    r"expected ',' or": "a bracket is not closed",
    r"end of stream|document separator": "a quotation mark is not closed",
    r"expected ':'": "a colon is missing",
    r"entries are not allowed|expected (?:key|<block end>|'-' indicator)|\btab\b": (
        "a line does not fit those above it"
    ),
    r"another document": "a second document begins",
}
_TOO_DEEP = f"nested deeper than {MAX_DEPTH}", "make it flatter"


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
    text = text.removeprefix("\ufeff")  # which the quick parser would refuse
    if found := _UNREADABLE.search(text):
        line = first_line + len(_BREAK.findall(text, 0, found.start()))
        raise YamlProblem(line, f"the character U+{ord(found[0]):04X} is not allowed", "remove it")
    try:
        node = compose(text)
        builder = _Builder(first_line, text)
    except MarkedYAMLError as error:
        raise _problem(error, text, first_line) from error
    except (ValueError, OverflowError) as error:  # a number that stands for no character
        raise YamlProblem(first_line, f"this is not YAML ({_NO_CHARACTER})", _QUOTE) from error
    if node is None:
        return Lined({}, {(): first_line})
    return Lined(builder.build(node, (), 0), builder.lines, tuple(builder.cuts))


def _problem(error: MarkedYAMLError, text: str, first_line: int) -> YamlProblem:
    """What a parser found, in words for an author."""
    if isinstance(error, TooDeep):
        return YamlProblem(first_line + error.line, *_TOO_DEEP)
    if _ANCHOR.search(f"{error.context} {error.problem}"):
        mark = error.context_mark or error.problem_mark
        return YamlProblem(first_line + mark.line if mark else first_line, *_NO_ANCHORS)
    mark = error.problem_mark or error.context_mark
    told = (words for said, words in _SAID.items() if re.search(said, str(error.problem)))
    shown = text[mark.index :].removeprefix("\\")[:1] if mark else ""
    words = next(told, "its form is not clear").format(shown)
    return YamlProblem(
        first_line + _line(mark, text) if mark else first_line,
        f"this is not YAML ({words})",
        "look at the indentation, at unclosed quotation marks and at a colon inside a text; "
        "put such a text in quotation marks",
    )


def _line(mark: Mark, text: str) -> int:
    """The line of a mark, from 0; libyaml ends the last one though no break ends it."""
    return mark.line if mark.index < len(text) else min(mark.line, len(_BREAK.findall(text)))


class _Builder:
    def __init__(self, first_line: int, text: str) -> None:
        self.first_line, self.text, self.seen = first_line, text, set[int]()
        self.lines: dict[Path, int] = {}
        self.cuts: list[tuple[int, str]] = []
        self.anchored = anchored_places(text)

    def build(self, node: Node, path: Path, depth: int) -> Any:
        line = self.first_line + _line(node.start_mark, self.text)
        self.lines.setdefault(path, line)
        if node.start_mark.index in self.anchored or id(node) in self.seen:
            raise YamlProblem(line, *_NO_ANCHORS)
        if depth > MAX_DEPTH:
            raise YamlProblem(line, *_TOO_DEEP)
        self.seen.add(id(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path, depth)
        if isinstance(node, SequenceNode):
            return [self.build(item, (*path, n), depth + 1) for n, item in enumerate(node.value)]
        self._refuse_block_comment(node, line)
        self._note_cut(cast(ScalarNode, node))
        return self._scalar(cast(ScalarNode, node), line)

    def _refuse_block_comment(self, node: Node, line: int) -> None:
        if found := _BLOCK_COMMENT.match(self.text, node.start_mark.index):
            raise YamlProblem(line, f"`#` stands right after `{found[1]}`", _QUOTE)

    def _note_cut(self, node: ScalarNode) -> None:
        """Remember a plain text whose line goes on as a comment; numbers and dates have none."""
        is_text = node.tag.rsplit(":", 1)[-1] in ("str", "null")
        if is_text and not node.style and node.value:
            self._note_comment(node)

    def _note_comment(self, node: Node) -> None:
        if rest := _COMMENT.match(self.text, node.end_mark.index):
            line = self.first_line + node.end_mark.line
            self.cuts.append((line, rest[0].lstrip(": \t")))

    def _mapping(self, node: MappingNode, path: Path, depth: int) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self.first_line + _line(key_node.start_mark, self.text)
            if not isinstance(key_node, ScalarNode):
                raise YamlProblem(line, "a list or a mapping is no key", _QUOTE)
            if key_node.start_mark.index in self.anchored or id(key_node) in self.seen:
                raise YamlProblem(line, *_NO_ANCHORS)
            self._refuse_block_comment(key_node, line)
            key = key_node.value
            if key in out:
                raise YamlProblem(line, f"the key `{key}` stands twice", "keep one of the two")
            self.lines[(*path, key)] = line
            if value_node.start_mark.index == value_node.end_mark.index:  # there is no text at all
                self._note_comment(key_node)
            out[key] = self.build(value_node, (*path, key), depth + 1)
        return out

    @staticmethod
    def _scalar(node: ScalarNode, line: int) -> Any:
        text, kind = node.value, node.tag.rsplit(":", 1)[-1]
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
            raise YamlProblem(line, f"`{text}` is no {kind}", _QUOTE) from error
        if kind != "str":
            raise YamlProblem(line, f"the tag {node.tag} is not used", "remove it")
        return text
