"""The head of a sheet: title and kicker, in their places."""

from __future__ import annotations

from dataclasses import replace

from ..model import AnySlide
from .frames import KICKER_BOX, TITLE_BOX, frame_of
from .measure import LINE, lines_of
from .sheet import Sheet
from .units import points


def head(sheet: Sheet, slide: AnySlide, title_width: float | None = None) -> float:
    """Title and kicker; returns by how much a kicker of several lines pushes the title down.

    `title_width` is said where something stands beside the title.
    """
    frame = frame_of(slide.layout)
    lines = lines_of(kicker_of(sheet, slide), 18, frame.kicker.w)
    push = max(0, lines - 1) * points(18) * LINE
    title = frame.title.moved(dy=push) if push else None
    if title_width is not None:
        title = replace(title or frame.title, w=title_width)
    sheet.title(slide.title, title, lines=frame.title_lines)
    anchor = "t" if push else "ctr"
    sheet.kicker(slide.kicker, frame.kicker, anchor, shows=frame.kicker_shows)
    return push


def kicker_of(sheet: Sheet, slide: AnySlide) -> str:
    """The words of the kicker: the slide's own, or the chapter's title."""
    return sheet.filled(slide.kicker) or sheet.filled(sheet.chapter_title)


def answer_head(sheet: Sheet, slide: AnySlide, title: str) -> None:
    """Title and kicker of an answer sheet, over the full width: 「事例1　解説」."""
    moved = frame_of(slide.layout).title != TITLE_BOX
    sheet.title(title, TITLE_BOX if moved else None)
    gap, answer = sheet.word("gap"), sheet.word("answer")
    kicker = kicker_of(sheet, slide)
    start = kicker.split(gap)[0] if gap in kicker else kicker
    sheet.kicker(f"{start}{gap}{answer}", KICKER_BOX)
