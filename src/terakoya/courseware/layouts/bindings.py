"""Which shapes show which fields of a slide, as its plan says it.

A plan leaves out what says nothing. So that every shape is known that a slide of the layout may
have, one is planned whose texts all say something.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from ..model import AnySlide
from ..model import Part as ModelPart
from ..model_blanks import blank, is_structural, part_in
from . import sheets_of
from .identity import Part
from .shapes import ChartShape, PictureShape, TextShape
from .sheet import Setting, Sheet
from .styles import Path
from .words import AnyWords

_SAID = "□"
P = TypeVar("P", bound=ModelPart)


@dataclass(frozen=True)
class BoundText:
    """A field that a paragraph shows, and whether its style is bold by itself.

    `usual` are the words that stand there while the field is empty.
    """

    path: Path
    bold: bool
    usual: str = ""


@dataclass(frozen=True)
class BoundShape:
    """A shape that shows fields: `texts` in their order, or the `picture` or `chart` it is.

    `fixed` are words of the layout that are no field.
    """

    block: str
    part: Part
    texts: tuple[BoundText, ...] = ()
    picture: Path = ()
    chart: Path = ()
    fixed: str = ""
    x: float = 0
    y: float = 0

    @property
    def paths(self) -> tuple[Path, ...]:
        """Every field that it shows."""
        own = tuple(path for path in (self.picture, self.chart) if path)
        return (*(text.path for text in self.texts), *own)


def bound_shapes(slide: AnySlide, words: Mapping[str, str] | None = None) -> list[BoundShape]:
    """The shapes of a slide that show fields, and with `words` those that show fixed ones."""
    return list(_bound_shapes(slide, None if words is None else tuple(words.items())))


@lru_cache(maxsize=512)
def _bound_shapes(
    slide: AnySlide, words: tuple[tuple[str, str], ...] | None
) -> tuple[BoundShape, ...]:
    """The same, kept: an import plans each slide, and so does the next one of the course."""
    full = _full(slide)
    setting = Setting(AnyWords() if words is None else dict(words), {}, lambda _file: 4 / 3)
    return tuple(shape for sheet in sheets_of(full, _SAID, setting) for shape in _bound(sheet))


def _bound(sheet: Sheet) -> Iterator[BoundShape]:
    name, part = f"{sheet.identity.name}:", sheet.identity.part
    for shape in sheet.shapes:
        block = shape.label.name.removeprefix(name)
        x, y = (0.0, 0.0) if shape.box is None else (shape.box.x, shape.box.y)
        if isinstance(shape, TextShape):
            texts = tuple(
                BoundText(item.shows.path, item.runs[item.shows.signs][1].bold, item.shows.usual)
                for item in shape.items
                if item.shows is not None
            )
            said = "" if texts else "\n".join(item.text for item in shape.items)
            if texts or said:
                yield BoundShape(block, part, texts, fixed=said, x=x, y=y)
        elif isinstance(shape, PictureShape) and shape.shows:
            yield BoundShape(block, part, picture=shape.shows, x=x, y=y)
        elif isinstance(shape, ChartShape):
            yield BoundShape(block, part, chart=shape.shows, x=x, y=y)


def _full(part: P) -> P:
    """The part with something in each of its fields."""
    said: dict[str, Any] = {}
    for name, info in type(part).model_fields.items():
        value = getattr(part, name)
        inner = part_in(info.annotation)
        if is_structural(info) and inner is None:
            continue
        if value is None and info.exclude_if is not None:
            continue  # with it the slide would have another look
        if value is None and inner is not None:
            value = blank(inner)
        elif value == () and inner is not None:
            value = (blank(inner),)
        said[name] = _said(value)
    return part.model_copy(update=said)


def _said(value: object) -> object:
    if isinstance(value, str):
        return _SAID
    if isinstance(value, ModelPart):
        return _full(value)
    if isinstance(value, tuple):
        return tuple(map(_said, value)) or (_SAID,)
    return value
