"""The slide master, its layouts (one a layout of the model), and the notes master."""

from __future__ import annotations

from lxml import etree

from ....layouts.frames import BODY_BOX, KICKER_BOX, MARK_BOX, NUMBER_BOX, TITLE_BOX, LayoutFrame
from ....layouts.measure import LINE
from ....layouts.shapes import Label, Look
from ....layouts.units import MARGIN, Box, emu
from ....palette import Colour
from .colours import fill
from .shapes import shape, transform
from .text import Tongue
from .xml import el

_NOTES_IMAGE = Box(72, 72, 576, 324)
_NOTES_BODY = Box(72, 432, 576, 456)
NUMBER_FIELD = "{6B0E7C53-8B0D-4B5E-9E0C-6F1D3A7A5E11}"
_LEVELS = range(1, 10)
# A layout called just "table" makes LibreOffice fail when it saves the deck as ODP.
LAYOUT_PREFIX = "Terakoya "


def slide_master(layout_ids: list[str], tongue: Tongue) -> etree._Element:
    """The master; `layout_ids` are its relationships to the layouts."""
    layouts = (
        el("p:sldLayoutId", {"id": 2147483649 + number, "r:id": reference})
        for number, reference in enumerate(layout_ids)
    )
    shapes = [
        _placeholder(2, "Title", {"type": "title"}, TITLE_BOX, "ctr", tongue),
        _placeholder(3, "Text", {"type": "body", "idx": "1"}, BODY_BOX, "t", tongue),
        _number(4, NUMBER_BOX, tongue),
        _kicker_mark(5, MARK_BOX, tongue),
    ]
    return el(
        "p:sldMaster",
        None,
        el("p:cSld", None, _white(), tree(shapes)),
        _colour_map(),
        el("p:sldLayoutIdLst", None, *layouts),
        _text_styles(tongue),
    )


def slide_layout(frame: LayoutFrame, tongue: Tongue) -> etree._Element:
    """A layout: title, slide number and kicker mark; everything else stands on the slide."""
    moved = frame.kicker != KICKER_BOX and frame.kicker.y != KICKER_BOX.y
    styles = _title_levels(frame)
    shapes = [
        _placeholder(2, "Title", {"type": "title"}, frame.title, frame.title_anchor, tongue, styles)
    ]
    if frame.number:
        shapes.append(_number(3, frame.number, tongue))
    if moved:
        shapes.append(_kicker_mark(4, frame.mark, tongue))
    return el(
        "p:sldLayout",
        {
            "type": "titleOnly",
            "preserve": "1",
            "userDrawn": "1",
            "showMasterSp": "0" if moved else None,
        },
        el("p:cSld", {"name": f"{LAYOUT_PREFIX}{frame.name}"}, tree(shapes)),
        el("p:clrMapOvr", None, el("a:masterClrMapping")),
    )


def notes_master(tongue: Tongue) -> etree._Element:
    """The notes page: the slide above, the narration below."""
    styles = (_level(number, 12, Colour.TEXT, tongue) for number in _LEVELS)
    return el(
        "p:notesMaster",
        None,
        el("p:cSld", None, _white(), tree(notes_shapes([el("a:p")], placed=True))),
        _colour_map(),
        el("p:notesStyle", None, *styles),
    )


def notes_shapes(paragraphs: list[etree._Element], *, placed: bool = False) -> list[etree._Element]:
    """The two shapes of a notes page; on the master they have places."""
    image = el(
        "p:sp",
        None,
        el(
            "p:nvSpPr",
            None,
            el("p:cNvPr", {"id": 2, "name": "Slide"}),
            el(
                "p:cNvSpPr",
                None,
                el("a:spLocks", {"noGrp": "1", "noRot": "1", "noChangeAspect": "1"}),
            ),
            el("p:nvPr", None, el("p:ph", {"type": "sldImg"} | ({"idx": "2"} if placed else {}))),
        ),
        _place(_NOTES_IMAGE if placed else None),
    )
    body = el(
        "p:sp",
        None,
        el(
            "p:nvSpPr",
            None,
            el("p:cNvPr", {"id": 3, "name": "Narration"}),
            el("p:cNvSpPr", None, el("a:spLocks", {"noGrp": "1"})),
            el("p:nvPr", None, el("p:ph", {"type": "body", "idx": "1"})),
        ),
        _place(_NOTES_BODY if placed else None),
        el("p:txBody", None, el("a:bodyPr"), el("a:lstStyle"), *paragraphs),
    )
    return [image, body]


def tree(shapes: list[etree._Element]) -> etree._Element:
    """The shape tree of a sheet."""
    none = {"x": 0, "y": 0}
    size = {"cx": 0, "cy": 0}
    return el(
        "p:spTree",
        None,
        el(
            "p:nvGrpSpPr",
            None,
            el("p:cNvPr", {"id": 1, "name": ""}),
            el("p:cNvGrpSpPr"),
            el("p:nvPr"),
        ),
        el(
            "p:grpSpPr",
            None,
            el(
                "a:xfrm",
                None,
                el("a:off", none),
                el("a:ext", size),
                el("a:chOff", none),
                el("a:chExt", size),
            ),
        ),
        *shapes,
    )


def default_text_style(tongue: Tongue) -> etree._Element:
    """How text looks where nothing else says so."""
    levels = (_level(number, 18, Colour.TEXT, tongue) for number in _LEVELS)
    return el("p:defaultTextStyle", None, *levels)


def _white() -> etree._Element:
    return el("p:bg", None, el("p:bgPr", None, fill(Colour.SURFACE), el("a:effectLst")))


def _place(box: Box | None) -> etree._Element:
    if box is None:
        return el("p:spPr")
    shape_of = el("a:prstGeom", {"prst": "rect"}, el("a:avLst"))
    return el("p:spPr", None, transform(box), shape_of)


def _placeholder(
    number: int,
    name: str,
    kind: dict[str, str],
    box: Box,
    anchor: str,
    tongue: Tongue,
    styles: etree._Element | None = None,
) -> etree._Element:
    run = el("a:r", None, el("a:rPr", {"lang": tongue.lang, "altLang": tongue.alt}))
    run.append(el("a:t", None, name))
    insets = dict.fromkeys(("lIns", "tIns", "rIns", "bIns"), 0)
    body = el("a:bodyPr", {"wrap": "square", **insets, "anchor": anchor}, el("a:noAutofit"))
    return el(
        "p:sp",
        None,
        el(
            "p:nvSpPr",
            None,
            el("p:cNvPr", {"id": number, "name": name}),
            el("p:cNvSpPr", None, el("a:spLocks", {"noGrp": "1"})),
            el("p:nvPr", None, el("p:ph", kind)),
        ),
        _place(box),
        el(
            "p:txBody",
            None,
            body,
            styles if styles is not None else el("a:lstStyle"),
            el("a:p", None, run),
        ),
    )


def _number(number: int, box: Box, tongue: Tongue) -> etree._Element:
    level = el(
        "a:lvl1pPr",
        {"algn": "r" if box.x > MARGIN else "l"},
        el("a:defRPr", {"sz": 1200}, fill(Colour.TEXT_MUTE)),
    )
    kind = {"type": "sldNum", "sz": "quarter", "idx": "12"}
    styles = el("a:lstStyle", None, level)
    element = _placeholder(number, "Slide number", kind, box, "ctr", tongue, styles)
    text = element.find(f".//{el('a:p').tag}")
    assert text is not None, "a placeholder has a paragraph"
    text.clear()
    text.append(
        el(
            "a:fld",
            {"id": NUMBER_FIELD, "type": "slidenum"},
            el("a:rPr", {"lang": tongue.lang, "altLang": tongue.alt}),
            el("a:t", None, "‹#›"),
        )
    )
    return element


def _kicker_mark(number: int, box: Box, tongue: Tongue) -> etree._Element:
    label = Label(number, "Kicker mark", decorative=True)
    return shape(label, box, Look(fill=Colour.PRIMARY), [], tongue, is_text=False)


def _colour_map() -> etree._Element:
    slots = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}
    accents = {f"accent{number}": f"accent{number}" for number in range(1, 7)}
    return el("p:clrMap", slots | accents | {"hlink": "hlink", "folHlink": "folHlink"})


def _title_levels(frame: LayoutFrame) -> etree._Element:
    if frame.title_size is None:
        return el("a:lstStyle")
    colour = fill(frame.title_colour) if frame.title_colour else None
    size = frame.title_size * 100
    # what stands below a title of several lines is placed for lines of this height, in any font
    lines = el("a:lnSpc", None, el("a:spcPts", {"val": round(size * LINE)}))
    return el(
        "a:lstStyle",
        None,
        el("a:lvl1pPr", None, lines, el("a:defRPr", {"sz": size}, colour)),
    )


def _text_styles(tongue: Tongue) -> etree._Element:
    title = _level(1, 30, Colour.INK, tongue, bold=True, font="mj")
    bodies = (_level(number, 20, Colour.TEXT, tongue) for number in _LEVELS)
    others = (_level(number, 18, Colour.TEXT, tongue) for number in _LEVELS)
    return el(
        "p:txStyles",
        None,
        el("p:titleStyle", None, title),
        el("p:bodyStyle", None, *bodies),
        el("p:otherStyle", None, *others),
    )


def _level(
    number: int,
    size: int,
    colour: Colour,
    tongue: Tongue,
    *,
    bold: bool = False,
    font: str = "mn",
) -> etree._Element:
    return el(
        f"a:lvl{number}pPr",
        {
            "marL": emu(24 * (number - 1)),
            "algn": "l",
            "defTabSz": 914400,
            "rtl": 0,
            "eaLnBrk": 1,
            "latinLnBrk": 0,
            "hangingPunct": 1,
        },
        el("a:lnSpc", None, el("a:spcPct", {"val": 115000})),
        el("a:spcBef", None, el("a:spcPts", {"val": 0})),
        el("a:buNone"),
        el(
            "a:defRPr",
            {
                "lang": tongue.lang,
                "altLang": tongue.alt,
                "sz": size * 100,
                "b": int(bold),
                "kern": 1200,
            },
            fill(colour),
            el("a:latin", {"typeface": f"+{font}-lt"}),
            el("a:ea", {"typeface": f"+{font}-ea"}),
            el("a:cs", {"typeface": f"+{font}-cs"}),
        ),
    )
