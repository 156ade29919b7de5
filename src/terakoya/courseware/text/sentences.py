"""Where sentences end: the same for captions, for the transcript, and for the voice."""

from __future__ import annotations

import re
from itertools import pairwise

# A sentence ends after 。？！ and what closes behind it, or after . ? ! before a space.
_ENDS = re.compile(r"[。？！]+[」』）〕]*|[.?!]+[\"'”’)]*(?=\s)")
_ABBREVIATIONS = re.compile(r"(?:^|\W)(?:Mr|Mrs|Ms|Dr|No|Art|Inc|Co|Ltd|e\.g|i\.e|[ap]\.m)\.$")


def sentence_ends(text: str) -> list[int]:
    """Where in a text one sentence ends and another one follows."""
    ends = (end.end() for end in _ENDS.finditer(text))
    return [end for end in ends if end < len(text) and not _ABBREVIATIONS.search(text[:end])]


def text_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text without marks."""
    cuts = (0, *sentence_ends(text), len(text))
    parts = (text[start:end].strip() for start, end in pairwise(cuts))
    return tuple(part for part in parts if part)
