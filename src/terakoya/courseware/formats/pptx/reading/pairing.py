"""Which answer sheet belongs to which question, where a slide with two sheets was copied.

Office programs copy page by page, so copies may stand as question, question, answer, answer. What
tells them apart is what each says and its copies do not: the choices that somebody wrote anew
stand on both of their sheets.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from functools import reduce
from operator import and_

from ....layouts.identity import Part
from ....text.alignment import likeness
from ....text.assignment import assign
from ...marked_text.line import plain_text
from .identity import Certainty, Recognised
from .likeness import BaseLikeness, Fingerprint, fingerprint_of
from .sheets import SheetSource

Vote = tuple[SheetSource, Recognised]
Resemblance = Callable[[SheetSource, str, Part], float]

_BUILT_ALIKE = 0.6  # so much of what we draw on a sheet stands on one that is built like it
_NEIGHBOUR, _ORDER, _TOUCHED = 0.3, 0.05, 0.2


def beside_partners(
    votes: Sequence[Vote],
    base: BaseLikeness,
    resemblance: Resemblance,
    settled: Collection[int],
) -> list[Vote]:
    """The sheets with those found that were written anew beside the other sheet of their slide.

    Where names are lost, a question whose answer is nowhere has it behind itself, if what stands
    there is built like that answer; an answer has its question before itself. `settled` are
    pages that somebody decided about.
    """
    have = {(one.slide, one.part) for _, one in votes}
    found = []
    for number, (sheet, one) in enumerate(votes):
        for beside, its, ours in (
            (number - 1, Part.MAIN, Part.ANSWER),
            (number + 1, Part.ANSWER, Part.MAIN),
        ):
            if one.slide or sheet.page in settled or not 0 <= beside < len(votes):
                continue
            other = votes[beside][1]
            if other.certainty is not Certainty.ALIKE or other.part is not its:
                continue
            is_missing = (
                Part.ANSWER in base.parts_of(other.slide) and (other.slide, ours) not in have
            )
            if is_missing and resemblance(sheet, other.slide, ours) >= _BUILT_ALIKE:
                one = Recognised(other.slide, ours, Certainty.ALIKE, "", one.foreign)
        found.append((sheet, one))
    return found


def by_titles(
    votes: Sequence[Vote],
    base: BaseLikeness,
    resemblance: Resemblance,
    settled: Collection[int],
) -> list[Vote]:
    """The sheets with those found that nothing recognises but their title.

    A title that one sheet of the base has alone, and one such sheet of the deck, says which it
    is, where the likeness suggests that slide too or the page is built like it.
    """
    have = {(one.slide, one.part) for _, one in votes}
    titled: dict[tuple[str, Part], list[int]] = defaultdict(list)
    for number, (sheet, one) in enumerate(votes):
        known = base.titled(plain_text(sheet.title)) if sheet.title else []
        if not one.slide and sheet.page not in settled and len(known) == 1:
            titled[known[0]].append(number)
    found = list(votes)
    for (slide, part), numbers in titled.items():
        sheet, one = votes[numbers[0]]
        if len(numbers) > 1 or (slide, part) in have:
            continue
        if one.candidate == slide or resemblance(sheet, slide, part) >= _BUILT_ALIKE:
            known_by_title = Recognised(slide, part, Certainty.ALIKE, "", one.foreign)
            found[numbers[0]] = sheet, known_by_title
    return found


def partners_of(
    firsts: Sequence[SheetSource],
    seconds: Sequence[SheetSource],
    base: BaseLikeness,
    slide: str,
    part: Part,
) -> list[int | None]:
    """For each second sheet of a slide the number of the first sheet that it belongs to.

    The pairs are those that fit best in all: by the words that only they share, by how much of
    the base is left on both, and by their places. `None`: more second sheets than first ones.
    """
    if len(firsts) < 2 and len(seconds) < 2:
        return [0 if firsts else None for _ in seconds]
    ones, others = _own_words(firsts), _own_words(seconds)
    untouched = [base.of(slide, Part.MAIN, fingerprint_of(sheet)) for sheet in firsts]
    left = _left(seconds, base, slide, part)
    takes_turns = _takes_turns(firsts, seconds)
    scores = [
        [
            (likeness(one, other) if one and other else 0.0)
            + _TOUCHED * (1 - abs(untouched[i] - left[j]))
            + (_ORDER + (_NEIGHBOUR if takes_turns else 0) if i == j else 0.0)
            for i, one in enumerate(ones)
        ]
        for j, other in enumerate(others)
    ]
    return assign(scores)


def _left(
    seconds: Sequence[SheetSource], base: BaseLikeness, slide: str, part: Part
) -> list[float]:
    """How much of the base is left on each; a continued sheet has no text of its own to say."""
    if part not in base.parts_of(slide):
        return [0.0] * len(seconds)
    return [base.of(slide, part, fingerprint_of(sheet)) for sheet in seconds]


def _own_words(sheets: Sequence[SheetSource]) -> list[Counter[str]]:
    """The words of each sheet that not all of them say, the narration's among them."""
    words = [_all_words(fingerprint_of(sheet)) for sheet in sheets]
    if len(words) < 2:
        return words
    common = reduce(and_, words)
    return [one - common for one in words]


def _all_words(said: Fingerprint) -> Counter[str]:
    return said.words + said.notes


def _takes_turns(firsts: Sequence[SheetSource], seconds: Sequence[SheetSource]) -> bool:
    """Whether each first sheet has one second sheet before the next first one."""
    pages = sorted([(s.page, True) for s in firsts] + [(s.page, False) for s in seconds])
    return [is_first for _, is_first in pages] == [True, False] * len(firsts)
