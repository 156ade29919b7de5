"""What a chart says is read out with its picture."""

from __future__ import annotations

import io
from typing import Any

import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu

from terakoya.courseware.formats.pptx.reading import import_deck
from terakoya.courseware.formats.pptx.reading.charts import MOST_FIGURES, chart_lines
from terakoya.courseware.model import BulletsSlide, PageSlide
from tests.courseware.deck_editing import Edit, edited, new_page, page_of
from tests.courseware.deck_reading import corpus, corpus_deck

BASE = corpus()
YEARS = ("2023年", "2024年", "2025年")
KNOWN = {slide.id for _, slide in BASE.course.text("ja").slides()}
SAID = "営業所からの申告\n件数: 2023年 12, 2024年 18, 2025年 31.5\n率: 2023年 0.1, 2024年 0.2"
CATEGORIES: Any = CategoryChartData  # python-pptx has no types
POINTS: Any = XyChartData


def put_chart(page: Any, years: tuple[str, ...] = YEARS) -> Any:
    data = CATEGORIES()
    data.categories = years
    data.add_series("件数", (12, 18, 31.5))
    data.add_series("率", (0.1, 0.2, None))
    place = (Emu(900000), Emu(1700000), Emu(9000000), Emu(4000000))
    chart = page.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "営業所からの申告"
    return chart


def on_a_new_page(page: Any) -> None:
    page.shapes.title.text_frame.text = "当社の件数"
    for holder in list(page.placeholders)[1:]:
        holder._element.getparent().remove(holder._element)
    put_chart(page)


def imported(*edits: Edit, can_draw: bool = True) -> list[Any]:
    deck = edited(corpus_deck("ja"), *edits)
    result = import_deck(deck, BASE, page_image=lambda _page: b"\x89PNG" if can_draw else None)
    slides = [slide for _, slide in result.material.course.text("ja").slides()]
    return [slide for slide in slides if slide.id not in KNOWN]


def test_a_chart_on_a_new_page_is_in_the_words_of_its_picture() -> None:
    (slide,) = imported(new_page(2, on_a_new_page))
    assert isinstance(slide, PageSlide)
    assert (slide.title, "\n".join(slide.text)) == ("当社の件数", SAID)


def test_without_a_picture_the_names_and_figures_are_what_is_left() -> None:
    (slide,) = imported(new_page(2, on_a_new_page), can_draw=False)
    assert isinstance(slide, BulletsSlide)
    assert "\n".join(item.head for item in slide.items) == SAID


def test_a_chart_on_a_page_of_ours_is_in_the_words_of_the_picture_that_follows() -> None:
    (slide,) = imported(lambda presentation: put_chart(page_of(presentation, "three-elements")))
    assert isinstance(slide, PageSlide)
    assert "\n".join(slide.text) == SAID


def lines_of(fill: Any) -> list[str]:
    from pptx import Presentation

    presentation = Presentation()
    chart = fill(presentation.slides.add_slide(presentation.slide_layouts[6]))
    presentation.save(io.BytesIO())
    return list(chart_lines(etree.fromstring(chart.part.blob)))


def test_a_chart_of_points_says_both_figures() -> None:
    def fill(page: Any) -> Any:
        data = POINTS()
        series = data.add_series("待ち時間")
        series.add_data_point(5, 0.30000000000000004)
        place = (Emu(0), Emu(0), Emu(9), Emu(9))
        return page.shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, *place, data).chart

    assert lines_of(fill) == ["待ち時間: 5 0.3"]


@pytest.mark.parametrize(("count", "has_figures"), [(MOST_FIGURES, True), (61, False)])
def test_of_very_many_figures_the_first_and_the_last_name_are_said(
    count: int, has_figures: bool
) -> None:
    def fill(page: Any) -> Any:
        data = CATEGORIES()
        data.categories = [f"{day}日" for day in range(count)]
        data.add_series("件数", [7] * count)
        place = (Emu(0), Emu(0), Emu(9), Emu(9))
        return page.shapes.add_chart(XL_CHART_TYPE.LINE, *place, data).chart

    (line,) = lines_of(fill)
    assert line.startswith("件数: 0日 7, 1日 7" if has_figures else "件数: 0日 – 60日")


def test_names_of_two_levels_are_those_of_the_inner_one() -> None:
    def fill(page: Any) -> Any:
        data = CATEGORIES()
        east = data.add_category("東日本")
        for name in ("仙台", "千葉"):
            east.add_sub_category(name)
        data.add_series("件数", (3, 4))
        place = (Emu(0), Emu(0), Emu(9), Emu(9))
        return page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data).chart

    assert lines_of(fill) == ["件数: 仙台 3, 千葉 4"]
