"""Proposals and what became of them, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terakoya.courseware.topic_index import Change

from ..surveys.result_words import index_words
from ..surveys.words import count_words
from .choices import ProposalKind
from .rules import STRONG, Ground, Proposal

_TITLES: Mapping[str, Promise] = {
    ProposalKind.EMPHASIS: gettext_lazy("「%(topic)s」のスライドを重点にする"),
    ProposalKind.CASES: gettext_lazy("「%(topic)s」を、業種の事例で練習する"),
    ProposalKind.TEST: gettext_lazy("「%(topic)s」の出題を増やす"),
    ProposalKind.BRIEF: gettext_lazy("「%(topic)s」を、所属長と職場で話し合う"),
    ProposalKind.NOTHING: gettext_lazy("「%(topic)s」は、今のままで足ります"),
}
_CHOICES: Mapping[str, Promise] = {
    ProposalKind.EMPHASIS: gettext_lazy(
        "土台から見直すため、次のスライドに重点の印を付け、はじめに見どころを1枚入れます。"
    ),
    ProposalKind.CASES: gettext_lazy(
        "全社との差なので、その職場に近い事例を加えて練習するのが近道です。"
    ),
    ProposalKind.TEST: gettext_lazy(
        "あと少しなので、確認テストで毎回このテーマを問います。問題の数は変わりません。"
    ),
    ProposalKind.BRIEF: gettext_lazy(
        "確認テストで測れる知識ではなく、職場のことです。所属長が話し合いを開くための1枚を用意します。"
    ),
    ProposalKind.NOTHING: gettext_lazy("次の回でも続いているかを確かめてください。"),
}


def title_words(kind: str, topic: str) -> str:
    """What is proposed about a topic."""
    return str(_TITLES[kind]) % {"topic": topic}


def choice_words(kind: str) -> str:
    """Why this is the right thing to do."""
    return str(_CHOICES[kind])


def place_words(unit_name: str, unit: str) -> str:
    """The row that a proposal is about."""
    return unit_name if unit else _("全社")


def ground_words(proposal: Proposal) -> str:
    """Why the topic is looked at, in the numbers of the published table."""
    names = {
        "unit": place_words(proposal.unit_name, proposal.unit),
        "score": index_words(proposal.index),
        "margin": proposal.index.margin,
        "answers": count_words(proposal.n),
    }
    if proposal.ground is Ground.FALLEN and proposal.change:
        return _("%(unit)sで%(n)sポイント下がり、誤差を超えています（回答者%(answers)s）。") % {
            **names,
            "n": -proposal.change.points,
        }
    if proposal.ground is Ground.BELOW_COMPANY:
        return _(
            "%(unit)sの指数は%(score)sで、全社の%(company)sより低く、誤差を超えています（回答者%(answers)s）。"
        ) % {**names, "company": index_words(proposal.company)}
    if proposal.ground is Ground.BAND:
        return (
            _(
                "%(unit)sの指数は%(score)sの幅にあります（回答者%(answers)s）。回答が少ないため、目安です。"
            )
            % names
        )
    if proposal.ground is Ground.FINE:
        return _("%(unit)sの指数は%(score)s ± %(margin)sです（回答者%(answers)s）。") % names
    return _(
        "%(unit)sの指数は%(score)s ± %(margin)sで、%(strong)sに届きません（回答者%(answers)s）。"
    ) % {**names, "strong": STRONG}


def outcome_words(change: Change | None, kind: str) -> str:
    """What became of it in the next wave (`kind`): a claim only where its margin allows one."""
    names = {"kind": kind}
    if change is None:
        return _("%(kind)sでは、2回とも示せる結果がないので、比べられません。") % names
    if not change.is_clear:
        return _("%(kind)sとの差は、はっきりした差とは言えません。") % names
    numbers = {**names, "n": abs(change.points)}
    if change.points > 0:
        return _("%(kind)sで%(n)sポイント上がりました。") % numbers
    return _("%(kind)sで%(n)sポイント下がりました。") % numbers
