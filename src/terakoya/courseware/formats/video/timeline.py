"""What a video shows when: a scene for every sheet of the deck, captions, chapters."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from ...layouts.identity import PREFIX, Part
from ...model import Material
from ...narration import NarrationPart
from ...recordings import Cue
from ..pacing import CONTINUED, Paces, paces_of
from ..web.texts import bare, values_of

_SLIDE = re.compile(r"ppt/slides/slide(\d+)\.xml")
_CSLD = "{http://schemas.openxmlformats.org/presentationml/2006/main}cSld"
_SPOKEN = {Part.MAIN: NarrationPart.MAIN, Part.ANSWER: NarrationPart.ANSWER}


@dataclass(frozen=True)
class Scene:
    """A sheet that stands from `start` for `seconds`; `sound` is the M4A that begins with it.

    `page` is the sheet's place in the deck, from 0.
    """

    page: int
    slide: str
    part: Part
    start: float
    seconds: float
    sound: bytes | None = None
    cues: tuple[Cue, ...] = ()  # counted from the start of the video


@dataclass(frozen=True)
class ChapterMark:
    """A chapter of the course, and when it begins."""

    title: str
    start: float


@dataclass(frozen=True)
class Timeline:
    """A whole video before it is made."""

    title: str
    language: str
    scenes: tuple[Scene, ...]
    chapters: tuple[ChapterMark, ...]

    @property
    def seconds(self) -> float:
        """How long the video takes."""
        last = self.scenes[-1]
        return last.start + last.seconds

    def pieces(self) -> Iterator[tuple[ChapterMark, float]]:
        """Each chapter with the second at which it ends."""
        ends = [*(one.start for one in self.chapters[1:]), self.seconds]
        yield from zip(self.chapters, ends, strict=True)


def timeline_of(
    material: Material, language: str, deck: bytes, values: Mapping[str, str] | None = None
) -> Timeline:
    """The timeline of a course over the sheets that its deck shows."""
    course = material.course
    filled = values_of(course, language, values)
    paces = paces_of(material, language, values)
    chapter_of = {slide.id: chapter for chapter, slide in course.text(language).slides()}
    scenes: list[Scene] = []
    chapters: list[ChapterMark] = []
    at = 0.0
    last_chapter = ""
    for sheet in shown_sheets(deck):
        chapter = chapter_of[sheet.slide]
        if chapter.id != last_chapter:
            chapters.append(ChapterMark(bare(chapter.title, filled), at))
            last_chapter = chapter.id
        scenes.append(_scene(sheet, at, paces))
        at += scenes[-1].seconds
    title = bare(course.meta.title[language], filled)
    return Timeline(title, language, tuple(scenes), tuple(chapters))


def _scene(sheet: DeckSheet, at: float, paces: Paces) -> Scene:
    spoken = _SPOKEN.get(sheet.part)
    pace = paces[sheet.slide, spoken] if spoken else CONTINUED
    cues = tuple(Cue(at + one.start, at + one.end, one.text) for one in pace.cues)
    return Scene(sheet.page, sheet.slide, sheet.part, at, pace.seconds, pace.sound, cues)


@dataclass(frozen=True)
class DeckSheet:
    """A sheet of a deck of ours: its place from 0, and which sheet of which slide it is."""

    page: int
    slide: str
    part: Part


def shown_sheets(deck: bytes) -> Sequence[DeckSheet]:
    """The sheets of a deck of ours in order, hidden ones left out."""
    with zipfile.ZipFile(io.BytesIO(deck)) as archive:
        numbers = sorted(
            int(found[1]) for name in archive.namelist() if (found := _SLIDE.fullmatch(name))
        )
        sheets = [etree.fromstring(archive.read(f"ppt/slides/slide{n}.xml")) for n in numbers]
    return [_named(page, one) for page, one in enumerate(sheets) if one.get("show") != "0"]


def _named(page: int, sheet: etree._Element) -> DeckSheet:
    content = sheet.find(_CSLD)
    name = "" if content is None else str(content.get("name"))
    slide, _, part = name.removeprefix(f"{PREFIX}:").partition(":")
    return DeckSheet(page, slide, Part(part or Part.MAIN))
