"""Labels that people write beside the words of an item: its topic, and that it counts in reverse.

A label says how the item is counted, so it never becomes part of the words that are shown.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from ....text.alignment import folded

_OPEN, _CLOSE = r"[【\[［(（〔〈《<＜「]", r"[】\]］)）〕〉》>＞」]"
_BRACKETED = re.compile(rf"\s*{_OPEN}\s*([^】\]］)）〕〉》>＞」]+?)\s*{_CLOSE}[\s　:：]*")
_LEADING = re.compile(r"\s*([^:：]{1,40}?)\s*[:：][\s　]*")
_LAST = re.compile(rf"[\s　]*{_OPEN}\s*([^【\[［(（〔〈《<＜「]+?)\s*{_CLOSE}[\s　]*([。．.]?)\s*$")
_LAST_NOTE = re.compile(r"[\s　]*[※*＊]\s*([^※*＊\s]+)\s*$")
_REVERSE = re.compile(
    r"(?:逆|反転)(?:項目|転|転項目|スコア|得点|採点)?|r|reversed?|reversescored", re.I
)
_LONGEST = 60  # characters at either end in which a label is looked for
_REVERSE_NUMBER = re.compile(r"^\D?\d*\D?\s*[(（]?(?:逆転?|[RrＲ])[)）]?$")


@dataclass(frozen=True)
class Labels:
    """What the labels of an item say; `topic` is a topic's id, `said` the labels as written."""

    topic: str = ""
    is_reversed: bool = False
    said: tuple[str, ...] = ()


NO_LABELS = Labels()


def topic_names(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The ids of topics by their folded names, from pairs of id and name."""
    return {folded(name): topic for topic, name in names if folded(name)}


def split_labels(
    words: str, number: str, topics: Mapping[str, str], *, known: Container[str]
) -> tuple[str, Labels]:
    """The words of an item without labels, and the labels of words and number cell.

    Words that are, folded, among `known` were ours from the first to the last letter, and have
    none.
    """
    found = Labels()
    if folded(words) not in known:
        words, found = _without_labels(words, topics)
    topic = topics.get(folded(number), "")
    if topic and not found.topic:
        found = Labels(topic, found.is_reversed, (*found.said, number.strip()))
    if not topic and number.strip() and _REVERSE_NUMBER.match(number.strip()):
        found = Labels(found.topic, True, (*found.said, number.strip()))
    return words, found


def _without_labels(words: str, topics: Mapping[str, str]) -> tuple[str, Labels]:
    topic, is_reversed, said = "", False, []
    while cut := _first_cut(words, topics):
        name, rest = cut
        topic = topics.get(folded(name), topic)
        is_reversed = is_reversed or folded(name) not in topics
        said.append(name)
        words = rest
    return words, Labels(topic, is_reversed, tuple(said))


def _first_cut(words: str, topics: Mapping[str, str]) -> tuple[str, str] | None:
    """A label of some words, and the words without it; `None` where they have no label."""
    head, tail = words[:_LONGEST], words[-_LONGEST:]
    for pattern in (_BRACKETED, _LEADING):
        found = pattern.match(head)
        if found and _is_label(found[1], topics) and words[found.end() :].strip():
            return found[1], words[found.end() :]
    for pattern in (_LAST, _LAST_NOTE):
        found = pattern.search(tail)
        left = words[: len(words) - len(tail) + found.start()] if found else ""
        if found and _is_label(found[1], {}) and left.strip():
            return found[1], left + (found[2] if pattern is _LAST else "")
    return None


def _is_label(name: str, topics: Mapping[str, str]) -> bool:
    return folded(name) in topics or bool(_REVERSE.fullmatch(folded(name)))
