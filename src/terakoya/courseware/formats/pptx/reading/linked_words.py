"""The links of a page on the words of the slide that was made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ....fields import with_fields
from ....model import AnySlide
from ....texts import texts_of
from ...marked_text.line import Line
from ...marked_text.restorer import linked_text
from .links import told_address
from .shapes import Block

_NO_WORDS = ("alt", "narration")  # what a page does not show


@dataclass
class _Field:
    """A text of the slide, and where each of its characters leads."""

    text: str
    links: list[str]

    def find(self, words: str) -> int:
        """Where words stand that lead nowhere yet; -1 for nowhere."""
        at = self.text.find(words)
        while at >= 0 and any(self.links[at : at + len(words)]):
            at = self.text.find(words, at + 1)
        return at


def with_links(
    slide: AnySlide, blocks: Sequence[Block], as_letters: Callable[[str], str]
) -> tuple[AnySlide, list[str]]:
    """The slide with the links of a page, and the addresses whose words it does not show.

    The texts of the slide hold no marks yet; `as_letters` is what became of the page's signs.
    """
    lines = [line for line in _lines(blocks) if any(line.links or ())]
    if not lines:
        return slide, []
    fields = {
        ".".join(map(str, path)): _Field(text, [""] * len(text))
        for path, text in texts_of(slide)
        if not any(step in _NO_WORDS for step in path)
    }
    missing: dict[str, None] = {}
    for line in lines:
        shown = replace(line, text=as_letters(line.text))
        missing |= dict.fromkeys(map(told_address, _place(shown, list(fields.values()))))
    found = {path: _marked(one) for path, one in fields.items() if any(one.links)}
    return (with_fields(slide, found) if found else slide), list(missing)


def _lines(blocks: Sequence[Block]) -> Iterator[Line]:
    for block in blocks:
        yield from block.lines
        for row in block.rows:
            for cell in row:
                yield from cell.lines


def _place(line: Line, fields: Sequence[_Field]) -> Iterator[str]:
    """Put the links of a paragraph where it stands, else where their words do; those left over."""
    links = line.links or ()
    for one in fields:
        at = one.find(line.text)
        if at >= 0:
            one.links[at : at + len(links)] = links
            return
    start = 0
    for address, run in groupby(links):
        end = start + len(list(run))
        if address and not _placed(line.text[start:end].strip(), address, fields):
            yield address
        start = end


def _placed(words: str, address: str, fields: Sequence[_Field]) -> bool:
    for one in fields if words else ():
        at = one.find(words)
        if at >= 0:
            one.links[at : at + len(words)] = [address] * len(words)
            return True
    return False


def _marked(one: _Field) -> str:
    nothing = (False,) * len(one.text)
    return linked_text(Line(one.text, nothing, nothing, tuple(one.links)))
