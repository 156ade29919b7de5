"""Several pages that say they are one slide: which keeps the id, and what the others become."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence

from ....layouts.identity import Part
from .identity import UNSURE
from .instances import OWN, Instance, content_key, mint
from .likeness import BaseLikeness, fingerprint_of

_COPY = re.compile(r"^[0-9a-f]{6}(-\d+)?$")
ABOUT = 0.1  # so near to each other, two copies are equally near to the base
# Whether a slide is untouched, and how alike it is to the base's.
Nearness = Callable[[Instance], tuple[bool, float]]


def settle_copies(
    instances: Sequence[Instance],
    slides: Collection[str],
    likeness: BaseLikeness,
    nearness: Nearness,
) -> None:
    """Give each slide its id: of several with one the nearest to the base keeps it.

    A copy or new slide that an earlier import of the same deck brought into the base says
    still what it said in the deck; it is found again by the id that it would get. `slides` are
    the ids of the base.
    """
    groups: dict[str, list[Instance]] = defaultdict(list)
    for one in instances:
        groups[one.base].append(one)
    free, taken = set(slides) - set(groups), set(slides)
    for base, group in groups.items():
        keeper = _keeper(group, nearness) if base else None
        for one in group:
            if one is keeper:
                one.id = base
                continue
            known = _brought_before(one, base, free, likeness)
            if known:
                one.base = one.id = known
                free.discard(known)
                continue
            one.id = mint(base or OWN, content_key(one.sheets.values()), taken)
            one.copied_from = base
            taken.add(one.id)


def _brought_before(one: Instance, base: str, free: set[str], likeness: BaseLikeness) -> str:
    """The slide of the base that this copy or new slide became in an earlier import."""
    head = mint(base or OWN, content_key(one.sheets.values()), ())
    same = sorted(slide for slide in free if slide == head or slide.startswith(f"{head}-"))
    if same:
        return same[0]
    print_ = fingerprint_of(one.first)
    copies = [slide for slide in sorted(free) if base and is_copy_of(slide, base)]
    scored = [(likeness.of(slide, Part.MAIN, print_), slide) for slide in copies]
    near, slide = max(scored, default=(0.0, ""))
    return slide if near >= UNSURE else ""


def _keeper(group: Sequence[Instance], nearness: Nearness) -> Instance:
    """The one that keeps the id: the first untouched one, else the first of those that are about
    as near to the base as the nearest.
    """
    if len(group) == 1:
        return group[0]
    scores = [nearness(one) for one in group]
    best = max(scores)
    return next(
        one
        for one, (untouched, near) in zip(group, scores, strict=True)
        if untouched == best[0] and near >= best[1] - ABOUT
    )


def is_copy_of(slide: str, base: str) -> bool:
    """Whether an id was made for a copy of a slide, or, of `own`, for a page of the author's."""
    rest = slide.removeprefix(f"{base}-")
    return rest != slide and _COPY.match(rest) is not None
