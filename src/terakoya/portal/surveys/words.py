"""Sentences of the awareness survey that have cases."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from terakoya.courseware.model import SurveyItem

from ..learning.models import Enrolment
from .choices import WaveKind, WaveState
from .models import Wave
from .paper_sheets import Findings

_BY_STATE: Mapping[str, Promise] = {
    "preparing": _("意識調査を準備しています。1分ほどしてから、もう一度開いてください。"),
    "keyless": _(
        "今は回答を受け付けられません。数えるための鍵が見つかりません。運営者が確認しています。"
    ),
    "answered": _("この意識調査には回答済みです。ご協力ありがとうございました。"),
    "closed": _("この意識調査は終了しました。"),
    "paper": _("この意識調査は、紙またはExcelで集めています。配られた用紙に記入してください。"),
}


def why_not(wave: Wave, enrolment: Enrolment | None, state: str) -> Promise:
    """Why a person cannot answer a wave that is in this state for them."""
    if state == "later":
        if wave.kind == WaveKind.AFTER:
            return _("この意識調査は、研修を修了してから回答できます。")
        return _("この意識調査は、研修の修了から90日後に回答できます。")
    has_started = enrolment is not None and enrolment.first_slide_at is not None
    if (
        state == "closed"
        and wave.kind == WaveKind.BEFORE
        and wave.closed_at is None
        and has_started
    ):
        return _("研修を始めたあとは、事前の意識調査には回答できません。")
    return _BY_STATE[state]


CHIPS: Mapping[str, str] = {
    WaveState.PREPARING: "chip-info",
    WaveState.OPEN: "chip-ok",
    WaveState.KEYLESS: "chip-err",
    WaveState.CLOSING: "chip-info",
    WaveState.CLOSED: "chip-mute",
}
_REMARKS: Mapping[str, Promise] = {
    WaveState.PREPARING: _("数秒で始まります。始まらないときは、運営者にお知らせください。"),
    WaveState.KEYLESS: _("回答を受け付けていません。運営者が鍵を戻すと、受付を再開します。"),
    WaveState.CLOSING: _(
        "まもなく終わります。1時間たっても変わらなければ、運営者にお知らせください。"
    ),
}
PAPER_MARK: Promise = _("紙（回収した人は回答を見られます）")
_OUTCOMES: Mapping[str, Promise] = {
    "unsent": _("用紙が取り込まれないまま終わりました"),
    "key": _("鍵が失われたため、集計できませんでした"),
    "seal": _("記録が書き換えられていたため、集計せずに消しました"),
}


def hint_of(item: SurveyItem) -> str:
    """What must be known before answering, without what the author's help says already."""
    if item.kind == "comment":
        kept = gettext("部署や時刻とは結び付けずに、暗号化して保存します。")
        if item.help:
            return kept
        return gettext("人の名前や、だれのことか分かる内容は書かないでください。") + kept
    if not item.sensitive:
        return ""
    least = str(Wave._meta.get_field("min_n_sensitive").get_default())
    if least in unicodedata.normalize("NFKC", item.help):
        return ""
    return gettext(
        "%(n)s名以上の回答がそろったときだけ集計します。内容を思い出して書く必要はありません。"
    ) % {"n": least}


def remark_on(wave: Wave) -> Promise | str:
    """What an officer should know of a wave in this state."""
    if wave.is_on_paper and wave.state != WaveState.CLOSED:
        return _("集めた用紙を数えると、終わります。")
    return _REMARKS.get(wave.state, "")


def part_words(parts: Sequence[Sequence[str]]) -> list[str]:
    """Which units each workbook lists; nothing where one lists all."""
    if len(parts) < 2:
        return [""]
    words = gettext("（%(first)sから%(last)sまで）")
    return [words % {"first": part[0], "last": part[-1]} for part in parts]


def found_words(found: Findings) -> str:
    """How much could be read of sheets that came back."""
    words = gettext("%(n)s名分の回答を読みました。") % {"n": found.counted.answered}
    if found.incomplete:
        words += gettext(
            "そのうち%(n)s名分は、答えのない問いがあります。答えた問いだけを数えます。"
        ) % {"n": found.incomplete}
    return words


def outcome_of(state: str, loss: str) -> Promise | str:
    """What has become of a wave that takes no more ballots."""
    return "" if state != WaveState.CLOSED else _OUTCOMES.get(loss, _("集計済み"))


def count_words(shown: str) -> str:
    """A number of answers, or its range; in English the words beside it say of what."""
    low, _sign, high = shown.partition("-")
    if not high:
        return pgettext("answers", "%(n)s名") % {"n": low}
    return pgettext("answers", "%(low)s〜%(high)s名") % {"low": low, "high": high}


def rate_of(
    wave: Wave, answered: int, members: int, shown: str | None, *, is_lost: bool = False
) -> str:
    """The response rate while a wave runs; of a closed one the number that its table shows.

    Of one whose answers were lost there is none.
    """
    state = wave.state
    if wave.is_on_paper and state != WaveState.CLOSED:
        return gettext("対象 %(n)s名") % {"n": members}
    if state not in {WaveState.CLOSING, WaveState.CLOSED}:
        percent = answered * 100 // members if members else 0
        numbers = {"percent": percent, "answered": answered, "members": members}
        return gettext("%(percent)s%%（%(answered)s / %(members)s）") % numbers
    if state == WaveState.CLOSING:
        return "–"
    if is_lost:
        return "–"
    return count_words(shown) if shown else gettext("5名未満")
