"""The page of a closed wave's results, read from its published table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Final

from django.utils.translation import gettext as _

from terakoya.courseware.inline import plain
from terakoya.courseware.scoring import whole_score
from terakoya.courseware.topic_index import Change, TopicIndex, change_between

from .change_chart import ChartLine, chart_lines
from .choices import WaveState
from .heat_map import HeatRow, heat_row
from .own_items import is_own
from .result_words import (
    NOTHING,
    change_words,
    coming_words,
    index_words,
    response_rate,
    share_words,
)
from .selectors_results import CourseResults
from .tables import HiddenUnit, Row, Table
from .weak_points import WeakPoint, weak_points

COMMENTS_SHOWN: Final = 20  # of each item; their order is random


@dataclass(frozen=True)
class Figure:
    """A large number at the head of the page."""

    label: str
    value: str
    beside: str
    remark: str


@dataclass(frozen=True)
class SharedItem:
    """An item without scores: options and their shares, or the reason why there are none."""

    text: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CommentedItem:
    """An item answered in words, with its answers in random order."""

    text: str
    comments: tuple[str, ...]
    more: int  # that the page leaves to the workbook


@dataclass(frozen=True)
class ResultPage:
    """All that the page shows, apart from the units of one page."""

    figures: tuple[Figure, ...]
    topics: tuple[str, ...]
    company: HeatRow
    units: tuple[Row | HiddenUnit, ...]
    chart: tuple[ChartLine, ...]
    weak_points: tuple[WeakPoint, ...]
    shares: tuple[SharedItem, ...]
    comments: tuple[CommentedItem, ...]
    coming: str  # when the next waves open


def result_page(results: CourseResults) -> ResultPage | None:
    """The page; `None` where the wave shows nothing."""
    table = results.chosen.table
    if table is None or table.company is None:
        return None
    return ResultPage(
        figures=tuple(_figures(results, table, table.company)),
        topics=tuple(results.name_of(topic) for topic in results.scored_topics),
        company=heat_row(results, table.company, _("全社")),
        units=(*table.rows, *table.hidden),
        chart=chart_lines(results),
        weak_points=weak_points(results),
        shares=tuple(_shares(results, table)),
        comments=tuple(_comments(results, table)),
        coming=coming_words(results),
    )


def _figures(results: CourseResults, table: Table, company: Row) -> Iterator[Figure]:
    rate, numbers = response_rate(results.chosen)
    earlier = results.earlier
    kind = results.earlier_label
    then = (
        _("%(kind)s %(rate)s") % {"kind": kind, "rate": response_rate(earlier)[0]}
        if earlier
        else ""
    )
    yield Figure(_("回答率"), rate, numbers, then)
    mean = mean_index(company)
    change = change_between(_earlier_mean(results), mean)
    label = _("テーマの指数（%(n)sつの平均）") % {
        "n": sum(not is_own(one) for one in company.topics)
    }
    yield Figure(
        label, index_words(mean), "/ 100", _("高いほどよい状態です。") + change_words(change, kind)
    )
    yield _lowest(results, company, kind)
    yield _fallen(results, table) if results.earlier else _shown_units(table)


def mean_index(row: Row) -> TopicIndex | None:
    """The mean of a row's topics, its margin as if they moved together; `None` with a gap."""
    topics = {topic: index for topic, index in row.topics.items() if not is_own(topic)}
    found = [index for index in topics.values() if index is not None]
    scores = [index.score for index in found if index.score is not None]
    margins = [index.margin for index in found if index.margin is not None]
    if not scores or len(scores) < len(topics) or len(margins) < len(scores):
        return None
    score = whole_score(Fraction(sum(scores), len(scores)))
    return TopicIndex("", score, ceil(sum(margins) / len(margins)), None)


def _earlier_mean(results: CourseResults) -> TopicIndex | None:
    earlier = results.earlier
    company = earlier.table.company if earlier and earlier.table else None
    return mean_index(company) if company else None


def _lowest(results: CourseResults, company: Row, kind: str) -> Figure:
    scored = [
        (index.score, topic)
        for topic in results.scored_topics
        if (index := company.topics.get(topic)) is not None and index.score is not None
    ]
    if not scored:
        return Figure(_("最も低いテーマ"), NOTHING, "", _("回答が10名以上になると示します。"))
    score, topic = min(scored, key=lambda one: one[0])
    change = results.comparison.of("", topic)
    return Figure(
        _("最も低いテーマ"), str(score), results.name_of(topic), change_words(change, kind)
    )


def _fallen(results: CourseResults, table: Table) -> Figure:
    """How many shown cells have clearly fallen, by topic."""
    fallen: dict[str, int] = {}
    for row in table.rows:
        for topic in results.scored_topics:
            if _has_fallen(results.comparison.of(row.unit, topic)):
                fallen[topic] = fallen.get(topic, 0) + 1
    names = [
        _("%(topic)s（%(n)s部署）") % {"topic": results.name_of(topic), "n": n}
        for topic, n in fallen.items()
    ]
    return Figure(
        _("はっきり下がったところ"),
        str(sum(fallen.values())),
        _("か所"),
        "、".join(names) or _("5ポイント以上で、誤差を超えたものを数えます。"),
    )


def _has_fallen(change: Change | None) -> bool:
    return change is not None and change.is_clear and change.points < 0


def _shown_units(table: Table) -> Figure:
    remark = _("匿名のため表示しない部署 %(n)s") % {"n": len(table.hidden)} if table.hidden else ""
    return Figure(_("表示している部署"), str(len(table.rows)), _("か所"), remark)


def _shares(results: CourseResults, table: Table) -> Iterator[SharedItem]:
    for item in results.survey.items:
        if item.id in table.shares:
            shares = {one.option: share_words(one) for one in table.shares[item.id] or ()}
            options = tuple(
                (plain(option.text), shares[option.id])
                for option in results.survey.options_of(item)
                if option.id in shares
            )
            yield SharedItem(plain(item.text), options)


def _comments(results: CourseResults, table: Table) -> Iterator[CommentedItem]:
    for item in results.survey.items:
        if item.kind == "comment":
            found = table.comments.get(item.id, ())
            shown = found[:COMMENTS_SHOWN]
            yield CommentedItem(plain(item.text), shown, len(found) - len(shown))


def comments_of(results: CourseResults) -> Iterator[tuple[str, str]]:
    """All comments, each with its item, in the random order of the published table."""
    table = results.chosen.table
    for item in results.survey.items:
        for comment in table.comments.get(item.id, ()) if table else ():
            yield plain(item.text), comment


def why_nothing(results: CourseResults) -> str:
    """Why a wave shows no result, and what to do next."""
    wave, table = results.chosen.wave, results.chosen.table
    if table is None:
        if wave.state == WaveState.CLOSING:
            return _("集計しています。数秒で終わります。少し待って、もう一度開いてください。")
        if wave.is_on_paper:
            return _("紙・Excelで集めています。結果は、集めた用紙を数えたあとに表示します。")
        return _("受付中です。結果は、締め切ったあとに1度だけ集計して表示します。")
    if table.loss == "unsent":
        return _("用紙が取り込まれないまま、期限が過ぎました。次の回からは、また集計できます。")
    if table.loss:
        return _("この回の回答は集計できませんでした。次の回からは、また集計できます。")
    return _("まだ結果を表示できません。回答が%(n)s名以上そろわなかったためです。") % {
        "n": wave.min_n
    }
