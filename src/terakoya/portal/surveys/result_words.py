"""How numbers of a published table are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.scoring import BAND_STARTS
from terakoya.courseware.topic_index import Change, TopicIndex

from .choices import WaveKind, WaveState
from .selectors_results import CourseResults, WaveResult
from .suppression import Hidden
from .tables import COMPANY, HiddenUnit, Row, Share
from .words import count_words

NOTHING: Final = "―"

_REASONS: Mapping[str, Promise] = {
    Hidden.COMPLEMENT: _("表示しません：点数になる回答が少ないか、差し引きで推測につながるため"),
    "": _("表示しません：匿名性を守るため"),
}


def unit_name(row: Row | HiddenUnit) -> str:
    """The name of a unit; the row without one holds everybody else."""
    return row.name if row.unit != COMPANY else gettext("そのほか（小さな部署と部署なし）")


def reason_words(hidden: HiddenUnit, minimum: int) -> str:
    """Why nothing is shown of a unit."""
    if hidden.reason == Hidden.FEW:
        return gettext("表示しません：回答者が%(n)s名未満のため") % {"n": minimum}
    return str(_REASONS.get(hidden.reason, _REASONS[""]))


def band_words(band: int) -> str:
    """A band of the index."""
    start = BAND_STARTS[band]
    if band == 0:
        return gettext("10未満")
    if band == len(BAND_STARTS) - 1:
        return gettext("90超")
    return gettext("%(low)s〜%(high)s") % {"low": start, "high": BAND_STARTS[band + 1] - 1}


def index_words(index: TopicIndex | None) -> str:
    """An index, its band, or a dash."""
    if index is None:
        return NOTHING
    if index.score is not None:
        return str(index.score)
    return band_words(index.band) if index.band is not None else NOTHING


def margin_words(index: TopicIndex | None) -> str:
    """An index with its margin."""
    if index is None or index.score is None or index.margin is None:
        return index_words(index)
    return f"{index.score} ± {index.margin}"


def points_words(points: int) -> str:
    """A change in points with its sign."""
    return f"+{points}" if points > 0 else str(points).replace("-", "−")


def change_words(change: Change | None, kind: str) -> str:
    """What changed since an earlier wave, as a sentence; empty where nothing can be said."""
    if change is None:
        return ""
    if not change.is_clear:
        return gettext("%(kind)sとの差は%(points)sで、はっきりした差とは言えません。") % {
            "kind": kind,
            "points": points_words(change.points),
        }
    words = gettext("%(kind)sより%(n)sポイント上がりました。")
    if change.points < 0:
        words = gettext("%(kind)sより%(n)sポイント下がりました。")
    return words % {"kind": kind, "n": abs(change.points)}


def share_words(share: Share) -> str:
    """The share of an option."""
    if share.percent is not None:
        return f"{share.percent}%"
    return f"{band_words(share.band)}%" if share.band is not None else NOTHING


def not_compared(results: CourseResults) -> str:
    """Why an earlier wave is left out of comparisons; empty where none is."""
    if not results.is_other_way:
        return ""
    return gettext("紙の回とオンラインの回は、集め方が違うので、くらべません。")


def coming_words(results: CourseResults) -> str:
    """When the next waves open, or that they have begun; empty where none is to come."""
    states = {WaveKind(one.wave.kind): one.wave.state for one in results.waves}
    if states.get(WaveKind.DAY90, WaveState.CLOSED) != WaveState.CLOSED:
        return gettext("90日後の回は、始まっています。")
    if states.get(WaveKind.AFTER, WaveState.CLOSED) != WaveState.CLOSED:
        return gettext("事後の回は、始まっています。")
    if WaveKind.AFTER in states:
        return ""
    return gettext("事後の回は、はじめの人が修了すると開きます。90日後の回は、その90日後です。")


def response_rate(result: WaveResult) -> tuple[str, str]:
    """The response rate and the numbers behind it; under 20 answers their range alone."""
    answered = result.table.answered if result.table else None
    if answered is None:
        return NOTHING, ""
    if not answered.isdecimal():
        words = gettext("%(n)s／対象 %(of)s名")
        return NOTHING, words % {"n": count_words(answered), "of": result.headcount}
    percent = int(answered) * 100 // result.headcount if result.headcount else 0
    return f"{min(percent, 100)}%", f"{answered} / {count_words(str(result.headcount))}"
