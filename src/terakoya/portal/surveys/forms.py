"""Shape of an officer's input."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common.forms import Form
from ..common.offers import offer_choices
from .choices import Axis, Medium
from .own_items import LONGEST

_WRONG = _("日付の形で入力してください（例：2026-12-18）")


class OpeningForm(Form):
    """How a wave is opened; all of it is told to respondents and stays until it is closed."""

    medium = forms.ChoiceField(
        label=_("集め方"),
        choices=Medium.choices,
        widget=forms.RadioSelect,
        initial=Medium.ONLINE,
        help_text=_("1つの回は、どちらか一方だけで集めます。"),
    )
    axis = forms.ChoiceField(
        label=_("集計の区分"),
        choices=Axis.choices,
        widget=forms.RadioSelect,
        initial=Axis.DEPARTMENTS,
    )
    closes_on = forms.DateField(
        label=_("最終日"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("60日以内の日を選べます。空欄なら、期限の14日後（最長60日）になります。"),
        error_messages={"invalid": _WRONG},
    )
    shares_company = forms.BooleanField(
        label=_("締め切ったあと、会社全体の結果を、対象の人にも見せる"),
        required=False,
        initial=True,
        help_text=_("部署ごとの結果と自由記述は見せません。回答の前に、このことを知らせます。"),
    )


class OwnItemForm(Form):
    """An item of the organisation's own."""

    topic = forms.ChoiceField(label=_("テーマ"))
    text_ja = forms.CharField(
        label=_("問い（日本語）"),
        required=False,
        max_length=LONGEST,
        help_text=_("「そう思う」で答えられる文にします。例：上司は相談を聞いてくれる"),
    )
    text_en = forms.CharField(
        label=_("問い（英語）"),
        required=False,
        max_length=LONGEST,
        help_text=_("空欄なら、英語の画面にも日本語の文を表示します。"),
    )
    sensitive = forms.BooleanField(
        label=_("被害や体調など、答えにくい問いである"),
        required=False,
        help_text=_("10名以上の回答がそろったときだけ表示します。"),
    )

    def __init__(self, *args: Any, topics: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_choices(self, "topic", topics)


class LastDayForm(Form):
    """A later last day of a wave."""

    closes_on = forms.DateField(
        label=_("最終日"), error_messages={"invalid": _WRONG, "required": _WRONG}
    )
