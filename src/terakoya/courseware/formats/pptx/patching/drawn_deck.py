"""A deck as our writer draws it, beside which somebody's own deck is read and patched."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from ....edition import EditionSettings
from ....layouts.identity import Part
from ....model import Material
from ....variables import values_of
from ..reading.charts import ChartData
from ..reading.identity import name_of
from ..reading.links import address_links
from ..reading.package import DeckPackage
from ..reading.sheets import DeckSource, SheetSource
from ..reading.xml import A, R
from ..writing import write_pptx
from ..writing.text import ADDRESS


def draw(material: Material, settings: EditionSettings, language: str) -> bytes:
    """The deck of an edition in a language, with its values and hidden slides."""
    values = values_of(material.course, language, settings.values(language))
    hidden = frozenset(one.slide for one in settings.hidden)
    return write_pptx(material, language, values=values, hidden=hidden, is_packed=False)


@dataclass
class DrawnDeck:
    """A deck of our own drawing: its sheets by slide and part."""

    deck: DeckSource

    def __post_init__(self) -> None:
        self.sheets: dict[str, dict[Part, SheetSource]] = {}
        for sheet in self.deck.sheets:
            part = Part(sheet.tags["CW_SHEET"])
            self.sheets.setdefault(sheet.tags["CW_SLIDE"], {})[part] = sheet

    def root(self, sheet: SheetSource) -> etree._Element:
        """The XML of a sheet."""
        return self.deck.package.xml(sheet.part)

    def addressed(self, sheet: SheetSource) -> etree._Element:
        """The same with the addresses of links, not the relations of this deck to them."""
        root = address_links(self.root(sheet), sheet.relations)
        for link in root.iter(f"{A}hlinkClick"):
            if link.get(ADDRESS) and link.get(f"{R}id"):
                del link.attrib[f"{R}id"]
        return root

    def content(self, sheet: SheetSource) -> tuple[object, ...]:
        """What a sheet says and shows, pictures by their bytes, for comparison."""
        package = self.deck.package
        relations = sheet.relations.values()
        links = [one.target for one in relations if one.external]
        pictures = [package.part(one.target) for one in relations if one.kind in ("image", "chart")]
        notes = [line.text for line in sheet.notes]
        return package.part(sheet.part), links, pictures, notes

    def pictures(self, sheet: SheetSource) -> dict[str, tuple[bytes, ...]]:
        """The bytes of the pictures of a sheet by block."""
        package, known = self.deck.package, sheet.relations
        named = ((name_of(block), block.image) for block in sheet.blocks)
        return {
            said[1]: tuple(
                package.part(known[one].target) for one in (image.raster, image.svg) if one in known
            )
            for said, image in named
            if said is not None and image is not None
        }

    def layouts(self, sheet: SheetSource) -> list[etree._Element]:
        """The layout of a sheet and its master."""
        return layouts_of(self.deck.package, sheet.part)


def charts_in(sheet: SheetSource) -> dict[str, ChartData]:
    """The bars of the charts of a sheet by block."""
    named = ((name_of(block), block.chart) for block in sheet.blocks)
    return {said[1]: chart for said, chart in named if said is not None and chart is not None}


def layouts_of(package: DeckPackage, part: str) -> list[etree._Element]:
    """The layout of a page and its master."""
    layouts = package.related(part, "slideLayout")
    masters = [one for layout in layouts for one in package.related(layout, "slideMaster")]
    return [package.xml(one) for one in (*layouts[:1], *masters[:1])]
