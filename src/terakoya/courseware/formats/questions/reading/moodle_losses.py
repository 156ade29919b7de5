"""What Moodle keeps of a question and a course does not: hints, marks, categories …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ...xlsx.reading.notices import Notice, Remark
from .draft import Background
from .text_losses import shown_places

_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")


@dataclass
class Losses:
    """The questions by the kind of what is not read of them."""

    background: Background
    places: dict[str, list[str]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)

    def take(self, element: etree._Element, kind: str, place: str) -> None:
        """Look at one more question of a type."""
        if kind == "category":
            name = (element.findtext("category/text") or "").strip()
            self.categories += [] if self.background.is_own(name) else [name]
            if _holds_words(element.find("info")):
                self.places.setdefault("category-info", []).append(name)
        elif kind == "description":
            self.places.setdefault("description", []).append(place)
        elif kind in ("multichoice", "truefalse"):
            for name in _losses_of(element, kind):
                self.places.setdefault(name, []).append(place)
            if element.findtext("hidden", "0").strip() == "1":
                self.hidden.append(place)

    def notices(self) -> list[Notice]:
        """One notice for each kind."""
        if self.categories:
            self.places["category"] = list(dict.fromkeys(self.categories))
        notices = [_notice(Remark.UNCARRIED, at, name=name) for name, at in self.places.items()]
        if self.hidden:
            notices.append(_notice(Remark.HIDDEN_TAKEN, self.hidden))
        return notices


def _losses_of(element: etree._Element, kind: str) -> Iterator[str]:
    if any(_holds_words(one) for one in element.iterfind("hint")):
        yield "hint"
    if any(_holds_words(one) for name in _COMBINED for one in element.iterfind(name)):
        yield "combined"
    if _number(element.findtext("defaultgrade"), 1.0) != 1.0:
        yield "grade"
    if kind == "truefalse":
        return  # Moodle gives all of them the same penalty and order
    if _number(element.findtext("penalty"), 0.0) != 0.0 or _takes_away(element):
        yield "penalty"
    if element.findtext("shuffleanswers", "").strip() in ("0", "false") and not _is_ours(element):
        yield "order"


def _takes_away(element: etree._Element) -> bool:
    """Whether a wrong answer of a question of “choose one” costs points."""
    is_single = element.findtext("single", "true").strip() in ("true", "1", "")
    shares = [_number(one.get("fraction"), 0.0) for one in element.iterfind("answer")]
    return is_single and min(shares, default=0.0) < 0


def _is_ours(element: etree._Element) -> bool:
    """Whether it is a true-or-false question as we write it, in its own order."""
    return any(_text_of(tag) == "kind:truefalse" for tag in element.iterfind("tags/tag"))


def _text_of(element: etree._Element) -> str:
    return (element.findtext("text") or "").strip()


def _notice(remark: Remark, places: list[str], **values: str) -> Notice:
    return Notice(remark, "", {**values, **shown_places(places)})


def _holds_words(element: etree._Element | None) -> bool:
    return element is not None and bool(_text_of(element))


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text or "")
    except ValueError:
        return otherwise
