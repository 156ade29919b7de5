"""New pages of somebody's own deck: our drawing on the layouts that the deck has.

A new page lies on the deck's layout of that name; a deck in another template gives the one that
its pages of that kind are on. Its title looks as the titles of the deck do, and its words have the
fonts that the deck's words have, where these stand on the pages and not in the theme. In a theme
that is not ours right stays green and wrong red, whatever that theme has in their slots.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from ..reading.page_size import Axis, PageFit, fit_title, title_in
from ..reading.sheets import DeckSource, SheetSource
from ..reading.xml import A, P
from ..writing.xml import to_bytes
from .drawn_deck import DrawnDeck
from .package import PRESENTATION_TYPE, PackagePatch
from .telling_colours import is_in_our_theme, write_telling_colours

_AS_DRAWN = PageFit(Axis(1), Axis(1))
_LOOKS = ("sz", "b", "i", "u", "cap", "spc")
_PARTS = ("solidFill", "gradFill", "latin", "ea")  # in the order that a run's look has them
_FACES = ("latin", "ea")


@dataclass
class NewPages:
    """Copies pages of our drawing into a deck; `kin` are the deck's pages that show slides.

    Each of `kin` is the layout of a slide and the part that shows it.
    """

    source: DeckSource
    parts: PackagePatch
    drawn: DrawnDeck
    fit: PageFit | None
    kin: Sequence[tuple[str, str]]

    def __post_init__(self) -> None:
        self.package = self.source.package

    def add(self, drawn: SheetSource, kind: str) -> str:
        """Copy a page of a slide whose layout is `kind`; returns the name of its part."""
        package = self.drawn.deck.package
        part = self.parts.free_name("ppt/slides/slide{}.xml")
        relations: list[tuple[str, str, str]] = []
        for identity, relation in package.relations(drawn.part).items():
            target = relation.target
            if relation.kind == "slideLayout":
                target = self._layout(drawn.layout, kind)
            elif relation.kind == "image":
                target = self.parts.bring_picture(package, target)
            elif relation.kind == "chart":
                target = self.parts.bring_chart(package, target)
            elif relation.kind == "notesSlide":
                target = self._add_notes(target, part)
                if not target:
                    continue
            elif relation.kind == "tags":
                target = self.parts.copy(package, target, "ppt/tags/tag{}.xml", "tags+xml")
            # A link keeps its address: it is no part of either deck.
            relations.append((identity, relation.kind, target))
        layout = next(target for _, kind, target in relations if kind == "slideLayout")
        self.parts.members[part] = self._page(drawn, layout)
        self.parts.types[part] = f"{PRESENTATION_TYPE}slide+xml"
        self.parts.relate(part, relations)
        return part

    def _page(self, drawn: SheetSource, layout: str) -> bytes:
        """The bytes of a new page, whose title keeps off what their layout does, in their look."""
        is_foreign = drawn.layout not in self._layouts
        title_look, faces = self._looks
        has_look = title_look is not None or faces is not None
        is_themed = is_in_our_theme(self.package, layout)
        if self.fit is None and not is_foreign and not has_look and is_themed:
            return self.drawn.deck.package.part(drawn.part)
        root = self.drawn.root(drawn)
        if self.fit is not None or is_foreign:
            masters = self.package.related(layout, "slideMaster")
            theirs = [self.package.xml(one) for one in (layout, *masters[:1])]
            fit_title(root, theirs, self.drawn.layouts(drawn), self.fit or _AS_DRAWN)
        _give_faces(root, faces)
        _give_title_look(root, title_look)
        if not is_themed:
            write_telling_colours(root)
        return to_bytes(root)

    @cached_property
    def _looks(self) -> tuple[etree._Element | None, etree._Element | None]:
        """The look of the deck's titles, and the fonts of all other words."""
        roots = [self.package.xml(sheet.part) for sheet in self.source.sheets]
        return _most_common(_title_looks(roots)), _most_common(_faces(roots))

    def _add_notes(self, target: str, slide: str) -> str:
        package = self.drawn.deck.package
        masters = self.package.related(self.package.main, "notesMaster")
        if not masters:
            return ""
        part = self.parts.copy(
            package, target, "ppt/notesSlides/notesSlide{}.xml", "notesSlide+xml"
        )
        kinds = {"notesMaster": masters[0], "slide": slide}
        relations = [
            (identity, relation.kind, kinds[relation.kind])
            for identity, relation in package.relations(target).items()
            if relation.kind in kinds
        ]
        self.parts.relate(part, relations)
        return part

    # -- layouts ----------------------------------------------------------------------------

    def _layout(self, wanted: str, kind: str) -> str:
        """The deck's layout of that name, else that of most of its pages of the kind, or of all."""
        named = self._layouts.get(wanted)
        if named is not None:
            return named
        alike = [part for layout, part in self.kin if layout == kind]
        every = [sheet.part for sheet in self.source.sheets]
        used = Counter(self.package.related(part, "slideLayout")[0] for part in alike or every)
        return used.most_common(1)[0][0]

    @cached_property
    def _layouts(self) -> dict[str, str]:
        """The layouts by name, those that pages are on first."""
        found = {name: part for part, name in self.source.layouts.items()}
        for part in self.all_layouts():
            content = self.package.xml(part).find(f"{P}cSld")
            found.setdefault("" if content is None else content.get("name") or "", part)
        return found

    def all_layouts(self) -> list[str]:
        """Every layout of every master."""
        masters = self.package.related(self.package.main, "slideMaster")
        return [part for one in masters for part in self.package.related(one, "slideLayout")]


# -- looks -------------------------------------------------------------------------------------


def _title_looks(roots: Iterable[etree._Element]) -> Iterator[bytes]:
    """What the titles of the pages say of their own look, nothing where their layout says it."""
    for root in roots:
        title = title_in(root)
        run = None if title is None else next(title.iter(f"{A}r"), None)
        if run is not None:
            yield _look(run.find(f"{A}rPr"))


def _look(properties: etree._Element | None) -> bytes:
    """A look without what is no look, such as the language; empty where it says nothing."""
    if properties is None:
        return b""
    kept = etree.Element(
        f"{A}rPr", {k: properties.get(k) or "" for k in _LOOKS if k in properties.attrib}
    )
    kept.extend(deepcopy(child) for name in _PARTS for child in properties.iterfind(f"{A}{name}"))
    return etree.tostring(kept, method="c14n") if len(kept) or kept.attrib else b""


def _faces(roots: Iterable[etree._Element]) -> Iterator[bytes]:
    """The fonts that the runs of the pages name by themselves."""
    for root in roots:
        title = title_in(root)
        titled = set() if title is None else set(title.iter(f"{A}rPr"))
        for run in root.iter(f"{A}r"):
            properties = run.find(f"{A}rPr")
            if properties not in titled:
                yield _face(properties)


def _face(properties: etree._Element | None) -> bytes:
    kept = etree.Element(f"{A}rPr")
    for name in _FACES:
        named = None if properties is None else properties.find(f"{A}{name}")
        if named is not None and not (named.get("typeface") or "+").startswith("+"):
            etree.SubElement(kept, f"{A}{name}", {"typeface": named.get("typeface") or ""})
    return etree.tostring(kept, method="c14n") if len(kept) else b""


def _most_common(looks: Iterator[bytes]) -> etree._Element | None:
    """What more than half of them say; `None` where they say nothing, or different things."""
    counted = Counter(looks)
    for look, count in counted.most_common(1):
        if look and 2 * count > counted.total():
            return etree.fromstring(look)
    return None


def _give_title_look(root: etree._Element, look: etree._Element | None) -> None:
    title = title_in(root)
    if title is None or look is None:
        return
    for run in title.iter(f"{A}r"):
        properties = _properties_of(run)
        for name, value in look.attrib.items():
            properties.set(name, value)
        for child in look:
            _give(properties, child)


def _give_faces(root: etree._Element, look: etree._Element | None) -> None:
    if look is None:
        return
    for run in root.iter(f"{A}r"):
        properties = _properties_of(run)
        for child in look:
            _give(properties, child)


def _properties_of(run: etree._Element) -> etree._Element:
    properties = run.find(f"{A}rPr")
    if properties is None:
        properties = etree.Element(f"{A}rPr")
        run.insert(0, properties)
    return properties


_FILLS = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_ORDER = (
    "ln",
    *_FILLS,
    *("effectLst", "effectDag", "highlight", "uLnTx", "uLn", "uFillTx", "uFill"),
    *("latin", "ea", "cs", "sym", "hlinkClick", "hlinkMouseOver", "rtl", "extLst"),
)


def _give(properties: etree._Element, child: etree._Element) -> None:
    """Put a part of a look where the schema wants it, in place of one of its sort."""
    name = etree.QName(child).localname
    gone = _FILLS if name in _FILLS else (name,)
    for one in list(properties):
        if etree.QName(one).localname in gone:
            properties.remove(one)
    place = sum(_ORDER.index(etree.QName(one).localname) < _ORDER.index(name) for one in properties)
    properties.insert(place, deepcopy(child))
