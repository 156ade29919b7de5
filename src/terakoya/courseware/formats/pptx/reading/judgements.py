"""What the word of a judgement says: 「妥当でない」 typed over 「妥当」 is another judgement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ....model import AnySlide, CaseSlide, Judgement, MatrixSlide
from ....text.alignment import folded
from ...marked_text.restorer import MarkupRestorer
from .words import entries_of

_ENDING = re.compile(r"(?:です|となります|と判断(?:する|します))?[。.]?$")
_LONG_NAME = re.compile(r"カスタマー[・･\s]?ハラスメント")
JudgementWords = Mapping[str, frozenset[Judgement]]


def judgement_words(
    slides: Iterable[AnySlide], markup: MarkupRestorer, language: str
) -> dict[str, frozenset[Judgement]]:
    """The judgements that a word stands for, by the folded word.

    Those of a course's own verdicts and matrices count; the common words of the language fill in
    the rest.
    """
    own: dict[str, set[Judgement]] = defaultdict(set)
    for slide in slides:
        if isinstance(slide, CaseSlide):
            for verdict in slide.verdict:
                own[folded(markup.shown(verdict.word))].add(verdict.judgement)
        elif isinstance(slide, MatrixSlide):
            for cell in slide.cells:
                own[folded(markup.shown(cell.result))].add(cell.judgement)
    common = {
        folded(said): frozenset({Judgement(judgement)})
        for judgement, words in entries_of(language)["judgements"].items()
        for said in words.split("|")
    }
    return common | {said: frozenset(judgements) for said, judgements in own.items()}


def judgement_of(word: str, base: Judgement, known: JudgementWords) -> Judgement | None:
    """The judgement that a word says: the base's where it may be that one, else the one that it
    is; `None` for a word that nobody knows or that is several.
    """
    said: frozenset[Judgement] = next(filter(None, map(known.get, _spellings(word))), frozenset())
    if base in said:
        return base
    return next(iter(said)) if len(said) == 1 else None


def _spellings(word: str) -> Iterator[str]:
    """A word as it may be known: with its ending or without, and by the short name of its matter.

    People write カスタマーハラスメント wherever a course says カスハラ.
    """
    for name in (folded(word), _LONG_NAME.sub("カスハラ", folded(word))):
        yield name
        yield _ENDING.sub("", name)
