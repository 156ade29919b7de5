"""The sheets of a deck in their order, each with its shapes, notes, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

from lxml import etree

from ....text.whole_numbers import whole_number
from ...marked_text.line import Line
from .charts import chart_data, chart_lines
from .comments import comments_of
from .features import Feature, features_of
from .inherited_places import Holder, holders_of, moved, placed
from .lettering import Lettering, lettering_of
from .lines import lines_in, struck_in
from .links import address_links, links_in
from .package import DeckPackage, Relation, open_package
from .page_places import HEIGHT, WIDTH, Move, to_our_page
from .refusals import Refusal, UnreadableDeck
from .shapes import MAX_SHAPES, Block, blocks_in, title_of
from .slide_shows import SlideShows, slide_shows_of
from .xml import DGM, P14, A, C, P, R, local, parse_xml

MAX_SHEETS = 300
MAX_LETTERS = 1_000_000  # 3,300 a sheet; a full one has about 400
MAX_CELLS = 10_000  # of the tables of a sheet; nobody can read a tenth of them
MAX_LETTERS_OF_SHEET = 120_000  # a book of 200 pages
_CUSTOM = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"
_FARTHEST = 10**11  # EMU
# The places of a page of notes: what is spoken, the sheet itself, and what programs fill in.
_PLACES_OF_NOTES = ("body", "sldImg", "hdr", "ftr", "dt", "sldNum")
_SEEN = ("picture", "table", "chart", "diagram", "ole", "video", "audio")
_REMEMBERED = 100_000  # bytes of a part, beyond which what was read of it is not kept
Holders = tuple[Holder, ...]
_NO_HOLDERS: tuple[Holders, Holders] = ((), ())
# The element in a frame that says which part its words stand in, and its attribute.
_ELSEWHERE = {"diagram": (f"{DGM}relIds", f"{R}dm"), "chart": (f"{C}chart", f"{R}id")}


@dataclass(frozen=True)
class SheetSource:
    """One sheet as it stands in the file; `page` counts from 1."""

    page: int
    part: str
    name: str
    layout: str
    hidden: bool
    section: str
    tags: Mapping[str, str]
    blocks: tuple[Block, ...]
    notes: tuple[Line, ...]
    relations: Mapping[str, Relation]
    features: frozenset[Feature]
    fonts: frozenset[str]
    is_section_header: bool = False
    struck: tuple[str, ...] = ()
    lettering: frozenset[Lettering] = frozenset()
    links: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    beside_notes: tuple[str, ...] = ()
    has_picture_in_notes: bool = False
    template_words: tuple[str, ...] = ()
    has_template_picture: bool = False
    holders: tuple[Holders, Holders] = _NO_HOLDERS

    @property
    def title(self) -> tuple[Line, ...]:
        """The paragraphs of the title placeholder, whatever it is called."""
        return title_of(self.blocks)

    @property
    def placed_blocks(self) -> tuple[Block, ...]:
        """The shapes, those that inherit their place from the layout in that place."""
        return tuple(placed(block, *self.holders) for block in self.blocks)


@dataclass(frozen=True)
class DeckSource:
    """A deck: its sheets, its size in EMU, and the properties that our writer left in it.

    The places of shapes are brought to pages of our size.
    """

    package: DeckPackage
    sheets: tuple[SheetSource, ...]
    width: int
    height: int
    properties: Mapping[str, str]
    sections: tuple[str, ...] = ()
    title: str = ""
    language: str = ""
    layouts: Mapping[str, str] = field(default_factory=dict)
    shows: SlideShows = field(default_factory=SlideShows)


def read_deck(data: bytes) -> DeckSource:
    """The sheets of a deck; raises `UnreadableDeck` for what is none or is too much."""
    package = open_package(data)
    presentation = package.xml(package.main)
    relations = package.relations(package.main)
    entries = presentation.findall(f"{P}sldIdLst/{P}sldId")
    if not entries:
        raise UnreadableDeck(Refusal.NO_SLIDES)
    if len(entries) > MAX_SHEETS:
        raise UnreadableDeck(Refusal.TOO_MANY_SLIDES, count=len(entries), most=MAX_SHEETS)
    sections, section_of = _sections(presentation)
    layouts = _Layouts(package)
    sheets: list[SheetSource] = []
    letters = 0
    for page, entry in enumerate(entries, 1):
        relation = relations.get(entry.get(f"{R}id") or "")
        part = "" if relation is None or relation.external else relation.target
        if part not in package:
            raise UnreadableDeck(Refusal.MISSING, page, part=part or "slide")
        section = section_of.get(entry.get("id") or "", "")
        sheets.append(_sheet(package, page, part, section, layouts))
        here = _letters(sheets[-1])
        letters += here
        if here > MAX_LETTERS_OF_SHEET:
            raise UnreadableDeck(Refusal.LONG_SHEET, page, most=MAX_LETTERS_OF_SHEET)
        if letters > MAX_LETTERS:
            raise UnreadableDeck(Refusal.TOO_MUCH_TEXT, page, most=MAX_LETTERS)
    width, height = _page_size(presentation)
    move = to_our_page([block for sheet in sheets for block in sheet.blocks], width, height)
    if move is not None:
        sheets = [_moved(one, move) for one in sheets]
    title, language = _core(package)
    properties = _custom(package)
    page_of = {entry.get(f"{R}id") or "": page for page, entry in enumerate(entries, 1)}
    return DeckSource(
        package,
        tuple(sheets),
        width,
        height,
        properties,
        sections,
        title,
        language,
        {part: layout.name for part, layout in layouts.found.items()},
        slide_shows_of(package, presentation, page_of, properties),
    )


def _moved(sheet: SheetSource, move: Move) -> SheetSource:
    layout, master = sheet.holders
    holders = moved(layout, move), moved(master, move)
    return replace(sheet, blocks=tuple(map(move, sheet.blocks)), holders=holders)


def _page_size(presentation: etree._Element) -> tuple[int, int]:
    size = presentation.find(f"{P}sldSz")
    width, height = _number(size, "cx", WIDTH), _number(size, "cy", HEIGHT)
    return width or WIDTH, height or HEIGHT


def _letters(sheet: SheetSource) -> int:
    """How many characters stand on a sheet and in its notes."""
    return sum(len(block.text) for block in sheet.blocks) + sum(
        len(one.text) for one in sheet.notes
    )


def _number(element: etree._Element | None, key: str, other: int) -> int:
    found = 0 if element is None else whole_number(element.get(key))
    return found if 0 < found < _FARTHEST else other


def _sheet(
    package: DeckPackage, page: int, part: str, section: str, layouts: _Layouts
) -> SheetSource:
    data = package.xml_bytes(part, page)
    relations = package.relations(part, page)
    read = _drawing_of if len(data) <= _REMEMBERED else _drawing_of.__wrapped__
    drawn = read(data, page, part, tuple(relations.items()))
    blocks = [_with_words(block, package, relations, page) for block in drawn.blocks]
    layout = layouts.of(part, page)
    notes = _notes(package, part, page)
    return SheetSource(
        page=page,
        part=part,
        name=drawn.name,
        layout=layout.name,
        is_section_header=layout.kind == "secHead",
        hidden=drawn.hidden,
        section=section,
        tags=_tags(package, part, page),
        blocks=tuple(blocks),
        notes=notes.lines or (),
        beside_notes=notes.beside,
        has_picture_in_notes=notes.has_picture,
        relations=relations,
        features=drawn.features,
        fonts=drawn.fonts,
        lettering=drawn.lettering,
        struck=(*drawn.struck, *notes.struck),
        links=drawn.links,
        comments=comments_of(package, part, page),
        template_words=layout.words,
        has_template_picture=layout.has_picture,
        holders=layout.holders,
    )


@dataclass(frozen=True)
class _Drawing:
    """What the part of a sheet says by itself, as in `SheetSource`."""

    name: str
    hidden: bool
    blocks: tuple[Block, ...]
    features: frozenset[Feature]
    fonts: frozenset[str]
    lettering: frozenset[Lettering]
    struck: tuple[str, ...]
    links: tuple[str, ...]


@lru_cache(maxsize=256)
def _drawing_of(
    data: bytes, page: int, part: str, related: tuple[tuple[str, Relation], ...]
) -> _Drawing:
    """What a sheet says by its bytes; a deck is read several times, before and after an update.

    The trees of its blocks are for all who read them: whoever changes one takes a copy.
    """
    root, relations = parse_xml(data, part, page), dict(related)
    content = root.find(f"{P}cSld")
    tree = None if content is None else content.find(f"{P}spTree")
    if content is None or tree is None:
        raise UnreadableDeck(Refusal.BROKEN_XML, page, part=part)
    if sum(1 for _ in tree.iter(f"{A}tc")) > MAX_CELLS:
        raise UnreadableDeck(Refusal.MANY_CELLS, page, most=MAX_CELLS)
    address_links(root, relations)
    blocks = blocks_in(tree)
    if len(blocks) > MAX_SHAPES:
        raise UnreadableDeck(Refusal.MANY_SHAPES, page, most=MAX_SHAPES)
    return _Drawing(
        name=content.get("name") or "",
        hidden=root.get("show", "1") in ("0", "false"),
        blocks=tuple(blocks),
        features=features_of(root, relations),
        fonts=_fonts(root),
        lettering=lettering_of(root),
        struck=struck_in(root),
        links=tuple(links_in(root, relations)),
    )


def _with_words(
    block: Block, package: DeckPackage, relations: Mapping[str, Relation], page: int
) -> Block:
    """SmartArt and charts with their words, which stand in parts of their own."""
    if block.sort not in _ELSEWHERE or block.element is None:
        return block
    tag, key = _ELSEWHERE[block.sort]
    for reference in block.element.iter(tag):
        relation = relations.get(reference.get(key) or "")
        if relation is not None and not relation.external and relation.target in package:
            root = package.xml(relation.target, page)
            if block.sort == "chart":
                lines = tuple(Line.of(text) for text in chart_lines(root))
                block = replace(block, chart=chart_data(root))
            else:
                bodies = root.iterfind(f".//{DGM}pt/{DGM}t")
                lines = tuple(line for body in bodies for line in lines_in(body))
            return replace(block, lines=lines, levels=(0,) * len(lines))
    return block


@dataclass(frozen=True)
class _Layout:
    """What a layout says with its masters; `kind` as office programs call it, such as `secHead`.

    `words` are those that both show on a sheet beside the words of places, `has_picture` tells
    whether they show one there, such as a logo; `holders` are the places of both.
    """

    name: str = ""
    kind: str = ""
    words: tuple[str, ...] = ()
    has_picture: bool = False
    holders: tuple[Holders, Holders] = _NO_HOLDERS


_NO_LAYOUT = _Layout()


@dataclass
class _Layouts:
    """The layouts of a deck by part, each read once."""

    package: DeckPackage
    found: dict[str, _Layout] = field(default_factory=dict)

    def of(self, sheet: str, page: int) -> _Layout:
        """The layout of a sheet."""
        for part in self.package.related(sheet, "slideLayout", page):
            if part not in self.found:
                self.found[part] = self._read(part, page)
            return self.found[part]
        return _NO_LAYOUT

    def _read(self, part: str, page: int) -> _Layout:
        masters = self.package.related(part, "slideMaster", page)
        given = [self.package.xml_bytes(name, page) for name in (part, *masters)]
        read = _layout_of if max(map(len, given)) <= _REMEMBERED else _layout_of.__wrapped__
        try:
            return read(*given)
        except UnreadableDeck:
            for name in (part, *masters):  # says which one is broken
                self.package.xml(name, page)
            raise


@lru_cache(maxsize=128)
def _layout_of(layout: bytes, *masters: bytes) -> _Layout:
    """A layout and its masters by their bytes: decks of one template, and states of one deck,
    have the same."""
    root, *above = [parse_xml(data, "") for data in (layout, *masters)]
    content = root.find(f"{P}cSld")
    shown = root.get("showMasterSp", "1") not in ("0", "false")
    own, inherited = _tree([root]), _tree(above)
    # What stands on every page beside places.
    blocks = [*own, *(inherited if shown else ())]
    blocks = [block for block in blocks if not block.kind and not block.hidden]
    texts = [block.text for block in blocks if block.text.strip()]
    return _Layout(
        name="" if content is None else content.get("name") or "",
        kind=root.get("type") or "",
        words=tuple(dict.fromkeys(" ".join(one.split()) for one in texts)),
        has_picture=any(block.image is not None for block in blocks),
        holders=(holders_of(own), holders_of(inherited)),
    )


def _tree(roots: list[etree._Element]) -> list[Block]:
    """The shapes of layouts and masters."""
    trees = [tree for one in roots if (tree := one.find(f"{P}cSld/{P}spTree")) is not None]
    return [block for tree in trees for block in blocks_in(tree)]


def _tags(package: DeckPackage, part: str, page: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in package.related(part, "tags", page):
        for tag in package.xml(name, page).iterfind(f"{P}tag"):
            found[tag.get("name") or ""] = tag.get("val") or ""
    return found


@dataclass(frozen=True)
class _Notes:
    """What the notes of a sheet say; `lines` is `None` where there is no place for any.

    `struck` is what is struck through in them, `beside` the words of boxes and tables that stand
    on their page outside that place, `has_picture` whether something without words stands there.
    """

    lines: tuple[Line, ...] | None = None
    struck: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    has_picture: bool = False


def _notes(package: DeckPackage, part: str, page: int) -> _Notes:
    found = []
    for name in package.related(part, "notesSlide", page):
        data = package.xml_bytes(name, page)
        read = _notes_of if len(data) <= _REMEMBERED else _notes_of.__wrapped__
        found.append(read(data, name, page))
    return _Notes(
        next((one.lines for one in found if one.lines is not None), ()),
        tuple(text for one in found for text in one.struck),
        tuple(text for one in found for text in one.beside),
        any(one.has_picture for one in found),
    )


@lru_cache(maxsize=256)
def _notes_of(data: bytes, name: str, page: int) -> _Notes:
    """What a page of notes says."""
    root = parse_xml(data, name, page)
    tree = root.find(f"{P}cSld/{P}spTree")
    if tree is None:
        return _Notes(struck=struck_in(root))
    blocks = blocks_in(tree)
    lines = tuple(line for one in blocks if one.kind == "body" for line in one.lines)
    beside = [one for one in blocks if one.kind not in _PLACES_OF_NOTES]
    texts = [" ".join(one.text.split()) for one in beside]
    return _Notes(
        lines,
        struck_in(root),
        tuple(dict.fromkeys(text for text in texts if text)),
        any(one.sort in _SEEN and not text for one, text in zip(beside, texts, strict=True)),
    )


def _fonts(root: etree._Element) -> frozenset[str]:
    """The fonts that runs and boxes name by themselves; `+mn-ea` and the like are the theme's."""
    named = chain(
        root.iter(f"{A}rPr"),  # what follows a paragraph has a font of its own
        (
            level
            for body in root.iter(f"{P}txBody")
            if any(text.text for text in body.iter(f"{A}t"))
            for level in body.iterfind(f"{A}lstStyle/*/{A}defRPr")  # so Keynote has them
        ),
    )
    names = {
        element.get("typeface") or ""
        for one in named
        for tag in (f"{A}latin", f"{A}ea")
        for element in one.iterfind(tag)
    }
    return frozenset(name for name in names if name and not name.startswith("+"))


def _sections(presentation: etree._Element) -> tuple[tuple[str, ...], dict[str, str]]:
    """The names of the sections in order, and the section of each sheet by its number."""
    names, numbers = [], {}
    for section in presentation.iter(f"{P14}section"):
        name = section.get("name") or ""
        names.append(name)
        for entry in section.iter(f"{P14}sldId"):
            numbers[entry.get("id") or ""] = name
    return tuple(names), numbers


def _custom(package: DeckPackage) -> dict[str, str]:
    for name in package.related("", "custom-properties"):
        return {
            entry.get("name") or "": "".join(str(text) for text in entry.itertext())
            for entry in package.xml(name).iterfind(f"{_CUSTOM}property")
        }
    return {}


def _core(package: DeckPackage) -> tuple[str, str]:
    """Title and language that the file says of itself."""
    for name in package.related("", "core-properties"):
        texts = {local(child): (child.text or "").strip() for child in package.xml(name)}
        return texts.get("title", ""), texts.get("language", "")
    return "", ""
