"""The shapes of a sheet as blocks: a name, paragraphs, a table, a picture, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from lxml import etree

from ....text.alternative_text import is_written, without_folders
from ....text.whole_numbers import whole_number
from ...marked_text.line import Line, plain_text
from .charts import ChartData
from .lines import lines_and_levels_in, lines_in
from .links import link_of_shape
from .xml import ADEC, ASVG, MC, P14, A, P, R, local

_TABLE = "http://schemas.openxmlformats.org/drawingml/2006/table"
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
_CHART = "/chart"
_OLE = "/ole"
MAX_SHAPES = 20_000
TITLES = ("title", "ctrTitle")
# `contentPart`: what was drawn by hand with a pen.
_SHAPES = tuple(f"{P}{tag}" for tag in ("sp", "pic", "graphicFrame", "cxnSp", "contentPart"))
_NUMBER = re.compile(r"^-?\d{1,9}(\.\d{1,6})?$")


@dataclass(frozen=True)
class Cell:
    """One cell of a table; the cells that a merged one covers are empty."""

    lines: tuple[Line, ...]
    merged: bool = False


Flip = tuple[bool, bool]  # left and right exchanged; upside down
Crop = tuple[float, float, float, float]  # shares at the left, the top, the right and the bottom


@dataclass(frozen=True)
class Image:
    """The picture of a shape: relation ids of its parts, `svg` where one is drawn from.

    `linked` says that the picture stands outside the file and is not read; `crop` are the shares
    that are cut off at the left, the top, the right and the bottom, `flip` says how it is
    mirrored.
    """

    raster: str = ""
    svg: str = ""
    linked: bool = False
    crop: Crop = (0, 0, 0, 0)
    flip: Flip = (False, False)


@dataclass(frozen=True)
class Block:
    """A shape of a sheet. Lengths are EMU; `kind` is the kind of a placeholder, or empty.

    `refused_alt` is an alternative text that nobody wrote; folders are left out of it.
    `sort`: text, table, picture, chart, diagram, ole, video, audio, line or group.
    """

    name: str
    sort: str
    lines: tuple[Line, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    image: Image | None = None
    alt: str = ""
    refused_alt: str = ""
    decorative: bool = False
    hidden: bool = False
    kind: str = ""
    x: int = 0
    y: int = 0
    w: int = 0
    h: int = 0
    vertical: bool = False
    levels: tuple[int, ...] = ()
    chart: ChartData | None = None
    element: etree._Element | None = field(default=None, repr=False, compare=False)

    @property
    def text(self) -> str:
        """All words of the shape."""
        if self.rows:
            return "\n".join(plain_text(cell.lines) for row in self.rows for cell in row)
        return plain_text(self.lines)


def title_of(blocks: Iterable[Block]) -> tuple[Line, ...]:
    """The paragraphs of the title placeholder of a page, whatever it is called."""
    return next((one.lines for one in blocks if one.kind in TITLES and one.lines), ())


def blocks_in(tree: etree._Element) -> list[Block]:
    """The shapes of a tree in their order, those of groups in their place.

    Of more than `MAX_SHAPES` there is one more than that, so that the caller sees it.
    """
    return list(islice(_blocks(tree, (0, 0, 1.0, 1.0)), MAX_SHAPES + 1))


_FARTHEST = 1e12  # EMU from the corner, and times as large
_Frame = tuple[float, float, float, float]  # shift and scale from a group's inside to the sheet


def _blocks(tree: etree._Element, frame: _Frame) -> Iterator[Block]:
    for element in tree:
        if element.tag == f"{MC}AlternateContent":
            chosen = element.find(f"{MC}Fallback")
            choice = element.find(f"{MC}Choice")
            branch = choice if choice is not None and _is_known(choice) else chosen
            found = iter(()) if branch is None else _blocks(branch, frame)
            # What has no form that is read here, such as a drawing by pen, is a shape at least.
            yield next(found, Block(name="", sort="other", element=element))
            yield from found
        elif element.tag == f"{P}grpSp":
            yield from _blocks(element, _inside(element, frame))
        elif element.tag in _SHAPES:
            yield _block(element, frame)


def _is_known(choice: etree._Element) -> bool:
    """Whether the newer form of a shape is one that is read here; else its fallback is.

    The older form of a table with formulas has pictures of them instead.
    """
    is_table = next(choice.iter(f"{A}tbl"), None) is not None
    return is_table or any(child.tag in (f"{P}sp", f"{P}pic") for child in choice)


def _block(element: etree._Element, frame: _Frame) -> Block:
    block = _named(element, frame)
    if element.tag == f"{P}graphicFrame":
        return _framed(element, block)
    if element.tag == f"{P}pic":
        return replace(block, sort=_media_sort(element), image=_image(element))
    if element.tag in (f"{P}cxnSp", f"{P}contentPart"):
        return replace(block, sort="line")
    body = element.find(f"{P}txBody")
    fill = element.find(f"{P}spPr/{A}blipFill")
    lines, levels = lines_and_levels_in(body)
    return replace(
        block,
        lines=_leading(lines, link_of_shape(element)),
        levels=levels,
        image=None if fill is None else _image_of_fill(fill, element),
        vertical=_is_vertical(body),
    )


def _leading(lines: tuple[Line, ...], address: str) -> tuple[Line, ...]:
    """The words of a shape that leads somewhere as a whole."""
    if not address:
        return lines
    return tuple(
        replace(line, links=tuple(link or address for link in line.links or ("",) * len(line.text)))
        for line in lines
    )


def _named(element: etree._Element, frame: _Frame) -> Block:
    """What every shape has: name, alternative text, placeholder, place."""
    properties = next(iter(element.iter(f"{P}cNvPr")), None)
    said = etree.Element("none").attrib if properties is None else properties.attrib
    holder = element.find(f"./*/{P}nvPr/{P}ph")
    x, y, w, h = _place(element, frame)
    alt = str(said.get("descr", "")).strip()
    is_decorative = _is_decorative(properties)
    return Block(
        name=str(said.get("name", "")),
        sort="text",
        alt=alt if is_written(alt) else "",
        refused_alt="" if is_decorative or is_written(alt) else without_folders(alt),
        decorative=is_decorative,
        hidden=said.get("hidden") in ("1", "true"),
        kind="" if holder is None else (holder.get("type") or "body"),
        x=x,
        y=y,
        w=w,
        h=h,
        element=element,
    )


def _framed(element: etree._Element, block: Block) -> Block:
    data = element.find(f"{A}graphic/{A}graphicData")
    uri = "" if data is None else data.get("uri") or ""
    if uri == _TABLE and data is not None:
        return replace(block, sort="table", rows=_rows(data))
    sort = "ole" if uri.endswith(_OLE) else "chart" if uri.endswith(_CHART) else ""
    sort = sort or ("diagram" if uri == _DIAGRAM else "other")
    return replace(block, sort=sort, image=_image(element) if sort == "ole" else None)


def _rows(data: etree._Element) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        tuple(
            Cell(
                lines_in(cell.find(f"{A}txBody")),
                merged=any(cell.get(key) for key in ("gridSpan", "rowSpan", "hMerge", "vMerge")),
            )
            for cell in row.iterfind(f"{A}tc")
        )
        for row in data.iterfind(f"{A}tbl/{A}tr")
    )


def _media_sort(picture: etree._Element) -> str:
    properties = picture.find(f"{P}nvPicPr/{P}nvPr")
    if properties is None:
        return "picture"
    names = {local(child) for child in properties.iter(etree.Element)}
    if "audioFile" in names or "wavAudioFile" in names or "audioCd" in names:
        return "audio"
    has_media = next(iter(properties.iter(f"{P14}media")), None) is not None
    return "video" if "videoFile" in names or "quickTimeFile" in names or has_media else "picture"


def _image(element: etree._Element) -> Image | None:
    fill = next(iter(element.iter(f"{P}blipFill")), None)
    return None if fill is None else _image_of_fill(fill, element)


def _image_of_fill(fill: etree._Element, shape: etree._Element) -> Image | None:
    blip = fill.find(f"{A}blip")
    if blip is None:
        return None
    svg = next(iter(blip.iter(f"{ASVG}svgBlip")), None)
    return Image(
        raster=blip.get(f"{R}embed") or "",
        svg="" if svg is None else svg.get(f"{R}embed") or "",
        linked=not blip.get(f"{R}embed") and bool(blip.get(f"{R}link")),
        crop=_crop(fill.find(f"{A}srcRect")),
        flip=(_is_mirrored(shape, "flipH"), _is_mirrored(shape, "flipV")),
    )


def _is_mirrored(shape: etree._Element, way: str) -> bool:
    """Whether a shape is seen mirrored, by itself or by an odd number of its groups."""
    around = (shape, *shape.iterancestors(f"{P}grpSp"))
    frames = (one.find(f"./{P}{of}/{A}xfrm") for one in around for of in ("spPr", "grpSpPr"))
    said = (frame.get(way) in ("1", "true") for frame in frames if frame is not None)
    return sum(said) % 2 == 1


def _crop(rectangle: etree._Element | None) -> Crop:
    if rectangle is None:
        return 0, 0, 0, 0
    shares = [_share(rectangle.get(side) or "0") for side in ("l", "t", "r", "b")]
    left, top, right, bottom = shares
    # A picture that would be cut away whole is shown whole.
    return (left, top, right, bottom) if left + right < 1 and top + bottom < 1 else (0, 0, 0, 0)


def _share(value: str) -> float:
    """A share in thousandths of a percent, or in percent as strict files write it."""
    text = value.removesuffix("%")
    number = float(text) / (100 if text != value else 100_000) if _NUMBER.match(text) else 0.0
    return min(max(number, 0.0), 1.0)


def _is_decorative(properties: etree._Element | None) -> bool:
    if properties is None:
        return False
    mark = next(iter(properties.iter(f"{ADEC}decorative")), None)
    return mark is not None and mark.get("val", "1") in ("1", "true")


def _is_vertical(body: etree._Element | None) -> bool:
    properties = None if body is None else body.find(f"{A}bodyPr")
    return properties is not None and properties.get("vert", "horz") != "horz"


def _place(element: etree._Element, frame: _Frame) -> tuple[int, int, int, int]:
    transform = element.find(f"{P}xfrm")
    if transform is None:
        transform = element.find(f"{P}spPr/{A}xfrm")
    if transform is None:
        return 0, 0, 0, 0
    x, y, w, h = _numbers(transform, "off", "ext")
    left, top, across, down = frame
    return (
        round(left + x * across),
        round(top + y * down),
        round(w * across),
        round(h * down),
    )


def _inside(group: etree._Element, frame: _Frame) -> _Frame:
    transform = group.find(f"{P}grpSpPr/{A}xfrm")
    if transform is None:
        return frame
    x, y, w, h = _numbers(transform, "off", "ext")
    inner_x, inner_y, inner_w, inner_h = _numbers(transform, "chOff", "chExt")
    across = w / inner_w if inner_w else 1.0
    down = h / inner_h if inner_h else 1.0
    left, top, wide, high = frame
    return (
        _bounded(left + (x - inner_x * across) * wide),
        _bounded(top + (y - inner_y * down) * high),
        _bounded(wide * across),
        _bounded(high * down),
    )


def _bounded(number: float) -> float:
    """No farther than any sheet: groups in groups may enlarge without end."""
    return min(max(number, -_FARTHEST), _FARTHEST)


def _numbers(transform: etree._Element, place: str, size: str) -> tuple[int, int, int, int]:
    off, ext = transform.find(f"{A}{place}"), transform.find(f"{A}{size}")

    def number(element: etree._Element | None, key: str) -> int:
        return 0 if element is None else whole_number(element.get(key))

    return number(off, "x"), number(off, "y"), number(ext, "cx"), number(ext, "cy")
