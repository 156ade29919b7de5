"""What a picture of a course may hold, and reading it safely.

A picture is drawn by browsers, by office programs and by typst alike, and comes from authors
and customers. So it holds plain shapes only: nothing that runs, nothing that is fetched, no
text (it would neither translate nor wrap), and no style sheet (our pages forbid them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from ..errors import UnreadableSource

SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
LARGEST = 512 * 1024
MOST_ELEMENTS = 20_000
DEEPEST_USE = 8
DEEPEST_GROUP = 24  # with DEEPEST_USE it bounds every walk over a picture

SHAPES = {"path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
STRUCTURE = {"svg", "title", "desc", "defs", "symbol", "use", "g"}
PAINT = {"clipPath", "mask", "linearGradient", "radialGradient", "stop", "pattern"}
_ALLOWED = SHAPES | STRUCTURE | PAINT
_FOREIGN_ATTRIBUTES_ALLOWED = {
    XLINK_HREF,
    "{http://www.w3.org/XML/1998/namespace}lang",
    "{http://www.w3.org/XML/1998/namespace}space",
}
_URL = re.compile(r"url\(\s*['\"]?\s*([^)'\"\s]*)", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_MENDS = {
    "script": "remove it; a picture must not run anything",
    "text": "turn the letters into paths, or write the words on the slide",
    "tspan": "turn the letters into paths, or write the words on the slide",
    "textPath": "turn the letters into paths, or write the words on the slide",
    "style": "write fill, stroke and the like as attributes of the shapes",
    "foreignObject": "draw its content with shapes",
    "image": "draw it with shapes; photographs have no place in an SVG of a course",
    "filter": "draw the effect with shapes; office programs render filters unevenly",
}


class UnfitPicture(UnreadableSource):
    """The SVG breaks the rules for pictures; its text names each break and the mend."""

    code = "unfit-picture"


def check_svg(svg: bytes) -> list[str]:
    """Name everything in an SVG that a course's picture may not hold, and how to mend it."""
    try:
        root = _parse(svg)
    except UnfitPicture as refusal:
        return [str(refusal)]
    problems = [*_root_problems(root)]
    for element in root.iter():
        problems += _element_problems(element)
    return problems + (_nesting_problems(root) or _reference_problems(root))


def read_svg(svg: bytes) -> etree._Element:
    """Parse an SVG that keeps the rules; `UnfitPicture` when it does not."""
    problems = check_svg(svg)
    if problems:
        raise UnfitPicture("; ".join(problems))
    return _parse(svg)


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def attributes_of(element: etree._Element) -> dict[str, str]:
    """The attributes of an element, those of other namespaces as `{namespace}name`."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def href_of(element: etree._Element) -> str | None:
    """The id that an element refers to; `None` when it refers to nothing."""
    target = element.get("href", element.get(XLINK_HREF))
    return None if target is None else target.strip().removeprefix("#")


def view_box(root: etree._Element) -> tuple[float, float, float, float] | None:
    """The four numbers of `viewBox`; `None` when there are none, or no area."""
    numbers = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    if len(numbers) != 4 or not all(_NUMBER.fullmatch(number) for number in numbers):
        return None
    x, y, width, height = (float(number) for number in numbers)
    return (x, y, width, height) if width > 0 and height > 0 else None


def _parse(svg: bytes) -> etree._Element:
    if len(svg) > LARGEST:
        raise UnfitPicture(
            f"the picture has {len(svg):,} bytes, {LARGEST:,} are allowed; "
            "simplify its paths or cut it into several pictures"
        )
    try:
        text = svg.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnfitPicture("the picture is not UTF-8; save it as UTF-8") from None
    # Entities are refused before the parser sees them: it would expand them in attributes.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnfitPicture("the picture has a DOCTYPE or entities; save it as plain SVG")
    # encoding= overrules the XML declaration, which could name another one to hide the above.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as fault:
        raise UnfitPicture(f"the picture is not well-formed XML ({fault}); mend that") from None
    return root


def _root_problems(root: etree._Element) -> Iterator[str]:
    if root.tag != f"{{{SVG}}}svg":
        yield f'the file is not an SVG; its first element must be <svg xmlns="{SVG}">'
    elif view_box(root) is None:
        yield 'line 1: <svg> has no viewBox; add one such as viewBox="0 0 800 600"'
    if root.getprevious() is not None and any(
        isinstance(node, etree._ProcessingInstruction) for node in root.itersiblings(preceding=True)
    ):
        yield "line 1: a processing instruction (<?…?>) stands before <svg>; remove it"


def _element_problems(element: etree._Element) -> Iterator[str]:
    line = element.sourceline
    if isinstance(element, etree._Comment):
        return
    if not isinstance(element.tag, str):
        yield f"line {line}: a processing instruction or entity stands here; remove it"
        return
    name = local_name(element)
    if etree.QName(element).namespace != SVG:
        yield f"line {line}: <{name}> is not SVG; save the picture as plain SVG"
    elif name not in _ALLOWED:
        mend = _MENDS.get(name, "draw it with shapes")
        yield f"line {line}: <{name}> is not allowed in a picture; {mend}"
    elif name == "symbol" and (element.get("overflow") != "visible" or element.get("viewBox")):
        yield (
            f'line {line}: <symbol> needs overflow="visible" and no viewBox, because programs '
            "clip symbols differently; scale the <use> by its transform"
        )
    elif name == "use" and any(local_name(a) in PAINT for a in element.iterancestors()):
        yield f"line {line}: <use> stands inside a clip, mask or pattern; copy the shape there"
    for attribute, value in attributes_of(element).items():
        yield from _attribute_problems(line, attribute, value)


def _attribute_problems(line: object, attribute: str, value: str) -> Iterator[str]:
    name = attribute.rpartition("}")[2]
    if attribute.startswith("{") and attribute not in _FOREIGN_ATTRIBUTES_ALLOWED:
        yield (
            f"line {line}: the attribute {name} belongs to a drawing program; "
            "save the picture as plain SVG"
        )
    elif name.lower().startswith("on"):
        yield f"line {line}: the attribute {name} would run a script; remove it"
    elif name.lower() == "style":
        yield (
            f"line {line}: a style attribute is not allowed; "
            "write fill, stroke and the like as attributes of their own"
        )
    elif name == "href" and not value.strip().startswith("#"):
        yield _outside(line, value)
    for target in _URL.findall(value):
        if not target.startswith("#"):
            yield _outside(line, target)


def _outside(line: object, target: str) -> str:
    return (
        f"line {line}: the picture refers to something outside itself ({target[:60]}); "
        "copy it into the picture"
    )


def elements_by_id(root: etree._Element) -> dict[str, etree._Element]:
    """Every element of a picture that has an id."""
    return {
        str(element.get("id")): element
        for element in root.iter(etree.Element)
        if element.get("id") is not None
    }


def _nesting_problems(root: etree._Element) -> list[str]:
    for element in root.iter(etree.Element):
        if sum(1 for _ in element.iterancestors()) > DEEPEST_GROUP:
            return [
                f"line {element.sourceline}: groups are nested more than {DEEPEST_GROUP} deep; "
                "ungroup them"
            ]
    return []


def _reference_problems(root: etree._Element) -> list[str]:
    known = elements_by_id(root)
    problems = []
    for element in root.iter(etree.Element):
        wanted = _URL.findall(" ".join(attributes_of(element).values()))
        targets = [target[1:] for target in wanted if target.startswith("#")]
        if (href := href_of(element)) is not None:
            targets.append(href)
        problems += [
            f"line {element.sourceline}: nothing in the picture has the id {target}; mend the id"
            for target in targets
            if target not in known
        ]
    return problems or _expansion_problems(root, known)


def _expansion_problems(root: etree._Element, known: Mapping[str, etree._Element]) -> list[str]:
    try:
        extent = _Measure(known).extent(root, ())
    except UnfitPicture as refusal:
        return [str(refusal)]
    if extent.elements > MOST_ELEMENTS:
        return [
            f"the picture has {extent.elements:,} shapes once every <use> is drawn, "
            f"{MOST_ELEMENTS:,} are allowed; simplify it"
        ]
    return []


@dataclass(frozen=True)
class _Extent:
    """How many elements a part has with every `<use>` drawn, and how deep uses are nested."""

    elements: int
    depth: int


class _Measure:
    """Measures what drawing every `<use>` would give, without drawing it."""

    def __init__(self, known: Mapping[str, etree._Element]) -> None:
        self.known = known
        self.extents: dict[str, _Extent] = {}

    def extent(self, top: etree._Element, open_ids: tuple[str, ...]) -> _Extent:
        """The extent of everything below `top`; `open_ids` are the uses being drawn."""
        elements, depth = 0, 0
        for element in top.iter(etree.Element):
            elements += 1
            target = href_of(element) if local_name(element) == "use" else None
            if target is None:
                continue
            drawn = self._drawn(element, target, open_ids)
            elements += drawn.elements
            depth = max(depth, drawn.depth + 1)
        return _Extent(elements, depth)

    def _drawn(self, use: etree._Element, target: str, open_ids: tuple[str, ...]) -> _Extent:
        if target in open_ids:
            raise UnfitPicture(
                f"line {use.sourceline}: <use> of {target} draws itself without end; "
                "remove the circle"
            )
        drawn = self.extents.get(target)
        if drawn is None and len(open_ids) < DEEPEST_USE:
            drawn = self.extent(self.known[target], (*open_ids, target))
            self.extents[target] = drawn
        if drawn is None or len(open_ids) + drawn.depth >= DEEPEST_USE:
            raise UnfitPicture(
                f"line {use.sourceline}: <use> is nested more than {DEEPEST_USE} deep; "
                "copy the shape there"
            )
        return drawn
