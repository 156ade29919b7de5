"""A paragraph as somebody sees it: its characters, and which of them are bold or underlined.

Runs are divided and joined by every program that saves a file, so nothing here knows of runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One paragraph; breaks in it are line feeds. All flags are as long as `text`.

    `links` is where each character leads, empty for nowhere; `None` where a file cannot say it.
    A link has no underline of its own.
    """

    text: str
    bold: tuple[bool, ...]
    underlined: tuple[bool, ...]
    links: tuple[str, ...] | None = None

    @classmethod
    def of(cls, text: str) -> Line:
        """A plain paragraph."""
        return cls(text, (False,) * len(text), (False,) * len(text))

    def part(self, start: int, end: int | None = None) -> Line:
        """A stretch of the paragraph."""
        cut = slice(start, end)
        links = None if self.links is None else self.links[cut]
        return Line(self.text[cut], self.bold[cut], self.underlined[cut], links)

    def stripped(self) -> Line:
        """The paragraph without blanks at its ends."""
        start, end = len(self.text) - len(self.text.lstrip()), len(self.text.rstrip())
        return self if (start, end) == (0, len(self.text)) else self.part(start, max(start, end))

    def stress(self, *, bold_by_itself: bool) -> tuple[bool, ...]:
        """Which characters are stressed: bold ones, or underlined ones where all is bold."""
        return self.underlined if bold_by_itself else self.bold


def joined(lines: Iterable[Line], mark: str = "\n") -> Line:
    """Paragraphs as one, with a line feed between them."""
    text: list[str] = []
    bold: list[bool] = []
    underlined: list[bool] = []
    links: list[str] = []
    says_links = False
    for number, line in enumerate(lines):
        gap = mark if number else ""
        text.append(gap + line.text)
        bold += [*(_last(bold) for _ in gap), *line.bold]
        underlined += [*(_last(underlined) for _ in gap), *line.underlined]
        links += ["" for _ in gap]
        links += [""] * len(line.text) if line.links is None else line.links
        says_links = says_links or line.links is not None
    known = tuple(links) if says_links else None
    return Line("".join(text), tuple(bold), tuple(underlined), known)


def _last(flags: list[bool]) -> bool:
    return flags[-1] if flags else False


def plain_text(lines: Sequence[Line]) -> str:
    """The words of some paragraphs."""
    return "\n".join(line.text for line in lines)
