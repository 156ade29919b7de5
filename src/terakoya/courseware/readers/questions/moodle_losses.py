"""What Moodle keeps of a question and a course does not: hints, marks, categories …"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from ..xlsx.notices import Notice, Remark

_COMBINED = ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")
# What a question has of which nobody chose a penalty, in versions of Moodle and in our files.
_USUAL_PENALTIES = (0.0, 0.1, 1 / 3, 1.0)
_MOST_NAMED = 3


@dataclass
class Losses:
    """The questions by the kind of what is not read of them."""

    places: dict[str, list[str]] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)

    def take(self, element: etree._Element, kind: str, place: str) -> None:
        """Look at one more question of a type."""
        if kind == "category":
            self.categories.append((element.findtext("category/text") or "").strip())
        elif kind == "description":
            self.places.setdefault("description", []).append(place)
        elif kind in ("multichoice", "truefalse"):
            for name in _losses_of(element):
                self.places.setdefault(name, []).append(place)
            if element.findtext("hidden", "0").strip() == "1":
                self.hidden.append(place)

    def notices(self) -> list[Notice]:
        """One notice for each kind."""
        if len(set(self.categories)) > 1:  # one category sorts nothing
            self.places["category"] = list(dict.fromkeys(self.categories))
        notices = [_notice(Remark.UNCARRIED, at, name=name) for name, at in self.places.items()]
        if self.hidden:
            notices.append(_notice(Remark.HIDDEN_TAKEN, self.hidden))
        return notices


def _losses_of(element: etree._Element) -> Iterator[str]:
    if any(_holds_words(one) for one in element.iterfind("hint")):
        yield "hint"
    if any(_holds_words(one) for name in _COMBINED for one in element.iterfind(name)):
        yield "combined"
    if _number(element.findtext("defaultgrade"), 1.0) != 1.0:
        yield "grade"
    penalty = _number(element.findtext("penalty"), 0.0)
    if all(abs(penalty - usual) > 0.001 for usual in _USUAL_PENALTIES):
        yield "penalty"


def _notice(remark: Remark, places: list[str], **values: str) -> Notice:
    shown = ", ".join(places[:_MOST_NAMED]) + (" …" if len(places) > _MOST_NAMED else "")
    return Notice(remark, "", {**values, "places": shown, "count": str(len(places))})


def _holds_words(element: etree._Element) -> bool:
    return bool((element.findtext("text") or "").strip())


def _number(text: str | None, otherwise: float) -> float:
    try:
        return float(text or "")
    except ValueError:
        return otherwise
