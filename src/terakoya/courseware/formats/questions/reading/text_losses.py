"""What the texts of questions have and a course does not hold: links, tables, other languages …"""

from __future__ import annotations

from dataclasses import dataclass, field

from ...xlsx.reading.choice_limit import quoted
from ...xlsx.reading.notices import Notice, Remark
from .html import HtmlText

_MOST_NAMED = 3
_QUOTED = 60  # characters of what was left out that a notice quotes


@dataclass
class TextLosses:
    """The questions by what was left out of their texts, with an example of each."""

    places: dict[str, list[str]] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)
    languages: set[str] = field(default_factory=set)
    translated: list[str] = field(default_factory=list)

    def take(self, place: str, *texts: HtmlText) -> None:
        """Look at the texts of one more question."""
        for text in texts:
            for name, example in text.lost.items():
                self.places.setdefault(name, [])
                if place not in self.places[name]:
                    self.places[name].append(place)
                self.examples.setdefault(name, example)
            if text.left and place not in self.translated:
                self.translated.append(place)
            self.languages |= text.left

    def notices(self, language: str) -> list[Notice]:
        """One notice for each kind; `language` is the one that was read."""
        found = [
            Notice(
                Remark.FLATTENED,
                "",
                {"name": name, "text": self.examples[name][:_QUOTED], **shown_places(places)},
            )
            for name, places in self.places.items()
        ]
        if self.translated:
            codes = quoted(sorted(self.languages))
            values = {"language": language, "languages": codes, **shown_places(self.translated)}
            found.append(Notice(Remark.OTHER_LANGUAGES, "", values))
        return found


def shown_places(places: list[str]) -> dict[str, str]:
    """The first places and how many there are, as values of a notice."""
    shown = ", ".join(places[:_MOST_NAMED]) + (" …" if len(places) > _MOST_NAMED else "")
    return {"places": shown, "count": str(len(places))}
