"""The styles of the Word files: A4, a Japanese font with a fallback, headings, tables, blanks."""

from __future__ import annotations

from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.part import Part as PackagePart
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import StyleFactory
from docx.text.paragraph import Paragraph

from ...kit import Mark, Tone
from ...palette import Colour
from .filling import FilledDocument

GOTHIC: Final = "游ゴシック"
LATIN: Final = "Yu Gothic"  # the name of the same font, where names are Latin
BLANK, HINT = "Kit Blank", "Kit Hint"
TABLE, FORM, CELL = "Kit Table", "Kit Form", "Kit Cell"
MARKS: Final = {Mark.BULLET: "List Bullet", Mark.NUMBER: "List Number", Mark.BOX: "Kit Check"}
TONES: Final = {
    Tone.PLAIN: "Normal",
    Tone.NOTE: "Kit Note",
    Tone.BOX: "Kit Box",
    Tone.LARGE: "Kit Large",
    Tone.END: "Kit End",
}
_MARGIN = 22
_INDENT = Mm(6)
LINE_WIDTH: Final = 210 - 2 * _MARGIN  # mm
# Lines have an exact height, the same in every font: that of 游ゴシック is far above its type.
_LINE, _LATIN_LINE = 1.5, 1.35
LARGER: Final = 1.4  # how much larger is what is read from afar


def style_id(name: str) -> str | None:
    """The id of a style, which is its name without blanks; none for that of all paragraphs."""
    return None if name == TONES[Tone.PLAIN] else name.replace(" ", "")


def style_document(word: WordDocument, document: FilledDocument) -> None:
    """Give a new Word document its page, its styles, its head and its foot."""
    _set_page(word, document)
    _set_defaults(word, document.words["locale"], document.words["latin_font"])
    _set_fallback(word)
    _set_compatibility(word)
    scale = LARGER if document.large else 1
    line = _LINE if document.words["language"] == "ja" else _LATIN_LINE
    _change_styles(word, scale, line)
    _add_styles(word, scale, line)
    if document.posted:
        _set_closer(word)
    _set_head_and_foot(word, document)


def _set_page(word: WordDocument, document: FilledDocument) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(_MARGIN)
    less = 6 if document.posted else 0
    # The head stands 11 mm down and is 3 mm high: the title keeps clear of it.
    page.top_margin, page.bottom_margin = Mm(21 - less / 3), Mm(19 - less)
    page.header_distance = page.footer_distance = Mm(11)


def _set_defaults(word: WordDocument, locale: str, latin: str) -> None:
    """Font and language of everything that no style says otherwise."""
    styles = word.styles.element
    run = styles.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    _set_fonts(run.find(qn("w:rFonts")), latin)
    language = run.find(qn("w:lang"))
    language.set(qn("w:val"), locale)
    language.set(qn("w:eastAsia"), "ja-JP")
    for fonts in styles.iter(qn("w:rFonts")):  # those of the template name a theme
        _set_fonts(fonts, latin)


def _set_fonts(fonts: Any, latin: str) -> None:
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{kind}"), latin)
    fonts.set(qn("w:eastAsia"), GOTHIC)


def _set_compatibility(word: WordDocument) -> None:
    """Behave as Word does since 2013: the edge of a table stands on the margin."""
    for one in word.settings.element.iter(qn("w:compatSetting")):
        if one.get(qn("w:name")) == "compatibilityMode":
            one.set(qn("w:val"), "15")


_FONT = (
    '<w:font {ns} w:name="{name}"><w:altName w:val="{other}"/>'
    '<w:panose1 w:val="020B0400000000000000"/><w:charset w:val="80"/><w:family w:val="swiss"/>'
    '<w:pitch w:val="variable"/></w:font>'
)


_FALLBACKS = {
    GOTHIC: f"{LATIN},Meiryo,MS PGothic",
    LATIN: f"{GOTHIC},Arial",
    "Arial": "Helvetica,Liberation Sans",
}


def _set_fallback(word: WordDocument) -> None:
    """Say in the table of fonts what to take where the font is not there: another gothic."""
    parts = word.part.package.iter_parts()
    table = next(part for part in parts if str(part.partname) == "/word/fontTable.xml")
    fonts = parse_xml(table.blob)
    for name, other in _FALLBACKS.items():
        fonts.append(parse_xml(_FONT.format(ns=nsdecls("w"), name=name, other=other)))
    _replace(table, fonts)


def _replace(part: PackagePart, root: Any) -> None:
    from lxml import etree

    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _change_styles(word: WordDocument, scale: float, line: float) -> None:
    normal = word.styles["Normal"]
    normal.font.size = Pt(10.5 * scale)
    normal.font.color.rgb = _rgb(Colour.TEXT)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = Pt(line * 10.5 * scale)
    title = _plain_head(word.styles["Title"], size=19 * scale, before=0, after=8)
    title.paragraph_format.keep_with_next = True
    heading = _plain_head(word.styles["Heading 1"], size=13 * scale, before=12, after=4)
    heading.paragraph_format.keep_with_next = True
    _line_below(heading, Colour.PRIMARY_LINE)


def _set_closer(word: WordDocument) -> None:
    """Lines and paragraphs of what hangs on a wall: closer, so that it stands on one page."""
    for name, size, line, before, after in (
        ("Normal", 9.3, Pt(12.6), 0, 3),
        ("Title", 18, Pt(24), 0, 5),
        ("Heading 1", 11.5, Pt(15.5), 6, 2),
        (MARKS[Mark.BULLET], 9.3, Pt(12.6), 0, 1.5),
        (TONES[Tone.END], 9.3, Pt(12.6), 0, 1),
        (CELL, 9, Pt(12), 0, 0),
    ):
        style: Any = word.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = line
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)


def _plain_head(style: Any, *, size: float, before: float, after: float) -> Any:
    """A style of headings without the colours and lines of the template."""
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)
    style.font.size, style.font.bold = Pt(size), True
    style.font.color.rgb = _rgb(Colour.PRIMARY_ACTIVE)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = Pt(1.35 * size)
    return style


def _line_below(style: Any, colour: Colour) -> None:
    _add_borders(style, colour, sides=("bottom",), space=2)


def _add_borders(style: Any, colour: Colour, *, sides: tuple[str, ...], space: int) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "8"), ("space", str(space))):
            border.set(qn(f"w:{name}"), value)
        border.set(qn("w:color"), colour.value)
        borders.append(border)
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc"
    )


def _add_styles(word: WordDocument, scale: float, line: float) -> None:
    note = _new_style(word, TONES[Tone.NOTE], size=8.5, colour=Colour.TEXT_SUB)
    note.paragraph_format.space_after, note.paragraph_format.line_spacing = Pt(3), Pt(12.5)
    box = _new_style(word, TONES[Tone.BOX], size=11.5 * scale, colour=Colour.ERR_INK)
    box.font.bold = True
    box.paragraph_format.line_spacing = Pt(line * 11.5 * scale)
    box.paragraph_format.left_indent = box.paragraph_format.right_indent = Mm(3)
    _add_borders(box, Colour.ERR_LINE, sides=("top", "left", "bottom", "right"), space=6)
    box.paragraph_format.space_before = box.paragraph_format.space_after = Pt(8)
    large = _new_style(word, TONES[Tone.LARGE], size=16 * scale, colour=Colour.INK)
    large.font.bold = True
    large.paragraph_format.line_spacing = Pt(line * 16 * scale)
    end = _new_style(word, TONES[Tone.END], size=10.5 * scale, colour=Colour.TEXT)
    end.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    end.paragraph_format.space_after = Pt(2)
    cell = _new_style(word, CELL, size=9.5 * scale, colour=Colour.TEXT)
    cell.paragraph_format.space_after = Pt(0)
    cell.paragraph_format.line_spacing = Pt(1.4 * 9.5 * scale)
    check = _new_style(word, MARKS[Mark.BOX], size=10.5 * scale, colour=Colour.TEXT)
    check.paragraph_format.tab_stops.add_tab_stop(_INDENT)
    for name in MARKS.values():
        listed = word.styles[name].paragraph_format
        listed.space_after = Pt(3 * scale)
        listed.left_indent, listed.first_line_indent = _INDENT, -_INDENT
    _add_looks(word)
    for name, rest in ((TABLE, _HEAD_ROW), (FORM, _HEAD_COLUMN)):
        word.styles.element.append(parse_xml(_table_style(name, rest)))


def _add_looks(word: WordDocument) -> None:
    hint = _added(word, HINT, WD_STYLE_TYPE.CHARACTER)
    hint.font.size, hint.font.color.rgb = Pt(8), _rgb(Colour.TEXT_MUTE)
    hint.font.bold = False
    blank = _added(word, BLANK, WD_STYLE_TYPE.CHARACTER)
    blank.font.color.rgb = _rgb(Colour.TEXT_MUTE)


def _added(word: WordDocument, name: str, kind: WD_STYLE_TYPE) -> Any:
    """A new style; python-docx itself would ask all others whether they have its name."""
    return StyleFactory(word.styles.element.add_style_of_type(name, kind, False))


def _new_style(word: WordDocument, name: str, *, size: float, colour: Colour) -> Any:
    style = _added(word, name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    style.quick_style = True
    style.font.size, style.font.color.rgb = Pt(size), _rgb(colour)
    return style


_SHADED = (
    '<w:tblStylePr w:type="{where}"><w:rPr><w:b/><w:color w:val="{ink}"/></w:rPr>'
    '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{fill}"/></w:tcPr></w:tblStylePr>'
)
_HEAD_ROW = _SHADED.format(
    where="firstRow", ink=Colour.PRIMARY_ACTIVE.value, fill=Colour.PRIMARY_TINT_2.value
)
_HEAD_COLUMN = _SHADED.format(
    where="firstCol", ink=Colour.PRIMARY_ACTIVE.value, fill=Colour.PRIMARY_TINT.value
)


def _table_style(name: str, rest: str) -> str:
    """A table style: thin lines, narrow paragraphs, and a shaded head (`rest`)."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{Colour.LINE.value}"'
    borders = "".join(f"<w:{side} {line}/>" for side in sides)
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 50), ("left", 100), ("bottom", 50), ("right", 100))
    )
    return (
        f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" '
        f'w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
        '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:pPr>'
        '<w:spacing w:before="0" w:after="0" w:line="288" w:lineRule="auto"/></w:pPr>'
        f"<w:tblPr><w:tblBorders>{borders}</w:tblBorders>"
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>{rest}</w:style>"
    )


def _set_head_and_foot(word: WordDocument, document: FilledDocument) -> None:
    """Company and title above, day and page below."""
    section, words = word.sections[0], document.words
    for name in ("Header", "Footer"):
        style: Any = word.styles[name]
        style.font.size, style.font.color.rgb = Pt(8), _rgb(Colour.TEXT_MUTE)
        tabs = style.paragraph_format.tab_stops
        tabs.clear_all()
        tabs.add_tab_stop(Mm(LINE_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    section.header.paragraphs[0].add_run(f"{document.company}\t{document.title}")
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{document.made_on}\t{words['page']} ")
    _add_field(foot, "PAGE")
    if not document.has_further_page:  # what is shown or sent is not counted with it
        foot.add_run(f" {words['of']} ")
        _add_field(foot, "NUMPAGES")


def _add_field(paragraph: Paragraph, code: str) -> None:
    """What Word counts itself."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _rgb(colour: Colour) -> RGBColor:
    return RGBColor.from_string(colour.value)
