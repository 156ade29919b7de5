"""Decks as other people make them: other sizes, programs, and everything that a course has not."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Emu, Inches, Pt

from tests.courseware.deck_editing import with_part

Fill = Callable[[Any], None]


def photo(kind: str = "PNG", size: tuple[int, int] = (320, 240), colour: str = "navy") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind)
    return buffer.getvalue()


def saved(presentation: Any) -> bytes:
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def foreign(*fills: tuple[int, Fill], wide: bool = True) -> bytes:
    """A deck of the plain template: (number of the layout, what to put on the page) for each page.

    Layouts: 0 title, 1 title and content, 2 section header, 5 title only, 6 blank.
    """
    presentation = Presentation()
    if wide:
        presentation.slide_width, presentation.slide_height = Inches(13.333), Inches(7.5)
    for layout, fill in fills:
        fill(presentation.slides.add_slide(presentation.slide_layouts[layout]))
    presentation.core_properties.title = "よその研修"
    return saved(presentation)


def words(title: str, *paragraphs: str, notes: str = "") -> Fill:
    """Title, paragraphs of the content placeholder (a leading tab is one level deeper), notes."""

    def fill(page: Any) -> None:
        page.shapes.title.text = title
        if paragraphs:
            frame = page.placeholders[1].text_frame
            for number, text in enumerate(paragraphs):
                line = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
                line.text, line.level = text.lstrip("\t"), text.count("\t")
        if notes:
            page.notes_slide.notes_text_frame.text = notes

    return fill


def table(title: str, rows: list[list[str]]) -> Fill:
    def fill(page: Any) -> None:
        page.shapes.title.text = title
        size = (Inches(1), Inches(2), Inches(8), Inches(2))
        made = page.shapes.add_table(len(rows), len(rows[0]), *size).table
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                made.cell(row, column).text = text

    return fill


def picture(title: str, data: bytes, alt: str = "写真") -> Fill:
    def fill(page: Any) -> None:
        page.shapes.title.text = title
        made = page.shapes.add_picture(io.BytesIO(data), Inches(2), Inches(2))
        made._element.nvPicPr.cNvPr.set("descr", alt)

    return fill


def chart(title: str) -> Fill:
    def fill(page: Any) -> None:
        page.shapes.title.text = title
        data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
        data.categories = ["4月", "5月"]
        data.add_series("件数", (3, 5))
        size = (Inches(1), Inches(2), Inches(6), Inches(4))
        page.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data)

    return fill


def group(title: str) -> Fill:
    """Two pictures with their labels, grouped: a drawing of its own."""

    def fill(page: Any) -> None:
        page.shapes.title.text = title
        made = page.shapes.add_group_shape()
        for number, label in enumerate(("受付", "倉庫")):
            shown = made.shapes.add_picture(io.BytesIO(photo()), Inches(1 + 4 * number), Inches(2))
            shown._element.nvPicPr.cNvPr.set("descr", label)
            box = made.shapes.add_textbox(Inches(1 + 4 * number), Inches(5), Inches(3), Inches(1))
            box.text_frame.text = label

    return fill


def vertical(title: str, text: str) -> Fill:
    def fill(page: Any) -> None:
        page.shapes.title.text = title
        box = page.shapes.add_textbox(Inches(1), Inches(2), Inches(2), Inches(4))
        box.text_frame.text = text
        box.text_frame._txBody.bodyPr.set("vert", "eaVert")

    return fill


def video(title: str) -> Fill:
    def fill(page: Any) -> None:
        page.shapes.title.text = title
        poster = io.BytesIO(photo())
        size = (Inches(1), Inches(2), Inches(6), Inches(4))
        page.shapes.add_movie(io.BytesIO(b"film" * 100), *size, poster, "video/mp4")

    return fill


def arrows(title: str) -> Fill:
    """A flow drawn with boxes and arrows."""

    def fill(page: Any) -> None:
        page.shapes.title.text = title
        for number in range(3):
            at = (Inches(1 + 3 * number), Inches(3), Inches(2), Inches(1))
            page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *at).text_frame.text = f"手順{number + 1}"
            arrow = (Inches(3 + 3 * number), Inches(3), Inches(1), Inches(1))
            page.shapes.add_shape(MSO_SHAPE.RIGHT_ARROW, *arrow)

    return fill


def font(title: str, name: str) -> Fill:
    def fill(page: Any) -> None:
        arrows(title)(page)
        box = page.shapes.add_textbox(Emu(0), Inches(6), Inches(5), Inches(1))
        run = box.text_frame.paragraphs[0].add_run()
        run.text, run.font.name, run.font.size = "特別な書体", name, Pt(20)

    return fill


def with_animation(deck: bytes, page: int = 1) -> bytes:
    """The page with a transition and something that flies in."""
    timing = (
        b'<p:transition><p:fade/></p:transition><p:timing><p:tnLst><p:par><p:cTn id="1" '
        b'dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst><p:set><p:cBhvr>'
        b'<p:cTn id="2" dur="1"/><p:tgtEl><p:spTgt spid="2"/></p:tgtEl></p:cBhvr></p:set>'
        b"</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing></p:sld>"
    )
    name = f"ppt/slides/slide{page}.xml"
    return with_part(deck, name, lambda data: data.replace(b"</p:sld>", timing))


def named_as_by_google(deck: bytes) -> bytes:
    """Every shape under the name that Google Slides gives."""
    from tests.courseware.deck_reading import opened

    presentation = opened(deck)
    for page, slide in enumerate(presentation.slides):
        for number, shape in enumerate(slide.shapes):
            shape.name = f"Google Shape;{54 + number};p{13 + page}"
    return saved(presentation)
