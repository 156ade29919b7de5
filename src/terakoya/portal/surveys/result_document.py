"""The results on paper: what the page shows, from the same published table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from ..common.dates import full_day
from ..common.languages import current_language
from .documents import Document, PrintedTable, Section, TableCell, text_row
from .heat_map import HeatRow, heat_rows
from .models import Wave
from .result_page import ResultPage
from .result_words import not_compared
from .selectors_results import CourseResults
from .words import PAPER_MARK


def result_document(results: CourseResults, page: ResultPage, organisation: str) -> Document:
    """The document; free comments stay in the workbook, where they are not handed round."""
    wave = results.chosen.wave
    closed = full_day(wave.closed_at) if wave.closed_at else ""
    kind = wave.get_kind_display()
    return Document(
        title=_("意識調査の結果"),
        subtitle=_("%(course)s（%(kind)s）　受付終了 %(on)s")
        % {"course": results.course_title, "kind": kind, "on": closed}
        + (f"　{PAPER_MARK}" if wave.is_on_paper else ""),
        author=organisation,
        footer=_footer(wave) % {"organisation": organisation},
        language=current_language(),
        sections=tuple(_sections(results, page)),
        landscape=True,
    )


def _footer(wave: Wave) -> str:
    if wave.is_on_paper:
        return _("%(organisation)s　紙で集めた調査の集計")
    return _("%(organisation)s　匿名の調査の集計")


def _sections(results: CourseResults, page: ResultPage) -> Iterator[Section]:
    yield Section(_("まとめ"), tables=(_figures(page),))
    rows = (page.company, *heat_rows(results, page.units))
    yield Section(
        _("部署 × テーマ"), paragraphs=tuple(_how_to_read(results)), tables=(_heat(page, rows),)
    )
    if page.chart:
        yield Section(_("研修の前後でどう変わったか（全社）"), tables=(_changes(page),))
    if page.weak_points:
        points = tuple(f"{one.title}　{one.reason}" for one in page.weak_points)
        yield Section(_("次に見るとよいところ"), points=points)
    if page.shares:
        yield Section(_("経験をたずねた問い（全社）"), tables=tuple(_shares(results, page)))
    yield Section(_("表示の基準"), points=rules_of(results))


def _how_to_read(results: CourseResults) -> Iterator[str]:
    yield _("指数 ± 誤差（20回に19回は、この幅に入ります）")
    if results.earlier:
        yield _("かっこの中は、%(kind)sとの差です。") % {"kind": results.earlier_label}


def rules_of(results: CourseResults) -> tuple[str, ...]:
    """By which rules results are shown."""
    wave = results.chosen.wave
    of_medium = (
        (_of_paper(), not_compared(results)) if wave.is_on_paper else (not_compared(results),)
    )
    return (
        *filter(None, of_medium),
        _("回答者が%(n)s名未満の部署は表示しません。") % {"n": wave.min_n},
        _("推測につながる部署も、あわせて表示を控えます。"),
        _("10名未満の部署は、指数を幅で示します（目安）。20名未満では人数も幅で示します。"),
        _("自由記述と被害・目撃の問いは、%(n)s名以上の回答があるときだけ示します。")
        % {"n": wave.min_n_sensitive},
        _("回ごとに集計してくらべ、1人ずつはくらべません。"),
        _("この結果を、個人の評価や、回答した人を探すことに使ってはいけません。"),
    )


def _of_paper() -> str:
    return str(PAPER_MARK) + _("：この回は紙・Excelで集めました。")


def _figures(page: ResultPage) -> PrintedTable:
    rows = tuple(
        text_row(one.label, f"{one.value} {one.beside}".strip(), one.remark) for one in page.figures
    )
    return PrintedTable((_("項目"), _("値"), _("補足")), rows, (3, 3, 5))


def _heat(page: ResultPage, rows: Sequence[HeatRow]) -> PrintedTable:
    head = (_("部署"), _("回答者"), *page.topics)
    widths = (5, 3, *[3] * len(page.topics))
    table = tuple(_heat_row(row, len(page.topics)) for row in rows)
    return PrintedTable(head, table, widths, centred=True)


def _heat_row(row: HeatRow, topics: int) -> tuple[TableCell, ...]:
    first = text_row(row.name, row.n)
    if not row.cells:
        return (*first, TableCell(row.reason, heat=0, span=topics))
    cells = (
        TableCell(f"{one.with_margin}\n（{one.below}）" if one.below else one.with_margin, one.heat)
        for one in row.cells
    )
    return (*first, *cells)


def _changes(page: ResultPage) -> PrintedTable:
    rows = tuple(
        text_row(
            line.name,
            "　→　".join(f"{mark.kind.label} {mark.with_margin}" for mark in line.marks),
            line.change,
            _("はっきりした変化") if line.is_clear else _("はっきりした差とは言えません"),
        )
        for line in page.chart
    )
    return PrintedTable((_("テーマ"), _("指数 ± 誤差"), _("差"), _("判断")), rows, (3, 6, 2, 4))


def _shares(results: CourseResults, page: ResultPage) -> Iterator[PrintedTable]:
    least = results.chosen.wave.min_n_sensitive
    too_few = _("回答が%(n)s名以上そろわなかったため、表示しません。") % {"n": least}
    for item in page.shares:
        rows = tuple(text_row(*one) for one in item.options) or (text_row(too_few, ""),)
        yield PrintedTable((_("答え"), _("割合")), rows, (6, 2), caption=item.text)
