"""The results as a short deck for the board: what the page shows, its charts native.

Every figure and sentence is taken from `ResultPage`, so that nothing stands here that the page,
the workbook and the PDF hide. Free comments stay in the workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from terakoya.courseware.layouts.measure import em_width
from terakoya.courseware.model import (
    AnySlide,
    Bar,
    BulletsSlide,
    Chapter,
    ChartSlide,
    Course,
    CourseMeta,
    CourseText,
    Item,
    Material,
    Minutes,
    Picture,
    Row,
    TableSlide,
    TestPool,
    TitleSlide,
)
from terakoya.courseware.palette import Colour
from terakoya.courseware.scoring import BAND_STARTS
from terakoya.courseware.topic_index import TopicIndex, change_between

from ..common.dates import day_of, full_day, in_japanese, short_period
from ..common.languages import current_language
from .change_chart import ChartLine, shown_waves
from .choices import WaveKind
from .extensions import NextDeed, next_deeds
from .own_items import is_own
from .result_document import rules_of
from .result_page import Figure, ResultPage, mean_index
from .result_words import (
    NOTHING,
    change_words,
    index_words,
    margin_words,
    not_compared,
    unit_name,
)
from .selectors_results import CourseResults, WaveResult
from .tables import Row as UnitRow
from .words import PAPER_MARK, count_words

_T = TypeVar("_T")
_ID: Final = "survey-results"
_COVER: Final = "survey-results.svg"
_BARS_A_SHEET: Final = 8  # as many as a chart takes
_LINES_A_SHEET: Final = 6
_UNITS_A_SHEET: Final = 5
_DEEDS_A_SHEET: Final = 4
_DEED_SHEETS: Final = 2
_UNIT_SHEETS: Final = 4  # the rest is in the workbook: a board looks at a few sheets
_LONGEST_NAME: Final = 18  # characters of full width


def result_deck(results: CourseResults, page: ResultPage, organisation: str) -> bytes:
    """The deck in the language of the page; the same results give the same bytes."""
    from terakoya.courseware.formats.pptx.writing import write_pptx

    language = current_language()
    slides = tuple(_slides(results, page, organisation))
    material = Material(_course(results, slides, language), {_COVER: _cover()})
    return write_pptx(material, language)


def _course(results: CourseResults, slides: tuple[AnySlide, ...], language: str) -> Course:
    title = _("意識調査の結果")
    nothing = {language: ""}
    text = CourseText(
        language=language,
        chapters=(Chapter(id=_ID, title=title, slides=slides),),
        survey=results.survey,
        test=TestPool(title="", intro=(), questions=()),
    )
    meta = CourseMeta(
        id=_ID,
        version="1",
        languages=(language,),
        title={language: title},
        subtitle={language: results.course_title},
        description=nothing,
        audience=nothing,
        goals=(),
        minutes=Minutes(total=0, main=0, test=0, survey=0),
        pass_mark=0,
        blueprint=(),
        variables=(),
        effective_on=day_of(results.chosen.wave.closed_at or results.chosen.wave.opened_at),
    )
    return Course(meta=meta, texts=(text,), facts=(), glossary=(), readings=())


def _slides(results: CourseResults, page: ResultPage, organisation: str) -> Iterator[AnySlide]:
    yield _title(results, page, organisation)
    yield from _topics(results, page)
    yield from _mean_before_and_after(results, page)
    yield from _topics_before_and_after(results, page)
    yield from _units(results, page)
    yield from _next(results, page)
    yield _method(results, page)


def _shared(name: str, title: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "goal": _ID, "title": _said(title), "narration": (), **more}


def _sheets_of(found: Sequence[_T], most: int) -> list[tuple[_T, ...]]:
    """As many on each sheet as it holds."""
    return [tuple(found[start : start + most]) for start in range(0, len(found), most)]


def _said(text: str) -> str:
    """Words of the organisation as they stand: in a course, braces and stars are marks."""
    for mark, shown in (("{", "｛"), ("}", "｝"), ("**", "＊＊"), ("\n", " ")):
        text = text.replace(mark, shown)
    return text


def _short(name: str) -> str:
    """A name that fills two lines at most beside a bar or a row."""
    shown = name = _said(name)
    while em_width(shown) > _LONGEST_NAME:
        name = name[:-1]
        shown = f"{name}…"
    return shown


# -- the sheets ------------------------------------------------------------------------------


def _period(results: CourseResults) -> str:
    wave = results.chosen.wave
    first, last = day_of(wave.opened_at), day_of(wave.closed_at or wave.opened_at)
    return full_day(first) if first == last else short_period(first, last)


def _title(results: CourseResults, page: ResultPage, organisation: str) -> TitleSlide:
    wave = results.chosen.wave
    rate = page.figures[0]
    medium = f"　{PAPER_MARK}" if wave.is_on_paper else ""
    kind = _("%(kind)sの調査") % {"kind": wave.get_kind_display()}
    counted = _("集計日 %(on)s") % {"on": full_day(wave.closed_at or wave.opened_at)}
    return TitleSlide(
        layout="title",
        **_shared("title", _("意識調査の結果"), kicker=_said(organisation)),
        subtitle=_said(results.course_title),
        lead=(f"{kind}{medium}", _period(results), _answered(rate), counted),
        picture=Picture(file=_COVER),
    )


def _answered(rate: Figure) -> str:
    """How many of how many answered: with the rate, where one is published."""
    if rate.value == NOTHING:
        return _("回答 %(numbers)s") % {"numbers": rate.beside or NOTHING}
    return _("回答 %(numbers)s（%(rate)s）") % {"numbers": rate.beside, "rate": rate.value}


def _source(results: CourseResults) -> str:
    table = results.chosen.table
    company = table.company if table else None
    return _("意識調査（%(kind)s）　回答者%(n)s名　%(period)s") % {
        "kind": results.chosen.wave.get_kind_display(),
        "n": company.n.replace("-", "〜" if in_japanese() else "–") if company else NOTHING,
        "period": _period(results),
    }


def _topics(results: CourseResults, page: ResultPage) -> Iterator[AnySlide]:
    """The company's topics as bars; without a score their ranges as a table."""
    lowest = page.figures[2]
    kicker = _("テーマの指数（全社）")
    scored = [
        (topic, index, index.score)
        for topic, index in _company(results).items()
        if index is not None and index.score is not None
    ]
    if not scored:
        yield from _ranges(results, kicker, lowest.remark)
        return
    low = min(score for _topic, _index, score in scored)
    strong = next(topic for topic, _index, score in scored if score == low)
    title = _("最も低いテーマは「%(topic)s」です") % {"topic": _short(lowest.beside)}
    mean, index = page.figures[1], _mean(results, results.chosen)
    words = _("%(label)s %(index)s（100点満点）")
    point = words % {"label": mean.label, "index": margin_words(index)} if index else ""
    bars = [
        Bar(label=_with_margin(results.name_of(topic), index), value=score, strong=topic == strong)
        for topic, index, score in scored
    ]
    for number, some in enumerate(_sheets_of(bars, _BARS_A_SHEET), 1):
        yield ChartSlide(
            layout="chart",
            **_shared(f"topics-{number}", title, kicker=kicker, point=point),
            bars=some,
            source=_source(results),
        )


def _with_margin(name: str, index: TopicIndex | None) -> str:
    """What stands beside a bar: a name and how far its value may be off."""
    margin = index.margin if index else None
    return _short(name) if margin is None else f"{_short(name)} ±\N{NO-BREAK SPACE}{margin}"


def _company(results: CourseResults) -> dict[str, TopicIndex | None]:
    table = results.chosen.table
    topics = table.company.topics if table and table.company else {}
    return {topic: topics.get(topic) for topic in results.scored_topics}


def _ranges(results: CourseResults, kicker: str, title: str) -> Iterator[TableSlide]:
    rows = [
        Row(head=_short(results.name_of(topic)), cells=(_shown(index),))
        for topic, index in _company(results).items()
    ]
    for number, some in enumerate(_sheets_of(rows, _LINES_A_SHEET), 1):
        yield TableSlide(
            layout="table",
            **_shared(f"topics-{number}", title, kicker=kicker),
            corner=_("テーマ"),
            columns=(_("全社"),),
            rows=some,
            source=_source(results),
        )


def _shown(index: TopicIndex | None) -> str:
    if index is not None and index.score is None and index.band is not None:
        return f"{index_words(index)}（{_('目安')}）"
    return margin_words(index)


def _mean_before_and_after(results: CourseResults, page: ResultPage) -> Iterator[ChartSlide]:
    """The mean of the topics in each wave that shows all of those that the chosen one shows."""
    figure = page.figures[1]
    means = [(one, mean) for one in shown_waves(results) if (mean := _mean(results, one))]
    if len(means) < 2 or figure.value == NOTHING:
        return
    heading = _("研修の前後でどう変わったか（全社）")
    chosen = _mean(results, results.chosen)
    margin = chosen.margin if chosen else NOTHING
    yield ChartSlide(
        layout="chart",
        **_shared("mean", _change_of_mean(results) or heading, kicker=heading),
        form="number",
        figure=figure.value,
        caption=f"{figure.label}\n{_('誤差 ±%(n)s。高いほどよい状態です。') % {'n': margin}}",
        compare=_("回ごとの指数"),
        bars=tuple(
            Bar(
                label=_with_margin(one.wave.get_kind_display(), mean),
                value=mean.score,
                strong=one is results.chosen,
            )
            for one, mean in means
            if mean.score is not None
        ),
        source=_source(results),
    )


def _mean(results: CourseResults, one: WaveResult) -> TopicIndex | None:
    """A wave's mean; `None` where it is made of other topics than that of the chosen wave."""
    company = one.table.company if one.table else None
    if company is None or _common(company.topics) != _common(_company(results)):
        return None
    return mean_index(company)


def _common(topics: Iterable[str]) -> set[str]:
    return {topic for topic in topics if not is_own(topic)}


def _change_of_mean(results: CourseResults) -> str:
    earlier = results.earlier
    if earlier is None or earlier not in shown_waves(results):
        return ""
    change = change_between(_mean(results, earlier), _mean(results, results.chosen))
    return change_words(change, results.earlier_label)


def _topics_before_and_after(results: CourseResults, page: ResultPage) -> Iterator[TableSlide]:
    heading = _("研修の前後でどう変わったか（全社）")
    waves = [one.wave for one in shown_waves(results)]
    clear = sum(line.is_clear for line in page.chart)
    title = _("はっきり変わったのは、%(of)sテーマのうち%(n)sつです")
    title %= {"of": len(page.chart), "n": clear}
    for number, lines in enumerate(_sheets_of(page.chart, _LINES_A_SHEET), 1):
        yield TableSlide(
            layout="table",
            **_shared(f"changes-{number}", title if clear else heading, kicker=heading),
            corner=_("テーマ"),
            columns=(*(wave.get_kind_display() for wave in waves), _("差")),
            rows=tuple(
                _change_row(line, [WaveKind(wave.kind) for wave in waves]) for line in lines
            ),
            source=_("太字の差は、5ポイント以上で誤差を超えたものです。"),
        )


def _change_row(line: ChartLine, kinds: Sequence[WaveKind]) -> Row:
    found = {mark.kind: mark.with_margin for mark in line.marks}
    change = f"**{line.change}**" if line.is_clear else line.change or NOTHING
    cells = (*(found.get(kind, NOTHING) for kind in kinds), change)
    return Row(head=_short(line.name), cells=cells)


def _units(results: CourseResults, page: ResultPage) -> Iterator[TableSlide]:
    """The units that show anything, each with its lowest topic; without one there is no sheet."""
    shown = [one for one in page.units if isinstance(one, UnitRow)]
    company = results.chosen.table.company if results.chosen.table else None
    if not shown or company is None:
        return
    rows = [_unit_row(results, company, _("全社"))]
    rows += [_unit_row(results, one, unit_name(one)) for one in shown]
    sheets = _sheets_of(rows, _UNITS_A_SHEET)
    hidden = len(page.units) - len(shown)
    remarks = [_("匿名のため表示しない部署 %(n)s") % {"n": hidden}] if hidden else []
    if len(sheets) > _UNIT_SHEETS:
        remarks.append(_("ほかの部署は、Excelの書き出しにあります。"))
    for number, some in enumerate(sheets[:_UNIT_SHEETS], 1):
        yield TableSlide(
            layout="table",
            **_shared(
                f"units-{number}",
                _("%(n)s部署の、最も低いテーマ") % {"n": len(shown)},
                kicker=_("部署 × テーマ"),
            ),
            corner=_("部署"),
            columns=(_("回答者"), _("最も低いテーマ"), _("指数 ± 誤差")),
            rows=some,
            source="　".join(remarks),
        )


def _unit_row(results: CourseResults, row: UnitRow, name: str) -> Row:
    found = {
        topic: index
        for topic in results.scored_topics
        if (index := row.topics.get(topic)) is not None
    }
    lowest = min(found, key=lambda topic: _rank(found[topic]), default=None)
    cells = (
        count_words(row.n),
        _short(results.name_of(lowest)) if lowest else NOTHING,
        _shown(found[lowest]) if lowest else NOTHING,
    )
    return Row(head=_short(name), cells=cells)


def _rank(index: TopicIndex) -> int:
    """By what the lowest of a row is found; a range counts by its beginning."""
    if index.score is not None:
        return index.score
    return BAND_STARTS[index.band] if index.band is not None else 100


def _next(results: CourseResults, page: ResultPage) -> Iterator[AnySlide]:
    """What is to be done about each weak topic, by whom and until when."""
    deeds = next_deeds(results)
    if not deeds:
        yield _to_look_at(page)
        return
    sheets = _sheets_of(deeds, _DEEDS_A_SHEET)
    are_more = len(sheets) > _DEED_SHEETS
    for number, some in enumerate(sheets[:_DEED_SHEETS], 1):
        yield TableSlide(
            layout="table",
            **_shared(
                f"next-{number}",
                _("まず「%(topic)s」から取りかかります") % {"topic": _short(deeds[0].topic)},
                kicker=_("次にすること"),
            ),
            corner=_("テーマ"),
            columns=(_("今の指数 ± 誤差"), _("すること"), _("だれが、いつまでに")),
            rows=tuple(map(_deed_row, some)),
            source=_("ほかの提案は、画面の「調査からの提案」にあります。") if are_more else "",
        )


def _deed_row(deed: NextDeed) -> Row:
    place, index = deed.ground.split("\n")
    cells = (f"{_said(index)}\n{_short(place)}", deed.deed, f"{_short(deed.by)}\n{deed.until}")
    return Row(head=_short(deed.topic), cells=cells)


def _to_look_at(page: ResultPage) -> BulletsSlide:
    """Where nothing is proposed: what the page of results says to look at."""
    heading = _("次に見るとよいところ")
    points = page.weak_points
    if points:
        title = _("まず%(topic)sことです") % {"topic": points[0].title}
        items = tuple(Item(head=_said(one.title), text=_said(one.reason)) for one in points)
    else:
        title = _("はっきりと低いところや、下がったところはありません。")
        items = (Item(head=_("このまま研修を進め、次の回で確かめてください。")),)
    return BulletsSlide(layout="bullets", **_shared("next", title, kicker=heading), items=items)


def _method(results: CourseResults, page: ResultPage) -> TableSlide:
    """How it was asked, who answered, and by which rules results are shown."""
    on_paper = results.chosen.wave.is_on_paper
    asked = _("匿名の調査です。")
    if on_paper:
        asked = _("紙で集めた調査です。") + _("回収した人は、1枚ずつの回答を見られます。")
    rate = page.figures[0]
    answered = f"{_period(results)}　{rate.label} {rate.value}　{rate.beside}"
    margin = _("指数 ± 誤差（20回に19回は、この幅に入ります）")
    compared = not_compared(results) or _("回ごとに集計してくらべ、1人ずつはくらべません。")
    rows = (
        (_("調査"), f"{asked}\n{answered}"),
        (_("指数"), f"{margin}\n{compared}"),
        (_("表示の基準"), "\n".join(_shown_by(results))),
    )
    return TableSlide(
        layout="table",
        **_shared("method", _("集め方と、表示の基準")),
        columns=(_("この資料の数字について"),),
        rows=tuple(
            Row(head=head, cells=("\n".join(map(_said, text.split("\n"))),)) for head, text in rows
        ),
        source=rules_of(results)[-1],
    )


def _shown_by(results: CourseResults) -> tuple[str, ...]:
    """The rules of what is shown; how waves compare and what is forbidden stand by themselves."""
    wave = results.chosen.wave
    return (
        _("回答者が%(n)s名未満の部署は表示しません。") % {"n": wave.min_n},
        _("推測につながる部署も、あわせて表示を控えます。"),
        _("10名未満の部署は、指数を幅で示します（目安）。20名未満では人数も幅で示します。"),
    )


def _cover() -> bytes:
    """Bars on a sheet of paper, and a mark: the sign of a survey that was counted."""
    bars = (
        (238, 330, 90, Colour.PRIMARY_LINE),
        (358, 260, 160, Colour.PRIMARY_LINE),
        (478, 170, 250, Colour.PRIMARY),
    )
    drawn = "".join(
        f'<rect x="{x}" y="{y}" width="84" height="{height}" rx="8" fill="#{colour}"/>'
        for x, y, height, colour in bars
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 600" width="800" height="600">'
        f'<rect x="140" y="60" width="520" height="480" rx="24" fill="#{Colour.SURFACE}"/>'
        f'<rect x="190" y="110" width="200" height="20" rx="10" fill="#{Colour.PRIMARY_LINE}"/>'
        f'<rect x="190" y="446" width="420" height="6" rx="3" fill="#{Colour.LINE}"/>'
        f"{drawn}</svg>"
    ).encode()
