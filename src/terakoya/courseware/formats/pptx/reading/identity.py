"""Which slide of the base a sheet shows: a vote over the carriers that survived.

The rules and their worked examples are in `docs/algorithms/pptx-reader.md` §1.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ....layouts.identity import CONTINUATIONS, PREFIX, Part
from .likeness import BaseLikeness, Fingerprint, fingerprint_of
from .shapes import Block
from .sheets import SheetSource

BOX, BLOCKS, TAGS, SHEET_NAME, LIKENESS = 3.0, 4.0, 2.0, 2.0, 2.0
SURE, AHEAD, UNSURE = 0.75, 0.15, 0.45

# LibreOffice adds a number to the names of copies and of moved slides; a name that ends in one
# loses it before: `item-3` becomes `item- 1`.
_NAME = re.compile(
    rf"^{PREFIX}:(?P<id>[a-z0-9-]+)(?::(?P<block>[a-z0-9-]*[a-z0-9-]))?(?:\s+(?P<number>\d+))*$"
)
_STATEMENT = re.compile(rf"{PREFIX}:(?P<id>[a-z0-9-]+)(?:\s+\d+)?\s+r=[0-9a-f]{{64}}")
_ANSWER_BLOCKS = re.compile(r"^(answer-.*|verdict.*|action.*|reason.*|panel)$")
_CASE_ANSWER = re.compile(r"^choice-[a-z](-letter|-mark|-tag)?$")

Likeness = Callable[[str, Part, Fingerprint], float]

HEADS = ("title", "ctrTitle", "sldNum", "dt", "ftr")  # known by their kind, whatever their name


class Certainty(StrEnum):
    """How a sheet was recognised."""

    CARRIED = "carried"  # something of ours was on it
    ALIKE = "alike"  # by its words alone
    UNSURE = "unsure"  # perhaps: 判定できません
    NEW = "new"


@dataclass(frozen=True)
class Recognised:
    """What a sheet is. `slide` is empty for a new one; `candidate` is what an unsure one may be.

    `foreign` are ids on it that the base does not have.
    """

    slide: str
    part: Part
    certainty: Certainty
    candidate: str = ""
    foreign: frozenset[str] = frozenset()


def name_of(block: Block) -> tuple[str, str] | None:
    """Slide id and block id in the name of a shape, or `None`; the id alone names the box.

    A block that lost its number to LibreOffice has the one that it got instead.
    """
    found = _NAME.match(block.name.strip())
    if found is None:
        return None
    name = found["block"] or ""
    return found["id"], f"{name}{found['number'] or ''}" if name.endswith("-") else name


def is_renumbered(block: Block) -> bool:
    """Whether LibreOffice numbered a block anew, so that its number says its order alone."""
    found = _NAME.match(block.name.strip())
    return found is not None and (found["block"] or "").endswith("-")


def is_free(block: Block) -> bool:
    """Whether a shape has no name of ours and says or shows something: somebody put it there."""
    shown = block.rows or block.image or block.chart
    is_said = bool(block.lines) if block.sort == "text" else bool(shown)
    return name_of(block) is None and block.kind not in HEADS and not block.hidden and is_said


@dataclass
class Electorate:
    """Takes the votes of each sheet against the slides of a base."""

    base: BaseLikeness
    choices: Mapping[int, str | None] = field(default_factory=dict)

    def recognise(self, sheet: SheetSource) -> Recognised:
        """What a sheet is; a choice that somebody made for its page goes before all votes."""
        votes = dict(_carried(sheet))
        foreign = frozenset(votes) - set(self.base.slides)
        if sheet.page in self.choices:
            chosen = self.choices[sheet.page]
            if chosen is None:
                return Recognised("", Part.MAIN, Certainty.NEW, foreign=foreign)
            return Recognised(chosen, self._part(sheet, chosen), Certainty.CARRIED, "", foreign)
        known = {slide: weight for slide, weight in votes.items() if slide in self.base.slides}
        if not known:
            return self._by_likeness(sheet, foreign)
        best = self._best(sheet, known)
        return Recognised(best, self._part(sheet, best), Certainty.CARRIED, "", foreign)

    def _best(self, sheet: SheetSource, votes: Mapping[str, float]) -> str:
        if len(votes) == 1:
            return next(iter(votes))
        print_ = fingerprint_of(sheet)
        scores = {
            slide: weight + LIKENESS * self._most_alike(slide, print_)[0]
            for slide, weight in votes.items()
        }
        return max(scores, key=lambda slide: scores[slide])

    def _most_alike(
        self, slide: str, sheet: Fingerprint, likeness: Likeness | None = None
    ) -> tuple[float, Part]:
        of = likeness or self.base.of
        return max(
            ((of(slide, part, sheet), part) for part in self.base.parts_of(slide)),
            key=lambda scored: scored[0],
        )

    def _by_likeness(self, sheet: SheetSource, foreign: frozenset[str]) -> Recognised:
        print_ = fingerprint_of(sheet)
        if not self.base.slides or not (print_.words or print_.notes):
            return Recognised("", Part.MAIN, Certainty.NEW, foreign=foreign)
        whole = self._scored(print_, self.base.of)
        # Where the narration was written anew, the page itself still says what it is.
        for scored in (whole, self._scored(print_, self.base.of_words)):
            score, part, slide = scored[0]
            second = scored[1][0] if len(scored) > 1 else 0.0
            if score >= SURE and score - second >= AHEAD:
                return Recognised(slide, part, Certainty.ALIKE, "", foreign)
        score, _, slide = whole[0]
        if score < UNSURE:
            return Recognised("", Part.MAIN, Certainty.NEW, foreign=foreign)
        return Recognised("", Part.MAIN, Certainty.UNSURE, slide, foreign)

    def _scored(self, sheet: Fingerprint, likeness: Likeness) -> list[tuple[float, Part, str]]:
        """The slides of the base, the most alike first."""
        return sorted(
            ((*self._most_alike(slide, sheet, likeness), slide) for slide in self.base.slides),
            key=lambda scored: -scored[0],
        )

    def _part(self, sheet: SheetSource, slide: str) -> Part:
        """Which sheet of its slide it is: what says so, else its blocks."""
        said = sheet.tags.get("CW_SHEET") if sheet.tags.get("CW_SLIDE") == slide else None
        if said not in set(Part) and sheet.name.startswith(f"{PREFIX}:{slide}:"):
            said = sheet.name.rpartition(":")[2]
        if said in set(Part):
            return Part(said)
        two = len(self.base.parts_of(slide)) > 1
        blocks = [named[1] for block in sheet.blocks if (named := name_of(block)) and named[1]]
        if any(block.startswith("continued-") for block in blocks):
            names = {part: f"{part}-" for part in reversed(CONTINUATIONS)}
            starts = (p for p, n in names.items() if any(b.startswith(n) for b in blocks))
            return next(starts, Part.CONTINUED)
        if not two:
            return Part.MAIN
        if not blocks:
            return self._most_alike(slide, fingerprint_of(sheet))[1]
        known = self.base.slides[slide]
        is_case = known.layout == "case" and not known.has_later_look
        answers = sum(
            bool(_ANSWER_BLOCKS.match(block) or (is_case and _CASE_ANSWER.match(block)))
            for block in blocks
        )
        return Part.ANSWER if 2 * answers > len(blocks) else Part.MAIN


def _carried(sheet: SheetSource) -> Iterator[tuple[str, float]]:
    """Every carrier of a sheet with its weight, summed by slide id."""
    votes: dict[str, float] = defaultdict(float)
    boxes = {slide for block in sheet.blocks if (slide := _box(block))}
    for boxed in boxes:
        votes[boxed] += BOX / len(boxes)
    named = Counter(found[0] for block in sheet.blocks if (found := name_of(block)) and found[1])
    for slide, count in named.items():
        votes[slide] += BLOCKS * count / named.total()
    if tagged := sheet.tags.get("CW_SLIDE"):
        votes[tagged] += TAGS
    parts = sheet.name.split(":")
    if len(parts) > 1 and parts[0] == PREFIX:
        votes[parts[1]] += SHEET_NAME
    yield from votes.items()


def is_page_mark(block: Block) -> bool:
    """Whether a shape is the hidden box that says which slide a page shows."""
    return bool(_box(block))


def _box(block: Block) -> str:
    """The slide id that the hidden box says, by whichever of its three ways is left."""
    said = _STATEMENT.search(block.alt) or (_STATEMENT.search(block.text) if block.text else None)
    if said is not None:
        return said["id"]
    named = name_of(block)
    return named[0] if named is not None and not named[1] else ""
