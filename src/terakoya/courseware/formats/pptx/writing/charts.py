"""Native bar charts: the frame on the sheet, the chart's part, and the workbook it is made from.

Whoever opens the workbook in their program puts in figures of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from ....layouts.shapes import ChartBar, ChartShape
from ....layouts.styles import BAR_NAME, BAR_VALUE, BODY, STRONG_VALUE, Style
from ....palette import Colour
from .colours import fill
from .package import Package
from .shapes import names, outline, transform
from .text import Tongue, run_properties
from .workbook import chart_workbook
from .xml import NAMESPACES, el

_CHART = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_URI = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_NAMES_AXIS, _VALUES_AXIS = 111, 112  # any two numbers that differ


@dataclass(frozen=True)
class ChartStore:
    """Puts the charts of a sheet into the package."""

    package: Package
    sheet: str
    tongue: Tongue

    def relate(self, chart: ChartShape) -> str:
        """The relation of the sheet to the part of a chart, made with its workbook."""
        number = sum(name.startswith("ppt/charts/chart") for name in self.package.parts) + 1
        part = f"ppt/charts/chart{number}.xml"
        book = f"ppt/embeddings/chart{number}.xlsx"
        self.package.add(book, "", chart_workbook([(one.name, one.value) for one in chart.bars]))
        reference = self.package.relate(part, "package", book)
        self.package.add(part, _CHART, chart_part(chart, self.tongue, reference))
        return self.package.relate(self.sheet, "chart", part)


def chart_frame(chart: ChartShape, reference: str) -> etree._Element:
    """The graphic frame that shows a chart."""
    return el(
        "p:graphicFrame",
        None,
        el(
            "p:nvGraphicFramePr",
            None,
            names(chart.label),
            el("p:cNvGraphicFramePr", None, el("a:graphicFrameLocks", {"noGrp": "1"})),
            el("p:nvPr"),
        ),
        transform(chart.box, "p:xfrm"),
        el(
            "a:graphic",
            None,
            el("a:graphicData", {"uri": _URI}, el("c:chart", {"r:id": reference})),
        ),
    )


def chart_part(chart: ChartShape, tongue: Tongue, workbook: str) -> etree._Element:
    """The part of a chart; `workbook` is its relation to the workbook."""
    root = etree.Element(el("c:chartSpace").tag, nsmap={**NAMESPACES, "c": _URI})
    root.extend(
        [
            _value("c:date1904", 0),
            _value("c:roundedCorners", 0),
            el(
                "c:chart",
                None,
                _value("c:autoTitleDeleted", 1),
                _plot_area(chart, tongue),
                _value("c:plotVisOnly", 1),
                _value("c:dispBlanksAs", "gap"),
            ),
            el("c:spPr", None, fill(None), outline(None, 0)),
            _type(BODY, tongue),
            el("c:externalData", {"r:id": workbook}, _value("c:autoUpdate", 0)),
        ]
    )
    return root


def _value(name: str, value: object) -> etree._Element:
    return el(name, {"val": value})


def _plot_area(chart: ChartShape, tongue: Tongue) -> etree._Element:
    box, plot = chart.box, chart.plot
    places = {
        "x": (plot.x - box.x) / box.w,
        "y": (plot.y - box.y) / box.h,
        "w": plot.w / box.w,
        "h": plot.h / box.h,
    }
    layout = el(
        "c:manualLayout",
        None,
        _value("c:layoutTarget", "inner"),
        _value("c:xMode", "edge"),
        _value("c:yMode", "edge"),
        *(_value(f"c:{side}", f"{share:.6f}") for side, share in places.items()),
    )
    bars = el(
        "c:barChart",
        None,
        _value("c:barDir", "bar"),
        _value("c:grouping", "clustered"),
        _value("c:varyColors", 0),
        _series(chart, tongue),
        _value("c:gapWidth", min(500, round(chart.axis.gap * 100))),
        _value("c:axId", _NAMES_AXIS),
        _value("c:axId", _VALUES_AXIS),
    )
    return el(
        "c:plotArea",
        None,
        el("c:layout", None, layout),
        bars,
        _names_axis(chart, tongue),
        _values_axis(chart),
    )


def _series(chart: ChartShape, tongue: Tongue) -> etree._Element:
    strong = [number for number, bar in enumerate(chart.bars) if bar.strong]
    last = len(chart.bars) + 1
    return el(
        "c:ser",
        None,
        _value("c:idx", 0),
        _value("c:order", 0),
        el("c:spPr", None, fill(Colour.PRIMARY_LINE), outline(None, 0)),
        _value("c:invertIfNegative", 0),
        *(_strong_bar(number) for number in strong),
        _labels(chart, strong, tongue),
        el("c:cat", None, _names_cache(chart.bars, f"Sheet1!$A$2:$A${last}")),
        el("c:val", None, _values_cache(chart, f"Sheet1!$B$2:$B${last}")),
    )


def _strong_bar(number: int) -> etree._Element:
    return el(
        "c:dPt",
        None,
        _value("c:idx", number),
        _value("c:invertIfNegative", 0),
        _value("c:bubble3D", 0),
        el("c:spPr", None, fill(Colour.PRIMARY), outline(None, 0)),
    )


def _labels(chart: ChartShape, strong: Sequence[int], tongue: Tongue) -> etree._Element:
    """The values at the ends of the bars. They belong to the series: a single one lies within."""
    own = (
        el("c:dLbl", None, _value("c:idx", number), *_label(chart, STRONG_VALUE, tongue))
        for number in strong
    )
    return el("c:dLbls", None, *own, *_label(chart, BAR_VALUE, tongue))


def _label(chart: ChartShape, style: Style, tongue: Tongue) -> list[etree._Element]:
    shown = {"LegendKey": 0, "Val": 1, "CatName": 0, "SerName": 0, "Percent": 0, "BubbleSize": 0}
    return [
        el("c:numFmt", {"formatCode": number_format(chart), "sourceLinked": "0"}),
        el("c:spPr", None, fill(None), outline(None, 0)),
        _type(style, tongue, wrap="none"),
        _value("c:dLblPos", "outEnd"),
        *(_value(f"c:show{name}", shows) for name, shows in shown.items()),
    ]


def number_format(chart: ChartShape) -> str:
    """How an office program writes the values, the unit behind them."""
    # The space keeps the value off the end of its bar.
    digits = rf"\ #,##0.{'0' * chart.axis.decimals}" if chart.axis.decimals else r"\ #,##0"
    unit = chart.axis.unit.replace('"', "")
    return f'{digits}"{unit}"' if unit else digits


def _type(style: Style, tongue: Tongue, wrap: str | None = None) -> etree._Element:
    properties = run_properties("a:defRPr", style, tongue)
    for name in ("lang", "altLang", "dirty"):  # said of runs alone
        del properties.attrib[name]
    return el(
        "c:txPr",
        None,
        el("a:bodyPr", {"wrap": wrap, "lIns": 0, "rIns": 0} if wrap else None),
        el("a:lstStyle"),
        el(
            "a:p",
            None,
            el("a:pPr", None, properties),
            el("a:endParaRPr", {"lang": tongue.lang}),
        ),
    )


def _names_cache(bars: Sequence[ChartBar], cells: str) -> etree._Element:
    points = (
        el("c:pt", {"idx": number}, el("c:v", None, bar.name)) for number, bar in enumerate(bars)
    )
    cache = el("c:strCache", None, _value("c:ptCount", len(bars)), *points)
    return el("c:strRef", None, el("c:f", None, cells), cache)


def _values_cache(chart: ChartShape, cells: str) -> etree._Element:
    points = (
        el("c:pt", {"idx": number}, el("c:v", None, f"{bar.value:.15g}"))
        for number, bar in enumerate(chart.bars)
    )
    cache = el(
        "c:numCache",
        None,
        el("c:formatCode", None, number_format(chart)),
        _value("c:ptCount", len(chart.bars)),
        *points,
    )
    return el("c:numRef", None, el("c:f", None, cells), cache)


def _names_axis(chart: ChartShape, tongue: Tongue) -> etree._Element:
    has_names = chart.has_names
    line = outline(Colour.LINE, 3) if has_names else outline(None, 0)
    return el(
        "c:catAx",
        None,
        _value("c:axId", _NAMES_AXIS),
        el("c:scaling", None, _value("c:orientation", "maxMin")),
        _value("c:delete", 0 if has_names else 1),
        _value("c:axPos", "l"),
        el("c:numFmt", {"formatCode": "General", "sourceLinked": "0"}),
        _value("c:majorTickMark", "none"),
        _value("c:minorTickMark", "none"),
        _value("c:tickLblPos", "nextTo"),
        el("c:spPr", None, fill(None), line),
        _type(BAR_NAME, tongue),
        _value("c:crossAx", _VALUES_AXIS),
        _value("c:crosses", "autoZero"),
        _value("c:auto", 1),
        _value("c:lblAlgn", "ctr"),
        _value("c:lblOffset", 100),
        _value("c:noMultiLvlLbl", 0),
    )


def _values_axis(chart: ChartShape) -> etree._Element:
    return el(
        "c:valAx",
        None,
        _value("c:axId", _VALUES_AXIS),
        el(
            "c:scaling",
            None,
            _value("c:orientation", "minMax"),
            _value("c:max", f"{chart.axis.most:.6g}"),
            _value("c:min", 0),
        ),
        _value("c:delete", 1),
        _value("c:axPos", "t"),
        el("c:numFmt", {"formatCode": "General", "sourceLinked": "0"}),
        _value("c:majorTickMark", "none"),
        _value("c:minorTickMark", "none"),
        _value("c:tickLblPos", "nextTo"),
        _value("c:crossAx", _NAMES_AXIS),
        _value("c:crosses", "autoZero"),
        _value("c:crossBetween", "between"),
    )
