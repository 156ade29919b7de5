"""Figures that a deck changed and on which something else rests: facts, and the test's size."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ....inline import plain
from ....model import AnySlide, Course, Fact
from ....text.alignment import ALIKE, align_texts, bigrams, likeness
from ....texts import texts_of
from ....variables import filled
from .instances import Instance
from .languages import SlideChange
from .notices import Loss, Notice
from .reading import short

_NUMBER = re.compile(
    r"(\d+(?:[.,]\d+)*)(\s*-?(?:か月|ヶ月|カ月|年|割|倍|[万億]?円|%|years?|months?))?"
)
_NAMED = re.compile(
    r"第\s*(\d+)\s*[編部章節款条項号]|\b(?:Article|Section|Chapter|Part|No\.?)\s*(\d+)",
    re.IGNORECASE,
)
_FEWEST = 2  # digits of a figure; a single one without a unit counts items and names sections
_QUESTIONS = re.compile(r"(?<![第\d])(\d+)\s*問(?!題)|\b(\d+)[ -](?:test )?questions?\b")
_BESIDE = ("narration", "answer_narration", "kicker")


@dataclass(frozen=True)
class Figures:
    """The figures of a course in one language, as its pages show them."""

    course: Course
    language: str
    values: Mapping[str, str]

    def notices(
        self, instances: Sequence[Instance], changes: Mapping[str, SlideChange]
    ) -> Iterator[Notice]:
        """One for each page whose new figures are not those that it rests on."""
        for one in instances:
            change = changes[one.id]
            if not one.base or change.new == change.base:
                continue
            before, after = self._shown(change.base), self._shown(change.new)
            # Of pages that the law asks for, every change is told with what they rest on.
            if change.base.required != "legal" and change.base.layout != "title":
                yield from self._of_facts(one, change.base, before, after)
                yield from self._of_rewritten(one, change.base, before, after)
            yield from self._of_test(one, before, after)

    def _of_facts(
        self, one: Instance, base: AnySlide, before: Sequence[str], after: Sequence[str]
    ) -> Iterator[Notice]:
        """The first figure of a fact that stands there no more, and another one instead of it."""
        for text, was in zip(after, align_texts(before, after), strict=True):
            lost = set() if was is None else _exchanged(before[was], text)
            fact = self._fact_with(base.facts, lost, set(numbers_in(text))) if lost else None
            if fact is not None:
                figures = [one for one in self._figures_of(fact) if one in lost]
                values = {"text": short(text), "was": " / ".join(figures)}
                values["cite"] = short(fact.cite.get(self.language, ""))
                yield Notice(Loss.FIGURE_CHANGED, one.page, values)
                return

    def _of_rewritten(
        self, one: Instance, base: AnySlide, before: Sequence[str], after: Sequence[str]
    ) -> Iterator[Notice]:
        """That a page whose texts are new by half or more still rests on the facts of the old."""
        cites = [
            short(fact.cite.get(self.language, ""))
            for fact in self.course.facts
            if fact.id in base.facts
        ]
        known = [bigrams(text) for text in before]
        new = [
            text for text in after if all(likeness(bigrams(text), other) < ALIKE for other in known)
        ]
        if cites and 2 * len(new) >= len(after) > 0:
            yield Notice(Loss.FACTS_KEPT, one.page, {"cites": " / ".join(dict.fromkeys(cites))})

    def _fact_with(self, facts: Sequence[str], figures: set[str], beside: set[str]) -> Fact | None:
        """The one of some facts that names most of these figures, or `None`.

        Of several the one that is cited with figures that stand beside them, such as an article.
        """
        named = [one for one in self.course.facts if one.id in facts]
        found = {
            one.id: (
                len(figures & set(self._figures_of(one))),
                len(beside & set(numbers_in(one.cite.get(self.language, "")))),
            )
            for one in named
        }
        best = max(named, key=lambda one: found[one.id], default=None)
        return best if best is not None and found[best.id][0] else None

    def _figures_of(self, fact: Fact) -> list[str]:
        return numbers_in(fact.statement.get(self.language, ""))

    def _of_test(
        self, one: Instance, before: Sequence[str], after: Sequence[str]
    ) -> Iterator[Notice]:
        count = sum(part.take for part in self.course.meta.blueprint)
        known = {number for text in before for number in _question_counts(text)}
        for text in after:
            for number in _question_counts(text):
                if count and number != count and number not in known:
                    values = {"text": short(text), "count": str(count)}
                    yield Notice(Loss.TEST_COUNT, one.page, values)

    def _shown(self, slide: AnySlide) -> list[str]:
        """The texts that the pages of a slide show."""
        return [
            plain(filled(text, self.values))
            for path, text in texts_of(slide)
            if path[0] not in _BESIDE and path[-1] != "alt" and text
        ]


def _exchanged(before: str, after: str) -> set[str]:
    """The figures that are gone where another one of their kind stands now.

    An article or a part of rules (第12編) stands for no year, rate or sum, nor one of them for it.
    """
    was, now = set(numbers_in(before)), set(numbers_in(after))
    were_named, are_named = _named_in(before), _named_in(after)
    lost = was - now
    figures = lost - were_named if now - was - are_named else set()
    return figures | (lost & were_named if (now - was) & are_named else set())


def _named_in(text: str) -> set[str]:
    """The numbers that name an article, a part or the like."""
    found = _NAMED.findall(unicodedata.normalize("NFKC", text))
    return {number for one in found for number in one if number}


def numbers_in(text: str) -> list[str]:
    """The figures of a text, full width and thousands alike, each once."""
    found = _NUMBER.findall(unicodedata.normalize("NFKC", text))
    figures = ((number.replace(",", ""), unit) for number, unit in found)
    return list(dict.fromkeys(one for one, unit in figures if unit or len(one) >= _FEWEST))


def _question_counts(text: str) -> list[int]:
    found = _QUESTIONS.findall(unicodedata.normalize("NFKC", text))
    return [int(one or other) for one, other in found]
