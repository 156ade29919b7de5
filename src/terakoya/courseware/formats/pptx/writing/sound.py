"""A sheet that speaks and turns by itself: its sound, the order to play it, the time it stands.

Programs that turn a deck into a video or a course take narration from here. The loudspeaker
stands beside the sheet, where no page shows it. PowerPoint wants a sound referred to twice, and
its own extension (ECMA-376 part 1 §19.5; [MS-PPTX] 2.2.5 `media`).
"""

from __future__ import annotations

from functools import cache

from lxml import etree

from ....drawing.pictures import svg_to_png
from ....layouts.shapes import Label
from ....layouts.units import SHEET_WIDTH, Box
from ....palette import Colour
from .package import Package
from .shapes import names, transform
from .xml import el

BLOCK = "sound-mark"  # what its shape is called; `mark` says that it is no field of the course
_MEDIA = "{DAA4B4D4-6D71-4841-9C94-3DE7FCFB9230}"
_BESIDE = Box(SHEET_WIDTH + 16, 0, 48, 48)
_PICTURE = "ppt/media/sound.png"
_LOUDSPEAKER = f"""<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"
 viewBox="0 0 24 24">
<path d="M3 9v6h4l5 4V5L7 9z" fill="{Colour.SLATE.css}"/>
<path d="M15.5 9a4 4 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11" fill="none" stroke="{Colour.SLATE.css}"
 stroke-width="2" stroke-linecap="round"/></svg>""".encode()


def sound_shape(package: Package, sheet_part: str, label: Label, media: str) -> etree._Element:
    """The loudspeaker that holds the sound `media`, a part of the package."""
    package.add(_PICTURE, "", _drawn())
    picture = package.relate(sheet_part, "image", _PICTURE)
    linked = package.relate(sheet_part, "audio", media)
    embedded = package.relate(sheet_part, "media", media)
    named = names(label)
    named.append(el("a:hlinkClick", {"r:id": "", "action": "ppaction://media"}))
    extension = el("p:ext", {"uri": _MEDIA}, el("p14:media", {"r:embed": embedded}))
    return el(
        "p:pic",
        None,
        el(
            "p:nvPicPr",
            None,
            named,
            el("p:cNvPicPr", None, el("a:picLocks", {"noChangeAspect": "1"})),
            el(
                "p:nvPr",
                None,
                el("a:audioFile", {"r:link": linked}),
                el("p:extLst", None, extension),
            ),
        ),
        el(
            "p:blipFill",
            None,
            el("a:blip", {"r:embed": picture}),
            el("a:stretch", None, el("a:fillRect")),
        ),
        el(
            "p:spPr",
            None,
            transform(_BESIDE),
            el("a:prstGeom", {"prst": "rect"}, el("a:avLst")),
        ),
    )


@cache
def _drawn() -> bytes:
    return svg_to_png(_LOUDSPEAKER, 96)


def transition(seconds: float) -> etree._Element:
    """On to the next sheet by a click, or by itself after so many seconds."""
    return el("p:transition", {"advTm": _milliseconds(seconds)})


def timing(shape_number: int, seconds: float) -> etree._Element:
    """Play the sound of a shape, so long, as soon as the sheet is shown."""
    target = el("p:tgtEl", None, el("p:spTgt", {"spid": shape_number}))
    call = el(
        "p:cmd",
        {"type": "call", "cmd": "playFrom(0.0)"},
        el(
            "p:cBhvr",
            None,
            el("p:cTn", {"id": 6, "dur": _milliseconds(seconds), "fill": "hold"}),
            target,
        ),
    )
    effect = {
        "presetID": 1,
        "presetClass": "mediacall",
        "presetSubtype": 0,
        "fill": "hold",
        "nodeType": "afterEffect",
    }
    played = _par(5, effect, [el("p:cond", {"delay": 0})], call)
    started = _par(4, {"fill": "hold"}, [el("p:cond", {"delay": 0})], played)
    begin = el("p:cond", {"evt": "onBegin", "delay": 0}, el("p:tn", {"val": 2}))
    first = _par(3, {"fill": "hold"}, [el("p:cond", {"delay": "indefinite"}), begin], started)
    main = el(
        "p:cTn",
        {"id": 2, "dur": "indefinite", "nodeType": "mainSeq"},
        el("p:childTnLst", None, first),
    )
    sequence = el(
        "p:seq",
        {"concurrent": 1, "nextAc": "seek"},
        main,
        _turned("prev", "onPrev"),
        _turned("next", "onNext"),
    )
    root = el(
        "p:cTn",
        {"id": 1, "dur": "indefinite", "restart": "never", "nodeType": "tmRoot"},
        el("p:childTnLst", None, sequence, _media_node(shape_number)),
    )
    return el("p:timing", None, el("p:tnLst", None, el("p:par", None, root)))


def _par(
    number: int, attributes: dict[str, object], begin: list[etree._Element], child: etree._Element
) -> etree._Element:
    node = el(
        "p:cTn",
        {"id": number, **attributes},
        el("p:stCondLst", None, *begin),
        el("p:childTnLst", None, child),
    )
    return el("p:par", None, node)


def _turned(name: str, event: str) -> etree._Element:
    return el(f"p:{name}CondLst", None, _when(event))


def _when(event: str) -> etree._Element:
    sheet = el("p:tgtEl", None, el("p:sldTgt"))
    return el("p:cond", {"evt": event, "delay": 0}, sheet)


def _media_node(shape_number: int) -> etree._Element:
    """The sound as narration: heard at four fifths, no loudspeaker while it rests."""
    node = el(
        "p:cTn",
        {"id": 7, "fill": "hold", "display": 0},
        el("p:stCondLst", None, el("p:cond", {"delay": "indefinite"})),
        el("p:endCondLst", None, _when("onStopAudio")),
    )
    target = el("p:tgtEl", None, el("p:spTgt", {"spid": shape_number}))
    media = el("p:cMediaNode", {"vol": 80000, "showWhenStopped": 0}, node, target)
    return el("p:audio", {"isNarration": 1}, media)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
