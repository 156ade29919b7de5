"""What a page has beside its content and a course cannot hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from lxml import etree

from .comments import KINDS
from .package import Relation
from .xml import A, M, P, local

_ANIMATED = {
    "anim",
    "animClr",
    "animEffect",
    "animMotion",
    "animRot",
    "animScale",
    "set",
}
_FILLED = ("solidFill", "gradFill", "pattFill")


class Feature(StrEnum):
    """What a sheet has beside its content and a course cannot hold."""

    ANIMATION = "animation"
    TRANSITION = "transition"
    TIMING = "timing"
    COMMENT = "comment"
    BACKGROUND = "background"
    GROUND = "ground"
    ROTATION = "rotation"
    FORMULA = "formula"
    JUMP = "jump"


def features_of(root: etree._Element, relations: Mapping[str, Relation]) -> frozenset[Feature]:
    """The features of a sheet."""
    found = set()
    # LibreOffice writes an empty one where there is none.
    if any(len(transition) for transition in root.iter(f"{P}transition")):
        found.add(Feature.TRANSITION)
    if any(transition.get("advTm") for transition in root.iter(f"{P}transition")):
        found.add(Feature.TIMING)
    timing = root.find(f"{P}timing")
    if timing is not None and any(local(node) in _ANIMATED for node in timing.iter(etree.Element)):
        found.add(Feature.ANIMATION)
    ground = root.find(f"{P}cSld/{P}bg/{P}bgPr")
    if ground is not None and ground.find(f"{A}blipFill") is not None:
        found.add(Feature.BACKGROUND)
    if ground is not None and any(ground.find(f"{A}{fill}") is not None for fill in _FILLED):
        found.add(Feature.GROUND)
    if any(relation.kind in KINDS for relation in relations.values()):
        found.add(Feature.COMMENT)
    if any(_is_turned(shape) for shape in root.iter(f"{P}sp")):
        found.add(Feature.ROTATION)
    if next(iter(root.iter(f"{M}oMath")), None) is not None:
        found.add(Feature.FORMULA)
    if any("jump" in (link.get("action") or "") for link in root.iter(f"{A}hlinkClick")):
        found.add(Feature.JUMP)
    return frozenset(found)


def _is_turned(shape: etree._Element) -> bool:
    """Whether a shape with words stands at an angle."""
    place = shape.find(f"{P}spPr/{A}xfrm")
    angle = "0" if place is None else place.get("rot") or "0"
    return angle != "0" and any((text.text or "").strip() for text in shape.iter(f"{A}t"))
