"""Does every text fit its box? Type is never shrunk and nothing is cut, so the author must know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

from ..model import AnySlide, CourseText
from .measure import em_width, excess
from .text_boxes import Block, Path, Stack, TextBox, TextBoxPlan


@dataclass(frozen=True)
class FitExcess:
    """A text that is too long for its place on a slide.

    `lines` are those it fills and `allowed` those it may; `chars` is the width of a line in
    full-width characters; `cut` is how many characters must go, from the end.
    """

    slide: str
    path: Path
    lines: int
    allowed: int
    chars: float
    cut: int

    @property
    def field(self) -> str:
        """The field as an author writes it: `items[0].text`."""
        name = ""
        for step in self.path:
            name += f"[{step}]" if isinstance(step, int) else f".{step}" if name else step
        return name

    @property
    def message(self) -> str:
        """What is wrong, in one sentence."""
        if self.allowed == 0:
            return f"`{self.field}` has no place on this slide"
        if self.lines > self.allowed:
            return (
                f"`{self.field}` fills {self.lines} lines of {self.chars:g} full-width characters, "
                f"{self.allowed} {'is' if self.allowed == 1 else 'are'} allowed"
            )
        return f"`{self.field}` is too long, though it fills only {self.lines} lines"

    @property
    def mend(self) -> str:
        """How to mend it."""
        if self.allowed == 0:
            return "leave it out, or say it in the narration"
        noun = "character" if self.cut == 1 else "characters"
        return f"cut {self.cut} {noun}, or move a part into the narration"


def check_fit(text: CourseText, values: Mapping[str, str]) -> list[FitExcess]:
    """Name each text of a language's slides that is too long, with the company's values in it."""
    found: dict[tuple[str, Path], FitExcess] = {}
    for chapter, slide in text.every_slide():
        plan = TextBoxPlan(chapter.title, values)
        for stack in plan.stacks(slide):
            for one in _excesses(slide.id, stack):
                found.setdefault((slide.id, one.path), one)
    return list(found.values())


def fits(slide: AnySlide, chapter_title: str = "", values: Mapping[str, str] | None = None) -> bool:
    """Whether every text of a slide has its place."""
    plan = TextBoxPlan(chapter_title, values or {})
    return not any(_excesses(slide.id, stack) for stack in plan.stacks(slide))


def _excesses(slide: str, stack: Stack) -> list[FitExcess]:
    alone = [excess for block in stack.blocks for excess in _too_long(slide, block)]
    return alone or list(_too_high(slide, stack))


def _too_long(slide: str, block: Block) -> Iterator[FitExcess]:
    box = block.box
    cut = excess(block.text, box.chars, box.lines)
    if box.total is not None:
        cut = max(cut, _beyond(block.text, box.total))
    if cut:
        yield FitExcess(slide, block.path, block.lines, box.lines, box.chars, cut)


def _beyond(text: str, total: float) -> int:
    """The characters to cut until the text as a whole is no wider than `total`."""
    kept = text
    while kept and em_width(kept) > total + 1e-9:
        kept = kept[:-1]
    return len(text) - len(kept)


def _too_high(slide: str, stack: Stack) -> Iterator[FitExcess]:
    """Each text has its lines, but all of them together are higher than their box."""
    if stack.height is None or not stack.blocks:
        return
    over = stack.fixed + sum(block.height for block in stack.blocks) - stack.height
    if over <= 0:
        return
    longest = max(stack.blocks, key=lambda block: (block.lines, em_width(block.text)))
    box: TextBox = longest.box
    allowed = max(0, longest.lines - ceil(over / box.line_height))
    cut = excess(longest.text, box.chars, allowed)
    yield FitExcess(slide, longest.path, longest.lines, allowed, box.chars, cut)
