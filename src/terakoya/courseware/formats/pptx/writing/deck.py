"""The deck: every part in its place, one or two sheets for each slide."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial

from lxml import etree

from .... import inline
from ....layouts import sheets_of
from ....layouts.frames import FRAMES, LayoutFrame, frame_of
from ....layouts.identity import Part
from ....layouts.sheet import Setting, Sheet
from ....layouts.units import SHEET_HEIGHT, SHEET_WIDTH, emu
from ....model import TWO_SHEETS, AnySlide, Chapter, Material
from ....narration import NarrationPart
from ....revision import revision_id, sha256
from ...pacing import CONTINUED, Paces
from .charts import ChartStore
from .drawing import Pen
from .identity import tags
from .master import default_text_style, notes_master, slide_layout, slide_master, tree
from .media import MediaStore
from .notes import notes_slide
from .package import Package
from .properties import core_properties, custom_properties, extended_properties
from .sound import BLOCK, sound_shape, timing, transition
from .text import Tongue, relate_links, tongue_of
from .theme import THEME, table_styles, theme
from .words import words_of
from .xml import el, extensions, to_bytes

_PML = "application/vnd.openxmlformats-officedocument.presentationml"
_DML = "application/vnd.openxmlformats-officedocument"
_SECTIONS = "{521415D9-36F7-43E2-AB2F-B90AF26B5E84}"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "terakoya:section")
PRESENTATION = "ppt/presentation.xml"
_MASTER = "ppt/slideMasters/slideMaster1.xml"
_NOTES_MASTER = "ppt/notesMasters/notesMaster1.xml"
_SPOKEN = {Part.MAIN: NarrationPart.MAIN, Part.ANSWER: NarrationPart.ANSWER}
_FIRST_SHEET = 256  # the lowest id that the format allows


@dataclass
class Deck:
    """A deck under construction."""

    material: Material
    language: str
    values: Mapping[str, str]
    hidden_slides: frozenset[str] = frozenset()
    paces: Paces = field(default_factory=dict)  # empty: a deck that a person turns
    package: Package = field(default_factory=Package)
    sections: list[tuple[Chapter, list[int]]] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    hidden: int = 0

    def __post_init__(self) -> None:
        self.tongue = tongue_of(self.language)
        text = self.material.course.text(self.language)
        used = {slide.layout for _, slide in text.every_slide()}
        self.frames = [one for one in FRAMES.values() if not one.later or one.name in used]
        self.media = MediaStore(self.material.media, self.package)
        self.setting = Setting(
            words_of(self.language), self.values, lambda file: self.media.drawing(file).aspect
        )

    def to_bytes(self, *, is_packed: bool = True) -> bytes:
        """Write every part, and put them into one file."""
        self._add_masters()
        text = self.material.course.text(self.language)
        for chapter in text.chapters:
            self._add_chapter(chapter)
        for chapter in text.bank:
            self._add_chapter(chapter, hidden=True)
        self._add_presentation()
        self._add_properties()
        return self.package.to_bytes(is_packed=is_packed)

    # -- masters ----------------------------------------------------------------------------

    def _add_masters(self) -> None:
        package, tongue = self.package, self.tongue
        references = []
        for number, frame in enumerate(self.frames, 1):
            name = f"ppt/slideLayouts/slideLayout{number}.xml"
            package.add(name, f"{_PML}.slideLayout+xml", _layout(frame, tongue))
            package.relate(name, "slideMaster", _MASTER)
            references.append(package.relate(_MASTER, "slideLayout", name))
        package.add(_MASTER, f"{_PML}.slideMaster+xml", _master(tuple(references), tongue))
        package.add(_NOTES_MASTER, f"{_PML}.notesMaster+xml", _master_of_notes(tongue))
        for number, master in enumerate((_MASTER, _NOTES_MASTER), 1):
            name = f"ppt/theme/theme{number}.xml"
            package.add(name, f"{_DML}.theme+xml", _theme())
            package.relate(master, "theme", name)

    # -- sheets -----------------------------------------------------------------------------

    def _add_chapter(self, chapter: Chapter, *, hidden: bool = False) -> None:
        self.sections.append((chapter, []))
        for slide in chapter.slides:
            self._add_slide(chapter, slide, hidden=hidden or slide.id in self.hidden_slides)

    def _add_slide(self, chapter: Chapter, slide: AnySlide, *, hidden: bool) -> None:
        narrations = {Part.MAIN: slide.narration}
        if isinstance(slide, TWO_SHEETS):
            narrations[Part.ANSWER] = slide.answer_narration
        for sheet in sheets_of(slide, chapter.title, self.setting):
            part = self._new_part(slide)
            spoken = narrations.get(sheet.identity.part, ())
            self._add_sheet(sheet, part, spoken, hidden=hidden)

    def _new_part(self, slide: AnySlide) -> str:
        name = f"ppt/slides/slide{len(self.sheets) + 1}.xml"
        layout = self.frames.index(frame_of(slide.layout)) + 1
        self.package.relate(name, "slideLayout", f"ppt/slideLayouts/slideLayout{layout}.xml")
        self.sections[-1][1].append(_FIRST_SHEET + len(self.sheets))
        self.sheets.append(name)
        return name

    def _add_sheet(
        self, sheet: Sheet, part: str, narration: Sequence[str], *, hidden: bool
    ) -> None:
        charts = ChartStore(self.package, part, self.tongue)
        shapes = Pen(self.tongue, partial(self.media.relate, part), charts.relate).draw(sheet)
        self.hidden += hidden
        package, number = self.package, len(self.sheets)
        tag_part = f"ppt/tags/tag{number}.xml"
        package.add(tag_part, f"{_PML}.tags+xml", tags(sheet.identity))
        custom = el(
            "p:custDataLst",
            None,
            el("p:tags", {"r:id": package.relate(part, "tags", tag_part)}),
        )
        played = [] if hidden or not self.paces else self._playing(sheet, part, shapes)
        content = el(
            "p:sld",
            {"show": "0" if hidden else None},
            el("p:cSld", {"name": sheet.identity.sheet_name}, tree(shapes), custom),
            el("p:clrMapOvr", None, el("a:masterClrMapping")),
            *played,
        )
        self._add_notes(part, number, inline.fill_lines(narration, self.values))
        relate_links(content, partial(package.relate_address, part))
        package.add(part, f"{_PML}.slide+xml", content)

    def _playing(
        self, sheet: Sheet, part: str, shapes: list[etree._Element]
    ) -> list[etree._Element]:
        """What lets a sheet speak and turn by itself."""
        spoken = _SPOKEN.get(sheet.identity.part)
        pace = self.paces[sheet.identity.slide_id, spoken] if spoken else CONTINUED
        elements = [transition(pace.seconds)]
        if pace.sound is not None:
            media = f"ppt/media/{sha256(pace.sound)}.m4a"
            self.package.add(media, "", pace.sound)
            label = sheet.label(BLOCK, sheet.word("sound"), shared=True)
            shapes.append(sound_shape(self.package, part, label, media))
            elements.append(timing(label.number, pace.sound_seconds))
        return elements

    def _add_notes(self, sheet_part: str, number: int, narration: Sequence[str]) -> None:
        name = f"ppt/notesSlides/notesSlide{number}.xml"
        self.package.add(name, f"{_PML}.notesSlide+xml", notes_slide(narration, self.tongue))
        self.package.relate(name, "notesMaster", _NOTES_MASTER)
        self.package.relate(name, "slide", sheet_part)
        self.package.relate(sheet_part, "notesSlide", name)

    # -- the whole --------------------------------------------------------------------------

    def _add_presentation(self) -> None:
        package = self.package
        package.relate("", "officeDocument", PRESENTATION)

        def entry(name: str, kind: str, part: str, number: int | None = None) -> etree._Element:
            reference = package.relate(PRESENTATION, kind, part)
            return el(name, {"id": number, "r:id": reference})

        masters = entry("p:sldMasterId", "slideMaster", _MASTER, 2147483648)
        notes = entry("p:notesMasterId", "notesMaster", _NOTES_MASTER)
        sheets = [
            entry("p:sldId", "slide", part, _FIRST_SHEET + number)
            for number, part in enumerate(self.sheets)
        ]
        presentation = el(
            "p:presentation",
            {"saveSubsetFonts": "1", "autoCompressPictures": "0"},
            el("p:sldMasterIdLst", None, masters),
            el("p:notesMasterIdLst", None, notes),
            el("p:sldIdLst", None, *sheets) if sheets else None,
            el("p:sldSz", {"cx": emu(SHEET_WIDTH), "cy": emu(SHEET_HEIGHT)}),
            el("p:notesSz", {"cx": 6858000, "cy": 9144000}),
            default_text_style(self.tongue),
            self._sections(),
        )
        package.add(PRESENTATION, f"{_PML}.presentation.main+xml", presentation)
        self._add_settings()

    def _sections(self) -> etree._Element:
        course = self.material.course.meta.id
        sections = []
        for chapter, numbers in self.sections:
            ids = (el("p14:sldId", {"id": number}) for number in numbers)
            key = uuid.uuid5(_NAMESPACE, f"{course}/{chapter.id}")
            name = inline.plain(inline.fill(chapter.title, self.values) or chapter.id)
            section = {"name": name, "id": f"{{{str(key).upper()}}}"}
            sections.append(el("p14:section", section, el("p14:sldIdLst", None, *ids)))
        entry = extensions([(_SECTIONS, el("p14:sectionLst", None, *sections))])
        return el("p:extLst", None, *(_presentation_ext(ext) for ext in entry))

    def _add_settings(self) -> None:
        settings = {
            "presProps": el("p:presentationPr"),
            "viewProps": el("p:viewPr"),
            "tableStyles": table_styles(),
        }
        for kind, content in settings.items():
            name = f"ppt/{kind}.xml"
            self.package.add(name, f"{_PML}.{kind}+xml", content)
            self.package.relate(PRESENTATION, kind, name)
        self.package.relate(PRESENTATION, "theme", "ppt/theme/theme1.xml")

    def _add_properties(self) -> None:
        course = self.material.course
        carried = {
            "terakoya:course": course.meta.id,
            "terakoya:language": self.language,
            "terakoya:revision": revision_id(course),
        }
        core = core_properties(course.meta, self.language, self.tongue)
        extended = extended_properties(len(self.sheets), self.hidden)
        parts = (
            ("core", "application/vnd.openxmlformats-package.core-properties+xml", core),
            ("app", f"{_DML}.extended-properties+xml", extended),
            ("custom", f"{_DML}.custom-properties+xml", custom_properties(carried)),
        )
        kinds = {"core": "core-properties", "app": "extended-properties"}
        for name, content_type, content in parts:
            part = f"docProps/{name}.xml"
            self.package.add(part, content_type, content)
            self.package.relate("", kinds.get(name, f"{name}-properties"), part)


def _presentation_ext(entry: etree._Element) -> etree._Element:
    return el("p:ext", {"uri": entry.get("uri")}, *list(entry))


# The look of our decks, the same in each of them: made once for a language.


@cache
def _layout(frame: LayoutFrame, tongue: Tongue) -> bytes:
    return to_bytes(slide_layout(frame, tongue))


@lru_cache(maxsize=64)
def _master(references: tuple[str, ...], tongue: Tongue) -> bytes:
    return to_bytes(slide_master(list(references), tongue))


@cache
def _master_of_notes(tongue: Tongue) -> bytes:
    return to_bytes(notes_master(tongue))


@cache
def _theme() -> bytes:
    return to_bytes(theme(THEME))
