"""The form on the page of parts."""

from __future__ import annotations

from django import forms

from ..common.forms import Form


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
