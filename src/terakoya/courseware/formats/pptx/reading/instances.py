"""Sheets joined to slides: a case is one slide again, and copies are told from their original."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from ....layouts.identity import Part
from .identity import Certainty, Recognised
from .likeness import BaseLikeness
from .pairing import partners_of
from .sheets import SheetSource

_LONGEST = 64 - 8
OWN = "own"  # begins the ids of slides that their author made


@dataclass
class Instance:
    """One slide of the deck: its sheets, and the id of the base's slide that it shows, if any.

    `id` is its own id once it is settled; a copy gets another than its original. `continues`
    is the slide whose page held more than its layout, of a slide that keeps the rest.
    """

    base: str
    sheets: dict[Part, SheetSource]
    recognised: Recognised
    id: str = ""
    copied_from: str = ""
    moved: bool = False
    chapter: str = ""
    continues: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def page(self) -> int:
        """The page of its first sheet."""
        return min(sheet.page for sheet in self.sheets.values())

    @property
    def first(self) -> SheetSource:
        """Its main sheet, or what is there instead."""
        return self.sheets.get(Part.MAIN) or next(iter(self.sheets.values()))

    @property
    def hidden(self) -> bool:
        """Whether it is hidden: all of its sheets are."""
        return all(sheet.hidden for sheet in self.sheets.values())


def join_sheets(
    recognised: Sequence[tuple[SheetSource, Recognised]], likeness: BaseLikeness
) -> list[Instance]:
    """Every slide of the deck in order; nothing is lost, a sheet without partner stands alone."""
    groups: dict[str, list[tuple[SheetSource, Recognised]]] = defaultdict(list)
    instances = []
    for sheet, one in recognised:
        if one.slide:
            groups[one.slide].append((sheet, one))
        else:
            instances.append(Instance("", {Part.MAIN: sheet}, one))
    for slide, sheets in groups.items():
        instances += _joined(slide, sheets, likeness)
    return sorted(instances, key=lambda instance: instance.page)


def _joined(
    slide: str, sheets: Sequence[tuple[SheetSource, Recognised]], likeness: BaseLikeness
) -> list[Instance]:
    made: list[Instance] = []
    for part in Part:
        here = [(sheet, one) for sheet, one in sheets if one.part is part]
        if part is Part.MAIN:
            made = [Instance(slide, {part: sheet}, one) for sheet, one in here]
            continue
        mains = [one for one in made if Part.MAIN in one.sheets]
        firsts, seconds = [one.first for one in mains], [sheet for sheet, _ in here]
        owners = partners_of(firsts, seconds, likeness, slide, part)
        for (sheet, one), owner in zip(here, owners, strict=True):
            if owner is None:
                made.append(Instance(slide, {part: sheet}, one))
            else:
                mains[owner].sheets[part] = sheet
    return made


def without_doubles(
    instances: Sequence[Instance], pictures: Callable[[SheetSource], Sequence[bytes]]
) -> tuple[list[Instance], list[Instance]]:
    """The slides without lone pages of a question or case that stand there twice, and those.

    `pictures` are the files that a page shows.
    """
    whole: dict[tuple[str, Part], list[SheetSource]] = defaultdict(list)
    for one in instances:
        for part, sheet in one.sheets.items() if len(one.sheets) > 1 else ():
            whole[one.base, part].append(sheet)
    kept: list[Instance] = []
    doubles: list[Instance] = []
    for one in instances:
        ((part, sheet), *more) = one.sheets.items()
        others = [] if more or not one.base else whole[one.base, part]
        is_double = any(
            content_key([sheet]) == content_key([other]) and pictures(sheet) == pictures(other)
            for other in others
        )
        (doubles if is_double else kept).append(one)
    return kept, doubles


def content_key(sheets: Iterable[SheetSource]) -> str:
    """A short hash of what some sheets say, for the id of a slide that is new."""
    digest = hashlib.sha256()
    for sheet in sheets:
        for block in sheet.blocks:
            if block.kind not in ("sldNum", "dt", "ftr") and not block.hidden:
                digest.update(f"{block.sort}\x1f{block.text}\x1e".encode())
        for line in sheet.notes:
            digest.update(f"{line.text}\x1d".encode())
    return digest.hexdigest()[:6]


def mint(stem: str, key: str, taken: Collection[str]) -> str:
    """A new id from a stem and a key; the same deck gives the same id, and none twice."""
    head = f"{stem[:_LONGEST].strip('-')}-{key}"
    number, made = 2, head
    while made in taken:
        made, number = f"{head}-{number}", number + 1
    return made


def is_new(instance: Instance) -> bool:
    """Whether the deck's author made this slide; a copy was made from one of ours."""
    unknown = instance.recognised.certainty in (Certainty.NEW, Certainty.UNSURE)
    return unknown and not instance.base
