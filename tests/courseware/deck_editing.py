"""Changing a deck in tests as an office program would: through python-pptx, and by zip member."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from pptx.opc.serialized import PackageWriter
from pptx.oxml.ns import qn
from pptx.util import Emu

from tests.courseware.deck_reading import opened, parts_of

Edit = Callable[[Any], None]


def edited(deck: bytes, *edits: Edit) -> bytes:
    """The deck after some edits of its `Presentation`."""
    presentation = opened(deck)
    for edit in edits:
        edit(presentation)
    return _saved(presentation)


def _saved(presentation: Any) -> bytes:
    """The deck as python-pptx saves it, its members not packed: they are read again at once."""
    package, buffer = presentation.part.package, io.BytesIO()
    writer = PackageWriter(buffer, package._rels, tuple(package.iter_parts()))
    with zipfile.ZipFile(buffer, "w") as archive:
        members: Any = _Members(archive)
        writer._write_content_types_stream(members)
        writer._write_pkg_rels(members)
        writer._write_parts(members)
    return buffer.getvalue()


@dataclass(frozen=True)
class _Members:
    """What python-pptx writes members to."""

    archive: zipfile.ZipFile

    def write(self, name: Any, data: bytes) -> None:
        """Write a member."""
        self.archive.writestr(name.membername, data)


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of some members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_part(deck: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The deck with one member changed or added."""
    parts = parts_of(deck)
    parts[name] = change(parts.get(name, b""))
    return packed(parts)


def page_of(presentation: Any, name: str) -> Any:
    """The page whose `cSld` says that name (`three-elements`, `check-duty:answer`)."""
    return next(slide for slide in presentation.slides if slide.name == f"cw:{name}")


def shape_of(page: Any, block: str) -> Any:
    """The shape of a block."""
    return next(shape for shape in page.shapes if shape.name.endswith(f":{block}"))


def retype(name: str, block: str, *texts: str) -> Edit:
    """Type other words into the paragraphs of a block, run by run as if typed over them."""

    def edit(presentation: Any) -> None:
        frame = shape_of(page_of(presentation, name), block).text_frame
        frame.clear()
        for number, text in enumerate(texts):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.text = text

    return edit


def retitle(name: str, text: str) -> Edit:
    """Type another title."""

    def edit(presentation: Any) -> None:
        page_of(presentation, name).shapes.title.text_frame.text = text

    return edit


def renote(name: str, *texts: str) -> Edit:
    """Write other notes."""

    def edit(presentation: Any) -> None:
        page_of(presentation, name).notes_slide.notes_text_frame.text = "\n".join(texts)

    return edit


def remove(*names: str) -> Edit:
    """Delete pages."""

    def edit(presentation: Any) -> None:
        ids = presentation.slides._sldIdLst
        for name in names:
            number = [slide.name for slide in presentation.slides].index(f"cw:{name}")
            presentation.part.drop_rel(ids[number].rId)
            ids.remove(ids[number])

    return edit


def move(name: str, to: int) -> Edit:
    """Move a page to another place, counted from 0."""

    def edit(presentation: Any) -> None:
        ids = presentation.slides._sldIdLst
        number = [slide.name for slide in presentation.slides].index(f"cw:{name}")
        entry = ids[number]
        ids.remove(entry)
        ids.insert(to, entry)

    return edit


def drop_shape(name: str, *blocks: str) -> Edit:
    """Delete shapes."""

    def edit(presentation: Any) -> None:
        for block in blocks:
            element = shape_of(page_of(presentation, name), block)._element
            element.getparent().remove(element)

    return edit


def duplicate(name: str, to: int) -> Edit:
    """Copy a page with all that is on it and its notes, as PowerPoint does."""

    def edit(presentation: Any) -> None:
        copy_page(presentation, page_of(presentation, name))
        ids = presentation.slides._sldIdLst
        entry = ids[-1]
        ids.remove(entry)
        ids.insert(to, entry)

    return edit


def copy_page(presentation: Any, source: Any) -> Any:
    """A copy of a page at the end of the deck."""
    copy = presentation.slides.add_slide(source.slide_layout)
    for shape in list(copy.shapes):
        shape._element.getparent().remove(shape._element)
    known = {relation.rId: relation for relation in source.part.rels.values()}
    for shape in source.shapes:
        copy.shapes._spTree.append(_copied(shape._element, known, copy.part))
    copy.name = source.name
    copy.notes_slide.notes_text_frame.text = source.notes_slide.notes_text_frame.text
    return copy


def _copied(element: Any, known: dict[str, Any], part: Any) -> Any:
    made = deepcopy(element)
    for node in made.iter():
        for key, value in node.attrib.items():
            if key.endswith("}embed") and value in known:
                relation = known[value]
                node.set(key, part.relate_to(relation.target_part, relation.reltype))
    return made


def new_page(to: int, fill: Edit | None = None, layout: int = 1) -> Edit:
    """Insert a page of one of our layouts."""

    def edit(presentation: Any) -> None:
        page = presentation.slides.add_slide(presentation.slide_layouts[layout])
        if fill is not None:
            fill(page)
        ids = presentation.slides._sldIdLst
        entry = ids[-1]
        ids.remove(entry)
        ids.insert(to, entry)

    return edit


def text_box(page: Any, *texts: str) -> None:
    """A plain text box with some paragraphs."""
    box = page.shapes.add_textbox(Emu(900000), Emu(1800000), Emu(9000000), Emu(3000000))
    box.text_frame.text = "\n".join(texts)


def rename_every_shape(presentation: Any) -> None:
    """What Google Slides does; the hidden boxes stay."""
    number = 0
    for page, slide in enumerate(presentation.slides, 1):
        for shape in slide.shapes:
            properties = shape._element.xpath(".//p:cNvPr")[0]
            if properties.get("hidden") != "1":
                properties.set("name", f"Google Shape;{number};p{page}")
                number += 1


def drop_every_carrier(presentation: Any) -> None:
    """Hidden boxes, tags and the names of pages are gone too."""
    for slide in presentation.slides:
        for shape in list(slide.shapes):
            if shape._element.xpath(".//p:cNvPr")[0].get("hidden") == "1":
                shape._element.getparent().remove(shape._element)
        slide._element.cSld.attrib.pop("name", None)
        for one in slide._element.findall(f".//{qn('p:custDataLst')}"):
            one.getparent().remove(one)
