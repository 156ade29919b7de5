"""The slide that a text is about: the one that shares its rare words, where one surely does.

`docs/algorithms/slide-search.md` has the measure, worked examples and how the floor was found.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from math import log

FLOOR = 0.3  # a slide that shares less of a text's weight does not surely teach it
LEAD = 1.5  # how many times the share of the next slide the best one has
LEAST_SLIDES = 30  # among three slides no word is rare
_WORD = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+")
_STEM = 6  # letters of a Latin word; its endings differ


class SlideSearch:
    """Finds slides by their words. `texts` are the words of each slide by its id."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._terms = {slide: terms_of(text) for slide, text in texts.items()}
        self._slides_with = Counter(term for terms in self._terms.values() for term in terms)

    def find(self, text: str) -> str:
        """The id of the slide that surely shares most of a text's weight; else empty."""
        shares = self.shares(text)
        best, second = [*sorted(shares, key=lambda slide: -shares[slide])[:2], "", ""][:2]
        is_sure = bool(best) and shares[best] >= max(FLOOR, LEAD * shares.get(second, 0.0))
        return best if is_sure else ""

    def shares(self, text: str) -> dict[str, float]:
        """The share of a text's weight that each slide has, 0–1."""
        weights = {term: self._weight(term) for term in terms_of(text)}
        whole = sum(weights.values()) or 1.0
        return {
            slide: sum(weights[term] for term in weights.keys() & terms) / whole
            for slide, terms in self._terms.items()
        }

    def _weight(self, term: str) -> float:
        """How much a term says: little where many slides have it, most where none has."""
        slides = max(len(self._terms), LEAST_SLIDES)
        return log((slides + 1) / (self._slides_with[term] + 0.5)) ** 2


def terms_of(text: str) -> frozenset[str]:
    """What is compared: beginnings of Latin words, pairs of neighbouring Japanese characters."""
    found: set[str] = set()
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        if word[0].isascii():
            found.add(word[:_STEM])
        else:
            found.update(word[at : at + 2] for at in range(max(1, len(word) - 1)))
    return frozenset(found)
