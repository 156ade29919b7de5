"""Any layout whose plan says which shape shows which field (`layouts/bindings.py`).

Shapes are found by name; a page that lost its names got them back by the same plan
(`naming.py`). A field with a shape of its own is read from it, fields that share one share its
paragraphs, and what stands in numbered shapes is a list whose elements may come and go.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .....layouts.bindings import BoundShape, bound_shapes
from .....layouts.identity import Part
from .....layouts.styles import Path
from .....model import AnySlide, ChartSlide
from .....model import Part as ModelPart
from .....model_blanks import blank, part_in
from .....text.alignment import folded
from ....marked_text.line import Line, joined
from ..geometry import is_beside
from ..identity import is_renumbered, name_of
from ..notices import Loss
from ..reading import Reading, short
from ..shapes import Block
from .charts import read_chart
from .choices import both
from .items import Seen, numbered

Fields = dict[str, Any]
_LEFT = ("kicker", "answer-kicker", "point", "point-tag")  # read or told with every slide
_HEAD = ("title", "kicker", "point")
_PLAIN = re.compile(r"-\d+$")
_NUMBER = re.compile(r"-(\d+)(?=-|$)")
# A sign, or what is counted in a letter or three; no mark of a remark.
_UNIT = re.compile(r"[^\w\s※＊*†#]|(?![注図表]$)[^\W\d]{1,3}")
_MINUTES = re.compile(r"time(?:-(?:main|test)-minutes)?")  # counted, and no word of the layout


def read_planned(reading: Reading, base: AnySlide, left: Collection[str] = ()) -> Fields:
    """Every field that the plan binds, as the deck shows it.

    `left` are fields that the layout's own reader reads, with all that stands on their shapes.
    """
    every = bound_shapes(base, reading.words)
    own = tuple(one.block for one in every if one.paths and one.paths[0][0] in left)
    every = [one for one in every if not (own and one.block.startswith(own))]
    _read_fixed(reading, [one for one in every if one.fixed])
    shapes = [one for one in every if one.paths and one.paths[0][0] not in _HEAD]
    fields: Fields = {}
    lists: dict[str, list[BoundShape]] = {}
    for shape in shapes:
        if not reading.has(shape.part):
            continue
        if _is_of_list(shape):
            lists.setdefault(str(shape.paths[0][0]), []).append(shape)
        else:
            _read_alone(reading, base, shape, fields)
    for name, bound in lists.items():
        fields[name] = _List(reading, base, name, bound).read()
    for shape in shapes:
        if shape.chart and reading.has(shape.part) and isinstance(base, ChartSlide):
            fields |= read_chart(reading, base, shape, fields)
    return {name: _settled(base, name, value) for name, value in fields.items()}


def _read_fixed(reading: Reading, shapes: Sequence[BoundShape]) -> None:
    """Words of the layout: told where somebody wrote others."""
    for shape in shapes:
        known = shape.block in _LEFT or not reading.has(shape.part)
        block = None if known else reading.block(shape.block, shape.part)
        if block is None or folded(block.text) in ("", folded(shape.fixed)):
            continue
        if _MINUTES.fullmatch(shape.block):
            reading.tell(Loss.MINUTES_KEPT, shape.part, text=short(block.text), was=shape.fixed)
        else:
            reading.tell(Loss.FIXED_WORD, shape.part, text=short(block.text))


def _is_of_list(shape: BoundShape) -> bool:
    """Whether a shape shows an element of a list that has shapes of its own."""
    first = shape.paths[0]
    is_element = len(first) > 1 and isinstance(first[1], int)
    return is_element and bool(_NUMBER.search(shape.block))


def _read_alone(reading: Reading, base: AnySlide, shape: BoundShape, fields: Fields) -> None:
    if shape.picture:
        was = _at_path(base, shape.picture)
        seen = _picture(reading, shape, was)
        if seen != was or not _is_put(fields, shape.picture):  # of two sheets the changed one
            _put(fields, shape.picture, seen)
        return
    if not shape.texts:
        return
    block = reading.block(shape.block, shape.part)
    lines = () if block is None else block.lines
    first = shape.texts[0].path
    if first == ("figure",) and block is not None:
        lines = _with_unit(reading, block, shape.part)
    if len(first) == 2 and isinstance(first[1], int):  # paragraphs of one list
        name = str(first[0])
        bold = shape.texts[0].bold
        fields[name] = reading.list(getattr(base, name), lines, bold=bold)
        return
    if block is not None and _is_usual(block, shape):
        known = _value(base, first)
        _put(fields, first, "" if reading.markup.shown(known) else known)
        return
    was = [(_value(base, text.path), text.bold) for text in shape.texts]
    for text, value in zip(shape.texts, _texts(reading, lines, was), strict=True):
        if _is_put(fields, text.path):  # it stands on the question too
            value = both(reading, _value(base, text.path), _value(fields, text.path), value)
        _put(fields, text.path, value)


def _with_unit(reading: Reading, block: Block, part: Part) -> tuple[Line, ...]:
    """The lines of a figure, with the unit that somebody put into a box of its own behind it."""
    said = joined(block.lines).text
    if not said or ChartSlide.figure_parts(said)[1]:
        return block.lines
    for other in reading.free("text", part):
        unit = other.text.strip()
        if _UNIT.fullmatch(unit) and is_beside(other, block):
            reading.use(other)
            return (Line.of(f"{said}{unit}"),)
    return block.lines


def _texts(reading: Reading, lines: Sequence[Line], bases: Sequence[tuple[str, bool]]) -> list[str]:
    """The fields of one shape: a single one has all of its paragraphs, several share them."""
    if len(bases) > 1:
        return reading.shared(lines, *bases)
    base, bold = bases[0]
    return [reading.whole(base, lines, bold=bold)]


def _is_usual(block: Block, shape: BoundShape) -> bool:
    """Whether a shape shows the words that stand for an empty field."""
    usual = folded(shape.texts[0].usual)
    return bool(usual) and folded(block.text) == usual


def _picture(reading: Reading, shape: BoundShape, base: Any) -> Any:
    """A picture; one that a slide may do without is gone where its shape is."""
    if base is None:
        return None
    return reading.picture(shape.block, base, shape.part)


def _value(part: object, path: Path) -> str:
    """The text at a path; empty where a part on the way is not there."""
    found = _at_path(part, path)
    return found if isinstance(found, str) else ""


def _at_path(part: Any, path: Path) -> Any:
    """What stands at a path; nothing where a part on the way is not there."""
    for step in path:
        if part is None:
            return None
        is_keyed = isinstance(part, (tuple, dict))
        part = part[step] if is_keyed else getattr(part, str(step))
    return part


def _is_put(fields: Fields, path: Path) -> bool:
    """Whether another sheet gave the field at a path already."""
    at: object = fields
    for step in path:
        if not isinstance(at, dict) or step not in at:
            return False
        at = at[step]
    return True


def _put(fields: Fields, path: Path, value: object) -> None:
    at = fields
    for step in path[:-1]:
        at = at.setdefault(str(step), {})
    at[str(path[-1])] = value


def _settled(base: AnySlide, name: str, value: object) -> object:
    """The texts of a part brought into it; a part that says nothing more is none."""
    if not isinstance(value, dict):
        return value
    was = getattr(base, name)
    if not any(value.values()) and not type(base).model_fields[name].is_required():
        return None
    kind = part_in(type(base).model_fields[name].annotation)
    if was is None and kind is not None:
        was = blank(kind)
    return was.model_copy(update=value)


@dataclass
class _List:
    """A list whose elements have numbered shapes, one of them the first to be read."""

    reading: Reading
    base: AnySlide
    name: str
    shapes: Sequence[BoundShape]

    def read(self) -> tuple[Any, ...]:
        """The elements in the order in which they stand."""
        one = [shape for shape in self.shapes if shape.paths[0][1] == 0]
        if not one:
            return ()
        texts = [shape for shape in one if shape.texts] or one
        anchor = next((shape for shape in texts if _PLAIN.search(shape.block)), texts[0])
        seen = self._seen(anchor)
        found = {shape.block: self._beside(shape, anchor, seen) for shape in one}
        read = [
            (origin, self._element(place, origin, one, found))
            for place, (_, origin) in enumerate(seen)
        ]
        for number in self._unshown(texts, {origin for origin, _ in read}):
            before = [place for place, (origin, _) in enumerate(read) if origin == number - 1]
            at = before[0] + 1 if before else 0 if number == 0 else len(read)
            read.insert(at, (number, getattr(self.base, self.name)[number]))
        self.reading.origins[self.name] = tuple(origin for origin, _ in read)
        return tuple(element for _, element in read)

    def _unshown(self, shapes: Sequence[BoundShape], seen: Collection[int | None]) -> list[int]:
        """Elements that no shape shows, since the company's value that they hold is empty."""
        return [
            number
            for number in range(len(getattr(self.base, self.name)))
            if number not in seen
            and not any(
                self.reading.markup.shown(_value(self.base, _at(text.path, number)))
                for shape in shapes
                for text in shape.texts
            )
        ]

    def _seen(self, anchor: BoundShape) -> list[Seen]:
        stem = _NUMBER.sub("", anchor.block)
        bases = [
            self.reading.words_of(
                *(_value(self.base, _at(text.path, number)) for text in anchor.texts)
            )
            for number in range(len(getattr(self.base, self.name)))
        ]
        return numbered(self.reading, stem, bases, across=self._is_across(anchor), part=anchor.part)

    def _is_across(self, anchor: BoundShape) -> bool:
        """Whether elements stand beside each other: then they are read from the left."""
        same = _NUMBER.sub("-#", anchor.block)
        alike = [one for one in self.shapes if _NUMBER.sub("-#", one.block) == same]
        return len({round(one.y) for one in alike}) == 1 and len(alike) > 1

    def _beside(
        self, shape: BoundShape, anchor: BoundShape, seen: Sequence[Seen]
    ) -> list[Block | None]:
        """The shape of each element: by its number, and of copies the nearest one left."""
        if shape is anchor:
            return [block for block, _ in seen]
        before, _, after = _NUMBER.sub("-#", shape.block).partition("#")
        left = self._blocks(before.rstrip("-"), after.lstrip("-"), shape)
        found: list[Any] = [None] * len(seen)
        for place, (block, _) in enumerate(seen):
            own = [one for one in left if _number(one) == _number(block)]
            if own and not is_renumbered(block):
                found[place] = _nearest(block, own)
                left.remove(found[place])
        for place, (block, _) in enumerate(seen):
            if found[place] is None and left:
                found[place] = _nearest(block, left)
                left.remove(found[place])
        for one in found:
            if one is not None:
                self.reading.use(one)
        return found

    def _blocks(self, stem: str, ending: str, shape: BoundShape) -> list[Block]:
        if ending:
            return [one for _, one in self.reading.with_ending(stem, ending, shape.part)]
        return [one for _, one in self.reading.numbered(stem, shape.part)]

    def _element(
        self,
        place: int,
        origin: int | None,
        shapes: Sequence[BoundShape],
        found: Mapping[str, Sequence[Block | None]],
    ) -> Any:
        elements = getattr(self.base, self.name)
        if elements and isinstance(elements[0], str):
            return self._text(place, origin, shapes[0], found)
        kind = part_in(type(self.base).model_fields[self.name].annotation)
        known = elements[origin] if origin is not None else None
        was = known if known is not None else elements[0] if elements else kind and blank(kind)
        values: Fields = {}
        for shape in shapes:
            own = self._of_element(shape, origin)
            self._read_shape(own, found[shape.block][place], known, was, values)
        return was.model_copy(update=values) if isinstance(was, ModelPart) else was

    def _of_element(self, shape: BoundShape, origin: int | None) -> BoundShape:
        """The shape of an element, whose style may be another one than that of the first."""
        wanted = tuple(_at(path, origin or 0) for path in shape.paths)
        return next((one for one in self.shapes if one.paths == wanted), shape)

    def _text(
        self,
        place: int,
        origin: int | None,
        shape: BoundShape,
        found: Mapping[str, Sequence[Block | None]],
    ) -> str:
        block = found[shape.block][place]
        was = "" if origin is None else getattr(self.base, self.name)[origin]
        return self.reading.whole(was, block.lines if block else (), bold=shape.texts[0].bold)

    def _copied(self, block: Block | None) -> Any:
        """The element whose picture a block is by its name: a copy stands on its ground."""
        number = 0 if block is None else _number(block)
        elements = getattr(self.base, self.name)
        return elements[number - 1] if 0 < number <= len(elements) else None

    def _read_shape(
        self, shape: BoundShape, block: Block | None, known: Any, was: Any, values: Fields
    ) -> None:
        if shape.picture:
            name = str(shape.picture[-1])
            base = getattr(self._copied(block) or was, name)
            if block is not None and base is not None:
                values[name] = self.reading.pictured(block, base, shape.part)
            elif known is not None and base is not None:
                self.reading.tell(Loss.PICTURE_GONE, shape.part)
            return
        lines = () if block is None else block.lines
        names = [str(text.path[-1]) for text in shape.texts]
        bases = ["" if known is None else getattr(known, name) for name in names]
        pairs = [(base, text.bold) for base, text in zip(bases, shape.texts, strict=True)]
        values.update(zip(names, _texts(self.reading, lines, pairs), strict=True))


def _at(path: Path, number: int) -> Path:
    return (path[0], number, *path[2:])


def _nearest(block: Block, others: Sequence[Block]) -> Block:
    return min(others, key=lambda one: abs(one.y - block.y) + abs(one.x - block.x))


def _number(block: Block) -> int:
    said = name_of(block)
    found = None if said is None else _NUMBER.search(said[1])
    return int(found[1]) if found else 0
