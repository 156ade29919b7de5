"""The forms of the pages without a subject of their own."""

from __future__ import annotations

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..common.forms import Form

_LONGEST: Final = 100_000  # characters of a legal page


class LegalTextForm(Form):
    """A next version of a legal page."""

    valid_from = forms.DateField(
        label=_("有効になる日"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日付を、2027-01-31の形で入力してください。")},
    )
    text_ja = forms.CharField(
        label=_("日本語の本文"), max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 24})
    )
    text_en = forms.CharField(
        label=_("英語の本文"),
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "lang": "en"}),
    )


class SampleForm(Form):
    """One field of every kind."""

    email = forms.EmailField(
        label="メールアドレス",
        error_messages={"invalid": "「.jp」などの続きを入力してください"},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    number = forms.CharField(
        label="社員番号", required=False, help_text="分からない場合は空欄のままでかまいません"
    )
    department = forms.ChoiceField(
        label="部署", choices=[("", "選んでください"), ("sales", "営業部"), ("cs", "お客様係")]
    )
    note = forms.CharField(label="メモ", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    pay = forms.ChoiceField(
        label="支払い方法",
        widget=forms.RadioSelect,
        choices=[("invoice", "請求書払い（銀行振込）"), ("later", "あとで決める")],
        initial="invoice",
    )
    agree = forms.BooleanField(label="利用規約に同意します")
