"""What every sheet has: title, kicker and takeaway."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from .....layouts.frames import TITLE_BOX, frame_of
from .....layouts.identity import Part
from .....layouts.sheet import TITLE_BREAK
from .....layouts.units import EMU, Box
from .....model import TWO_SHEETS, AnySlide, SlideBase
from ....marked_text.line import Line, joined
from ..identity import name_of
from ..notices import Loss
from ..reading import Reading
from ..shapes import Block

_NO_TITLE = Line.of("")
_NEAR = 16  # units


def read_head(
    reading: Reading, chapter_title: str, chapter_titles: Collection[str] = ()
) -> dict[str, Any]:
    """Title, kicker and takeaway of the slide, and the title of its answer sheet.

    `chapter_title` is the base's: a kicker that shows it is no field of the slide; neither is one
    that shows the title of another chapter (`chapter_titles`), where the slide came from.
    """
    base = reading.base
    fields: dict[str, Any] = {}
    if reading.has(Part.MAIN):
        fields["title"] = _title(reading, base, chapter_title)
        fields["kicker"] = _kicker(reading, base, chapter_title, chapter_titles)
    if isinstance(base, TWO_SHEETS):
        if reading.has(Part.ANSWER):
            fields["answer_title"] = _line(reading, Part.ANSWER, base.answer_title, chapter_title)
            _check_answer_kicker(reading, fields.get("kicker", base.kicker), chapter_title)
        fields["point"] = reading.text(base.point, "point", bold=True, part=Part.ANSWER)
    else:
        fields["point"] = reading.text(base.point, "point", bold=True)
    return fields


def kicker_shown(reading: Reading) -> str | None:
    """The words of the kicker in the deck; `None` when there is none."""
    block = reading.block("kicker")
    return None if block is None else joined(block.lines).text


def _title(reading: Reading, base: SlideBase, chapter_title: str) -> str:
    if getattr(base, "layout", "") != "title":
        return _line(reading, Part.MAIN, base.title, chapter_title)
    broken = base.title.replace(TITLE_BREAK, "\n")
    read = _line(reading, Part.MAIN, broken, chapter_title)
    return base.title if read == broken else TITLE_BREAK.join(read.split("\n"))


def _line(reading: Reading, part: Part, base: str, chapter_title: str) -> str:
    """A title. Where the base shows none, the writer put the chapter's title there."""
    lines = reading.sheets[part].title or _typed_anew(reading, part)
    line = joined(lines) if lines else _NO_TITLE
    markup = reading.markup
    if not markup.shown(base) and line.text in ("", markup.shown(chapter_title)):
        return base
    if line.text:
        return markup.of(base, line, bold=True)
    reading.tell(Loss.NO_TITLE, part)
    return markup.gone(base)


def _typed_anew(reading: Reading, part: Part) -> tuple[Line, ...]:
    """The words of the box that somebody put into the place of a title that is gone.

    Its style is that of its author, so that none of it is stress.
    """
    frame = frame_of(reading.base.layout).title
    place = TITLE_BOX if part is Part.ANSWER else frame
    free = [
        block
        for block in reading.sheets[part].blocks
        if name_of(block) is None and not block.hidden and block.lines and _is_in(block, place)
    ]
    if not free:
        return ()
    nearest = min(free, key=lambda block: abs(block.y - place.y * EMU))
    reading.use(nearest)
    return tuple(Line.of(line.text) for line in nearest.lines)


def _is_in(block: Block, place: Box) -> bool:
    """Whether the middle of a text is in a place, or hardly above or below it."""
    x, y = (block.x + block.w / 2) / EMU, (block.y + block.h / 2) / EMU
    return place.x <= x <= place.right and place.y - _NEAR <= y <= place.bottom + _NEAR


def _kicker(
    reading: Reading, base: AnySlide, chapter_title: str, chapter_titles: Collection[str]
) -> str:
    shown = kicker_shown(reading)
    markup = reading.markup
    if shown is None and any(map(markup.shown, (base.kicker, chapter_title))):
        reading.tell(Loss.KICKER_GONE)
    if not markup.shown(base.kicker):
        derived = {markup.shown(title) for title in (chapter_title, *chapter_titles)}
        if shown is None or shown in derived:
            return base.kicker
    return reading.text(base.kicker, "kicker", bold=True)


def _check_answer_kicker(reading: Reading, kicker: str, chapter_title: str) -> None:
    """The kicker of an answer sheet follows the scene's; another one has no place."""
    block = reading.block("answer-kicker", Part.ANSWER)
    if block is None:
        reading.tell(Loss.KICKER_GONE, Part.ANSWER)
        return
    gap, answer = reading.words["gap"], reading.words["answer"]
    expected = set()
    for text in (kicker, reading.base.kicker, chapter_title):
        words = reading.markup.shown(text)
        start = words.split(gap)[0] if gap in words else words
        expected.add(f"{start}{gap}{answer}".strip())
    if block.text not in expected:
        reading.tell(Loss.ANSWER_KICKER, Part.ANSWER, text=block.text)
