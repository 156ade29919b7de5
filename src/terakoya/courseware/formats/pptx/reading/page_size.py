"""Our drawing on pages of another size: where their author's program put what we drew.

A deck that was brought to 4:3, or to smaller pages, has its shapes moved and shrunk by a program
or by hand. What we add to it follows: the same shift and scale as its pages have, else that of
the page. `docs/algorithms/page-size.md`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from statistics import median

from lxml import etree

from ....hardened_xml import hardened_parser
from ....layouts.units import EMU, SHEET_HEIGHT, SHEET_WIDTH
from ..writing.xml import to_bytes
from .shapes import Block
from .xml import A, P

WIDTH, HEIGHT = SHEET_WIDTH * EMU, SHEET_HEIGHT * EMU
_PAGE = re.compile(r"^ppt/slides/slide\d+\.xml$")
_LEAST = 12  # shapes of theirs from which shift and scale are read
_WIDE = 100 * EMU  # shorter lengths say too little about the scale
_CLOSE = 0.01  # of a page's size: programs round
_SQUARE = 0.8  # small shapes whose sides are nearer than this stay as square as they are
_SMALL = 120 * EMU
_TITLE_SIZE = 3000  # of our master, in hundredths of a point
_LARGER = 1.15
Layouts = Sequence[etree._Element]  # a layout and its master
Pair = tuple[Block, Block]  # a shape as we draw it, and as it stands in their deck


@dataclass(frozen=True)
class Axis:
    """Shift and scale along one side of the page."""

    scale: float
    shift: float = 0.0

    def place(self, start: float, length: float) -> tuple[float, float]:
        """Where a length that begins somewhere is now, and how long it is."""
        return start * self.scale + self.shift, length * self.scale


@dataclass(frozen=True)
class PageFit:
    """How our drawing lies on their pages."""

    x: Axis
    y: Axis

    @property
    def size(self) -> float:
        """The scale of letters, lines and pictures."""
        return min(self.x.scale, self.y.scale)


def page_fit(width: int, height: int, pairs: Iterable[Pair]) -> PageFit | None:
    """How our drawing lies on pages of this size; `None` where it is that of ours.

    `pairs` are our shapes beside those of their deck, as far as they have places of their own.
    """
    if abs(width / WIDTH - 1) < _CLOSE and abs(height / HEIGHT - 1) < _CLOSE:
        return None
    placed = [(ours, their) for ours, their in pairs if ours.w and ours.h and their.w and their.h]
    x = _axis([(a.x, a.w, b.x, b.w) for a, b in placed], WIDTH, width)
    y = _axis([(a.y, a.h, b.y, b.h) for a, b in placed], HEIGHT, height)
    return PageFit(x, y)


def _axis(pairs: Sequence[tuple[int, int, int, int]], ours: int, theirs: int) -> Axis:
    """Shift and scale by the median of all shapes; by the page where they leave it or are few."""
    by_page = Axis(theirs / ours)
    scales = [other / own for _, own, _, other in pairs if own >= _WIDE]
    if len(scales) < _LEAST:
        return by_page
    scale = median(scales)
    shift = median(start - own * scale for own, _, start, _ in pairs)
    begin, end = shift, ours * scale + shift
    room = theirs * _CLOSE
    return Axis(scale, shift) if begin >= -room and end <= theirs + room else by_page


# -- a drawing brought to the size -------------------------------------------------------------


def fitted(deck: bytes, fit: PageFit) -> bytes:
    """A deck of our own drawing with its pages laid out for other ones."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(deck)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            data = source.read(entry)
            if _PAGE.match(entry.filename):
                root = etree.fromstring(data, hardened_parser())
                fit_page(root, fit)
                data = to_bytes(root)
            target.writestr(entry, data)
    return out.getvalue()


def fit_page(page: etree._Element, fit: PageFit) -> None:
    """Lay out a page (`p:sld`) of ours: places, letters, margins, lines, tables."""
    tree = page.find(f"{P}cSld/{P}spTree")
    for shape in [] if tree is None else tree:
        _fit_place(shape, fit)
        _fit_inside(shape, fit)


def _fit_place(shape: etree._Element, fit: PageFit) -> None:
    transform = next(shape.iter(f"{A}xfrm", f"{P}xfrm"), None)
    if transform is None or shape.tag == f"{P}nvGrpSpPr":
        return
    offset, extent = transform.find(f"{A}off"), transform.find(f"{A}ext")
    if offset is None or extent is None:
        return
    w, h = _int(extent, "cx"), _int(extent, "cy")
    left, width = fit.x.place(_int(offset, "x"), w)
    top, height = fit.y.place(_int(offset, "y"), h)
    if _keeps_aspect(shape, w, h):
        left += (width - w * fit.size) / 2
        top += (height - h * fit.size) / 2
        width, height = w * fit.size, h * fit.size
    for element, name, value in (
        (offset, "x", left),
        (offset, "y", top),
        (extent, "cx", width),
        (extent, "cy", height),
    ):
        element.set(name, str(round(value)))


def _keeps_aspect(shape: etree._Element, w: int, h: int) -> bool:
    """Whether a shape would look wrong when pressed: pictures, drawn marks, badges."""
    is_drawn = shape.find(f"{P}spPr/{A}custGeom") is not None
    preset = shape.find(f"{P}spPr/{A}prstGeom")
    is_round = preset is not None and preset.get("prst") == "ellipse"
    is_square = 0 < max(w, h) <= _SMALL and min(w, h) / max(w, h) >= _SQUARE
    return shape.tag == f"{P}pic" or is_drawn or is_round or is_square


_LENGTHS = (  # elements, their attributes, and by which scale they go
    (f"{A}rPr", ("sz",), "size"),
    (f"{A}endParaRPr", ("sz",), "size"),
    (f"{A}defRPr", ("sz",), "size"),
    (f"{A}spcPts", ("val",), "size"),
    (f"{A}pPr", ("marL", "indent"), "size"),
    (f"{A}ln", ("w",), "size"),
    (f"{A}bodyPr", ("lIns", "rIns"), "x"),
    (f"{A}bodyPr", ("tIns", "bIns"), "y"),
    (f"{A}tcPr", ("marL", "marR"), "x"),
    (f"{A}tcPr", ("marT", "marB"), "y"),
    (f"{A}gridCol", ("w",), "x"),
    (f"{A}tr", ("h",), "y"),
)


def _fit_inside(shape: etree._Element, fit: PageFit) -> None:
    scales = {"x": fit.x.scale, "y": fit.y.scale, "size": fit.size}
    for tag, names, by in _LENGTHS:
        for element in shape.iter(tag):
            for name in names:
                if element.get(name):
                    step = 10 if name == "sz" else 1  # letters have whole tenths of a point
                    value = _int(element, name) * scales[by]
                    element.set(name, str(round(value / step) * step))


def _int(element: etree._Element, name: str) -> int:
    return int(element.get(name) or 0)


# -- the title of a new page -------------------------------------------------------------------


def fit_title(page: etree._Element, theirs: Layouts, ours: Layouts, fit: PageFit) -> None:
    """Give the title of a new page our place and letters where their layout's would not do.

    Such a layout was left as it was when the pages got smaller: its title leaves the page, lies
    on what we draw below it, or has letters too large for its place.
    """
    title, own = title_in(page), title_in(ours[0])
    properties = None if title is None else title.find(f"{P}spPr")
    if title is None or properties is None or own is None:
        return
    place = own.find(f"{P}spPr/{A}xfrm")
    inherits = properties.find(f"{A}xfrm") is None
    if inherits and place is not None and not _lies_well(theirs, place, fit):
        properties.insert(0, deepcopy(place))
        _fit_place(title, fit)
    size = (_title_size(ours) or _TITLE_SIZE) * fit.size
    if (_title_size(theirs) or _TITLE_SIZE) > size * _LARGER:
        for run in title.iter(f"{A}rPr"):
            run.set("sz", str(round(size / 10) * 10))


def title_in(root: etree._Element) -> etree._Element | None:
    """The title placeholder of a page, layout or master."""
    for shape in root.iter(f"{P}sp"):
        holder = shape.find(f"{P}nvSpPr/{P}nvPr/{P}ph")
        if holder is not None and holder.get("type") in ("title", "ctrTitle"):
            return shape
    return None


def _lies_well(theirs: Layouts, place: etree._Element, fit: PageFit) -> bool:
    """Whether the title of their layout, or of its master, lies about where ours would."""
    titles = [title for one in theirs if (title := title_in(one)) is not None]
    placed = (title.find(f"{P}spPr/{A}xfrm") for title in titles)
    transform = next((one for one in placed if one is not None), None)
    if transform is None:
        return False
    (x, y, w, h), (ours_x, ours_y, ours_w, ours_h) = _box(transform), _box(place)
    left, width = fit.x.place(ours_x, ours_w)
    top, height = fit.y.place(ours_y, ours_h)
    return x + w <= (left + width) * _LARGER and y + h <= top + height * _LARGER


def _box(transform: etree._Element) -> tuple[int, int, int, int]:
    offset, extent = transform.find(f"{A}off"), transform.find(f"{A}ext")
    if offset is None or extent is None:
        return 0, 0, 0, 0
    return _int(offset, "x"), _int(offset, "y"), _int(extent, "cx"), _int(extent, "cy")


def _title_size(layouts: Layouts) -> int | None:
    """The size of a layout's titles, or that of its master; `None` where neither says one."""
    for root in layouts:
        title = title_in(root)
        levels = [] if title is None else list(title.iter(f"{A}lvl1pPr"))
        levels += root.findall(f"{P}txStyles/{P}titleStyle/{A}lvl1pPr")
        for level in levels:
            said = level.find(f"{A}defRPr")
            if said is not None and said.get("sz"):
                return _int(said, "sz")
    return None
