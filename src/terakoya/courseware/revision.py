"""The revision id: a tree of SHA-256 over canonical JSON (RFC 8785, NFC).

slide → language → revision. Every node is a JSON object; its hash is SHA-256 of its canonical
bytes (lower-case hex). The revision id is the hash of the root node. `REVISION.json` holds the
root and every node below it under its hash; canonical JSON nests canonically, so the hashed
bytes of each node stand in that file letter by letter. Left outside: narration audio, the
facts' `checked_on`, the version label. Pictures enter by the hash of their bytes.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import rfc8785
from pydantic import ValidationError

from .errors import UnreadableSource
from .misfits import MISSING, SHAPE, Misfit, misfits_in
from .model import (
    LAYOUTS,
    SCHEMA,
    AnySlide,
    Chapter,
    Course,
    CourseText,
    Part,
    Picture,
    Question,
    Survey,
    SurveyItem,
    TestPool,
)
from .text.word_lists import words_in

Node = dict[str, Any]
_LONG_NUMBER = 2**53  # from here on RFC 8785 knows no whole number


_PLAIN = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class _NotPlainError(Exception):
    """A number with a fraction, a long number or a key that sorts otherwise in UTF-16."""


class UnreadableRevision(UnreadableSource):
    """A REVISION.json, or a picture beside it, that is not what was written; `fault` says how."""

    def __init__(self, fault: str, what: str | Misfit = "", file: str = "") -> None:
        self.fault, self.what, self.file = fault, what, file
        super().__init__(self.sentence("en"))

    def __reduce__(self) -> tuple[type[UnreadableRevision], tuple[str, str | Misfit, str]]:
        return UnreadableRevision, (self.fault, self.what, self.file)

    def sentence(self, language: str) -> str:
        """What is wrong and how to mend it, in one language."""
        said: str = words_in(Path(__file__).parent / "languages", language)["revision"][self.fault]
        what = self.what if isinstance(self.what, str) else self.what.message(language)
        return said.format(what=what, file=self.file)


def _misfit_of(error: Exception) -> Misfit:
    """What of a revision does not fit: the first field alone where a model refused several."""
    if isinstance(error, ValidationError):
        return misfits_in(error)[0]
    if isinstance(error, KeyError):
        return Misfit(error.args, MISSING)
    return Misfit((), SHAPE)


def canonical(value: Any) -> bytes:
    """The canonical bytes (RFC 8785) of a JSON value whose texts are brought to NFC.

    What a course is made of, texts, short whole numbers and ASCII keys, the standard library
    writes to the same bytes in a fifth of the time; all else is left to `rfc8785`.
    """
    try:
        return _PLAIN.encode(_plain(value)).encode()
    except (_NotPlainError, UnicodeEncodeError):
        return rfc8785.dumps(_nfc(value))


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str:
        return unicodedata.normalize("NFC", value)
    if kind is dict:
        if not all(type(key) is str and key.isascii() for key in value):
            raise _NotPlainError
        return {key: _plain(item) for key, item in value.items()}
    if kind is list or kind is tuple:
        return [_plain(item) for item in value]
    if value is None or kind is bool or (kind is int and abs(value) < _LONG_NUMBER):
        return value
    raise _NotPlainError


def _nfc(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_nfc(key): _nfc(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_nfc(item) for item in value]
    return value


def sha256(data: bytes) -> str:
    """SHA-256 as lower-case hex."""
    return hashlib.sha256(data).hexdigest()


def node_hash(node: Node) -> str:
    """The hash of a node of the tree."""
    return sha256(canonical(node))


def slide_node(slide: AnySlide, media: Mapping[str, str] | None = None) -> Node:
    """What is hashed of a slide: its text and structure, and its pictures by their hash."""
    node: Node = {"slide": slide.model_dump(mode="json", exclude={"source_hash"})}
    if media is not None:
        node["pictures"] = {name: media.get(name, "") for name in sorted(set(picture_names(slide)))}
    return node


def slide_hash(slide: AnySlide, media: Mapping[str, str] | None = None) -> str:
    """The hash of a slide. Without `media` its words alone: what a translation renders."""
    return node_hash(slide_node(slide, media))


def part_hash(part: Survey | TestPool | SurveyItem | Question | Chapter) -> str:
    """The hash of what a translated item, question, survey head or test head renders."""
    exclude: dict[str, bool] = {"source_hash": True}
    if isinstance(part, Survey):
        exclude["items"] = True
    elif isinstance(part, TestPool):
        exclude["questions"] = True
    elif isinstance(part, Chapter):
        exclude["slides"] = True
    return node_hash(part.model_dump(mode="json", exclude=exclude))


def picture_names(part: Part) -> Iterator[str]:
    """The picture files that a part of a course shows, in order."""
    if isinstance(part, Picture):
        yield part.file
        return
    for name in type(part).model_fields:
        value = getattr(part, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Part):
                yield from picture_names(item)


@dataclass(frozen=True)
class RevisionTree:
    """The tree of one state of a course: its root, and every node below it by its hash.

    `written` holds the canonical bytes of each node, which were hashed.
    """

    root: Node
    nodes: Mapping[str, Node]
    written: Mapping[str, bytes]

    @cached_property
    def id(self) -> str:
        """The id of this state of the course: the hash of the root."""
        return node_hash(self.root)

    def file(self) -> bytes:
        """The bytes of `REVISION.json`: root and nodes, canonical; they are joined, not written
        again, since canonical JSON nests canonically."""
        written = self.written
        nodes = b",".join(b'"%s":%s' % (key.encode(), written[key]) for key in sorted(written))
        root, schema = canonical(self.root), canonical(SCHEMA)
        return b'{"nodes":{%s},"root":%s,"schema":%s}' % (nodes, root, schema)

    def slide_hashes(self, language: str) -> dict[str, str]:
        """Slide id → hash, for the slides of the chapters."""
        chapters = self.nodes[self.root["languages"][language]]["chapters"]
        keys = (key for chapter in chapters for key in chapter["slides"])
        return {self.nodes[key]["slide"]["id"]: key for key in keys}


def revision_id(course: Course) -> str:
    """The id of this state of the course."""
    return revision_tree(course).id


def revision_bytes(course: Course) -> bytes:
    """The bytes of `REVISION.json` of this state of the course."""
    return revision_tree(course).file()


# The last courses that were asked of, each the very object: courses do not change. An import and
# an update ask of each of theirs several times.
_LAST: deque[tuple[Course, RevisionTree]] = deque(maxlen=4)


def revision_tree(course: Course) -> RevisionTree:
    """The tree of this state of the course; ask it where both id and file are wanted."""
    for known, tree in tuple(_LAST):
        if known is course:
            return tree
    tree = _tree_of(course)
    _LAST.append((course, tree))
    return tree


def _tree_of(course: Course) -> RevisionTree:
    nodes: dict[str, Node] = {}
    written: dict[str, bytes] = {}

    def keep(node: Node) -> str:
        data = canonical(node)
        key = sha256(data)
        nodes[key], written[key] = node, data
        return key

    languages = {text.language: keep(_language_node(text, course, keep)) for text in course.texts}
    shared = course.model_dump(mode="json", include={"facts", "glossary", "readings", "changes"})
    for fact in shared["facts"]:
        del fact["checked_on"]
    meta = course.meta.model_dump(mode="json", exclude={"version", "voices"})
    root: Node = {
        "schema": SCHEMA,
        "course": keep({"meta": meta}),
        "languages": languages,
        "media": dict(sorted(course.media.items())),
        **{name: keep({name: value}) for name, value in shared.items()},
    }
    return RevisionTree(root, nodes, written)


def _language_node(text: CourseText, course: Course, keep: Any) -> Node:

    def chapter_nodes(chapters: Iterable[Chapter]) -> list[Node]:
        return [
            {
                **chapter.model_dump(mode="json", exclude={"slides"}),
                "slides": [keep(slide_node(slide, course.media)) for slide in chapter.slides],
                "renders": [slide.source_hash for slide in chapter.slides],
            }
            for chapter in chapters
        ]

    return {
        "language": text.language,
        "chapters": chapter_nodes(text.chapters),
        "bank": chapter_nodes(text.bank),
        "survey": keep({"survey": text.survey.model_dump(mode="json")}),
        "test": keep({"test": text.test.model_dump(mode="json")}),
    }


def read_revision(data: bytes, *, version: str = "") -> Course:
    """The course that `REVISION.json` holds, every node's hash verified.

    `version` and the facts' `checked_on` are not in it: the label comes from the caller, and
    `checked_on` becomes the fact's `valid_from` or 1970-01-01.

    Raises `UnreadableRevision` when the file is not such a file or a hash does not agree.
    """
    try:
        document = json.loads(data)
        nodes: dict[str, Node] = document["nodes"]
        root: Node = document["root"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableRevision("none") from error
    try:
        _refuse_changed(nodes)
        return _course_of(root, nodes, version)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise UnreadableRevision("broken", _misfit_of(error)) from error


def _refuse_changed(nodes: dict[str, Node]) -> None:
    for key, node in nodes.items():
        if node_hash(node) != key:
            raise UnreadableRevision("changed", key[:12])


def with_unhashed(course: Course, known: Course) -> Course:
    """The course with what stays outside the revision as another course has it: version, voices,
    and when each fact was checked."""
    checked = {fact.id: fact.checked_on for fact in known.facts}
    facts = tuple(
        fact.model_copy(update={"checked_on": checked.get(fact.id, fact.checked_on)})
        for fact in course.facts
    )
    outside = {"version": known.meta.version, "voices": known.meta.voices}
    meta = course.meta.model_copy(update=outside)
    return course.model_copy(update={"meta": meta, "facts": facts})


def _course_of(root: Node, nodes: dict[str, Node], version: str) -> Course:
    facts = [
        {**fact, "checked_on": fact["valid_from"] or "1970-01-01"}
        for fact in nodes[root["facts"]]["facts"]
    ]
    return Course.model_validate(
        {
            "meta": {**nodes[root["course"]]["meta"], "version": version},
            "texts": [
                _text_of(nodes[root["languages"][language]], nodes)
                for language in nodes[root["course"]]["meta"]["languages"]
            ],
            "facts": facts,
            "glossary": nodes[root["glossary"]]["glossary"],
            "readings": nodes[root["readings"]]["readings"],
            "changes": nodes[root["changes"]]["changes"],
            "media": root["media"],
        }
    )


def _text_of(node: Node, nodes: dict[str, Node]) -> Node:
    return {
        "language": node["language"],
        "chapters": _chapters_of(node["chapters"], nodes),
        "bank": _chapters_of(node["bank"], nodes),
        "survey": nodes[node["survey"]]["survey"],
        "test": nodes[node["test"]]["test"],
    }


def _chapters_of(chapter_nodes: Iterable[Node], nodes: dict[str, Node]) -> list[Node]:
    chapters = []
    for chapter in chapter_nodes:
        slides = [
            LAYOUTS[nodes[key]["slide"]["layout"]].model_validate(
                {**nodes[key]["slide"], "source_hash": renders}
            )
            for key, renders in zip(chapter["slides"], chapter["renders"], strict=True)
        ]
        head = {name: value for name, value in chapter.items() if name != "renders"}
        chapters.append({**head, "slides": slides})
    return chapters
