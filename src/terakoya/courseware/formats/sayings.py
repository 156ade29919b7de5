"""What the plan of a slide says and shows, in reading order, for formats without places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..layouts import sheets_of
from ..layouts.shapes import ChartShape, PictureShape, TextShape
from ..layouts.sheet import Setting
from ..model import AnySlide, Picture

_HEADS = ("kicker", "point", "point-tag")  # every slide has them, and every format


@dataclass(frozen=True)
class Saying:
    """A paragraph (`is_head` where it is bold as a whole), a picture, or the rows of a chart."""

    text: str = ""
    is_head: bool = False
    picture: Picture | None = None
    rows: tuple[tuple[str, str], ...] = ()


def sayings(slide: AnySlide, chapter_title: str, setting: Setting) -> Iterator[Saying]:
    """Everything on the sheets of a slide that is no ground, sign or head of it."""
    for sheet in sheets_of(slide, chapter_title, setting):
        start = f"{sheet.identity.name}:"
        charted = {one.shows[0] for one in sheet.shapes if isinstance(one, ChartShape)}
        for shape in sheet.shapes:
            label = shape.label
            if label.hidden or label.decorative or label.name.removeprefix(start) in _HEADS:
                continue
            if isinstance(shape, TextShape):
                for item in shape.items:
                    is_charted = item.shows is not None and item.shows.path[0] in charted
                    if item.text and not is_charted:
                        heard = f"{label.alt}{setting.words['colon']}" if label.alt else ""
                        yield Saying(f"{heard}{item.text}", is_head=item.runs[0][1].bold)
            elif isinstance(shape, PictureShape):
                yield Saying(picture=Picture(file=shape.file, alt=label.alt))
            elif isinstance(shape, ChartShape):
                yield Saying(rows=tuple((bar.name, bar.written) for bar in shape.bars))
